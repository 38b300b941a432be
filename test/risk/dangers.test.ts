import { describe, expect, test } from 'vitest';
import type { PropertyChange, ResourceChange } from '../../lib/model/change.ts';
import type { JsonObject } from '../../lib/model/json.ts';
import type { Resource } from '../../lib/model/resource.ts';
import type { ChangeRule, StateRule } from '../../lib/model/rule.ts';
import { noSurroundings } from '../../lib/model/surroundings.ts';
import { dangersBrought, endedDangers } from '../../lib/risk/dangers.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';

const words = {
  title: 'a port is open',
  severity: 'HIGH',
  sources: [],
  recommendation: 'Close it.',
} as const;
const portsOf = ({ properties }: Resource) => (Array.isArray(properties.Ports) ? properties.Ports : []);
const open: StateRule = {
  ...words,
  kind: 'state',
  id: 'port-open',
  safer: 'port closed',
  dangers: (thing) =>
    portsOf(thing).map((port, at) => ({
      subject: `port ${String(port)}`,
      reason: `Port ${String(port)} is open.`,
      path: `/Ports/${at}`,
    })),
};
/** Tells what it is asked, as dangers with and without a place. */
const told: ChangeRule = {
  ...words,
  kind: 'change',
  id: 'change-told',
  dangers: ({ kind }) => [
    { subject: kind, reason: 'Because.' },
    { subject: `${kind} in A`, reason: 'Because.', path: '/A' },
  ],
  ended: () => [
    { subject: 'ended', reason: 'Safer: so.' },
    { subject: 'ended in A', reason: 'Safer: so.', path: '/A' },
  ],
};
const state = (properties: JsonObject, ...unread: string[]): Resource =>
  resource(
    'Test::Thing',
    properties,
    unread.length > 0 ? { unread: unread.map((path) => ({ path, reason: 'AccessDenied' })) } : {},
  );
const modified = (before: Resource, after: Resource): ResourceChange => ({
  kind: 'modified',
  before,
  after,
  properties: [],
});
const subjects = (dangers: readonly { readonly subject: string }[]) => dangers.map(({ subject }) => subject);
const brought = (rule: StateRule | ChangeRule, change: ResourceChange) =>
  subjects(dangersBrought(rule, change, noSurroundings));
const ended = (rule: StateRule | ChangeRule, change: ResourceChange) =>
  subjects(endedDangers(rule, change, noSurroundings));

describe('the dangers of a state', () => {
  const before = state({ Ports: [22, 80] });
  const after = state({ Ports: [80, 443, 443] });

  test('that were not there before are brought, each once', () => {
    expect(brought(open, modified(before, after))).toEqual(['port 443']);
    expect(brought(open, { kind: 'added', after })).toEqual(['port 80', 'port 443']);
    expect(brought(open, { kind: 'removed', before })).toEqual([]);
  });

  test('that are not there any more ended, and are told as what got safer', () => {
    expect(endedDangers(open, modified(before, after), noSurroundings)).toEqual([
      { subject: 'port 22', reason: 'Safer: port closed (port 22).', path: '/Ports/0' },
    ]);
    expect(ended(open, { kind: 'removed', before })).toEqual([]);
    expect(ended(open, { kind: 'added', after })).toEqual([]);
  });

  test('are neither, where the other state could not be read', () => {
    expect(brought(open, modified(state({}, '/Ports'), after))).toEqual([]);
    expect(ended(open, modified(before, state({}, '/Ports')))).toEqual([]);
    expect(brought(open, modified(state({}, '/Other'), after))).toEqual(['port 80', 'port 443']);
    expect(ended(open, modified(before, state({}, '/Other')))).toEqual(['port 22', 'port 80']);
  });
});

describe('the dangers of a change', () => {
  const known = state({});
  const unread = state({}, '/A');

  test.each<[string, ResourceChange, string[]]>([
    ['are those it tells', modified(known, known), ['modified', 'modified in A']],
    ['are none where it was unread before', modified(unread, known), ['modified']],
    ['are none where it is unread now', modified(known, unread), ['modified']],
    ['of something new', { kind: 'added', after: known }, ['added', 'added in A']],
    ['of something gone', { kind: 'removed', before: known }, ['removed', 'removed in A']],
  ])('%s', (_name, change, expected) => {
    expect(brought(told, change)).toEqual(expected);
  });

  test('ended only on what lives on, and where both states could be read', () => {
    expect(ended(told, modified(known, known))).toEqual(['ended', 'ended in A']);
    expect(ended(told, modified(unread, known))).toEqual(['ended']);
    expect(ended(told, modified(known, unread))).toEqual(['ended']);
    expect(ended(told, { kind: 'added', after: known })).toEqual([]);
    const { ended: _, ...withoutWay } = told;
    expect(ended(withoutWay, modified(known, known))).toEqual([]);
  });
});

describe('a replacement', () => {
  const properties: PropertyChange[] = [{ path: '/Ports', before: null, after: [22] }];
  const before = { ...state({ Ports: [80] }), id: 'old' };
  const after = { ...state({ Ports: [80, 22] }), id: 'new' };
  const change = { kind: 'replaced', before, after, properties } as const;

  test('is judged as the difference it makes, and as the end of what was replaced', () => {
    expect(subjects(dangersBrought(open, change, noSurroundings))).toEqual(['port 22']);
    expect(subjects(dangersBrought(told, change, noSurroundings))).toEqual([
      'modified',
      'modified in A',
      'removed',
      'removed in A',
    ]);
  });

  test('of what holds data is the loss of it', () => {
    const knowledge = { type: 'Test::Thing', holdsState: 'all orders' };
    expect(assessRisk({ ...change, after: { ...before, id: 'new' } }, knowledge)).toMatchObject({
      rules: ['stateful-resource-deleted'],
      reasons: ['The Test::Thing old was deleted: deleting it loses all orders.'],
      dangers: ['stateful-resource-deleted: deleted'],
    });
  });
});
