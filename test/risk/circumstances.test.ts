import { describe, expect, test } from 'vitest';
import type { EnvironmentWeight, ExposureKind } from '../../lib/model/exposure.ts';
import type { TypeKnowledge } from '../../lib/model/knowledge.ts';
import type { Resource } from '../../lib/model/resource.ts';
import type { StateRule } from '../../lib/model/rule.ts';
import type { Severity } from '../../lib/model/severity.ts';
import type { Surroundings } from '../../lib/model/surroundings.ts';
import { assessRisk } from '../../lib/risk/engine.ts';

const type = 'Test::Thing';
const thing = (properties: Resource['properties']): Resource => ({
  type,
  id: 'thing',
  account: '111122223333',
  region: 'eu-west-1',
  tags: {},
  properties,
});
const server: Resource = { ...thing({ PublicIp: '203.0.113.7' }), type: 'AWS::EC2::Instance', id: 'i-1' };
const publicServer: Surroundings = { neighbours: ({ id }) => (id === 'thing' ? [server] : []) };
const nothing: Surroundings = { neighbours: () => [] };

function open(severity: Severity, aggravatedBy: readonly ExposureKind[] | undefined): StateRule {
  return {
    kind: 'state',
    id: 'thing-open',
    title: 'a thing is open',
    severity,
    sources: [],
    recommendation: 'Close it.',
    safer: 'closed',
    ...(aggravatedBy === undefined ? {} : { aggravatedBy }),
    dangers: ({ properties }) =>
      properties.Open === true ? [{ subject: 'open', reason: 'It is open.' }] : [],
  };
}

function riskOf(
  rules: readonly StateRule[],
  surroundings: Surroundings,
  weight: EnvironmentWeight = 'normal',
  properties: Resource['properties'] = { Open: true },
) {
  const knowledge: TypeKnowledge = { type, rules };
  const context = { knowledgeOf: () => ({ type }), surroundings, weight };
  return assessRisk({ kind: 'added', after: thing(properties) }, knowledge, context);
}

describe('the circumstances of a danger', () => {
  test.each<[Severity, Severity]>([
    ['INFO', 'INFO'],
    ['LOW', 'LOW'],
    ['MEDIUM', 'HIGH'],
    ['HIGH', 'CRITICAL'],
    ['CRITICAL', 'CRITICAL'],
  ])('raise %s to %s where its rule says that they make it worse', (severity, raised) => {
    const risk = riskOf([open(severity, ['internet'])], publicServer);
    expect(risk.severity).toBe(raised);
    const sum = risk.scoreParts.reduce((all, { points }) => all + points, 0);
    expect(sum).toBe(risk.score);
  });

  test('are told as the reason, and as a part of the score', () => {
    const risk = riskOf([open('HIGH', ['internet'])], publicServer);
    const why = 'instance i-1 has a public address and belongs to it';
    expect(risk.reasons).toEqual(['It is open.', `It weighs more here: ${why}.`]);
    expect(risk.exposures).toEqual([{ kind: 'internet', reason: why }]);
    expect(risk.scoreParts).toEqual([
      { points: 70, reason: 'HIGH: a thing is open' },
      { points: 20, reason: `raised to CRITICAL: ${why}` },
    ]);
  });

  test.each([
    ['of another kind', ['data'] as const],
    ['of a rule that names none', undefined],
  ])('only add to the score when they are %s', (_what, kinds) => {
    const risk = riskOf([open('HIGH', kinds)], publicServer);
    expect([risk.severity, risk.score]).toEqual(['HIGH', 73]);
    expect(risk.reasons).toEqual(['It is open.']);
  });

  test('do nothing where there are none', () => {
    expect(riskOf([open('HIGH', ['internet'])], nothing)).toMatchObject({
      severity: 'HIGH',
      score: 70,
      exposures: [],
    });
  });

  test('raise a lesser danger no higher than the worst one is already', () => {
    const lesser = { ...open('MEDIUM', ['internet']), id: 'thing-ajar' };
    const risk = riskOf([open('HIGH', undefined), lesser], publicServer);
    expect(risk.severity).toBe('HIGH');
    expect(risk.reasons).toEqual(['It is open.']);
  });
});

describe('an environment that matters more', () => {
  test.each<[Severity, Severity, number]>([
    ['LOW', 'LOW', 18],
    ['MEDIUM', 'HIGH', 70],
    ['HIGH', 'HIGH', 73],
    ['CRITICAL', 'CRITICAL', 93],
  ])('makes a danger of %s one of %s', (severity, raised, score) => {
    const risk = riskOf([open(severity, undefined)], nothing, 'high');
    expect([risk.severity, risk.score]).toEqual([raised, score]);
  });

  test('never makes a change without danger more than it is', () => {
    const risk = riskOf([open('HIGH', undefined)], publicServer, 'high', {});
    expect(risk).toMatchObject({ severity: 'LOW', score: 15, exposures: [] });
  });

  test('does not raise twice', () => {
    const risk = riskOf([open('MEDIUM', ['internet'])], publicServer, 'high');
    expect([risk.severity, risk.score]).toEqual(['HIGH', 73]);
  });
});
