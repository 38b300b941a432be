import {
  DescribeConfigurationAggregatorSourcesStatusCommand,
  DescribeConfigurationRecorderStatusCommand,
  DescribeConfigurationRecordersCommand,
  SelectAggregateResourceConfigCommand,
  SelectResourceConfigCommand,
} from '@aws-sdk/client-config-service';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Recorder } from '../../lib/aws/config-service.ts';
import type { RunReport } from '../../lib/model/report.ts';
import { resourceTypes } from '../../lib/resources/index.ts';
import { reusableTypes } from '../../lib/scan/reusable-types.ts';
import { longestReuse, type ReuseEvidence, reasonToRead, safetyMargin } from '../../lib/scan/reuse.ts';
import { runningCode } from '../../lib/scan/running-code.ts';
import { storeKeys } from '../../lib/store/keys.ts';
import { RecordedAccount, target } from './recorded-account.ts';

const type = 'AWS::EC2::SecurityGroup';

describe('a type is read', () => {
  const readAt = new Date('2026-11-20T09:00:00Z');
  const earlier = (time: Date, milliseconds: number) => new Date(time.getTime() - milliseconds);
  const recorder: Recorder = {
    records: true,
    recordingSince: new Date('2026-01-01T00:00:00Z'),
    recordsContinuously: () => true,
  };
  const item = { type, id: 'sg-1', capturedAt: new Date('2026-11-01T00:00:00Z'), status: 'OK' };
  const unchanged: ReuseEvidence = {
    type,
    now: new Date('2026-11-21T09:00:00Z'),
    readAt,
    ids: ['sg-1', 'sg-2'],
    recorder,
    items: [
      { ...item, id: 'sg-2' },
      { ...item, status: 'ResourceDiscovered' },
    ],
  };

  test('not when AWS Config recorded all the time, and nothing changed', () => {
    expect(reasonToRead(unchanged)).toBeUndefined();
    const barely: ReuseEvidence = {
      ...unchanged,
      now: new Date(readAt.getTime() + longestReuse),
      recorder: { ...recorder, recordingSince: earlier(readAt, safetyMargin) },
      items: [unchanged.items[0] ?? item, { ...item, capturedAt: earlier(readAt, safetyMargin + 1) }],
    };
    expect(reasonToRead(barely)).toBeUndefined();
  });

  test.each<[string, Partial<ReuseEvidence>, string]>([
    [
      'when it was last read more than a week ago',
      { now: new Date(readAt.getTime() + longestReuse + 1) },
      'it was last read too long ago',
    ],
    ['without a recorder', { recorder: undefined }, 'no recorder is set up'],
    [
      'when the recorder is stopped or fails',
      { recorder: { ...recorder, records: false } },
      'the recorder does not record',
    ],
    [
      'when the recorder was stopped since, or does not tell',
      { recorder: { ...recorder, recordingSince: undefined } },
      'the recorder has not been recording all the time since the type was read',
    ],
    [
      'when the recorder was started after it was read, or shortly before',
      { recorder: { ...recorder, recordingSince: earlier(readAt, safetyMargin - 1) } },
      'the recorder has not been recording all the time since the type was read',
    ],
    [
      'when the recorder leaves it out or records it once a day',
      { recorder: { ...recorder, recordsContinuously: (name) => name !== type } },
      'the recorder does not record the type at every change',
    ],
    ['when AWS Config knows none', { ids: [], items: [] }, 'AWS Config has none'],
    [
      'when something is not recorded',
      { items: [...unchanged.items.slice(1), { ...item, id: 'sg-2', status: 'ResourceNotRecorded' }] },
      'not everything is recorded',
    ],
    [
      'when something was deleted',
      { items: [...unchanged.items.slice(1), { ...item, id: 'sg-2', status: 'ResourceDeleted' }] },
      'not everything is recorded',
    ],
    [
      'when something changed since',
      {
        items: [
          ...unchanged.items.slice(1),
          { ...item, id: 'sg-2', capturedAt: new Date('2026-11-20T12:00:00Z') },
        ],
      },
      'something changed or appeared',
    ],
    [
      'when something changed while it was read, or shortly before',
      {
        items: [
          ...unchanged.items.slice(1),
          { ...item, id: 'sg-2', capturedAt: earlier(readAt, safetyMargin) },
        ],
      },
      'something changed or appeared',
    ],
    [
      'when something disappeared',
      { items: unchanged.items.slice(1) },
      'AWS Config has other resources than the last snapshot',
    ],
    [
      'when something is there that was not',
      { items: [...unchanged.items, { ...item, id: 'sg-3' }] },
      'AWS Config has other resources than the last snapshot',
    ],
    [
      'when one took the place of another',
      { items: [...unchanged.items.slice(1), { ...item, id: 'sg-3' }] },
      'AWS Config has other resources than the last snapshot',
    ],
    [
      'when AWS Config names one twice',
      { items: [item, item] },
      'AWS Config has other resources than the last snapshot',
    ],
  ])('%s', (_when, rest, reason) => {
    expect(reasonToRead({ ...unchanged, ...rest })).toBe(reason);
  });
});

