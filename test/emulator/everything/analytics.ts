import { Athena } from '@aws-sdk/client-athena';
import { Backup } from '@aws-sdk/client-backup';
import { Firehose } from '@aws-sdk/client-firehose';
import { Glue } from '@aws-sdk/client-glue';
import { Kinesis } from '@aws-sdk/client-kinesis';
import { canarySecret } from '../seed.ts';
import { type Place, tagPairs, tags } from './place.ts';

/** A stream, what delivers it to a bucket, a job, a connection with a password, and a group of queries. */
export async function createAnalytics({ shop, configuration, arn }: Place): Promise<void> {
  const kinesis = new Kinesis(configuration);
  await kinesis.createStream({
    StreamName: 'clicks',
    StreamModeDetails: { StreamMode: 'PROVISIONED' },
    ShardCount: 2,
    Tags: tags,
  });
  await kinesis.increaseStreamRetentionPeriod({ StreamName: 'clicks', RetentionPeriodHours: 72 });
  await new Firehose(configuration).createDeliveryStream({
    DeliveryStreamName: 'clicks',
    DeliveryStreamType: 'DirectPut',
    ExtendedS3DestinationConfiguration: {
      RoleARN: shop.identities.functionRoleArn,
      BucketARN: `arn:aws:s3:::${shop.buckets.uploads}`,
      Prefix: 'clicks/',
      CompressionFormat: 'GZIP',
      BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 300 },
      CloudWatchLoggingOptions: {
        Enabled: true,
        LogGroupName: '/firehose/clicks',
        LogStreamName: 'delivery',
      },
    },
    Tags: tagPairs,
  });
  const glue = new Glue(configuration);
  await glue.createConnection({
    ConnectionInput: {
      Name: 'orders',
      ConnectionType: 'JDBC',
      ConnectionProperties: {
        JDBC_CONNECTION_URL: 'jdbc:postgresql://orders.example.com:5432/orders',
        USERNAME: 'reports',
        PASSWORD: canarySecret,
      },
      PhysicalConnectionRequirements: {
        SubnetId: shop.network.privateSubnetIds[0],
        SecurityGroupIdList: [shop.network.databaseGroupId, shop.network.applicationGroupId],
        AvailabilityZone: `${shop.region}a`,
      },
    },
    Tags: tags,
  });
  await glue.createJob({
    Name: 'nightly-figures',
    Role: shop.identities.functionRoleArn,
    Command: { Name: 'glueetl', ScriptLocation: `s3://${shop.buckets.uploads}/figures.py` },
    DefaultArguments: { '--stage': 'prod', '--api-token': canarySecret },
    Connections: { Connections: ['orders'] },
    GlueVersion: '5.0',
    WorkerType: 'G.1X',
    NumberOfWorkers: 2,
    Tags: tags,
  });
  await new Athena(configuration).createWorkGroup({
    Name: 'analysts',
    Description: 'Questions about the orders',
    Configuration: {
      EnforceWorkGroupConfiguration: true,
      PublishCloudWatchMetricsEnabled: true,
      BytesScannedCutoffPerQuery: 1_000_000_000,
      ResultConfiguration: {
        OutputLocation: `s3://${shop.buckets.uploads}/results/`,
        EncryptionConfiguration: { EncryptionOption: 'SSE_KMS', KmsKey: arn('kms', 'alias/orders') },
      },
    },
    Tags: tagPairs,
  });
}

/** A vault, a plan of two rules, and what the plan covers. */
export async function createBackups({ shop, configuration }: Place, keyArn: string): Promise<void> {
  const backup = new Backup(configuration);
  await backup.createBackupVault({
    BackupVaultName: 'orders',
    EncryptionKeyArn: keyArn,
    BackupVaultTags: tags,
  });
  const rule = (RuleName: string, ScheduleExpression: string, DeleteAfterDays: number) => ({
    RuleName,
    TargetBackupVaultName: 'orders',
    ScheduleExpression,
    StartWindowMinutes: 60,
    CompletionWindowMinutes: 180,
    Lifecycle: { DeleteAfterDays },
    RecoveryPointTags: tags,
  });
  const { BackupPlanId } = await backup.createBackupPlan({
    BackupPlan: {
      BackupPlanName: 'orders',
      Rules: [rule('daily', 'cron(0 3 * * ? *)', 35), rule('monthly', 'cron(0 4 1 * ? *)', 365)],
    },
    BackupPlanTags: tags,
  });
  await backup.createBackupSelection({
    BackupPlanId,
    BackupSelection: {
      SelectionName: 'tagged',
      IamRoleArn: shop.identities.functionRoleArn,
      ListOfTags: [
        { ConditionType: 'STRINGEQUALS', ConditionKey: 'Team', ConditionValue: 'orders' },
        { ConditionType: 'STRINGEQUALS', ConditionKey: 'Team', ConditionValue: 'catalogue' },
      ],
    },
  });
}
