import {
  type DBProxy,
  DescribeDBProxiesCommand,
  ListTagsForResourceCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { dbProxy } from '../../lib/resources/db-proxy.ts';
import { resource } from '../resource-fixtures.ts';
import { storedById, turnedRound } from './reading-fixtures.ts';
import { awsError, costContext, readAll, riskOf, storedLines } from './type-fixtures.ts';

const rds = mockClient(RDSClient);
const same = {
  DBProxyName: 'orders',
  DBProxyArn: 'arn:proxy',
  DebugLogging: false,
  DefaultAuthScheme: 'NONE',
  Endpoint: 'orders.proxy.rds.amazonaws.com',
  EndpointNetworkType: 'IPV4' as const,
  EngineFamily: 'POSTGRESQL',
  IdleClientTimeout: 1800,
  RequireTLS: true,
  RoleArn: 'arn:role',
  TargetConnectionNetworkType: 'IPV4' as const,
  VpcId: 'vpc-1',
  VpcSecurityGroupIds: ['sg-1', 'sg-2'],
  VpcSubnetIds: ['subnet-1', 'subnet-2'],
  Auth: [
    {
      AuthScheme: 'SECRETS' as const,
      IAMAuth: 'REQUIRED' as const,
      SecretArn: 'arn:a',
      Description: 'd',
      UserName: 'u',
      ClientPasswordAuthType: 'POSTGRES_MD5' as const,
    },
    { AuthScheme: 'SECRETS' as const, IAMAuth: 'DISABLED' as const, SecretArn: 'arn:b' },
  ],
};
const proxy: DBProxy = { ...same, Status: 'available', CreatedDate: new Date(0), UpdatedDate: new Date(0) };

beforeEach(() => {
  rds.reset();
  rds
    .on(DescribeDBProxiesCommand)
    .resolves({ DBProxies: [proxy], Marker: '2' })
    .on(DescribeDBProxiesCommand, { Marker: '2' })
    .resolves({
      DBProxies: [
        { DBProxyName: 'going', Status: 'deleting' },
        { DBProxyName: 'gone', DBProxyArn: 'arn:gone' },
      ],
    })
    .on(ListTagsForResourceCommand)
    .resolves({ TagList: [{ Key: 'Team', Value: 'orders' }] })
    .on(ListTagsForResourceCommand, { ResourceName: 'arn:gone' })
    .rejects(awsError('DBProxyNotFoundFault'));
});

test('every property of every page', async () => {
  const read = await storedById(dbProxy);
  expect(Object.keys(read)).toEqual(['orders']);
  expect(read.orders).toMatchObject({ arn: 'arn:proxy', tags: { Team: 'orders' }, properties: same });
  expect(Object.keys(read.orders?.properties ?? {}).sort()).toEqual(Object.keys(same).sort());
});

test('another order gives the same bytes', async () => {
  const first = storedLines(dbProxy, await readAll(dbProxy));
  rds
    .on(DescribeDBProxiesCommand)
    .resolves({ DBProxies: [{ ...turnedRound(proxy), Status: 'modifying', UpdatedDate: new Date() }] });
  expect(storedLines(dbProxy, await readAll(dbProxy))).toEqual(first);
});

test('what is denied is unread', async () => {
  rds.on(ListTagsForResourceCommand).rejects(awsError('AccessDenied', 'no'));
  expect((await readAll(dbProxy))[0]?.unread).toEqual([{ path: '/Tags', reason: 'AccessDenied: no' }]);
});

test.each<[string, JsonObject, JsonObject, string, string[]]>([
  ['no TLS', { RequireTLS: true }, { RequireTLS: false }, 'HIGH', ['rds-proxy-tls-not-required']],
  ['TLS', { RequireTLS: false }, { RequireTLS: true }, 'INFO', []],
  [
    'queries in the log',
    { DebugLogging: false },
    { DebugLogging: true },
    'MEDIUM',
    ['rds-proxy-logs-queries'],
  ],
  ['no queries in the log', { DebugLogging: true }, { DebugLogging: false }, 'INFO', []],
  ['another role', { RoleArn: 'a' }, { RoleArn: 'b' }, 'MEDIUM', []],
])('a proxy: %s', (_, before, after, severity, rules) => {
  expect(riskOf(dbProxy, { DBProxyName: 'o', ...before }, { DBProxyName: 'o', ...after })).toMatchObject({
    severity,
    rules,
  });
  expect(dbProxy.monthlyCost?.(resource('x', {}), costContext({}))?.usd).toBeNull();
});