test('only regional types that Tidemark reads may be taken over, each with the reason', () => {
  const regional = new Set(
    resourceTypes.filter(({ scope }) => scope === 'regional').map((each) => each.type),
  );
  expect([...reusableTypes].filter(([name, reason]) => !regional.has(name) || reason === '')).toEqual([]);
});

test('the running code has one name', async () => {
  expect(await runningCode()).toMatch(/^[0-9a-f]{64}$/);
  expect(await runningCode()).toBe(await runningCode());
});

let account: RecordedAccount;
beforeEach(async () => {
  account = await RecordedAccount.create();
  account.put({ GroupId: 'sg-1', GroupName: 'web', VpcId: 'vpc-1', Tags: [{ Key: 'Name', Value: 'web' }] });
  account.put({ GroupId: 'sg-2', GroupName: 'database', VpcId: 'vpc-1' });
  account.wait(60);
});
afterEach(() => account.remove());

function coverage({ environments }: RunReport) {
  return environments[0]?.targets[0]?.coverage[type];
}

describe('a scan', () => {
  test('takes over what AWS Config says is unchanged, and says of which run it is', async () => {
    const first = await account.scan();
    account.wait(60);
    const second = await account.scan();
    account.wait(60);
    const third = await account.scan();
    expect(account.reads).toBe(1);
    expect(coverage(first)).toEqual({ status: 'complete', resources: 2, gaps: [] });
    const reused = { status: 'complete', resources: 2, gaps: [], reusedFrom: first.runId };
    expect([coverage(second), coverage(third)]).toEqual([reused, reused]);
    expect(await account.lines(third)).toEqual(await account.lines(first));
    expect(third.status).toBe('complete');
    expect(account.gaps).toEqual([]);
  });

  test('notices a change that AWS Config tells late, however often the type was taken over meanwhile', async () => {
    await account.scan();
    account.wait(60);
    const changedAt = account.time;
    account.groups.set('sg-2', { GroupId: 'sg-2', GroupName: 'database', VpcId: 'vpc-2' });
    account.wait(60);
    await account.scan();
    expect(account.reads).toBe(1);
    account.captured.set('sg-2', changedAt);
    account.wait(60);
    expect((await account.lines(await account.scan())).join()).toContain('vpc-2');
    expect(account.reads).toBe(2);
  });

  test('reads again after a week', async () => {
    await account.scan();
    for (const days of [3, 3, 3]) {
      account.wait(days * 24 * 60);
      await account.scan();
    }
    expect(account.reads).toBe(2);
  });

  test('compares what it took over with the baseline', async () => {
    await account.scan(undefined, { mode: 'baseline' });
    account.put({ GroupId: 'sg-2', GroupName: 'database', VpcId: 'vpc-1', Tags: [{ Key: 'a', Value: 'b' }] });
    account.wait(60);
    await account.scan(undefined, { mode: 'detect' });
    account.wait(60);
    const report = await account.scan(undefined, { mode: 'detect' });
    expect(account.reads).toBe(2);
    expect(report.environments[0]?.findings).toMatchObject([{ id: 'sg-2', status: 'ongoing' }]);
  });

  test.each<[string, () => Promise<RunReport>]>([
    ['AWS Config is off', () => account.scan('{ mode: off }')],
    ['a baseline is to be approved', () => account.scan(undefined, { mode: 'baseline' })],
    ['there is no baseline, and it will become it', () => account.scan(undefined, { mode: 'detect' })],
    ['tags choose the resources', () => account.scan(undefined, {}, {}, ', tags: { Name: web }')],
    [
      'the key of the digests, or the code, is another one',
      () => account.scan(undefined, {}, { digest: () => 'other' }),
    ],
  ])('reads, and does not ask AWS Config, when %s', async (_when, scan) => {
    await account.scan();
    account.wait(60);
    account.config.resetHistory();
    expect(coverage(await scan())).not.toHaveProperty('reusedFrom');
    expect(account.reads).toBe(2);
    expect(account.config.calls()).toHaveLength(0);
  });

  test.each<[string, () => unknown]>([
    ['no recorder runs', () => account.config.on(DescribeConfigurationRecordersCommand).resolves({})],
    [
      'the recorder was stopped',
      () =>
        account.config.on(DescribeConfigurationRecorderStatusCommand).resolves({
          ConfigurationRecordersStatus: [{ name: 'default', recording: false }],
        }),
    ],
    ['something changed', () => account.put({ GroupId: 'sg-1', GroupName: 'web', VpcId: 'vpc-3' })],
    ['something appeared', () => account.put({ GroupId: 'sg-3' })],
    ['something disappeared', () => account.delete('sg-2')],
    [
      'the last snapshot has expired',
      async () => {
        const { store } = account.world;
        const last = await store.get(storeKeys.lastReading(target));
        const text = Buffer.from(last?.body ?? []).toString();
        await store.put(
          storeKeys.lastReading(target),
          text.replace(/"runId":"[^"]+","version"/, '"runId":"gone","version"'),
        );
      },
    ],
  ])('reads when %s', async (_when, change) => {
    await account.scan();
    account.wait(60);
    await change();
    account.wait(60);
    const report = await account.scan();
    expect(account.reads).toBe(2);
    expect(coverage(report)).not.toHaveProperty('reusedFrom');
    expect(account.gaps).toEqual([]);
  });

  test.each<[string, () => unknown]>([
    [
      'AccessDeniedException',
      () =>
        account.config
          .on(DescribeConfigurationRecordersCommand)
          .rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' })),
    ],
    [
      'NoSuchConfigurationRecorderException',
      () =>
        account.config
          .on(DescribeConfigurationRecorderStatusCommand)
          .rejects(Object.assign(new Error('no'), { name: 'NoSuchConfigurationRecorderException' })),
    ],
    [
      'ThrottlingException',
      () =>
        account.config
          .on(SelectResourceConfigCommand)
          .rejects(Object.assign(new Error('no'), { name: 'ThrottlingException' })),
    ],
    ['SyntaxError', () => account.config.on(SelectResourceConfigCommand).resolves({ Results: ['{'] })],
    ['FormatError', () => account.world.store.put(storeKeys.lastReading(target), '{')],
  ])('reads everything on %s, and the coverage says nothing worse', async (name, fail) => {
    await account.scan();
    account.wait(60);
    await fail();
    const report = await account.scan();
    expect(coverage(report)).toEqual({ status: 'complete', resources: 2, gaps: [] });
    expect(report.status).toBe('complete');
    expect(account.gaps).toEqual([expect.stringContaining(name)]);
  });

  test('that read a type partly is not taken over from', async () => {
    account.ec2.onAnyCommand().rejects(Object.assign(new Error('no'), { name: 'UnauthorizedOperation' }));
    await account.scan();
    account.wait(60);
    account.config.resetHistory();
    await account.scan();
    expect(account.config.calls()).toHaveLength(0);
  });

  test('that was narrowed to some types does not become what is taken over from', async () => {
    const { runId } = await account.scan();
    account.wait(60);
    await account.scan('{ mode: reuse }', { types: [type] });
    expect(await account.world.json(storeKeys.lastReading(target))).toMatchObject({ runId });
  });
});

