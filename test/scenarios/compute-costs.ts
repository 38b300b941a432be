import type { CostExample } from './cost-example.ts';

/** EC2 instances and groups of them. */
export const instanceCosts: readonly CostExample[] = [
  {
    what: 't3.micro with Linux/UNIX',
    type: 'AWS::EC2::Instance',
    region: 'eu-west-1',
    properties: {
      InstanceType: 't3.micro',
      State: { Name: 'running' },
      Tenancy: 'default',
      PlatformDetails: 'Linux/UNIX',
    },
    terms: [
      { count: 1, service: 'AmazonEC2', key: 'linux/t3.micro', usd: 0.0114, date: '2026-10-15', hours: 730 },
    ],
    usd: 8.32,
  },
  {
    what: 't3.medium with Linux/UNIX',
    type: 'AWS::EC2::Instance',
    region: 'eu-west-1',
    properties: {
      InstanceType: 't3.medium',
      State: { Name: 'running' },
      Tenancy: 'default',
      PlatformDetails: 'Linux/UNIX',
    },
    terms: [
      { count: 1, service: 'AmazonEC2', key: 'linux/t3.medium', usd: 0.0456, date: '2026-10-15', hours: 730 },
    ],
    usd: 33.29,
  },
  {
    what: 't3.medium with Linux/UNIX',
    type: 'AWS::EC2::Instance',
    region: 'us-east-1',
    properties: {
      InstanceType: 't3.medium',
      State: { Name: 'running' },
      Tenancy: 'default',
      PlatformDetails: 'Linux/UNIX',
    },
    terms: [
      { count: 1, service: 'AmazonEC2', key: 'linux/t3.medium', usd: 0.0416, date: '2026-10-15', hours: 730 },
    ],
    usd: 30.37,
  },
  {
    what: 'm5.large with Linux/UNIX',
    type: 'AWS::EC2::Instance',
    region: 'eu-west-1',
    properties: {
      InstanceType: 'm5.large',
      State: { Name: 'running' },
      Tenancy: 'default',
      PlatformDetails: 'Linux/UNIX',
    },
    terms: [
      { count: 1, service: 'AmazonEC2', key: 'linux/m5.large', usd: 0.107, date: '2026-10-15', hours: 730 },
    ],
    usd: 78.11,
  },
  {
    what: 'm5.xlarge with Linux/UNIX',
    type: 'AWS::EC2::Instance',
    region: 'us-east-1',
    properties: {
      InstanceType: 'm5.xlarge',
      State: { Name: 'running' },
      Tenancy: 'default',
      PlatformDetails: 'Linux/UNIX',
    },
    terms: [
      { count: 1, service: 'AmazonEC2', key: 'linux/m5.xlarge', usd: 0.192, date: '2026-10-15', hours: 730 },
    ],
    usd: 140.16,
  },
  {
    what: 'm6i.2xlarge with Linux/UNIX',
    type: 'AWS::EC2::Instance',
    region: 'us-east-1',
    properties: {
      InstanceType: 'm6i.2xlarge',
      State: { Name: 'running' },
      Tenancy: 'default',
      PlatformDetails: 'Linux/UNIX',
    },
    terms: [
      {
        count: 1,
        service: 'AmazonEC2',
        key: 'linux/m6i.2xlarge',
        usd: 0.384,
        date: '2026-10-15',
        hours: 730,
      },
    ],
    usd: 280.32,
  },
  {
    what: 'c7g.xlarge with Linux/UNIX',
    type: 'AWS::EC2::Instance',
    region: 'eu-west-1',
    properties: {
      InstanceType: 'c7g.xlarge',
      State: { Name: 'running' },
      Tenancy: 'default',
      PlatformDetails: 'Linux/UNIX',
    },
    terms: [
      { count: 1, service: 'AmazonEC2', key: 'linux/c7g.xlarge', usd: 0.155, date: '2026-10-15', hours: 730 },
    ],
    usd: 113.15,
  },
  {
    what: 'r5.large with Linux/UNIX',
    type: 'AWS::EC2::Instance',
    region: 'us-east-1',
    properties: {
      InstanceType: 'r5.large',
      State: { Name: 'running' },
      Tenancy: 'default',
      PlatformDetails: 'Linux/UNIX',
    },
    terms: [
      { count: 1, service: 'AmazonEC2', key: 'linux/r5.large', usd: 0.126, date: '2026-10-15', hours: 730 },
    ],
    usd: 91.98,
  },
  {
    what: 'm7g.large with Linux/UNIX',
    type: 'AWS::EC2::Instance',
    region: 'eu-west-1',
    properties: {
      InstanceType: 'm7g.large',
      State: { Name: 'running' },
      Tenancy: 'default',
      PlatformDetails: 'Linux/UNIX',
    },
    terms: [
      { count: 1, service: 'AmazonEC2', key: 'linux/m7g.large', usd: 0.091, date: '2026-10-15', hours: 730 },
    ],
    usd: 66.43,
  },
  {
    what: 'p5.48xlarge with Linux/UNIX',
    type: 'AWS::EC2::Instance',
    region: 'us-east-1',
    properties: {
      InstanceType: 'p5.48xlarge',
      State: { Name: 'running' },
      Tenancy: 'default',
      PlatformDetails: 'Linux/UNIX',
    },
    terms: [
      {
        count: 1,
        service: 'AmazonEC2',
        key: 'linux/p5.48xlarge',
        usd: 55.04,
        date: '2026-10-15',
        hours: 730,
      },
    ],
    usd: 40179.2,
  },
  {
    what: 'g4dn.xlarge with Linux/UNIX',
    type: 'AWS::EC2::Instance',
    region: 'eu-west-1',
    properties: {
      InstanceType: 'g4dn.xlarge',
      State: { Name: 'running' },
      Tenancy: 'default',
      PlatformDetails: 'Linux/UNIX',
    },
    terms: [
      {
        count: 1,
        service: 'AmazonEC2',
        key: 'linux/g4dn.xlarge',
        usd: 0.587,
        date: '2026-10-15',
        hours: 730,
      },
    ],
    usd: 428.51,
  },
  {
    what: 't3.large with Linux/UNIX',
    type: 'AWS::EC2::Instance',
    region: 'eu-west-2',
    properties: {
      InstanceType: 't3.large',
      State: { Name: 'running' },
      Tenancy: 'default',
      PlatformDetails: 'Linux/UNIX',
    },
    terms: [
      { count: 1, service: 'AmazonEC2', key: 'linux/t3.large', usd: 0.0944, date: '2026-10-15', hours: 730 },
    ],
    usd: 68.91,
  },
  {
    what: 'm5.large with Windows',
    type: 'AWS::EC2::Instance',
    region: 'us-east-1',
    properties: {
      InstanceType: 'm5.large',
      State: { Name: 'running' },
      Tenancy: 'default',
      PlatformDetails: 'Windows',
    },
    terms: [
      { count: 1, service: 'AmazonEC2', key: 'windows/m5.large', usd: 0.188, date: '2025-03-02', hours: 730 },
    ],
    usd: 137.24,
  },
  {
    what: 'm5.large with Red Hat Enterprise Linux',
    type: 'AWS::EC2::Instance',
    region: 'eu-west-1',
    properties: {
      InstanceType: 'm5.large',
      State: { Name: 'running' },
      Tenancy: 'default',
      PlatformDetails: 'Red Hat Enterprise Linux',
    },
    terms: [
      { count: 1, service: 'AmazonEC2', key: 'rhel/m5.large', usd: 0.136, date: '2025-03-02', hours: 730 },
    ],
    usd: 99.28,
  },
  {
    what: 'm5.large of which the licence of Windows is the customer’s',
    type: 'AWS::EC2::Instance',
    region: 'us-east-1',
    properties: {
      InstanceType: 'm5.large',
      State: { Name: 'running' },
      Tenancy: 'default',
      PlatformDetails: 'Windows BYOL',
    },
    terms: [
      { count: 1, service: 'AmazonEC2', key: 'linux/m5.large', usd: 0.096, date: '2026-10-15', hours: 730 },
    ],
    usd: 70.08,
  },
  {
    what: 't3.medium with a public address',
    type: 'AWS::EC2::Instance',
    region: 'eu-west-1',
    properties: {
      InstanceType: 't3.medium',
      State: { Name: 'running' },
      Tenancy: 'default',
      PlatformDetails: 'Linux/UNIX',
      NetworkInterfaces: [{ DeviceIndex: '0', NetworkCardIndex: 0, AssociatePublicIpAddress: true }],
    },
    terms: [
      { count: 1, service: 'AmazonEC2', key: 'linux/t3.medium', usd: 0.0456, date: '2026-10-15', hours: 730 },
      { count: 1, service: 'AmazonVPC', key: 'public-ipv4/hour', usd: 0.005, date: '2026-10-15', hours: 730 },
    ],
    usd: 36.94,
  },
  {
    what: 't3.medium with 50 GB of gp3 of its own',
    type: 'AWS::EC2::Instance',
    region: 'us-east-1',
    properties: {
      InstanceType: 't3.medium',
      State: { Name: 'running' },
      Tenancy: 'default',
      PlatformDetails: 'Linux/UNIX',
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 50, VolumeType: 'gp3' } }],
    },
    terms: [
      { count: 1, service: 'AmazonEC2', key: 'linux/t3.medium', usd: 0.0416, date: '2026-10-15', hours: 730 },
      { count: 50, service: 'AmazonEC2', key: 'gp3/gb-month', usd: 0.08, date: '2026-10-15' },
    ],
    usd: 34.37,
  },
  {
    what: 'a stopped m5.large',
    type: 'AWS::EC2::Instance',
    region: 'eu-west-1',
    properties: { InstanceType: 'm5.large', State: { Name: 'stopped' }, PlatformDetails: 'Linux/UNIX' },
    terms: [],
    usd: 0.0,
  },
  {
    what: 'an Auto Scaling group of 4 m5.large',
    type: 'AWS::AutoScaling::AutoScalingGroup',
    region: 'eu-west-1',
    properties: {
      AutoScalingGroupName: 'web',
      MinSize: '4',
      MaxSize: '4',
      DesiredCapacity: '4',
      LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '1' },
    },
    others: [
      {
        type: 'AWS::EC2::LaunchTemplate',
        id: 'lt-1',
        properties: {
          LaunchTemplateId: 'lt-1',
          LaunchTemplateData: { InstanceType: 'm5.large' },
          LatestVersionNumber: '1',
          DefaultVersionNumber: '1',
        },
      },
    ],
    terms: [
      { count: 4, service: 'AmazonEC2', key: 'linux/m5.large', usd: 0.107, date: '2026-10-15', hours: 730 },
    ],
    usd: 312.44,
  },
  {
    what: 'a node group of 3 m5.xlarge',
    type: 'AWS::EKS::Nodegroup',
    region: 'us-east-1',
    properties: {
      ClusterName: 'p',
      NodegroupName: 'n',
      InstanceTypes: ['m5.xlarge'],
      CapacityType: 'ON_DEMAND',
      ScalingConfig: { MinSize: 3, MaxSize: 3, DesiredSize: 3 },
    },
    terms: [
      { count: 3, service: 'AmazonEC2', key: 'linux/m5.xlarge', usd: 0.192, date: '2026-10-15', hours: 730 },
    ],
    usd: 420.48,
  },
];

