import {
  GetBucketAccelerateConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketMetadataConfigurationCommand,
  GetBucketMetadataTableConfigurationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketTaggingCommand,
  ListBucketAnalyticsConfigurationsCommand,
  ListBucketInventoryConfigurationsCommand,
  ListBucketMetricsConfigurationsCommand,
  type MetadataConfigurationResult,
} from '@aws-sdk/client-s3';
import { type BucketPart, everyPage } from './s3-bucket-part.ts';
import { analytics, inventory, logging, metrics, notifications } from './s3-shape.ts';

function metadata(result: MetadataConfigurationResult | undefined): object | undefined {
  const { DestinationResult, JournalTableConfigurationResult: journal } = result ?? {};
  const {
    InventoryTableConfigurationResult: inventoryTable,
    AnnotationTableConfigurationResult: annotations,
  } = result ?? {};
  return {
    Destination: DestinationResult,
    JournalTableConfiguration: journal && {
      TableName: journal.TableName,
      TableArn: journal.TableArn,
      RecordExpiration: journal.RecordExpiration,
    },
    InventoryTableConfiguration: inventoryTable && {
      ConfigurationState: inventoryTable.ConfigurationState,
      TableName: inventoryTable.TableName,
      TableArn: inventoryTable.TableArn,
    },
    AnnotationTableConfiguration: annotations && {
      ConfigurationState: annotations.ConfigurationState,
      Role: annotations.Role,
      TableName: annotations.TableName,
      TableArn: annotations.TableArn,
    },
  };
}

/** What is told of the bucket, and how it is reached. */
export const reportParts: readonly BucketPart[] = [
  {
    paths: ['/Tags'],
    permission: 's3:GetBucketTagging',
    read: async (client, Bucket) => {
      const { TagSet } = await client.send(new GetBucketTaggingCommand({ Bucket }));
      return { Tags: TagSet };
    },
  },
  {
    paths: ['/LoggingConfiguration'],
    permission: 's3:GetBucketLogging',
    read: async (client, Bucket) => {
      const { LoggingEnabled } = await client.send(new GetBucketLoggingCommand({ Bucket }));
      return { LoggingConfiguration: LoggingEnabled && logging(LoggingEnabled) };
    },
  },
  {
    paths: ['/NotificationConfiguration'],
    permission: 's3:GetBucketNotification',
    read: async (client, Bucket) => ({
      NotificationConfiguration: notifications(
        await client.send(new GetBucketNotificationConfigurationCommand({ Bucket })),
      ),
    }),
  },
  {
    paths: ['/AccelerateConfiguration'],
    permission: 's3:GetAccelerateConfiguration',
    read: async (client, Bucket) => {
      const { Status } = await client.send(new GetBucketAccelerateConfigurationCommand({ Bucket }));
      return { AccelerateConfiguration: { AccelerationStatus: Status } };
    },
  },
  {
    paths: ['/InventoryConfigurations'],
    permission: 's3:GetInventoryConfiguration',
    read: async (client, Bucket) => {
      const found = await everyPage(async (ContinuationToken) => {
        const page = await client.send(
          new ListBucketInventoryConfigurationsCommand({ Bucket, ContinuationToken }),
        );
        return { items: page.InventoryConfigurationList, next: page.NextContinuationToken };
      });
      return { InventoryConfigurations: found.map(inventory) };
    },
  },
  {
    paths: ['/MetricsConfigurations'],
    permission: 's3:GetMetricsConfiguration',
    read: async (client, Bucket) => {
      const found = await everyPage(async (ContinuationToken) => {
        const page = await client.send(
          new ListBucketMetricsConfigurationsCommand({ Bucket, ContinuationToken }),
        );
        return { items: page.MetricsConfigurationList, next: page.NextContinuationToken };
      });
      return { MetricsConfigurations: found.map(metrics) };
    },
  },
  {
    paths: ['/AnalyticsConfigurations'],
    permission: 's3:GetAnalyticsConfiguration',
    read: async (client, Bucket) => {
      const found = await everyPage(async (ContinuationToken) => {
        const page = await client.send(
          new ListBucketAnalyticsConfigurationsCommand({ Bucket, ContinuationToken }),
        );
        return { items: page.AnalyticsConfigurationList, next: page.NextContinuationToken };
      });
      return { AnalyticsConfigurations: found.map(analytics) };
    },
  },
  {
    paths: ['/MetadataConfiguration'],
    permission: 's3:GetBucketMetadataTableConfiguration',
    read: async (client, Bucket) => {
      const answer = await client.send(new GetBucketMetadataConfigurationCommand({ Bucket }));
      const { MetadataConfigurationResult } = answer.GetBucketMetadataConfigurationResult ?? {};
      return { MetadataConfiguration: metadata(MetadataConfigurationResult) };
    },
  },
  {
    paths: ['/MetadataTableConfiguration'],
    permission: 's3:GetBucketMetadataTableConfiguration',
    read: async (client, Bucket) => {
      const answer = await client.send(new GetBucketMetadataTableConfigurationCommand({ Bucket }));
      const { MetadataTableConfigurationResult } = answer.GetBucketMetadataTableConfigurationResult ?? {};
      return {
        MetadataTableConfiguration: {
          S3TablesDestination: MetadataTableConfigurationResult?.S3TablesDestinationResult,
        },
      };
    },
  },
];
