import {
  bucket,
  database,
  ingress,
  instance,
  lambda,
  managedPolicy,
  role,
  securityGroup,
  taskDefinition,
  trail,
  user,
} from './models.ts';
import {
  account,
  allow,
  appearing,
  changing,
  policy,
  type Scenario,
  stranger,
  trust,
  vanishing,
} from './scenario.ts';

const sg = 'AWS::EC2::SecurityGroup';
const bucketArn = 'arn:aws:s3:::shop-orders';
const everybody = (Condition?: Parameters<typeof trust>[0]) => ({
  type: 'AWS::S3::BucketPolicy',
  ...changing(
    { Bucket: 'shop-orders' },
    { PolicyDocument: policy() },
    {
      PolicyDocument: policy(
        allow('s3:GetObject', `${bucketArn}/*`, {
          Principal: '*',
          ...(Condition === undefined ? {} : { Condition }),
        }),
      ),
    },
  ),
});
const granting = (...statements: Parameters<typeof policy>) => ({
  type: 'AWS::IAM::ManagedPolicy',
  ...changing(managedPolicy, {}, { PolicyDocument: policy(...statements) }),
});
const trusting = (from: ReturnType<typeof trust>, to: ReturnType<typeof trust>) => ({
  type: 'AWS::IAM::Role',
  ...changing(role, { AssumeRolePolicyDocument: from }, { AssumeRolePolicyDocument: to }),
});
const ec2 = trust({ Service: 'ec2.amazonaws.com' });
const alice = { AWS: `arn:aws:iam::${account}:user/alice` };
const trailMay = {
  Effect: 'Allow',
  Principal: { Service: 'cloudtrail.amazonaws.com' },
  Action: 's3:PutObject',
  Resource: 'arn:aws:s3:::org-audit-trail/*',
};
const trailBucket = { Bucket: 'org-audit-trail' };
const functionArn = `arn:aws:lambda:eu-west-1:${account}:function:shop-checkout`;
const volume = { VolumeId: 'vol-1', Size: 100, VolumeType: 'gp3', Iops: 3000, Throughput: 125 };
const image = { ImageId: 'ami-1', Name: 'shop', State: 'available' };

