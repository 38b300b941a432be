import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openFindingsSchema } from '../../lib/findings/lifecycle.ts';
import { ConflictError } from '../../lib/model/errors.ts';
import { type PublishOptions, publishAlerts } from '../../lib/notify/publish-alerts.ts';
import { storeKeys } from '../../lib/store/keys.ts';
import type { ObjectStore } from '../../lib/store/object-store.ts';
import { World } from '../scan/world.ts';

const account = '111122223333';
const regional = 'Test::Regional::Thing';
const target = { environment: 'prod', account, region: 'eu-west-1' };

const sns = mockClient(SNSClient);
const eventBridge = mockClient(EventBridgeClient);
let world: World;

/** Publishes the alerts of a run as the function does. */
function publish(runId: string, store: ObjectStore = world.store) {
  const options: PublishOptions = {
    store,
    sns: new SNSClient({ region: 'eu-west-1' }),
    eventBridge: new EventBridgeClient({ region: 'eu-west-1' }),
    topicArnTemplate: `arn:aws:sns:eu-west-1:${account}:tidemark-{environment}`,
    now: () => new Date('2026-11-21T08:00:00Z'),
  };
  return publishAlerts(runId, 'prod', options);
}

/** Things that hold state, so that a deletion is HIGH. */
function things(count: number) {
  return Array.from({ length: count }, (_, at) => ({
    id: `thing-${String(at).padStart(3, '0')}`,
    arn: `arn:aws:test:::${at}`,
    properties: { Size: 1 },
  }));
}

async function runAfterDeletion(): Promise<string> {
  world.put(regional, account, 'eu-west-1');
  return (await world.run()).runId;
}

function messages() {
  return sns.commandCalls(PublishCommand).map(({ args }) => args[0].input);
}

function events() {
  return eventBridge.commandCalls(PutEventsCommand).map(({ args }) => args[0].input.Entries ?? []);
}

beforeEach(async () => {
  sns.reset();
  eventBridge.reset();
  sns.on(PublishCommand).resolves({ MessageId: 'message-1' });
  eventBridge.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: 'event-1' }] });
  world = await World.create();
  world.put(regional, account, 'eu-west-1', ...things(1));
  await world.run({ mode: 'baseline' });
});
afterEach(() => world.remove());

describe('the alert of an environment and run', () => {
  test('is one message to the topic of the environment and one event a finding', async () => {
    const runId = await runAfterDeletion();
    expect(await publish(runId)).toEqual({ alerted: 1, messageId: 'message-1' });
    expect(messages()).toEqual([
      expect.objectContaining({
        TopicArn: `arn:aws:sns:eu-west-1:${account}:tidemark-prod`,
        MessageStructure: 'json',
        Subject: expect.stringContaining('prod'),
      }),
    ]);
    expect(events()).toEqual([
      [
        {
          Source: 'tidemark',
          DetailType: 'Tidemark Finding',
          Resources: ['arn:aws:test:::0'],
          Detail: expect.stringContaining('"severity":"HIGH"'),
        },
      ],
    ]);
  });

  test('is not sent when nothing reaches the threshold', async () => {
    world.put(regional, account, 'eu-west-1', ...things(2));
    const { runId } = await world.run();
    expect(await publish(runId)).toEqual({ alerted: 0 });
    expect(messages()).toEqual([]);
  });

  test('is marked in the open findings, with what was alerted and when', async () => {
    await publish(await runAfterDeletion());
    const open = openFindingsSchema.parse(await world.json(storeKeys.open(target)));
    expect(open.findings).toMatchObject([
      { pending: false, alerted: { at: '2026-11-21T08:00:00.000Z', severity: 'HIGH' } },
    ]);
  });

  test('puts many findings into events of ten entries, and only one message', async () => {
    world.put(regional, account, 'eu-west-1', ...things(23));
    await world.run({ mode: 'baseline' });
    expect(await publish(await runAfterDeletion())).toMatchObject({ alerted: 23 });
    expect(messages()).toHaveLength(1);
    expect(events().map(({ length }) => length)).toEqual([10, 10, 3]);
  });

  test('a finding too long for an event goes without its properties, one without ARN without resources', async () => {
    world.put(regional, account, 'eu-west-1', { id: 'big', properties: { Text: 'x'.repeat(250_000) } });
    await world.run({ mode: 'baseline' });
    await publish(await runAfterDeletion());
    expect(events()).toEqual([
      [
        expect.objectContaining({
          Resources: [],
          Detail: expect.stringMatching(/"id":"big".*"properties":\[\]/),
        }),
      ],
    ]);
  });
});

