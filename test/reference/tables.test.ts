import { describe, expect, test } from 'vitest';
import { free } from '../../lib/model/cost.ts';
import { configurationTable } from '../../lib/reference/configuration-table.ts';
import { commonRuleTable, resourceTypeTable } from '../../lib/reference/resource-type-table.ts';
import { defineResourceType } from '../../lib/resources/define.ts';
import { openNetworkRules } from '../../lib/risk/network-rules.ts';

const plain = defineResourceType({
  type: 'Test::Plain::Thing',
  scope: 'regional',
  permissions: ['test:ListThings', 'test:DescribeThing'],
  async *read() {},
});

describe('the table of resource types', () => {
  test('tells scope, permissions, noise with its reason, secrets, rules and cost', () => {
    const told = resourceTypeTable([
      {
        ...plain,
        volatile: { '/Status': 'moves | by itself' },
        secret: ['/Key'],
        rules: openNetworkRules,
        monthlyCost: () => free,
      },
    ]);
    for (const part of [
      '`Test::Plain::Thing` | regional | native | `test:ListThings`<br>`test:DescribeThing`',
      '`/Status`: moves \\| by itself',
      '`/Key`',
      '`ec2-port-open-to-world` HIGH',
      'estimated',
    ]) {
      expect(told).toContain(part);
    }
  });

  test('says of what is not known that it is not', () => {
    expect(resourceTypeTable([plain]).split('\n').at(-1)).toMatch(/\| – \| – \| – \| unknown \|$/);
  });

  test('tells which members come and go, and why', () => {
    const membership = { reason: 'Auto Scaling does it', ownerOf: () => undefined };
    expect(resourceTypeTable([{ ...plain, membership }])).toContain(
      'that one comes or goes: Auto Scaling does it',
    );
  });
});

test('the table of common rules tells each once, lost coverage among them', () => {
  const rules = [...commonRuleTable().matchAll(/^\| `([^`]+)`/gm)].map(([, id]) => id);
  expect(rules).toContain('tidemark-coverage-lost');
  expect(new Set(rules).size).toBe(rules.length);
});

test('the table of the configuration names every field with its default or that it is required', () => {
  const rows = configurationTable().split('\n').slice(2);
  expect(rows).toContainEqual(
    expect.stringMatching(/^\| `environments\.\*\.accounts` \| .* \| required \|$/),
  );
  expect(rows).toContainEqual(expect.stringMatching(/^\| `environments\.\*\.concurrency` \| .* \| `4` \|$/));
  expect(rows.filter((row) => / \| +\| /.test(row))).toEqual([]);
});
