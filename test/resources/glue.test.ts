import {
  type Connection,
  GetConnectionsCommand,
  GetJobsCommand,
  GetTagsCommand,
  GlueClient,
  type Job,
} from '@aws-sdk/client-glue';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { glueConnection, glueJob } from '../../lib/resources/glue.ts';
import { resource } from '../resource-fixtures.ts';
import { storedById, turnedRound } from './reading-fixtures.ts';
import { awsError, costContext, readAll, riskOf, storedLines } from './type-fixtures.ts';

const glue = mockClient(GlueClient);
const same = {
  Name: 'nightly',
  Command: { Name: 'glueetl', ScriptLocation: 's3://code/nightly.py', PythonVersion: '3' },
  Connections: { Connections: ['a', 'b'] },
  Description: 'd',
  ExecutionClass: 'STANDARD' as const,
  ExecutionProperty: { MaxConcurrentRuns: 1 },
  GlueVersion: '5.0',
  JobMode: 'VISUAL' as const,
  JobRunQueuingEnabled: true,
  LogUri: 's3://logs',
  MaintenanceWindow: 'Sun:1',
  MaxRetries: 2,
  NotificationProperty: { NotifyDelayAfter: 5 },
  NumberOfWorkers: 10,
  Role: 'arn:role',
  SecurityConfiguration: 'encrypted',
  Timeout: 60,
  WorkerType: 'G.1X' as const,
};
const job: Job = {
  ...same,
  AllocatedCapacity: 10,
  MaxCapacity: 10,
  DefaultArguments: { '--password': 'canary-1' },
  NonOverridableArguments: { '--token': 'canary-2' },
  SourceControlDetails: { AuthToken: 'canary-3' },
  LastModifiedOn: new Date(0),
};
const sameInput = {
  Name: 'orders',
  AuthenticationConfiguration: { AuthenticationType: 'BASIC' as const, SecretArn: 'arn:secret' },
  ConnectionType: 'JDBC' as const,
  Description: 'd',
  MatchCriteria: ['a'],
  PhysicalConnectionRequirements: {
    SubnetId: 'subnet-1',
    SecurityGroupIdList: ['sg-1', 'sg-2'],
    AvailabilityZone: 'eu-west-1a',
  },
};
const connection: Connection = {
  ...sameInput,
  ConnectionProperties: {
    JDBC_CONNECTION_URL: 'jdbc:postgresql://u:canary-4@h/db',
    USERNAME: 'u',
    PASSWORD: 'canary-5',
    JDBC_ENFORCE_SSL: 'true',
  },
  AthenaProperties: { key: 'canary-6' },
  PythonProperties: { key: 'canary-7' },
  SparkProperties: { key: 'canary-8' },
  LastUpdatedTime: new Date(0),
  Status: 'READY',
};

beforeEach(() => {
  glue.reset();
  glue
    .on(GetJobsCommand)
    .resolves({ Jobs: [job], NextToken: '2' })
    .on(GetJobsCommand, { NextToken: '2' })
    .resolves({ Jobs: [{ Name: 'gone' }, { Name: 'plain', MaxCapacity: 2 }, {}] })
    .on(GetConnectionsCommand, { HidePassword: true })
    .resolves({ ConnectionList: [connection], NextToken: '2' })
    .on(GetConnectionsCommand, { HidePassword: true, NextToken: '2' })
    .resolves({ ConnectionList: [{ Name: 'gone' }, {}] })
    .on(GetTagsCommand)
    .resolves({ Tags: { Team: 'data' } })
    .on(GetTagsCommand, { ResourceArn: 'arn:aws:glue:eu-west-1:111122223333:job/gone' })
    .rejects(awsError('EntityNotFoundException'))
    .on(GetTagsCommand, { ResourceArn: 'arn:aws:glue:eu-west-1:111122223333:connection/gone' })
    .rejects(awsError('EntityNotFoundException'));
});

