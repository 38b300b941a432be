import type {
  AnalyticsConfiguration,
  IntelligentTieringConfiguration,
  InventoryConfiguration,
  LifecycleRule,
  LoggingEnabled,
  MetricsConfiguration,
  NotificationConfiguration,
  NotificationConfigurationFilter,
  ReplicationRule,
  ReplicationRuleFilter,
  RoutingRule,
  ServerSideEncryptionRule,
  Tag,
} from '@aws-sdk/client-s3';

/** A filter as S3 spells it: a prefix, a tag, or several of them in `And`. */
interface Filter {
  readonly Prefix?: string | undefined;
  readonly Tag?: Tag | undefined;
  readonly And?:
    | { readonly Prefix?: string | undefined; readonly Tags?: readonly Tag[] | undefined }
    | undefined;
}

/** The prefix and tags of a filter, which the CloudFormation schema has beside each other. */
function filter(of: Filter | undefined): { Prefix: string | undefined; TagFilters: readonly Tag[] } {
  return {
    Prefix: of?.Prefix ?? of?.And?.Prefix,
    TagFilters: of?.Tag ? [of.Tag] : (of?.And?.Tags ?? []),
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-rule.html */
export function lifecycleRule(rule: LifecycleRule): object {
  const { Prefix, TagFilters } = filter(rule.Filter);
  return {
    Id: rule.ID,
    Status: rule.Status,
    Prefix: rule.Prefix ?? Prefix,
    TagFilters,
    // S3 answers 0 beside a prefix or tags for a size that was never set.
    ObjectSizeGreaterThan:
      (rule.Filter?.ObjectSizeGreaterThan ?? rule.Filter?.And?.ObjectSizeGreaterThan) || undefined,
    ObjectSizeLessThan: rule.Filter?.ObjectSizeLessThan ?? rule.Filter?.And?.ObjectSizeLessThan,
    ExpirationDate: rule.Expiration?.Date,
    ExpirationInDays: rule.Expiration?.Days,
    ExpiredObjectDeleteMarker: rule.Expiration?.ExpiredObjectDeleteMarker,
    Transitions: rule.Transitions?.map(({ Date: TransitionDate, Days, StorageClass }) => ({
      TransitionDate,
      TransitionInDays: Days,
      StorageClass,
    })),
    NoncurrentVersionExpiration: rule.NoncurrentVersionExpiration,
    NoncurrentVersionTransitions: rule.NoncurrentVersionTransitions?.map(
      ({ NoncurrentDays, NewerNoncurrentVersions, StorageClass }) => ({
        TransitionInDays: NoncurrentDays,
        NewerNoncurrentVersions,
        StorageClass,
      }),
    ),
    AbortIncompleteMultipartUpload: rule.AbortIncompleteMultipartUpload,
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-serversideencryptionrule.html */
export function encryptionRule(rule: ServerSideEncryptionRule): object {
  return {
    BucketKeyEnabled: rule.BucketKeyEnabled,
    ServerSideEncryptionByDefault: rule.ApplyServerSideEncryptionByDefault,
    BlockedEncryptionTypes: rule.BlockedEncryptionTypes,
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-loggingconfiguration.html */
export function logging({ TargetBucket, TargetPrefix, TargetObjectKeyFormat }: LoggingEnabled): object {
  return { DestinationBucketName: TargetBucket, LogFilePrefix: TargetPrefix, TargetObjectKeyFormat };
}

/** S3 returns the names of filter rules as they were sent: `prefix` and `Prefix` are the same. */
function notificationFilter(of: NotificationConfigurationFilter | undefined): object | undefined {
  const Rules = of?.Key?.FilterRules?.map(({ Name, Value }) => ({ Name: Name?.toLowerCase(), Value }));
  return Rules && { S3Key: { Rules } };
}

/** The schema has one entry for each event, where S3 has one for each destination with all of its events. */
function perEvent(
  of: {
    readonly Events: readonly string[] | undefined;
    readonly Filter?: NotificationConfigurationFilter | undefined;
  },
  destination: object,
): object[] {
  return (of.Events ?? []).map((Event) => ({ Event, Filter: notificationFilter(of.Filter), ...destination }));
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-notificationconfiguration.html */
export function notifications(of: NotificationConfiguration): object {
  return {
    EventBridgeConfiguration: of.EventBridgeConfiguration && { EventBridgeEnabled: true },
    LambdaConfigurations: (of.LambdaFunctionConfigurations ?? []).flatMap((each) =>
      perEvent(each, { Function: each.LambdaFunctionArn }),
    ),
    QueueConfigurations: (of.QueueConfigurations ?? []).flatMap((each) =>
      perEvent(each, { Queue: each.QueueArn }),
    ),
    TopicConfigurations: (of.TopicConfigurations ?? []).flatMap((each) =>
      perEvent(each, { Topic: each.TopicArn }),
    ),
  };
}

function replicationFilter({ Prefix, Tag: TagFilter, And }: ReplicationRuleFilter): object {
  return { Prefix, TagFilter, And: And && { Prefix: And.Prefix, TagFilters: And.Tags } };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-replicationrule.html */
export function replicationRule(rule: ReplicationRule): object {
  return {
    Id: rule.ID,
    Priority: rule.Priority,
    Prefix: rule.Prefix,
    Status: rule.Status,
    Filter: rule.Filter && replicationFilter(rule.Filter),
    SourceSelectionCriteria: rule.SourceSelectionCriteria,
    Destination: rule.Destination,
    DeleteMarkerReplication: rule.DeleteMarkerReplication,
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-routingrule.html */
export function routingRule({ Condition, Redirect }: RoutingRule): object {
  return { RoutingRuleCondition: Condition, RedirectRule: Redirect };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-intelligenttieringconfiguration.html */
export function intelligentTiering({ Filter, ...rest }: IntelligentTieringConfiguration): object {
  return { ...rest, ...filter(Filter) };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-metricsconfiguration.html */
export function metrics({ Id, Filter }: MetricsConfiguration): object {
  const { AccessPointArn, And } = Filter ?? {};
  return { Id, ...filter(Filter), AccessPointArn: AccessPointArn ?? And?.AccessPointArn };
}

interface ExportDestination {
  readonly Bucket: string | undefined;
  readonly Format: string | undefined;
  readonly Prefix?: string | undefined;
}

function exportDestination(
  of: ExportDestination | undefined,
  BucketAccountId: string | undefined,
): object | undefined {
  return of && { BucketAccountId, BucketArn: of.Bucket, Format: of.Format, Prefix: of.Prefix };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-inventoryconfiguration.html */
export function inventory(of: InventoryConfiguration): object {
  const destination = of.Destination?.S3BucketDestination;
  return {
    Id: of.Id,
    Enabled: of.IsEnabled,
    Destination: exportDestination(destination, destination?.AccountId),
    IncludedObjectVersions: of.IncludedObjectVersions,
    OptionalFields: of.OptionalFields,
    Prefix: of.Filter?.Prefix,
    ScheduleFrequency: of.Schedule?.Frequency,
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-analyticsconfiguration.html */
export function analytics({ Id, Filter, StorageClassAnalysis }: AnalyticsConfiguration): object {
  const { DataExport } = StorageClassAnalysis ?? {};
  const destination = DataExport?.Destination?.S3BucketDestination;
  return {
    Id,
    ...filter(Filter),
    StorageClassAnalysis: {
      DataExport: DataExport && {
        OutputSchemaVersion: DataExport.OutputSchemaVersion,
        Destination: exportDestination(destination, destination?.BucketAccountId),
      },
    },
  };
}
