import Table from 'cli-table3';
import { z } from 'zod';
import { loadRuleFiles } from '../config/rule-files.ts';
import { InputError } from '../model/errors.ts';
import { countOf, plainText } from '../report/plain-text.ts';
import { paint, type TextOptions } from '../report/text-style.ts';
import type { TestedRule } from '../rules/definition.ts';
import { type RuleTestResult, runRuleTests } from '../rules/run-tests.ts';
import { namedOrUsual, rulesOfConfiguration } from './configured-rules.ts';
import { exitCodes } from './exit-code.ts';
import { type Output, textOptions } from './output.ts';
import type { Surroundings, TypeCatalogue } from './surroundings.ts';

/** The options of `rules test`, as commander gives them. */
export const ruleOptionsSchema = z.object({
  config: z.string().optional(),
  json: z.boolean().default(false),
  color: z.boolean(),
});
type RuleOptions = z.infer<typeof ruleOptionsSchema>;

async function rulesToTest(
  files: readonly string[],
  { config }: RuleOptions,
  catalogue: TypeCatalogue,
): Promise<readonly TestedRule[]> {
  const nativeTypes = catalogue.types.map(({ type }) => type);
  if (files.length > 0) return loadRuleFiles(files, nativeTypes);
  const file = await namedOrUsual(config);
  const { own } = await rulesOfConfiguration({ config: file }, catalogue);
  if (own.length > 0) return own;
  throw new InputError(
    `${file ?? 'No configuration'} names ${file === undefined ? 'a' : 'no'} file with rules of your own; name one, such as: tidemark rules test rules/buckets.yaml`,
  );
}

function resultTable(
  results: readonly RuleTestResult[],
  untested: readonly string[],
  { color }: TextOptions,
): string {
  const painted = paint(color);
  const table = new Table({
    head: ['Result', 'Rule', 'Test', 'What was wrong'].map(painted.strong),
    style: { head: [], border: [], compact: true },
  });
  for (const { rule, test, problems } of results) {
    const result = problems.length === 0 ? 'passed' : painted.severity('HIGH', 'failed');
    table.push([result, rule, plainText(test), plainText(problems.join('; '))]);
  }
  for (const rule of untested) table.push([painted.severity('MEDIUM', 'no tests'), rule, '', '']);
  return table.toString();
}

function summaryLine(rules: number, results: readonly RuleTestResult[], untested: number): string {
  const failed = results.filter(({ problems }) => problems.length > 0).length;
  const without = untested > 0 ? `; ${countOf(untested, 'rule')} without tests` : '';
  return `${countOf(rules, 'rule')}, ${countOf(results.length, 'test')}: ${results.length - failed} passed, ${failed} failed${without}`;
}

/** `tidemark rules test`: runs the tests of rules of the user's own, and tells which rules have none. */
export async function testRulesCommand(
  files: readonly string[],
  options: RuleOptions,
  surroundings: Surroundings,
  output: Output,
): Promise<number> {
  const catalogue = await surroundings.loadCatalogue();
  const rules = await rulesToTest(files, options, catalogue);
  const knowledge = { knowledgeOf: catalogue.knowledgeOf, types: catalogue.types.map(({ type }) => type) };
  const results = rules.flatMap((rule) => runRuleTests(rule, knowledge));
  const untested = rules.filter(({ tests }) => tests.length === 0).map(({ id }) => id);
  if (options.json) {
    const tests = results.map((result) => ({ ...result, passed: result.problems.length === 0 }));
    await output.write(`${JSON.stringify({ rules: rules.length, tests, untested }, null, 2)}\n`);
  } else {
    const table = resultTable(results, untested, textOptions(options.color, surroundings));
    await output.write(`${table}\n${summaryLine(rules.length, results, untested.length)}\n`);
  }
  return results.some(({ problems }) => problems.length > 0) ? exitCodes.drift : exitCodes.nothing;
}