describe('an aggregator', () => {
  const awsConfig =
    '{ mode: reuse, aggregator: { name: organization, account: "999988887777", region: us-east-1 } }';
  const own = { SourceId: target.account, SourceType: 'ACCOUNT', AwsRegion: target.region } as const;
  beforeEach(() => {
    account.config.on(SelectResourceConfigCommand).rejects(new Error('asked in the target'));
    account.config.on(SelectAggregateResourceConfigCommand).callsFake(() => ({ Results: account.results() }));
  });

  test('is asked in place of the target', async () => {
    account.config
      .on(DescribeConfigurationAggregatorSourcesStatusCommand)
      .resolves({ AggregatedSourceStatusList: [{ ...own, LastUpdateStatus: 'SUCCEEDED' }] });
    await account.scan(awsConfig);
    account.wait(60);
    expect(coverage(await account.scan(awsConfig))).toHaveProperty('reusedFrom');
    expect(account.reads).toBe(1);
  });

  test('that is behind is not believed', async () => {
    account.config
      .on(DescribeConfigurationAggregatorSourcesStatusCommand)
      .resolves({ AggregatedSourceStatusList: [{ ...own, LastUpdateStatus: 'OUTDATED' }] });
    await account.scan(awsConfig);
    account.wait(60);
    await account.scan(awsConfig);
    expect(account.reads).toBe(2);
    expect(account.gaps).toEqual([]);
  });

  test('that cannot be reached costs nothing but reading', async () => {
    await account.scan(awsConfig);
    account.wait(60);
    account.world.refusingAccounts.add('999988887777');
    const report = await account.scan(awsConfig);
    expect(report.status).toBe('complete');
    expect(account.reads).toBe(2);
    expect(account.gaps).toEqual([expect.stringContaining('AssumeRoleError')]);
  });
});

