import type { Target } from '../model/snapshot.ts';
import { countOf, cutText } from '../report/plain-text.ts';
import type { LocalRunOptions } from '../scan/run.ts';
import { isTerminal } from './output.ts';
import type { Surroundings } from './surroundings.ts';

const clearLine = '\r\u001B[K';
const defaultColumns = 80;

/** Shows how far a run is: one line on the terminal that is rewritten; nothing where standard error is a file. */
export class RunProgress {
  readonly #stream: Surroundings['stderr'];
  readonly #shows: boolean;
  #targets = 0;
  #ended = 0;
  #failed = 0;

  constructor(surroundings: Surroundings) {
    this.#stream = surroundings.stderr;
    this.#shows = isTerminal(surroundings.stderr, surroundings);
  }

  readonly onPlan: NonNullable<LocalRunOptions['onPlan']> = ({ environments }) => {
    this.#targets = environments.reduce((sum, { targetCount }) => sum + targetCount, 0);
  };

  readonly onTarget: NonNullable<LocalRunOptions['onTarget']> = (target, outcome) => {
    if (outcome !== 'started') this.#ended += 1;
    if (outcome instanceof Error) this.#failed += 1;
    this.#show(target);
  };

  /** Takes the line away, so that the report begins on a clean one. */
  end(): void {
    if (this.#shows) this.#stream.write(clearLine);
  }

  #show({ environment, account, region }: Target): void {
    if (!this.#shows) return;
    const failed = this.#failed > 0 ? `, ${this.#failed} failed` : '';
    const text = `${this.#ended} of ${countOf(this.#targets, 'target')}${failed} · ${environment} ${account} ${region}`;
    this.#stream.write(`${clearLine}${cutText(text, (this.#stream.columns || defaultColumns) - 1)}`);
  }
}
