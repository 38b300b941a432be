import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { type Recorder, readRecorder } from '../aws/config-service.ts';
import type { ResourceReader } from '../aws/reader.ts';
import type { Digest } from '../model/digest.ts';
import type { Finding } from '../model/finding.ts';
import type { Severity } from '../model/severity.ts';
import type { SnapshotHeader, Target } from '../model/snapshot.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { Connections } from './connections.ts';
import { type Reading, writeLastReading } from './last-reading.ts';
import type { PlannedAwsConfig } from './plan.ts';
import { type ReusedType, reusableReadings } from './reuse.ts';
import { runningCode } from './running-code.ts';
import { withTimelines } from './timeline.ts';

/** What asking AWS Config about a target needs. */
export interface TargetAwsConfigOptions {
  readonly target: Target;
  readonly awsConfig: PlannedAwsConfig;
  readonly store: ObjectStore;
  readonly digest: Digest;
  readonly reader: ResourceReader;
  readonly connections: Connections;
  /** Told why AWS Config could not be used; the scan goes on without it. */
  readonly onGap: (reason: string) => void;
}

/** AWS Config as a scan of one target uses it: asked only for what is needed, and of its recorder once. */
export class TargetAwsConfig {
  readonly #options: TargetAwsConfigOptions;
  #recorder: Promise<Recorder | undefined> | undefined;

  constructor(options: TargetAwsConfigOptions) {
    this.#options = options;
  }

  /** Those of the types that need not be read, with what an earlier run read of them. */
  async reusable(types: readonly string[], now: Date): Promise<ReadonlyMap<string, ReusedType>> {
    const { target, onGap } = this.#options;
    return reusableReadings(target, {
      ...this.#options,
      now,
      version: await this.#version(),
      types,
      recorder: this.#readRecorder,
      onFailure: (reason) => onGap(`Everything was read, because AWS Config could not be used: ${reason}`),
    });
  }

  /** Remembers a snapshot, for later scans to take over from. */
  async remember(header: SnapshotHeader, reused: ReadonlyMap<string, ReusedType>): Promise<void> {
    const readings = [...reused].map(([type, { reading }]): [string, Reading] => [type, reading]);
    await writeLastReading(this.#options.store, header, await this.#version(), new Map(readings));
  }

  /** Findings with the timeline of those that are to be alerted; without, where no recorder runs. */
  withTimelines(findings: readonly Finding[], threshold: Severity, since: Date): Promise<readonly Finding[]> {
    const { reader, onGap } = this.#options;
    return withTimelines(findings, {
      client: reader.clients.get(ConfigServiceClient),
      recorder: this.#readRecorder,
      threshold,
      since,
      onFailure: (reason) => onGap(`Findings lack their timeline: ${reason}`),
    });
  }

  #readRecorder = (): Promise<Recorder | undefined> => {
    this.#recorder ??= readRecorder(this.#options.reader.clients.get(ConfigServiceClient));
    return this.#recorder;
  };

  async #version(): Promise<string> {
    return this.#options.digest(`what is read by ${await runningCode()}`);
  }
}
