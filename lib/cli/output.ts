import type { TextOptions } from '../report/text-style.ts';
import type { Surroundings, TerminalStream } from './surroundings.ts';

/** Columns of a report that does not go to a terminal. */
const fileWidth = 100;
/** A report is never laid out narrower or wider than this: labels need room, and long lines are hard to read. */
const widths = { least: 40, most: 120 } as const;

function isClosedPipe(error: Error): boolean {
  return 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');
}

/**
 * Writes text to a stream, waiting until it is taken. A reader that went away (`tidemark … | head`) ends the output
 * quietly; any other failure, such as a full disk, is thrown.
 */
export class Output {
  readonly #stream: TerminalStream;
  #closed = false;

  constructor(stream: TerminalStream) {
    this.#stream = stream;
    // The callback of each write tells of errors too; without a listener Node would end the process for them.
    stream.on('error', () => {
      this.#closed = true;
    });
  }

  async write(text: string): Promise<void> {
    if (this.#closed) return;
    await new Promise<void>((resolve, reject) => {
      this.#stream.write(text, (error) => {
        if (error && !isClosedPipe(error)) reject(error);
        else resolve();
      });
    });
  }
}

/** Whether a stream is a terminal that can rewrite a line and show colours. */
export function isTerminal(stream: TerminalStream, { env }: Pick<Surroundings, 'env'>): boolean {
  return stream.isTTY === true && env.TERM !== 'dumb';
}

/**
 * How a report on standard output is laid out. Colours: not with --no-color or NO_COLOR (https://no-color.org),
 * always with FORCE_COLOR, else on a terminal.
 */
export function textOptions(color: boolean, surroundings: Pick<Surroundings, 'stdout' | 'env'>): TextOptions {
  const { stdout, env } = surroundings;
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '' && env.FORCE_COLOR !== '0';
  const wanted = forced || isTerminal(stdout, surroundings);
  return {
    color: color && !env.NO_COLOR && wanted,
    width: Math.min(Math.max(stdout.columns || fileWidth, widths.least), widths.most),
  };
}
