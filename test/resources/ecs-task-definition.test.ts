import {
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListTaskDefinitionFamiliesCommand,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { ecsTaskDefinition } from '../../lib/resources/ecs-task-definition.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ecs = mockClient(ECSClient);
const arn = 'arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7';

/** A task definition as DescribeTaskDefinition returns it, with every property set. */
const web: TaskDefinition = {
  taskDefinitionArn: arn,
  family: 'web',
  revision: 7,
  status: 'ACTIVE',
  taskRoleArn: 'arn:aws:iam::111122223333:role/task',
  executionRoleArn: 'arn:aws:iam::111122223333:role/execution',
  networkMode: 'awsvpc',
  requiresAttributes: [{ name: 'com.amazonaws.ecs.capability.task-iam-role' }],
  compatibilities: ['EC2', 'FARGATE'],
  requiresCompatibilities: ['FARGATE', 'EC2'],
  cpu: '256',
  memory: '512',
  runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' },
  pidMode: 'task',
  ipcMode: 'none',
  ephemeralStorage: { sizeInGiB: 30 },
  enableFaultInjection: false,
  inferenceAccelerators: [{ deviceName: 'd', deviceType: 'eia2.medium' }],
  placementConstraints: [{ type: 'memberOf', expression: 'x' }],
  proxyConfiguration: {
    type: 'APPMESH',
    containerName: 'envoy',
    properties: [
      { name: 'B', value: '2' },
      { name: 'A', value: '1' },
    ],
  },
  registeredAt: new Date('2026-11-01T00:00:00Z'),
  registeredBy: 'arn:aws:iam::111122223333:role/ci',
  volumes: [
    {
      name: 'shared',
      efsVolumeConfiguration: {
        fileSystemId: 'fs-1',
        rootDirectory: '/',
        transitEncryption: 'ENABLED',
        transitEncryptionPort: 2049,
        authorizationConfig: { accessPointId: 'fsap-1', iam: 'ENABLED' },
      },
    },
    {
      name: 'fsx',
      fsxWindowsFileServerVolumeConfiguration: {
        fileSystemId: 'fs-2',
        rootDirectory: 'share',
        authorizationConfig: { credentialsParameter: 'arn:aws:ssm:1', domain: 'corp' },
      },
    },
    {
      name: 'docker',
      dockerVolumeConfiguration: {
        scope: 'shared',
        driver: 'local',
        driverOpts: { type: 'tmpfs' },
        labels: { myLabel: 'x' },
      },
    },
    { name: 'bind', host: { sourcePath: '/data' } },
  ],
  containerDefinitions: [
    {
      name: 'envoy',
      image: 'public.ecr.aws/appmesh/envoy:1',
      cpu: 0,
    },
    {
      name: 'app',
      image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1',
      repositoryCredentials: { credentialsParameter: 'arn:aws:secretsmanager:1' },
      cpu: 128,
      memory: 256,
      memoryReservation: 128,
      links: ['b', 'a'],
      portMappings: [
        { containerPort: 81, hostPort: 81, protocol: 'tcp' },
        { containerPort: 80, hostPort: 80, protocol: 'tcp', name: 'http', appProtocol: 'http' },
      ],
      essential: true,
      entryPoint: ['sh', '-c'],
      command: ['run', 'now'],
      environment: [
        { name: 'TOKEN', value: 'hunter2' },
        { name: 'LEVEL', value: 'info' },
      ],
      environmentFiles: [{ type: 's3', value: 'arn:aws:s3:::b/env' }],
      mountPoints: [{ sourceVolume: 'shared', containerPath: '/mnt', readOnly: true }],
      volumesFrom: [{ sourceContainer: 'envoy', readOnly: true }],
      linuxParameters: {
        capabilities: { add: ['NET_RAW'], drop: ['ALL'] },
        devices: [{ hostPath: '/dev/fuse', containerPath: '/dev/fuse', permissions: ['write', 'read'] }],
        initProcessEnabled: true,
        tmpfs: [{ containerPath: '/tmp', size: 64, mountOptions: ['rw'] }],
      },
      secrets: [{ name: 'KEY', valueFrom: 'arn:aws:ssm:eu-west-1:111122223333:parameter/key' }],
      dependsOn: [{ containerName: 'envoy', condition: 'HEALTHY' }],
      user: '1000',
      privileged: false,
      readonlyRootFilesystem: true,
      dnsServers: ['10.0.0.2', '10.0.0.1'],
      extraHosts: [{ hostname: 'db', ipAddress: '10.0.0.9' }],
      dockerLabels: { 'com.example.label': 'x' },
      ulimits: [{ name: 'nofile', softLimit: 1024, hardLimit: 4096 }],
      logConfiguration: {
        logDriver: 'splunk',
        options: { 'splunk-token': 'token-in-clear', 'awslogs-group': '/ecs/web' },
        secretOptions: [{ name: 'x', valueFrom: 'arn:aws:ssm:2' }],
      },
      healthCheck: { command: ['CMD-SHELL', 'curl -f http://localhost/'], interval: 30 },
      systemControls: [{ namespace: 'net.core.somaxconn', value: '1024' }],
      resourceRequirements: [{ type: 'GPU', value: '1' }],
      firelensConfiguration: { type: 'fluentbit', options: { 'enable-ecs-log-metadata': 'true' } },
      restartPolicy: { enabled: true, ignoredExitCodes: [2, 1], restartAttemptPeriod: 60 },
      versionConsistency: 'enabled',
    },
  ],
};

beforeEach(() => {
  ecs.reset();
  ecs
    .on(ListTaskDefinitionFamiliesCommand)
    .resolves({ families: ['web', 'gone'], nextToken: '2' })
    .on(ListTaskDefinitionFamiliesCommand, { nextToken: '2' })
    .resolves({ families: ['job', 'empty'] })
    .on(DescribeTaskDefinitionCommand, { taskDefinition: 'web' })
    .resolves({ taskDefinition: web, tags: [{ key: 'Team', value: 'web' }] })
    .on(DescribeTaskDefinitionCommand, { taskDefinition: 'gone' })
    .rejects(awsError('ClientException', 'Unable to describe task definition.'))
    .on(DescribeTaskDefinitionCommand, { taskDefinition: 'job' })
    .resolves({ taskDefinition: { family: 'job', taskDefinitionArn: arn.replace('web', 'job') } })
    .on(DescribeTaskDefinitionCommand, { taskDefinition: 'empty' })
    .resolves({});
});

const digest = expect.stringMatching(/^hmac-sha256:[0-9a-f]{32}$/);

describe('reading task definitions', () => {
  test('each family is a resource, its newest active revision in the words of the schema', async () => {
    const read = await readAll(ecsTaskDefinition);
    expect(read.map((each) => [each.id, each.arn])).toEqual([
      ['web', arn],
      ['job', arn.replace('web', 'job')],
    ]);
    const { properties, tags } = stored(ecsTaskDefinition, read[0] ?? { id: '', properties: {} });
    expect(tags).toEqual({ Team: 'web' });
    expect(properties).toEqual({
      TaskDefinitionArn: arn,
      Family: 'web',
      TaskRoleArn: 'arn:aws:iam::111122223333:role/task',
      ExecutionRoleArn: 'arn:aws:iam::111122223333:role/execution',
      NetworkMode: 'awsvpc',
      RequiresCompatibilities: ['EC2', 'FARGATE'],
      Cpu: '256',
      Memory: '512',
      RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
      PidMode: 'task',
      IpcMode: 'none',
      EphemeralStorage: { SizeInGiB: 30 },
      EnableFaultInjection: false,
      InferenceAccelerators: [{ DeviceName: 'd', DeviceType: 'eia2.medium' }],
      PlacementConstraints: [{ Type: 'memberOf', Expression: 'x' }],
      ProxyConfiguration: {
        Type: 'APPMESH',
        ContainerName: 'envoy',
        ProxyConfigurationProperties: [
          { Name: 'A', Value: '1' },
          { Name: 'B', Value: '2' },
        ],
      },
      Volumes: [
        { Name: 'bind', Host: { SourcePath: '/data' } },
        {
          Name: 'docker',
          DockerVolumeConfiguration: {
            Scope: 'shared',
            Driver: 'local',
            DriverOpts: { type: 'tmpfs' },
            Labels: { myLabel: 'x' },
          },
        },
        {
          Name: 'fsx',
          FSxWindowsFileServerVolumeConfiguration: {
            FileSystemId: 'fs-2',
            RootDirectory: 'share',
            AuthorizationConfig: { CredentialsParameter: 'arn:aws:ssm:1', Domain: 'corp' },
          },
        },
        {
          Name: 'shared',
          EFSVolumeConfiguration: {
            FilesystemId: 'fs-1',
            RootDirectory: '/',
            TransitEncryption: 'ENABLED',
            TransitEncryptionPort: 2049,
            AuthorizationConfig: { AccessPointId: 'fsap-1', IAM: 'ENABLED' },
          },
        },
      ],
      ContainerDefinitions: [
        {
          Name: 'app',
          Image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1',
          RepositoryCredentials: { CredentialsParameter: 'arn:aws:secretsmanager:1' },
          Cpu: 128,
          Memory: 256,
          MemoryReservation: 128,
          Links: ['a', 'b'],
          PortMappings: [
            { ContainerPort: 80, HostPort: 80, Protocol: 'tcp', Name: 'http', AppProtocol: 'http' },
            { ContainerPort: 81, HostPort: 81, Protocol: 'tcp' },
          ],
          Essential: true,
          EntryPoint: ['sh', '-c'],
          Command: ['run', 'now'],
          Environment: [
            { Name: 'LEVEL', Value: digest },
            { Name: 'TOKEN', Value: digest },
          ],
          EnvironmentFiles: [{ Type: 's3', Value: 'arn:aws:s3:::b/env' }],
          MountPoints: [{ SourceVolume: 'shared', ContainerPath: '/mnt', ReadOnly: true }],
          VolumesFrom: [{ SourceContainer: 'envoy', ReadOnly: true }],
          LinuxParameters: {
            Capabilities: { Add: ['NET_RAW'], Drop: ['ALL'] },
            Devices: [{ HostPath: '/dev/fuse', ContainerPath: '/dev/fuse', Permissions: ['read', 'write'] }],
            InitProcessEnabled: true,
            Tmpfs: [{ ContainerPath: '/tmp', Size: 64, MountOptions: ['rw'] }],
          },
          Secrets: [{ Name: 'KEY', ValueFrom: 'arn:aws:ssm:eu-west-1:111122223333:parameter/key' }],
          DependsOn: [{ ContainerName: 'envoy', Condition: 'HEALTHY' }],
          User: '1000',
          Privileged: false,
          ReadonlyRootFilesystem: true,
          DnsServers: ['10.0.0.2', '10.0.0.1'],
          ExtraHosts: [{ Hostname: 'db', IpAddress: '10.0.0.9' }],
          DockerLabels: { 'com.example.label': 'x' },
          Ulimits: [{ Name: 'nofile', SoftLimit: 1024, HardLimit: 4096 }],
          LogConfiguration: {
            LogDriver: 'splunk',
            Options: { 'splunk-token': digest, 'awslogs-group': '/ecs/web' },
            SecretOptions: [{ Name: 'x', ValueFrom: 'arn:aws:ssm:2' }],
          },
          HealthCheck: { Command: ['CMD-SHELL', 'curl -f http://localhost/'], Interval: 30 },
          SystemControls: [{ Namespace: 'net.core.somaxconn', Value: '1024' }],
          ResourceRequirements: [{ Type: 'GPU', Value: '1' }],
          FirelensConfiguration: { Type: 'fluentbit', Options: { 'enable-ecs-log-metadata': 'true' } },
          RestartPolicy: { Enabled: true, IgnoredExitCodes: [1, 2], RestartAttemptPeriod: 60 },
          VersionConsistency: 'enabled',
        },
        { Name: 'envoy', Image: 'public.ecr.aws/appmesh/envoy:1', Cpu: 0 },
      ],
    });
  });

  test('sets in another order and other times give the same bytes', async () => {
    const first = storedLines(ecsTaskDefinition, await readAll(ecsTaskDefinition));
    const [envoy, app] = web.containerDefinitions ?? [];
    const shuffled: TaskDefinition = {
      ...web,
      registeredAt: new Date('2026-11-20T00:00:00Z'),
      compatibilities: ['FARGATE', 'EC2'],
      requiresCompatibilities: ['EC2', 'FARGATE'],
      volumes: [...(web.volumes ?? [])].reverse(),
      containerDefinitions: [
        {
          ...app,
          environment: [...(app?.environment ?? [])].reverse(),
          portMappings: [...(app?.portMappings ?? [])].reverse(),
        },
        { ...envoy },
      ],
    };
    ecs
      .on(DescribeTaskDefinitionCommand, { taskDefinition: 'web' })
      .resolves({ taskDefinition: shuffled, tags: [{ key: 'Team', value: 'web' }] });
    expect(storedLines(ecsTaskDefinition, await readAll(ecsTaskDefinition))).toEqual(first);
  });

  test('a denied call makes the type unread', async () => {
    ecs
      .on(DescribeTaskDefinitionCommand, { taskDefinition: 'job' })
      .rejects(awsError('AccessDeniedException'));
    await expect(readAll(ecsTaskDefinition)).rejects.toThrow('AccessDeniedException');
  });
});

const own = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/app';
const app = (rest: JsonObject = {}): JsonObject => ({
  ContainerDefinitions: [{ Name: 'app', Image: `${own}:1`, ...rest }],
});
const volume = (rest: JsonObject): JsonObject => ({ ...app(), Volumes: [{ Name: 'v', ...rest }] });
const logged = { LogConfiguration: { LogDriver: 'awslogs' } };
const efs = (rest: JsonObject = {}) => volume({ EFSVolumeConfiguration: { FilesystemId: 'fs-1', ...rest } });

describe('what a change of a task definition means', () => {
  const cases: [string, JsonObject, JsonObject, string, string[]][] = [
    ['privileged', app(), app({ Privileged: true }), 'HIGH', ['ecs-privileged-container']],
    ['no longer privileged', app({ Privileged: true }), app({ Privileged: false }), 'INFO', []],
    ['network of the host', app(), { ...app(), NetworkMode: 'host' }, 'HIGH', ['ecs-host-namespace']],
    ['processes of the host', app(), { ...app(), PidMode: 'host' }, 'HIGH', ['ecs-host-namespace']],
    ['processes of the task', app(), { ...app(), PidMode: 'task' }, 'LOW', []],
    ['memory of the host', app(), { ...app(), IpcMode: 'host' }, 'MEDIUM', ['ecs-host-namespace']],
    ['own network', { ...app(), NetworkMode: 'host' }, { ...app(), NetworkMode: 'awsvpc' }, 'INFO', []],
    [
      'root of the host mounted',
      app(),
      volume({ Host: { SourcePath: '/' } }),
      'HIGH',
      ['ecs-host-path-mounted'],
    ],
    [
      'Docker socket mounted',
      app(),
      volume({ Host: { SourcePath: '/var/run/docker.sock' } }),
      'HIGH',
      ['ecs-host-path-mounted'],
    ],
    ['data directory mounted', app(), volume({ Host: { SourcePath: '/data/' } }), 'MEDIUM', []],
    ...[
      '/var/run',
      '/var/run/docker.sock',
      '/root/.ssh',
      '/etc/cron.d',
      '/usr/local/bin/',
      '/dev/nvme0n1',
    ].map((SourcePath): [string, JsonObject, JsonObject, string, string[]] => [
      `${SourcePath} of the host mounted`,
      app(),
      volume({ Host: { SourcePath } }),
      'HIGH',
      ['ecs-host-path-mounted'],
    ]),
    ...['/etc/ssl/certs', '/var/log/shop', '/sys/fs/cgroup', '/libraries'].map(
      (SourcePath): [string, JsonObject, JsonObject, string, string[]] => [
        `${SourcePath} of the host mounted`,
        app(),
        volume({ Host: { SourcePath } }),
        'MEDIUM',
        [],
      ],
    ),
    ['root of the host unmounted', volume({ Host: { SourcePath: '/' } }), app(), 'INFO', []],
    [
      'a capability that leads out',
      app(),
      app({ LinuxParameters: { Capabilities: { Add: ['CAP_SYS_ADMIN'] } } }),
      'HIGH',
      ['ecs-capability-added'],
    ],
    [
      'a harmless capability',
      app(),
      app({ LinuxParameters: { Capabilities: { Add: ['NET_RAW'] } } }),
      'MEDIUM',
      [],
    ],
    [
      'credentials in the environment',
      app(),
      app({ Environment: [{ Name: 'AWS_SECRET_ACCESS_KEY', Value: 'x' }] }),
      'HIGH',
      ['ecs-credentials-in-environment'],
    ],
    ['another variable', app(), app({ Environment: [{ Name: 'LEVEL', Value: 'x' }] }), 'LOW', []],
    [
      'an image of another registry',
      app(),
      app({ Image: 'evil.example.com/app:1' }),
      'HIGH',
      ['ecs-image-from-other-registry'],
    ],
    [
      'an image of Docker Hub',
      app(),
      app({ Image: 'someone/app:1' }),
      'HIGH',
      ['ecs-image-from-other-registry'],
    ],
    [
      'an image of another account',
      app(),
      app({ Image: '999988887777.dkr.ecr.eu-west-1.amazonaws.com/app:1' }),
      'HIGH',
      ['ecs-image-from-other-registry'],
    ],
    ['an image of the own registry', app({ Image: 'someone/app:1' }), app(), 'MEDIUM', []],
    ['another tag', app(), app({ Image: `${own}:2` }), 'MEDIUM', []],
    [
      'another task role',
      { ...app(), TaskRoleArn: 'a' },
      { ...app(), TaskRoleArn: 'b' },
      'HIGH',
      ['ecs-task-role-changed'],
    ],
    ['a task role', app(), { ...app(), TaskRoleArn: 'b' }, 'HIGH', ['ecs-task-role-changed']],
    ['no task role', { ...app(), TaskRoleArn: 'a' }, app(), 'MEDIUM', []],
    ['logging removed', app(logged), app(), 'HIGH', ['ecs-logging-removed']],
    ['logging added', app(), app(logged), 'INFO', []],
    [
      'root file system made writable',
      app({ ReadonlyRootFilesystem: true }),
      app(),
      'MEDIUM',
      ['ecs-root-filesystem-made-writable'],
    ],
    ['root file system made read-only', app(), app({ ReadonlyRootFilesystem: true }), 'INFO', []],
    [
      'file system without encryption',
      app(),
      efs(),
      'MEDIUM',
      ['ecs-file-system-without-transit-encryption'],
    ],
    ['file system with encryption', app(), efs({ TransitEncryption: 'ENABLED' }), 'MEDIUM', []],
    ['encryption of the file system', efs(), efs({ TransitEncryption: 'ENABLED' }), 'INFO', []],
    [
      'a revision that differs in nothing',
      { ...app(), TaskDefinitionArn: 'web:1' },
      { ...app(), TaskDefinitionArn: 'web:2' },
      'INFO',
      [],
    ],
    ['more memory', { ...app(), Memory: '512' }, { ...app(), Memory: '1024' }, 'LOW', []],
  ];
  test.each(cases)('%s', (_, before, after, severity, rules) => {
    const risk = riskOf(ecsTaskDefinition, before, after);
    expect(risk?.rules).toEqual(rules);
    expect(risk?.severity).toBe(severity);
  });

  test('a new family with an image of Docker Hub is LOW', () => {
    expect(riskOf(ecsTaskDefinition, undefined, app({ Image: 'nginx' }))).toMatchObject({
      severity: 'LOW',
      rules: [],
    });
  });

  test.each([
    ['of a registry that was not used before', 'x/y', 'HIGH'],
    ['of the own registry', `${own}-side:1`, 'MEDIUM'],
  ])('a container added %s', (_, Image, severity) => {
    const both = {
      ContainerDefinitions: [
        { Name: 'app', Image: `${own}:1` },
        { Name: 'side', Image },
      ],
    };
    expect(riskOf(ecsTaskDefinition, app(), both)).toMatchObject({
      severity,
      rules: ['ecs-container-added'],
    });
  });
});

test('a task definition costs nothing by itself', () => {
  expect(ecsTaskDefinition.monthlyCost?.(resource(ecsTaskDefinition.type, {}), costContext({}))?.usd).toBe(0);
});
