import type { JsonObject } from '../../lib/model/json.ts';
import { account, allow, policy, trust } from './scenario.ts';

/** The role of a web application that may read one bucket. */
export const role: JsonObject = {
  RoleName: 'shop-web',
  Path: '/',
  MaxSessionDuration: 3600,
  AssumeRolePolicyDocument: trust({ Service: 'ec2.amazonaws.com' }),
  ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'],
  Policies: [
    {
      PolicyName: 'read-assets',
      PolicyDocument: policy(allow('s3:GetObject', 'arn:aws:s3:::shop-assets/*')),
    },
  ],
};

export const user: JsonObject = {
  UserName: 'build-agent',
  Path: '/',
  Groups: ['builders'],
  ManagedPolicyArns: [],
  Policies: [],
};

export const managedPolicy: JsonObject = {
  ManagedPolicyName: 'shop-deploy',
  Path: '/',
  PolicyDocument: policy(
    allow(
      ['lambda:UpdateFunctionCode', 'lambda:GetFunction'],
      `arn:aws:lambda:eu-west-1:${account}:function:shop-*`,
    ),
  ),
  Roles: [],
  Users: [],
  Groups: [],
};

export const securityGroup: JsonObject = {
  GroupId: 'sg-0a1b2c3d4e5f60718',
  GroupName: 'shop-web',
  GroupDescription: 'web servers of the shop',
  VpcId: 'vpc-0aa11bb22cc33dd44',
  SecurityGroupIngress: [
    { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0', Description: 'shop' },
    { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '10.0.0.0/8', Description: 'bastion' },
  ],
  SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }],
};

/** The ingress rules of {@link securityGroup} with one more. */
export function ingress(...more: JsonObject[]): JsonObject {
  return {
    SecurityGroupIngress: [
      { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0', Description: 'shop' },
      { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '10.0.0.0/8', Description: 'bastion' },
      ...more,
    ],
  };
}

export const bucket: JsonObject = {
  BucketName: 'shop-orders',
  Arn: 'arn:aws:s3:::shop-orders',
  BucketEncryption: {
    ServerSideEncryptionConfiguration: [
      {
        ServerSideEncryptionByDefault: {
          SSEAlgorithm: 'aws:kms',
          KMSMasterKeyID: `arn:aws:kms:eu-west-1:${account}:key/5f0a2b1c-0000-4000-8000-0123456789ab`,
        },
        BucketKeyEnabled: true,
      },
    ],
  },
  PublicAccessBlockConfiguration: {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  },
  OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  VersioningConfiguration: { Status: 'Enabled' },
  LoggingConfiguration: { DestinationBucketName: 'shop-access-logs', LogFilePrefix: 'orders/' },
};

export const database: JsonObject = {
  DBInstanceIdentifier: 'orders',
  DBInstanceArn: `arn:aws:rds:eu-west-1:${account}:db:orders`,
  DbiResourceId: 'db-ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  DBInstanceClass: 'db.t3.medium',
  Engine: 'postgres',
  EngineVersion: '16.4',
  AllocatedStorage: '100',
  StorageType: 'gp3',
  StorageEncrypted: true,
  KmsKeyId: `arn:aws:kms:eu-west-1:${account}:key/5f0a2b1c-0000-4000-8000-0123456789ab`,
  MultiAZ: true,
  PubliclyAccessible: false,
  DeletionProtection: true,
  BackupRetentionPeriod: 14,
  PreferredBackupWindow: '03:00-03:30',
  PreferredMaintenanceWindow: 'sun:04:00-sun:04:30',
  EnableCloudwatchLogsExports: ['postgresql', 'upgrade'],
  EnableIAMDatabaseAuthentication: true,
  AutoMinorVersionUpgrade: true,
  CACertificateIdentifier: 'rds-ca-rsa2048-g1',
  DBParameterGroupName: 'orders-pg16',
  DBSubnetGroupName: 'private',
  MasterUsername: 'orders_admin',
  MasterUserSecret: { SecretArn: `arn:aws:secretsmanager:eu-west-1:${account}:secret:rds!db-1-AbCdEf` },
  VPCSecurityGroups: ['sg-0d1d2d3d4d5d6d7d8'],
};

export const cluster: JsonObject = {
  DBClusterIdentifier: 'ledger',
  DBClusterArn: `arn:aws:rds:eu-west-1:${account}:cluster:ledger`,
  DBClusterResourceId: 'cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  Engine: 'aurora-postgresql',
  EngineVersion: '16.4',
  EngineMode: 'provisioned',
  StorageEncrypted: true,
  DeletionProtection: true,
  BackupRetentionPeriod: 35,
  EnableCloudwatchLogsExports: ['postgresql'],
  EnableHttpEndpoint: false,
  MasterUsername: 'ledger_admin',
  VpcSecurityGroupIds: ['sg-0d1d2d3d4d5d6d7d8'],
};

export const instance: JsonObject = {
  InstanceId: 'i-0123456789abcdef0',
  ImageId: 'ami-0c1c1c1c1c1c1c1c1',
  InstanceType: 't3.medium',
  PlatformDetails: 'Linux/UNIX',
  State: { Name: 'running' },
  IamInstanceProfile: 'shop-web',
  DisableApiTermination: false,
  EbsOptimized: true,
  KeyName: 'operations',
  MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
  Monitoring: false,
  PrivateIpAddress: '10.0.12.34',
  RootDeviceName: '/dev/xvda',
  BlockDeviceMappings: [
    { DeviceName: '/dev/xvda', Ebs: { VolumeId: 'vol-0a0a0a0a0a0a0a0a0', DeleteOnTermination: true } },
  ],
  SecurityGroupIds: ['sg-0a1b2c3d4e5f60718'],
  SourceDestCheck: true,
  SubnetId: 'subnet-0123456789abcdef0',
  NetworkInterfaces: [
    {
      DeviceIndex: '0',
      NetworkCardIndex: 0,
      AssociatePublicIpAddress: false,
      GroupSet: ['sg-0a1b2c3d4e5f60718'],
    },
  ],
  Tenancy: 'default',
  UserData: 'IyEvYmluL2Jhc2gKeXVtIC15IHVwZGF0ZQo=',
};

export const lambda: JsonObject = {
  FunctionName: 'shop-checkout',
  Arn: `arn:aws:lambda:eu-west-1:${account}:function:shop-checkout`,
  Architectures: ['arm64'],
  Code: { CodeSha256: 'yXEbvhMz7eM9jkkDqfDZjKDaDkTT8oTPuw6Sy9NLxEw=' },
  Description: 'takes orders',
  Environment: { Variables: { TABLE: 'orders' } },
  EphemeralStorage: { Size: 512 },
  Handler: 'index.handler',
  Layers: [`arn:aws:lambda:eu-west-1:${account}:layer:observability:12`],
  MemorySize: 512,
  PackageType: 'Zip',
  Role: `arn:aws:iam::${account}:role/shop-checkout`,
  Runtime: 'nodejs22.x',
  Timeout: 30,
  TracingConfig: { Mode: 'Active' },
  VpcConfig: { SubnetIds: ['subnet-0123456789abcdef0'], SecurityGroupIds: ['sg-0a1b2c3d4e5f60718'] },
};

export const trail: JsonObject = {
  TrailName: 'organization',
  Arn: `arn:aws:cloudtrail:eu-west-1:${account}:trail/organization`,
  HomeRegion: 'eu-west-1',
  IsLogging: true,
  IsMultiRegionTrail: true,
  IsOrganizationTrail: true,
  IncludeGlobalServiceEvents: true,
  EnableLogFileValidation: true,
  KMSKeyId: `arn:aws:kms:eu-west-1:${account}:key/0e0e0e0e-0000-4000-8000-0123456789ab`,
  S3BucketName: 'org-audit-trail',
  CloudWatchLogsLogGroupArn: `arn:aws:logs:eu-west-1:${account}:log-group:trail:*`,
  EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [] }],
};

