import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { z } from 'zod';
import { parseEvent } from '../lib/scan/events.ts';
import { metrics } from './metrics.ts';

/** What Lambda tells a function about its invocation, as far as it is used here. */
export interface InvocationContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  getRemainingTimeInMillis(): number;
}

/** A function of the hub: what it takes, what it answers, and what it does. */
export interface FunctionDefinition<Event, Answer> {
  readonly input: z.ZodType<Event>;
  /** An event that is accepted, for the error message about one that is not. */
  readonly example: object;
  readonly output: z.ZodType<Answer>;
  readonly run: (event: Event, context: InvocationContext) => Promise<Answer>;
}

/** The log of a function. */
export const logger = new Logger();

/** What of an event and its answer is in every line of the log: ids only, never an event as a whole. */
const loggedFields = {
  executionName: 'execution',
  runId: 'run',
  environment: 'environment',
  account: 'account',
  region: 'region',
} as const;

function appendPlace(message: object): void {
  const fields = new Map<string, unknown>(Object.entries(message));
  for (const [field, key] of Object.entries(loggedFields)) {
    const value = fields.get(field);
    if (typeof value === 'string') logger.appendKeys({ [key]: value });
  }
}

const publishMetrics = {
  after: () => publishStoredMetrics(),
  onError: () => publishStoredMetrics(),
};

function publishStoredMetrics(): void {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}

/** Logs an error once; Lambda then answers it to the caller with its name, by which Step Functions retries. */
const logError = {
  onError: ({ error }: { error: Error | null | undefined }) => {
    logger.error(error?.message ?? 'Failed without an error', error ?? new Error('unknown'));
  },
};

/**
 * Makes the Lambda handler of a function: checks the event and the answer against their schemas, adds run,
 * environment, account and region to every line of the log, sends the metrics, and logs an error once. Throws what
 * `run` throws, and an `InputError` for an event that is not accepted.
 */
export function defineFunction<Event extends object, Answer extends object>(
  definition: FunctionDefinition<Event, Answer>,
) {
  const { input, example, output, run } = definition;
  return middy()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(publishMetrics)
    .use(logError)
    .handler(async (event: unknown, context: InvocationContext): Promise<Answer> => {
      const accepted = parseEvent(input, event, example);
      appendPlace(accepted);
      logger.info('Started');
      const answer = output.parse(await run(accepted, context));
      // The run id is made by plan-scan and by audit themselves.
      appendPlace(answer);
      logger.info('Done');
      return answer;
    });
}
