import { expect, test } from 'vitest';
import { z } from 'zod';
import { formatTable } from '../../lib/reference/format-table.ts';

test('a format is told field by field, with lists, maps, and what may be absent or null', () => {
  const format = z.strictObject({
    version: z.literal(1),
    at: z.iso.datetime(),
    cost: z.number().nullable().describe('in USD | null'),
    names: z.array(z.string()),
    rows: z.array(z.strictObject({ id: z.string().optional() })),
    types: z.record(z.string(), z.strictObject({ status: z.enum(['a', 'b']) })).describe('By name'),
    rest: z.json().optional().describe('Whatever'),
  });
  expect(formatTable(format).split('\n').slice(2)).toEqual([
    '| `version` | `1` |  |',
    '| `at` | time (ISO 8601) |  |',
    '| `cost` | number or null | in USD \\| null |',
    '| `names` | list of text |  |',
    '| `rows` | list |  |',
    '| `rows[].id` | text | may be absent |',
    '| `types` | object | By name |',
    '| `types.*.status` | `a`, `b` |  |',
    '| `rest` | any JSON | may be absent; Whatever |',
  ]);
});
