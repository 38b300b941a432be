import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeResourcePoliciesCommand,
  DescribeSubscriptionFiltersCommand,
  GetDataProtectionPolicyCommand,
  ListTagsForResourceCommand,
  type LogGroup,
} from '@aws-sdk/client-cloudwatch-logs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import type { Resource } from '../../lib/model/resource.ts';
import { logGroup } from '../../lib/resources/log-group.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const logs = mockClient(CloudWatchLogsClient);
const arn = 'arn:aws:logs:eu-west-1:111122223333:log-group:shop';
const full: LogGroup = {
  logGroupName: 'shop',
  creationTime: 1,
  retentionInDays: 90,
  metricFilterCount: 2,
  arn: `${arn}:*`,
  storedBytes: 77,
  kmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/1',
  dataProtectionStatus: 'ACTIVATED',
  inheritedProperties: ['ACCOUNT_DATA_PROTECTION'],
  logGroupClass: 'INFREQUENT_ACCESS',
  logGroupArn: arn,
  deletionProtectionEnabled: true,
  bearerTokenAuthenticationEnabled: true,
  retentionPolicyName: 'quarter',
};
const filter = {
  filterName: 'a',
  logGroupName: 'shop',
  filterPattern: 'ERROR',
  destinationArn: 'arn:aws:lambda:eu-west-1:111122223333:function:f',
  roleArn: 'r',
  distribution: 'ByLogStream' as const,
  applyOnTransformedLogs: true,
  creationTime: 1,
  emitSystemFields: ['@b', '@a'],
  fieldSelectionCriteria: 'c',
};
const statement = {
  Effect: 'Allow',
  Action: 'logs:PutLogEvents',
  Resource: '*',
  Principal: { AWS: '999988887777' },
};
const sharing = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });

beforeEach(() => {
  logs.reset();
  logs
    .on(DescribeLogGroupsCommand)
    .resolves({ logGroups: [full, {}], nextToken: '2' })
    .on(DescribeLogGroupsCommand, { nextToken: '2' })
    .resolves({ logGroups: [{ logGroupName: '/aws/lambda/f' }] })
    .on(DescribeSubscriptionFiltersCommand)
    .resolves({})
    .on(DescribeSubscriptionFiltersCommand, { logGroupName: 'shop' })
    .resolves({ subscriptionFilters: [{ filterName: 'b' }], nextToken: '2' })
    .on(DescribeSubscriptionFiltersCommand, { logGroupName: 'shop', nextToken: '2' })
    .resolves({ subscriptionFilters: [filter] })
    .on(DescribeResourcePoliciesCommand)
    .resolves({})
    .on(DescribeResourcePoliciesCommand, { policyScope: 'RESOURCE', resourceArn: arn })
    .resolves({ resourcePolicies: [{ resourceArn: arn, policyDocument: sharing }] })
    .on(GetDataProtectionPolicyCommand, { logGroupIdentifier: 'shop' })
    .resolves({ policyDocument: '{"Name":"p","Statement":[{"Sid":"a"}]}' })
    .on(ListTagsForResourceCommand)
    .resolves({ tags: { Name: 'shop' } });
});

describe('reading', () => {
  test('every property of every page', async () => {
    const [first, second, ...rest] = await readAll(logGroup);
    expect(rest).toEqual([]);
    expect(second).toMatchObject({ arn: 'arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/f' });
    const { tags, properties } = stored(logGroup, first ?? { id: '', properties: {} });
    expect(tags).toEqual({ Name: 'shop' });
    expect(properties).toMatchObject({ ResourcePolicyDocument: { Statement: [{ Effect: 'Allow' }] } });
    expect({ ...properties, ResourcePolicyDocument: undefined }).toEqual({
      LogGroupName: 'shop',
      Arn: `${arn}:*`,
      LogGroupClass: 'INFREQUENT_ACCESS',
      RetentionInDays: 90,
      RetentionPolicyName: 'quarter',
      KmsKeyId: full.kmsKeyId,
      DeletionProtectionEnabled: true,
      BearerTokenAuthenticationEnabled: true,
      DataProtectionStatus: 'ACTIVATED',
      InheritedProperties: ['ACCOUNT_DATA_PROTECTION'],
      DataProtectionPolicy: { Name: 'p', Statement: [{ Sid: 'a' }] },
      SubscriptionFilters: [
        {
          FilterName: 'a',
          FilterPattern: 'ERROR',
          DestinationArn: filter.destinationArn,
          RoleArn: 'r',
          Distribution: 'ByLogStream',
          ApplyOnTransformedLogs: true,
          EmitSystemFields: ['@a', '@b'],
          FieldSelectionCriteria: 'c',
        },
        { FilterName: 'b' },
      ],
    });
  });

  test('read again with more logs, in another order, it gives the same bytes', async () => {
    const first = storedLines(logGroup, await readAll(logGroup));
    logs
      .on(DescribeLogGroupsCommand)
      .resolves({ logGroups: [{ logGroupName: '/aws/lambda/f' }, { ...full, storedBytes: 99 }] });
    logs
      .on(DescribeSubscriptionFiltersCommand, { logGroupName: 'shop' })
      .resolves({ subscriptionFilters: [filter, { filterName: 'b' }] });
    expect(storedLines(logGroup, await readAll(logGroup))).toEqual(first);
  });

  test('what is denied is unread; what is gone is not', async () => {
    logs.on(GetDataProtectionPolicyCommand).rejects(awsError('AccessDeniedException', 'no'));
    logs.on(ListTagsForResourceCommand).rejects(awsError('AccessDeniedException', 'no'));
    logs.on(DescribeSubscriptionFiltersCommand).rejects(awsError('ResourceNotFoundException'));
    logs.on(DescribeResourcePoliciesCommand).rejects(awsError('AccessDeniedException', 'no'));
    const [read] = await readAll(logGroup);
    expect(read?.unread?.map(({ path }) => path)).toEqual([
      '/ResourcePolicyDocument',
      '/DataProtectionPolicy',
      '/Tags',
    ]);
  });
});

