import {
  DescribeDBClusterParameterGroupsCommand,
  DescribeDBClusterParametersCommand,
  DescribeDBParameterGroupsCommand,
  DescribeDBParametersCommand,
  DescribeDBSubnetGroupsCommand,
  ListTagsForResourceCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { dbSubnetGroup } from '../../lib/resources/db-subnet-group.ts';
import { dbClusterParameterGroup, dbParameterGroup } from '../../lib/resources/rds-parameter-groups.ts';
import { resource } from '../resource-fixtures.ts';
import { storedById } from './reading-fixtures.ts';
import { awsError, costContext, readAll, riskOf, storedLines } from './type-fixtures.ts';

const rds = mockClient(RDSClient);
const group = { DBParameterGroupFamily: 'postgres16', Description: 'of orders' };
const first = { ParameterName: 'rds.force_ssl', ParameterValue: '1', ApplyMethod: 'immediate' as const };
const second = { ParameterName: 'work_mem', ParameterValue: '4096' };
const subnetGroup = {
  DBSubnetGroupName: 'private',
  DBSubnetGroupArn: 'arn:private',
  DBSubnetGroupDescription: 'private subnets',
  VpcId: 'vpc-1',
  SubnetGroupStatus: 'Complete',
  Subnets: [{ SubnetIdentifier: 'subnet-2' }, { SubnetIdentifier: 'subnet-1' }],
  SupportedNetworkTypes: ['IPV4', 'DUAL'],
};

beforeEach(() => {
  rds.reset();
  rds
    .on(ListTagsForResourceCommand)
    .resolves({ TagList: [{ Key: 'Team', Value: 'orders' }] })
    .on(DescribeDBParameterGroupsCommand)
    .resolves({
      DBParameterGroups: [{ ...group, DBParameterGroupName: 'own', DBParameterGroupArn: 'arn:own' }],
      Marker: '2',
    })
    .on(DescribeDBParameterGroupsCommand, { Marker: '2' })
    .resolves({
      DBParameterGroups: [{ DBParameterGroupName: 'default.postgres16' }, { DBParameterGroupName: 'gone' }],
    })
    .on(DescribeDBParametersCommand)
    .rejects(awsError('DBParameterGroupNotFound'))
    .on(DescribeDBParametersCommand, { DBParameterGroupName: 'own', Source: 'user' })
    .resolves({ Parameters: [first], Marker: '2' })
    .on(DescribeDBParametersCommand, { DBParameterGroupName: 'own', Source: 'user', Marker: '2' })
    .resolves({ Parameters: [second, { ParameterName: 'unset' }] })
    .on(DescribeDBClusterParameterGroupsCommand)
    .resolves({
      DBClusterParameterGroups: [
        { ...group, DBClusterParameterGroupName: 'own', DBClusterParameterGroupArn: 'arn:own' },
      ],
    })
    .on(DescribeDBClusterParametersCommand, { DBClusterParameterGroupName: 'own', Source: 'user' })
    .resolves({ Parameters: [second, first] })
    .on(DescribeDBSubnetGroupsCommand)
    .resolves({ DBSubnetGroups: [subnetGroup], Marker: '2' })
    .on(DescribeDBSubnetGroupsCommand, { Marker: '2' })
    .resolves({ DBSubnetGroups: [{}] });
});

describe('reading groups', () => {
  test('parameter groups hold what somebody set; default groups are left out', async () => {
    const Parameters = { 'rds.force_ssl': '1', work_mem: '4096' };
    const of = { Family: 'postgres16', Description: 'of orders', Parameters };
    const ofInstances = await storedById(dbParameterGroup);
    expect(Object.keys(ofInstances)).toEqual(['own']);
    expect(ofInstances.own).toMatchObject({ arn: 'arn:own', tags: { Team: 'orders' }, unread: [] });
    expect(ofInstances.own?.properties).toEqual({
      DBParameterGroupName: 'own',
      DBParameterGroupArn: 'arn:own',
      ...of,
    });
    const ofClusters = await storedById(dbClusterParameterGroup);
    expect(ofClusters.own?.properties).toEqual({ DBClusterParameterGroupName: 'own', ...of });
  });

  test('subnet groups', async () => {
    const { private: read } = await storedById(dbSubnetGroup);
    expect(read?.properties).toEqual({
      DBSubnetGroupName: 'private',
      DBSubnetGroupArn: 'arn:private',
      DBSubnetGroupDescription: 'private subnets',
      VpcId: 'vpc-1',
      SubnetIds: ['subnet-1', 'subnet-2'],
      SupportedNetworkTypes: ['DUAL', 'IPV4'],
    });
  });

  test('another order gives the same bytes', async () => {
    const before = await Promise.all([dbParameterGroup, dbSubnetGroup].map(readAll));
    rds
      .on(DescribeDBParametersCommand, { DBParameterGroupName: 'own', Source: 'user' })
      .resolves({ Parameters: [second, first] })
      .on(DescribeDBSubnetGroupsCommand)
      .resolves({
        DBSubnetGroups: [
          { ...subnetGroup, Subnets: subnetGroup.Subnets.toReversed(), SubnetGroupStatus: 'x' },
        ],
      });
    const after = await Promise.all([dbParameterGroup, dbSubnetGroup].map(readAll));
    expect(storedLines(dbParameterGroup, after[0] ?? [])).toEqual(
      storedLines(dbParameterGroup, before[0] ?? []),
    );
    expect(storedLines(dbSubnetGroup, after[1] ?? [])).toEqual(storedLines(dbSubnetGroup, before[1] ?? []));
  });

  test('what is denied is unread', async () => {
    const denied = awsError('AccessDenied', 'no');
    rds.on(ListTagsForResourceCommand).rejects(denied).on(DescribeDBClusterParametersCommand).rejects(denied);
    expect((await readAll(dbClusterParameterGroup))[0]?.unread?.map(({ path }) => path)).toEqual([
      '/Parameters',
      '/Tags',
    ]);
    expect((await readAll(dbSubnetGroup))[0]?.unread).toEqual([
      { path: '/Tags', reason: 'AccessDenied: no' },
    ]);
  });
});

const parameters = (Parameters: JsonObject): JsonObject => ({ DBParameterGroupName: 'own', Parameters });

describe.each([dbParameterGroup, dbClusterParameterGroup])('what a change of an $type means', (type) => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    [
      'TLS off',
      { 'rds.force_ssl': '1' },
      { 'rds.force_ssl': '0' },
      'HIGH',
      ['rds-parameter-rds-force-ssl-off'],
    ],
    [
      'TLS no longer set',
      { require_secure_transport: 'ON' },
      {},
      'HIGH',
      ['rds-parameter-require-secure-transport-off'],
    ],
    ['TLS on', { 'rds.force_ssl': '0' }, { 'rds.force_ssl': '1' }, 'INFO', []],
    [
      'audit off',
      { 'pgaudit.log': 'all' },
      { 'pgaudit.log': 'none' },
      'HIGH',
      ['rds-parameter-pgaudit-log-off'],
    ],
    ['audit narrowed', { 'pgaudit.log': 'all' }, { 'pgaudit.log': 'ddl' }, 'MEDIUM', []],
    ['Oracle audit off', { audit_trail: 'DB' }, {}, 'HIGH', ['rds-parameter-audit-trail-off']],
    ['memory', { work_mem: '1' }, { work_mem: '2' }, 'MEDIUM', []],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(type, parameters(before), parameters(after))).toMatchObject({ severity, rules });
    expect(type.monthlyCost?.(resource(type.type, {}), costContext({}))).toEqual({ usd: 0, assumptions: [] });
  });
});

test.each<[string, string[], string[], string[]]>([
  ['added', ['subnet-1'], ['subnet-1', 'subnet-2'], ['rds-subnet-group-subnet-added']],
  ['removed', ['subnet-1', 'subnet-2'], ['subnet-1'], []],
])('a subnet %s', (_, before, after, rules) => {
  expect(riskOf(dbSubnetGroup, { SubnetIds: before }, { SubnetIds: after })).toMatchObject({
    severity: 'MEDIUM',
    rules,
  });
  expect(riskOf(dbSubnetGroup, undefined, { SubnetIds: after })?.rules).toEqual([]);
  expect(dbSubnetGroup.monthlyCost?.(resource(dbSubnetGroup.type, {}), costContext({}))?.usd).toBe(0);
});
