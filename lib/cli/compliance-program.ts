import { type Command, Option } from 'commander';
import { complianceFormats, frameworkIds } from './compliance-formats.ts';
import type { Run } from './program.ts';
import type { Outputs } from './scan-command.ts';
import type { Surroundings } from './surroundings.ts';

/** A right call, for the help and for messages about a wrong one. */
export const complianceExample = 'tidemark compliance --environment prod --framework pci-dss-4.0.1';

/** Adds `tidemark compliance`. */
export function addCompliance(
  program: Command,
  surroundings: Surroundings,
  { out }: Outputs,
  run: Run,
): void {
  const command = program
    .command('compliance')
    .description('Tell how environments stand with the controls of CIS, PCI DSS, SOC 2, HIPAA and others')
    .option('--config <file>', 'the configuration', 'tidemark.yaml')
    .option('--store <folder>', 'where everything is kept', '.tidemark')
    .addOption(
      new Option('--bucket <name>', "the hub's S3 bucket, where everything is kept").conflicts('store'),
    )
    .option('--profile <name>', 'the AWS profile to use')
    .option('--environment <name>', 'only this environment')
    .option('--framework <id...>', `only these frameworks: ${frameworkIds.join(', ')}`)
    .option('--run <id>', 'by this run', 'latest')
    .option('--format <format>', `one of ${complianceFormats.join(', ')}`, 'table')
    .option('--output <file>', 'write to this file instead of standard output')
    .option('--no-color', 'print without colours; so does NO_COLOR');
  command.action(() =>
    run(async () => {
      const { complianceCommand, complianceOptionsSchema } = await import('./compliance-command.ts');
      return complianceCommand(complianceOptionsSchema.parse(command.opts()), surroundings, out);
    }),
  );
}
