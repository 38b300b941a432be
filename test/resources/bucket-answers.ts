import {
  type CORSRule,
  GetBucketAbacCommand,
  GetBucketAccelerateConfigurationCommand,
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketMetadataConfigurationCommand,
  GetBucketMetadataTableConfigurationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketReplicationCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetBucketWebsiteCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  type Grant,
  type LifecycleRule,
  ListBucketAnalyticsConfigurationsCommand,
  ListBucketIntelligentTieringConfigurationsCommand,
  ListBucketInventoryConfigurationsCommand,
  ListBucketMetricsConfigurationsCommand,
  type ReplicationRule,
  S3Client,
  type Tag,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { awsError } from './type-fixtures.ts';

/** S3 as the tests of buckets have it. */
export const s3 = mockClient(S3Client);
/** The canonical user id of the account. */
export const owner = '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be';
/** What the ACL of every bucket holds. */
export const ownersGrant: Grant = {
  Grantee: { Type: 'CanonicalUser', ID: owner },
  Permission: 'FULL_CONTROL',
};
/** A grant to one of the groups that S3 knows. */
export const group = (name: string, Permission: 'READ' | 'WRITE' | 'READ_ACP'): Grant => ({
  Grantee: { Type: 'Group', URI: `http://acs.amazonaws.com/groups/${name}` },
  Permission,
});
const tags = (...keys: string[]): Tag[] => keys.map((Key) => ({ Key, Value: `${Key}'s` }));

const lifecycle: LifecycleRule[] = [
  {
    ID: 'archive',
    Status: 'Enabled',
    Filter: {
      And: { Prefix: 'logs/', Tags: tags('b', 'a'), ObjectSizeGreaterThan: 0, ObjectSizeLessThan: 9 },
    },
    Expiration: { Days: 3650, ExpiredObjectDeleteMarker: true },
    Transitions: [
      { Days: 90, StorageClass: 'GLACIER' },
      { Date: new Date('2027-01-01T00:00:00Z'), StorageClass: 'DEEP_ARCHIVE' },
    ],
    NoncurrentVersionTransitions: [
      { NoncurrentDays: 30, NewerNoncurrentVersions: 2, StorageClass: 'STANDARD_IA' },
    ],
    NoncurrentVersionExpiration: { NoncurrentDays: 90, NewerNoncurrentVersions: 3 },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
  },
  {
    ID: 'old',
    Status: 'Disabled',
    Prefix: 'tmp/',
    Expiration: { Date: new Date('2027-01-01T00:00:00Z') },
  },
  { ID: 'tagged', Status: 'Enabled', Filter: { Tag: { Key: 'a', Value: 'b' } }, Expiration: { Days: 400 } },
  { ID: 'large', Status: 'Enabled', Filter: { ObjectSizeGreaterThan: 5 }, Expiration: { Days: 500 } },
];
const replication: ReplicationRule[] = [
  {
    ID: 'all',
    Priority: 1,
    Status: 'Enabled',
    Filter: { And: { Prefix: 'orders/', Tags: tags('b', 'a') } },
    SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
    Destination: {
      Bucket: 'arn:aws:s3:::orders-copy',
      Account: '444455556666',
      StorageClass: 'STANDARD_IA',
      AccessControlTranslation: { Owner: 'Destination' },
      EncryptionConfiguration: { ReplicaKmsKeyID: 'arn:aws:kms:eu-central-1:444455556666:key/2' },
      ReplicationTime: { Status: 'Enabled', Time: { Minutes: 15 } },
      Metrics: { Status: 'Enabled', EventThreshold: { Minutes: 15 } },
    },
    DeleteMarkerReplication: { Status: 'Disabled' },
  },
  {
    ID: 'one-tag',
    Priority: 2,
    Status: 'Disabled',
    Filter: { Tag: { Key: 'a', Value: 'b' } },
    Destination: { Bucket: 'arn:aws:s3:::orders-copy' },
  },
  { ID: 'v1', Prefix: 'x/', Status: 'Enabled', Destination: { Bucket: 'arn:aws:s3:::orders-copy' } },
];
const cors: CORSRule[] = [
  {
    ID: 'shop',
    AllowedMethods: ['PUT', 'GET'],
    AllowedOrigins: ['https://shop.example'],
    AllowedHeaders: ['*'],
    ExposeHeaders: ['ETag'],
    MaxAgeSeconds: 3000,
  },
];
const tables = 'arn:aws:s3tables:eu-west-1:111122223333:bucket/aws-s3';

/** Answers of S3 for a bucket of which everything is configured; `reversed` gives the same sets in another order. */
export function answerFully(Bucket: string, reversed = false): void {
  const set = <T>(items: T[]): T[] => (reversed ? items.toReversed() : items);
  const input = { Bucket };
  s3.on(GetPublicAccessBlockCommand, input).resolves({
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
  });
  s3.on(GetBucketOwnershipControlsCommand, input).resolves({
    OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
  });
  s3.on(GetBucketAclCommand, input).resolves({
    Owner: { ID: owner, DisplayName: 'owner' },
    Grants: set([ownersGrant, group('s3/LogDelivery', 'WRITE'), group('global/AllUsers', 'READ_ACP')]),
  });
  s3.on(GetBucketAbacCommand, input).resolves({ AbacStatus: { Status: 'Enabled' } });
  s3.on(GetBucketCorsCommand, input).resolves({
    CORSRules: cors.map((rule) => ({ ...rule, AllowedMethods: set(rule.AllowedMethods ?? []) })),
  });
  s3.on(GetBucketWebsiteCommand, input).resolves({
    IndexDocument: { Suffix: 'index.html' },
    ErrorDocument: { Key: 'error.html' },
    RoutingRules: [
      {
        Condition: { KeyPrefixEquals: 'docs/', HttpErrorCodeReturnedEquals: '404' },
        Redirect: { ReplaceKeyPrefixWith: 'documents/', HttpRedirectCode: '302', Protocol: 'https' },
      },
    ],
  });
  s3.on(GetBucketEncryptionCommand, input).resolves({
    ServerSideEncryptionConfiguration: {
      Rules: [
        {
          ApplyServerSideEncryptionByDefault: {
            SSEAlgorithm: 'aws:kms',
            KMSMasterKeyID: 'arn:aws:kms:eu-west-1:111122223333:key/1',
          },
          BucketKeyEnabled: true,
          BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
        },
      ],
    },
  });
  s3.on(GetBucketVersioningCommand, input).resolves({ Status: 'Enabled', MFADelete: 'Enabled' });
  s3.on(GetObjectLockConfigurationCommand, input).resolves({
    ObjectLockConfiguration: {
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 30 } },
    },
  });
  s3.on(GetBucketLifecycleConfigurationCommand, input).resolves({
    Rules: set(lifecycle),
    TransitionDefaultMinimumObjectSize: 'all_storage_classes_128K',
  });
  s3.on(GetBucketReplicationCommand, input).resolves({
    ReplicationConfiguration: { Role: 'arn:aws:iam::111122223333:role/copy', Rules: set(replication) },
  });
  s3.on(GetBucketTaggingCommand, input).resolves({ TagSet: set(tags('Team', 'Environment')) });
  s3.on(GetBucketLoggingCommand, input).resolves({
    LoggingEnabled: {
      TargetBucket: 'access-logs',
      TargetPrefix: 'orders/',
      TargetObjectKeyFormat: { PartitionedPrefix: { PartitionDateSource: 'EventTime' } },
    },
  });
  s3.on(GetBucketNotificationConfigurationCommand, input).resolves({
    EventBridgeConfiguration: {},
    LambdaFunctionConfigurations: [
      {
        Id: 'generated',
        LambdaFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:orders',
        Events: set(['s3:ObjectCreated:Put', 's3:ObjectCreated:Copy']),
        Filter: {
          Key: {
            FilterRules: set([
              { Name: 'prefix', Value: 'in/' },
              { Name: 'suffix', Value: '.csv' },
            ]),
          },
        },
      },
    ],
    QueueConfigurations: [
      { QueueArn: 'arn:aws:sqs:eu-west-1:111122223333:orders', Events: ['s3:ObjectRemoved:*'] },
    ],
    TopicConfigurations: [
      { TopicArn: 'arn:aws:sns:eu-west-1:111122223333:orders', Events: ['s3:TestEvent'] },
    ],
  } as object);
  s3.on(GetBucketAccelerateConfigurationCommand, input).resolves({ Status: 'Enabled' });
  const destination = { Bucket: 'arn:aws:s3:::reports', Prefix: 'orders', Format: 'CSV' } as const;
  s3.on(ListBucketInventoryConfigurationsCommand, input)
    .resolves({
      InventoryConfigurationList: [
        {
          Id: 'weekly',
          IsEnabled: true,
          IncludedObjectVersions: 'Current',
          Destination: { S3BucketDestination: { ...destination, AccountId: '111122223333' } },
          Filter: { Prefix: 'orders/' },
          OptionalFields: set(['Size', 'ETag']),
          Schedule: { Frequency: 'Weekly' },
        },
      ],
      IsTruncated: true,
      NextContinuationToken: '2',
    })
    .on(ListBucketInventoryConfigurationsCommand, { Bucket, ContinuationToken: '2' })
    .resolves({
      InventoryConfigurationList: [
        {
          Id: 'daily',
          IsEnabled: false,
          IncludedObjectVersions: 'All',
          Destination: { S3BucketDestination: undefined },
          Schedule: { Frequency: 'Daily' },
        },
      ],
      IsTruncated: false,
    });
  s3.on(ListBucketMetricsConfigurationsCommand, input).resolves({
    MetricsConfigurationList: set([
      { Id: 'all' },
      {
        Id: 'some',
        Filter: {
          And: { Prefix: 'a/', Tags: tags('b', 'a'), AccessPointArn: 'arn:aws:s3:eu-west-1:1:accesspoint/x' },
        },
      },
    ]),
  });
  s3.on(ListBucketAnalyticsConfigurationsCommand, input).resolves({
    AnalyticsConfigurationList: set([
      { Id: 'plain', StorageClassAnalysis: {} },
      {
        Id: 'exported',
        Filter: { Prefix: 'a/' },
        StorageClassAnalysis: {
          DataExport: {
            OutputSchemaVersion: 'V_1' as const,
            Destination: { S3BucketDestination: { ...destination, BucketAccountId: '111122223333' } },
          },
        },
      },
      { Id: 'none', StorageClassAnalysis: undefined },
    ]),
  });
  s3.on(ListBucketIntelligentTieringConfigurationsCommand, input).resolves({
    IntelligentTieringConfigurationList: [
      {
        Id: 'cold',
        Status: 'Enabled',
        Filter: { Tag: { Key: 'a', Value: 'b' } },
        Tierings: set([
          { AccessTier: 'ARCHIVE_ACCESS', Days: 90 },
          { AccessTier: 'DEEP_ARCHIVE_ACCESS', Days: 180 },
        ]),
      },
    ],
  });
  s3.on(GetBucketMetadataConfigurationCommand, input).resolves({
    GetBucketMetadataConfigurationResult: {
      MetadataConfigurationResult: {
        DestinationResult: { TableBucketType: 'aws', TableBucketArn: tables, TableNamespace: 'b_orders' },
        JournalTableConfigurationResult: {
          TableStatus: 'ACTIVE',
          TableName: 'journal',
          TableArn: `${tables}/table/1`,
          RecordExpiration: { Expiration: 'ENABLED', Days: 10 },
        },
        InventoryTableConfigurationResult: {
          ConfigurationState: 'ENABLED',
          TableStatus: 'BACKFILLING',
          TableName: 'inventory',
          TableArn: `${tables}/table/2`,
        },
        AnnotationTableConfigurationResult: {
          ConfigurationState: 'ENABLED',
          TableStatus: 'ACTIVE',
          Role: 'arn:aws:iam::111122223333:role/annotate',
          TableName: 'annotation',
          TableArn: `${tables}/table/3`,
        },
      },
    },
  });
  s3.on(GetBucketMetadataTableConfigurationCommand, input).resolves({
    GetBucketMetadataTableConfigurationResult: {
      Status: 'ACTIVE',
      MetadataTableConfigurationResult: {
        S3TablesDestinationResult: {
          TableBucketArn: tables,
          TableName: 'metadata',
          TableArn: `${tables}/table/4`,
          TableNamespace: 'aws_s3_metadata',
        },
      },
    },
  });
}

