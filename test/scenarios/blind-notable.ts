import { bucket, cluster, lambda, securityGroup } from './models.ts';
import { account, allow, appearing, changing, policy, type Scenario, stranger } from './scenario.ts';

const passwords = {
  RequireLowercaseCharacters: true,
  RequireUppercaseCharacters: true,
  RequireNumbers: true,
  RequireSymbols: true,
  PasswordReusePrevention: 24,
};
const endpoint = {
  Id: 'vpce-0123456789abcdef0',
  VpcId: 'vpc-0aa11bb22cc33dd44',
  ServiceName: 'com.amazonaws.eu-west-1.s3',
  VpcEndpointType: 'Gateway',
  RouteTableIds: ['rtb-1'],
};
const firewall = (Limit: number) => ({
  Name: 'shop',
  Scope: 'REGIONAL',
  DefaultAction: { Allow: {} },
  Rules: [
    {
      Name: 'rate',
      Priority: 1,
      Action: { Block: {} },
      Statement: { RateBasedStatement: { Limit, AggregateKeyType: 'IP' } },
      VisibilityConfig: { CloudWatchMetricsEnabled: true, MetricName: 'rate', SampledRequestsEnabled: true },
    },
  ],
  VisibilityConfig: { CloudWatchMetricsEnabled: true, MetricName: 'shop', SampledRequestsEnabled: true },
});

/** What is for the next morning, written by somebody who had not read the rules. */
export const blindNotableScenarios: readonly Scenario[] = [
  {
    name: 'a policy lets its holders send mail as anybody and use every model',
    type: 'AWS::IAM::ManagedPolicy',
    ...appearing({
      ManagedPolicyName: 'assistant',
      Path: '/',
      PolicyDocument: policy(allow(['ses:SendEmail', 'ses:SendRawEmail', 'bedrock:InvokeModel*'])),
      Roles: ['shop-web'],
      Users: [],
      Groups: [],
    }),
    label: 'notable',
    severity: 'MEDIUM',
    rules: ['iam-mail-or-models-of-all'],
  },
  {
    name: 'passwords may have eight characters instead of fourteen',
    type: 'AWS::IAM::AccountPasswordPolicy',
    ...changing(passwords, { MinimumPasswordLength: 14 }, { MinimumPasswordLength: 8 }),
    label: 'notable',
    severity: 'MEDIUM',
    rules: ['iam-password-policy-weakened'],
  },
  {
    name: 'a cluster answers SQL over HTTPS from outside its network',
    type: 'AWS::RDS::DBCluster',
    ...changing(cluster, {}, { EnableHttpEndpoint: true }),
    label: 'notable',
    severity: 'MEDIUM',
    rules: ['rds-http-endpoint-enabled'],
  },
  {
    name: 'a function leaves its network',
    type: 'AWS::Lambda::Function',
    ...changing(lambda, {}, { VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } }),
    label: 'notable',
    severity: 'MEDIUM',
    rules: ['lambda-removed-from-vpc'],
  },
  {
    name: 'the endpoint for S3 lets data out to every bucket, not to those of the organization only',
    type: 'AWS::EC2::VPCEndpoint',
    ...changing(
      endpoint,
      {
        PolicyDocument: policy(
          allow('s3:*', '*', {
            Principal: '*',
            Condition: { StringEquals: { 'aws:ResourceOrgID': 'o-abcdefghij' } },
          }),
        ),
      },
      { PolicyDocument: policy(allow('*', '*', { Principal: '*' })) },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ec2-vpc-endpoint-full-access'],
  },
  {
    name: 'machines of a group that reached one network reach the whole internet',
    type: 'AWS::EC2::SecurityGroup',
    ...changing(
      { ...securityGroup, SecurityGroupIngress: [] },
      { SecurityGroupEgress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/8' }] },
      { SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }] },
    ),
    label: 'notable',
    severity: 'MEDIUM',
    rules: ['ec2-egress-opened-to-world'],
  },
  {
    name: 'the mail of a domain may be sent by every server: SPF says +all',
    type: 'AWS::Route53::RecordSet',
    ...changing(
      { Name: 'example.com.', HostedZoneId: 'Z1', Type: 'TXT', TTL: '300' },
      { ResourceRecords: ['"v=spf1 include:amazonses.com -all"'] },
      { ResourceRecords: ['"v=spf1 include:amazonses.com +all"'] },
    ),
    label: 'notable',
    severity: 'MEDIUM',
    rules: [],
  },
  {
    name: 'a service may call a function for whichever account asks it to',
    type: 'AWS::Lambda::Permission',
    ...appearing({
      FunctionName: `arn:aws:lambda:eu-west-1:${account}:function:shop-checkout`,
      Id: 'uploads',
      Action: 'lambda:InvokeFunction',
      Principal: 's3.amazonaws.com',
    }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['lambda-permission-without-source'],
  },
  {
    name: 'the list of all objects of a bucket is sent to a foreign account every day',
    type: 'AWS::S3::Bucket',
    ...changing(
      bucket,
      {},
      {
        InventoryConfigurations: [
          {
            Id: 'daily',
            Enabled: true,
            IncludedObjectVersions: 'Current',
            ScheduleFrequency: 'Daily',
            Destination: {
              BucketArn: 'arn:aws:s3:::lists-9',
              BucketAccountId: stranger,
              Format: 'CSV',
            },
          },
        ],
      },
    ),
    label: 'notable',
    severity: 'MEDIUM',
    rules: ['s3-inventory-foreign-account'],
  },
  {
    name: 'a firewall blocks an address after two million requests instead of five hundred',
    type: 'AWS::WAFv2::WebACL',
    before: firewall(500),
    after: firewall(2_000_000),
    label: 'notable',
    severity: 'MEDIUM',
    rules: [],
  },
];
