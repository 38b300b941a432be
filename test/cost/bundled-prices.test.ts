import { expect, test } from 'vitest';
import { bundledPriceBook } from '../../lib/cost/price-book.ts';
import type { JsonObject } from '../../lib/model/json.ts';
import { knowledgeOf } from '../../lib/resources/index.ts';
import { resource } from '../resource-fixtures.ts';

const task = { Cpu: '512', Memory: '1024' };
const fargate = { LaunchType: 'FARGATE', DesiredCount: 2, TaskDefinition: 'web:1' };
const arm = { RuntimePlatform: { CpuArchitecture: 'ARM64' } };

/** Types with their properties, what they refer to, and what a month costs in eu-west-1, by hand. */
const cases: [string, string, JsonObject, [string, JsonObject][], number][] = [
  [
    '2 × (0.5 vCPU × 0.04048 + 1 GB × 0.004445) × 730 h',
    'AWS::ECS::Service',
    fargate,
    [['AWS::ECS::TaskDefinition', task]],
    36.0401,
  ],
  [
    '2 × (0.5 vCPU × 0.03238 + 1 GB × 0.00356) × 730 h',
    'AWS::ECS::Service',
    fargate,
    [['AWS::ECS::TaskDefinition', { ...task, ...arm }]],
    28.835,
  ],
  [
    '0.2 + 1,000,000 × 0.1 s × 0.125 GB × 0.0000166667',
    'AWS::Lambda::Function',
    { Architectures: ['x86_64'], MemorySize: 128 },
    [],
    0.408334,
  ],
];

test.each(cases)(
  'the prices that come with Tidemark make %s for %s',
  (_sum, type, properties, others, usd) => {
    const related = (wanted: string) => {
      const found = others.find(([other]) => other === wanted);
      return found && resource(found[0], found[1]);
    };
    const cost = knowledgeOf(type)?.monthlyCost?.(resource(type, properties), {
      prices: bundledPriceBook,
      related,
    });
    expect(cost?.usd, cost?.assumptions.join(' ')).toBeCloseTo(usd, 3);
  },
);
