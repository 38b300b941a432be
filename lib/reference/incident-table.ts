import { incidentPatterns } from '../findings/incident-patterns.ts';

const together = {
  linked: 'linked resources',
  account: 'one account',
  stranger: 'one foreign account is named',
} as const;

/** The incidents that are looked for, as a Markdown table. */
export function incidentTable(): string {
  const rows = incidentPatterns.map(
    (pattern) =>
      `| \`${pattern.id}\` | ${pattern.title} | ${together[pattern.together]} | ${pattern.raises ? 'one step above its worst finding' : 'that of its worst finding'} |`,
  );
  return ['| incident | what it is | changes of | severity |', '|---|---|---|---|', ...rows].join('\n');
}
