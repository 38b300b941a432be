import { container, database, instance, lambda, taskDefinition } from './models.ts';
import { account, appearing, changing, type Scenario, vanishing } from './scenario.ts';

const template = {
  LaunchTemplateId: 'lt-0123456789abcdef0',
  LaunchTemplateName: 'web',
  DefaultVersionNumber: '3',
  LatestVersionNumber: '3',
};
const templateData = {
  ImageId: 'ami-0c1c1c1c1c1c1c1c1',
  InstanceType: 't3.medium',
  MetadataOptions: { HttpTokens: 'required' },
};
const versions = (change: object) => ({
  LaunchTemplateData: { ...templateData, ...change },
  DefaultVersionData: { ...templateData, ...change },
});
const group = {
  AutoScalingGroupName: 'web',
  MinSize: '2',
  MaxSize: '6',
  DesiredCapacity: '2',
  LaunchTemplate: { LaunchTemplateId: 'lt-0123456789abcdef0', Version: '$Default' },
  VPCZoneIdentifier: ['subnet-0123456789abcdef0'],
};
const notebook = {
  NotebookInstanceName: 'research',
  InstanceType: 'ml.t3.medium',
  SubnetId: 'subnet-0123456789abcdef0',
  RootAccess: 'Disabled',
  InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: '2' },
};
const targets = {
  Name: 'shop',
  Port: 443,
  Protocol: 'HTTPS',
  TargetType: 'instance',
  HealthCheckPath: '/health',
};
const hopLimit = (HttpPutResponseHopLimit: number) => ({
  MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'required', HttpPutResponseHopLimit },
});

