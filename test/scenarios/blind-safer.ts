import { key, keyPolicy, listener } from './models.ts';
import { account, allow, changing, policy, type Scenario, stranger, vanishing } from './scenario.ts';

const guardrails = {
  Id: 'p-1',
  Name: 'guardrails',
  Type: 'SERVICE_CONTROL_POLICY',
  Content: policy({ Effect: 'Deny', Action: 'cloudtrail:StopLogging', Resource: '*' }),
};
const busArn = `arn:aws:events:eu-west-1:${account}:event-bus/orders`;
const bus = (Condition?: Parameters<typeof policy>[0]) => ({
  Policy: policy(
    allow('events:PutEvents', busArn, {
      Principal: '*',
      ...(Condition === undefined ? {} : { Condition }),
    }),
  ),
});
const entry = (name: string) => ({
  AccessPolicies: [
    {
      PolicyArn: `arn:aws:eks::aws:cluster-access-policy/${name}`,
      AccessScope: { Type: 'cluster' },
    },
  ],
});
const passwords = {
  RequireLowercaseCharacters: true,
  RequireUppercaseCharacters: true,
  RequireNumbers: true,
  RequireSymbols: true,
  PasswordReusePrevention: 24,
};
const proxy = {
  DBProxyName: 'orders',
  EngineFamily: 'POSTGRESQL',
  RoleArn: `arn:aws:iam::${account}:role/proxy`,
  DebugLogging: false,
  IdleClientTimeout: 1800,
  VpcSubnetIds: ['subnet-1', 'subnet-2'],
};
const subnet = {
  SubnetId: 'subnet-1',
  VpcId: 'vpc-0aa11bb22cc33dd44',
  CidrBlock: '10.0.12.0/24',
  AvailabilityZone: 'eu-west-1a',
};
const anySaying = 'Safer: ';

