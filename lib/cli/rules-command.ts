import Table from 'cli-table3';
import { closest } from 'fastest-levenshtein';
import { z } from 'zod';
import { InputError } from '../model/errors.ts';
import type { Rule } from '../model/rule.ts';
import type { RuleSetting } from '../model/rule-policy.ts';
import { matchesType } from '../model/type-pattern.ts';
import { countOf, cutText, hangingText, plainText } from '../report/plain-text.ts';
import { paint, type TextOptions } from '../report/text-style.ts';
import { ruleCatalogue } from '../resources/rule-catalogue.ts';
import { compileRule } from '../rules/compile.ts';
import type { OwnRule } from '../rules/definition.ts';
import { schemaTypeNames } from '../schemas/schemas.ts';
import { namedOrUsual, type RulesOfConfiguration, rulesOfConfiguration } from './configured-rules.ts';
import { exitCodes } from './exit-code.ts';
import { type Output, textOptions } from './output.ts';
import { ruleOptionsSchema } from './rules-test-command.ts';
import type { Surroundings, TypeCatalogue } from './surroundings.ts';

/** The options of `rules show`, as commander gives them. */
export const showOptionsSchema = ruleOptionsSchema.extend({ environment: z.string().optional() });
/** The options of `rules list`, as commander gives them. */
export const listOptionsSchema = showOptionsSchema.extend({ type: z.array(z.string()).optional() });

/** A rule as the configuration leaves it. */
interface ListedRule {
  readonly rule: Rule;
  readonly types: readonly string[];
  /** Set of a rule of the user's own. */
  readonly definition?: OwnRule;
  readonly setting?: RuleSetting;
}

function listRules({ types }: TypeCatalogue, { own, settings }: RulesOfConfiguration): ListedRule[] {
  const decided = new Map(settings.map((setting) => [setting.rule, setting]));
  const listed = [
    ...ruleCatalogue(types),
    ...own.map((definition) => ({
      rule: compileRule(definition, () => undefined),
      types: definition.types,
      definition,
    })),
  ];
  return listed.map((each) => {
    const setting = decided.get(each.rule.id);
    return setting === undefined ? each : { ...each, setting };
  });
}

/** Whether a rule watches a type that is asked for; a rule of a pattern watches what the pattern may stand for. */
function watches({ types }: ListedRule, asked: string): boolean {
  return types.some((type) => matchesType(asked, type) || matchesType(type, asked));
}

function stateOf({ setting }: ListedRule): string {
  if (setting === undefined) return '';
  const what = setting.severity === undefined ? 'off' : `counts as ${setting.severity}`;
  return `${what}: ${setting.reason}`;
}

function asJson({ rule, types, definition, setting }: ListedRule) {
  const { id, title, severity, kind, sources, recommendation, remedy } = rule;
  return {
    id,
    title,
    origin: definition === undefined ? 'built-in' : 'own',
    kind,
    severity: setting?.severity ?? severity,
    off: setting !== undefined && setting.severity === undefined,
    ...(setting === undefined ? {} : { reason: setting.reason }),
    types,
    sources,
    recommendation,
    ...(remedy === undefined ? {} : { remedy }),
    ...(definition === undefined ? {} : { expression: definition.state ?? definition.change }),
  };
}

async function allRules(
  { config, environment }: z.infer<typeof showOptionsSchema>,
  surroundings: Surroundings,
): Promise<ListedRule[]> {
  const catalogue = await surroundings.loadCatalogue();
  const scope = { config: await namedOrUsual(config), environment };
  return listRules(catalogue, await rulesOfConfiguration(scope, catalogue));
}

/** Characters of a cell of the table; `rules show` and JSON tell the rest. */
const toldCell = 60;

