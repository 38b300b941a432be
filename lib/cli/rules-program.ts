import type { Command } from 'commander';
import type { Run } from './program.ts';
import type { Outputs } from './scan-command.ts';
import type { Surroundings } from './surroundings.ts';

/** Right calls, for the help and for messages about wrong ones; a subcommand stands below the name of its command. */
export const ruleExamples: Readonly<Record<string, string>> = {
  rules: 'tidemark rules list',
  list: 'tidemark rules list --type AWS::S3::Bucket',
  show: 'tidemark rules show ec2-open-administrative-port',
  test: 'tidemark rules test rules/buckets.yaml',
};

function withOptions(command: Command): Command {
  return command
    .option('--config <file>', 'the configuration (default: tidemark.yaml where there is one)')
    .option('--json', 'print JSON to standard output, and nothing else there')
    .option('--no-color', 'print without colours; so does NO_COLOR');
}

/** Adds `tidemark rules list`, `show` and `test`. */
export function addRules(program: Command, surroundings: Surroundings, { out }: Outputs, run: Run): void {
  const rules = program.command('rules').description('List, show and test the rules that judge changes');
  const list = withOptions(
    rules.command('list').description('List all rules, with what the configuration made of them'),
  )
    .option('--type <type...>', 'only those that watch these resource types; * stands for any text')
    .option('--environment <name>', 'with what holds for this environment');
  list.action(() =>
    run(async () => {
      const { listRulesCommand, listOptionsSchema } = await import('./rules-command.ts');
      return listRulesCommand(listOptionsSchema.parse(list.opts()), surroundings, out);
    }),
  );
  const show = withOptions(
    rules.command('show <id>').description('Show all of a rule: what it watches, stands on, and has one do'),
  ).option('--environment <name>', 'with what holds for this environment');
  show.action((id: string) =>
    run(async () => {
      const { showRuleCommand, showOptionsSchema } = await import('./rules-command.ts');
      return showRuleCommand(id, showOptionsSchema.parse(show.opts()), surroundings, out);
    }),
  );
  const test = withOptions(
    rules
      .command('test [files...]')
      .description('Run the tests in rule files, or in those that the configuration names'),
  );
  test.addHelpText(
    'after',
    '\nExit codes:\n  0  all tests passed\n  1  a test failed\n  2  a file must be corrected',
  );
  test.action((files: string[]) =>
    run(async () => {
      const { testRulesCommand, ruleOptionsSchema } = await import('./rules-test-command.ts');
      return testRulesCommand(files, ruleOptionsSchema.parse(test.opts()), surroundings, out);
    }),
  );
  for (const command of rules.commands)
    command.addHelpText('after', `\nExample:\n  ${ruleExamples[command.name()]}`);
}
