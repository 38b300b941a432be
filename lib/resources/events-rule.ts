import {
  type EcsParameters,
  EventBridgeClient,
  type Rule as EventRule,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { eventsRuleRules, watches } from './events-rules.ts';
import { readEach } from './read-each.ts';

/** The pages of a list of EventBridge, which has no paginators. */
export async function* eventPages<Page extends { readonly NextToken?: string | undefined }>(
  call: (token: { NextToken?: string }) => Promise<Page>,
): AsyncIterable<Page> {
  let token: { NextToken?: string } = {};
  do {
    const page = await call(token);
    yield page;
    token = page.NextToken ? { NextToken: page.NextToken } : {};
  } while (token.NextToken);
}

/** The rules of every event bus, page by page. */
async function* rulePages({ clients }: ResourceReader): AsyncIterable<EventRule[]> {
  const client = clients.get(EventBridgeClient);
  for await (const { EventBuses = [] } of eventPages((token) =>
    client.send(new ListEventBusesCommand(token)),
  )) {
    for (const { Name } of EventBuses) {
      if (!Name) continue;
      const rules = eventPages((token) =>
        client.send(new ListRulesCommand({ EventBusName: Name, ...token })),
      );
      for await (const { Rules = [] } of rules) yield Rules.map((rule) => ({ EventBusName: Name, ...rule }));
    }
  }
}

async function readTargets({ clients }: ResourceReader, rule: EventRule): Promise<Target[]> {
  const client = clients.get(EventBridgeClient);
  const names = { Rule: rule.Name, EventBusName: rule.EventBusName ?? 'default' };
  const targets: Target[] = [];
  const pages = eventPages((token) => client.send(new ListTargetsByRuleCommand({ ...names, ...token })));
  for await (const page of pages) targets.push(...(page.Targets ?? []));
  return targets;
}

/** Parameters of ECS in the words of the schema. */
function ecsParameters({
  NetworkConfiguration: network,
  Tags,
  PlacementStrategy,
  ...ecs
}: EcsParameters): object {
  return {
    ...ecs,
    NetworkConfiguration: network && { AwsVpcConfiguration: network.awsvpcConfiguration },
    PlacementConstraints: ecs.PlacementConstraints?.map(({ type, expression }) => ({
      Type: type,
      Expression: expression,
    })),
    PlacementStrategies: PlacementStrategy?.map(({ type, field }) => ({ Type: type, Field: field })),
    CapacityProviderStrategy: ecs.CapacityProviderStrategy?.map(({ capacityProvider, weight, base }) => ({
      CapacityProvider: capacityProvider,
      Weight: weight,
      Base: base,
    })),
    TagList: Tags,
  };
}

/** A target has the names of the schema, but for the parameters of ECS. */
function toTarget({ EcsParameters: ecs, ...target }: Target): object {
  return { ...target, EcsParameters: ecs && ecsParameters(ecs) };
}

async function readRule(reader: ResourceReader, rule: EventRule, id: string): Promise<ReadResource> {
  const { clients, optional } = reader;
  const client = clients.get(EventBridgeClient);
  const unread: UnreadProperty[] = [];
  const targets = await optional(unread, '/Targets', () => readTargets(reader, rule));
  const tags = await optional(unread, '/Tags', () =>
    client.send(new ListTagsForResourceCommand({ ResourceARN: id })),
  );
  return {
    id,
    arn: id,
    tags: tags?.Tags,
    properties: {
      Arn: id,
      Name: rule.Name,
      EventBusName: rule.EventBusName,
      Description: rule.Description,
      State: rule.State,
      EventPattern: rule.EventPattern,
      ScheduleExpression: rule.ScheduleExpression,
      RoleArn: rule.RoleArn,
      ManagedBy: rule.ManagedBy,
      Targets: targets?.map(toTarget),
    },
    unread,
  };
}

/** In an event pattern every list is one of alternatives, at any depth that patterns have. */
const patternLevels = ['/*', '/*/*', '/*/*/*', '/*/*/*/*', '/*/*/*/*/*'];

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html
 * The rules of every event bus. Rules that a service manages are among them, marked so.
 */
export const eventsRule = defineResourceType({
  type: 'AWS::Events::Rule',
  scope: 'regional',
  permissions: [
    'events:ListEventBuses',
    'events:ListRules',
    'events:ListTagsForResource',
    'events:ListTargetsByRule',
  ],
  async *read(reader) {
    yield* readEach({
      pages: rulePages(reader),
      items: (rules) => rules,
      id: ({ Arn }) => Arn,
      read: (each, id) => readRule(reader, each, id),
    });
  },
  unordered: {
    ...Object.fromEntries(patternLevels.map((level) => [`/EventPattern${level}`, 'value' as const])),
    '/Targets': ['Id'],
    '/Targets/*/EcsParameters/CapacityProviderStrategy': ['CapacityProvider'],
    '/Targets/*/EcsParameters/PlacementConstraints': 'value',
    '/Targets/*/EcsParameters/TagList': ['Key'],
    '/Targets/*/SageMakerPipelineParameters/PipelineParameterList': ['Name'],
  },
  secret: ['/Targets/*/HttpParameters/HeaderParameters', '/Targets/*/HttpParameters/QueryStringParameters'],
  defaults: { EventBusName: 'default', State: 'ENABLED' },
  membership: {
    reason: 'services make rules for what they have to hear of; those that tell of attacks are kept in sight',
    ownerOf: (rule) => {
      const { ManagedBy } = rule.properties;
      return typeof ManagedBy === 'string' && !watches(rule) ? ManagedBy : undefined;
    },
  },
  sensitivity: { '': 'MEDIUM', '/Description': 'INFO' },
  rules: eventsRuleRules,
  monthlyCost: () => free,
});
