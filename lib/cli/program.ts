import { Command, Option } from 'commander';
import { severities } from '../model/severity.ts';
import type { ScanMode } from '../scan/events.ts';
import { addCompliance, complianceExample } from './compliance-program.ts';
import { compareOptionsSchema, scanOptionsSchema } from './options.ts';
import { addPosture } from './posture-program.ts';
import { addPrices, priceExamples } from './prices-program.ts';
import { addRules, ruleExamples } from './rules-program.ts';
import type { Outputs } from './scan-command.ts';
import type { Surroundings } from './surroundings.ts';

/** Runs a command and gives its exit code. */
export type Run = (work: () => Promise<number>) => Promise<void>;

const severityList = severities.join(', ');

function failOnOption(standard: string): Option {
  return new Option(
    '--fail-on <severity>',
    `exit with 1 for findings at or above it: ${severityList} (default: ${standard})`,
  );
}

function withOutputOptions(command: Command): Command {
  return command
    .option('--json', 'print JSON to standard output, and nothing else there')
    .option('--no-color', 'print without colours; so does NO_COLOR');
}

function withScanOptions(command: Command): Command {
  return withOutputOptions(command)
    .option('--config <file>', 'the configuration', 'tidemark.yaml')
    .option('--store <folder>', 'keep everything in this folder', '.tidemark')
    .addOption(new Option('--bucket <name>', "keep everything in the hub's S3 bucket").conflicts('store'))
    .option('--digest-secret <arn>', "with --bucket: the secret with the key of digests (default: the hub's)")
    .option('--account <id...>', 'only these accounts')
    .option('--region <region...>', 'only these regions; "global" stands for global services')
    .option('--type <type...>', 'only these resource types; * stands for any text')
    .option('--profile <name>', 'the AWS profile to use')
    .option('--html <file>', 'write the report as a page too');
}

const descriptions: Readonly<Record<ScanMode, string>> = {
  baseline: 'Read the accounts of an environment, and approve what is there as the baseline',
  scan: 'Read the accounts of an environment and store snapshots, without comparing them',
  detect: 'Read the accounts of an environment, and tell what differs from the baseline',
};

/** A right call of each command, for the help and for messages about a wrong one. */
const examples: Readonly<Record<string, string>> = {
  ...priceExamples,
  ...ruleExamples,
  tidemark: 'tidemark detect prod',
  baseline: 'tidemark baseline prod --reason "CHG-42 was rolled out"',
  scan: 'tidemark scan prod --type "AWS::EC2::*"',
  detect: 'tidemark detect prod --region eu-west-1 --fail-on MEDIUM',
  'detect-all': 'tidemark detect-all --json > report.json',
  posture: 'tidemark posture prod --severity HIGH',
  acknowledge: 'tidemark acknowledge prod 3f9a1c0b72de --reason "a public web server" --until 2027-03-31',
  compliance: complianceExample,
  compare: 'tidemark compare before.jsonl.gz after.json --json',
};

/** What commander says of a wrong call, as one line with a right one. */
export function usageMessage(command: Command, text: string): string {
  const said = text
    .replace(/^error: /, '')
    .trim()
    .replaceAll(/\s*\n\s*/g, ' ');
  const name = command.name();
  const example = examples[`${command.parent?.name()} ${name}`] ?? examples[name] ?? 'tidemark --help';
  return `tidemark: ${said}; such as: ${example}\n`;
}

const exitCodeHelp = `
Exit codes:
  0    nothing at or above --fail-on
  1    drift at or above --fail-on
  2    a flag, the configuration, a file or the credentials must be corrected
  3    something could not be read, and there is no drift at or above --fail-on in the rest
  130  ended by Ctrl-C`;

/** Adds a command that scans. The modules behind it bring the whole of Tidemark, so they are loaded when it runs. */
function addScan(
  program: Command,
  usage: string,
  mode: ScanMode,
  description: string,
  surroundings: Surroundings,
  outputs: Outputs,
  run: Run,
): Command {
  const command = withScanOptions(program.command(usage).description(description));
  return command.action((...given: unknown[]) =>
    run(async () => {
      const options = scanOptionsSchema.parse(command.opts());
      const environment = typeof given[0] === 'string' ? given[0] : undefined;
      const { scanCommand } = await import('./scan-command.ts');
      return scanCommand({ mode, environment, options }, surroundings, outputs);
    }),
  );
}

function addCompare(program: Command, surroundings: Surroundings, outputs: Outputs, run: Run): void {
  const command = withOutputOptions(
    program
      .command('compare <before> <after>')
      .description(
        'Tell what differs between two files: snapshots, JSON arrays or JSON Lines of resources, .gz or not. Needs no configuration, credentials or network',
      ),
  )
    .addOption(failOnOption('HIGH'))
    .option('--config <file>', 'judge by the rules of this configuration (default: by those of Tidemark)')
    .option('--environment <name>', 'with --config: as this environment is judged')
    .option(
      '--store <folder>',
      'the folder whose digest key tells secrets apart, if it has one',
      '.tidemark',
    );
  command.action((before: string, after: string) =>
    run(async () => {
      const options = compareOptionsSchema.parse(command.opts());
      const { compareCommand } = await import('./compare-command.ts');
      return compareCommand(before, after, options, surroundings, outputs.out);
    }),
  );
}

/** The commands of the CLI. */
export function createProgram(
  version: string,
  surroundings: Surroundings,
  outputs: Outputs,
  run: Run,
): Command {
  const program = new Command('tidemark')
    .description('Tells what changed in AWS accounts: what, how dangerous, how expensive, and what to do.')
    .version(version)
    .addHelpText('after', exitCodeHelp);
  const add = (usage: string, mode: ScanMode, description: string) =>
    addScan(program, usage, mode, description, surroundings, outputs, run);
  add('baseline <environment>', 'baseline', descriptions.baseline).option(
    '--reason <text>',
    'why it is approved, for the record',
  );
  add('scan <environment>', 'scan', descriptions.scan);
  add('detect <environment>', 'detect', descriptions.detect).addOption(
    failOnOption("the environment's alert threshold"),
  );
  add('detect-all', 'detect', 'Like detect, for all environments').addOption(
    failOnOption("each environment's alert threshold"),
  );
  addCompare(program, surroundings, outputs, run);
  addCompliance(program, surroundings, outputs, run);
  addPosture(program, surroundings, outputs, run);
  addPrices(program, surroundings, outputs, run);
  addRules(program, surroundings, outputs, run);
  for (const command of program.commands) {
    command.addHelpText('after', `\nExample:\n  ${examples[command.name()]}`);
  }
  return program;
}
