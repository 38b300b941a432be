import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { publishAlerts } from '../lib/notify/publish-alerts.ts';
import { publishAlertsEventSchema, publishAlertsResultSchema } from '../lib/scan/events.ts';
import { S3ObjectStore } from '../lib/store/s3-store.ts';
import { environmentVariable } from './environment.ts';
import { defineFunction } from './middleware.ts';

const store = new S3ObjectStore(new S3Client({}), environmentVariable('TIDEMARK_BUCKET'));
const topicArnTemplate = environmentVariable('TIDEMARK_TOPIC_ARN_TEMPLATE');
const sns = new SNSClient({});
const eventBridge = new EventBridgeClient({});

/** Sends the alert of one environment, when findings wait to be alerted. */
export const handler = defineFunction({
  input: publishAlertsEventSchema,
  example: { runId: '20261121T070000Z-4f2a9c1b', environment: 'prod' },
  output: publishAlertsResultSchema,
  run: async ({ runId, environment }) => ({
    runId,
    environment,
    ...(await publishAlerts(runId, environment, {
      store,
      sns,
      eventBridge,
      topicArnTemplate,
      now: () => new Date(),
    })),
  }),
});
