import { ruleFileSchema } from '../rules/definition.ts';
import { celFunctions } from '../rules/functions.ts';
import { formatTable } from './format-table.ts';

/** The fields of a rule file as a Markdown table, made from its schema. */
export function ruleFileTable(): string {
  return formatTable(ruleFileSchema, 'input');
}

/** The functions that expressions can call beside those of CEL, as a Markdown table. */
export function celFunctionTable(): string {
  const rows = celFunctions.map(
    ({ call, description }) => `| \`${call.replaceAll('|', '\\|')}\` | ${description} |`,
  );
  return ['| call | what it gives |', '|---|---|', ...rows].join('\n');
}