function ruleTable(rules: readonly ListedRule[], { color }: TextOptions): string {
  const painted = paint(color);
  const isDecided = rules.some(({ setting }) => setting !== undefined);
  const head = ['Rule', 'Severity', 'Watches', 'Stands on', ...(isDecided ? ['Configuration'] : [])];
  const table = new Table({
    head: head.map(painted.strong),
    style: { head: [], border: [], compact: true },
  });
  for (const listed of rules) {
    const { id, title, severity, sources } = listed.rule;
    const told = listed.setting?.severity ?? severity;
    table.push([
      id,
      painted.severity(told, told),
      ...[title, sources.join(', '), ...(isDecided ? [stateOf(listed)] : [])].map((text) =>
        cutText(plainText(text), toldCell),
      ),
    ]);
  }
  return table.toString();
}

/** Refuses a type that neither Tidemark nor CloudFormation knows, for which a list of the general rules would look right. */
function requireTypes(asked: readonly string[], { types }: TypeCatalogue): void {
  const known = [...types.map(({ type }) => type), ...schemaTypeNames];
  for (const pattern of asked) {
    if (known.some((type) => matchesType(pattern, type))) continue;
    throw new InputError(
      `--type ${JSON.stringify(pattern)} matches no resource type; did you mean ${closest(pattern, known)}?`,
    );
  }
}

/** `tidemark rules list`: every rule, built in or own, with what the configuration made of it. */
export async function listRulesCommand(
  options: z.infer<typeof listOptionsSchema>,
  surroundings: Surroundings,
  output: Output,
): Promise<number> {
  const { type: asked } = options;
  requireTypes(asked ?? [], await surroundings.loadCatalogue());
  const rules = (await allRules(options, surroundings)).filter(
    (rule) => asked === undefined || asked.some((type) => watches(rule, type)),
  );
  if (options.json) {
    await output.write(`${JSON.stringify({ rules: rules.map(asJson) }, null, 2)}\n`);
    return exitCodes.nothing;
  }
  const off = rules.filter(({ setting }) => setting !== undefined && setting.severity === undefined).length;
  const own = rules.filter(({ definition }) => definition !== undefined).length;
  const table = ruleTable(rules, textOptions(options.color, surroundings));
  await output.write(`${table}\n${countOf(rules.length, 'rule')}: ${own} of your own, ${off} switched off\n`);
  return exitCodes.nothing;
}

/** Columns of the labels of a rule's lines. */
const labelWidth = 12;

function ruleText(listed: ListedRule, { color, width }: TextOptions): string {
  const painted = paint(color);
  const { rule, types, definition } = listed;
  const { id, title, severity, sources, recommendation, remedy, kind } = rule;
  const line = (label: string, text: string) =>
    text === '' ? [] : hangingText(label.padEnd(labelWidth), plainText(text), width);
  return [
    `${painted.strong(id)}  ${painted.severity(severity, severity)}`,
    ...line('watches', title),
    ...line('in', types[0] === '*' ? 'every resource type' : types.join(', ')),
    ...line('looks at', kind === 'state' ? 'the state of a resource, at the baseline too' : 'a change'),
    ...line('fires on', definition?.state ?? definition?.change ?? ''),
    ...line('says', definition?.reason ?? ''),
    ...line('safer', rule.kind === 'state' ? rule.safer : ''),
    ...line('stands on', sources.join(', ')),
    ...line('do', recommendation),
    ...line('command', remedy?.command ?? ''),
    ...line('console', remedy?.console ?? ''),
    ...line('configured', stateOf(listed)),
  ].join('\n');
}

/** `tidemark rules show`: all of a rule. Throws an {@link InputError} with the closest id when there is no such rule. */
export async function showRuleCommand(
  id: string,
  options: z.infer<typeof showOptionsSchema>,
  surroundings: Surroundings,
  output: Output,
): Promise<number> {
  const rules = await allRules(options, surroundings);
  const found = rules.find(({ rule }) => rule.id === id);
  if (found === undefined) {
    const nearest = closest(
      id,
      rules.map(({ rule }) => rule.id),
    );
    throw new InputError(
      `There is no rule ${JSON.stringify(id)}; did you mean ${nearest}? tidemark rules list shows them all`,
    );
  }
  const text = options.json
    ? JSON.stringify(asJson(found), null, 2)
    : ruleText(found, textOptions(options.color, surroundings));
  await output.write(`${text}\n`);
  return exitCodes.nothing;
}