/** Tricks that look small, and small things that look like tricks: written to be told apart by meaning alone. */
export const trickScenarios: readonly Scenario[] = [
  {
    name: 'every TCP port is opened as a range',
    type: sg,
    ...changing(
      securityGroup,
      {},
      ingress({ IpProtocol: 'tcp', FromPort: 0, ToPort: 65535, CidrIp: '0.0.0.0/0' }),
    ),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['ec2-administrative-port-open-to-world'],
  },
  {
    name: 'DNS over UDP is opened to the world',
    type: sg,
    ...changing(
      securityGroup,
      {},
      ingress({ IpProtocol: 'udp', FromPort: 53, ToPort: 53, CidrIp: '0.0.0.0/0' }),
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ec2-port-open-to-world'],
  },
  {
    name: 'a protocol by its number is opened: 6 is TCP',
    type: sg,
    ...changing(
      securityGroup,
      {},
      ingress({ IpProtocol: '6', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' }),
    ),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['ec2-administrative-port-open-to-world'],
  },
  {
    name: 'the world may send echo requests',
    type: sg,
    ...changing(
      securityGroup,
      {},
      ingress({ IpProtocol: 'icmp', FromPort: 8, ToPort: -1, CidrIp: '0.0.0.0/0' }),
    ),
    label: 'notable',
    severity: 'MEDIUM',
    rules: [],
  },
  {
    name: 'a group of a foreign account may reach SSH',
    type: sg,
    ...changing(
      securityGroup,
      {},
      ingress({
        IpProtocol: 'tcp',
        FromPort: 22,
        ToPort: 22,
        SourceSecurityGroupId: 'sg-0666',
        SourceSecurityGroupOwnerId: stranger,
      }),
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ec2-port-open-to-foreign-group'],
  },
  {
    name: 'a whole prefix list may reach SSH',
    type: sg,
    ...changing(
      securityGroup,
      {},
      ingress({ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, SourcePrefixListId: 'pl-0123' }),
    ),
    label: 'notable',
    severity: 'MEDIUM',
    rules: [],
  },
  {
    name: 'SSH is narrowed from the world to the office',
    type: sg,
    ...changing(
      securityGroup,
      ingress({ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' }),
      ingress({ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '203.0.113.0/24' }),
    ),
    label: 'safer',
    severity: 'INFO',
    rules: [],
    saying: 'administrative port closed',
  },
  {
    name: 'an instance moves to another security group',
    type: 'AWS::EC2::Instance',
    ...changing(instance, {}, { SecurityGroupIds: ['sg-0666666666666666'] }),
    label: 'notable',
    severity: 'MEDIUM',
    rules: [],
  },
  {
    name: 'a bucket is open to all addresses by a condition that says so',
    ...everybody({ IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['policy-public'],
  },
  {
    name: 'a bucket is open to everybody but the own organization',
    ...everybody({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-own' } }),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['policy-public'],
  },
  {
    name: 'a bucket is open to whoever has no organization either',
    ...everybody({ StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-own' } }),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['policy-public'],
  },
  {
    name: 'a bucket is open to any organization by a pattern',
    ...everybody({ StringLike: { 'aws:PrincipalOrgID': 'o-*' } }),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['policy-public'],
  },
  {
    name: 'a bucket is open to an organization',
    ...everybody({ StringEquals: { 'aws:PrincipalOrgID': 'o-abcdef1234' } }),
    label: 'notable',
    severity: 'MEDIUM',
    rules: [],
  },
  {
    name: 'a bucket is open to the office',
    ...everybody({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }),
    label: 'notable',
    severity: 'MEDIUM',
    rules: [],
  },
  {
    name: 'a bucket is open to two networks that are the internet together',
    ...everybody({ IpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } }),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['policy-public'],
  },
  {
    name: 'a bucket is open to a canonical user, who may be one of the account',
    type: 'AWS::S3::BucketPolicy',
    ...changing(
      { Bucket: 'shop-orders' },
      { PolicyDocument: policy() },
      {
        PolicyDocument: policy(
          allow('s3:GetObject', `${bucketArn}/*`, {
            Principal: { CanonicalUser: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be' },
          }),
        ),
      },
    ),
    label: 'notable',
    severity: 'MEDIUM',
    rules: [],
  },
  {
    name: 'the trail may no longer write into its bucket',
    type: 'AWS::S3::BucketPolicy',
    ...changing(trailBucket, { PolicyDocument: policy(trailMay) }, { PolicyDocument: policy() }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['s3-policy-keeps-logs-out'],
  },
  {
    name: 'the trail is refused by its bucket',
    type: 'AWS::S3::BucketPolicy',
    ...changing(
      trailBucket,
      { PolicyDocument: policy(trailMay) },
      { PolicyDocument: policy(trailMay, { ...trailMay, Effect: 'Deny' }) },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['s3-policy-keeps-logs-out'],
  },
  {
    name: 'a layer is shared with everybody',
    type: 'AWS::Lambda::LayerVersion',
    ...changing(
      { LayerName: 'observability' },
      {},
      { Policy: policy(allow('lambda:GetLayerVersion', '*', { Principal: '*' })) },
    ),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['policy-public'],
  },
  {
    name: 'everybody may put events on a bus',
    type: 'AWS::Events::EventBus',
    ...changing(
      { Name: 'default' },
      {},
      { Policy: policy(allow('events:PutEvents', '*', { Principal: '*' })) },
    ),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['policy-public'],
  },
  {
    name: 'a topic lets its own account in, as AWS writes it',
    type: 'AWS::SNS::Topic',
    ...appearing({
      TopicName: 'orders',
      KmsMasterKeyId: 'alias/aws/sns',
      Policy: policy(
        allow(['SNS:Publish', 'SNS:Subscribe'], '*', {
          Principal: { AWS: '*' },
          Condition: { StringEquals: { 'AWS:SourceOwner': account } },
        }),
      ),
    }),
    label: 'harmless',
    severity: 'LOW',
    rules: [],
  },
  {
    name: 'an image is shared with an organization',
    type: 'AWS::EC2::Image',
    ...changing(
      image,
      { LaunchPermissions: [] },
      { LaunchPermissions: [{ OrganizationArn: `arn:aws:organizations::${account}:organization/o-1` }] },
    ),
    label: 'notable',
    severity: 'MEDIUM',
    rules: ['ec2-image-shared'],
  },
  {
    name: 'any role may be passed to EC2, which starts machines with it',
    ...granting(
      allow('ec2:RunInstances'),
      allow('iam:PassRole', '*', {
        Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
      }),
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['iam-any-role-passed-to-compute'],
  },
  {
    name: 'any role of the account may be passed, by its ARN',
    ...granting(allow('iam:PassRole', `arn:aws:iam::${account}:role/*`)),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['iam-privilege-escalation'],
  },
  {
    name: 'everything is allowed, and denied to who has no second factor',
    ...granting(allow('*'), {
      Effect: 'Deny',
      NotAction: 'iam:*',
      Resource: '*',
      Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
    }),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['policy-administrator'],
  },
  {
    name: 'everything is allowed by a pattern that looks like less',
    ...granting(allow('?*:*')),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['policy-administrator'],
  },
  {
    name: 'IAM is written with a question mark',
    ...granting(allow('?am:*')),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['iam-privilege-escalation'],
  },
  {
    name: 'every secret may be read',
    ...granting(allow('secretsmanager:GetSecretValue')),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['iam-read-every-secret'],
  },
  {
    name: 'every parameter may be read, secrets too',
    ...granting(allow(['ssm:GetParameter*', 'kms:Decrypt'])),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['iam-read-every-secret'],
  },
  {
    name: 'trails may be stopped',
    ...granting(allow(['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail'])),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['iam-blind-watchers'],
  },
  {
    name: 'GuardDuty may be turned off, as part of all of it',
    ...granting(allow('guardduty:*')),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['iam-blind-watchers'],
  },
  {
    name: 'all of S3 is allowed',
    ...granting(allow('s3:*')),
    label: 'notable',
    severity: 'MEDIUM',
    rules: ['iam-whole-service'],
  },
  {
    name: 'a user may take one role more',
    type: 'AWS::IAM::User',
    ...changing(
      user,
      {},
      {
        Policies: [
          {
            PolicyName: 'p',
            PolicyDocument: policy(allow('sts:AssumeRole', `arn:aws:iam::${account}:role/deployer`)),
          },
        ],
      },
    ),
    label: 'notable',
    severity: 'MEDIUM',
    rules: [],
  },
  {
    name: 'metrics may be written anywhere, as agents do',
    ...granting(allow(['cloudwatch:PutMetricData', 'logs:CreateLogStream', 'logs:PutLogEvents'])),
    label: 'notable',
    severity: 'MEDIUM',
    rules: [],
  },
  {
    name: 'a role trusts the whole account',
    ...trusting(trust(alice), trust({ AWS: `arn:aws:iam::${account}:root` })),
    label: 'notable',
    severity: 'MEDIUM',
    rules: [],
  },
  {
    name: 'a role no longer asks for the second factor',
    ...trusting(trust(alice, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }), trust(alice)),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['iam-trust-condition-removed'],
  },
  {
    name: 'a role asks for the second factor only if there is one',
    ...trusting(
      trust(alice, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
      trust(alice, { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } }),
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['iam-trust-condition-removed'],
  },
  {
    name: 'a role trusts a user of a foreign account too',
    ...trusting(
      ec2,
      policy({
        Effect: 'Allow',
        Principal: { Service: 'ec2.amazonaws.com', AWS: `arn:aws:iam::${stranger}:user/x` },
        Action: 'sts:AssumeRole',
      }),
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['policy-foreign-account'],
  },
  {
    name: 'a group gets AdministratorAccess',
    type: 'AWS::IAM::Group',
    ...changing(
      { GroupName: 'builders', Policies: [] },
      { ManagedPolicyArns: [] },
      { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
    ),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['iam-administrative-policy-attached'],
  },
  {
    name: 'the boundary of a role is one that bounds nothing',
    type: 'AWS::IAM::Role',
    ...changing(
      role,
      { PermissionsBoundary: `arn:aws:iam::${account}:policy/boundary` },
      { PermissionsBoundary: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['iam-permissions-boundary-removed'],
  },
  {
    name: 'a session of a role may last twelve hours',
    type: 'AWS::IAM::Role',
    ...changing(role, {}, { MaxSessionDuration: 43200 }),
    label: 'harmless',
    severity: 'LOW',
    rules: [],
  },
  {
    name: 'a service takes a queue of a foreign account for its work',
    type: 'AWS::Lambda::EventSourceMapping',
    ...appearing({
      FunctionName: functionArn,
      EventSourceArn: `arn:aws:sqs:eu-west-1:${stranger}:commands`,
      Enabled: true,
    }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['lambda-event-source-foreign-account'],
  },
  {
    name: 'a key pair appears',
    type: 'AWS::EC2::KeyPair',
    ...appearing({ KeyName: 'spare', KeyType: 'ed25519', KeyFingerprint: 'a' }),
    label: 'notable',
    severity: 'MEDIUM',
    rules: ['ec2-key-pair-added'],
  },
  {
    name: 'the function of the shop gets a layer of the account',
    type: 'AWS::Lambda::Function',
    ...changing(lambda, {}, { Layers: [`arn:aws:lambda:eu-west-1:${account}:layer:observability:13`] }),
    label: 'notable',
    severity: 'MEDIUM',
    rules: [],
  },
  {
    name: 'an unencrypted volume appears: 100 × 0.088 = 8.80',
    type: 'AWS::EC2::Volume',
    cost: 8.8,
    ...appearing({ ...volume, Encrypted: false }),
    label: 'notable',
    severity: 'MEDIUM',
    rules: ['encryption-turned-off'],
  },
  {
    name: 'a database appears without encryption, backups or protection',
    type: 'AWS::RDS::DBInstance',
    ...appearing({
      ...database,
      StorageEncrypted: false,
      BackupRetentionPeriod: 0,
      DeletionProtection: false,
    }),
    label: 'notable',
    severity: 'MEDIUM',
    rules: ['encryption-turned-off', 'backups-turned-off'],
  },
  {
    name: 'a repository of images is deleted',
    type: 'AWS::ECR::Repository',
    ...vanishing({ RepositoryName: 'shop', ImageTagMutability: 'IMMUTABLE' }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['stateful-resource-deleted'],
  },
  {
    name: 'a bucket is no longer replicated',
    type: 'AWS::S3::Bucket',
    ...changing(
      bucket,
      {
        ReplicationConfiguration: {
          Role: 'r',
          Rules: [
            { Id: 'a', Status: 'Enabled', Destination: { Bucket: 'arn:aws:s3:::copy', Account: account } },
          ],
        },
      },
      {},
    ),
    label: 'notable',
    severity: 'MEDIUM',
    rules: ['s3-replication-stopped'],
  },
  {
    name: 'the trail records data events no longer',
    type: 'AWS::CloudTrail::Trail',
    ...changing(
      trail,
      {
        EventSelectors: [
          {
            ReadWriteType: 'All',
            IncludeManagementEvents: true,
            DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }],
          },
        ],
      },
      {},
    ),
    label: 'notable',
    severity: 'MEDIUM',
    rules: ['cloudtrail-data-events-stopped'],
  },
  {
    name: 'the log of a container goes to another group',
    type: 'AWS::ECS::TaskDefinition',
    ...changing(
      taskDefinition,
      {},
      {
        ContainerDefinitions: [
          {
            Name: 'web',
            Image: `${account}.dkr.ecr.eu-west-1.amazonaws.com/shop@sha256:1f0c`,
            Essential: true,
            ReadonlyRootFilesystem: true,
            Privileged: false,
            LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-group': '/ecs/shop2' } },
            PortMappings: [{ ContainerPort: 8080, Protocol: 'tcp' }],
          },
        ],
      },
    ),
    label: 'notable',
    severity: 'MEDIUM',
    rules: [],
  },
  {
    name: 'only the main branch may deploy',
    ...trusting(
      trust(
        { Federated: `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com` },
        {
          StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
          StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:shop/web:*' },
        },
        'sts:AssumeRoleWithWebIdentity',
      ),
      trust(
        { Federated: `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com` },
        {
          StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
          StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:shop/web:ref:refs/heads/main' },
        },
        'sts:AssumeRoleWithWebIdentity',
      ),
    ),
    label: 'safer',
    severity: 'INFO',
    rules: [],
    saying: 'no longer trusts every subject',
  },
  {
    name: 'another repository may deploy instead',
    ...trusting(
      trust(
        { Federated: `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com` },
        {
          StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
          StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:shop/web:ref:refs/heads/main' },
        },
        'sts:AssumeRoleWithWebIdentity',
      ),
      trust(
        { Federated: `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com` },
        {
          StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
          StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:shop/api:ref:refs/heads/main' },
        },
        'sts:AssumeRoleWithWebIdentity',
      ),
    ),
    label: 'notable',
    severity: 'MEDIUM',
    rules: [],
  },
  {
    name: 'SSH is closed to a large part of the internet',
    type: sg,
    ...changing(
      securityGroup,
      ingress({ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '80.0.0.0/4' }),
      {},
    ),
    label: 'safer',
    severity: 'INFO',
    rules: [],
    saying: 'closed to a large part',
  },
  {
    name: 'HTTPS is opened to a large part of the internet',
    type: sg,
    ...changing(
      securityGroup,
      {},
      ingress({ IpProtocol: 'tcp', FromPort: 8443, ToPort: 8443, CidrIp: '80.0.0.0/4' }),
    ),
    label: 'notable',
    severity: 'MEDIUM',
    rules: [],
  },
  {
    name: 'SSH is opened to all private networks of a class',
    type: sg,
    ...changing(
      securityGroup,
      {},
      ingress({ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '172.16.0.0/12' }),
    ),
    label: 'notable',
    severity: 'MEDIUM',
    rules: [],
  },
  {
    name: 'a group of a foreign account is let in no longer',
    type: sg,
    ...changing(
      securityGroup,
      ingress({
        IpProtocol: 'tcp',
        FromPort: 22,
        ToPort: 22,
        SourceSecurityGroupId: 'sg-0666',
        SourceSecurityGroupOwnerId: stranger,
      }),
      {},
    ),
    label: 'safer',
    severity: 'INFO',
    rules: [],
    saying: 'no longer let in',
  },
  {
    name: 'the trail may write into its bucket again',
    type: 'AWS::S3::BucketPolicy',
    ...changing(trailBucket, { PolicyDocument: policy() }, { PolicyDocument: policy(trailMay) }),
    label: 'safer',
    severity: 'INFO',
    rules: [],
    saying: 'takes the records',
  },
  {
    name: 'a bucket policy lets a pattern of own roles in',
    ...everybody({ ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${account}:role/*` } }),
    label: 'notable',
    severity: 'MEDIUM',
    rules: [],
  },
  {
    name: 'items of a table expire no more',
    type: 'AWS::DynamoDB::Table',
    ...changing(
      { TableName: 'sessions', BillingMode: 'PAY_PER_REQUEST' },
      { TimeToLiveSpecification: { Enabled: true, AttributeName: 'until' } },
      {},
    ),
    label: 'safer',
    severity: 'INFO',
    rules: [],
    saying: 'no longer expire',
  },
  {
    name: 'a policy no longer grants everything',
    ...(({ before, after, type }) => ({ type, before: after, after: before }))(granting(allow('*'))),
    label: 'safer',
    severity: 'INFO',
    rules: [],
    saying: 'no longer grants full administration',
  },
  {
    name: 'SSH is closed to the world, and a database opened to the private network in its place',
    type: sg,
    ...changing(
      securityGroup,
      { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' }] },
      { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, CidrIp: '10.0.0.0/8' }] },
    ),
    label: 'notable',
    severity: 'MEDIUM',
    rules: [],
  },
];
