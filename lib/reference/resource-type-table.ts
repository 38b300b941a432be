import type { Rule } from '../model/rule.ts';
import { budgetKnowledge } from '../resources/budget.ts';
import { coverageKnowledge } from '../resources/coverage.ts';
import type { ResourceType } from '../resources/define.ts';
import { commonRules } from '../risk/common-rules.ts';

function cell(items: readonly string[], none = '–'): string {
  return items.length === 0 ? none : items.map((item) => item.replaceAll('|', '\\|')).join('<br>');
}

function ruleCell(rules: readonly Rule[]): string {
  return cell(rules.map(({ id, severity }) => `\`${id}\` ${severity}`));
}

/** What Tidemark knows of each resource type, as a Markdown table. */
export function resourceTypeTable(types: readonly ResourceType[]): string {
  const rows = types.map((type) =>
    [
      `\`${type.type}\``,
      type.scope,
      type.through ?? 'native',
      cell(type.permissions.map((permission) => `\`${permission}\``)),
      cell([
        ...Object.entries(type.volatile ?? {}).map(([path, reason]) => `\`${path}\`: ${reason}`),
        ...(type.membership ? [`that one comes or goes: ${type.membership.reason}`] : []),
      ]),
      cell((type.secret ?? []).map((path) => `\`${path}\``)),
      ruleCell(type.rules ?? []),
      type.monthlyCost ? 'estimated, free, or unknown with the reason' : 'unknown',
    ].join(' | '),
  );
  return [
    '| type | scope | reader | permissions | noise, and why | secret | own rules | cost |',
    '|---|---|---|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
}

/** The rules that hold for every type, as a Markdown table. */
export function commonRuleTable(): string {
  const anyType = { type: 'any', holdsState: 'its data' };
  const rules = [
    ...commonRules(anyType),
    ...(coverageKnowledge.rules ?? []),
    ...(budgetKnowledge.rules ?? []),
  ];
  const rows = rules.map(
    ({ id, title, severity, sources, recommendation }) =>
      `| \`${id}\` | ${title} | ${severity} | ${cell(sources)} | ${recommendation} |`,
  );
  return ['| rule | watches | severity | stands on | what to do |', '|---|---|---|---|---|', ...rows].join(
    '\n',
  );
}
