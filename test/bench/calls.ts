import type { StaticOperationSchema } from '@smithy/types';
import Table from 'cli-table3';
import { z } from 'zod';
import { AwsClients, type ClientConfiguration } from '../../lib/aws/clients.ts';
import { awsErrorParts } from '../../lib/aws/errors.ts';
import { resourceReader } from '../../lib/aws/reader.ts';
import type { ResourceType } from '../../lib/resources/define.ts';
import { resourceTypes } from '../../lib/resources/index.ts';
import { answerTo, type FakeAccount, pagingOf } from './fake-answers.ts';

const wanted = 1_000;
/** More calls of one operation than any reader makes for that many resources. */
const mostCalls = 20 * wanted;
const place = { partition: 'aws', account: '111122223333', region: 'eu-west-1' } as const;

type Handler = (call: { input: object }) => Promise<object>;

/** A client, as far as its calls are answered here. */
interface Answerable {
  readonly middlewareStack: {
    add(middleware: (next: Handler, context: object) => Handler, options: object): void;
  };
  readonly config: { readonly serviceId?: string };
}

function isAnswerable(client: object): client is Answerable {
  return 'middlewareStack' in client && 'config' in client;
}

const contextSchema = z.looseObject({
  commandName: z.string(),
  __smithy_context: z.looseObject({ operationSchema: z.custom<StaticOperationSchema>(Array.isArray) }),
});

/** Clients whose calls never become requests: each is counted by its operation and answered by a fake. */
class FakeClients extends AwsClients {
  /** How often each operation was called, and how often as a list of everything. */
  readonly calls = new Map<string, { all: number; pages: number }>();
  readonly #account: FakeAccount;
  readonly #answered = new WeakSet<object>();

  constructor(account: FakeAccount) {
    super(place.region, { accessKeyId: 'none', secretAccessKey: 'none' });
    this.#account = account;
  }

  override get<T extends { destroy(): void }>(client: new (configuration: ClientConfiguration) => T): T {
    const made = super.get(client);
    if (isAnswerable(made) && !this.#answered.has(made)) {
      this.#answered.add(made);
      this.#answer(made);
    }
    return made;
  }

  #answer({ middlewareStack, config }: Answerable): void {
    const service = (config.serviceId ?? '').replaceAll(' ', '');
    const answering = (_next: Handler, context: object) => async (call: { input: object }) => {
      const { commandName, __smithy_context: smithy } = contextSchema.parse(context);
      const operation = `${service}.${commandName.replace(/Command$/, '')}`;
      const asked = { operation, input: call.input, schema: smithy.operationSchema };
      const { output, isPage } = answerTo(asked, this.#account);
      const { all, pages } = this.calls.get(operation) ?? { all: 0, pages: 0 };
      if (all === mostCalls) throw new Error(`the fake's answers to ${operation} never end`);
      this.calls.set(operation, { all: all + 1, pages: pages + (isPage ? 1 : 0) });
      return { output, response: {} };
    };
    middlewareStack.add(answering, { step: 'initialize', priority: 'high', name: 'answering' });
  }
}

/** What reading a type took. */
interface Reading {
  readonly resources: number;
  readonly calls: FakeClients['calls'];
  readonly failure?: string;
}

async function read(type: ResourceType, account: FakeAccount): Promise<Reading> {
  const clients = new FakeClients(account);
  let resources = 0;
  try {
    for await (const _resource of type.read(resourceReader(place, clients))) resources += 1;
    return { resources, calls: clients.calls };
  } catch (error) {
    const { code, message } = awsErrorParts(error);
    return { resources: 0, calls: clients.calls, failure: `${code}: ${message}` };
  } finally {
    clients.destroy();
  }
}

/** Accounts to try in turn until a reader finds something in one: some read what belongs to what is listed, or only what is in use. */
const accounts: readonly FakeAccount[] = [
  { listed: wanted, perResource: 0 },
  { listed: wanted, perResource: 1 },
  { listed: wanted, perResource: 1, state: 'available' },
  { listed: wanted, perResource: 1, state: 'active' },
];

async function measure(type: ResourceType): Promise<Reading> {
  let reading: Reading = { resources: 0, calls: new Map() };
  for (const account of accounts) {
    reading = await read(type, account);
    if (reading.resources > 0) break;
  }
  return reading;
}

/** The fewest calls that list everything once with the largest pages; undefined where a page size is not known. */
function leastCalls(calls: FakeClients['calls']): number | undefined {
  let least = 0;
  for (const [operation, { pages }] of calls) {
    const paging = pagingOf(operation);
    if (pages === 0) continue;
    if (paging?.token !== undefined && paging.max === undefined) return undefined;
    least += paging?.token === undefined ? 1 : Math.ceil(wanted / (paging.max ?? wanted));
  }
  return least;
}

/** The operations that were called for single resources, or for a few at a time, with how often. */
function furtherCalls(calls: FakeClients['calls']): string {
  return [...calls]
    .flatMap(([operation, { all, pages }]) => (all > pages ? `${operation} ×${all - pages}` : []))
    .join('\n');
}

function row(type: ResourceType, { resources, calls, failure }: Reading): string[] {
  const made = [...calls.values()].reduce((sum, { all }) => sum + all, 0);
  if (resources === 0) {
    const last = [...calls.keys()].at(-1) ?? 'no call';
    return [type.type, 'not measured', '', '', '', failure ?? `the fake's answer to ${last} holds nothing`];
  }
  if (resources === 1) return [type.type, `${made} an account`, '', '', '', furtherCalls(calls)];
  const calculated = Math.round((made * wanted) / resources);
  const least = leastCalls(calls);
  const pages = [...calls.values()].reduce((sum, { pages: each }) => sum + each, 0);
  return [
    type.type,
    `${calculated}${resources === wanted ? '' : ` (of ${resources})`}`,
    String(pages),
    least === undefined ? 'unknown' : String(least),
    least === undefined ? '' : (calculated / least).toFixed(1),
    furtherCalls(calls),
  ];
}

const [only = ''] = process.argv.slice(2);
const head = ['Type', `Calls per ${wanted}`, 'Of them pages', 'Least', 'Ratio', 'For single resources'];
const table = new Table({ head, style: { head: [], border: [], compact: true } });
for (const type of resourceTypes.filter(({ type: name }) => name.includes(only)))
  table.push(row(type, await measure(type)));
console.log(table.toString());
console.log(`Every list of everything holds ${wanted} items, every list of one resource's parts one or none.
Pages: as large as the reader asks for; if it asks for nothing, as the API documents its default, else its maximum.
Least: each list that the reader needs, once, in the largest pages that the API gives; unknown where the API tells no largest.
"(of n)": the reader yielded n resources, and the calls were extrapolated to ${wanted} from that.`);
