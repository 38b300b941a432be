import { database } from './models.ts';
import { account, changing, type Scenario } from './scenario.ts';

const functionArn = `arn:aws:lambda:eu-west-1:${account}:function:shop-checkout`;

const nodegroup = {
  ClusterName: 'platform',
  NodegroupName: 'workers',
  AmiType: 'AL2023_x86_64_STANDARD',
  CapacityType: 'ON_DEMAND',
  InstanceTypes: ['t3.large'],
  NodeRole: `arn:aws:iam::${account}:role/nodes`,
};

const service = { ServiceName: 'shop', Cluster: 'platform', DesiredCount: 2, LaunchType: 'FARGATE' };

const template = (version: string, ImageId: string) => {
  const data = {
    ImageId,
    InstanceType: 't3.medium',
    IamInstanceProfile: { Name: 'shop-web' },
    MetadataOptions: { HttpTokens: 'required' },
  };
  return {
    LaunchTemplateId: 'lt-0123456789abcdef0',
    LaunchTemplateName: 'web',
    DefaultVersionNumber: version,
    LatestVersionNumber: version,
    LaunchTemplateData: data,
    DefaultVersionData: data,
  };
};

/** What deployments and scaling do every day, written by somebody who had not read the rules. */
export const blindOperationScenarios: readonly Scenario[] = [
  {
    name: 'the live alias of a function moves to the version that was deployed',
    type: 'AWS::Lambda::Alias',
    ...changing(
      { FunctionName: functionArn, Name: 'live' },
      { FunctionVersion: '12' },
      { FunctionVersion: '13' },
    ),
    label: 'harmless',
    severity: 'LOW',
    rules: [],
  },
  {
    name: 'a service runs the next revision of its task',
    type: 'AWS::ECS::Service',
    ...changing(service, { TaskDefinition: 'shop:12' }, { TaskDefinition: 'shop:13' }),
    label: 'harmless',
    severity: 'LOW',
    rules: [],
  },
  {
    name: 'a node group scales from three to five within its bounds',
    type: 'AWS::EKS::Nodegroup',
    ...changing(
      nodegroup,
      { ScalingConfig: { MinSize: 2, MaxSize: 8, DesiredSize: 3 } },
      { ScalingConfig: { MinSize: 2, MaxSize: 8, DesiredSize: 5 } },
    ),
    label: 'harmless',
    severity: 'LOW',
    rules: [],
  },
  {
    name: 'an add-on of a cluster gets a patch',
    type: 'AWS::EKS::Addon',
    ...changing(
      { ClusterName: 'platform', AddonName: 'vpc-cni' },
      { AddonVersion: 'v1.19.2-eksbuild.1' },
      { AddonVersion: 'v1.19.2-eksbuild.5' },
    ),
    label: 'harmless',
    severity: 'LOW',
    rules: [],
  },
  {
    name: 'the certificate authority of a database is renewed',
    type: 'AWS::RDS::DBInstance',
    ...changing(database, {}, { CACertificateIdentifier: 'rds-ca-rsa4096-g1' }),
    label: 'harmless',
    severity: 'LOW',
    rules: [],
  },
  {
    name: 'the storage of a database grew by itself: 2 × 10 GB × 0.127 = 2.54',
    type: 'AWS::RDS::DBInstance',
    ...changing(
      database,
      { MaxAllocatedStorage: 500 },
      { MaxAllocatedStorage: 500, AllocatedStorage: '110' },
    ),
    label: 'harmless',
    severity: 'INFO',
    rules: [],
    cost: 2.54,
  },
  {
    name: 'new web servers start from the image that was built last night',
    type: 'AWS::EC2::LaunchTemplate',
    before: template('3', 'ami-0c1c1c1c1c1c1c1c1'),
    after: template('4', 'ami-0d2d2d2d2d2d2d2d2'),
    label: 'notable',
    severity: 'MEDIUM',
    rules: [],
  },
  {
    name: 'untagged images are tidied up after two weeks',
    type: 'AWS::ECR::Repository',
    ...changing(
      {
        RepositoryName: 'shop',
        ImageTagMutability: 'IMMUTABLE',
        ImageScanningConfiguration: { ScanOnPush: true },
      },
      {},
      {
        LifecyclePolicy: {
          LifecyclePolicyText: JSON.stringify({
            rules: [
              {
                rulePriority: 1,
                selection: {
                  tagStatus: 'untagged',
                  countType: 'sinceImagePushed',
                  countUnit: 'days',
                  countNumber: 14,
                },
                action: { type: 'expire' },
              },
            ],
          }),
        },
      },
    ),
    label: 'harmless',
    severity: 'INFO',
    rules: [],
  },
  {
    name: 'an API is deployed to its stage',
    type: 'AWS::ApiGateway::Stage',
    ...changing(
      { RestApiId: 'a1', StageName: 'live', TracingEnabled: true },
      { DeploymentId: 'd1' },
      { DeploymentId: 'd2' },
    ),
    label: 'harmless',
    severity: 'LOW',
    rules: [],
  },
  {
    name: 'targets are looked at twice as often',
    type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
    ...changing(
      {
        Name: 'shop',
        Protocol: 'HTTPS',
        Port: 443,
        VpcId: 'vpc-1',
        TargetType: 'ip',
        HealthCheckPath: '/up',
      },
      { HealthCheckIntervalSeconds: 30 },
      { HealthCheckIntervalSeconds: 15 },
    ),
    label: 'harmless',
    severity: 'LOW',
    rules: [],
  },
];