const base: JsonObject = { RetentionInDays: 365 };
const to = (account: string) => ({
  SubscriptionFilters: [
    { FilterName: 'a', DestinationArn: `arn:aws:logs:eu-west-1:${account}:destination:d` },
  ],
});

describe('what a change of a log group means', () => {
  const shorter = ['logs-retention-shortened'];
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['kept shorter', {}, { RetentionInDays: 90 }, 'MEDIUM', shorter],
    ['kept a week only', {}, { RetentionInDays: 7 }, 'HIGH', shorter],
    ['no longer kept for ever', { RetentionInDays: null }, {}, 'MEDIUM', shorter],
    ['kept for ever', {}, { RetentionInDays: null }, 'INFO', []],
    ['no key', { KmsKeyId: 'a' }, {}, 'HIGH', ['logs-key-changed']],
    ['another key', { KmsKeyId: 'a' }, { KmsKeyId: 'b' }, 'HIGH', ['logs-key-changed']],
    ['a first key', {}, { KmsKeyId: 'a' }, 'MEDIUM', []],
    ['no masking', { DataProtectionPolicy: { Name: 'p' } }, {}, 'MEDIUM', ['logs-data-protection-changed']],
    [
      'other masking',
      { DataProtectionPolicy: { Name: 'p' } },
      { DataProtectionPolicy: { Name: 'q' } },
      'MEDIUM',
      ['logs-data-protection-changed'],
    ],
    ['tokens', {}, { BearerTokenAuthenticationEnabled: true }, 'MEDIUM', ['logs-bearer-token-accepted']],
    ['no tokens', { BearerTokenAuthenticationEnabled: true }, {}, 'INFO', []],
    ['sent abroad', {}, to('999988887777'), 'HIGH', ['logs-sent-to-foreign-account']],
    ['sent at home', {}, to('111122223333'), 'MEDIUM', []],
    ['sent nowhere', to('111122223333'), {}, 'MEDIUM', ['logs-subscription-changed']],
    ['unprotected', { DeletionProtectionEnabled: true }, {}, 'HIGH', ['deletion-protection-turned-off']],
    ['shared', {}, { ResourcePolicyDocument: sharing }, 'HIGH', ['policy-foreign-account']],
  ])('%s', (_, before, after, severity, rules) => {
    const risk = riskOf(logGroup, { ...base, ...before }, { ...base, ...after });
    expect(risk).toMatchObject({ severity, rules });
  });

  test('both filters changed, one to another account', () => {
    const risk = riskOf(logGroup, to('111122223333'), to('999988887777'));
    expect(risk).toMatchObject({
      severity: 'HIGH',
      rules: ['logs-sent-to-foreign-account', 'logs-subscription-changed'],
    });
  });

  test('its deletion loses the logs', () => {
    const risk = assessRisk({ kind: 'removed', before: resource(logGroup.type, base) }, logGroup);
    expect(risk).toMatchObject({ severity: 'HIGH', rules: ['stateful-resource-deleted'] });
  });
});

describe('log groups that come by themselves', () => {
  const lambda = '/aws/lambda/f';
  test.each<[string, string, JsonObject, Partial<Resource>, string | undefined]>([
    ['made on the first call', lambda, {}, {}, 'Lambda function f'],
    ['with a retention', lambda, { RetentionInDays: 30 }, {}, undefined],
    ['with tags', lambda, {}, { tags: { team: 'a' } }, undefined],
    ['protected', lambda, { DeletionProtectionEnabled: true }, {}, undefined],
    ['of another name', 'shop', {}, {}, undefined],
  ])('%s', (_, id, properties, rest, owner) => {
    expect(logGroup.membership?.ownerOf(resource(logGroup.type, properties, { id, ...rest }))).toBe(owner);
  });
});

test('what is written decides the cost, which is not known', () => {
  expect(logGroup.monthlyCost?.(resource(logGroup.type, base), costContext({})).usd).toBeNull();
});
