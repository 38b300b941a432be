import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsClients } from '../../lib/aws/clients.ts';
import { resourceReader } from '../../lib/aws/reader.ts';
import { parseConfiguration } from '../../lib/config/load.ts';
import { AssumeRoleError } from '../../lib/model/errors.ts';
import type { PriceBook } from '../../lib/model/knowledge.ts';
import type { RunReport } from '../../lib/model/report.ts';
import { defineResourceType, type ReadResource, type ResourceType } from '../../lib/resources/define.ts';
import type { ScanRequest } from '../../lib/scan/events.ts';
import { type LocalRunOptions, runLocally } from '../../lib/scan/run.ts';
import { FolderObjectStore } from '../../lib/store/folder-store.ts';
import { testDigest } from '../resource-fixtures.ts';

const noPrices: PriceBook = { find: () => undefined };

/** Two types of a made-up service: one regional, one global, that read what the world holds. */
function worldTypes(world: World): ResourceType[] {
  const type = (name: string, scope: ResourceType['scope'], rest: Partial<ResourceType> = {}) =>
    defineResourceType({
      type: name,
      scope,
      permissions: [],
      async *read({ account, region }) {
        const failure = world.failures.get(name);
        yield* world.resources.get(`${name} ${account} ${scope === 'global' ? 'global' : region}`) ?? [];
        if (failure) throw failure;
      },
      monthlyCost: ({ properties }) =>
        typeof properties.Price === 'number'
          ? { usd: properties.Price, assumptions: [] }
          : { usd: null, assumptions: ['no price'] },
      ...rest,
    });
  return [
    type('Test::Regional::Thing', 'regional', { holdsState: 'its data' }),
    type('Test::Global::Thing', 'global', { taggable: false }),
  ];
}

/** Accounts with resources that a test can change between runs; everything is kept in a temporary folder. */
export class World {
  readonly resources = new Map<string, ReadResource[]>();
  /** Types that fail to be read, by name. */
  readonly failures = new Map<string, Error>();
  readonly refusingAccounts = new Set<string>();
  readonly store: FolderObjectStore;
  readonly types: readonly ResourceType[];
  configuration: LocalRunOptions['configuration'];
  #time = Date.parse('2026-11-21T07:00:00Z');

  private constructor(folder: string, yaml: string) {
    this.store = new FolderObjectStore(folder);
    this.types = worldTypes(this);
    this.configuration = parseConfiguration(
      yaml,
      'tidemark.yaml',
      this.types.map(({ type }) => type),
    );
  }

  static async create(
    environments = '{ prod: { accounts: ["111122223333"], regions: [eu-west-1] } }',
  ): Promise<World> {
    const folder = await mkdtemp(join(tmpdir(), 'tidemark-world-'));
    return new World(
      folder,
      `version: 1\nmemberRole: { externalId: test-1 }\nenvironments: ${environments}\n`,
    );
  }

  put(type: string, account: string, region: string, ...resources: ReadResource[]): void {
    this.resources.set(`${type} ${account} ${region}`, resources);
  }

  get options(): LocalRunOptions {
    return {
      configuration: this.configuration,
      store: this.store,
      types: this.types,
      knowledgeOf: (type) => this.types.find((each) => each.type === type) ?? { type },
      prices: noPrices,
      digest: testDigest,
      now: () => {
        this.#time += 1_000;
        return new Date(this.#time);
      },
      connectorFor: () => async (target) => {
        if (this.refusingAccounts.has(target.account))
          throw new AssumeRoleError('Could not assume the role', target);
        const place = { partition: 'aws', account: target.account, region: target.region };
        return resourceReader(place, new AwsClients('eu-west-1', { accessKeyId: 'x', secretAccessKey: 'x' }));
      },
    };
  }

  run(request: Partial<ScanRequest> = {}): Promise<RunReport> {
    return runLocally({ mode: 'detect', trigger: 'cli', ...request }, this.options);
  }

  async json(key: string): Promise<unknown> {
    const object = await this.store.get(key);
    return object && JSON.parse(Buffer.from(object.body).toString());
  }

  remove(): Promise<void> {
    return rm(this.store.location, { recursive: true, force: true });
  }
}
