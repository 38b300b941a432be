import {
  type EventSourceMappingConfiguration,
  LambdaClient,
  ListTagsCommand,
  paginateListEventSourceMappings,
} from '@aws-sdk/client-lambda';
import { free, type MonthlyCost, unknownCost } from '../model/cost.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { Rule, StateRule } from '../model/rule.ts';
import { defineResourceType } from './define.ts';
import { accountOfArn } from './lambda-changes.ts';
import { everyItem, readWithOwnCalls } from './listing.ts';
import { protectionLost } from './property-rules.ts';

const disabled = protectionLost({
  id: 'lambda-event-source-disabled',
  title: 'a function no longer reads from its event source',
  severity: 'MEDIUM',
  sources: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html'],
  recommendation: 'Enable the mapping again before messages expire in the source.',
  remedy: {
    command: 'aws lambda update-event-source-mapping --uuid {{id}} --enabled',
    console: 'Lambda › Event source mappings › {{id}} › Enable',
  },
  path: '/Enabled',
  protects: (value) => value === true,
  reason: ({ properties }) =>
    `${String(properties.FunctionName)} no longer reads from ${String(properties.EventSourceArn ?? 'its event source')}: what is not read expires there.`,
  better: 'the function reads from its event source',
});

const foreignAccount: StateRule = {
  kind: 'state',
  id: 'lambda-event-source-foreign-account',
  title: 'events come from or go to another account',
  severity: 'HIGH',
  sources: ['AWS Well-Architected SEC03-BP07', 'MITRE ATT&CK T1537'],
  recommendation: 'Make sure that you know the account; if not, delete the mapping.',
  remedy: {
    command: 'aws lambda delete-event-source-mapping --uuid {{id}}',
    console: 'Lambda › Event source mappings › {{id}} › Delete',
  },
  safer: 'events stay in the account',
  dangers: ({ account, properties }) =>
    ['/EventSourceArn', '/DestinationConfig/OnFailure/Destination'].flatMap((path) => {
      const arn = valueAt(properties, path);
      const other = typeof arn === 'string' ? accountOfArn(arn) : undefined;
      if (account === '' || !other || other === account) return [];
      return [
        {
          subject: `${path} account ${other}`,
          path,
          reason: `${String(properties.FunctionName)} ${path === '/EventSourceArn' ? 'reads from' : 'sends what it cannot handle to'} ${String(arn)} of account ${other}.`,
        },
      ];
    }),
};

const rules: readonly Rule[] = [disabled, foreignAccount];

function mappingCost({ properties }: Resource): MonthlyCost {
  return properties.ProvisionedPollerConfig === undefined
    ? free
    : unknownCost('Tidemark has no price of provisioned event pollers.');
}

/** A mapping in transition counts as what it is becoming. */
const isEnabled = (state: string | undefined) => !/^Disabl/.test(state ?? '');

function properties(mapping: EventSourceMappingConfiguration): object {
  const { StartingPositionTimestamp } = mapping;
  const servers = mapping.SelfManagedEventSource?.Endpoints?.KAFKA_BOOTSTRAP_SERVERS;
  return {
    Id: mapping.UUID,
    EventSourceMappingArn: mapping.EventSourceMappingArn,
    FunctionName: mapping.FunctionArn,
    EventSourceArn: mapping.EventSourceArn,
    Enabled: isEnabled(mapping.State),
    AmazonManagedKafkaEventSourceConfig: mapping.AmazonManagedKafkaEventSourceConfig,
    BatchSize: mapping.BatchSize,
    BisectBatchOnFunctionError: mapping.BisectBatchOnFunctionError,
    DestinationConfig: mapping.DestinationConfig,
    DocumentDBEventSourceConfig: mapping.DocumentDBEventSourceConfig,
    FilterCriteria: mapping.FilterCriteria,
    FunctionResponseTypes: mapping.FunctionResponseTypes,
    KmsKeyArn: mapping.KMSKeyArn,
    LoggingConfig: mapping.LoggingConfig,
    MaximumBatchingWindowInSeconds: mapping.MaximumBatchingWindowInSeconds,
    MaximumRecordAgeInSeconds: mapping.MaximumRecordAgeInSeconds,
    MaximumRetryAttempts: mapping.MaximumRetryAttempts,
    MetricsConfig: mapping.MetricsConfig,
    ParallelizationFactor: mapping.ParallelizationFactor,
    ProvisionedPollerConfig: mapping.ProvisionedPollerConfig,
    Queues: mapping.Queues,
    ScalingConfig: mapping.ScalingConfig,
    SelfManagedEventSource: servers && { Endpoints: { KafkaBootstrapServers: servers } },
    SelfManagedKafkaEventSourceConfig: mapping.SelfManagedKafkaEventSourceConfig,
    SourceAccessConfigurations: mapping.SourceAccessConfigurations,
    StartingPosition: mapping.StartingPosition,
    StartingPositionTimestamp: StartingPositionTimestamp && StartingPositionTimestamp.getTime() / 1000,
    Topics: mapping.Topics,
    TumblingWindowInSeconds: mapping.TumblingWindowInSeconds,
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html */
export const lambdaEventSourceMapping = defineResourceType({
  type: 'AWS::Lambda::EventSourceMapping',
  scope: 'regional',
  permissions: ['lambda:ListEventSourceMappings', 'lambda:ListTags'],
  async *read({ clients, optional }) {
    const client = clients.get(LambdaClient);
    const mappings = await everyItem(
      paginateListEventSourceMappings({ client, pageSize: 100 }, {}),
      ({ EventSourceMappings }) => EventSourceMappings,
    );
    yield* readWithOwnCalls(mappings, async (mapping) => {
      const { UUID, State, EventSourceMappingArn, FilterCriteriaError: error } = mapping;
      if (!UUID || State === 'Deleting') return undefined;
      const unread: UnreadProperty[] = [];
      const tags = EventSourceMappingArn
        ? await optional(unread, '/Tags', () =>
            client.send(new ListTagsCommand({ Resource: EventSourceMappingArn })),
          )
        : undefined;
      if (error) unread.push({ path: '/FilterCriteria', reason: `${error.ErrorCode}: ${error.Message}` });
      return {
        id: UUID,
        arn: EventSourceMappingArn,
        tags: tags?.Tags,
        properties: properties(mapping),
        unread,
      };
    });
  },
  unordered: {
    '/FilterCriteria/Filters': 'value',
    '/FunctionResponseTypes': 'value',
    '/MetricsConfig/Metrics': 'value',
    '/SelfManagedEventSource/Endpoints/KafkaBootstrapServers': 'value',
    '/SourceAccessConfigurations': ['Type', 'URI'],
    '/Topics': 'value',
  },
  volatile: {
    '/LastModified': 'time of the last change of any kind',
    '/LastProcessingResult': 'result of the last batch',
    '/State': 'a mapping in transition is the same mapping',
    '/StateTransitionReason': 'describes the state',
  },
  sensitivity: {
    '/DestinationConfig': 'MEDIUM',
    '/EventSourceArn': 'MEDIUM',
    '/FilterCriteria': 'MEDIUM',
    '/FunctionName': 'MEDIUM',
    '/KmsKeyArn': 'MEDIUM',
    '/SelfManagedEventSource': 'MEDIUM',
    '/SourceAccessConfigurations': 'MEDIUM',
  },
  rules,
  monthlyCost: mappingCost,
});
