import {
  DescribeParametersCommand,
  GetResourcePoliciesCommand,
  ListTagsForResourceCommand,
  type ParameterMetadata,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { ssmParameter } from '../../lib/resources/ssm-parameter.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ssm = mockClient(SSMClient);
const arn = 'arn:aws:ssm:eu-west-1:111122223333:parameter/shop/db';
const expiration =
  '{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2027-01-01T00:00:00.000Z"}}';
const full: ParameterMetadata = {
  Name: '/shop/db',
  ARN: arn,
  Type: 'SecureString',
  KeyId: 'alias/aws/ssm',
  LastModifiedDate: new Date(1),
  LastModifiedUser: 'arn:aws:iam::111122223333:user/a',
  Description: 'of the shop',
  AllowedPattern: '.*',
  Version: 7,
  Tier: 'Advanced',
  Policies: [
    {
      PolicyText: '{"Type":"NoChangeNotification"}',
      PolicyType: 'NoChangeNotification',
      PolicyStatus: 'Pending',
    },
    { PolicyText: expiration, PolicyType: 'Expiration', PolicyStatus: 'Pending' },
  ],
  DataType: 'text',
};
const share = {
  Effect: 'Allow',
  Action: 'ssm:GetParameters',
  Resource: arn,
  Principal: { AWS: '999988887777' },
};
const sharing = {
  PolicyId: 'p1',
  PolicyHash: 'h',
  Policy: JSON.stringify({ Version: '2012-10-17', Statement: [share] }),
};

beforeEach(() => {
  ssm.reset();
  ssm
    .on(DescribeParametersCommand, { MaxResults: 50 })
    .resolves({ Parameters: [full, {}], NextToken: '2' })
    .on(DescribeParametersCommand, { NextToken: '2' })
    .resolves({ Parameters: [{ Name: 'plain', Type: 'String' }] })
    .on(ListTagsForResourceCommand)
    .resolves({ TagList: [{ Key: 'Name', Value: 'db' }] })
    .on(GetResourcePoliciesCommand)
    .resolves({ Policies: [], NextToken: '2' })
    .on(GetResourcePoliciesCommand, { NextToken: '2', ResourceArn: arn })
    .resolves({ Policies: [sharing] });
});

describe('reading', () => {
  test('every property of every page, and no value', async () => {
    const [first, second, ...rest] = await readAll(ssmParameter);
    expect(rest).toEqual([]);
    const { tags, properties } = stored(ssmParameter, first ?? { id: '', properties: {} });
    expect(tags).toEqual({ Name: 'db' });
    expect(properties).toEqual({
      Name: '/shop/db',
      Arn: arn,
      Type: 'SecureString',
      KeyId: 'alias/aws/ssm',
      DataType: 'text',
      Tier: 'Advanced',
      Description: 'of the shop',
      AllowedPattern: '.*',
      Policies: [
        { Type: 'Expiration', Version: '1.0', Attributes: { Timestamp: '2027-01-01T00:00:00.000Z' } },
        { Type: 'NoChangeNotification' },
      ],
      ResourcePolicies: [
        {
          PolicyId: 'p1',
          Policy: {
            Version: '2012-10-17',
            Statement: [
              {
                ...share,
                Action: ['ssm:getparameters'],
                Resource: [arn],
                Principal: { AWS: ['999988887777'] },
              },
            ],
          },
        },
      ],
    });
    expect(second?.arn).toBe('arn:aws:ssm:eu-west-1:111122223333:parameter/plain');
    expect(ssm.commandCalls(GetResourcePoliciesCommand)).toHaveLength(2);
  });

  test('read again with another value, in another order, it gives the same bytes', async () => {
    const first = storedLines(ssmParameter, await readAll(ssmParameter));
    ssm.on(DescribeParametersCommand).resolves({
      Parameters: [
        { Name: 'plain', Type: 'String', Version: 2, Tier: 'Standard', DataType: 'text' },
        {
          ...full,
          Version: 8,
          LastModifiedDate: new Date(5),
          Policies: [...(full.Policies ?? [])].reverse(),
        },
      ],
    });
    expect(storedLines(ssmParameter, await readAll(ssmParameter))).toEqual(first);
  });

  test('what is denied is unread', async () => {
    ssm.on(ListTagsForResourceCommand).rejects(awsError('AccessDeniedException', 'no'));
    ssm.on(GetResourcePoliciesCommand).rejects(awsError('AccessDeniedException', 'no'));
    const [read] = await readAll(ssmParameter);
    expect(read?.unread?.map(({ path }) => path)).toEqual(['/Tags', '/ResourcePolicies']);
  });
});

const base: JsonObject = { Type: 'String' };
const secure = { Type: 'SecureString', KeyId: 'alias/a' };
const named = (id: string) => ({ id });

describe('what a change of a parameter means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    [
      'no longer encrypted',
      secure,
      base,
      'HIGH',
      ['ssm-parameter-no-longer-encrypted', 'ssm-parameter-key-changed'],
    ],
    ['encrypted', { ...base, KeyId: 'alias/a' }, secure, 'INFO', []],
    ['another key', secure, { ...secure, KeyId: 'alias/b' }, 'MEDIUM', ['ssm-parameter-key-changed']],
    ['shared', base, { ...base, ResourcePolicies: [sharing] }, 'HIGH', ['policy-foreign-account']],
    ['no longer shared', { ...base, ResourcePolicies: [sharing] }, base, 'INFO', []],
    ['another tier', base, { ...base, Tier: 'Advanced' }, 'LOW', []],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(ssmParameter, before, after)).toMatchObject({ severity, rules });
  });

  test.each<[string, JsonObject, string]>([
    ['/shop/db/password', base, 'MEDIUM'],
    ['/shop/db/password', secure, 'LOW'],
    ['/shop/password-policy', base, 'LOW'],
  ])('%s of %o is new', (id, properties, severity) => {
    expect(riskOf(ssmParameter, undefined, properties, named(id))?.severity).toBe(severity);
  });

  test.each<[JsonObject, string]>([
    [secure, 'HIGH'],
    [base, 'MEDIUM'],
  ])('%o is deleted', (properties, severity) => {
    const before = resource(ssmParameter.type, properties);
    expect(assessRisk({ kind: 'removed', before }, ssmParameter).severity).toBe(severity);
  });
});

test.each<[string, JsonObject, Record<string, number>, number | null]>([
  ['a standard parameter is free', { Tier: 'Standard' }, {}, 0],
  [
    '1 advanced parameter at 0.05 USD',
    { Tier: 'Advanced' },
    { 'AWSSystemsManager advanced-parameter/month': 0.05 },
    0.05,
  ],
  ['an advanced one without a price is unknown', { Tier: 'Advanced' }, {}, null],
])('%s', (_, properties, prices, usd) => {
  expect(ssmParameter.monthlyCost?.(resource(ssmParameter.type, properties), costContext(prices)).usd).toBe(
    usd,
  );
});