/** What is better than what was approved, written by somebody who had not read the rules. */
export const blindSaferScenarios: readonly Scenario[] = [
  {
    name: 'a service control policy holds for one more organizational unit',
    type: 'AWS::Organizations::Policy',
    ...changing(guardrails, { TargetIds: ['ou-1'] }, { TargetIds: ['ou-1', 'ou-2'] }),
    label: 'safer',
    severity: 'INFO',
    rules: [],
    saying: anySaying,
  },
  {
    name: 'an event bus takes events of the organization only, no longer of everybody',
    type: 'AWS::Events::EventBus',
    ...changing(
      { Name: 'orders', Arn: busArn },
      bus(),
      bus({ StringEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } }),
    ),
    label: 'safer',
    severity: 'INFO',
    rules: [],
    saying: anySaying,
  },
  {
    name: 'a key no longer decrypts for a stranger',
    type: 'AWS::KMS::Key',
    ...changing(
      key,
      {
        KeyPolicy: policy(
          allow('kms:*', '*', { Principal: { AWS: `arn:aws:iam::${account}:root` } }),
          allow('kms:Decrypt', '*', { Principal: { AWS: `arn:aws:iam::${stranger}:root` } }),
        ),
      },
      { KeyPolicy: keyPolicy },
    ),
    label: 'safer',
    severity: 'INFO',
    rules: [],
    saying: anySaying,
  },
  {
    name: 'an administrator of the cluster may only look from now on',
    type: 'AWS::EKS::AccessEntry',
    ...changing(
      { ClusterName: 'platform', PrincipalArn: `arn:aws:iam::${account}:role/support`, Type: 'STANDARD' },
      entry('AmazonEKSClusterAdminPolicy'),
      entry('AmazonEKSViewPolicy'),
    ),
    label: 'safer',
    severity: 'INFO',
    rules: [],
    saying: anySaying,
  },
  {
    name: 'an API key for Bedrock is put to sleep',
    type: 'AWS::IAM::ServiceSpecificCredential',
    ...changing(
      { UserName: 'BedrockAPIKey-x1y2', ServiceName: 'bedrock.amazonaws.com' },
      { Status: 'Active' },
      { Status: 'Inactive' },
    ),
    label: 'safer',
    severity: 'INFO',
    rules: [],
    saying: anySaying,
  },
  {
    name: 'a machine image is for the account only again',
    type: 'AWS::EC2::Image',
    ...changing(
      { ImageId: 'ami-0123456789abcdef0', Name: 'shop-golden', State: 'available' },
      { LaunchPermissions: [{ Group: 'all' }] },
      { LaunchPermissions: [] },
    ),
    label: 'safer',
    severity: 'INFO',
    rules: [],
    saying: anySaying,
  },
  {
    name: 'a document is no longer shared with a stranger',
    type: 'AWS::SSM::Document',
    ...changing(
      { Name: 'shop-bootstrap', DocumentType: 'Command' },
      { SharedWith: [stranger] },
      { SharedWith: [] },
    ),
    label: 'safer',
    severity: 'INFO',
    rules: [],
    saying: anySaying,
  },
  {
    name: 'the balancer asks clients for their certificates',
    type: 'AWS::ElasticLoadBalancingV2::Listener',
    ...changing(
      listener,
      { MutualAuthentication: { Mode: 'off' } },
      {
        MutualAuthentication: {
          Mode: 'verify',
          IgnoreClientCertificateExpiry: false,
          TrustStoreArn: `arn:aws:elasticloadbalancing:eu-west-1:${account}:truststore/partners/1`,
        },
      },
    ),
    label: 'safer',
    severity: 'INFO',
    rules: [],
    saying: anySaying,
  },
  {
    name: 'a store of events can no longer be deleted just so',
    type: 'AWS::CloudTrail::EventDataStore',
    ...changing(
      { Name: 'audit', RetentionPeriod: 2557, MultiRegionEnabled: true, IngestionEnabled: true },
      { TerminationProtectionEnabled: false },
      { TerminationProtectionEnabled: true },
    ),
    label: 'safer',
    severity: 'INFO',
    rules: [],
    saying: anySaying,
  },
  {
    name: 'a proxy of a database asks for TLS',
    type: 'AWS::RDS::DBProxy',
    ...changing(proxy, { RequireTLS: false }, { RequireTLS: true }),
    label: 'safer',
    severity: 'INFO',
    rules: [],
    saying: anySaying,
  },
  {
    name: 'no network takes traffic of the internet any more',
    type: 'AWS::EC2::VPCBlockPublicAccessOptions',
    ...changing({}, { InternetGatewayBlockMode: 'off' }, { InternetGatewayBlockMode: 'block-ingress' }),
    label: 'safer',
    severity: 'INFO',
    rules: [],
    saying: anySaying,
  },
  {
    name: 'passwords have fourteen characters instead of eight',
    type: 'AWS::IAM::AccountPasswordPolicy',
    ...changing(passwords, { MinimumPasswordLength: 8 }, { MinimumPasswordLength: 14 }),
    label: 'safer',
    severity: 'INFO',
    rules: [],
    saying: anySaying,
  },
  {
    name: 'a subnet gives no public addresses any more',
    type: 'AWS::EC2::Subnet',
    ...changing(subnet, { MapPublicIpOnLaunch: true }, { MapPublicIpOnLaunch: false }),
    label: 'safer',
    severity: 'INFO',
    rules: [],
    saying: anySaying,
  },
  {
    name: 'no snapshot of the account can be made public',
    type: 'AWS::EC2::SnapshotBlockPublicAccess',
    ...changing({ AccountId: account }, { State: 'unblocked' }, { State: 'block-all-sharing' }),
    label: 'safer',
    severity: 'INFO',
    rules: [],
    saying: anySaying,
  },
  {
    name: 'not everybody may call a function any more',
    type: 'AWS::Lambda::Permission',
    ...vanishing({
      FunctionName: `arn:aws:lambda:eu-west-1:${account}:function:shop-checkout`,
      Id: 'x',
      Action: 'lambda:InvokeFunction',
      Principal: '*',
    }),
    label: 'safer',
    severity: 'INFO',
    rules: ['lambda-public-permission-deleted'],
    saying: anySaying,
  },
];
