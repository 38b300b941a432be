import { describe, expect, test } from 'vitest';
import type { TypeKnowledge } from '../../lib/model/knowledge.ts';
import type { ChangeRule, Rule, StateRule } from '../../lib/model/rule.ts';
import type { RuleSetting } from '../../lib/model/rule-policy.ts';
import { noSurroundings } from '../../lib/model/surroundings.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { withRulePolicy, withSettings } from '../../lib/risk/rule-policy.ts';
import { rulesOf } from '../../lib/risk/rules-of.ts';
import { resource } from '../resource-fixtures.ts';

const words = { title: 'a thing is open', sources: [], recommendation: 'Close it.' };
const danger = { subject: 'open', reason: 'It is open.' };
const state: StateRule = {
  ...words,
  kind: 'state',
  id: 'thing-open',
  severity: 'HIGH',
  safer: 'closed',
  dangers: () => [{ ...danger, severity: 'CRITICAL' }],
};
const change: ChangeRule = {
  ...words,
  kind: 'change',
  id: 'thing-opened',
  severity: 'HIGH',
  dangers: ({ kind }, { neighbours }) =>
    kind === 'added' ? neighbours(thing).map(({ id }) => ({ ...danger, subject: id })) : [],
  standing: ({ id }) => [{ ...danger, subject: id }],
};
const thing = resource('Test::Thing', {}, { id: 'thing' });
const beside = { neighbours: () => [resource('Test::Thing', {}, { id: 'neighbour' })] };
const added = { kind: 'added', after: thing } as const;

function decided(rule: Rule, severity?: RuleSetting['severity']): Rule[] {
  const setting: RuleSetting = { rule: rule.id, reason: 'why', ...(severity && { severity }) };
  return withSettings([rule], new Map([[rule.id, setting]]));
}

describe('what somebody decided of a rule', () => {
  test('does nothing to other rules', () => {
    const settings = new Map([['thing-open', { rule: 'thing-open', reason: 'why' }]]);
    expect(withSettings([state, change], settings)).toEqual([change]);
    expect(withSettings([state, change], new Map())).toEqual([state, change]);
  });

  test('switches it off', () => {
    expect(decided(state)).toEqual([]);
  });

  test('gives all dangers of a state its severity', () => {
    const [rule] = decided(state, 'LOW');
    expect(rule).toMatchObject({ id: 'thing-open', severity: 'LOW', safer: 'closed' });
    expect(rule?.kind === 'state' && rule.dangers(thing)).toEqual([{ ...danger, severity: 'LOW' }]);
  });

  test('gives all dangers of a change its severity, brought or standing', () => {
    const [rule] = decided(change, 'INFO');
    if (rule?.kind !== 'change') throw new Error('not a rule of a change');
    expect(rule.severity).toBe('INFO');
    expect(rule.dangers(added, beside)).toEqual([{ ...danger, subject: 'neighbour', severity: 'INFO' }]);
    expect(rule.standing?.(thing)).toEqual([{ ...danger, subject: 'thing', severity: 'INFO' }]);
  });

  test('gives no standing dangers to a rule that knows none', () => {
    const { standing: _, ...brought } = change;
    const [rule] = decided(brought, 'LOW');
    expect(rule && 'standing' in rule).toBe(false);
  });
});

describe('the knowledge of types', () => {
  const settings: RuleSetting[] = [{ rule: 'thing-open', severity: 'LOW', reason: 'why' }];
  const known: TypeKnowledge = { type: 'Test::Thing', holdsState: 'all', rules: [state] };
  const policy = { ownRulesFor: (type: string) => (type === 'Test::Thing' ? [change] : []), settings };

  test('stays what it is, but for the rules', () => {
    const knowledgeOf = withRulePolicy(() => known, policy);
    expect(knowledgeOf('Test::Thing')).toMatchObject({ type: 'Test::Thing', holdsState: 'all' });
    const rules = rulesOf(knowledgeOf('Test::Thing'));
    expect(rules.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['thing-open', 'thing-opened', 'encryption-turned-off']),
    );
    expect(rules.find(({ id }) => id === 'thing-open')?.severity).toBe('LOW');
    expect(rulesOf(knowledgeOf('Test::Other')).map(({ id }) => id)).not.toContain('thing-opened');
  });

  test('is worked out once a type, so that its rules are too', () => {
    const knowledgeOf = withRulePolicy(() => known, policy);
    expect(knowledgeOf('Test::Thing')).toBe(knowledgeOf('Test::Thing'));
    expect(rulesOf(knowledgeOf('Test::Thing'))).toBe(rulesOf(knowledgeOf('Test::Thing')));
  });

  test('judges changes', () => {
    const knowledgeOf = withRulePolicy(() => known, policy);
    const context = { knowledgeOf, surroundings: noSurroundings, weight: 'normal' } as const;
    expect(assessRisk(added, knowledgeOf('Test::Thing'), context)).toMatchObject({
      severity: 'LOW',
      rules: ['thing-open'],
    });
  });
});
