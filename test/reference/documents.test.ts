import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generatedParts, withPart } from '../../lib/reference/documents.ts';

test.each(generatedParts)(
  '$document tells what the code says ($marker); `npm run docs` writes it',
  (part) => {
    const text = readFileSync(part.document, 'utf8');
    expect(withPart(text, part)).toBe(text);
  },
);

test('a document without the markers is refused', () => {
  const [part] = generatedParts;
  expect(part && (() => withPart('nothing here', part))).toThrow(/lacks the markers/);
});
