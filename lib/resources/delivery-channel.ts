import { ConfigServiceClient, DescribeDeliveryChannelsCommand } from '@aws-sdk/client-config-service';
import { free } from '../model/cost.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { Rule } from '../model/rule.ts';
import { defineResourceType } from './define.ts';
import { asWord, type RemedyValues } from './former-state.ts';
import { capitalised } from './schema-names.ts';
import { deleted, disableTools, redirected } from './watcher-rules.ts';

const sources = ['CIS AWS Foundations 3.0 3.3', 'FSBP Config.1', disableTools];

/** A delivery channel in the words of its API, as `put-delivery-channel` takes it: `{{channel}}`. */
function channelOf({ id, properties }: Resource): RemedyValues {
  const { S3BucketName, S3KeyPrefix, S3KmsKeyArn, SnsTopicARN } = properties;
  const deliveryFrequency = valueAt(properties, '/ConfigSnapshotDeliveryProperties/DeliveryFrequency');
  return {
    channel: asWord({
      name: id,
      ...(S3BucketName && { s3BucketName: S3BucketName }),
      ...(S3KeyPrefix && { s3KeyPrefix: S3KeyPrefix }),
      ...(S3KmsKeyArn && { s3KmsKeyArn: S3KmsKeyArn }),
      ...(SnsTopicARN && { snsTopicARN: SnsTopicARN }),
      ...(deliveryFrequency && { configSnapshotDeliveryProperties: { deliveryFrequency } }),
    }),
  };
}

/** Sets the channel as it was. */
const channelAsBefore = {
  command: 'aws configservice put-delivery-channel --delivery-channel {{channel}}',
  console: 'AWS Config › Settings › Edit › Delivery method',
};

const rules: readonly Rule[] = [
  deleted(
    {
      id: 'config-delivery-channel-deleted',
      title: 'AWS Config no longer delivers what it records',
      severity: 'HIGH',
      sources,
      recommendation: 'Set the delivery channel up again: without one the recorder cannot work.',
      remedy: channelAsBefore,
      values: channelOf,
    },
    ({ id, properties }) =>
      `Delivery channel ${id} of AWS Config was deleted: nothing reaches bucket ${String(properties.S3BucketName)} any more.`,
  ),
  redirected(
    {
      id: 'config-delivery-bucket-changed',
      title: 'AWS Config delivers elsewhere',
      severity: 'HIGH',
      property: 'S3BucketName',
      sources,
      recommendation:
        'Make sure that the bucket is yours and guarded as the former one; if not, set that again.',
      remedy: channelAsBefore,
      values: channelOf,
    },
    ({ id }, from, to) => `Delivery channel ${id} of AWS Config delivers to bucket ${to} instead of ${from}.`,
  ),
  redirected(
    {
      id: 'config-delivery-key-changed',
      title: 'what AWS Config delivers is encrypted otherwise',
      severity: 'MEDIUM',
      property: 'S3KmsKeyArn',
      sources: [
        'https://docs.aws.amazon.com/config/latest/developerguide/manage-delivery-channel.html',
        'MITRE ATT&CK T1486',
      ],
      recommendation: 'Set the key again, or make sure that the new one is yours.',
      remedy: channelAsBefore,
      values: channelOf,
    },
    ({ id }, from, to) =>
      `What delivery channel ${id} delivers is encrypted with key ${to} instead of ${from}.`,
  ),
];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-config-deliverychannel.html */
export const deliveryChannel = defineResourceType({
  type: 'AWS::Config::DeliveryChannel',
  scope: 'regional',
  taggable: false,
  permissions: ['config:DescribeDeliveryChannels'],
  async *read({ clients }) {
    const { DeliveryChannels = [] } = await clients
      .get(ConfigServiceClient)
      .send(new DescribeDeliveryChannelsCommand({}));
    for (const channel of DeliveryChannels) {
      if (!channel.name) continue;
      yield {
        id: channel.name,
        properties: {
          Name: channel.name,
          S3BucketName: channel.s3BucketName,
          S3KeyPrefix: channel.s3KeyPrefix,
          S3KmsKeyArn: channel.s3KmsKeyArn,
          SnsTopicARN: channel.snsTopicARN,
          ConfigSnapshotDeliveryProperties: capitalised(channel.configSnapshotDeliveryProperties),
        },
      };
    }
  },
  sensitivity: { '': 'MEDIUM', '/ConfigSnapshotDeliveryProperties': 'LOW', '/SnsTopicARN': 'LOW' },
  rules,
  monthlyCost: () => free,
});
