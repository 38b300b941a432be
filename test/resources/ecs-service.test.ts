import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
  type ScalableTarget,
} from '@aws-sdk/client-application-auto-scaling';
import {
  DescribeServicesCommand,
  ECSClient,
  ListClustersCommand,
  ListServicesCommand,
  type Service,
} from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { ecsService } from '../../lib/resources/ecs-service.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ecs = mockClient(ECSClient);
const scaling = mockClient(ApplicationAutoScalingClient);
const clusterArn = 'arn:aws:ecs:eu-west-1:111122223333:cluster/main';
const arn = (name: string) => `arn:aws:ecs:eu-west-1:111122223333:service/main/${name}`;
const taskDefinition = 'arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7';
const targetGroup = (name: string) =>
  `arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/${name}/1`;

/** A service as DescribeServices returns it, with every property set. */
const web: Service = {
  serviceArn: arn('web'),
  serviceName: 'web',
  clusterArn,
  loadBalancers: [
    { targetGroupArn: targetGroup('b'), containerName: 'app', containerPort: 81 },
    {
      targetGroupArn: targetGroup('a'),
      containerName: 'app',
      containerPort: 80,
      advancedConfiguration: {
        alternateTargetGroupArn: targetGroup('c'),
        productionListenerRule: 'rule',
        roleArn: 'role',
      },
    },
  ],
  serviceRegistries: [{ registryArn: 'arn:aws:servicediscovery:1', containerName: 'app', containerPort: 80 }],
  status: 'ACTIVE',
  desiredCount: 3,
  runningCount: 3,
  pendingCount: 0,
  launchType: 'FARGATE',
  capacityProviderStrategy: [
    { capacityProvider: 'FARGATE_SPOT', weight: 1, base: 0 },
    { capacityProvider: 'FARGATE', weight: 1, base: 1 },
  ],
  platformVersion: 'LATEST',
  platformFamily: 'Linux',
  taskDefinition,
  deploymentConfiguration: {
    deploymentCircuitBreaker: { enable: true, rollback: true },
    maximumPercent: 200,
    minimumHealthyPercent: 100,
    alarms: { alarmNames: ['z', 'a'], enable: true, rollback: true },
    strategy: 'BLUE_GREEN',
    bakeTimeInMinutes: 5,
    lifecycleHooks: [
      {
        hookTargetArn: 'arn:aws:lambda:1',
        roleArn: 'role',
        lifecycleStages: ['PRE_SCALE_UP', 'POST_SCALE_UP'],
        hookDetails: { keepCase: 1 },
      },
    ],
  },
  taskSets: [],
  deployments: [
    { id: 'ecs-svc/0', status: 'ACTIVE', volumeConfigurations: [] },
    {
      id: 'ecs-svc/1',
      status: 'PRIMARY',
      runningCount: 3,
      rolloutState: 'COMPLETED',
      serviceConnectConfiguration: {
        enabled: true,
        namespace: 'ns',
        services: [{ portName: 'http', discoveryName: 'web', clientAliases: [{ port: 80, dnsName: 'web' }] }],
        logConfiguration: {
          logDriver: 'splunk',
          options: { 'splunk-token': 'secret', 'splunk-url': 'https://s' },
        },
      },
      volumeConfigurations: [
        {
          name: 'data',
          managedEBSVolume: {
            encrypted: true,
            sizeInGiB: 10,
            roleArn: 'role',
            filesystemType: 'ext4',
            tagSpecifications: [{ resourceType: 'volume', propagateTags: 'SERVICE' }],
          },
        },
      ],
      vpcLatticeConfigurations: [{ roleArn: 'role', targetGroupArn: 'tg', portName: 'http' }],
    },
  ],
  roleArn: 'arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS',
  events: [
    {
      id: 'e',
      createdAt: new Date('2026-11-01T00:00:00Z'),
      message: '(service web) has reached a steady state.',
    },
  ],
  createdAt: new Date('2026-01-01T00:00:00Z'),
  placementConstraints: [{ type: 'distinctInstance' }],
  placementStrategy: [
    { type: 'spread', field: 'zone' },
    { type: 'binpack', field: 'memory' },
  ],
  networkConfiguration: {
    awsvpcConfiguration: {
      subnets: ['subnet-b', 'subnet-a'],
      securityGroups: ['sg-1'],
      assignPublicIp: 'DISABLED',
    },
  },
  healthCheckGracePeriodSeconds: 60,
  schedulingStrategy: 'REPLICA',
  deploymentController: { type: 'ECS' },
  tags: [{ key: 'Team', value: 'web' }],
  createdBy: 'arn:aws:iam::111122223333:role/x',
  enableECSManagedTags: true,
  propagateTags: 'SERVICE',
  enableExecuteCommand: false,
  availabilityZoneRebalancing: 'ENABLED',
};

