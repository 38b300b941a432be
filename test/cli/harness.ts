import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { catalogue } from '../../lib/cli/catalogue.ts';
import { runCli } from '../../lib/cli/main.ts';
import type { AwsAccess, Surroundings } from '../../lib/cli/surroundings.ts';
import { testDigest } from '../resource-fixtures.ts';
import type { World } from '../scan/world.ts';

/** A stream that keeps what is written to it; a terminal when it has columns. */
export class Screen extends Writable {
  text = '';
  readonly isTTY: boolean;
  readonly columns?: number;

  constructor(columns?: number) {
    super();
    this.isTTY = columns !== undefined;
    if (columns !== undefined) this.columns = columns;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** What a call of the CLI came to. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const noAws: Surroundings['openAws'] = () => {
  throw new Error('the test reaches AWS');
};

/** Runs the CLI in this process, without AWS unless a test gives it. */
export async function cli(args: readonly string[], given: Partial<Surroundings> = {}): Promise<Outcome> {
  const [stdout, stderr] = [new Screen(), new Screen()];
  const surroundings: Surroundings = {
    stdout,
    stderr,
    env: {},
    now: () => new Date('2026-11-21T07:00:00Z'),
    loadCatalogue: async () => catalogue,
    openAws: noAws,
    ...given,
  };
  const code = await runCli(args, '1.2.3', surroundings);
  const textOf = (stream: Writable) => (stream instanceof Screen ? stream.text : '');
  return { code, out: textOf(surroundings.stdout), err: textOf(surroundings.stderr) };
}

/** The caller in every test. */
export const callerArn = 'arn:aws:iam::111122223333:user/ana';

/** A CLI that scans a made-up world, with its configuration and its store in the folder of the world. */
export class WorldCli {
  readonly world: World;
  readonly config: string;
  readonly store: string;
  readonly bucketsOpened: unknown[][] = [];
  readonly profiles: (string | undefined)[] = [];

  constructor(world: World) {
    this.world = world;
    this.config = join(world.store.location, 'tidemark.yaml');
    this.store = join(world.store.location, 'kept');
  }

  configure(environments: string): Promise<void> {
    const yaml = `version: 1\nmemberRole: { externalId: test-1 }\nenvironments: ${environments}\n`;
    return writeFile(this.config, yaml);
  }

  get aws(): AwsAccess {
    return {
      caller: async () => ({ account: '111122223333', arn: callerArn }),
      connectorFor: this.world.options.connectorFor,
      openBucket: async (...given) => {
        this.bucketsOpened.push(given);
        return { store: this.world.store, digest: testDigest };
      },
    };
  }

  /** Runs a command with the world's configuration, and its store unless a bucket is named. */
  run(args: readonly string[], given: Partial<Surroundings> = {}): Promise<Outcome> {
    const { types, knowledgeOf, prices, now } = this.world.options;
    const places = args.includes('--bucket') ? [] : ['--store', this.store];
    return cli([...args, '--config', this.config, ...places], {
      now,
      loadCatalogue: async () => ({ types, knowledgeOf, prices }),
      openAws: async (profile) => {
        this.profiles.push(profile);
        return this.aws;
      },
      ...given,
    });
  }
}
