import {
  DescribePublishingDestinationCommand,
  GetFilterCommand,
  type GetFilterResponse,
  GetIPSetCommand,
  type GetIPSetResponse,
  GuardDutyClient,
  ListDetectorsCommand,
  ListFiltersCommand,
  ListIPSetsCommand,
  ListPublishingDestinationsCommand,
} from '@aws-sdk/client-guardduty';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import type { ResourceType } from '../../lib/resources/define.ts';
import { guardDutyFilter } from '../../lib/resources/guardduty-filter.ts';
import { guardDutyIpSet } from '../../lib/resources/guardduty-ip-set.ts';
import { guardDutyPublishingDestination } from '../../lib/resources/guardduty-publishing-destination.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const guardDuty = mockClient(GuardDutyClient);
const filter: GetFilterResponse = {
  Name: 'f1',
  Description: 'd',
  Action: 'ARCHIVE',
  Rank: 1,
  FindingCriteria: { Criterion: { type: { Equals: ['b', 'a'] }, severity: { GreaterThan: 4 } } },
  Tags: { Name: 'x' },
  CreatedAt: new Date(1),
  UpdatedAt: new Date(2),
  Version: 3,
};
const set: GetIPSetResponse = {
  Name: 'offices',
  Format: 'TXT',
  Location: 's3://b/list.txt',
  Status: 'ACTIVE',
  Tags: { Name: 'x' },
  ExpectedBucketOwner: '111122223333',
};
const destinations = (...ids: string[]) =>
  ids.map((DestinationId) => ({
    DestinationId,
    DestinationType: 'S3' as const,
    Status: 'PUBLISHING' as const,
  }));
const publishing = {
  DestinationId: 'p1',
  DestinationType: 'S3' as const,
  Status: 'PUBLISHING' as const,
  PublishingFailureStartTimestamp: 1,
  DestinationProperties: { DestinationArn: 'arn:aws:s3:::b', KmsKeyArn: 'k' },
  Tags: { Name: 'x' },
};

beforeEach(() => {
  guardDuty.reset();
  guardDuty
    .on(ListDetectorsCommand)
    .resolves({ DetectorIds: ['d1'], NextToken: '2' })
    .on(ListDetectorsCommand, { NextToken: '2' })
    .resolves({ DetectorIds: ['d2'] })
    .on(ListFiltersCommand)
    .resolves({ FilterNames: [] })
    .on(ListFiltersCommand, { DetectorId: 'd1' })
    .resolves({ FilterNames: ['f1'], NextToken: '2' })
    .on(ListFiltersCommand, { DetectorId: 'd1', NextToken: '2' })
    .resolves({ FilterNames: ['denied'] })
    .on(GetFilterCommand, { FilterName: 'f1' })
    .resolves(filter)
    .on(GetFilterCommand, { FilterName: 'denied' })
    .rejects(awsError('AccessDeniedException', 'no'))
    .on(ListIPSetsCommand)
    .resolves({ IpSetIds: [] })
    .on(ListIPSetsCommand, { DetectorId: 'd2' })
    .resolves({ IpSetIds: ['s1'], NextToken: '2' })
    .on(ListIPSetsCommand, { DetectorId: 'd2', NextToken: '2' })
    .resolves({ IpSetIds: ['off', 'gone'] })
    .on(GetIPSetCommand, { IpSetId: 's1' })
    .resolves(set)
    .on(GetIPSetCommand, { IpSetId: 'off' })
    .resolves({ ...set, Status: 'INACTIVE' })
    .on(GetIPSetCommand, { IpSetId: 'gone' })
    .resolves({ ...set, Status: 'DELETE_PENDING' })
    .on(ListPublishingDestinationsCommand)
    .resolves({})
    .on(ListPublishingDestinationsCommand, { DetectorId: 'd1' })
    .resolves({ Destinations: destinations('p1'), NextToken: '2' })
    .on(ListPublishingDestinationsCommand, { DetectorId: 'd1', NextToken: '2' })
    .resolves({ Destinations: [...destinations('p2'), { ...publishing, DestinationId: undefined }] })
    .on(DescribePublishingDestinationCommand, { DestinationId: 'p1' })
    .resolves(publishing)
    .on(DescribePublishingDestinationCommand, { DestinationId: 'p2' })
    .resolves({ ...publishing, Status: 'STOPPED' });
});