const names = Array.from({ length: 12 }, (_, at) => `s${at}`);

beforeEach(() => {
  scaling.reset();
  scaling.on(DescribeScalableTargetsCommand).resolves({});
  scaling.on(DescribeScalingPoliciesCommand).resolves({});
  ecs.reset();
  ecs
    .on(ListClustersCommand)
    .resolves({ clusterArns: [clusterArn], nextToken: '2' })
    .on(ListClustersCommand, { nextToken: '2' })
    .resolves({ clusterArns: [`${clusterArn}2`] })
    .on(ListServicesCommand)
    .resolves({ serviceArns: [arn('web')], nextToken: '2' })
    .on(ListServicesCommand, { cluster: clusterArn, nextToken: '2' })
    .resolves({ serviceArns: names.map(arn) })
    .on(ListServicesCommand, { cluster: `${clusterArn}2` })
    .rejects(awsError('ClusterNotFoundException'))
    .on(DescribeServicesCommand)
    .resolves({ services: [web, { ...web, serviceName: 'old', status: 'DRAINING' }, {}] })
    .on(DescribeServicesCommand, { services: names.slice(0, 10).map(arn) })
    .resolves({
      services: [
        {
          serviceArn: arn('s0'),
          clusterArn,
          schedulingStrategy: 'DAEMON',
          desiredCount: 4,
          status: 'ACTIVE',
        },
        {
          serviceArn: arn('s1'),
          clusterArn,
          status: 'ACTIVE',
          deploymentController: { type: 'EXTERNAL' },
          taskSets: [
            { status: 'ACTIVE', taskDefinition: 'old' },
            { status: 'PRIMARY', taskDefinition, launchType: 'EC2' },
          ],
        },
      ],
    })
    .on(DescribeServicesCommand, { services: names.slice(10).map(arn) })
    .resolves({});
});

