import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import {
  DescribeServicesCommand,
  ECSClient,
  ListClustersCommand,
  ListServicesCommand,
} from '@aws-sdk/client-ecs';
import {
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { targetGroup } from '../../lib/resources/target-group.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const elb = mockClient(ElasticLoadBalancingV2Client);
const scaling = mockClient(AutoScalingClient);
const ecs = mockClient(ECSClient);
const arnOf = (name: string) => `arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/${name}/1`;

/** A target group as DescribeTargetGroups returns it. */
const full: TargetGroup = {
  TargetGroupArn: arnOf('web'),
  TargetGroupName: 'web',
  Protocol: 'HTTP',
  Port: 8080,
  VpcId: 'vpc-1',
  HealthCheckProtocol: 'HTTP',
  HealthCheckPort: 'traffic-port',
  HealthCheckEnabled: true,
  HealthCheckIntervalSeconds: 30,
  HealthCheckTimeoutSeconds: 5,
  HealthyThresholdCount: 5,
  UnhealthyThresholdCount: 2,
  HealthCheckPath: '/health',
  Matcher: { HttpCode: '200' },
  LoadBalancerArns: ['arn:b', 'arn:a'],
  TargetType: 'ip',
  ProtocolVersion: 'HTTP1',
  IpAddressType: 'ipv4',
  TargetControlPort: 3000,
};
const named = (name: string, TargetType: 'instance' | 'ip' | 'lambda' = 'ip'): TargetGroup => ({
  TargetGroupArn: arnOf(name),
  TargetGroupName: name,
  TargetType,
});
const healthy = { State: 'healthy' } as const;

beforeEach(() => {
  for (const mock of [elb, scaling, ecs]) mock.reset();
  elb
    .on(DescribeTargetGroupsCommand)
    .resolves({ TargetGroups: [full], NextMarker: '2' })
    .on(DescribeTargetGroupsCommand, { Marker: '2' })
    .resolves({
      TargetGroups: [
        named('scaled', 'instance'),
        named('tasks'),
        named('green'),
        named('sets'),
        named('pods'),
        named('function', 'lambda'),
        {},
      ],
    })
    .on(DescribeTargetGroupAttributesCommand)
    .resolves({
      Attributes: [
        { Key: 'b', Value: '2' },
        { Key: 'a', Value: '1' },
      ],
    })
    .on(DescribeTargetHealthCommand)
    .resolves({
      TargetHealthDescriptions: [
        { Target: { Id: '10.0.0.9', Port: 8080 }, TargetHealth: healthy },
        {
          Target: { Id: '10.0.0.5', Port: 8080, AvailabilityZone: 'all' },
          TargetHealth: { State: 'unhealthy' },
        },
        { Target: { Id: '10.0.0.7', Port: 8080 }, TargetHealth: { State: 'draining' } },
      ],
    })
    .on(DescribeTagsCommand)
    .resolves({
      TagDescriptions: [
        { ResourceArn: arnOf('web'), Tags: [{ Key: 'app', Value: 'web' }] },
        { ResourceArn: arnOf('pods'), Tags: [{ Key: 'elbv2.k8s.aws/cluster', Value: 'shop' }] },
      ],
    });
  scaling
    .on(DescribeAutoScalingGroupsCommand)
    .resolves({ AutoScalingGroups: [], NextToken: '2' })
    .on(DescribeAutoScalingGroupsCommand, { NextToken: '2' })
    .resolves({
      AutoScalingGroups: [
        {
          AutoScalingGroupName: 'web',
          TargetGroupARNs: [arnOf('scaled')],
          TrafficSources: [{ Identifier: arnOf('scaled') }],
          MinSize: 1,
          MaxSize: 1,
          DesiredCapacity: 1,
          DefaultCooldown: 300,
          AvailabilityZones: [],
          HealthCheckType: 'EC2',
          CreatedTime: new Date(0),
        },
      ],
    });
  ecs
    .on(ListClustersCommand)
    .resolves({ clusterArns: ['cluster', 'gone'] })
    .on(ListServicesCommand, { cluster: 'cluster' })
    .resolves({ serviceArns: ['service'] })
    .on(ListServicesCommand, { cluster: 'gone' })
    .rejects(awsError('ClusterNotFoundException'))
    .on(DescribeServicesCommand)
    .resolves({
      services: [
        {
          serviceName: 'shop',
          loadBalancers: [
            {
              targetGroupArn: arnOf('tasks'),
              advancedConfiguration: { alternateTargetGroupArn: arnOf('green') },
            },
          ],
          taskSets: [{ loadBalancers: [{ targetGroupArn: arnOf('sets') }] }],
        },
        {},
      ],
    });
});

describe('reading', () => {
  test('every property, in the words of CloudFormation', async () => {
    const [first] = await readAll(targetGroup);
    const { id, tags, properties } = stored(targetGroup, first ?? { id: '', properties: {} });
    expect([id, tags]).toEqual([arnOf('web'), { app: 'web' }]);
    const { TargetGroupName: _name, ...own } = full;
    expect(properties).toEqual({
      ...own,
      TargetGroupFullName: 'targetgroup/web/1',
      Name: 'web',
      LoadBalancerArns: ['arn:a', 'arn:b'],
      TargetGroupAttributes: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
      Targets: [
        { Id: '10.0.0.5', Port: 8080, AvailabilityZone: 'all' },
        { Id: '10.0.0.9', Port: 8080 },
      ],
    });
  });

  test('targets that something registers by itself are grouped under it', async () => {
    const managed = (await readAll(targetGroup)).map(({ properties }) =>
      'Targets' in properties && properties.Targets !== undefined
        ? 'kept'
        : 'TargetsManagedBy' in properties && properties.TargetsManagedBy,
    );
    expect(managed).toEqual([
      'kept',
      ['Auto Scaling group web'],
      ['ECS service shop'],
      ['ECS service shop'],
      ['ECS service shop'],
      ['Kubernetes cluster shop'],
      'kept',
    ]);
  });

  test('another order and other health give the same bytes', async () => {
    const first = storedLines(targetGroup, await readAll(targetGroup));
    elb.on(DescribeTargetHealthCommand).resolves({
      TargetHealthDescriptions: [
        { Target: { Id: '10.0.0.5', Port: 8080, AvailabilityZone: 'all' }, TargetHealth: healthy },
        { Target: { Id: '10.0.0.9', Port: 8080 }, TargetHealth: { State: 'initial' } },
      ],
    });
    elb.on(DescribeTargetGroupAttributesCommand).resolves({
      Attributes: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
    });
    expect(storedLines(targetGroup, await readAll(targetGroup))).toEqual(first);
  });

  test('without Auto Scaling or ECS, targets that could be theirs are unread', async () => {
    ecs.on(ListClustersCommand).rejects(awsError('AccessDeniedException', 'no'));
    const paths = (await readAll(targetGroup)).map(({ unread }) => unread?.map(({ path }) => path));
    expect(paths).toEqual([
      ['/Targets', '/TargetsManagedBy'],
      [],
      ['/Targets', '/TargetsManagedBy'],
      ['/Targets', '/TargetsManagedBy'],
      ['/Targets', '/TargetsManagedBy'],
      [],
      [],
    ]);
    scaling.on(DescribeAutoScalingGroupsCommand).rejects(awsError('AccessDenied', 'no'));
    ecs.resetHistory();
    expect((await readAll(targetGroup))[1]?.unread).toHaveLength(2);
    expect(ecs.calls()).toHaveLength(0);
  });

  test('denied parts are unread, and a target group that is gone is skipped', async () => {
    elb.on(DescribeTargetGroupsCommand).resolves({ TargetGroups: [full, named('function', 'lambda')] });
    elb
      .on(DescribeTargetGroupAttributesCommand)
      .rejects(awsError('AccessDenied', 'no'))
      .on(DescribeTargetHealthCommand)
      .rejects(awsError('AccessDenied', 'no'))
      .on(DescribeTargetHealthCommand, { TargetGroupArn: arnOf('function') })
      .rejects(awsError('TargetGroupNotFoundException'));
    const read = await readAll(targetGroup);
    expect(read.map(({ unread }) => unread?.map(({ path }) => path))).toEqual([
      ['/TargetGroupAttributes', '/Targets'],
    ]);
  });

  test('an account without such target groups is asked for no owners', async () => {
    elb.on(DescribeTargetGroupsCommand).resolves({ TargetGroups: [named('function', 'lambda')] });
    await readAll(targetGroup);
    expect([...scaling.calls(), ...ecs.calls()]).toHaveLength(0);
  });

  test('a denied list makes the whole type unread', async () => {
    elb.on(DescribeTargetGroupsCommand).rejects(awsError('AccessDenied'));
    await expect(readAll(targetGroup)).rejects.toThrow('AccessDenied');
  });
});

const sending = (...Targets: JsonObject[]): JsonObject => ({ Name: 'web', Port: 80, Targets });
const [one, two] = [{ Id: '10.0.0.5', Port: 80 }, { Id: 'i-2' }];

test.each<[string, JsonObject | undefined, JsonObject, string, string[]]>([
  ['it is new', undefined, sending(one), 'LOW', []],
  ['one more target', sending(one), sending(one, two), 'MEDIUM', ['elb-target-registered']],
  ['one target less', sending(one, two), sending(one), 'MEDIUM', []],
  ['no targets any more', sending(one), sending(), 'HIGH', ['elb-no-targets']],
  [
    'something registers the targets now',
    sending(one),
    { ...sending(), TargetsManagedBy: ['Auto Scaling group web'] },
    'MEDIUM',
    [],
  ],
  ['another health check', sending(one), { ...sending(one), HealthCheckPath: '/' }, 'LOW', []],
])('%s', (_, before, after, severity, rules) => {
  expect(riskOf(targetGroup, before, after)).toMatchObject({ severity, rules });
});

test('targets that were unread are not said to have come or gone', () => {
  const unread = [{ path: '/Targets', reason: 'AccessDenied: no' }];
  const other = { ...sending(one), HealthCheckPath: '/' };
  expect(riskOf(targetGroup, sending(), other, { unread })).toMatchObject({ severity: 'LOW', rules: [] });
  const gone = { ...sending(), HealthCheckPath: '/' };
  expect(riskOf(targetGroup, sending(one), gone, { unread })).toMatchObject({ severity: 'LOW', rules: [] });
});

test('a target group is free', () => {
  expect(targetGroup.monthlyCost?.(resource(targetGroup.type, {}), costContext({})).usd).toBe(0);
});