test('whatever happens between scans, taking over gives the bytes that reading gives', async () => {
  const id = fc.constantFrom('sg-1', 'sg-2', 'sg-3', 'sg-4');
  const network = fc.constantFrom('10.0.0.0/8', '0.0.0.0/0', '192.168.0.0/16');
  const permission = fc.record({
    IpProtocol: fc.constantFrom('tcp', '-1'),
    FromPort: fc.integer({ min: 0, max: 3 }),
    IpRanges: fc.array(fc.record({ CidrIp: network, Description: fc.string() }), { maxLength: 3 }),
  });
  const group = fc.record({
    GroupName: fc.string(),
    Description: fc.string(),
    IpPermissions: fc.array(permission, { maxLength: 3 }),
    Tags: fc.array(fc.record({ Key: fc.string(), Value: fc.string() }), { maxLength: 3 }),
  });
  const step = fc.record({
    change: fc.option(fc.record({ id, group: fc.option(group) })),
    minutes: fc.integer({ min: 1, max: 90 }),
  });
  const scanBothWays = async () => {
    const reusing = await account.scan();
    const reading = await account.scan('{ mode: off }');
    expect(await account.lines(reusing)).toEqual(await account.lines(reading));
    return reusing;
  };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 5 }), async (steps) => {
      for (const { change, minutes } of steps) {
        if (change?.group) account.put({ GroupId: change.id, ...change.group });
        else if (change) account.delete(change.id);
        account.wait(minutes);
        await scanBothWays();
      }
      account.wait(60);
      await account.scan();
      account.wait(60);
      expect(coverage(await scanBothWays())?.reusedFrom !== undefined).toBe(account.groups.size > 0);
    }),
    { numRuns: 8 },
  );
}, 60_000);
