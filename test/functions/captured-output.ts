import { vi } from 'vitest';
import { z } from 'zod';

const lineSchema = z.record(z.string(), z.unknown());

/** What a function printed: its log and, in the same stream, its metrics. */
export class CapturedOutput {
  readonly #printed: string[] = [];

  constructor() {
    const capture = (chunk: string | Uint8Array) => {
      this.#printed.push(String(chunk));
      return true;
    };
    vi.spyOn(process.stdout, 'write').mockImplementation(capture);
    vi.spyOn(process.stderr, 'write').mockImplementation(capture);
  }

  /** All of it. */
  get text(): string {
    return this.#printed.join('');
  }

  /** Its lines, each a JSON object. */
  get lines(): Record<string, unknown>[] {
    return this.text
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => lineSchema.parse(JSON.parse(line)));
  }

  /** The lines of the log. */
  get log(): Record<string, unknown>[] {
    return this.lines.filter((line) => !('_aws' in line));
  }

  /** The lines in CloudWatch's embedded metric format. */
  get metrics(): Record<string, unknown>[] {
    return this.lines.filter((line) => '_aws' in line);
  }
}
