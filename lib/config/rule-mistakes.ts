import { closest } from 'fastest-levenshtein';
import { messageOf } from '../model/errors.ts';
import { matchesType } from '../model/type-pattern.ts';
import { placeholdersOf, resourcePlaceholders } from '../risk/template.ts';
import { reasonPlaceholders } from '../rules/compile.ts';
import type { OwnRule, RuleTest, TestedRule } from '../rules/definition.ts';
import { compileExpression, type ExpressionKind } from '../rules/expression.ts';
import { schemaTypeNames } from '../schemas/schemas.ts';
import type { ConfigurationPath, Mistake } from './mistakes.ts';

function expressionMistakes(rule: OwnRule, path: ConfigurationPath): Mistake[] {
  const { state, change, safer } = rule;
  if (state !== undefined && change !== undefined)
    return [
      { path: [...path, 'change'], atKey: true, message: 'is there beside state; a rule has one of the two' },
    ];
  if (state === undefined && change === undefined)
    return [{ path, message: 'has neither state nor change, such as state: "!has(resource.tags.Owner)"' }];
  const missing: Mistake[] =
    state !== undefined && safer === undefined
      ? [{ path: [...path, 'safer'], message: 'is missing, such as safer: an owner was named' }]
      : [];
  const useless: Mistake[] =
    change !== undefined && safer !== undefined
      ? [{ path: [...path, 'safer'], atKey: true, message: 'is only for rules with state; leave it out' }]
      : [];
  return [
    ...missing,
    ...useless,
    ...compileMistakes(state ?? change ?? '', state === undefined ? 'change' : 'state', path),
  ];
}

function compileMistakes(text: string, kind: ExpressionKind, path: ConfigurationPath): Mistake[] {
  try {
    compileExpression(text, kind);
    return [];
  } catch (error) {
    return [{ path: [...path, kind], message: messageOf(error) }];
  }
}

function typeMistakes(
  { types }: OwnRule,
  path: ConfigurationPath,
  nativeTypes: readonly string[],
): Mistake[] {
  const known = [...new Set([...nativeTypes, ...schemaTypeNames])];
  return types.flatMap((pattern, at) =>
    known.some((type) => matchesType(pattern, type))
      ? []
      : [
          {
            path: [...path, 'types', at],
            message: `${JSON.stringify(pattern)} matches no resource type; did you mean ${closest(pattern, known)}?`,
          },
        ],
  );
}

function placeholderMistakes(
  template: string,
  path: ConfigurationPath,
  known: readonly string[],
  prefixes: readonly string[],
): Mistake[] {
  return placeholdersOf(template)
    .filter((name) => !known.includes(name) && !prefixes.some((prefix) => name.startsWith(prefix)))
    .map((name) => ({
      path,
      message: `{{${name}}} stands for nothing; did you mean {{${closest(name, [...known])}}}? Known are ${known.join(', ')}, and properties, such as {{/VpcId}}`,
    }));
}

function testMistakes(test: RuleTest, rule: OwnRule, path: ConfigurationPath): Mistake[] {
  const { resource, before, after, fires, reason, safer } = test;
  const sides = [before, after].filter((side) => side !== undefined);
  const mistakes: Mistake[] = [];
  const say = (part: string, message: string) => mistakes.push({ path: [...path, part], message });
  if (resource === undefined && sides.length === 0)
    mistakes.push({ path, message: 'has nothing to look at, such as resource: { properties: {} }' });
  if (resource !== undefined && sides.length > 0)
    say('resource', 'is there beside before or after; a test has one of the two');
  if (resource !== undefined && rule.state === undefined)
    say('resource', 'is a state; a rule with change looks at before and after');
  if (reason !== undefined && !fires)
    say('reason', 'is told by a rule that fires only; leave it out, or write fires: true');
  if (safer !== undefined && (rule.state === undefined || sides.length < 2))
    say('safer', 'is told of a change by a rule with state; give before and after');
  for (const [side, example] of Object.entries({ resource, before, after })) {
    const type = example?.type;
    if (type === undefined || rule.types.some((pattern) => matchesType(pattern, type))) continue;
    mistakes.push({
      path: [...path, side, 'type'],
      message: `${type} is none of the rule's types, which are ${rule.types.join(', ')}`,
    });
  }
  return mistakes;
}

/** Mistakes of a rule that its format does not show: in its expression, its types, its placeholders and its tests. */
export function ruleMistakes(
  rule: TestedRule,
  path: ConfigurationPath,
  nativeTypes: readonly string[],
): Mistake[] {
  const { reason, remedy, tests } = rule;
  return [
    ...expressionMistakes(rule, path),
    ...typeMistakes(rule, path, nativeTypes),
    ...placeholderMistakes(reason, [...path, 'reason'], reasonPlaceholders, ['/', 'before/', 'after/']),
    ...(['command', 'console'] as const).flatMap((part) =>
      placeholderMistakes(remedy?.[part] ?? '', [...path, 'remedy', part], resourcePlaceholders, ['/']),
    ),
    ...tests.flatMap((test, at) => testMistakes(test, rule, [...path, 'tests', at])),
  ];
}
