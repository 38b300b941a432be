import {
  type ConfigServiceClient,
  type ConfigurationRecorder,
  type ConfigurationRecorderStatus,
  DescribeConfigurationRecorderStatusCommand,
  DescribeConfigurationRecordersCommand,
  paginateDescribeConfigurationAggregatorSourcesStatus,
  paginateSelectAggregateResourceConfig,
  paginateSelectResourceConfig,
} from '@aws-sdk/client-config-service';
import { z } from 'zod';

/** The IAM actions by which a target's own AWS Config is asked. */
export const recorderActions: readonly string[] = [
  'config:DescribeConfigurationRecorderStatus',
  'config:DescribeConfigurationRecorders',
  'config:GetResourceConfigHistory',
  'config:SelectResourceConfig',
];
/** The IAM actions by which an aggregator is asked. */
export const aggregatorActions: readonly string[] = [
  'config:DescribeConfigurationAggregatorSourcesStatus',
  'config:SelectAggregateResourceConfig',
];

/** Most results that AWS Config gives in one page of a query. */
const resultsPerPage = 100;

/** The recorder of an account and region. */
export interface Recorder {
  /** Whether it records now, and the last it tried to record worked. */
  readonly records: boolean;
  /** Since when it has been recording without having been stopped; undefined where AWS Config does not tell. */
  readonly recordingSince: Date | undefined;
  /** Whether it records a type of a region at every change, and not once a day. */
  readonly recordsContinuously: (type: string) => boolean;
}

/** What AWS Config knows of a resource: that it is there, and when its last state was recorded. */
export interface RecordedItem {
  readonly type: string;
  readonly id: string;
  readonly capturedAt: Date;
  /** `OK` and `ResourceDiscovered` are those of a resource that is there and recorded. */
  readonly status: string;
}

function isRecorded(type: string, { recordingGroup: group }: ConfigurationRecorder): boolean {
  const strategy =
    group?.recordingStrategy?.useOnly ??
    (group?.allSupported ? 'ALL_SUPPORTED_RESOURCE_TYPES' : 'INCLUSION_BY_RESOURCE_TYPES');
  if (strategy === 'ALL_SUPPORTED_RESOURCE_TYPES') return true;
  const names = (types: readonly string[] | undefined) => types?.includes(type) ?? false;
  return strategy === 'EXCLUSION_BY_RESOURCE_TYPES'
    ? !names(group?.exclusionByResourceTypes?.resourceTypes)
    : names(group?.resourceTypes);
}

/** A recorder without a mode is older than modes, and records continuously. */
function isContinuous(type: string, { recordingMode: mode }: ConfigurationRecorder): boolean {
  const override = mode?.recordingModeOverrides?.find(({ resourceTypes = [] }) =>
    resourceTypes.some((name) => name === type),
  );
  return (override?.recordingFrequency ?? mode?.recordingFrequency ?? 'CONTINUOUS') === 'CONTINUOUS';
}

function recorderOf(recorder: ConfigurationRecorder, status: ConfigurationRecorderStatus): Recorder {
  const { lastStartTime: started, lastStopTime: stopped, lastStatus, recording } = status;
  const isUnbroken = started !== undefined && (stopped === undefined || stopped < started);
  return {
    // The API reference spells it Success, the examples of the CLI SUCCESS.
    records: recording === true && lastStatus?.toUpperCase() === 'SUCCESS',
    recordingSince: isUnbroken ? started : undefined,
    recordsContinuously: (type) => isRecorded(type, recorder) && isContinuous(type, recorder),
  };
}

/**
 * The recorder of the customer in the account and region of a client, or undefined where none is set up. A recorder that
 * is linked to a service is not meant: what it records, nobody else may be shown.
 * https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html
 */
export async function readRecorder(client: ConfigServiceClient): Promise<Recorder | undefined> {
  const { ConfigurationRecorders = [] } = await client.send(new DescribeConfigurationRecordersCommand({}));
  const own = ConfigurationRecorders.find(
    ({ servicePrincipal, recordingScope }) => servicePrincipal === undefined && recordingScope !== 'INTERNAL',
  );
  if (!own) return undefined;
  const { ConfigurationRecordersStatus = [] } = await client.send(
    new DescribeConfigurationRecorderStatusCommand({}),
  );
  const status = ConfigurationRecordersStatus.find(({ name }) => name === own.name);
  return status && recorderOf(own, status);
}

const resultSchema = z.object({
  resourceId: z.string(),
  resourceType: z.string(),
  configurationItemCaptureTime: z.string().pipe(z.coerce.date()),
  configurationItemStatus: z.string(),
});

function toItem(result: string): RecordedItem {
  const item = resultSchema.parse(JSON.parse(result));
  return {
    type: item.resourceType,
    id: item.resourceId,
    capturedAt: item.configurationItemCaptureTime,
    status: item.configurationItemStatus,
  };
}

/** https://docs.aws.amazon.com/config/latest/developerguide/query-components.html */
function expression(types: readonly string[], place = ''): string {
  const names = types.map((type) => `'${type}'`).join(', ');
  return `SELECT resourceId, resourceType, configurationItemCaptureTime, configurationItemStatus WHERE ${place}resourceType IN (${names})`;
}

async function itemsOf(pages: AsyncIterable<{ Results?: string[] | undefined }>): Promise<RecordedItem[]> {
  const items: RecordedItem[] = [];
  for await (const { Results = [] } of pages) items.push(...Results.map(toItem));
  return items;
}

/** What there is of some types in the account and region of a client. Deleted resources are not among them. */
export function selectItems(client: ConfigServiceClient, types: readonly string[]): Promise<RecordedItem[]> {
  return itemsOf(
    paginateSelectResourceConfig({ client, pageSize: resultsPerPage }, { Expression: expression(types) }),
  );
}

/** An account and region that an aggregator gathers from. */
export interface AggregatedPlace {
  readonly account: string;
  readonly region: string;
}

/** Like {@link selectItems}, for an account and region that the aggregator of this name gathers from. */
export function selectAggregateItems(
  client: ConfigServiceClient,
  aggregator: string,
  { account, region }: AggregatedPlace,
  types: readonly string[],
): Promise<RecordedItem[]> {
  const query = expression(types, `accountId = '${account}' AND awsRegion = '${region}' AND `);
  return itemsOf(
    paginateSelectAggregateResourceConfig(
      { client, pageSize: resultsPerPage },
      { ConfigurationAggregatorName: aggregator, Expression: query },
    ),
  );
}

/**
 * Whether an aggregator has what an account and region recorded: it says so of the account or of the organization, and
 * says nothing else of either (`FAILED`, `OUTDATED`).
 * https://docs.aws.amazon.com/config/latest/APIReference/API_AggregatedSourceStatus.html
 */
export async function aggregatorIsCurrent(
  client: ConfigServiceClient,
  aggregator: string,
  { account, region }: AggregatedPlace,
): Promise<boolean> {
  const pages = paginateDescribeConfigurationAggregatorSourcesStatus(
    { client, pageSize: resultsPerPage },
    { ConfigurationAggregatorName: aggregator },
  );
  const statuses: (string | undefined)[] = [];
  for await (const { AggregatedSourceStatusList = [] } of pages) {
    const about = AggregatedSourceStatusList.filter(
      ({ SourceId, SourceType, AwsRegion }) =>
        (SourceId === account || SourceType === 'ORGANIZATION') &&
        (AwsRegion === region || AwsRegion === undefined),
    );
    statuses.push(...about.map(({ LastUpdateStatus }) => LastUpdateStatus));
  }
  return statuses.length > 0 && statuses.every((status) => status === 'SUCCEEDED');
}
