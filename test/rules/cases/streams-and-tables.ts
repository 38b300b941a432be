import { table } from '../../scenarios/models.ts';
import { account, allow, policy, stranger } from '../../scenarios/scenario.ts';
import type { RuleCase, States } from '../rule-case.ts';
import { casesOf } from './case-of.ts';

const ofStream = casesOf('AWS::Kinesis::Stream');
const encryptedWith = (owner: string) => ({
  StreamEncryption: { EncryptionType: 'KMS', KeyId: `arn:aws:kms:eu-west-1:${owner}:key/a` },
});
const readableBy = (role: string) => ({
  ResourcePolicy: policy({
    ...allow('kinesis:GetRecords', '*'),
    Principal: { AWS: `arn:aws:iam::${account}:role/${role}` },
  }),
});
const stream = {
  Name: 'example',
  Arn: `arn:aws:kinesis:eu-west-1:${account}:stream/example`,
  ShardCount: 2,
  RetentionPeriodHours: 168,
  ...encryptedWith(account),
  ...readableBy('reader'),
};
const { StreamEncryption: _, ...plain } = stream;
const moreShards: States = [stream, { ...stream, ShardCount: 4 }];

const ofDelivery = casesOf('AWS::KinesisFirehose::DeliveryStream');
const s3 = (bucket: string, lambda?: string) => ({
  ExtendedS3DestinationConfiguration: {
    BucketARN: `arn:aws:s3:::${bucket}`,
    CompressionFormat: 'GZIP',
    ...(lambda === undefined
      ? {}
      : {
          ProcessingConfiguration: {
            Enabled: true,
            Processors: [
              { Type: 'Lambda', Parameters: [{ ParameterName: 'LambdaArn', ParameterValue: lambda }] },
            ],
          },
        }),
  },
});
const encrypted = { DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' } };
const delivery = { DeliveryStreamName: 'example', DeliveryStreamType: 'DirectPut' };
const logs = { ...delivery, ...encrypted, ...s3('logs') };
const transform = `arn:aws:lambda:eu-west-1:${account}:function:transform`;
const transformed = { ...delivery, ...encrypted, ...s3('logs', transform) };
const outside = {
  ...delivery,
  ...encrypted,
  HttpEndpointDestinationConfiguration: { EndpointConfiguration: { Url: 'https://collector.example.com' } },
};

const ofTable = casesOf('AWS::DynamoDB::Table');
const expiring = (AttributeName: string) => ({
  ...table,
  TimeToLiveSpecification: { AttributeName, Enabled: true },
});
const awsKey = { ...table, SSESpecification: { SSEEnabled: true, SSEType: 'KMS' } };
const scaled = (...policies: string[]) => ({
  ...table,
  ScalableTargets: [
    {
      ResourceId: 'table/orders',
      ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
      MaxCapacity: 100,
      ScalingPolicies: policies.map((PolicyName) => ({ PolicyName, PolicyType: 'TargetTrackingScaling' })),
    },
  ],
});
const replicated = (...regions: string[]) => ({ ...table, Replicas: regions.map((Region) => ({ Region })) });

/** The rules of streams and tables. */
export const streamAndTableCases: readonly RuleCase[] = [
  ofStream('kinesis-stream-not-encrypted', [stream, plain], moreShards, [plain, stream]),
  ofStream(
    'kinesis-key-changed',
    [stream, { ...stream, ...encryptedWith(stranger) }],
    [stream, plain],
    [null, stream],
  ),
  ofStream('kinesis-retention-shortened', [stream, { ...stream, RetentionPeriodHours: 24 }], moreShards, [
    { ...stream, RetentionPeriodHours: 24 },
    stream,
  ]),
  ofStream('kinesis-policy-changed', [stream, { ...stream, ...readableBy('other') }], moreShards, [
    null,
    stream,
  ]),
  ofDelivery('firehose-stream-deleted', [logs, null], [logs, transformed], [null, logs]),
  ofDelivery(
    'firehose-stream-not-encrypted',
    [logs, { ...delivery, ...s3('logs') }],
    [logs, transformed],
    [{ ...delivery, ...s3('logs') }, logs],
  ),
  ofDelivery(
    'firehose-destination-changed',
    [logs, { ...logs, ...s3('theirs') }],
    [logs, transformed],
    [null, logs],
  ),
  ofDelivery(
    'firehose-delivers-outside',
    [logs, outside],
    [logs, { ...logs, ...s3('theirs') }],
    [outside, logs],
  ),
  ofDelivery(
    'firehose-function-changed',
    [logs, transformed],
    [logs, { ...logs, ...s3('theirs') }],
    [transformed, logs],
  ),
  ofTable(
    'dynamodb-time-to-live-enabled',
    [table, expiring('expiresAt')],
    [table, { ...table, TableClass: 'STANDARD_INFREQUENT_ACCESS' }],
    [expiring('expiresAt'), table],
  ),
  ofTable(
    'dynamodb-customer-key-removed',
    [table, awsKey],
    [awsKey, { ...awsKey, TableClass: 'STANDARD_INFREQUENT_ACCESS' }],
    [awsKey, table],
  ),
  ofTable(
    'dynamodb-autoscaling-removed',
    [scaled('follow-load'), scaled()],
    [scaled('follow-load'), { ...scaled(), BillingMode: 'PAY_PER_REQUEST' }],
    [scaled(), scaled('follow-load')],
  ),
  ofTable(
    'dynamodb-replica-removed',
    [replicated('eu-central-1', 'us-east-1'), replicated('us-east-1')],
    [replicated('us-east-1'), replicated('eu-central-1', 'us-east-1')],
    [replicated('us-east-1'), replicated('eu-central-1', 'us-east-1')],
  ),
];
