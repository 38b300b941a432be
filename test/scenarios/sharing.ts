import { bucket, key, keyPolicy } from './models.ts';
import { account, allow, appearing, changing, policy, type Scenario, stranger } from './scenario.ts';

const bucketArn = 'arn:aws:s3:::shop-orders';
const strangerRoot = `arn:aws:iam::${stranger}:root`;

/** A statement of a resource policy that lets a principal in. */
const letIn = (
  Principal: string | { readonly [kind: string]: string },
  Action: string | string[],
  Resource: string | string[],
  Condition?: { readonly [operator: string]: { readonly [key: string]: string } },
) => allow(Action, Resource, { Principal, ...(Condition === undefined ? {} : { Condition }) });

const bucketPolicy = { Bucket: 'shop-orders' };
const ownPolicy = policy(
  letIn({ AWS: `arn:aws:iam::${account}:role/reporting` }, 's3:GetObject', `${bucketArn}/*`),
);
const snapshot = {
  SnapshotId: 'snap-0123456789abcdef0',
  VolumeId: 'vol-0123456789abcdef0',
  VolumeSize: 100,
  Encrypted: true,
  State: 'completed',
  StorageTier: 'standard',
};
const image = {
  ImageId: 'ami-0123456789abcdef0',
  Name: 'shop-golden',
  State: 'available',
  Architecture: 'x86_64',
};
const databaseSnapshot = {
  DBSnapshotIdentifier: 'orders-2026-11-20',
  DBInstanceIdentifier: 'orders',
  Engine: 'postgres',
  AllocatedStorage: 100,
  SnapshotType: 'manual',
  Encrypted: true,
};
const restorable = (...accounts: string[]) => ({
  SnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: accounts }],
});
const queueArn = `arn:aws:sqs:eu-west-1:${account}:orders`;
const queue = { QueueName: 'orders', Arn: queueArn, SqsManagedSseEnabled: true };
const topicArn = `arn:aws:sns:eu-west-1:${account}:orders`;
const topic = { TopicArn: topicArn, TopicName: 'orders', KmsMasterKeyId: 'alias/aws/sns' };
const repository = {
  RepositoryName: 'shop',
  ImageTagMutability: 'IMMUTABLE',
  ImageScanningConfiguration: { ScanOnPush: true },
};
const secretArn = `arn:aws:secretsmanager:eu-west-1:${account}:secret:orders/db-AbCdEf`;
const secret = { Id: secretArn, Name: 'orders/db', RotationEnabled: true };
const functionArn = `arn:aws:lambda:eu-west-1:${account}:function:shop-checkout`;
const permission = { FunctionName: functionArn, Id: 'x', Action: 'lambda:InvokeFunction' };
const pullAll = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const emptyPolicy = policy();

