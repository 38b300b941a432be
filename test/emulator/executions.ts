import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { clientConfiguration, type EmulatedAccount } from './accounts.ts';
import { ExecutionTimeoutError } from './errors.ts';

/** A run of a state machine to its end. */
export interface ExecutionOptions {
  readonly account: EmulatedAccount;
  readonly stateMachineArn: string;
  /** Its input, as a value: it is written as JSON here. */
  readonly input: unknown;
  /** After so many milliseconds it is given up; a minute by default. */
  readonly timeout?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a state machine and gives its description when it has ended, well or not: see its `status`.
 *
 * @throws {@link ExecutionTimeoutError} when it does not end in time.
 */
export async function runStateMachine(options: ExecutionOptions): Promise<DescribeExecutionCommandOutput> {
  const { stateMachineArn, timeout = 60_000 } = options;
  const sfn = new SFNClient(clientConfiguration(options.account));
  const input = JSON.stringify(options.input);
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
  const deadline = Date.now() + timeout;
  while (Date.now() < deadline) {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status !== 'RUNNING') return execution;
    await sleep(100, undefined, { signal: options.signal });
  }
  throw new ExecutionTimeoutError(`${executionArn} did not end within ${timeout / 1000} seconds.`);
}
