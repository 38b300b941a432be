import { TidemarkError } from '../../lib/model/errors.ts';

/** What is missing on the machine: the message of each says how to get it. */
export type MissingPart = 'python' | 'newer-python' | 'venv-module' | 'packages';

const withoutIt = 'Everything but the demo and the end-to-end tests works without it: `npm run test:unit`.';

/** The emulator's Python environment cannot be made on this machine. */
export class PythonUnavailableError extends TidemarkError {
  readonly missing: MissingPart;

  constructor(missing: MissingPart, message: string, options?: ErrorOptions) {
    super(`${message}\n${withoutIt}`, {}, options);
    this.missing = missing;
  }
}

/** The emulator did not start, or ended by itself. */
export class EmulatorStartError extends TidemarkError {}

/** The CDK CLI ended with an error; the message has the last lines it printed. */
export class CdkError extends TidemarkError {}

/** The emulator left something out of an answer that AWS always gives. */
export class EmulatorAnswerError extends TidemarkError {}

/** A state machine did not end in time. */
export class ExecutionTimeoutError extends TidemarkError {}
