import {
  type AggregatedSourceStatus,
  ConfigServiceClient,
  type ConfigurationRecorder,
  type ConfigurationRecorderStatus,
  DescribeConfigurationAggregatorSourcesStatusCommand,
  DescribeConfigurationRecorderStatusCommand,
  DescribeConfigurationRecordersCommand,
  SelectAggregateResourceConfigCommand,
  SelectResourceConfigCommand,
} from '@aws-sdk/client-config-service';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  aggregatorIsCurrent,
  readRecorder,
  selectAggregateItems,
  selectItems,
} from '../../lib/aws/config-service.ts';

const aws = mockClient(ConfigServiceClient);
const client = new ConfigServiceClient({ region: 'eu-west-1' });
const started = new Date('2026-01-01T00:00:00Z');
const type = 'AWS::EC2::SecurityGroup';
const place = { account: '111122223333', region: 'eu-west-1' };
beforeEach(() => {
  aws.onAnyCommand().rejects(new Error('unexpected call'));
});
afterEach(() => {
  aws.reset();
});

/** A status as it comes over the wire, where its word is any text. */
type Status = Partial<Omit<ConfigurationRecorderStatus, 'lastStatus'>> & { readonly lastStatus?: string };

async function recorder(recorders: Partial<ConfigurationRecorder>[], status: Status = {}) {
  const ConfigurationRecorders = recorders.map((each) => ({ name: 'default', ...each }));
  aws.on(DescribeConfigurationRecordersCommand).resolves({ ConfigurationRecorders });
  const own = { name: 'default', recording: true, lastStatus: 'Success', lastStartTime: started };
  aws
    .on(DescribeConfigurationRecorderStatusCommand)
    .callsFake(() => ({ ConfigurationRecordersStatus: [{ ...own, ...status }] }));
  return readRecorder(client);
}

describe('a recorder', () => {
  test.each<[string, Partial<ConfigurationRecorder>, boolean]>([
    ['of all types', { recordingGroup: { allSupported: true } }, true],
    [
      'of all types by strategy',
      { recordingGroup: { recordingStrategy: { useOnly: 'ALL_SUPPORTED_RESOURCE_TYPES' } } },
      true,
    ],
    ['of this type', { recordingGroup: { resourceTypes: [type] } }, true],
    ['of other types', { recordingGroup: { resourceTypes: ['AWS::EC2::VPC'] } }, false],
    ['that does not say of which', {}, false],
    [
      'of all but others',
      {
        recordingGroup: {
          recordingStrategy: { useOnly: 'EXCLUSION_BY_RESOURCE_TYPES' },
          exclusionByResourceTypes: { resourceTypes: ['AWS::EC2::VPC'] },
        },
      },
      true,
    ],
    [
      'of all but this type',
      {
        recordingGroup: {
          recordingStrategy: { useOnly: 'EXCLUSION_BY_RESOURCE_TYPES' },
          exclusionByResourceTypes: { resourceTypes: [type] },
        },
      },
      false,
    ],
    [
      'that records once a day',
      { recordingGroup: { allSupported: true }, recordingMode: { recordingFrequency: 'DAILY' } },
      false,
    ],
    [
      'that records this type once a day',
      {
        recordingGroup: { allSupported: true },
        recordingMode: {
          recordingFrequency: 'CONTINUOUS',
          recordingModeOverrides: [{ resourceTypes: [type], recordingFrequency: 'DAILY' }],
        },
      },
      false,
    ],
    [
      'that records this type, unlike others, at every change',
      {
        recordingGroup: { allSupported: true },
        recordingMode: {
          recordingFrequency: 'DAILY',
          recordingModeOverrides: [{ resourceTypes: [type], recordingFrequency: 'CONTINUOUS' }],
        },
      },
      true,
    ],
  ])('%s', async (_what, settings, continuously) => {
    expect((await recorder([settings]))?.recordsContinuously(type)).toBe(continuously);
  });

  test.each<[string, Status, boolean, Date | undefined]>([
    ['records since it was started', {}, true, started],
    ['spelled as the CLI does', { lastStatus: 'SUCCESS' }, true, started],
    ['was stopped, and started again', { lastStopTime: new Date(started.getTime() - 1) }, true, started],
    ['is stopped', { recording: false, lastStopTime: new Date() }, false, undefined],
    ['was stopped after its start', { lastStopTime: new Date() }, true, undefined],
    ['fails', { lastStatus: 'Failure' }, false, started],
    ['has not recorded yet', { lastStatus: 'Pending' }, false, started],
    ['does not tell when it was started', { lastStartTime: undefined }, true, undefined],
  ])('%s', async (_what, status, records, recordingSince) => {
    expect(await recorder([{}], status)).toMatchObject({ records, recordingSince });
  });

  test('of a service is not that of the customer', async () => {
    expect(await recorder([{ servicePrincipal: 'x.amazonaws.com' }, { recordingScope: 'INTERNAL' }])).toBe(
      undefined,
    );
    expect(aws.commandCalls(DescribeConfigurationRecorderStatusCommand)).toHaveLength(0);
  });

  test('is none where none is set up, or where its status is not told', async () => {
    expect(await recorder([])).toBeUndefined();
    expect(await recorder([{}], { name: 'other' })).toBeUndefined();
  });
});