/** Compute that was made unsafe, unusual or out of date. */
export const computeScenarios: readonly Scenario[] = [
  {
    name: 'an instance answers the old metadata service',
    type: 'AWS::EC2::Instance',
    ...changing(
      instance,
      {},
      { MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'optional', HttpPutResponseHopLimit: 1 } },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ec2-imdsv1-allowed'],
  },
  {
    name: 'a mining rig of p4d appears: 23.71569 × 730 h = 17312.45',
    type: 'AWS::EC2::Instance',
    ...appearing({ ...instance, InstanceType: 'p4d.24xlarge' }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ec2-instance-costly-type'],
    cost: 17312.45,
  },
  {
    name: 'a web server becomes a GPU machine: (18.18233 − 0.0456) × 730 h = 13239.81',
    type: 'AWS::EC2::Instance',
    ...changing(instance, {}, { InstanceType: 'g5.48xlarge' }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ec2-instance-costly-type'],
    cost: 13239.81,
  },
  {
    name: 'every new web server answers the old metadata service',
    type: 'AWS::EC2::LaunchTemplate',
    ...changing(template, versions({}), versions({ MetadataOptions: { HttpTokens: 'optional' } })),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ec2-launch-template-imdsv1-allowed'],
  },
  {
    name: 'every new web server gets a public address',
    type: 'AWS::EC2::LaunchTemplate',
    ...changing(
      template,
      versions({}),
      versions({ NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: true }] }),
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ec2-launch-template-public-address'],
  },
  {
    name: 'new instances need no tokens by default',
    type: 'AWS::EC2::InstanceMetadataDefaults',
    ...changing({}, { HttpTokens: 'required' }, { HttpTokens: 'optional' }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ec2-imdsv2-default-lost'],
  },
  {
    name: 'the web servers are scaled to none',
    type: 'AWS::AutoScaling::AutoScalingGroup',
    ...changing(group, {}, { MinSize: '0', MaxSize: '0', DesiredCapacity: '0' }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['autoscaling-group-empty'],
  },
  {
    name: 'a container becomes privileged',
    type: 'AWS::ECS::TaskDefinition',
    ...changing({ ...taskDefinition, RequiresCompatibilities: ['EC2'] }, {}, container({ Privileged: true })),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ecs-privileged-container'],
  },
  {
    name: 'a task sees the processes of its host',
    type: 'AWS::ECS::TaskDefinition',
    ...changing({ ...taskDefinition, RequiresCompatibilities: ['EC2'] }, {}, { PidMode: 'host' }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ecs-host-namespace'],
  },
  {
    name: 'a task mounts the Docker socket of its host',
    type: 'AWS::ECS::TaskDefinition',
    ...changing(
      { ...taskDefinition, RequiresCompatibilities: ['EC2'] },
      {},
      { Volumes: [{ Name: 'docker', Host: { SourcePath: '/var/run/docker.sock' } }] },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ecs-host-path-mounted'],
  },
  {
    name: 'a container may load kernel modules',
    type: 'AWS::ECS::TaskDefinition',
    ...changing(
      { ...taskDefinition, RequiresCompatibilities: ['EC2'] },
      {},
      container({ LinuxParameters: { Capabilities: { Add: ['SYS_MODULE'] } } }),
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ecs-capability-added'],
  },
  {
    name: 'access keys stand in the environment of a container',
    type: 'AWS::ECS::TaskDefinition',
    ...changing(
      taskDefinition,
      {},
      container({
        Environment: [
          { Name: 'AWS_ACCESS_KEY_ID', Value: 'AKIAIOSFODNN7EXAMPLE' },
          { Name: 'AWS_SECRET_ACCESS_KEY', Value: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
        ],
      }),
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ecs-credentials-in-environment'],
  },
  {
    name: 'a service puts its tasks on the internet',
    type: 'AWS::ECS::Service',
    ...changing(
      {
        ServiceName: 'shop',
        Cluster: 'platform',
        DesiredCount: 2,
        LaunchType: 'FARGATE',
        TaskDefinition: 'shop:12',
      },
      {
        NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'DISABLED', Subnets: ['subnet-1'] } },
      },
      { NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'ENABLED', Subnets: ['subnet-1'] } } },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ecs-public-ip-assigned'],
  },
  {
    name: 'SSH to the nodes of a cluster is opened to the world',
    type: 'AWS::EKS::Nodegroup',
    ...changing(
      { ClusterName: 'platform', NodegroupName: 'main', InstanceTypes: ['m5.large'] },
      {},
      { RemoteAccess: { Ec2SshKey: 'operations' } },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['eks-nodes-ssh-open-to-world'],
  },
  {
    name: 'a notebook reaches the internet directly',
    type: 'AWS::SageMaker::NotebookInstance',
    ...changing(notebook, { DirectInternetAccess: 'Disabled' }, { DirectInternetAccess: 'Enabled' }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['sagemaker-notebook-direct-internet'],
  },
  {
    name: 'the database is put on the internet: + 0.005 × 730 h = 3.65',
    type: 'AWS::RDS::DBInstance',
    ...changing(database, {}, { PubliclyAccessible: true }),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['rds-publicly-accessible'],
    cost: 3.65,
  },
  {
    name: 'the serial console of all instances is opened',
    type: 'AWS::EC2::SerialConsoleAccess',
    ...changing({}, { SerialConsoleAccessEnabled: false }, { SerialConsoleAccessEnabled: true }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ec2-serial-console-opened'],
  },
  {
    name: 'a way in to all private instances appears',
    type: 'AWS::EC2::InstanceConnectEndpoint',
    ...appearing({
      Id: 'eice-1',
      SubnetId: 'subnet-0123456789abcdef0',
      SecurityGroupIds: ['sg-0a1b2c3d4e5f60718'],
      PreserveClientIp: false,
    }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ec2-instance-connect-endpoint'],
  },
  {
    name: 'a balancer has nothing left to forward to',
    type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
    ...changing(targets, { Targets: [{ Id: 'i-0123456789abcdef0', Port: 443 }] }, { Targets: [] }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['elb-no-targets'],
  },
  {
    name: 'an instance forwards one hop more for its containers',
    type: 'AWS::EC2::Instance',
    ...changing(instance, hopLimit(1), hopLimit(2)),
    label: 'notable',
    severity: 'MEDIUM',
    rules: [],
  },
  {
    name: 'a web server is resized within its family: (0.0912 − 0.0456) × 730 h = 33.29',
    type: 'AWS::EC2::Instance',
    ...changing(instance, {}, { InstanceType: 't3.large' }),
    label: 'harmless',
    severity: 'LOW',
    rules: [],
    cost: 33.29,
  },
  {
    name: 'an Auto Scaling group starts one more of its own',
    type: 'AWS::EC2::Instance',
    ...appearing(instance),
    tags: { after: { 'aws:autoscaling:groupName': 'web' } },
    label: 'harmless',
    severity: 'none',
    rules: [],
  },
  {
    name: 'a function may take a little longer',
    type: 'AWS::Lambda::Function',
    ...changing(lambda, { Timeout: 30 }, { Timeout: 60 }),
    label: 'harmless',
    severity: 'LOW',
    rules: [],
  },
  {
    name: 'an old version of a layer is deleted',
    type: 'AWS::Lambda::LayerVersion',
    ...vanishing({
      LayerName: 'observability',
      LayerVersionArn: `arn:aws:lambda:eu-west-1:${account}:layer:observability:3`,
      CompatibleRuntimes: ['nodejs22.x'],
    }),
    label: 'harmless',
    severity: 'LOW',
    rules: [],
  },
];
