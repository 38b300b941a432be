import type { ObjectStore, StoredObject } from '../../lib/store/object-store.ts';

/** A store in memory. */
export class MemoryStore implements ObjectStore {
  readonly location = 'memory';
  readonly objects = new Map<string, Uint8Array>();

  async get(key: string): Promise<StoredObject | undefined> {
    const body = this.objects.get(key);
    return body && { body, version: '1' };
  }

  async put(key: string, body: Uint8Array | string): Promise<void> {
    this.objects.set(key, Buffer.from(body));
  }
}