describe('a query', () => {
  const result = (id: string) =>
    JSON.stringify({
      resourceId: id,
      resourceType: type,
      configurationItemCaptureTime: '2026-11-20T10:00:00.000Z',
      configurationItemStatus: 'OK',
    });
  const item = (id: string) => ({ type, id, capturedAt: new Date('2026-11-20T10:00:00Z'), status: 'OK' });
  const select =
    'SELECT resourceId, resourceType, configurationItemCaptureTime, configurationItemStatus WHERE';

  test('goes through all pages', async () => {
    aws
      .on(SelectResourceConfigCommand)
      .resolvesOnce({ Results: [result('a')], NextToken: 'more' })
      .resolvesOnce({ Results: [result('b')] });
    expect(await selectItems(client, [type, 'AWS::EC2::NetworkAcl'])).toEqual([item('a'), item('b')]);
    expect(aws.commandCalls(SelectResourceConfigCommand)[0]?.args[0].input).toMatchObject({
      Expression: `${select} resourceType IN ('AWS::EC2::SecurityGroup', 'AWS::EC2::NetworkAcl')`,
      Limit: 100,
    });
  });

  test('asks an aggregator for one account and region', async () => {
    aws.on(SelectAggregateResourceConfigCommand).resolves({ Results: [result('a')] });
    expect(await selectAggregateItems(client, 'organization', place, [type])).toEqual([item('a')]);
    expect(aws.commandCalls(SelectAggregateResourceConfigCommand)[0]?.args[0].input).toMatchObject({
      ConfigurationAggregatorName: 'organization',
      Expression: `${select} accountId = '111122223333' AND awsRegion = 'eu-west-1' AND resourceType IN ('AWS::EC2::SecurityGroup')`,
    });
  });

  test.each(['{}', 'no JSON', result('a').replace('2026-11-20T10:00:00.000Z', 'yesterday')])(
    'is refused where it answers %s',
    async (answer) => {
      aws.on(SelectResourceConfigCommand).resolves({ Results: [answer] });
      await expect(selectItems(client, [type])).rejects.toThrow();
    },
  );
});

describe('an aggregator', () => {
  const ofAccount: AggregatedSourceStatus = {
    SourceId: place.account,
    SourceType: 'ACCOUNT',
    AwsRegion: place.region,
    LastUpdateStatus: 'SUCCEEDED',
  };
  test.each<[string, AggregatedSourceStatus[], boolean]>([
    ['has what the account recorded', [ofAccount], true],
    [
      'has what the organization recorded',
      [{ ...ofAccount, SourceId: 'o-1', SourceType: 'ORGANIZATION' }],
      true,
    ],
    ['does not say of which region', [{ ...ofAccount, AwsRegion: undefined }], true],
    ['says nothing', [], false],
    ['knows another account', [{ ...ofAccount, SourceId: '999988887777' }], false],
    ['knows another region', [{ ...ofAccount, AwsRegion: 'us-east-1' }], false],
    ['failed', [{ ...ofAccount, LastUpdateStatus: 'FAILED' }], false],
    ['is behind', [ofAccount, { ...ofAccount, LastUpdateStatus: 'OUTDATED' }], false],
  ])('%s', async (_what, AggregatedSourceStatusList, current) => {
    aws.on(DescribeConfigurationAggregatorSourcesStatusCommand).resolves({ AggregatedSourceStatusList });
    expect(await aggregatorIsCurrent(client, 'organization', place)).toBe(current);
  });
});
