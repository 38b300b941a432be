import { ingress, managedPolicy, role, securityGroup } from './models.ts';
import { account, allow, appearing, changing, policy, type Scenario, trust } from './scenario.ts';

const bucketArn = 'arn:aws:s3:::shop-assets';

const reportingMay = (Resource: string | string[]) =>
  allow('s3:GetObject', Resource, { Principal: { AWS: `arn:aws:iam::${account}:role/reporting` } });

const reads = (Action: string[], Resource: string, Sid: string) => ({
  PolicyDocument: policy(allow(Action, Resource, { Sid })),
});

const detector = {
  Id: '12abc',
  Enable: true,
  FindingPublishingFrequency: 'FIFTEEN_MINUTES',
};

const features = [{ Name: 'S3_DATA_EVENTS', Status: 'ENABLED' }];

/** What people and AWS itself do every day, written by somebody who had not read the rules. */
export const blindEverydayScenarios: readonly Scenario[] = [
  {
    name: 'a secret is rotated at another hour',
    type: 'AWS::SecretsManager::Secret',
    ...changing(
      { Id: `arn:aws:secretsmanager:eu-west-1:${account}:secret:a-AbCdEf`, Name: 'a', RotationEnabled: true },
      { RotationRules: { ScheduleExpression: 'cron(0 4 1 * ? *)', Duration: '2h' } },
      { RotationRules: { ScheduleExpression: 'cron(0 2 1 * ? *)', Duration: '2h' } },
    ),
    label: 'harmless',
    severity: 'LOW',
    rules: [],
  },
  {
    name: 'a queue keeps messages for two weeks instead of four days',
    type: 'AWS::SQS::Queue',
    ...changing(
      { QueueName: 'orders', SqsManagedSseEnabled: true },
      { MessageRetentionPeriod: 345600 },
      { MessageRetentionPeriod: 1209600 },
    ),
    label: 'harmless',
    severity: 'INFO',
    rules: [],
  },
  {
    name: 'a bucket policy lets its reader read one prefix only from now on',
    type: 'AWS::S3::BucketPolicy',
    ...changing(
      { Bucket: 'shop-assets' },
      { PolicyDocument: policy(reportingMay(`${bucketArn}/*`)) },
      { PolicyDocument: policy(reportingMay(`${bucketArn}/reports/*`)) },
    ),
    label: 'harmless',
    severity: 'LOW',
    rules: [],
  },
  {
    name: 'a statement of a policy gets another name',
    type: 'AWS::IAM::ManagedPolicy',
    ...changing(
      managedPolicy,
      reads(['s3:GetObject'], `${bucketArn}/*`, 'Read'),
      reads(['s3:GetObject'], `${bucketArn}/*`, 'ReadAssets'),
    ),
    label: 'harmless',
    severity: 'LOW',
    rules: [],
  },
  {
    name: 'a policy names the two calls it needs instead of all that read',
    type: 'AWS::IAM::ManagedPolicy',
    ...changing(
      managedPolicy,
      reads(['s3:Get*', 's3:List*'], '*', 'Read'),
      reads(['s3:GetObject', 's3:ListBucket'], '*', 'Read'),
    ),
    label: 'harmless',
    severity: 'LOW',
    rules: [],
  },
  {
    name: 'an internal rule of a security group is narrowed to the bastions',
    type: 'AWS::EC2::SecurityGroup',
    ...changing(
      securityGroup,
      ingress({ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, CidrIp: '10.0.0.0/16' }),
      ingress({ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, CidrIp: '10.0.8.0/28' }),
    ),
    label: 'harmless',
    severity: 'INFO',
    rules: [],
  },
  {
    name: 'a record appears by which a certificate is validated',
    type: 'AWS::Route53::RecordSet',
    ...appearing({
      Name: '_0123456789abcdef.shop.example.com.',
      HostedZoneId: 'Z1',
      Type: 'CNAME',
      TTL: '300',
      ResourceRecords: ['_fedcba9876543210.acm-validations.aws.'],
    }),
    label: 'harmless',
    severity: 'LOW',
    rules: [],
  },
  {
    name: 'AWS makes the role that a service needs',
    type: 'AWS::IAM::Role',
    ...appearing({
      RoleName: 'AWSServiceRoleForAutoScaling',
      Path: '/aws-service-role/autoscaling.amazonaws.com/',
      MaxSessionDuration: 3600,
      AssumeRolePolicyDocument: trust({ Service: 'autoscaling.amazonaws.com' }),
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/aws-service-role/AutoScalingServiceRolePolicy'],
      Policies: [],
    }),
    label: 'harmless',
    severity: 'INFO',
    rules: [],
  },
  {
    name: 'GuardDuty learns to do something that is off at first',
    type: 'AWS::GuardDuty::Detector',
    ...changing(
      detector,
      { Features: features },
      { Features: [...features, { Name: 'AI_ANALYST', Status: 'DISABLED' }] },
    ),
    label: 'harmless',
    severity: 'LOW',
    rules: [],
  },
  {
    name: 'the policies of a role come in another order',
    type: 'AWS::IAM::Role',
    ...changing(
      role,
      {
        ManagedPolicyArns: [
          'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore',
          'arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy',
        ],
      },
      {
        ManagedPolicyArns: [
          'arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy',
          'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore',
        ],
      },
    ),
    label: 'harmless',
    severity: 'none',
    rules: [],
  },
];