describe('every alert is sent once', () => {
  test('the next runs, in which nothing changed, are silent', async () => {
    await publish(await runAfterDeletion());
    expect(await publish((await world.run()).runId)).toEqual({ alerted: 0 });
    expect(await publish((await world.run()).runId)).toEqual({ alerted: 0 });
    expect(messages()).toHaveLength(1);
    expect(events()).toHaveLength(1);
  });

  test('a retried function does not send again what its first try sent', async () => {
    const runId = await runAfterDeletion();
    await publish(runId);
    expect(await publish(runId)).toEqual({ alerted: 1, messageId: 'message-1' });
    expect(messages()).toHaveLength(1);
    expect(events()).toHaveLength(1);
  });

  test('events that were refused are sent by the retry, without the message', async () => {
    eventBridge
      .on(PutEventsCommand)
      .resolvesOnce({ Entries: [{ ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' }] })
      .resolves({});
    const runId = await runAfterDeletion();
    await expect(publish(runId)).rejects.toThrow(
      'EventBridge refused a finding: ThrottlingException slow down; publish the alerts of the run again [environment prod]',
    );
    expect(await publish(runId)).toMatchObject({ alerted: 1 });
    expect(messages()).toHaveLength(1);
    expect(events()).toHaveLength(2);
  });

  test('two runs that overlap and find the same alert it once', async () => {
    const first = await runAfterDeletion();
    const second = await runAfterDeletion();
    expect(await publish(first)).toMatchObject({ alerted: 1 });
    expect(await publish(second)).toEqual({ alerted: 0 });
    expect(messages()).toHaveLength(1);
  });

  test('what became worse since is alerted again', async () => {
    world.put(regional, account, 'eu-west-1', { id: 'thing-000', properties: { StorageEncrypted: true } });
    await world.run({ mode: 'baseline' });
    world.put(regional, account, 'eu-west-1', { id: 'thing-000', properties: { StorageEncrypted: false } });
    await publish((await world.run()).runId);
    await publish(await runAfterDeletion());
    expect(messages()).toHaveLength(2);
  });
});

describe('no alert is lost', () => {
  test('one that SNS refused is published by the next run', async () => {
    sns.on(PublishCommand).rejectsOnce(new Error('no such topic')).resolves({});
    await expect(publish(await runAfterDeletion())).rejects.toThrow('no such topic');
    expect(await publish((await world.run()).runId)).toMatchObject({ alerted: 1 });
    expect(await publish((await world.run()).runId)).toEqual({ alerted: 0 });
  });

  test('one of which nothing is remembered any more is sent all the same', async () => {
    const runId = await runAfterDeletion();
    const store: ObjectStore = {
      location: world.store.location,
      get: async (key) => (key === storeKeys.open(target) ? undefined : world.store.get(key)),
      put: (...write) => world.store.put(...write),
    };
    expect(await publish(runId, store)).toMatchObject({ alerted: 1 });
  });
});

describe('another run that writes the open findings meanwhile', () => {
  function contendedStore(conflicts: number): ObjectStore & { writes: number } {
    return {
      location: world.store.location,
      writes: 0,
      get: (key) => world.store.get(key),
      async put(...write) {
        if (write[0] !== storeKeys.open(target)) return world.store.put(...write);
        this.writes += 1;
        if (this.writes <= conflicts) throw new ConflictError('written by another run');
        return world.store.put(...write);
      },
    };
  }

  test('does not keep the alert from being remembered', async () => {
    const runId = await runAfterDeletion();
    await publish(runId, contendedStore(4));
    expect(await publish((await world.run()).runId)).toEqual({ alerted: 0 });
  });

  test('fails the function after five tries, and its retry remembers without sending again', async () => {
    const runId = await runAfterDeletion();
    await expect(publish(runId, contendedStore(5))).rejects.toBeInstanceOf(ConflictError);
    await publish(runId);
    expect(messages()).toHaveLength(1);
    expect(await publish((await world.run()).runId)).toEqual({ alerted: 0 });
  });
});