/** Lambda. */
export const functionCosts: readonly CostExample[] = [
  {
    what: '128 MB on x86_64: a million calls of 100 ms assumed',
    type: 'AWS::Lambda::Function',
    region: 'eu-west-1',
    properties: { FunctionName: 'f', MemorySize: 128, Architectures: ['x86_64'], Runtime: 'nodejs22.x' },
    terms: [
      { count: 1, service: 'AWSLambda', key: 'requests/million', usd: 0.2, date: '2025-10-30' },
      {
        count: 12500.0,
        service: 'AWSLambda',
        key: 'duration/x86_64/gb-second',
        usd: 0.0000166667,
        date: '2025-10-30',
      },
    ],
    usd: 0.41,
  },
  {
    what: '1024 MB on arm64: a million calls of 100 ms assumed',
    type: 'AWS::Lambda::Function',
    region: 'us-east-1',
    properties: { FunctionName: 'f', MemorySize: 1024, Architectures: ['arm64'], Runtime: 'nodejs22.x' },
    terms: [
      { count: 1, service: 'AWSLambda', key: 'requests/million', usd: 0.2, date: '2025-10-30' },
      {
        count: 100000,
        service: 'AWSLambda',
        key: 'duration/arm64/gb-second',
        usd: 0.0000133334,
        date: '2025-10-30',
      },
    ],
    usd: 1.53,
  },
  {
    what: '3008 MB on x86_64: a million calls of 100 ms assumed',
    type: 'AWS::Lambda::Function',
    region: 'eu-west-1',
    properties: { FunctionName: 'f', MemorySize: 3008, Architectures: ['x86_64'], Runtime: 'nodejs22.x' },
    terms: [
      { count: 1, service: 'AWSLambda', key: 'requests/million', usd: 0.2, date: '2025-10-30' },
      {
        count: 293750.0,
        service: 'AWSLambda',
        key: 'duration/x86_64/gb-second',
        usd: 0.0000166667,
        date: '2025-10-30',
      },
    ],
    usd: 5.1,
  },
  {
    what: '10 provisioned executions of 512 MB: 5 GB all month, 3600 s an hour',
    type: 'AWS::Lambda::Alias',
    region: 'us-east-1',
    properties: {
      FunctionName: 'f',
      Name: 'live',
      FunctionVersion: '1',
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 10 },
    },
    others: [
      {
        type: 'AWS::Lambda::Function',
        id: 'f',
        properties: { FunctionName: 'f', MemorySize: 512, Architectures: ['x86_64'] },
      },
    ],
    terms: [
      {
        count: 18000,
        service: 'AWSLambda',
        key: 'provisioned-concurrency/x86_64/gb-second',
        usd: 0.0000041667,
        date: '2025-10-30',
        hours: 730,
      },
    ],
    usd: 54.75,
  },
  {
    what: '4 provisioned executions of 1024 MB on arm64: 4 GB all month, 3600 s an hour',
    type: 'AWS::Lambda::Alias',
    region: 'us-east-1',
    properties: {
      FunctionName: 'f',
      Name: 'live',
      FunctionVersion: '1',
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 4 },
    },
    others: [
      {
        type: 'AWS::Lambda::Function',
        id: 'f',
        properties: { FunctionName: 'f', MemorySize: 1024, Architectures: ['arm64'] },
      },
    ],
    terms: [
      {
        count: 14400,
        service: 'AWSLambda',
        key: 'provisioned-concurrency/arm64/gb-second',
        usd: 0.0000033334,
        date: '2025-10-30',
        hours: 730,
      },
    ],
    usd: 35.04,
  },
];

