import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dangerFingerprint, PostureBuilder, type PostureContext } from '../../lib/findings/posture.ts';
import type { TypeKnowledge } from '../../lib/model/knowledge.ts';
import type { Acknowledgement } from '../../lib/model/posture.ts';
import type { Resource } from '../../lib/model/resource.ts';
import type { ChangeRule, StateRule } from '../../lib/model/rule.ts';

const target = { environment: 'prod', account: '111122223333', region: 'eu-west-1' };
const words = { sources: [], recommendation: 'Close it.' };
const open: StateRule = {
  ...words,
  kind: 'state',
  id: 'thing-open',
  title: 'open',
  severity: 'HIGH',
  safer: 'closed',
  dangers: ({ properties, id }) =>
    properties.Open === true ? [{ subject: 'open', path: '/Open', reason: `${id} is open.` }] : [],
};
const unencrypted: ChangeRule = {
  ...words,
  kind: 'change',
  id: 'thing-unencrypted',
  title: 'unencrypted',
  severity: 'HIGH',
  dangers: () => [],
  standing: ({ properties }) =>
    properties.Sealed === false
      ? [{ subject: 'unencrypted', severity: 'MEDIUM', reason: 'It is not encrypted.' }]
      : [],
  looksAt: ({ properties }) => 'Sealed' in properties,
};
const deleted: ChangeRule = {
  ...words,
  kind: 'change',
  id: 'thing-deleted',
  title: 'deleted',
  severity: 'HIGH',
  dangers: () => [{ subject: 'deleted', reason: 'It was deleted.' }],
};
const knowledge: TypeKnowledge = {
  type: 'Test::Thing',
  rules: [open, unencrypted, deleted],
  monthlyCost: ({ properties }) => ({
    usd: typeof properties.Price === 'number' ? properties.Price : null,
    assumptions: [],
  }),
};

function thing(id: string, properties: Resource['properties'], rest: Partial<Resource> = {}): Resource {
  return { type: 'Test::Thing', id, ...target, tags: {}, properties, ...rest };
}

function postureOf(resources: readonly Resource[], rest: Partial<PostureContext> = {}) {
  const builder = new PostureBuilder({
    target,
    knowledgeOf: () => knowledge,
    costs: { prices: { find: () => undefined }, related: () => undefined },
    changes: [],
    acknowledgements: [],
    now: '2026-11-21T09:00:00.000Z',
    ...rest,
  });
  for (const resource of resources) builder.add(resource);
  return builder.finish();
}

const danger = { type: 'Test::Thing', id: 'a', rule: 'thing-open', subject: 'open' };
const acknowledgement: Acknowledgement = {
  fingerprint: dangerFingerprint(target, danger),
  ...danger,
  by: 'alice',
  reason: 'a public web server',
  at: '2026-11-01T09:00:00.000Z',
};

describe('the posture of a target', () => {
  test('lists the dangers that its resources are in, most severe first, with what to do', () => {
    const { dangers } = postureOf([thing('a', { Sealed: false }), thing('b', { Open: true })]);
    expect(dangers).toMatchObject([
      { id: 'b', rule: 'thing-open', severity: 'HIGH', standing: 'inherited', recommendation: 'Close it.' },
      { id: 'a', rule: 'thing-unencrypted', severity: 'MEDIUM', standing: 'inherited' },
    ]);
  });

  test('tells nothing of rules that only see a change', () => {
    expect(postureOf([thing('a', {})]).rules).not.toHaveProperty('thing-deleted');
  });

  test('counts for each rule what it looked at, what failed and what it could not tell', () => {
    const unread = [{ path: '/Open', reason: 'AccessDenied: no' }];
    const { rules, dangers } = postureOf([
      thing('a', { Open: true, Sealed: true }),
      thing('b', { Open: false }),
      thing('c', { Open: true }, { unread }),
    ]);
    expect(rules['thing-open']).toEqual({ evaluated: 3, failing: 1, unknown: 1 });
    expect(rules['thing-unencrypted']).toEqual({ evaluated: 1, failing: 0, unknown: 0 });
    expect(dangers.map(({ id }) => id)).toEqual(['a']);
  });

  test('takes what a change brought for new, and nothing else', () => {
    const { dangers } = postureOf([thing('a', { Open: true }), thing('b', { Open: true })], {
      changes: [{ type: 'Test::Thing', id: 'a', dangers: ['thing-open: open'] }],
    });
    expect(dangers.map(({ id, standing }) => [id, standing])).toEqual([
      ['a', 'new'],
      ['b', 'inherited'],
    ]);
  });

  test.each([
    ['for good', undefined, '2030-01-01T00:00:00.000Z', 'acknowledged'],
    ['to the end of its last day', '2026-11-21', '2026-11-21T23:59:59.000Z', 'acknowledged'],
    ['no longer than its last day', '2026-11-21', '2026-11-22T00:00:00.000Z', 'inherited'],
  ])('lets an acknowledgement hold %s', (_how, until, now, standing) => {
    const given = until === undefined ? acknowledgement : { ...acknowledgement, until };
    const { dangers } = postureOf([thing('a', { Open: true })], { acknowledgements: [given], now });
    expect(dangers.map((each) => each.standing)).toEqual([standing]);
    expect(dangers[0]?.acknowledgement?.by).toBe(standing === 'acknowledged' ? 'alice' : undefined);
  });

  test('never takes a danger that came back for acknowledged', () => {
    const { dangers } = postureOf([thing('a', { Open: true })], {
      acknowledgements: [acknowledgement],
      changes: [{ type: 'Test::Thing', id: 'a', dangers: ['thing-open: open'] }],
    });
    expect(dangers.map(({ standing }) => standing)).toEqual(['new']);
  });

  test('adds up what everything costs, and counts what is not known', () => {
    const { cost } = postureOf([thing('a', { Price: 10.004 }), thing('b', { Price: 0.5 }), thing('c', {})]);
    expect(cost).toEqual({ usd: 10.5, unknown: 1, currency: 'USD' });
  });

  test('is the same whatever the order in which the resources come', () => {
    const resources = fc.uniqueArray(
      fc.record({ id: fc.string({ minLength: 1 }), Open: fc.boolean(), Sealed: fc.boolean() }),
      { selector: ({ id }) => id, maxLength: 8 },
    );
    fc.assert(
      fc.property(
        resources.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        ([all, shuffled]) => {
          const of = (given: typeof all) =>
            postureOf(given.map(({ id, ...properties }) => thing(id, properties)));
          expect(of(shuffled)).toEqual(of(all));
        },
      ),
    );
  });
});