describe('reading', () => {
  test('every property of a job, its arguments as digests', async () => {
    const read = await storedById(glueJob);
    expect(Object.keys(read)).toEqual(['nightly', 'plain']);
    expect(read.nightly).toMatchObject({
      arn: 'arn:aws:glue:eu-west-1:111122223333:job/nightly',
      tags: { Team: 'data' },
    });
    const { DefaultArguments, NonOverridableArguments, ...properties } = read.nightly?.properties ?? {};
    expect(properties).toEqual(same);
    expect(Object.keys({ ...Object(DefaultArguments), ...Object(NonOverridableArguments) })).toEqual([
      '--password',
      '--token',
    ]);
    expect(read.plain?.properties).toEqual({
      Name: 'plain',
      MaxCapacity: 2,
      JobMode: 'SCRIPT',
      MaxRetries: 0,
    });
    expect(JSON.stringify(read)).not.toContain('canary');
  });

  test('every property of a connection, without its secrets', async () => {
    const read = await storedById(glueConnection);
    expect(Object.keys(read)).toEqual(['111122223333|orders']);
    expect(read['111122223333|orders']?.properties).toMatchObject({
      CatalogId: '111122223333',
      Name: 'orders',
      ConnectionInput: { ...sameInput, ConnectionProperties: { USERNAME: 'u', JDBC_ENFORCE_SSL: 'true' } },
    });
    expect(JSON.stringify(read)).not.toContain('canary');
  });

  test('another order gives the same bytes', async () => {
    const lines = async () => [
      ...storedLines(glueJob, await readAll(glueJob)),
      ...storedLines(glueConnection, await readAll(glueConnection)),
    ];
    const first = await lines();
    glue
      .on(GetJobsCommand, { NextToken: undefined })
      .resolves({ Jobs: [turnedRound({ ...job, LastModifiedOn: new Date() })], NextToken: '2' })
      .on(GetConnectionsCommand, { HidePassword: true, NextToken: undefined })
      .resolves({
        ConnectionList: [turnedRound({ ...connection, LastUpdatedTime: new Date() })],
        NextToken: '2',
      });
    expect(await lines()).toEqual(first);
  });

  test('what is denied is unread', async () => {
    glue.on(GetTagsCommand).rejects(awsError('AccessDeniedException', 'no'));
    const unread = [{ path: '/Tags', reason: 'AccessDeniedException: no' }];
    expect((await readAll(glueJob))[0]?.unread).toEqual(unread);
    expect((await readAll(glueConnection))[0]?.unread).toEqual(unread);
  });
});

const tls = (property: string, value: string): JsonObject => ({
  ConnectionInput: { ConnectionProperties: { USERNAME: 'u', [property]: value } },
});

describe('what a change means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    [
      'no security configuration',
      { SecurityConfiguration: 's' },
      {},
      'HIGH',
      ['glue-security-configuration-removed'],
    ],
    ['a security configuration', {}, { SecurityConfiguration: 's' }, 'INFO', []],
    [
      'another script',
      { Command: { ScriptLocation: 'a' } },
      { Command: { ScriptLocation: 'b' } },
      'MEDIUM',
      [],
    ],
    ['another timeout', { Timeout: 1 }, { Timeout: 2 }, 'LOW', []],
  ])('job: %s', (_, before, after, severity, rules) => {
    expect(riskOf(glueJob, { Name: 'j', ...before }, { Name: 'j', ...after })).toMatchObject({
      severity,
      rules,
    });
    expect(glueJob.monthlyCost?.(resource('x', {}), costContext({}))?.usd).toBeNull();
  });

  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    [
      'no TLS',
      tls('JDBC_ENFORCE_SSL', 'true'),
      tls('JDBC_ENFORCE_SSL', 'false'),
      'HIGH',
      ['glue-connection-jdbc-enforce-ssl-off'],
    ],
    [
      'no TLS for Kafka',
      tls('KAFKA_SSL_ENABLED', 'true'),
      tls('KAFKA_SSL_ENABLED', 'false'),
      'HIGH',
      ['glue-connection-kafka-ssl-enabled-off'],
    ],
    ['TLS', tls('JDBC_ENFORCE_SSL', 'false'), tls('JDBC_ENFORCE_SSL', 'true'), 'INFO', []],
    ['another user', tls('USERNAME', 'a'), tls('USERNAME', 'b'), 'MEDIUM', []],
  ])('connection: %s', (_, before, after, severity, rules) => {
    expect(riskOf(glueConnection, before, after)).toMatchObject({ severity, rules });
    expect(glueConnection.monthlyCost?.(resource('x', {}), costContext({}))?.usd).toBe(0);
  });
});
