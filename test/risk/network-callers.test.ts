import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { openNetworkRules } from '../../lib/risk/network-rules.ts';
import { resource } from '../resource-fixtures.ts';
import { foreign, knowledge, large, riskBetween, world } from './security-group-fixtures.ts';

describe('an ingress rule for a large part of the internet', () => {
  const ssh = (CidrIp: string): JsonObject => ({ CidrIp, IpProtocol: 'tcp', FromPort: 22, ToPort: 22 });

  test.each<[string, JsonObject, string[]]>([
    ['a quarter of all addresses', ssh('64.0.0.0/2'), [large]],
    ['16 million addresses', ssh('52.0.0.0/8'), [large]],
    ['131,072 addresses', ssh('52.0.0.0/15'), [large]],
    ['65,536 addresses, as many as a company has', ssh('52.0.0.0/16'), []],
    ['networks behind carriers', ssh('100.64.0.0/10'), []],
    ['private networks', ssh('172.16.0.0/12'), []],
    ['link-local addresses', ssh('169.254.0.0/15'), []],
    ['loopback addresses', ssh('127.0.0.0/8'), []],
    ['no network at all', ssh('52.0.0.0/99'), []],
    ['much of IPv6', { CidrIpv6: '2600::/16', IpProtocol: 'tcp', FromPort: 22, ToPort: 22 }, [large]],
    [
      'as much IPv6 as a provider has',
      { CidrIpv6: '2600:1f00::/32', IpProtocol: 'tcp', FromPort: 22, ToPort: 22 },
      [],
    ],
    ['local IPv6', { CidrIpv6: 'fc00::/7', IpProtocol: 'tcp', FromPort: 22, ToPort: 22 }, []],
    ['no administrative port', { ...ssh('52.0.0.0/8'), FromPort: 8443, ToPort: 8443 }, []],
    ['ports below the first administrative one', { ...ssh('52.0.0.0/8'), FromPort: 1, ToPort: 19 }, []],
    ['ports up to one', { ...ssh('52.0.0.0/8'), FromPort: 1, ToPort: 20 }, [large]],
    ['ports from the last one', { ...ssh('52.0.0.0/8'), FromPort: 27_017, ToPort: 65_535 }, [large]],
    ['ping', { CidrIp: '52.0.0.0/8', IpProtocol: 'icmp', FromPort: 8, ToPort: -1 }, []],
  ])('%s', (_name, rule, rules) => {
    expect(riskBetween([], [rule]).rules).toEqual(rules);
  });

  test('is told in one sentence, with one port for all', () => {
    const rule = { ...ssh('52.0.0.0/8'), ToPort: 80 };
    expect(riskBetween([], [rule])).toMatchObject({
      severity: 'HIGH',
      reasons: [
        'tcp ports 22-80 of security group sg-1, SSH among them, can be reached from a large part of the internet (52.0.0.0/8).',
      ],
      dangers: [`${large}: tcp ports 22-80 from 52.0.0.0/8`],
    });
  });

  test('closed again, is safer', () => {
    expect(riskBetween([ssh('52.0.0.0/8')], []).reasons).toEqual([
      'Safer: administrative port closed to a large part of the internet (tcp port 22 from 52.0.0.0/8).',
    ]);
  });
});

describe('an ingress rule for a security group', () => {
  const peer = (SourceSecurityGroupOwnerId: string): JsonObject => ({
    IpProtocol: 'tcp',
    FromPort: 443,
    ToPort: 443,
    SourceSecurityGroupId: 'sg-2',
    SourceSecurityGroupOwnerId,
  });

  test('of another account says which', () => {
    expect(riskBetween([], [peer('999988887777')])).toMatchObject({
      severity: 'HIGH',
      rules: [foreign],
      dangers: [`${foreign}: group sg-2 of account 999988887777`],
      reasons: ['Security group sg-1 lets in what has security group sg-2 of account 999988887777.'],
    });
    expect(riskBetween([peer('999988887777')], []).reasons).toEqual([
      'Safer: the group of the other account is no longer let in (group sg-2 of account 999988887777).',
    ]);
  });

  test('of the own account is what it takes', () => {
    expect(riskBetween([], [peer('111122223333')]).rules).toEqual([]);
  });

  test('is not called foreign where the own account is not known', () => {
    const after = resource(knowledge.type, { SecurityGroupIngress: [peer('999988887777')] }, { account: '' });
    expect(assessRisk({ kind: 'added', after }, knowledge).rules).toEqual([]);
  });

  test('is judged the same as a resource of its own', () => {
    const own = { type: 'AWS::EC2::SecurityGroupIngress', rules: openNetworkRules };
    const after = resource(own.type, peer('999988887777'));
    expect(assessRisk({ kind: 'added', after }, own).rules).toEqual([foreign]);
  });
});

describe('the command that closes a port is the very rule', () => {
  const commandsFor = (rule: JsonObject) =>
    riskBetween([], [rule]).remedies.map(
      ({ command }) => /--ip-permissions '(.*)' --region/.exec(command)?.[1],
    );

  test.each<[JsonObject, string]>([
    [
      { ...world, IpProtocol: 'tcp', FromPort: 22, ToPort: 22 },
      '[{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"IpRanges":[{"CidrIp":"0.0.0.0/0"}]}]',
    ],
    [
      { ...world, IpProtocol: 6, FromPort: '22', ToPort: '22' },
      '[{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"IpRanges":[{"CidrIp":"0.0.0.0/0"}]}]',
    ],
    [world, '[{"IpProtocol":"-1","IpRanges":[{"CidrIp":"0.0.0.0/0"}]}]'],
    [{ CidrIpv6: '::/0', IpProtocol: '-1' }, '[{"IpProtocol":"-1","Ipv6Ranges":[{"CidrIpv6":"::/0"}]}]'],
    [
      { CidrIp: '52.0.0.0/8', IpProtocol: 'tcp', FromPort: 22, ToPort: 22 },
      '[{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"IpRanges":[{"CidrIp":"52.0.0.0/8"}]}]',
    ],
    [
      { ...world, IpProtocol: 'tcp', FromPort: 8443, ToPort: 8443 },
      '[{"IpProtocol":"tcp","FromPort":8443,"ToPort":8443,"IpRanges":[{"CidrIp":"0.0.0.0/0"}]}]',
    ],
    [
      { IpProtocol: '-1', SourceSecurityGroupId: 'sg-2', SourceSecurityGroupOwnerId: '999988887777' },
      '[{"IpProtocol":"-1","UserIdGroupPairs":[{"GroupId":"sg-2","UserId":"999988887777"}]}]',
    ],
  ])('%j', (rule, permission) => {
    expect(commandsFor(rule)).toEqual([permission]);
  });
});
