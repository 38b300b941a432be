import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { z } from 'zod';
import { environmentReportSchema, runReportSchema } from '../lib/model/report.ts';
import { auditEventSchema } from '../lib/scan/events.ts';
import { startAudit } from '../lib/scan/start-audit.ts';
import { S3ObjectStore } from '../lib/store/s3-store.ts';
import { configurationFile, environmentVariable, readShipped } from './environment.ts';
import { defineFunction } from './middleware.ts';

const store = new S3ObjectStore(new S3Client({}), environmentVariable('TIDEMARK_BUCKET'));
const stateMachineArn = environmentVariable('TIDEMARK_STATE_MACHINE_ARN');
const stepFunctions = new SFNClient({});
const shipped = readShipped(new URL(configurationFile, import.meta.url));
/** Milliseconds between two looks at a run that somebody waits for. */
const lookEvery = 2_000;

const summarySchema = z.strictObject({
  ...runReportSchema.pick({ severities: true, cost: true }).shape,
  environments: z
    .array(
      z.strictObject({
        ...environmentReportSchema.pick({ environment: true, severities: true }).shape,
        targets: z.strictObject({ scanned: z.number().int(), failed: z.number().int() }),
        findings: environmentReportSchema.shape.findings.readonly(),
      }),
    )
    .readonly(),
});

/** Starts a run by hand: `aws lambda invoke --function-name tidemark-audit --payload '{"environment":"prod"}'`. */
export const handler = defineFunction({
  input: auditEventSchema,
  example: {
    environment: 'prod',
    accounts: ['111122223333'],
    wait: true,
    reason: 'change CHG-42 was rolled out',
  },
  output: z.strictObject({
    runId: z.string(),
    executionArn: z.string(),
    status: z.enum(['started', 'running', 'complete', 'incomplete']),
    report: z.string().optional(),
    summary: summarySchema.optional(),
  }),
  run: (event, context) =>
    startAudit(event, {
      ...shipped,
      stepFunctions,
      stateMachineArn,
      store,
      now: () => new Date(),
      requestedBy: `${context.functionName}, request ${context.awsRequestId}`,
      remainingMilliseconds: () => context.getRemainingTimeInMillis(),
      lookEvery,
    }),
});