/** What S3 answers for a bucket of which nothing is configured: an empty answer, or one of these errors. */
export function answerBarely(Bucket: string): void {
  const input = { Bucket };
  s3.on(GetPublicAccessBlockCommand, input).rejects(awsError('NoSuchPublicAccessBlockConfiguration'));
  s3.on(GetBucketOwnershipControlsCommand, input).rejects(awsError('OwnershipControlsNotFoundError'));
  s3.on(GetBucketAclCommand, input).resolves({ Owner: { ID: owner }, Grants: [ownersGrant] });
  s3.on(GetBucketAbacCommand, input).resolves({});
  s3.on(GetBucketCorsCommand, input).rejects(awsError('NoSuchCORSConfiguration'));
  s3.on(GetBucketWebsiteCommand, input).rejects(awsError('NoSuchWebsiteConfiguration'));
  s3.on(GetBucketEncryptionCommand, input).rejects(
    awsError('ServerSideEncryptionConfigurationNotFoundError'),
  );
  s3.on(GetBucketVersioningCommand, input).resolves({ MFADelete: 'Disabled' });
  s3.on(GetObjectLockConfigurationCommand, input).rejects(awsError('ObjectLockConfigurationNotFoundError'));
  s3.on(GetBucketLifecycleConfigurationCommand, input).rejects(awsError('NoSuchLifecycleConfiguration'));
  s3.on(GetBucketReplicationCommand, input).rejects(awsError('ReplicationConfigurationNotFoundError'));
  s3.on(GetBucketTaggingCommand, input).rejects(awsError('NoSuchTagSet'));
  s3.on(GetBucketLoggingCommand, input).resolves({});
  s3.on(GetBucketNotificationConfigurationCommand, input).resolves({});
  s3.on(GetBucketAccelerateConfigurationCommand, input).rejects(awsError('UnsupportedArgument'));
  s3.on(ListBucketInventoryConfigurationsCommand, input).resolves({ IsTruncated: true });
  s3.on(ListBucketMetricsConfigurationsCommand, input).resolves({});
  s3.on(ListBucketAnalyticsConfigurationsCommand, input).resolves({});
  s3.on(ListBucketIntelligentTieringConfigurationsCommand, input).rejects(awsError('NotImplemented'));
  s3.on(GetBucketMetadataConfigurationCommand, input).rejects(awsError('MetadataConfigurationNotFound'));
  s3.on(GetBucketMetadataTableConfigurationCommand, input).resolves({});
}

