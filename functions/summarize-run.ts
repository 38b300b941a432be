import { S3Client } from '@aws-sdk/client-s3';
import { knowledgeOf, resourceTypes } from '../lib/resources/index.ts';
import { summarizeRunEventSchema, summarizeRunResultSchema } from '../lib/scan/events.ts';
import { summarizeRun, summaryOf } from '../lib/scan/summarize-run.ts';
import { S3ObjectStore } from '../lib/store/s3-store.ts';
import { environmentVariable } from './environment.ts';
import { measureRun } from './metrics.ts';
import { defineFunction, logger } from './middleware.ts';

const store = new S3ObjectStore(new S3Client({}), environmentVariable('TIDEMARK_BUCKET'));

/** Last step of a run before its alerts: writes the report. */
export const handler = defineFunction({
  input: summarizeRunEventSchema,
  example: { runId: '20261121T070000Z-4f2a9c1b' },
  output: summarizeRunResultSchema,
  run: async ({ runId }) => {
    const report = await summarizeRun(runId, {
      store,
      now: () => new Date(),
      types: resourceTypes,
      knowledgeOf,
      onComplianceGap: (environment, reason) =>
        logger.error('how an environment stands with published controls could not be told', {
          environment,
          reason,
        }),
    });
    measureRun(report);
    return summaryOf(report);
  },
});
