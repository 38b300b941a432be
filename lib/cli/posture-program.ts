import { type Command, Option } from 'commander';
import { severities } from '../model/severity.ts';
import type { Run } from './program.ts';
import type { Outputs } from './scan-command.ts';
import type { Surroundings } from './surroundings.ts';

function withStoreOptions(command: Command): Command {
  return command
    .option('--config <file>', 'the configuration', 'tidemark.yaml')
    .option('--store <folder>', 'where everything is kept', '.tidemark')
    .addOption(
      new Option('--bucket <name>', "the hub's S3 bucket, where everything is kept").conflicts('store'),
    )
    .option('--profile <name>', 'the AWS profile to use')
    .option('--account <id...>', 'only these accounts')
    .option('--region <region...>', 'only these regions; "global" stands for global services')
    .option('--json', 'print JSON to standard output, and nothing else there')
    .option('--no-color', 'print without colours; so does NO_COLOR');
}

/** Adds `tidemark posture` and `tidemark acknowledge`. */
export function addPosture(program: Command, surroundings: Surroundings, { out }: Outputs, run: Run): void {
  const posture = withStoreOptions(
    program
      .command('posture <environment>')
      .description('List the dangers that were there when the baseline was approved, as last read'),
  )
    .option('--severity <severity>', `only from this severity on: ${severities.join(', ')}`)
    .option('--acknowledged', 'those that somebody acknowledged too');
  posture.action((environment: string) =>
    run(async () => {
      const { postureCommand, postureOptionsSchema } = await import('./posture-command.ts');
      return postureCommand(environment, postureOptionsSchema.parse(posture.opts()), surroundings, out);
    }),
  );
  const acknowledge = withStoreOptions(
    program
      .command('acknowledge <environment> [fingerprint...]')
      .description('Answer for dangers that were there when the baseline was approved'),
  )
    .requiredOption('--reason <text>', 'why they are accepted, for the record')
    .option('--until <date>', 'the last day that this holds, as YYYY-MM-DD (default: for good)')
    .option('--all-up-to <severity>', 'all inherited dangers that are not more severe')
    .option('--by <name>', 'who answers for it (default: you)');
  acknowledge.action((environment: string, fingerprints: string[]) =>
    run(async () => {
      const { acknowledgeCommand, acknowledgeOptionsSchema } = await import('./posture-command.ts');
      const options = acknowledgeOptionsSchema.parse(acknowledge.opts());
      return acknowledgeCommand({ environment, fingerprints, options }, surroundings, out);
    }),
  );
}