/** What is stored of a bucket that is answered for fully. */
export const fullProperties = {
  AbacStatus: 'Enabled',
  AccelerateConfiguration: { AccelerationStatus: 'Enabled' },
  AccessControlList: {
    Grants: [
      {
        Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AllUsers' },
        Permission: 'READ_ACP',
      },
      {
        Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/s3/LogDelivery' },
        Permission: 'WRITE',
      },
    ],
  },
  AnalyticsConfigurations: [
    {
      Id: 'exported',
      Prefix: 'a/',
      StorageClassAnalysis: {
        DataExport: {
          Destination: {
            BucketAccountId: '111122223333',
            BucketArn: 'arn:aws:s3:::reports',
            Format: 'CSV',
            Prefix: 'orders',
          },
          OutputSchemaVersion: 'V_1',
        },
      },
    },
    { Id: 'none' },
    { Id: 'plain' },
  ],
  Arn: 'arn:aws:s3:::orders',
  BucketEncryption: {
    ServerSideEncryptionConfiguration: [
      {
        BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
        BucketKeyEnabled: true,
        ServerSideEncryptionByDefault: {
          KMSMasterKeyID: 'arn:aws:kms:eu-west-1:111122223333:key/1',
          SSEAlgorithm: 'aws:kms',
        },
      },
    ],
  },
  BucketName: 'orders',
  CorsConfiguration: {
    CorsRules: [
      {
        AllowedHeaders: ['*'],
        AllowedMethods: ['GET', 'PUT'],
        AllowedOrigins: ['https://shop.example'],
        ExposedHeaders: ['ETag'],
        Id: 'shop',
        MaxAge: 3000,
      },
    ],
  },
  IntelligentTieringConfigurations: [
    {
      Id: 'cold',
      Status: 'Enabled',
      TagFilters: [{ Key: 'a', Value: 'b' }],
      Tierings: [
        { AccessTier: 'ARCHIVE_ACCESS', Days: 90 },
        { AccessTier: 'DEEP_ARCHIVE_ACCESS', Days: 180 },
      ],
    },
  ],
  InventoryConfigurations: [
    { Enabled: false, Id: 'daily', IncludedObjectVersions: 'All', ScheduleFrequency: 'Daily' },
    {
      Destination: {
        BucketAccountId: '111122223333',
        BucketArn: 'arn:aws:s3:::reports',
        Format: 'CSV',
        Prefix: 'orders',
      },
      Enabled: true,
      Id: 'weekly',
      IncludedObjectVersions: 'Current',
      OptionalFields: ['ETag', 'Size'],
      Prefix: 'orders/',
      ScheduleFrequency: 'Weekly',
    },
  ],
  LifecycleConfiguration: {
    Rules: [
      {
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
        ExpirationInDays: 3650,
        ExpiredObjectDeleteMarker: true,
        Id: 'archive',
        NoncurrentVersionExpiration: { NewerNoncurrentVersions: 3, NoncurrentDays: 90 },
        NoncurrentVersionTransitions: [
          { NewerNoncurrentVersions: 2, StorageClass: 'STANDARD_IA', TransitionInDays: 30 },
        ],
        ObjectSizeLessThan: 9,
        Prefix: 'logs/',
        Status: 'Enabled',
        TagFilters: [
          { Key: 'a', Value: "a's" },
          { Key: 'b', Value: "b's" },
        ],
        Transitions: [
          { StorageClass: 'DEEP_ARCHIVE', TransitionDate: '2027-01-01T00:00:00.000Z' },
          { StorageClass: 'GLACIER', TransitionInDays: 90 },
        ],
      },
      { ExpirationInDays: 500, Id: 'large', ObjectSizeGreaterThan: 5, Status: 'Enabled' },
      { ExpirationDate: '2027-01-01T00:00:00.000Z', Id: 'old', Prefix: 'tmp/', Status: 'Disabled' },
      { ExpirationInDays: 400, Id: 'tagged', Status: 'Enabled', TagFilters: [{ Key: 'a', Value: 'b' }] },
    ],
    TransitionDefaultMinimumObjectSize: 'all_storage_classes_128K',
  },
  LoggingConfiguration: {
    DestinationBucketName: 'access-logs',
    LogFilePrefix: 'orders/',
    TargetObjectKeyFormat: { PartitionedPrefix: { PartitionDateSource: 'EventTime' } },
  },
  MetadataConfiguration: {
    AnnotationTableConfiguration: {
      ConfigurationState: 'ENABLED',
      Role: 'arn:aws:iam::111122223333:role/annotate',
      TableArn: 'arn:aws:s3tables:eu-west-1:111122223333:bucket/aws-s3/table/3',
      TableName: 'annotation',
    },
    Destination: {
      TableBucketArn: 'arn:aws:s3tables:eu-west-1:111122223333:bucket/aws-s3',
      TableBucketType: 'aws',
      TableNamespace: 'b_orders',
    },
    InventoryTableConfiguration: {
      ConfigurationState: 'ENABLED',
      TableArn: 'arn:aws:s3tables:eu-west-1:111122223333:bucket/aws-s3/table/2',
      TableName: 'inventory',
    },
    JournalTableConfiguration: {
      RecordExpiration: { Days: 10, Expiration: 'ENABLED' },
      TableArn: 'arn:aws:s3tables:eu-west-1:111122223333:bucket/aws-s3/table/1',
      TableName: 'journal',
    },
  },
  MetadataTableConfiguration: {
    S3TablesDestination: {
      TableArn: 'arn:aws:s3tables:eu-west-1:111122223333:bucket/aws-s3/table/4',
      TableBucketArn: 'arn:aws:s3tables:eu-west-1:111122223333:bucket/aws-s3',
      TableName: 'metadata',
      TableNamespace: 'aws_s3_metadata',
    },
  },
  MetricsConfigurations: [
    { Id: 'all' },
    {
      AccessPointArn: 'arn:aws:s3:eu-west-1:1:accesspoint/x',
      Id: 'some',
      Prefix: 'a/',
      TagFilters: [
        { Key: 'a', Value: "a's" },
        { Key: 'b', Value: "b's" },
      ],
    },
  ],
  NotificationConfiguration: {
    EventBridgeConfiguration: { EventBridgeEnabled: true },
    LambdaConfigurations: [
      {
        Event: 's3:ObjectCreated:Copy',
        Filter: {
          S3Key: {
            Rules: [
              { Name: 'prefix', Value: 'in/' },
              { Name: 'suffix', Value: '.csv' },
            ],
          },
        },
        Function: 'arn:aws:lambda:eu-west-1:111122223333:function:orders',
      },
      {
        Event: 's3:ObjectCreated:Put',
        Filter: {
          S3Key: {
            Rules: [
              { Name: 'prefix', Value: 'in/' },
              { Name: 'suffix', Value: '.csv' },
            ],
          },
        },
        Function: 'arn:aws:lambda:eu-west-1:111122223333:function:orders',
      },
    ],
    QueueConfigurations: [
      { Event: 's3:ObjectRemoved:*', Queue: 'arn:aws:sqs:eu-west-1:111122223333:orders' },
    ],
    TopicConfigurations: [{ Event: 's3:TestEvent', Topic: 'arn:aws:sns:eu-west-1:111122223333:orders' }],
  },
  ObjectLockConfiguration: {
    ObjectLockEnabled: 'Enabled',
    Rule: { DefaultRetention: { Days: 30, Mode: 'COMPLIANCE' } },
  },
  ObjectLockEnabled: true,
  OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
  PublicAccessBlockConfiguration: {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  },
  ReplicationConfiguration: {
    Role: 'arn:aws:iam::111122223333:role/copy',
    Rules: [
      {
        DeleteMarkerReplication: { Status: 'Disabled' },
        Destination: {
          AccessControlTranslation: { Owner: 'Destination' },
          Account: '444455556666',
          Bucket: 'arn:aws:s3:::orders-copy',
          EncryptionConfiguration: { ReplicaKmsKeyID: 'arn:aws:kms:eu-central-1:444455556666:key/2' },
          Metrics: { EventThreshold: { Minutes: 15 }, Status: 'Enabled' },
          ReplicationTime: { Status: 'Enabled', Time: { Minutes: 15 } },
          StorageClass: 'STANDARD_IA',
        },
        Filter: {
          And: {
            Prefix: 'orders/',
            TagFilters: [
              { Key: 'a', Value: "a's" },
              { Key: 'b', Value: "b's" },
            ],
          },
        },
        Id: 'all',
        Priority: 1,
        SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
        Status: 'Enabled',
      },
      {
        Destination: { Bucket: 'arn:aws:s3:::orders-copy' },
        Filter: { TagFilter: { Key: 'a', Value: 'b' } },
        Id: 'one-tag',
        Priority: 2,
        Status: 'Disabled',
      },
      { Destination: { Bucket: 'arn:aws:s3:::orders-copy' }, Id: 'v1', Prefix: 'x/', Status: 'Enabled' },
    ],
  },
  VersioningConfiguration: { MFADelete: 'Enabled', Status: 'Enabled' },
  WebsiteConfiguration: {
    ErrorDocument: 'error.html',
    IndexDocument: 'index.html',
    RoutingRules: [
      {
        RedirectRule: { HttpRedirectCode: '302', Protocol: 'https', ReplaceKeyPrefixWith: 'documents/' },
        RoutingRuleCondition: { HttpErrorCodeReturnedEquals: '404', KeyPrefixEquals: 'docs/' },
      },
    ],
  },
};
