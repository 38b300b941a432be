import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import type { TypeKnowledge } from '../../lib/model/knowledge.ts';
import { securityGroup } from '../../lib/resources/security-group.ts';
import { spellOneWay } from '../../lib/snapshot/normalise/spellings.ts';
import { changeBetween } from '../resource-fixtures.ts';

describe('what is spelled in several ways is one thing', () => {
  test.each([
    [{ IpProtocol: '6' }, { IpProtocol: 'tcp' }],
    [{ IpProtocol: 'TCP' }, { IpProtocol: 'tcp' }],
    [{ IpProtocol: 17 }, { IpProtocol: 'udp' }],
    [{ IpProtocol: 'all' }, { IpProtocol: '-1' }],
    [{ IpProtocol: -1 }, { IpProtocol: '-1' }],
    [{ CidrIp: '10.1.2.3/16' }, { CidrIp: '10.1.0.0/16' }],
    [{ CidrIpv6: '2001:DB8:0:0:0:0:0:1/32' }, { CidrIpv6: '2001:db8::/32' }],
    [{ CidrIpv6: '0:0:0:0:0:0:0:0/0' }, { CidrIpv6: '::/0' }],
    [{ AllowedCidrs: ['10.0.0.1/8', '::1/128'] }, { AllowedCidrs: ['10.0.0.0/8', '::1/128'] }],
  ])('%j is %j', (spelled, usual) => {
    expect(spellOneWay(spelled)).toEqual(usual);
  });

  test.each([{ CidrIp: '10.0.0.0/99' }, { CidrIp: 'pl-1' }, { Path: '10.0.0.1/8' }, { IpProtocol: '50' }])(
    '%j stays as it is',
    (value) => {
      expect(spellOneWay(value)).toEqual(value);
    },
  );
});

describe('numbers and booleans that arrive as text are no change', () => {
  const plain: TypeKnowledge = { type: 'Test::Type', unordered: { '/Ports': ['From'], '/Values': 'value' } };
  test.each<[JsonObject, JsonObject]>([
    [{ Port: 5432 }, { Port: '5432' }],
    [{ Enabled: true }, { Enabled: 'true' }],
    [{ Ports: [{ From: 1 }, { From: 2 }] }, { Ports: [{ From: '2' }, { From: '1' }] }],
    [{ Values: [80, 443] }, { Values: ['443', '80'] }],
  ])('%j and %j', (before, after) => {
    expect(changeBetween(plain, before, after)).toBeUndefined();
  });

  test('another number is', () => {
    expect(changeBetween(plain, { Port: 5432 }, { Port: '5433' })).toMatchObject({
      properties: [{ path: '/Port', before: 5432, after: '5433' }],
    });
  });
});

test('a security group rule is the same however it is spelled', () => {
  const rule = (spelling: JsonObject) => ({
    SecurityGroupIngress: [{ FromPort: 22, ToPort: 22, ...spelling }],
  });
  expect(
    changeBetween(
      securityGroup,
      rule({ IpProtocol: 'tcp', CidrIp: '10.0.0.0/8' }),
      rule({ IpProtocol: '6', CidrIp: '10.9.9.9/8', FromPort: '22' }),
    ),
  ).toBeUndefined();
});

describe('a choice that is told by a name alone', () => {
  const plain: TypeKnowledge = { type: 'Test::WebACL' };
  test('is a change when another is chosen', () => {
    expect(
      changeBetween(plain, { DefaultAction: { Block: {} } }, { DefaultAction: { Allow: {} } }),
    ).toMatchObject({
      kind: 'modified',
    });
    expect(
      changeBetween(plain, { Rules: [{ Action: { Block: {} } }] }, { Rules: [{ Action: { Count: {} } }] }),
    ).toMatchObject({ kind: 'modified' });
  });

  test('an empty object that chooses nothing still means nothing', () => {
    expect(changeBetween(plain, { Name: 'a', Options: {} }, { Name: 'a' })).toBeUndefined();
    expect(changeBetween(plain, { Name: 'a', Options: { A: '', B: [] } }, { Name: 'a' })).toBeUndefined();
  });
});
