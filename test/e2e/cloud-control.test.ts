import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudControlClient,
  CreateResourceCommand,
  ListResourcesCommand,
  UpdateResourceCommand,
} from '@aws-sdk/client-cloudcontrol';
import pLimit from 'p-limit';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { RunReport } from '../../lib/model/report.ts';
import { resourceTypeNames } from '../../lib/resources/index.ts';
import { listableTypeNames, schemaOf, scopeOf } from '../../lib/schemas/schemas.ts';
import { clientConfiguration } from '../emulator/accounts.ts';
import { scanHere } from '../emulator/scan-here.ts';
import { given } from '../emulator/seed/plan.ts';
import { type Emulator, startEmulator } from '../emulator/server.ts';
import { SampleModels } from '../schemas/sample-models.ts';

const account = '777766665555';
const region = 'eu-west-1';
const typesRead = 120;

let emulator: Emulator;
let samples: SampleModels;
let folder: string;
let cloudControl: CloudControlClient;

/** A text property that people can change and that identifies nothing. */
function changeable(type: string): string | undefined {
  const { identifier, readOnly = [], writeOnly = [] } = given(schemaOf(type), `schema of ${type}`);
  const taken = [...identifier, ...readOnly, ...writeOnly];
  return Object.entries(samples.model(type)).find(
    ([name, value]) =>
      typeof value === 'string' && !/Name|Id|Arn|Identifier/.test(name) && !taken.includes(`/${name}`),
  )?.[0];
}

/** Types all over CloudFormation that are listed without a parent and have something to change. */
function chosenTypes(): string[] {
  const possible = listableTypeNames.filter(
    (type) =>
      Object.keys(schemaOf(type)?.listing ?? {}).length === 0 &&
      scopeOf(type) === 'regional' &&
      !resourceTypeNames.includes(type) &&
      changeable(type) !== undefined,
  );
  const every = Math.floor(possible.length / typesRead);
  return possible.filter((_type, at) => at % every === 0).slice(0, typesRead);
}

function inParallel(types: readonly string[], act: (type: string) => Promise<unknown>): Promise<unknown> {
  const limit = pLimit(8);
  return Promise.all(types.map((type) => limit(() => act(type))));
}

function scan(types: readonly string[], mode: 'baseline' | 'detect'): Promise<RunReport> {
  return scanHere({
    mode,
    account,
    region,
    folder,
    types: { include: ['AWS::EC2::VPC'], cloudControl: types },
  });
}

beforeAll(async () => {
  emulator = await startEmulator({ hubAccount: account });
  for (const [name, value] of Object.entries(emulator.environment)) vi.stubEnv(name, value);
  vi.stubEnv('AWS_ACCESS_KEY_ID', account);
  samples = await SampleModels.load();
  folder = await mkdtemp(join(tmpdir(), 'tidemark-cloud-control-'));
  cloudControl = new CloudControlClient(
    clientConfiguration({ endpoint: emulator.endpoint, account, region }),
  );
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await emulator?.stop();
  await rm(folder, { recursive: true, force: true });
});

test(`${typesRead} types are read through Cloud Control, compared, and every change is found at its path`, async () => {
  const types = chosenTypes();
  expect(types).toHaveLength(typesRead);
  const create = (TypeName: string) =>
    cloudControl.send(
      new CreateResourceCommand({ TypeName, DesiredState: JSON.stringify(samples.model(TypeName)) }),
    );
  await inParallel(types, create);

  const baseline = await scan(types, 'baseline');
  const coverage = baseline.environments[0]?.targets.map((target) => target.coverage)[0] ?? {};
  const read = types.filter(
    (type) => coverage[type]?.status === 'complete' && coverage[type].resources === 1,
  );
  expect(read).toEqual(types);

  const unchanged = await scan(types, 'detect');
  expect(unchanged.environments.flatMap(({ findings }) => findings)).toEqual([]);

  await inParallel(types, async (TypeName) => {
    const path = `/${changeable(TypeName)}`;
    const patch = JSON.stringify([{ op: 'replace', path, value: 'changed by hand' }]);
    const Identifier = await identifierOf(TypeName);
    await cloudControl.send(new UpdateResourceCommand({ TypeName, Identifier, PatchDocument: patch }));
  });
  const changed = await scan(types, 'detect');
  const found = changed.environments.flatMap(({ findings }) =>
    findings.map(
      ({ type, change, properties }) => `${type} ${change} ${properties.map(({ path }) => path).join()}`,
    ),
  );
  expect(found.sort()).toEqual(types.map((type) => `${type} modified /${changeable(type)}`).sort());
}, 120_000);

async function identifierOf(TypeName: string): Promise<string> {
  const { ResourceDescriptions = [] } = await cloudControl.send(new ListResourcesCommand({ TypeName }));
  return given(ResourceDescriptions[0]?.Identifier, `identifier of ${TypeName}`);
}