describe('reading services', () => {
  test('every property comes in the words of the schema, ten services a call; what is gone does not come', async () => {
    const read = await readAll(ecsService);
    expect(read.map(({ id }) => id)).toEqual([
      `${arn('web')}|${clusterArn}`,
      `${arn('s0')}|${clusterArn}`,
      `${arn('s1')}|${clusterArn}`,
    ]);
    expect(ecs.commandCalls(DescribeServicesCommand)).toHaveLength(3);
    const { properties, tags } = stored(ecsService, read[0] ?? { id: '', properties: {} });
    expect(tags).toEqual({ Team: 'web' });
    expect(properties).toEqual({
      ServiceArn: arn('web'),
      ServiceName: 'web',
      Cluster: clusterArn,
      AvailabilityZoneRebalancing: 'ENABLED',
      CapacityProviderStrategy: [
        { CapacityProvider: 'FARGATE', Weight: 1, Base: 1 },
        { CapacityProvider: 'FARGATE_SPOT', Weight: 1, Base: 0 },
      ],
      DeploymentConfiguration: {
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
        MaximumPercent: 200,
        MinimumHealthyPercent: 100,
        Alarms: { AlarmNames: ['a', 'z'], Enable: true, Rollback: true },
        Strategy: 'BLUE_GREEN',
        BakeTimeInMinutes: 5,
        LifecycleHooks: [
          {
            HookTargetArn: 'arn:aws:lambda:1',
            RoleArn: 'role',
            LifecycleStages: ['POST_SCALE_UP', 'PRE_SCALE_UP'],
            HookDetails: { keepCase: 1 },
          },
        ],
      },
      DeploymentController: { Type: 'ECS' },
      DesiredCount: 3,
      EnableECSManagedTags: true,
      EnableExecuteCommand: false,
      HealthCheckGracePeriodSeconds: 60,
      LaunchType: 'FARGATE',
      LoadBalancers: [
        {
          TargetGroupArn: targetGroup('a'),
          ContainerName: 'app',
          ContainerPort: 80,
          AdvancedConfiguration: {
            AlternateTargetGroupArn: targetGroup('c'),
            ProductionListenerRule: 'rule',
            RoleArn: 'role',
          },
        },
        { TargetGroupArn: targetGroup('b'), ContainerName: 'app', ContainerPort: 81 },
      ],
      NetworkConfiguration: {
        AwsvpcConfiguration: {
          Subnets: ['subnet-a', 'subnet-b'],
          SecurityGroups: ['sg-1'],
          AssignPublicIp: 'DISABLED',
        },
      },
      PlacementConstraints: [{ Type: 'distinctInstance' }],
      PlacementStrategies: [
        { Type: 'spread', Field: 'zone' },
        { Type: 'binpack', Field: 'memory' },
      ],
      PlatformVersion: 'LATEST',
      PropagateTags: 'SERVICE',
      Role: web.roleArn,
      SchedulingStrategy: 'REPLICA',
      ServiceConnectConfiguration: {
        Enabled: true,
        Namespace: 'ns',
        Services: [{ PortName: 'http', DiscoveryName: 'web', ClientAliases: [{ Port: 80, DnsName: 'web' }] }],
        LogConfiguration: {
          LogDriver: 'splunk',
          Options: { 'splunk-token': expect.stringMatching(/^hmac-sha256:/), 'splunk-url': 'https://s' },
        },
      },
      ServiceRegistries: [
        { RegistryArn: 'arn:aws:servicediscovery:1', ContainerName: 'app', ContainerPort: 80 },
      ],
      TaskDefinition: taskDefinition,
      VolumeConfigurations: [
        {
          Name: 'data',
          ManagedEBSVolume: {
            Encrypted: true,
            SizeInGiB: 10,
            RoleArn: 'role',
            FilesystemType: 'ext4',
            TagSpecifications: [{ ResourceType: 'volume', PropagateTags: 'SERVICE' }],
          },
        },
      ],
      VpcLatticeConfigurations: [{ RoleArn: 'role', TargetGroupArn: 'tg', PortName: 'http' }],
    });
  });

  test('the count of a daemon is not its own; a task set tells what an external controller runs', async () => {
    const [, daemon, external] = await readAll(ecsService);
    expect(daemon?.properties).toMatchObject({ SchedulingStrategy: 'DAEMON', DesiredCount: undefined });
    expect(external?.properties).toMatchObject({ TaskDefinition: taskDefinition, LaunchType: 'EC2' });
  });

  test('sets in another order, another deployment, other events and counts give the same bytes', async () => {
    const first = storedLines(ecsService, await readAll(ecsService));
    ecs.on(DescribeServicesCommand, { services: [arn('web')] }).resolves({
      services: [
        {
          ...web,
          runningCount: 2,
          pendingCount: 1,
          events: [],
          loadBalancers: [...(web.loadBalancers ?? [])].reverse(),
          capacityProviderStrategy: [...(web.capacityProviderStrategy ?? [])].reverse(),
          deployments: (web.deployments ?? []).map((each) => ({
            ...each,
            id: 'ecs-svc/2',
            rolloutState: 'IN_PROGRESS',
          })),
        },
      ],
    });
    expect(storedLines(ecsService, await readAll(ecsService))).toEqual(first);
  });

  test('a denied call makes the type unread', async () => {
    ecs.on(ListServicesCommand, { cluster: `${clusterArn}2` }).rejects(awsError('AccessDeniedException'));
    await expect(readAll(ecsService)).rejects.toThrow('AccessDeniedException');
  });
});

