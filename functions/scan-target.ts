import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { openEventHistory } from '../lib/aws/cloud-trail-events.ts';
import { roleConnector } from '../lib/aws/connect.ts';
import { readDigest } from '../lib/aws/digest-key.ts';
import { taggedResources } from '../lib/aws/tagged-resources.ts';
import { bundledPriceBook } from '../lib/cost/price-book.ts';
import { targetResultSchema } from '../lib/model/report.ts';
import { loadPriceBook } from '../lib/prices/stored-prices.ts';
import { knowledgeOf, resourceTypes } from '../lib/resources/index.ts';
import { scanTargetEventSchema } from '../lib/scan/events.ts';
import { scanTarget } from '../lib/scan/scan-target.ts';
import { S3ObjectStore } from '../lib/store/s3-store.ts';
import { environmentVariable } from './environment.ts';
import { measureTarget } from './metrics.ts';
import { defineFunction, logger } from './middleware.ts';

const store = new S3ObjectStore(new S3Client({}), environmentVariable('TIDEMARK_BUCKET'));
const secretArn = environmentVariable('TIDEMARK_DIGEST_SECRET_ARN');
const secretsManager = new SecretsManagerClient({});

/** Scans one target. Answers what it came to in few words, since the result itself may exceed a state's 256 KiB. */
export const handler = defineFunction({
  input: scanTargetEventSchema,
  example: {
    runId: '20261121T070000Z-4f2a9c1b',
    environment: 'prod',
    account: '111122223333',
    region: 'eu-west-1',
  },
  output: targetResultSchema.pick({ status: true, resources: true, findingsTotal: true }),
  run: async (event) => {
    const result = await scanTarget(event, {
      store,
      connectorFor: ({ memberRole, runId }, { referenceRegion }) =>
        roleConnector({
          roleName: memberRole.name,
          externalId: memberRole.externalId,
          referenceRegion,
          runId,
          ownAccountWithoutRole: false,
        }),
      digest: await readDigest(secretsManager, secretArn),
      types: resourceTypes,
      knowledgeOf,
      prices: await loadPriceBook({
        store,
        regions: [event.region],
        bundled: bundledPriceBook,
        now: () => new Date(),
        onUnused: (reason) => logger.warn(reason),
      }),
      seeWhatExists: taggedResources,
      openEventHistory,
      now: () => new Date(),
      onAwsConfigGap: (_target, reason) => logger.warn(reason),
    });
    measureTarget(result);
    const { status, resources, findingsTotal } = result;
    return { status, resources, findingsTotal };
  },
});
