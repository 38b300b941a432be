import { afterAll, describe, expect, test } from 'vitest';
import { bundledPriceBook } from '../../lib/cost/price-book.ts';
import type { JsonObject } from '../../lib/model/json.ts';
import { findResourceType, knowledgeOf, resourceTypes } from '../../lib/resources/index.ts';
import { compareFiles } from '../../lib/scan/compare.ts';
import { testDigest } from '../resource-fixtures.ts';
import { blindEverydayScenarios } from './blind-everyday.ts';
import { blindGuardrailScenarios } from './blind-guardrails.ts';
import { blindIdentityScenarios } from './blind-identity.ts';
import { blindNotableScenarios } from './blind-notable.ts';
import { blindOperationScenarios } from './blind-operations.ts';
import { blindSaferScenarios } from './blind-safer.ts';
import { blindSharingScenarios } from './blind-sharing.ts';
import { computeScenarios } from './compute.ts';
import { destructionScenarios } from './destruction.ts';
import { encryptionScenarios } from './encryption.ts';
import { everydayScenarios } from './everyday.ts';
import { moneyScenarios } from './money.ts';
import { networkScenarios } from './network.ts';
import { persistenceScenarios } from './persistence.ts';
import { privilegeScenarios } from './privilege.ts';
import { saferScenarios } from './safer.ts';
import { account, type Scenario } from './scenario.ts';
import { sharingScenarios } from './sharing.ts';
import { trickScenarios } from './tricks.ts';
import { qualities, type Verdict, verdictTable } from './verdicts.ts';
import { watcherScenarios } from './watchers.ts';

const themes: Readonly<Record<string, readonly Scenario[]>> = {
  network: networkScenarios,
  'sharing outside': sharingScenarios,
  privilege: privilegeScenarios,
  persistence: persistenceScenarios,
  'blinding the watchers': watcherScenarios,
  'destruction and ransom': destructionScenarios,
  'encryption and TLS': encryptionScenarios,
  compute: computeScenarios,
  money: moneyScenarios,
  'everyday changes': everydayScenarios,
  'safer changes': saferScenarios,
  'tricks and near misses': trickScenarios,
  'blind: more power': blindIdentityScenarios,
  'blind: around the guardrails': blindGuardrailScenarios,
  'blind: outside': blindSharingScenarios,
  'blind: for the next morning': blindNotableScenarios,
  'blind: deployments and scaling': blindOperationScenarios,
  'blind: everyday changes': blindEverydayScenarios,
  'blind: safer changes': blindSaferScenarios,
};
const scenarios = Object.values(themes).flat();
/** How much of what is told of a severity must be right, and how much of it must be told. */
const leastQuality = 0.95;
const mostKnownGaps = 5;

/** The file of a state, as somebody hands it to `tidemark compare`. */
function file({ type, id = 'example', region }: Scenario, properties: JsonObject | null, tags = {}) {
  const place = region ?? (findResourceType(type)?.scope === 'global' ? 'global' : 'eu-west-1');
  const resources = properties === null ? [] : [{ type, id, account, region: place, tags, properties }];
  return new TextEncoder().encode(JSON.stringify(resources));
}

/** What `tidemark compare` says of a scenario: one finding, or none where nothing differs. */
async function compare(scenario: Scenario) {
  const { before, after, tags } = scenario;
  const { findings } = await compareFiles(
    { name: 'before.json', bytes: file(scenario, before, tags?.before) },
    { name: 'after.json', bytes: file(scenario, after, tags?.after) },
    { types: resourceTypes, knowledgeOf, prices: bundledPriceBook, digest: testDigest },
  );
  return findings;
}

const verdicts: Verdict[] = [];
const atLeastHigh = ['CRITICAL', 'HIGH'];
const atMostLow = ['LOW', 'INFO', 'none'];

describe.each(Object.entries(themes))('%s', (_theme, cases) => {
  test.each(cases)('$label: $name', async (scenario) => {
    const findings = await compare(scenario);
    expect(findings.length).toBeLessThanOrEqual(1);
    const [finding] = findings;
    const severity = finding?.severity ?? 'none';
    verdicts.push({ scenario, severity });
    if (scenario.knownGap !== undefined) return;
    const said = JSON.stringify(finding?.reasons ?? []);
    if (scenario.label === 'dangerous') expect(atLeastHigh, said).toContain(severity);
    if (scenario.label === 'notable') expect(severity, said).toBe('MEDIUM');
    if (scenario.label === 'harmless') expect(atMostLow, said).toContain(severity);
    if (scenario.label === 'safer') {
      expect(severity, said).toBe('INFO');
      expect(said).toMatch(/Safer: /);
      expect(said).toContain(scenario.saying);
    }
    expect(finding?.rules ?? []).toEqual(expect.arrayContaining([...scenario.rules]));
    if (scenario.cost !== undefined) expect(finding?.monthlyCost.delta).toBeCloseTo(scenario.cost, 2);
  });
});

describe('the suite as a whole', () => {
  test('no two scenarios have the same name', () => {
    const names = scenarios.map(({ name }) => name);
    expect(names).toHaveLength(new Set(names).size);
  });

  test('it is large enough to mean something, and hardly anything in it is known not to work', () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(170);
    expect(scenarios.filter(({ knownGap }) => knownGap !== undefined).length).toBeLessThanOrEqual(
      mostKnownGaps,
    );
  });

  test('every severity is told when it is one, and seldom when it is none', () => {
    const asserted = verdicts.filter(({ scenario }) => scenario.knownGap === undefined);
    for (const { severity, expected, precision, recall } of qualities(asserted)) {
      if (expected === 0) continue;
      expect(precision, `precision of ${severity}`).toBeGreaterThanOrEqual(leastQuality);
      expect(recall, `recall of ${severity}`).toBeGreaterThanOrEqual(leastQuality);
    }
  });

  afterAll(() => {
    console.log(verdictTable(verdicts));
  });
});