/** Fargate and EKS. */
export const containerCosts: readonly CostExample[] = [
  {
    what: '2 tasks of 0.5 vCPU and 1 GB',
    type: 'AWS::ECS::Service',
    region: 'eu-west-1',
    properties: {
      ServiceName: 'shop',
      Cluster: 'p',
      LaunchType: 'FARGATE',
      DesiredCount: 2,
      TaskDefinition: 'shop',
    },
    others: [
      {
        type: 'AWS::ECS::TaskDefinition',
        id: 'shop',
        properties: {
          Family: 'shop',
          Cpu: '512',
          Memory: '1024',
          RuntimePlatform: { CpuArchitecture: 'X86_64', OperatingSystemFamily: 'LINUX' },
        },
      },
    ],
    terms: [
      {
        count: 1,
        service: 'AmazonECS',
        key: 'fargate/linux/x86_64/vcpu-hour',
        usd: 0.04048,
        date: '2026-05-01',
        hours: 730,
      },
      {
        count: 2,
        service: 'AmazonECS',
        key: 'fargate/linux/x86_64/gb-hour',
        usd: 0.004445,
        date: '2026-05-01',
        hours: 730,
      },
    ],
    usd: 36.04,
  },
  {
    what: '3 tasks of 1 vCPU and 2 GB on arm64',
    type: 'AWS::ECS::Service',
    region: 'eu-west-1',
    properties: {
      ServiceName: 'shop',
      Cluster: 'p',
      LaunchType: 'FARGATE',
      DesiredCount: 3,
      TaskDefinition: 'shop',
    },
    others: [
      {
        type: 'AWS::ECS::TaskDefinition',
        id: 'shop',
        properties: {
          Family: 'shop',
          Cpu: '1024',
          Memory: '2048',
          RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
        },
      },
    ],
    terms: [
      {
        count: 3,
        service: 'AmazonECS',
        key: 'fargate/linux/arm64/vcpu-hour',
        usd: 0.03238,
        date: '2026-05-01',
        hours: 730,
      },
      {
        count: 6,
        service: 'AmazonECS',
        key: 'fargate/linux/arm64/gb-hour',
        usd: 0.00356,
        date: '2026-05-01',
        hours: 730,
      },
    ],
    usd: 86.51,
  },
  {
    what: '1 task of 4 vCPU, 8 GB and 30 GB of storage beyond 20',
    type: 'AWS::ECS::Service',
    region: 'us-east-1',
    properties: {
      ServiceName: 'shop',
      Cluster: 'p',
      LaunchType: 'FARGATE',
      DesiredCount: 1,
      TaskDefinition: 'shop',
    },
    others: [
      {
        type: 'AWS::ECS::TaskDefinition',
        id: 'shop',
        properties: {
          Family: 'shop',
          Cpu: '4096',
          Memory: '8192',
          RuntimePlatform: { CpuArchitecture: 'X86_64', OperatingSystemFamily: 'LINUX' },
          EphemeralStorage: { SizeInGiB: 50 },
        },
      },
    ],
    terms: [
      {
        count: 4,
        service: 'AmazonECS',
        key: 'fargate/linux/x86_64/vcpu-hour',
        usd: 0.04048,
        date: '2026-09-29',
        hours: 730,
      },
      {
        count: 8,
        service: 'AmazonECS',
        key: 'fargate/linux/x86_64/gb-hour',
        usd: 0.004445,
        date: '2026-09-29',
        hours: 730,
      },
      {
        count: 30,
        service: 'AmazonECS',
        key: 'fargate/ephemeral-storage-gb-hour',
        usd: 0.000111,
        date: '2021-04-22',
        hours: 730,
      },
    ],
    usd: 146.59,
  },
  {
    what: '10 tasks of 0.25 vCPU and 0.5 GB',
    type: 'AWS::ECS::Service',
    region: 'eu-west-2',
    properties: {
      ServiceName: 'shop',
      Cluster: 'p',
      LaunchType: 'FARGATE',
      DesiredCount: 10,
      TaskDefinition: 'shop',
    },
    others: [
      {
        type: 'AWS::ECS::TaskDefinition',
        id: 'shop',
        properties: {
          Family: 'shop',
          Cpu: '256',
          Memory: '512',
          RuntimePlatform: { CpuArchitecture: 'X86_64', OperatingSystemFamily: 'LINUX' },
        },
      },
    ],
    terms: [
      {
        count: 2.5,
        service: 'AmazonECS',
        key: 'fargate/linux/x86_64/vcpu-hour',
        usd: 0.04656,
        date: '2026-09-11',
        hours: 730,
      },
      {
        count: 5,
        service: 'AmazonECS',
        key: 'fargate/linux/x86_64/gb-hour',
        usd: 0.00511,
        date: '2026-09-11',
        hours: 730,
      },
    ],
    usd: 103.62,
  },
  {
    what: 'no task',
    type: 'AWS::ECS::Service',
    region: 'eu-west-1',
    properties: {
      ServiceName: 'shop',
      Cluster: 'p',
      LaunchType: 'FARGATE',
      DesiredCount: 0,
      TaskDefinition: 'shop',
    },
    terms: [],
    usd: 0.0,
  },
  {
    what: 'an EKS cluster',
    type: 'AWS::EKS::Cluster',
    region: 'eu-west-2',
    properties: { Name: 'p', Version: '1.33' },
    terms: [
      { count: 1, service: 'AmazonEKS', key: 'cluster/hour', usd: 0.1, date: '2026-09-28', hours: 730 },
    ],
    usd: 73.0,
  },
];
