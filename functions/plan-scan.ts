import { S3Client } from '@aws-sdk/client-s3';
import { planScanEventSchema, planScanResultSchema } from '../lib/scan/events.ts';
import { planScan } from '../lib/scan/plan-scan.ts';
import { S3ObjectStore } from '../lib/store/s3-store.ts';
import { configurationFile, environmentVariable, readShipped } from './environment.ts';
import { defineFunction } from './middleware.ts';

const bucket = environmentVariable('TIDEMARK_BUCKET');
const store = new S3ObjectStore(new S3Client({}), bucket);
const shipped = readShipped(new URL(configurationFile, import.meta.url));

/** First step of a run: writes its plan and its targets. */
export const handler = defineFunction({
  input: planScanEventSchema,
  example: {
    request: { trigger: 'schedule', mode: 'detect', environments: ['prod'] },
    executionName: '20261121T070000Z-4f2a9c1b',
  },
  output: planScanResultSchema,
  run: (event) => planScan(event, { ...shipped, store, bucket, now: () => new Date() }),
});
