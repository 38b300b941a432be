import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import type { Severity } from '../../lib/model/severity.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { openNetworkRules } from '../../lib/risk/network-rules.ts';
import { resource } from '../resource-fixtures.ts';
import { administrative, other, riskBetween, world } from './security-group-fixtures.ts';

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
    ['to UDP as a number', { ...world, IpProtocol: '17', FromPort: 53, ToPort: 53 }, 'HIGH', [other]],
    ['to all UDP ports from 28000', { ...world, IpProtocol: 'udp', FromPort: 28_000 }, 'HIGH', [other]],
    ['to ping as a number', { ...world, IpProtocol: '1', FromPort: 8, ToPort: -1 }, 'LOW', []],
    ['to ping over IPv6', { CidrIpv6: '::/0', IpProtocol: '58', FromPort: -1, ToPort: -1 }, 'LOW', []],
    ['to tunnels, which have no ports', { ...world, IpProtocol: '47' }, 'LOW', []],
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

  test('to another port is told in one sentence too', () => {
    expect(riskBetween([], [{ ...world, IpProtocol: 'udp', FromPort: 7000, ToPort: 7010 }])).toMatchObject({
      reasons: [
        'udp ports 7000-7010 of security group sg-1 can be reached from the whole internet (0.0.0.0/0).',
      ],
      dangers: [`${other}: udp ports 7000-7010 from 0.0.0.0/0`],
    });
  });
});

describe('the ports through which machines and data stores are administered', () => {
  // The high-risk ports of FSBP EC2.19, and what attackers look for beside them.
  test.each<[string, number[]]>([
    ['FTP data', [20]],
    ['FTP', [21]],
    ['SSH', [22]],
    ['Telnet', [23]],
    ['SMTP', [25]],
    ['POP3', [110]],
    ['RPC', [135]],
    ['IMAP', [143]],
    ['SMB', [445]],
    ['SQL Server', [1433, 1434]],
    ['Oracle', [1521]],
    ['Docker', [2375]],
    ['etcd', [2379]],
    ['development server', [3000, 5000]],
    ['MySQL', [3306]],
    ['RDP', [3389]],
    ['ahsp', [4333]],
    ['PostgreSQL', [5432]],
    ['fcp-addr-srvr1', [5500]],
    ['OpenSearch Dashboards', [5601]],
    ['VNC', [5900]],
    ['WinRM', [5985, 5986]],
    ['Redis', [6379]],
    ['Kubernetes API', [6443]],
    ['proxy', [8080]],
    ['Hadoop', [8088]],
    ['Jupyter', [8888]],
    ['Cassandra', [9042]],
    ['OpenSearch', [9200, 9300]],
    ['kubelet', [10_250]],
    ['memcached', [11_211]],
    ['MongoDB', [27_017]],
  ])('are known by name: %s', (name, ports) => {
    for (const port of ports) {
      const { rules, dangers } = riskBetween(
        [],
        [{ ...world, IpProtocol: 'tcp', FromPort: port, ToPort: port }],
      );
      expect(rules).toEqual([administrative]);
      expect(dangers).toEqual([`${administrative}: ${name} (${port}) from 0.0.0.0/0`]);
    }
  });

  test.each([
    [22, 1024, true],
    [1, 22, true],
    [23, 24, true],
    [6444, 8079, false],
    [27_018, 65_535, false],
  ])('are looked for in ports %d to %d: %s', (FromPort, ToPort, found) => {
    const { rules } = riskBetween([], [{ ...world, IpProtocol: 'tcp', FromPort, ToPort }]);
    expect(rules).toEqual([found ? administrative : other]);
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

  test('and closing another port is safer', () => {
    expect(riskBetween([{ ...world, IpProtocol: 'tcp', FromPort: 8443, ToPort: 8443 }], []).reasons).toEqual([
      'Safer: port closed to the internet (tcp port 8443 from 0.0.0.0/0).',
    ]);
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
