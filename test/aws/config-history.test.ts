import { ConfigServiceClient, GetResourceConfigHistoryCommand } from '@aws-sdk/client-config-service';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, expect, test } from 'vitest';
import { resourceHistory } from '../../lib/aws/config-history.ts';

const aws = mockClient(ConfigServiceClient);
const client = new ConfigServiceClient({ region: 'eu-west-1' });
const since = new Date('2026-11-01T00:00:00Z');
const group = { type: 'AWS::EC2::SecurityGroup', id: 'sg-1' };
afterEach(() => aws.reset());

function item(version: string) {
  return { version };
}

test('a history is read from the newest state back to a time, page by page, until there are enough', async () => {
  aws
    .on(GetResourceConfigHistoryCommand)
    .resolvesOnce({ configurationItems: [item('4'), item('3')], nextToken: '1' })
    .resolvesOnce({ configurationItems: [], nextToken: '2' })
    .resolvesOnce({ configurationItems: [item('2'), item('1')], nextToken: '3' })
    .rejects(new Error('asked for more than enough'));
  expect(await resourceHistory(client, group, since, 3)).toEqual([item('4'), item('3'), item('2')]);
  expect(aws.commandCalls(GetResourceConfigHistoryCommand)[0]?.args[0].input).toMatchObject({
    resourceType: group.type,
    resourceId: 'sg-1',
    earlierTime: since,
    chronologicalOrder: 'Reverse',
    limit: 3,
  });
});

test('a history that goes on in empty pages is given up', async () => {
  let pages = 0;
  aws.on(GetResourceConfigHistoryCommand).callsFake(() => {
    pages += 1;
    return { nextToken: `${pages}` };
  });
  expect(await resourceHistory(client, group, since, 3)).toEqual([]);
  expect(pages).toBe(6);
});

test.each([
  ['a type that AWS Config does not record', 'AWS::EC2::Route', 'rtb-1|10.0.0.0/8'],
  ['a type that AWS Config knows by another id', 'AWS::IAM::Role', 'admin'],
])('%s has none, and is not asked for', async (_what, type, id) => {
  expect(await resourceHistory(client, { type, id }, since, 3)).toEqual([]);
  expect(aws.calls()).toHaveLength(0);
});

test('an elastic IP address is asked for by its allocation', async () => {
  aws.on(GetResourceConfigHistoryCommand).resolves({});
  await resourceHistory(client, { type: 'AWS::EC2::EIP', id: '192.0.2.1|eipalloc-1' }, since, 3);
  expect(aws.commandCalls(GetResourceConfigHistoryCommand)[0]?.args[0].input).toMatchObject({
    resourceId: 'eipalloc-1',
  });
});