/** Every way to let data out of the account. */
export const sharingScenarios: readonly Scenario[] = [
  {
    name: 'everybody may read a bucket',
    type: 'AWS::S3::BucketPolicy',
    ...changing(
      bucketPolicy,
      { PolicyDocument: ownPolicy },
      { PolicyDocument: policy(letIn('*', 's3:GetObject', `${bucketArn}/*`)) },
    ),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['policy-public'],
  },
  {
    name: 'everybody may read a bucket, written as AWS: *',
    type: 'AWS::S3::BucketPolicy',
    ...changing(
      bucketPolicy,
      { PolicyDocument: ownPolicy },
      {
        PolicyDocument: policy(
          letIn({ AWS: '*' }, ['s3:GetObject', 's3:ListBucket'], [bucketArn, `${bucketArn}/*`]),
        ),
      },
    ),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['policy-public'],
  },
  {
    name: 'everybody may read a bucket who sends the right referer',
    type: 'AWS::S3::BucketPolicy',
    ...changing(
      bucketPolicy,
      { PolicyDocument: ownPolicy },
      {
        PolicyDocument: policy(
          letIn('*', 's3:GetObject', `${bucketArn}/*`, {
            StringLike: { 'aws:Referer': 'https://shop.example.com/*' },
          }),
        ),
      },
    ),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['policy-public'],
  },
  {
    name: 'a bucket allows all principals but one',
    type: 'AWS::S3::BucketPolicy',
    ...changing(
      bucketPolicy,
      { PolicyDocument: ownPolicy },
      {
        PolicyDocument: policy({
          Effect: 'Allow',
          NotPrincipal: { AWS: `arn:aws:iam::${account}:user/mallory` },
          Action: 's3:*',
          Resource: `${bucketArn}/*`,
        }),
      },
    ),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['policy-public'],
  },
  {
    name: 'everybody may read a bucket whose principal is a pattern of role names',
    type: 'AWS::S3::BucketPolicy',
    ...changing(
      bucketPolicy,
      { PolicyDocument: ownPolicy },
      {
        PolicyDocument: policy(
          letIn('*', 's3:GetObject', `${bucketArn}/*`, {
            ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' },
          }),
        ),
      },
    ),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['policy-public'],
  },
  {
    name: 'a foreign account may read a bucket',
    type: 'AWS::S3::BucketPolicy',
    ...changing(
      bucketPolicy,
      { PolicyDocument: ownPolicy },
      { PolicyDocument: policy(letIn({ AWS: strangerRoot }, 's3:GetObject', `${bucketArn}/*`)) },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['policy-foreign-account'],
  },
  {
    name: 'a foreign account may read a bucket by a condition instead of a principal',
    type: 'AWS::S3::BucketPolicy',
    ...changing(
      bucketPolicy,
      { PolicyDocument: ownPolicy },
      {
        PolicyDocument: policy(
          letIn('*', 's3:GetObject', `${bucketArn}/*`, {
            StringEquals: { 'aws:PrincipalAccount': stranger },
          }),
        ),
      },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['policy-foreign-account'],
  },
  {
    name: 'the public access block of a bucket is lifted',
    type: 'AWS::S3::Bucket',
    ...changing(
      bucket,
      {},
      {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: false,
          BlockPublicPolicy: false,
          IgnorePublicAcls: false,
          RestrictPublicBuckets: false,
        },
      },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['public-access-block-lifted'],
  },
  {
    name: 'the ACL of a bucket lets everybody list it',
    type: 'AWS::S3::Bucket',
    ...changing(
      {
        ...bucket,
        OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: false,
          BlockPublicPolicy: false,
          IgnorePublicAcls: false,
          RestrictPublicBuckets: false,
        },
      },
      { AccessControl: 'Private' },
      { AccessControl: 'PublicRead' },
    ),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['s3-public-acl'],
  },
  {
    name: 'a bucket is replicated into a foreign account',
    type: 'AWS::S3::Bucket',
    ...changing(
      bucket,
      {},
      {
        ReplicationConfiguration: {
          Role: `arn:aws:iam::${account}:role/replication`,
          Rules: [
            {
              Id: 'all',
              Status: 'Enabled',
              Destination: { Bucket: 'arn:aws:s3:::backup-mirror', Account: stranger },
            },
          ],
        },
      },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['s3-replicated-away'],
  },
  {
    name: 'a disk snapshot is made public',
    type: 'AWS::EC2::Snapshot',
    ...changing(snapshot, { CreateVolumePermissions: [] }, { CreateVolumePermissions: [{ Group: 'all' }] }),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['ec2-snapshot-public'],
    cost: 0,
  },
  {
    name: 'a disk snapshot is shared with a stranger',
    type: 'AWS::EC2::Snapshot',
    ...changing(
      snapshot,
      { CreateVolumePermissions: [] },
      { CreateVolumePermissions: [{ UserId: stranger }] },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['ec2-snapshot-shared'],
  },
  {
    name: 'a machine image is made public',
    type: 'AWS::EC2::Image',
    ...changing(image, { LaunchPermissions: [] }, { LaunchPermissions: [{ Group: 'all' }] }),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['ec2-image-public'],
  },
  {
    name: 'a database snapshot is made public',
    type: 'AWS::RDS::DBSnapshot',
    ...changing(databaseSnapshot, restorable(), restorable('all')),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['rds-snapshot-public'],
  },
  {
    name: 'a fresh database snapshot is shared with a stranger at once',
    type: 'AWS::RDS::DBSnapshot',
    ...appearing({ ...databaseSnapshot, ...restorable(stranger) }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['rds-snapshot-shared'],
  },
  {
    name: 'a grant lets a stranger decrypt with a key',
    type: 'AWS::KMS::Key',
    ...changing(
      key,
      {},
      {
        Grants: [
          { GrantId: 'g1', GranteePrincipal: strangerRoot, Operations: ['Decrypt', 'GenerateDataKey'] },
        ],
      },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['kms-grant-foreign-account'],
  },
  {
    name: 'a key policy lets a stranger decrypt',
    type: 'AWS::KMS::Key',
    ...changing(
      key,
      { KeyPolicy: keyPolicy },
      {
        KeyPolicy: policy(
          letIn({ AWS: `arn:aws:iam::${account}:root` }, 'kms:*', '*'),
          letIn({ AWS: strangerRoot }, ['kms:Decrypt', 'kms:DescribeKey'], '*'),
        ),
      },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['policy-foreign-account'],
  },
  {
    name: 'everybody may pull the images of a registry',
    type: 'AWS::ECR::Repository',
    ...changing(
      repository,
      {},
      { RepositoryPolicyText: policy({ Effect: 'Allow', Principal: '*', Action: pullAll }) },
    ),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['policy-public'],
  },
  {
    name: 'everybody may send to a queue and read from it',
    type: 'AWS::SQS::Queue',
    ...changing(queue, {}, { Policy: policy(letIn('*', 'sqs:*', queueArn)) }),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['policy-public'],
  },
  {
    name: 'a stranger may subscribe to a topic',
    type: 'AWS::SNS::Topic',
    ...changing(
      topic,
      { Policy: emptyPolicy },
      { Policy: policy(letIn({ AWS: stranger }, ['sns:Subscribe', 'sns:Receive'], topicArn)) },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['policy-foreign-account'],
  },
  {
    name: 'a stranger may read a secret',
    type: 'AWS::SecretsManager::Secret',
    ...changing(
      secret,
      {},
      {
        ResourcePolicy: policy(
          letIn({ AWS: `arn:aws:iam::${stranger}:user/x` }, 'secretsmanager:GetSecretValue', '*'),
        ),
      },
    ),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['policy-foreign-account'],
  },
  {
    name: 'everybody may call a function',
    type: 'AWS::Lambda::Permission',
    ...appearing({ ...permission, Principal: '*' }),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['lambda-permission-public'],
  },
  {
    name: 'a function gets a URL that asks nobody who he is',
    type: 'AWS::Lambda::Url',
    ...appearing({
      FunctionArn: functionArn,
      TargetFunctionArn: functionArn,
      AuthType: 'NONE',
      InvokeMode: 'BUFFERED',
    }),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['lambda-url-without-authentication'],
  },
  {
    name: 'an automation document is made public',
    type: 'AWS::SSM::Document',
    ...changing(
      { Name: 'shop-bootstrap', DocumentType: 'Command' },
      { SharedWith: [] },
      { SharedWith: ['all'] },
    ),
    label: 'dangerous',
    severity: 'CRITICAL',
    rules: ['ssm-document-public'],
  },
  {
    name: "a topic sends its messages to a stranger's queue",
    type: 'AWS::SNS::Subscription',
    ...appearing({
      Arn: `${topicArn}:1`,
      TopicArn: topicArn,
      Owner: stranger,
      Protocol: 'sqs',
      Endpoint: `arn:aws:sqs:eu-west-1:${stranger}:taken`,
    }),
    label: 'dangerous',
    severity: 'HIGH',
    rules: ['sns-subscription-foreign-account'],
  },
  {
    name: 'a role of the same account may read a bucket too',
    type: 'AWS::S3::BucketPolicy',
    ...changing(
      bucketPolicy,
      { PolicyDocument: ownPolicy },
      {
        PolicyDocument: policy(
          letIn({ AWS: `arn:aws:iam::${account}:role/audit` }, 's3:GetObject', `${bucketArn}/*`),
          letIn({ AWS: `arn:aws:iam::${account}:role/reporting` }, 's3:GetObject', `${bucketArn}/*`),
        ),
      },
    ),
    label: 'harmless',
    severity: 'LOW',
    rules: [],
  },
  {
    name: 'a bucket tells its events to a queue of the account, by a service with a source',
    type: 'AWS::SQS::Queue',
    ...changing(
      queue,
      {},
      {
        Policy: policy(
          letIn({ Service: 's3.amazonaws.com' }, 'sqs:SendMessage', queueArn, {
            ArnLike: { 'aws:SourceArn': bucketArn },
          }),
        ),
      },
    ),
    label: 'harmless',
    severity: 'LOW',
    rules: [],
  },
];
