import {
  DescribeEventSubscriptionsCommand,
  DescribeOptionGroupsCommand,
  ListTagsForResourceCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { rdsEventSubscription } from '../../lib/resources/rds-event-subscription.ts';
import { rdsOptionGroup } from '../../lib/resources/rds-option-group.ts';
import { resource } from '../resource-fixtures.ts';
import { storedById, turnedRound } from './reading-fixtures.ts';
import { awsError, costContext, readAll, riskOf, storedLines } from './type-fixtures.ts';

const rds = mockClient(RDSClient);
const types = [rdsOptionGroup, rdsEventSubscription];
const group = {
  OptionGroupName: 'audited',
  OptionGroupArn: 'arn:og',
  OptionGroupDescription: 'd',
  EngineName: 'mysql',
  MajorEngineVersion: '8.0',
  VpcId: 'vpc-1',
  Options: [
    {
      OptionName: 'MEMCACHED',
      Port: 11211,
      VpcSecurityGroupMemberships: [{ VpcSecurityGroupId: 'sg-2' }, { VpcSecurityGroupId: 'sg-1' }],
      DBSecurityGroupMemberships: [{ DBSecurityGroupName: 'classic' }],
    },
    {
      OptionName: 'MARIADB_AUDIT_PLUGIN',
      OptionVersion: '1',
      OptionSettings: [
        { Name: 'SERVER_AUDIT_EVENTS', Value: 'CONNECT', DefaultValue: 'QUERY' },
        { Name: 'SERVER_AUDIT', Value: 'FORCE', DefaultValue: 'FORCE' },
      ],
    },
  ],
};
const subscription = {
  CustSubscriptionId: 'failures',
  EventSubscriptionArn: 'arn:es',
  SnsTopicArn: 'arn:topic',
  Status: 'active',
  SourceType: 'db-instance',
  SourceIdsList: ['b', 'a'],
  EventCategoriesList: ['failure', 'availability'],
  Enabled: false,
};

beforeEach(() => {
  rds.reset();
  rds
    .on(DescribeOptionGroupsCommand)
    .resolves({ OptionGroupsList: [group], Marker: '2' })
    .on(DescribeOptionGroupsCommand, { Marker: '2' })
    .resolves({
      OptionGroupsList: [
        { OptionGroupName: 'default:mysql-8-0' },
        { OptionGroupName: 'gone', OptionGroupArn: 'arn:gone' },
      ],
    })
    .on(DescribeEventSubscriptionsCommand)
    .resolves({ EventSubscriptionsList: [subscription], Marker: '2' })
    .on(DescribeEventSubscriptionsCommand, { Marker: '2' })
    .resolves({
      EventSubscriptionsList: [
        { CustSubscriptionId: 'going', Status: 'deleting' },
        { CustSubscriptionId: 'gone', EventSubscriptionArn: 'arn:gone' },
      ],
    })
    .on(ListTagsForResourceCommand)
    .resolves({ TagList: [{ Key: 'Team', Value: 'orders' }] })
    .on(ListTagsForResourceCommand, { ResourceName: 'arn:gone' })
    .rejects(awsError('OptionGroupNotFoundFault'));
});

describe('reading option groups and event subscriptions', () => {
  test('every property, without settings that have their default', async () => {
    const groups = await storedById(rdsOptionGroup);
    expect(Object.keys(groups)).toEqual(['audited']);
    expect(groups.audited).toMatchObject({ arn: 'arn:og', tags: { Team: 'orders' } });
    expect(groups.audited?.properties).toEqual({
      OptionGroupName: 'audited',
      OptionGroupDescription: 'd',
      EngineName: 'mysql',
      MajorEngineVersion: '8.0',
      VpcId: 'vpc-1',
      OptionConfigurations: [
        {
          OptionName: 'MARIADB_AUDIT_PLUGIN',
          OptionVersion: '1',
          OptionSettings: [{ Name: 'SERVER_AUDIT_EVENTS', Value: 'CONNECT' }],
        },
        {
          OptionName: 'MEMCACHED',
          Port: 11211,
          VpcSecurityGroupMemberships: ['sg-1', 'sg-2'],
          DBSecurityGroupMemberships: ['classic'],
        },
      ],
    });
    const subscriptions = await storedById(rdsEventSubscription);
    expect(Object.keys(subscriptions)).toEqual(['failures']);
    expect(subscriptions.failures?.properties).toEqual({
      SubscriptionName: 'failures',
      Enabled: false,
      EventCategories: ['availability', 'failure'],
      SnsTopicArn: 'arn:topic',
      SourceIds: ['a', 'b'],
      SourceType: 'db-instance',
    });
  });

  test('another order gives the same bytes', async () => {
    const lines = async () =>
      (await Promise.all(types.map(async (type) => storedLines(type, await readAll(type))))).flat();
    const first = await lines();
    rds
      .on(DescribeOptionGroupsCommand)
      .resolves({ OptionGroupsList: [turnedRound(group)] })
      .on(DescribeEventSubscriptionsCommand)
      .resolves({ EventSubscriptionsList: [{ ...turnedRound(subscription), Status: 'modifying' }] });
    expect(await lines()).toEqual(first);
  });

  test('what is denied is unread', async () => {
    rds.on(ListTagsForResourceCommand).rejects(awsError('AccessDenied', 'no'));
    for (const type of types)
      expect((await readAll(type))[0]?.unread).toEqual([{ path: '/Tags', reason: 'AccessDenied: no' }]);
  });
});

const options = (...names: string[]): JsonObject => ({
  EngineName: 'mysql',
  OptionConfigurations: names.map((OptionName) => ({ OptionName })),
});

describe('what a change means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    [
      'no audit',
      options('MARIADB_AUDIT_PLUGIN', 'MEMCACHED'),
      options('MEMCACHED'),
      'HIGH',
      ['rds-protecting-option-removed'],
    ],
    ['an audit', options('MEMCACHED'), options('MARIADB_AUDIT_PLUGIN', 'MEMCACHED'), 'INFO', []],
    ['no cache', options('MARIADB_AUDIT_PLUGIN', 'MEMCACHED'), options('MARIADB_AUDIT_PLUGIN'), 'MEDIUM', []],
  ])('option group: %s', (_, before, after, severity, rules) => {
    expect(riskOf(rdsOptionGroup, before, after)).toMatchObject({ severity, rules });
  });

  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['disabled', {}, { Enabled: false }, 'HIGH', ['rds-event-subscription-disabled']],
    ['enabled', { Enabled: false }, {}, 'INFO', []],
    ['fewer events', { EventCategories: ['a', 'b'] }, { EventCategories: ['a'] }, 'MEDIUM', []],
  ])('event subscription: %s', (_, before, after, severity, rules) => {
    expect(
      riskOf(rdsEventSubscription, { SnsTopicArn: 'a', ...before }, { SnsTopicArn: 'a', ...after }),
    ).toMatchObject({ severity, rules });
    for (const type of types) expect(type.monthlyCost?.(resource('x', {}), costContext({}))?.usd).toBe(0);
  });
});
