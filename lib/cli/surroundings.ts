import type { Writable } from 'node:stream';
import type { ReadProducts } from '../aws/price-list.ts';
import type { Digest } from '../model/digest.ts';
import type { KnowledgeLookup, PriceBook } from '../model/knowledge.ts';
import type { ResourceType } from '../resources/define.ts';
import type { ScanTargetOptions } from '../scan/scan-target.ts';
import type { ObjectStore } from '../store/object-store.ts';

/** A stream that may be a terminal. */
export interface TerminalStream extends Writable {
  readonly isTTY?: boolean;
  /** Columns of the terminal; 0 when it does not tell. */
  readonly columns?: number;
}

/** Whose credentials the CLI runs with. */
export interface Caller {
  readonly account: string;
  readonly arn: string;
}

/** A store, and the digest that its snapshots are written with. */
export interface StoreAccess {
  readonly store: ObjectStore;
  readonly digest: Digest;
}

/** AWS as the CLI reaches it, with the caller's own credentials. */
export interface AwsAccess {
  /** Whose credentials they are. Throws an `InputError` when there are none or they are no longer valid. */
  caller(region: string): Promise<Caller>;
  /** Reaches targets: the caller's own account without a role, other accounts by the configured role. */
  readonly connectorFor: ScanTargetOptions['connectorFor'];
  /** Sees what exists in a region beside what is read. */
  readonly seeWhatExists?: ScanTargetOptions['seeWhatExists'];
  /** Opens the history of an account that tells who made changes. */
  readonly openEventHistory?: ScanTargetOptions['openEventHistory'];
  /** Reads the AWS Price List. */
  readonly readProducts?: ReadProducts;
  /**
   * Opens the bucket of a hub, with the key of the hub's digests: the secret that is named, or the one that the hub's
   * functions use. Throws an `InputError` when the bucket or the key is not there or not for the caller.
   */
  openBucket(bucket: string, secret: string | undefined, region: string): Promise<StoreAccess>;
}

/** What Tidemark knows about resource types. */
export interface TypeCatalogue {
  readonly types: readonly ResourceType[];
  readonly knowledgeOf: KnowledgeLookup;
  readonly prices: PriceBook;
}

/** Everything the CLI meets outside itself; a test gives its own. */
export interface Surroundings {
  readonly stdout: TerminalStream;
  readonly stderr: TerminalStream;
  /** Environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** Loaded when a command needs it: it brings the SDK clients of all services. */
  readonly loadCatalogue: () => Promise<TypeCatalogue>;
  /** Reaches AWS with a named profile, or with what the SDK's default provider chain finds. */
  readonly openAws: (profile: string | undefined) => Promise<AwsAccess>;
}
