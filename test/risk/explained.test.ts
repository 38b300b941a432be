import { describe, expect, test } from 'vitest';
import type { PropertyChange } from '../../lib/model/change.ts';
import type { JsonObject, JsonValue } from '../../lib/model/json.ts';
import type { Danger } from '../../lib/model/rule.ts';
import { explainedBy } from '../../lib/risk/explained.ts';

const ended = (path?: string): Danger => ({
  subject: 'SSH from everywhere',
  reason: 'Safer: closed.',
  ...(path === undefined ? {} : { path }),
});
const changed = (path: string, before: JsonValue = 'a', after: JsonValue = 'b'): PropertyChange => ({
  path,
  before,
  after,
});
const open: JsonObject = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' };
const list = '/SecurityGroupIngress';

describe('a change belongs to a danger that it ended', () => {
  test.each<[string, string, string | undefined, boolean]>([
    ['where the danger stood', '/Encrypted', '/Encrypted', true],
    ['below it', '/Block/BlockPublicAcls', '/Block', true],
    ['above it', '/Block', '/Block/BlockPublicAcls', true],
    ['but not beside it', '/Block/IgnorePublicAcls', '/Block/BlockPublicAcls', false],
    ['and not where nobody knows where it stood', '/Encrypted', undefined, false],
  ])('%s', (_name, path, danger, explained) => {
    const change = changed(path);
    expect(explainedBy([ended(danger)], [change])(change)).toBe(explained);
  });

  test('of several dangers', () => {
    const change = changed('/B');
    expect(explainedBy([ended('/A'), ended('/B')], [change])(change)).toBe(true);
    expect(explainedBy([], [change])(change)).toBe(false);
  });

  test('also where a property has a number for a name, or an element is no object', () => {
    const value = changed('/Ports/0', null, '22');
    expect(explainedBy([ended('/Ports/0')], [value])(value)).toBe(true);
    const replaced = changed('/Rules/0', open, open);
    expect(explainedBy([ended('/Rules/0')], [replaced])(replaced)).toBe(true);
  });
});

describe('a new element of a list is explained where it takes the place of a dangerous one', () => {
  const gone = (before: JsonValue) => changed(`${list}/0`, before, null);
  const come = (after: JsonObject) => changed(`${list}/0`, null, after);
  const isExplained = (before: JsonValue, after: JsonObject, danger = `${list}/0`) => {
    const added = come(after);
    return explainedBy([ended(danger)], [gone(before), added])(added);
  };

  test.each<[string, JsonObject, boolean]>([
    ['the same port for another network', { ...open, CidrIp: '10.0.0.0/8' }, true],
    ['the same rule with other words', { ...open, Description: 'bastion' }, true],
    [
      'the same port for another network, with other words',
      { ...open, CidrIp: '10.0.0.0/8', Description: 'x' },
      true,
    ],
    ['another port for another network', { ...open, CidrIp: '10.0.0.0/8', ToPort: 23 }, false],
    ['the same with two more members', { ...open, A: 1, B: 2 }, false],
    ['the same with two members less', { IpProtocol: 'tcp', FromPort: 22 }, false],
  ])('%s', (_name, after, explained) => {
    expect(isExplained(open, after)).toBe(explained);
  });

  test('but not by where it stands: the places of both states are different ones', () => {
    const added = come({ ...open, CidrIp: '10.0.0.0/8' });
    expect(explainedBy([ended(`${list}/0`)], [added])(added)).toBe(false);
  });

  test('but not by an element that lives on, was not dangerous, or belongs to another list', () => {
    const added = come({ ...open, CidrIp: '10.0.0.0/8' });
    const others = [
      changed(`${list}/1`, open, { ...open, FromPort: 1 }),
      changed(`${list}/2`, open, null),
      changed('/SecurityGroupEgress/0', open, null),
      changed(`${list}/3`, 'text', null),
    ];
    const dangers = [ended(`${list}/1`), ended('/SecurityGroupEgress/0'), ended(`${list}/3`)];
    expect(explainedBy(dangers, [...others, added])(added)).toBe(false);
  });

  test.each<[string, boolean]>([
    ['/Rules/0', false],
    ['/Rules/10', false],
    ['/Rules/v1', true],
    ['/Rules/1v', true],
    ['/Rules', true],
  ])('which is told by its number: %s', (path, explained) => {
    const added = changed(path, null, open);
    expect(explainedBy([ended(path)], [added])(added)).toBe(explained);
  });

  test('and wherever it stands, where the danger was that of the whole list', () => {
    const added = come({ A: 1, B: 2, C: 3 });
    expect(explainedBy([ended(list)], [added])(added)).toBe(true);
    expect(explainedBy([ended(), ended('/Other')], [added])(added)).toBe(false);
  });
});