/** The policy that KMS gives a new key. */
export const keyPolicy: JsonObject = policy({
  Sid: 'Enable IAM User Permissions',
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${account}:root` },
  Action: 'kms:*',
  Resource: '*',
});

export const key: JsonObject = {
  KeyId: '5f0a2b1c-0000-4000-8000-0123456789ab',
  Arn: `arn:aws:kms:eu-west-1:${account}:key/5f0a2b1c-0000-4000-8000-0123456789ab`,
  Description: 'orders',
  Enabled: true,
  EnableKeyRotation: true,
  KeyPolicy: keyPolicy,
  KeySpec: 'SYMMETRIC_DEFAULT',
  KeyUsage: 'ENCRYPT_DECRYPT',
  MultiRegion: false,
  Origin: 'AWS_KMS',
  Grants: [],
};

export const table: JsonObject = {
  TableName: 'orders',
  Arn: `arn:aws:dynamodb:eu-west-1:${account}:table/orders`,
  BillingMode: 'PROVISIONED',
  ProvisionedThroughput: { ReadCapacityUnits: 10, WriteCapacityUnits: 5 },
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  DeletionProtectionEnabled: true,
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: 'alias/orders' },
  TableClass: 'STANDARD',
};

export const listener: JsonObject = {
  LoadBalancerArn: `arn:aws:elasticloadbalancing:eu-west-1:${account}:loadbalancer/app/shop/50dc6c495c0c9188`,
  Port: 443,
  Protocol: 'HTTPS',
  SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
  Certificates: [{ CertificateArn: `arn:aws:acm:eu-west-1:${account}:certificate/shop` }],
  DefaultActions: [
    {
      Type: 'forward',
      TargetGroupArn: `arn:aws:elasticloadbalancing:eu-west-1:${account}:targetgroup/shop/73e2d6bc24d8a067`,
    },
  ],
};

export const taskDefinition: JsonObject = {
  Family: 'shop',
  Cpu: '512',
  Memory: '1024',
  NetworkMode: 'awsvpc',
  RequiresCompatibilities: ['FARGATE'],
  RuntimePlatform: { CpuArchitecture: 'X86_64', OperatingSystemFamily: 'LINUX' },
  TaskRoleArn: `arn:aws:iam::${account}:role/shop-task`,
  ExecutionRoleArn: `arn:aws:iam::${account}:role/shop-execution`,
  ContainerDefinitions: [
    {
      Name: 'web',
      Image: `${account}.dkr.ecr.eu-west-1.amazonaws.com/shop@sha256:1f0c`,
      Essential: true,
      ReadonlyRootFilesystem: true,
      Privileged: false,
      LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-group': '/ecs/shop' } },
      PortMappings: [{ ContainerPort: 8080, Protocol: 'tcp' }],
    },
  ],
};

/** The one container of {@link taskDefinition}, changed. */
export function container(change: JsonObject): JsonObject {
  return {
    ContainerDefinitions: [
      {
        Name: 'web',
        Image: `${account}.dkr.ecr.eu-west-1.amazonaws.com/shop@sha256:1f0c`,
        Essential: true,
        ReadonlyRootFilesystem: true,
        Privileged: false,
        LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-group': '/ecs/shop' } },
        PortMappings: [{ ContainerPort: 8080, Protocol: 'tcp' }],
        ...change,
      },
    ],
  };
}
