import { type Command, Option } from 'commander';
import type { Run } from './program.ts';
import type { Outputs } from './scan-command.ts';
import type { Surroundings } from './surroundings.ts';

/** Right calls, for the help and for messages about wrong ones. */
export const priceExamples: Readonly<Record<string, string>> = {
  prices: 'tidemark prices show AmazonEC2 eu-west-1 linux/t3.micro',
  'prices refresh': 'tidemark prices refresh --region eu-west-1',
  'prices show': 'tidemark prices show AmazonEC2 eu-west-1 linux/t3.micro',
};

function withOptions(command: Command): Command {
  return command
    .option('--config <file>', 'the configuration', 'tidemark.yaml')
    .option('--store <folder>', 'where everything is kept', '.tidemark')
    .addOption(
      new Option('--bucket <name>', "the hub's S3 bucket, where everything is kept").conflicts('store'),
    )
    .option('--profile <name>', 'the AWS profile to use')
    .option('--json', 'print JSON to standard output, and nothing else there');
}

/** Adds `tidemark prices refresh` and `tidemark prices show`. */
export function addPrices(program: Command, surroundings: Surroundings, outputs: Outputs, run: Run): void {
  const prices = program
    .command('prices')
    .description('Refresh the prices that costs are estimated with, and look them up');
  const refresh = withOptions(
    prices
      .command('refresh')
      .description('Read the AWS Price List for the regions of the configuration, and keep the prices'),
  ).option('--region <region...>', 'only these regions');
  refresh.action(() =>
    run(async () => {
      const { refreshPricesCommand, priceOptionsSchema } = await import('./prices-command.ts');
      return refreshPricesCommand(priceOptionsSchema.parse(refresh.opts()), surroundings, outputs);
    }),
  );
  const show = withOptions(
    prices
      .command('show <service> <region> <key>')
      .description('Tell a price with its source and date; lib/cost/prices/README.md lists the keys'),
  );
  show.action((service: string, region: string, key: string) =>
    run(async () => {
      const { showPriceCommand, priceOptionsSchema } = await import('./prices-command.ts');
      const options = priceOptionsSchema.parse(show.opts());
      return showPriceCommand({ service, region, key }, options, surroundings, outputs);
    }),
  );
  for (const command of prices.commands)
    command.addHelpText('after', `\nExample:\n  ${priceExamples[`prices ${command.name()}`]}`);
}
