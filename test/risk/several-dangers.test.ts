import { describe, expect, test } from 'vitest';
import type { TypeKnowledge } from '../../lib/model/knowledge.ts';
import type { Danger, StateRule } from '../../lib/model/rule.ts';
import type { Severity } from '../../lib/model/severity.ts';
import { noSurroundings, type Surroundings } from '../../lib/model/surroundings.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';
import { riskBetween, world } from './security-group-fixtures.ts';

const type = 'Test::Thing';
const thing = resource(type, {}, { id: 'thing' });
const command = 'aws thing close --id {{id}} --path {{path}}';

/** A rule that sees these dangers in every thing. */
function rule(id: string, severity: Severity, ...dangers: Partial<Danger>[]): StateRule {
  return {
    kind: 'state',
    id,
    title: `${id} title`,
    severity,
    sources: [],
    recommendation: `${id} advice.`,
    remedy: { command, console: 'Things › {{id}}' },
    safer: 'closed',
    dangers: () => dangers.map((danger) => ({ subject: id, reason: `${id} reason.`, ...danger })),
  };
}
const riskOf = (...rules: StateRule[]) => assessRisk({ kind: 'added', after: thing }, { type, rules });

describe('several dangers of one change', () => {
  const risk = riskOf(rule('low', 'LOW', {}), rule('critical', 'CRITICAL', {}), rule('high', 'HIGH', {}));

  test('are told from the worst on, and the worst decides', () => {
    expect(risk).toMatchObject({
      severity: 'CRITICAL',
      rules: ['critical', 'high', 'low'],
      dangers: ['critical: critical', 'high: high', 'low: low'],
      reasons: ['critical reason.', 'high reason.', 'low reason.'],
      recommendations: ['critical advice.', 'high advice.', 'low advice.'],
    });
  });

  test('add to its score, each with its title and subject', () => {
    expect(risk.scoreParts).toEqual([
      { points: 90, reason: 'CRITICAL: critical title' },
      { points: 4, reason: 'also: high title (high)' },
      { points: 4, reason: 'also: low title (low)' },
    ]);
  });

  test('of one rule are told with one rule, reason and recommendation', () => {
    const both = riskOf(rule('open', 'HIGH', { subject: 'a' }, { subject: 'b' }));
    expect(both).toMatchObject({
      rules: ['open'],
      dangers: ['open: a', 'open: b'],
      reasons: ['open reason.'],
      recommendations: ['open advice.'],
    });
  });

  test('have a remedy each, but not the same one twice', () => {
    const places = [
      { subject: 'a', path: '/A' },
      { subject: 'b', path: '/A' },
      { subject: 'c', path: '/C' },
    ];
    const { remedies } = riskOf(rule('open', 'HIGH', ...places), rule('other', 'HIGH', { path: '/A' }));
    const ended = (id: string, path: string) => ({
      rule: id,
      recommendation: `${id} advice.`,
      command: `aws thing close --id thing --path ${path} --region eu-west-1`,
      console: 'Things › thing',
    });
    expect(remedies).toEqual([ended('open', '/A'), ended('open', '/C'), ended('other', '/A')]);
  });

  test('have none where a rule knows none', () => {
    const { remedy: _, ...withoutRemedy } = rule('open', 'HIGH', {});
    expect(riskOf(withoutRemedy).remedies).toEqual([]);
  });

  test('are raised by the worst of them that a circumstance makes worse', () => {
    const server = resource('AWS::EC2::Instance', { PublicIp: '203.0.113.7' }, { id: 'i-1' });
    const surroundings: Surroundings = { neighbours: ({ id }) => (id === 'thing' ? [server] : []) };
    const aggravatedBy = ['internet'] as const;
    const rules = [
      { ...rule('lesser', 'MEDIUM', {}), aggravatedBy },
      { ...rule('worst', 'HIGH', {}), aggravatedBy },
      { ...rule('other', 'MEDIUM', {}), aggravatedBy },
    ];
    const context = { knowledgeOf: () => ({ type }), surroundings, weight: 'normal' } as const;
    const raised = assessRisk({ kind: 'added', after: thing }, { type, rules }, context);
    expect(raised.severity).toBe('CRITICAL');
  });
});

describe('a change without danger', () => {
  const knowledge: TypeKnowledge = { type };
  const context = { knowledgeOf: () => knowledge, surroundings: noSurroundings, weight: 'high' } as const;

  test('says to find out who made it, and names no rule, danger or remedy', () => {
    expect(assessRisk({ kind: 'added', after: thing }, knowledge)).toEqual({
      severity: 'LOW',
      score: 15,
      scoreParts: [
        { points: 15, reason: 'LOW: A new Test::Thing appeared that the baseline does not have.' },
      ],
      exposures: [],
      rules: [],
      dangers: [],
      reasons: ['A new Test::Thing appeared that the baseline does not have.'],
      recommendations: ['Find out who made this change and why; approve it with a new baseline, or undo it.'],
      remedies: [],
    });
  });

  test('weighs more in an environment that matters more, without being more severe', () => {
    expect(assessRisk({ kind: 'removed', before: thing }, knowledge, context)).toMatchObject({
      severity: 'MEDIUM',
      score: 43,
      scoreParts: [
        { points: 40, reason: 'MEDIUM: This Test::Thing of the baseline was deleted.' },
        { points: 3, reason: 'what happens in this environment matters more than elsewhere' },
      ],
    });
  });

  test('tells what is around it where it is not harmless', () => {
    const server = resource('AWS::EC2::Instance', { PublicIp: '203.0.113.7' }, { id: 'i-1' });
    const surroundings: Surroundings = { neighbours: () => [server] };
    const near = { ...context, surroundings, weight: 'normal' } as const;
    const exposures = [{ kind: 'internet', reason: 'instance i-1 has a public address and belongs to it' }];
    expect(assessRisk({ kind: 'removed', before: thing }, knowledge, near)).toMatchObject({
      score: 43,
      exposures,
    });
    expect(assessRisk({ kind: 'added', after: thing }, knowledge, near)).toMatchObject({
      score: 15,
      exposures: [],
    });
  });
});

describe('a port that is open to less than before', () => {
  const open = { ...world, IpProtocol: 'tcp', FromPort: 22, ToPort: 22 };

  test('is safer, and the rule that takes the place of the open one counts no more than INFO', () => {
    expect(riskBetween([open], [{ ...open, CidrIp: '10.0.0.0/8' }])).toMatchObject({
      severity: 'INFO',
      reasons: ['Safer: administrative port closed to the internet (SSH (22) from 0.0.0.0/0).'],
    });
  });

  test('is safer, but what came beside it counts for itself', () => {
    const beside = { CidrIp: '10.0.0.0/8', IpProtocol: 'udp', FromPort: 53, ToPort: 53 };
    expect(riskBetween([open], [beside]).severity).toBe('LOW');
  });
});
