/** Whether a type name matches a name, or a pattern in which `*` stands for any text. */
export function matchesType(pattern: string, type: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`).test(type);
}