const publicIp = (AssignPublicIp: string): JsonObject => ({
  NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp } },
});

describe('what a change of a service means', () => {
  const cases: [string, JsonObject, JsonObject, string, string[]][] = [
    ['shells enabled', {}, { EnableExecuteCommand: true }, 'HIGH', ['ecs-execute-command-enabled']],
    ['shells disabled', { EnableExecuteCommand: true }, {}, 'INFO', []],
    ['public addresses', publicIp('DISABLED'), publicIp('ENABLED'), 'HIGH', ['ecs-public-ip-assigned']],
    ['no more public addresses', publicIp('ENABLED'), publicIp('DISABLED'), 'INFO', []],
    ['stopped', { DesiredCount: 2 }, { DesiredCount: 0 }, 'MEDIUM', ['ecs-service-stopped']],
    ['doubled', { DesiredCount: 2 }, { DesiredCount: 4 }, 'LOW', []],
    [
      'pinned to an old platform',
      { PlatformVersion: 'LATEST' },
      { PlatformVersion: '1.3.0' },
      'MEDIUM',
      ['ecs-old-platform-version'],
    ],
    [
      'pinned to the current platform',
      { PlatformVersion: 'LATEST' },
      { PlatformVersion: '1.4.0' },
      'LOW',
      [],
    ],
    ['the next revision of its task', { TaskDefinition: 'a:1' }, { TaskDefinition: 'a:2' }, 'LOW', []],
    [
      'a task of another family',
      { TaskDefinition: `arn:aws:ecs:eu-west-1:111122223333:task-definition/a:1` },
      { TaskDefinition: `arn:aws:ecs:eu-west-1:111122223333:task-definition/b:1` },
      'MEDIUM',
      ['ecs-service-runs-other-task'],
    ],
    ['a first task', {}, { TaskDefinition: 'a:1' }, 'LOW', []],
    ['no task', { TaskDefinition: 'a:1' }, {}, 'LOW', []],
  ];
  test.each(cases)('%s', (_, before, after, severity, rules) => {
    const risk = riskOf(ecsService, { ServiceName: 'web', ...before }, { ServiceName: 'web', ...after });
    expect(risk?.rules).toEqual(rules);
    expect(risk?.severity).toBe(severity);
  });
});

