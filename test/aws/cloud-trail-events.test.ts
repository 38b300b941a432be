import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, expect, test } from 'vitest';
import { AwsClients } from '../../lib/aws/clients.ts';
import { CloudTrailEvents, OutOfTimeError, openEventHistory } from '../../lib/aws/cloud-trail-events.ts';

const aws = mockClient(CloudTrailClient);
const client = new CloudTrailClient({ region: 'eu-west-1' });
const span = { since: new Date('2026-11-19T07:00:00Z'), until: new Date('2026-11-20T07:00:00Z') };
afterEach(() => aws.reset());

/** A history on a clock that only waiting moves. */
function history(budget = 10_000) {
  let time = 0;
  const waits: number[] = [];
  const wait = async (milliseconds: number) => {
    waits.push(milliseconds);
    time += milliseconds;
  };
  return { waits, events: new CloudTrailEvents(client, { ...span, budget, wait, clock: () => time }) };
}

test('events are looked up by the name of a resource or of an operation, in the span, page by page', async () => {
  aws
    .on(LookupEventsCommand)
    .resolvesOnce({
      Events: [{ CloudTrailEvent: '{"a":1}', Resources: [{ ResourceName: 'sg-1' }, {}] }],
      NextToken: '2',
    })
    .resolvesOnce({
      Events: [{ CloudTrailEvent: '{"a":2}' }, { EventId: 'without a record' }],
      NextToken: '3',
    })
    .resolves({ Events: [{ CloudTrailEvent: '{"a":3}' }] });
  const { events } = history();
  expect(await events.byResourceName('sg-1')).toEqual([
    { json: '{"a":1}', resourceNames: ['sg-1'] },
    { json: '{"a":2}', resourceNames: [] },
  ]);
  expect(await events.byEventName('CreateVpc')).toEqual([{ json: '{"a":3}', resourceNames: [] }]);
  expect(aws.commandCalls(LookupEventsCommand).map(({ args }) => args[0].input)).toEqual([
    {
      LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: 'sg-1' }],
      StartTime: span.since,
      EndTime: span.until,
      MaxResults: 50,
    },
    expect.objectContaining({ NextToken: '2' }),
    expect.objectContaining({
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'CreateVpc' }],
    }),
  ]);
});

test('no more than two calls a second are made, and the same is asked once', async () => {
  aws.on(LookupEventsCommand).resolves({ Events: [] });
  const { events, waits } = history();
  await events.byResourceName('a');
  await events.byResourceName('b');
  await events.byResourceName('a');
  await events.byEventName('a');
  expect(waits).toEqual([0, 500, 500]);
});

test('when the time is over nothing is asked any more', async () => {
  aws.on(LookupEventsCommand).resolves({});
  const { events } = history(400);
  expect(await events.byResourceName('a')).toEqual([]);
  await expect(events.byResourceName('b')).rejects.toThrow(OutOfTimeError);
  expect(aws.calls()).toHaveLength(1);
});

test('a call that takes longer than there is time is given up', async () => {
  aws.on(LookupEventsCommand).callsFake(async () => {
    await new Promise((resolve) => setTimeout(resolve, 60));
    throw new Error('aborted');
  });
  const events = new CloudTrailEvents(client, { ...span, budget: 20 });
  await expect(events.byResourceName('a')).rejects.toThrow('the time for asking CloudTrail was over');
});

test('what CloudTrail refuses is thrown', async () => {
  aws.on(LookupEventsCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
  await expect(history().events.byResourceName('a')).rejects.toThrow('no');
});

test('the history of an account is that of its clients', async () => {
  aws.on(LookupEventsCommand).resolves({ Events: [] });
  const clients = new AwsClients('us-east-1', { accessKeyId: 'x', secretAccessKey: 'x' });
  expect(await openEventHistory(clients, { ...span, budget: 1_000 }).byEventName('CreateUser')).toEqual([]);
  clients.destroy();
});
