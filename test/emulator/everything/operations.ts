import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { ConfigService } from '@aws-sdk/client-config-service';
import { type Place, policy, tagPairs, tags } from './place.ts';

/** Alarms of one metric and of others, groups of logs with filters, and who may write logs. */
export async function createWatch({ configuration, arn }: Place): Promise<void> {
  const watch = new CloudWatch(configuration);
  const AlarmActions = [arn('sns', 'orders'), arn('sns', 'on-call')];
  for (const AlarmName of ['slow-orders', 'failed-orders'])
    await watch.putMetricAlarm({
      AlarmName,
      AlarmDescription: 'Customers wait',
      Namespace: 'Shop',
      MetricName: AlarmName,
      Dimensions: [
        { Name: 'Stage', Value: 'prod' },
        { Name: 'Country', Value: 'ch' },
      ],
      Statistic: 'Average',
      Period: 300,
      EvaluationPeriods: 2,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions,
      Tags: tagPairs,
    });
  await watch.putCompositeAlarm({
    AlarmName: 'shop-in-trouble',
    AlarmRule: 'ALARM("slow-orders") OR ALARM("failed-orders")',
    AlarmActions,
    Tags: tagPairs,
  });
  const logs = new CloudWatchLogs(configuration);
  await logs.createLogGroup({ logGroupName: '/shop/orders', tags });
  await logs.putRetentionPolicy({ logGroupName: '/shop/orders', retentionInDays: 90 });
  await logs.putMetricFilter({
    logGroupName: '/shop/orders',
    filterName: 'refused-payments',
    filterPattern: '{ $.state = "refused" }',
    metricTransformations: [
      {
        metricNamespace: 'Shop',
        metricName: 'RefusedPayments',
        metricValue: '1',
        defaultValue: 0,
        dimensions: { Country: '$.country', Provider: '$.provider' },
      },
    ],
  });
  await logs.putResourcePolicy({
    policyName: 'search',
    policyDocument: policy(arn('logs', 'log-group:/shop/*'), 'logs', { Service: 'es.amazonaws.com' }),
  });
}

/** A trail of all regions, and the recorder of AWS Config with its channel and a rule. */
export async function createAudit({ shop, configuration, arn }: Place): Promise<void> {
  const trails = new CloudTrail(configuration);
  await trails.createTrail({
    Name: 'everything',
    S3BucketName: shop.buckets.accessLogs,
    IsMultiRegionTrail: true,
    EnableLogFileValidation: true,
    TagsList: tagPairs,
  });
  await trails.putEventSelectors({
    TrailName: 'everything',
    EventSelectors: [
      {
        ReadWriteType: 'All',
        IncludeManagementEvents: true,
        DataResources: [
          {
            Type: 'AWS::S3::Object',
            Values: [`arn:aws:s3:::${shop.buckets.invoices}/`, `arn:aws:s3:::${shop.buckets.uploads}/`],
          },
        ],
      },
    ],
  });
  await trails.startLogging({ Name: 'everything' });
  const config = new ConfigService(configuration);
  await config.putConfigurationRecorder({
    ConfigurationRecorder: {
      name: 'default',
      roleARN: shop.identities.functionRoleArn,
      recordingGroup: {
        allSupported: false,
        includeGlobalResourceTypes: false,
        resourceTypes: ['AWS::EC2::Instance', 'AWS::S3::Bucket', 'AWS::IAM::Role'],
      },
    },
  });
  await config.putDeliveryChannel({
    DeliveryChannel: {
      name: 'default',
      s3BucketName: shop.buckets.accessLogs,
      snsTopicARN: arn('sns', 'orders'),
      configSnapshotDeliveryProperties: { deliveryFrequency: 'TwentyFour_Hours' },
    },
  });
  await config.startConfigurationRecorder({ ConfigurationRecorderName: 'default' });
  await config.putConfigRule({
    ConfigRule: {
      ConfigRuleName: 'encrypted-volumes',
      Source: { Owner: 'AWS', SourceIdentifier: 'ENCRYPTED_VOLUMES' },
      Scope: { ComplianceResourceTypes: ['AWS::EC2::Volume', 'AWS::EC2::Instance'] },
    },
    Tags: tagPairs,
  });
}
