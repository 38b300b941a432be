import { gunzipSync } from 'node:zlib';
import {
  ConfigServiceClient,
  type ConfigurationItem,
  DescribeConfigurationRecordersCommand,
  GetResourceConfigHistoryCommand,
  type GetResourceConfigHistoryRequest,
} from '@aws-sdk/client-config-service';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Recorder } from '../../lib/aws/config-service.ts';
import { findingSchema } from '../../lib/model/finding.ts';
import type { RunReport } from '../../lib/model/report.ts';
import { withTimelines } from '../../lib/scan/timeline.ts';
import { storeKeys } from '../../lib/store/keys.ts';
import { finding } from '../report/report-fixtures.ts';
import { RecordedAccount, target } from './recorded-account.ts';

const day = (at: number) => new Date(Date.UTC(2026, 10, at, 12));

function item(at: number, rest: Partial<ConfigurationItem> = {}): ConfigurationItem {
  return {
    configurationItemCaptureTime: day(at),
    configurationItemStatus: 'OK',
    configuration: JSON.stringify({ groupId: 'sg-0abc', ipPermissions: [at] }),
    ...rest,
  };
}

describe('a timeline', () => {
  const aws = mockClient(ConfigServiceClient);
  const client = new ConfigServiceClient({ region: 'eu-west-1' });
  const failures: string[] = [];
  const recorder: Recorder = { records: true, recordingSince: day(1), recordsContinuously: () => true };
  const options = {
    client,
    recorder: async () => recorder,
    threshold: 'HIGH',
    since: day(1),
    onFailure: (reason: string) => failures.push(reason),
  } as const;
  beforeEach(() => {
    aws.reset();
    failures.length = 0;
  });
  afterEach(() => aws.reset());

  async function timelineOf(...configurationItems: ConfigurationItem[]) {
    aws.on(GetResourceConfigHistoryCommand).resolves({ configurationItems });
    const [given] = await withTimelines([finding()], options);
    expect(findingSchema.safeParse(given).success).toBe(true);
    return given?.timeline;
  }

  test('tells when the resource changed, and in what', async () => {
    const supplementaryConfiguration = { Policy: '{"Version":"2012-10-17","Statement":[]}' };
    expect(
      await timelineOf(
        item(9, { configurationItemStatus: 'ResourceDeleted', configuration: '' }),
        item(8, { configuration: 'no JSON' }),
        item(7, { relationships: [{ resourceId: 'eni-1' }, { resourceId: 'eni-2' }] }),
        item(6, {
          configuration: item(7).configuration,
          relationships: [{ resourceId: 'eni-2' }, { resourceId: 'eni-1' }],
          tags: { a: 'b' },
          supplementaryConfiguration,
        }),
        item(5, {
          tags: { a: 'b' },
          relationships: [{ resourceId: 'eni-1' }],
          supplementaryConfiguration: { Policy: '{ "Statement": [], "Version": "2012-10-17" }' },
        }),
        item(4, { configurationItemStatus: 'ResourceDiscovered' }),
      ),
    ).toEqual([
      { at: day(9).toISOString(), status: 'ResourceDeleted' },
      {
        at: day(8).toISOString(),
        status: 'OK',
        changedPaths: [
          '/configuration',
          '/configuration/groupId',
          '/configuration/ipPermissions',
          '/relationships',
        ],
      },
      {
        at: day(7).toISOString(),
        status: 'OK',
        changedPaths: ['/supplementaryConfiguration/Policy', '/tags'],
      },
      {
        at: day(6).toISOString(),
        status: 'OK',
        changedPaths: ['/configuration/ipPermissions', '/relationships'],
      },
      {
        at: day(5).toISOString(),
        status: 'OK',
        changedPaths: [
          '/configuration/ipPermissions',
          '/relationships',
          '/supplementaryConfiguration/Policy',
          '/tags',
        ],
      },
      { at: day(4).toISOString(), status: 'ResourceDiscovered' },
    ]);
  });

  test('has ten entries at most, each with what changed', async () => {
    const timeline = await timelineOf(...Array.from({ length: 11 }, (_, at) => item(20 - at)));
    expect(timeline).toHaveLength(10);
    expect(timeline?.every(({ changedPaths }) => changedPaths?.length === 1)).toBe(true);
  });

  test('leaves out a state without time, and is left out itself when nothing is known', async () => {
    expect(await timelineOf({ configurationItemStatus: 'OK' })).toBeUndefined();
    expect(await timelineOf()).toBeUndefined();
    aws
      .on(GetResourceConfigHistoryCommand)
      .rejects(Object.assign(new Error('no'), { name: 'ResourceNotDiscoveredException' }));
    expect(await withTimelines([finding()], options)).toEqual([finding()]);
    expect(failures).toEqual([]);
  });

  test('is for new and escalated findings from the threshold upward, 25 at most', async () => {
    aws.on(GetResourceConfigHistoryCommand).resolves({ configurationItems: [item(2)] });
    const findings = [
      finding({ id: 'ongoing', status: 'ongoing' }),
      finding({ id: 'harmless', severity: 'MEDIUM' }),
      finding({ id: 'escalated', status: 'escalated', severity: 'HIGH' }),
      ...Array.from({ length: 30 }, (_, at) => finding({ id: `new-${at}` })),
    ];
    const given = await withTimelines(findings, options);
    const told = given.flatMap(({ id, timeline }) => (timeline ? [id] : []));
    expect(told).toEqual(['escalated', ...Array.from({ length: 24 }, (_, at) => `new-${at}`)]);
    expect(given.map(({ id }) => id)).toEqual(findings.map(({ id }) => id));
  });

  test.each([
    ['open from earlier runs', finding({ status: 'ongoing' })],
    ['below the threshold', finding({ severity: 'MEDIUM' })],
    ['of types that AWS Config does not record', finding({ type: 'AWS::EC2::Route' })],
  ])('is not asked for, nor is the recorder, where all findings are %s', async (_what, given) => {
    const asked = async () => {
      throw new Error('the recorder was asked');
    };
    expect(await withTimelines([given], { ...options, recorder: asked })).toEqual([given]);
    expect(failures).toEqual([]);
  });

  test('is left out after a failure, which is told once', async () => {
    aws
      .on(GetResourceConfigHistoryCommand)
      .rejects(Object.assign(new Error('slow down'), { name: 'ThrottlingException' }));
    const findings = Array.from({ length: 20 }, (_, at) => finding({ id: `new-${at}` }));
    expect(await withTimelines(findings, options)).toEqual(findings);
    expect(failures).toEqual(['ThrottlingException: slow down']);
    expect(aws.commandCalls(GetResourceConfigHistoryCommand).length).toBeLessThan(findings.length);
  });
});