describe('cost', () => {
  const prices = {
    'AmazonECS fargate/linux/x86_64/vcpu-hour': 0.04048,
    'AmazonECS fargate/linux/x86_64/gb-hour': 0.004445,
    'AmazonECS fargate/linux/arm64/vcpu-hour': 0.03238,
    'AmazonECS fargate/linux/arm64/gb-hour': 0.00356,
    'AmazonECS fargate/windows/x86_64/vcpu-hour': 0.046552,
    'AmazonECS fargate/windows/x86_64/gb-hour': 0.00511175,
    'AmazonECS fargate/windows/x86_64/os-license-vcpu-hour': 0.046,
    'AmazonECS fargate/ephemeral-storage-gb-hour': 0.000111,
  };
  const task = (properties: JsonObject) =>
    resource('AWS::ECS::TaskDefinition', { TaskDefinitionArn: taskDefinition, ...properties }, { id: 'web' });
  const cost = (properties: JsonObject, definition?: JsonObject, known: Record<string, number> = prices) =>
    ecsService.monthlyCost?.(
      resource(ecsService.type, {
        TaskDefinition: taskDefinition,
        DesiredCount: 2,
        LaunchType: 'FARGATE',
        ...properties,
      }),
      costContext(known, definition ? [task(definition)] : []),
    );

  const cases: [string, JsonObject, JsonObject, number][] = [
    [
      '2 tasks of 0.25 vCPU and 0.5 GB: 2 × 730 × (0.25 × 0.04048 + 0.5 × 0.004445) = 18.02',
      {},
      { Cpu: '256', Memory: '512' },
      18.0201,
    ],
    [
      'in words: 2 × 730 × (0.25 × 0.04048 + 0.5 × 0.004445) = 18.02',
      {},
      { Cpu: '.25 vCPU', Memory: '0.5GB' },
      18.0201,
    ],
    [
      'on arm64: 2 × 730 × (1 × 0.03238 + 2 × 0.00356) = 57.67',
      {},
      { Cpu: '1024', Memory: '2048', RuntimePlatform: { CpuArchitecture: 'ARM64' } },
      57.67,
    ],
    [
      'on Windows: 2 × 730 × (1 × 0.046552 + 2 × 0.00511175 + 1 × 0.046) = 150.05',
      {},
      { Cpu: '1024', Memory: '2048', RuntimePlatform: { OperatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' } },
      150.0522,
    ],
    [
      'with 50 GB of storage, 30 above what is included: 18.02 + 2 × 730 × 30 × 0.000111 = 22.88',
      {},
      { Cpu: '256', Memory: '512', EphemeralStorage: { SizeInGiB: 50 } },
      22.8819,
    ],
    [
      'by capacity provider FARGATE',
      { LaunchType: null, CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE' }] },
      { Cpu: '256', Memory: '512' },
      18.0201,
    ],
    ['without a desired count 1 task', { DesiredCount: null }, { Cpu: '256', Memory: '512' }, 9.0101],
  ];
  test.each(cases)('%s', (_, properties, definition, usd) => {
    const found = cost(properties, definition);
    expect(found?.usd).toBeCloseTo(usd, 2);
    expect(found?.assumptions).toHaveLength(1);
    expect(found?.assumptions[0]).toContain('all month (730 h) on demand');
  });

  test('an older revision than the newest is told', () => {
    const found = cost({ TaskDefinition: taskDefinition.replace(':7', ':6') }, { Cpu: '256', Memory: '512' });
    expect(found?.usd).toBeCloseTo(18.02, 2);
    expect(found?.assumptions[1]).toContain('the service runs revision 6');
  });

  const free: [string, JsonObject, string][] = [
    ['on instances', { LaunchType: 'EC2' }, 'counted where they are listed'],
    [
      'on the instances of a capacity provider',
      { LaunchType: null, CapacityProviderStrategy: [{ CapacityProvider: 'big' }] },
      'instances of big',
    ],
    ['stopped', { DesiredCount: 0 }, 'no task runs'],
    ['as daemon', { LaunchType: null, SchedulingStrategy: 'DAEMON' }, 'counted where they are listed'],
  ];
  test.each(free)('%s nothing, and says why', (_, properties, why) => {
    const found = cost(properties, { Cpu: '256', Memory: '512' });
    expect(found?.usd).toBe(0);
    expect(found?.assumptions[0]).toContain(why);
  });

  const unknown: [string, JsonObject, JsonObject | undefined, Record<string, number>, string][] = [
    ['a task definition that was not read', {}, undefined, prices, 'was not read'],
    ['a task definition without size', {}, {}, prices, 'was not read'],
    [
      'a price that is missing',
      {},
      { Cpu: '256', Memory: '512' },
      {},
      'no Fargate price of fargate/linux/x86_64/vcpu-hour',
    ],
    [
      'Fargate Spot',
      { LaunchType: null, CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT' }] },
      undefined,
      prices,
      'Spot',
    ],
    ['no launch type', { LaunchType: null }, undefined, prices, 'chosen by the cluster'],
  ];
  test.each(unknown)('unknown with %s, never 0', (_, properties, definition, known, why) => {
    const found = cost(properties, definition, known);
    expect(found?.usd).toBeNull();
    expect(found?.assumptions[0]).toContain(why);
  });
});

describe('a service that an autoscaler scales', () => {
  const ResourceId = 'service/main/web';
  const dimension = {
    ServiceNamespace: 'ecs',
    ResourceId,
    ScalableDimension: 'ecs:service:DesiredCount',
    MinCapacity: 2,
    MaxCapacity: 9,
  } as const satisfies Partial<ScalableTarget>;
  const target: ScalableTarget = {
    ...dimension,
    RoleARN: 'arn:aws:iam::111122223333:role/scaling',
    CreationTime: new Date(0),
  };
  const policy = {
    ...dimension,
    PolicyARN: 'arn:aws:autoscaling:eu-west-1:111122223333:scalingPolicy:1',
    PolicyName: 'follow-load',
    PolicyType: 'TargetTrackingScaling',
    CreationTime: new Date(0),
  } as const;
  const web = async () => {
    const read = (await readAll(ecsService)).find(({ id }) => id.includes('/web|'));
    if (!read) throw new Error('web was not read');
    return stored(ecsService, read);
  };

  test('has no desired count of its own, but what the autoscaler may do and by which policies', async () => {
    scaling.on(DescribeScalableTargetsCommand).resolves({ ScalableTargets: [target] });
    scaling.on(DescribeScalingPoliciesCommand).resolves({ ScalingPolicies: [policy] });
    const { properties } = await web();
    expect(properties.DesiredCount).toBeUndefined();
    expect(properties.ScalableTargets).toMatchObject([
      { MinCapacity: 2, MaxCapacity: 9, ScalingPolicies: [{ PolicyName: 'follow-load' }] },
    ]);
  });

  test('keeps its desired count while no policy sets it', async () => {
    scaling.on(DescribeScalableTargetsCommand).resolves({ ScalableTargets: [target] });
    expect((await web()).properties.DesiredCount).toBeDefined();
  });

  test('is unread in its count when the autoscaler cannot be asked', async () => {
    scaling.on(DescribeScalableTargetsCommand).rejects(awsError('AccessDeniedException'));
    expect((await web()).unread?.map(({ path }) => path)).toEqual(['/DesiredCount', '/ScalableTargets']);
  });

  test('that loses its policies is a danger; gaining or changing them is none', () => {
    const scaled = (...names: string[]) => ({
      ServiceName: 'web',
      ScalableTargets: [
        {
          ScalableDimension: 'ecs:service:DesiredCount',
          ScalingPolicies: names.map((PolicyName) => ({ PolicyName })),
        },
      ],
    });
    expect(riskOf(ecsService, scaled('a'), { ServiceName: 'web', DesiredCount: 2 })?.rules).toEqual([
      'ecs-autoscaling-removed',
    ]);
    expect(riskOf(ecsService, scaled('a'), scaled('b'))?.rules).toEqual([]);
    expect(riskOf(ecsService, scaled(), scaled('b'))?.rules).toEqual([]);
  });

  test('costs at least what its fewest tasks cost', () => {
    const prices = {
      'AmazonECS fargate/linux/x86_64/vcpu-hour': 0.04,
      'AmazonECS fargate/linux/x86_64/gb-hour': 0.004,
    };
    const definition = resource('AWS::ECS::TaskDefinition', { Cpu: '1024', Memory: '2048' }, { id: 'web' });
    const cost = ecsService.monthlyCost?.(
      resource(ecsService.type, {
        LaunchType: 'FARGATE',
        TaskDefinition: 'web:1',
        ScalableTargets: [{ MinCapacity: 2, MaxCapacity: 9 }],
      }),
      { ...costContext(prices), related: () => definition },
    );
    expect(cost?.usd).toBeCloseTo(2 * (0.04 + 2 * 0.004) * 730, 6);
    expect(cost?.assumptions[0]).toContain('2 to 9 tasks');
  });
});
