/** The message of a map that is none; its other mistakes keep their own. */
export function mapLike(example: string): {
  error: (issue: { readonly code: string }) => string | undefined;
} {
  return { error: ({ code }) => (code === 'invalid_type' ? `must be a map, such as ${example}` : undefined) };
}