describe('a scan', () => {
  const open = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
  const detect = { mode: 'detect' } as const;
  let account: RecordedAccount;
  let baselineAt: Date;
  beforeEach(async () => {
    account = await RecordedAccount.create();
    account.put({ GroupId: 'sg-1', GroupName: 'web' });
    account.wait(60);
    baselineAt = account.time;
    await account.scan(undefined, { mode: 'baseline' });
    account.wait(60);
    account.put({ GroupId: 'sg-1', GroupName: 'web', IpPermissions: open });
    const capturedAt = account.time;
    account.config
      .on(GetResourceConfigHistoryCommand)
      .callsFake(({ earlierTime }: GetResourceConfigHistoryRequest) => ({
        configurationItems: [
          { configurationItemCaptureTime: capturedAt, configurationItemStatus: 'OK' },
          { configurationItemCaptureTime: earlierTime, configurationItemStatus: 'OK' },
        ],
      }));
    account.wait(60);
  });
  afterEach(() => account.remove());
  const timelines = ({ environments }: RunReport) =>
    environments.flatMap(({ findings }) => findings.map(({ timeline }) => timeline?.map(({ at }) => at)));

  test('gives a finding its timeline since the baseline, in the report and in the store', async () => {
    const report = await account.scan(undefined, detect);
    const times = [new Date(baselineAt.getTime() + 3_600_000), baselineAt].map((time) => time.toISOString());
    expect(timelines(report)).toEqual([times]);
    const date = account.time.toISOString().slice(0, 10);
    const stored = await account.world.store.get(storeKeys.findings(target, report.runId, date));
    expect(gunzipSync(stored?.body ?? new Uint8Array()).toString()).toContain(times[0]);
    expect(timelines(await account.scan(undefined, detect))).toEqual([undefined]);
  });

  test.each<[string, () => unknown, RegExp[]]>([
    ['no recorder runs', () => account.config.on(DescribeConfigurationRecordersCommand).resolves({}), []],
    [
      'AWS Config refuses',
      () =>
        account.config
          .on(DescribeConfigurationRecordersCommand)
          .rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' })),
      [/^Everything was read.*AccessDenied/, /^Findings lack their timeline: AccessDenied/],
    ],
  ])('leaves it out when %s', async (_when, fail, gaps) => {
    await fail();
    const report = await account.scan(undefined, detect);
    expect(timelines(report)).toEqual([undefined]);
    expect(report.status).toBe('complete');
    expect(account.gaps).toEqual(gaps.map((gap) => expect.stringMatching(gap)));
  });

  test('does not ask for it where AWS Config is off', async () => {
    expect(timelines(await account.scan('{ mode: off }', detect))).toEqual([undefined]);
    expect(account.config.commandCalls(GetResourceConfigHistoryCommand)).toHaveLength(0);
  });
});