describe('reading', () => {
  const readStored = async (type: ResourceType) => (await readAll(type)).map((each) => stored(type, each));

  test('filters of every detector', async () => {
    const [first, second, ...rest] = await readStored(guardDutyFilter);
    expect(rest).toEqual([]);
    expect(first).toMatchObject({ id: 'd1|f1', tags: { Name: 'x' } });
    expect(first?.properties).toEqual({
      DetectorId: 'd1',
      Name: 'f1',
      Action: 'ARCHIVE',
      Description: 'd',
      Rank: 1,
      FindingCriteria: { Criterion: { type: { Equals: ['a', 'b'] }, severity: { GreaterThan: 4 } } },
    });
    expect(second?.unread).toEqual([{ path: '', reason: 'AccessDeniedException: no' }]);
  });

  test('lists of trusted addresses', async () => {
    const [first, second, ...rest] = await readStored(guardDutyIpSet);
    expect(rest).toEqual([]);
    expect(first).toMatchObject({ id: 's1|d2', tags: { Name: 'x' } });
    expect(first?.properties).toEqual({
      Id: 's1',
      DetectorId: 'd2',
      Name: 'offices',
      Format: 'TXT',
      Location: 's3://b/list.txt',
      ExpectedBucketOwner: '111122223333',
      Activate: true,
    });
    expect(second?.properties.Activate).toBe(false);
  });

  test('exports of findings', async () => {
    const [first, second, ...rest] = await readStored(guardDutyPublishingDestination);
    expect(rest).toEqual([]);
    expect(first).toMatchObject({ id: 'd1|p1', tags: { Name: 'x' } });
    expect(first?.properties).toEqual({
      DetectorId: 'd1',
      Id: 'p1',
      DestinationType: 'S3',
      DestinationProperties: { DestinationArn: 'arn:aws:s3:::b', KmsKeyArn: 'k' },
    });
    expect(second?.properties.Status).toBe('STOPPED');
  });

  test.each([guardDutyFilter, guardDutyIpSet, guardDutyPublishingDestination])(
    '$type read twice gives the same bytes',
    async (type) => {
      const first = storedLines(type, await readAll(type));
      guardDuty.on(GetFilterCommand, { FilterName: 'f1' }).resolves({
        ...filter,
        Version: 4,
        FindingCriteria: { Criterion: { severity: { GreaterThan: 4 }, type: { Equals: ['a', 'b'] } } },
      });
      guardDuty.on(GetIPSetCommand, { IpSetId: 's1' }).resolves({ ...set, Status: 'ACTIVATING' });
      guardDuty.on(ListDetectorsCommand).resolves({ DetectorIds: ['d2', 'd1'] });
      expect(storedLines(type, await readAll(type))).toEqual(first);
    },
  );
});

describe('what a change means', () => {
  const archive = { Action: 'ARCHIVE' };
  const criteria = (key: string) => ({ FindingCriteria: { Criterion: { [key]: { Equals: ['x'] } } } });
  const to = (DestinationArn: string) => ({ DestinationProperties: { DestinationArn } });
  test.each<[string, ResourceType, JsonObject, JsonObject, string, string[]]>([
    ['findings are hidden', guardDutyFilter, {}, archive, 'HIGH', ['guardduty-findings-archived']],
    ['findings are shown', guardDutyFilter, archive, {}, 'INFO', []],
    [
      'others are hidden',
      guardDutyFilter,
      criteria('a'),
      criteria('b'),
      'HIGH',
      ['guardduty-filter-changed'],
    ],
    ['another rank', guardDutyFilter, {}, { Rank: 2 }, 'LOW', []],
    ['a list is trusted', guardDutyIpSet, {}, { Activate: true }, 'HIGH', ['guardduty-trusted-addresses']],
    ['a list is not trusted', guardDutyIpSet, { Activate: true }, {}, 'INFO', []],
    [
      'another list',
      guardDutyIpSet,
      { Location: 'a' },
      { Location: 'b' },
      'HIGH',
      ['guardduty-trusted-addresses-changed'],
    ],
    [
      'exported elsewhere',
      guardDutyPublishingDestination,
      to('a'),
      to('b'),
      'HIGH',
      ['guardduty-export-changed'],
    ],
    [
      'not exported',
      guardDutyPublishingDestination,
      {},
      { Status: 'STOPPED' },
      'HIGH',
      ['guardduty-export-fails'],
    ],
    ['exported', guardDutyPublishingDestination, { Status: 'STOPPED' }, {}, 'INFO', []],
  ])('%s', (_, type, before, after, severity, rules) => {
    expect(riskOf(type, before, after)).toMatchObject({ severity, rules });
  });

  test('a new filter that hides, one that does not, and a deleted export', () => {
    expect(riskOf(guardDutyFilter, undefined, archive)?.severity).toBe('HIGH');
    expect(riskOf(guardDutyFilter, undefined, {})?.severity).toBe('LOW');
    const before = resource(guardDutyPublishingDestination.type, {});
    const risk = assessRisk({ kind: 'removed', before }, guardDutyPublishingDestination);
    expect(risk).toMatchObject({ severity: 'HIGH', rules: ['guardduty-export-deleted'] });
  });

  test.each([guardDutyFilter, guardDutyIpSet, guardDutyPublishingDestination])('$type is free', (type) => {
    expect(type.monthlyCost?.(resource('', {}), costContext({})).usd).toBe(0);
  });
});
