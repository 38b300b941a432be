import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import type { TypeKnowledge } from '../../lib/model/knowledge.ts';
import type { Severity } from '../../lib/model/severity.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { openNetworkRules } from '../../lib/risk/network-rules.ts';
import { changeBetween, resource } from '../resource-fixtures.ts';

const knowledge: TypeKnowledge = {
  type: 'AWS::EC2::SecurityGroup',
  rules: openNetworkRules,
  unordered: { '/SecurityGroupIngress': 'value' },
};
const world = { CidrIp: '0.0.0.0/0' };
const administrative = 'ec2-administrative-port-open-to-world';
const other = 'ec2-port-open-to-world';

function riskBetween(before: JsonObject[], after: JsonObject[]) {
  const change = changeBetween(
    knowledge,
    { SecurityGroupIngress: before },
    { SecurityGroupIngress: after },
    { id: 'sg-1' },
  );
  if (!change) throw new Error('the models do not differ');
  return assessRisk(change, knowledge);
}

describe('an ingress rule for the whole internet', () => {
  const cases: [string, JsonObject, Severity, string[]][] = [
    ['to SSH', { ...world, IpProtocol: 'tcp', FromPort: 22, ToPort: 22 }, 'CRITICAL', [administrative]],
    [
      'to RDP over IPv6',
      { CidrIpv6: '::/0', IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389 },
      'CRITICAL',
      [administrative],
    ],
    [
      'to PostgreSQL, with the protocol as a number and ports as text',
      { ...world, IpProtocol: '6', FromPort: '5432', ToPort: '5432' },
      'CRITICAL',
      [administrative],
    ],
    [
      'to half of all addresses',
      { CidrIp: '128.0.0.0/1', IpProtocol: 'tcp', FromPort: 22, ToPort: 22 },
      'CRITICAL',
      [administrative],
    ],
    [
      'to a range with SSH in it',
      { ...world, IpProtocol: 'tcp', FromPort: 20, ToPort: 80 },
      'CRITICAL',
      [administrative],
    ],
    ['to everything, as -1', { ...world, IpProtocol: '-1' }, 'CRITICAL', [administrative]],
    [
      'to everything, as the number -1',
      { ...world, IpProtocol: -1, FromPort: -1, ToPort: -1 },
      'CRITICAL',
      [administrative],
    ],
    ['to everything, without a protocol', world, 'CRITICAL', [administrative]],
    ['to all TCP, without ports', { ...world, IpProtocol: 'TCP' }, 'CRITICAL', [administrative]],
    ['to another port', { ...world, IpProtocol: 'tcp', FromPort: 8443, ToPort: 8443 }, 'HIGH', [other]],
    ['to a range of UDP', { ...world, IpProtocol: 'udp', FromPort: 7000, ToPort: 7010 }, 'HIGH', [other]],
    ['to more than port 443', { ...world, IpProtocol: 'tcp', FromPort: 443, ToPort: 444 }, 'HIGH', [other]],
    ['to port 443', { ...world, IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }, 'LOW', []],
    ['to port 80', { ...world, IpProtocol: 'tcp', FromPort: 80, ToPort: 80 }, 'LOW', []],
    ['to ping', { ...world, IpProtocol: 'icmp', FromPort: 8, ToPort: -1 }, 'LOW', []],
  ];
  test.each(cases)('%s', (_name, rule, severity, rules) => {
    expect(riskBetween([], [rule])).toMatchObject({ severity, rules });
  });

  test.each<[string, JsonObject]>([
    ['a network', { CidrIp: '10.0.0.0/8', IpProtocol: 'tcp', FromPort: 22, ToPort: 22 }],
    ['one address', { CidrIp: '203.0.113.7/32', IpProtocol: 'tcp', FromPort: 22, ToPort: 22 }],
    ['an address without prefix', { CidrIp: '203.0.113.7', IpProtocol: 'tcp', FromPort: 22, ToPort: 22 }],
    ['another group', { SourceSecurityGroupId: 'sg-2', IpProtocol: 'tcp', FromPort: 22, ToPort: 22 }],
  ])('is what it takes: %s is LOW', (_name, rule) => {
    expect(riskBetween([], [rule])).toMatchObject({ severity: 'LOW', rules: [] });
  });

  test.each([
    [
      { ...world, IpProtocol: 'tcp', FromPort: 22, ToPort: 22 },
      'tcp port 22 of security group sg-1 can be reached from the whole internet (0.0.0.0/0), and so SSH.',
    ],
    [
      { ...world, IpProtocol: 'tcp', FromPort: 20, ToPort: 80 },
      'tcp ports 20-80 of security group sg-1 can be reached from the whole internet (0.0.0.0/0), administrative and data ports among them.',
    ],
    [
      { ...world, IpProtocol: '-1' },
      'all ports and protocols of security group sg-1 can be reached from the whole internet (0.0.0.0/0), administrative and data ports among them.',
    ],
  ])('%j is told in one sentence', (rule, reason) => {
    expect(riskBetween([], [rule]).reasons).toEqual([reason]);
  });
});

describe('what was open before is no news', () => {
  const ssh = { ...world, IpProtocol: 'tcp', FromPort: 22, ToPort: 22 };
  const range = { ...world, IpProtocol: 'tcp', FromPort: 0, ToPort: 65_535 };

  test('when another rule comes, or the range becomes narrower', () => {
    const harmless = { CidrIp: '10.0.0.0/8', IpProtocol: 'tcp', FromPort: 22, ToPort: 22 };
    expect(riskBetween([ssh], [ssh, harmless]).rules).toEqual([]);
    expect(riskBetween([range], [ssh]).rules).toEqual([]);
  });

  test('but a wider range brings the ports it adds', () => {
    expect(riskBetween([ssh], [range])).toMatchObject({ severity: 'CRITICAL', rules: [administrative] });
  });

  test('and closing it is safer', () => {
    expect(riskBetween([ssh], [])).toMatchObject({
      severity: 'INFO',
      reasons: ['Safer: administrative port closed to the internet (SSH (22) from 0.0.0.0/0).'],
    });
  });
});

test('a rule that is a resource of its own is judged the same', () => {
  const type = 'AWS::EC2::SecurityGroupIngress';
  const after = resource(type, { ...world, IpProtocol: 'tcp', FromPort: 22, ToPort: 22 });
  const risk = assessRisk({ kind: 'added', after }, { type, rules: openNetworkRules });
  expect(risk).toMatchObject({ severity: 'CRITICAL', rules: [administrative] });
});
