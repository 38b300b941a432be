import type { JsonObject } from '../../../lib/model/json.ts';
import { container, taskDefinition } from '../../scenarios/models.ts';
import { account } from '../../scenarios/scenario.ts';
import type { RuleCase } from '../rule-case.ts';
import { type Turn, turning } from '../turning.ts';

const ofTask = (rule: string, turn: Turn): RuleCase =>
  turning(rule, 'AWS::ECS::TaskDefinition', taskDefinition, turn);

const image = (repository: string): JsonObject => container({ Image: `${repository}@sha256:1f0c` });
const own = `${account}.dkr.ecr.eu-west-1.amazonaws.com`;
const capabilities = (...Add: string[]): JsonObject =>
  container({ LinuxParameters: { Capabilities: { Add } } });
const environment = (Name: string): JsonObject => container({ Environment: [{ Name, Value: 'example' }] });
const hostPath = (SourcePath: string): JsonObject => ({ Volumes: [{ Name: 'host', Host: { SourcePath } }] });
const fileSystem = (more: JsonObject): JsonObject => ({
  Volumes: [{ Name: 'assets', EFSVolumeConfiguration: { FilesystemId: 'fs-0123456789abcdef0', ...more } }],
});
const [web] = [container({}).ContainerDefinitions].flat();
const further: JsonObject = { Name: 'miner', Image: 'docker.io/example/miner:latest', Essential: false };

const service: JsonObject = {
  ServiceName: 'shop',
  ServiceArn: `arn:aws:ecs:eu-west-1:${account}:service/shop/shop`,
  Cluster: `arn:aws:ecs:eu-west-1:${account}:cluster/shop`,
  LaunchType: 'FARGATE',
  DesiredCount: 3,
  PlatformVersion: 'LATEST',
  EnableExecuteCommand: false,
};
const ofService = (rule: string, turn: Turn): RuleCase => turning(rule, 'AWS::ECS::Service', service, turn);
const network = (AssignPublicIp: string, ...Subnets: string[]): JsonObject => ({
  NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp, Subnets } },
});
const scaling = (TargetValue: number): JsonObject => ({
  ScalableTargets: [
    {
      ScalableDimension: 'ecs:service:DesiredCount',
      MinCapacity: 2,
      MaxCapacity: 10,
      ScalingPolicies: [{ PolicyName: 'cpu', TargetTrackingScalingPolicyConfiguration: { TargetValue } }],
    },
  ],
});

const insights = (Value: string): JsonObject => ({ ClusterSettings: [{ Name: 'containerInsights', Value }] });
const shells = (Logging: string): JsonObject => ({
  Configuration: { ExecuteCommandConfiguration: { Logging } },
});
const ofCluster = (rule: string, turn: Turn): RuleCase =>
  turning(rule, 'AWS::ECS::Cluster', { ClusterName: 'shop' }, turn);

/** Cases of ECS tasks, services and clusters. */
export const ecsCases: readonly RuleCase[] = [
  ofTask('ecs-privileged-container', {
    from: {},
    to: container({ Privileged: true }),
    not: container({ Privileged: false, StartTimeout: 60 }),
  }),
  ofTask('ecs-host-namespace', { from: {}, to: { NetworkMode: 'host' }, not: { PidMode: 'task' } }),
  ofTask('ecs-host-path-mounted', { from: {}, to: hostPath('/var/run'), not: hostPath('/srv/assets') }),
  ofTask('ecs-capability-added', {
    from: {},
    to: capabilities('SYS_ADMIN'),
    not: capabilities('NET_BIND_SERVICE'),
  }),
  ofTask('ecs-credentials-in-environment', {
    from: {},
    to: environment('AWS_SECRET_ACCESS_KEY'),
    not: environment('AWS_REGION'),
  }),
  ofTask('ecs-file-system-without-transit-encryption', {
    from: fileSystem({ TransitEncryption: 'ENABLED' }),
    to: fileSystem({ TransitEncryption: 'DISABLED' }),
    not: fileSystem({ TransitEncryption: 'ENABLED', RootDirectory: '/assets' }),
  }),
  ofTask('ecs-image-from-other-registry', {
    from: image(`${own}/shop`),
    to: image('docker.io/mallory/shop'),
    not: image(`${own}/shop-next`),
    instead: { Cpu: '1024' },
  }),
  ofTask('ecs-container-added', {
    from: {},
    to: { ContainerDefinitions: [...(web === undefined ? [] : [web]), further] },
    not: container({ StopTimeout: 30 }),
  }),
  ofTask('ecs-task-role-changed', {
    from: {},
    to: { TaskRoleArn: `arn:aws:iam::${account}:role/administrator` },
    not: { ExecutionRoleArn: `arn:aws:iam::${account}:role/execution` },
    instead: { Cpu: '1024' },
  }),
  ofTask('ecs-logging-removed', {
    from: {},
    to: {
      ContainerDefinitions: [
        { Name: 'web', Image: `${own}/shop@sha256:1f0c`, Essential: true, ReadonlyRootFilesystem: true },
      ],
    },
    not: container({ LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-group': '/shop' } } }),
  }),
  ofTask('ecs-root-filesystem-made-writable', {
    from: {},
    to: container({ ReadonlyRootFilesystem: false }),
    not: container({ StopTimeout: 30 }),
  }),
  ofService('ecs-execute-command-enabled', {
    from: {},
    to: { EnableExecuteCommand: true },
    not: { DesiredCount: 4 },
  }),
  ofService('ecs-public-ip-assigned', {
    from: network('DISABLED', 'subnet-1'),
    to: network('ENABLED', 'subnet-1'),
    not: network('DISABLED', 'subnet-1', 'subnet-2'),
  }),
  ofService('ecs-service-stopped', { from: {}, to: { DesiredCount: 0 }, not: { DesiredCount: 1 } }),
  ofService('ecs-old-platform-version', {
    from: {},
    to: { PlatformVersion: '1.3.0' },
    not: { PlatformVersion: '1.4.0' },
  }),
  ofService('ecs-autoscaling-removed', {
    from: scaling(60),
    to: { ScalableTargets: [] },
    not: scaling(70),
  }),
  ofCluster('ecs-container-insights-turned-off', {
    from: insights('enabled'),
    to: insights('disabled'),
    not: insights('enhanced'),
  }),
  ofCluster('ecs-execute-command-not-logged', {
    from: shells('DEFAULT'),
    to: shells('NONE'),
    not: shells('OVERRIDE'),
  }),
  ofService('ecs-service-runs-other-task', {
    from: { TaskDefinition: `arn:aws:ecs:eu-west-1:${account}:task-definition/shop:12` },
    to: { TaskDefinition: `arn:aws:ecs:eu-west-1:${account}:task-definition/miner:1` },
    not: { TaskDefinition: `arn:aws:ecs:eu-west-1:${account}:task-definition/shop:13` },
    instead: { TaskDefinition: `arn:aws:ecs:eu-west-1:${account}:task-definition/shop:11` },
  }),
];
