import {
  AthenaClient,
  GetWorkGroupCommand,
  ListTagsForResourceCommand,
  ListWorkGroupsCommand,
} from '@aws-sdk/client-athena';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { athenaWorkGroup } from '../../lib/resources/athena-work-group.ts';
import { resource } from '../resource-fixtures.ts';
import { storedById, turnedRound } from './reading-fixtures.ts';
import { awsError, costContext, readAll, riskOf, storedLines } from './type-fixtures.ts';

const athena = mockClient(AthenaClient);
const configuration = {
  ResultConfiguration: {
    OutputLocation: 's3://results/',
    EncryptionConfiguration: { EncryptionOption: 'SSE_KMS' as const, KmsKey: 'arn:key' },
    ExpectedBucketOwner: '111122223333',
  },
  EnforceWorkGroupConfiguration: true,
  PublishCloudWatchMetricsEnabled: true,
  BytesScannedCutoffPerQuery: 10_000_000,
  RequesterPaysEnabled: false,
  EngineVersion: { SelectedEngineVersion: 'AUTO' },
  ExecutionRole: 'arn:role',
  EngineConfiguration: {
    Classifications: [{ Name: 'a', Properties: { k: 'v' } }, { Name: 'b' }],
    MaxConcurrentDpus: 5,
  },
};
const group = (effective: string) => ({
  Name: 'analysts',
  State: 'DISABLED' as const,
  Description: 'd',
  CreationTime: new Date(0),
  IdentityCenterApplicationArn: 'arn:app',
  Configuration: {
    ...configuration,
    EngineVersion: { SelectedEngineVersion: 'AUTO', EffectiveEngineVersion: effective },
  },
});

beforeEach(() => {
  athena.reset();
  athena
    .on(ListWorkGroupsCommand)
    .resolves({ WorkGroups: [{ Name: 'analysts' }], NextToken: '2' })
    .on(ListWorkGroupsCommand, { NextToken: '2' })
    .resolves({ WorkGroups: [{ Name: 'gone' }, {}] })
    .on(GetWorkGroupCommand)
    .rejects(awsError('InvalidRequestException', 'WorkGroup gone is not found.'))
    .on(GetWorkGroupCommand, { WorkGroup: 'analysts' })
    .resolves({ WorkGroup: group('Athena engine version 3') })
    .on(ListTagsForResourceCommand)
    .resolves({ Tags: [{ Key: 'Team', Value: 'data' }] });
});

describe('reading workgroups', () => {
  test('every property of every page', async () => {
    const read = await storedById(athenaWorkGroup);
    expect(Object.keys(read)).toEqual(['analysts']);
    expect(read.analysts).toMatchObject({
      arn: 'arn:aws:athena:eu-west-1:111122223333:workgroup/analysts',
      tags: { Team: 'data' },
    });
    expect(read.analysts?.properties).toEqual({
      Name: 'analysts',
      State: 'DISABLED',
      Description: 'd',
      IdentityCenterApplicationArn: 'arn:app',
      WorkGroupConfiguration: configuration,
    });
  });

  test('another order and a newer engine give the same bytes', async () => {
    const first = storedLines(athenaWorkGroup, await readAll(athenaWorkGroup));
    athena
      .on(GetWorkGroupCommand, { WorkGroup: 'analysts' })
      .resolves({ WorkGroup: turnedRound(group('Athena engine version 4')) });
    expect(storedLines(athenaWorkGroup, await readAll(athenaWorkGroup))).toEqual(first);
  });

  test('what is denied is unread', async () => {
    const denied = awsError('AccessDeniedException', 'no');
    athena.on(ListTagsForResourceCommand).rejects(denied);
    expect((await readAll(athenaWorkGroup))[0]?.unread).toEqual([
      { path: '/Tags', reason: 'AccessDeniedException: no' },
    ]);
    athena.on(GetWorkGroupCommand).rejects(denied);
    expect((await readAll(athenaWorkGroup))[0]?.unread).toEqual([
      { path: '', reason: 'AccessDeniedException: no' },
    ]);
  });
});

const of = (rest: JsonObject): JsonObject => ({
  Name: 'a',
  WorkGroupConfiguration: { RequesterPaysEnabled: false, ...rest },
});
const results = (OutputLocation: string, encrypted = true): JsonObject => ({
  ResultConfiguration: {
    OutputLocation,
    ...(encrypted && { EncryptionConfiguration: { EncryptionOption: 'SSE_S3' } }),
  },
});

describe('what a change of a workgroup means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['another bucket', results('s3://a/x'), results('s3://b/x'), 'HIGH', ['athena-results-moved']],
    ['another prefix', results('s3://a/x'), results('s3://a/y'), 'MEDIUM', []],
    ['no encryption', results('s3://a'), results('s3://a', false), 'HIGH', ['athena-results-unencrypted']],
    ['encryption', results('s3://a', false), results('s3://a'), 'INFO', []],
    [
      'not enforced',
      { EnforceWorkGroupConfiguration: true },
      { EnforceWorkGroupConfiguration: false },
      'MEDIUM',
      ['athena-settings-not-enforced'],
    ],
    ['no metrics', { PublishCloudWatchMetricsEnabled: true }, {}, 'MEDIUM', ['athena-metrics-off']],
    ['no limit', { BytesScannedCutoffPerQuery: 1 }, {}, 'MEDIUM', ['athena-scan-limit-removed']],
    ['a higher limit', { BytesScannedCutoffPerQuery: 1 }, { BytesScannedCutoffPerQuery: 2 }, 'MEDIUM', []],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(athenaWorkGroup, of(before), of(after))).toMatchObject({ severity, rules });
  });

  test('its cost is not known', () => {
    expect(athenaWorkGroup.monthlyCost?.(resource('x', {}), costContext({}))?.usd).toBeNull();
  });
});
