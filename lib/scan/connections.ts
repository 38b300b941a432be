import type { CallCount } from '../aws/clients.ts';
import type { Connect } from '../aws/connect.ts';
import type { ResourceReader } from '../aws/reader.ts';
import type { Target } from '../model/snapshot.ts';

/** The connections that scanning one target needs: counted together, and closed together. */
export class Connections {
  readonly #connect: Connect;
  readonly #readers: ResourceReader[] = [];

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  /** Opens one more. Throws what the connector throws. */
  open = async (target: Target): Promise<ResourceReader> => {
    const reader = await this.#connect(target);
    this.#readers.push(reader);
    return reader;
  };

  /** The calls of all of them so far. */
  get count(): CallCount {
    const counts = this.#readers.map(({ clients }) => clients.count);
    return {
      calls: counts.reduce((sum, { calls }) => sum + calls, 0),
      throttles: counts.reduce((sum, { throttles }) => sum + throttles, 0),
    };
  }

  /** Closes all of them. */
  close(): void {
    for (const { clients } of this.#readers) clients.destroy();
  }
}
