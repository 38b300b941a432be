import {
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  ListSecretsCommand,
  type SecretListEntry,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { secret } from '../../lib/resources/secret.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const secrets = mockClient(SecretsManagerClient);
const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf';
const full: SecretListEntry = {
  ARN: arn,
  Name: 'db',
  Type: 'Salesforce',
  Description: 'of the shop',
  KmsKeyId: 'alias/a',
  RotationEnabled: true,
  RotationLambdaARN: 'arn:aws:lambda:eu-west-1:111122223333:function:rotate',
  RotationRules: { AutomaticallyAfterDays: 30, Duration: '3h', ScheduleExpression: 'rate(30 days)' },
  ExternalSecretRotationMetadata: [
    { Key: 'b', Value: '2' },
    { Key: 'a', Value: '1' },
  ],
  ExternalSecretRotationRoleArn: 'arn:aws:iam::111122223333:role/rotate',
  LastRotatedDate: new Date(1),
  LastChangedDate: new Date(2),
  LastAccessedDate: new Date(3),
  DeletedDate: new Date('2026-12-01T00:00:00Z'),
  NextRotationDate: new Date(4),
  Tags: [{ Key: 'Name', Value: 'db' }],
  SecretVersionsToStages: { v1: ['AWSCURRENT'] },
  OwningService: 'rds',
  CreatedDate: new Date(0),
  PrimaryRegion: 'eu-west-1',
};
const replicas = [
  { Region: 'us-east-1', KmsKeyId: 'alias/b', Status: 'InSync' as const },
  { Region: 'eu-west-2', KmsKeyId: 'alias/a', Status: 'InProgress' as const, StatusMessage: 'x' },
];
const policy = (principal: string): JsonObject => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '*', Principal: principal },
  ],
});

beforeEach(() => {
  secrets.reset();
  secrets
    .on(ListSecretsCommand, { IncludePlannedDeletion: true, MaxResults: 100 })
    .resolves({ SecretList: [full, {}], NextToken: '2' })
    .on(ListSecretsCommand, { NextToken: '2' })
    .resolves({ SecretList: [{ ARN: `${arn}2`, Name: 'other' }] })
    .on(DescribeSecretCommand)
    .resolves({ ReplicationStatus: replicas })
    .on(GetResourcePolicyCommand)
    .resolves({ ResourcePolicy: JSON.stringify(policy('*')) });
});

describe('reading', () => {
  test('every property of every page, and no value', async () => {
    const [first, second, ...rest] = await readAll(secret);
    expect(rest).toEqual([]);
    expect(second?.id).toBe(`${arn}2`);
    const { tags, properties } = stored(secret, first ?? { id: '', properties: {} });
    expect(tags).toEqual({ Name: 'db' });
    expect(properties).toMatchObject({ ResourcePolicy: { Statement: [{ Principal: { AWS: ['*'] } }] } });
    expect({ ...properties, ResourcePolicy: undefined }).toEqual({
      Id: arn,
      Name: 'db',
      Type: 'Salesforce',
      Description: 'of the shop',
      KmsKeyId: 'alias/a',
      RotationEnabled: true,
      RotationLambdaARN: full.RotationLambdaARN,
      RotationRules: full.RotationRules,
      ExternalSecretRotationMetadata: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
      ExternalSecretRotationRoleArn: full.ExternalSecretRotationRoleArn,
      DeletedDate: '2026-12-01T00:00:00.000Z',
      OwningService: 'rds',
      PrimaryRegion: 'eu-west-1',
      ReplicaRegions: [
        { Region: 'eu-west-2', KmsKeyId: 'alias/a' },
        { Region: 'us-east-1', KmsKeyId: 'alias/b' },
      ],
    });
  });

  test('read again after a rotation, in another order, it gives the same bytes', async () => {
    const first = storedLines(secret, await readAll(secret));
    secrets.on(ListSecretsCommand).resolves({
      SecretList: [
        { ARN: `${arn}2`, Name: 'other', RotationEnabled: false },
        { ...full, LastChangedDate: new Date(9), SecretVersionsToStages: { v2: ['AWSCURRENT'] } },
      ],
    });
    secrets.on(DescribeSecretCommand).resolves({ ReplicationStatus: [...replicas].reverse() });
    expect(storedLines(secret, await readAll(secret))).toEqual(first);
  });

  test('what is denied is unread; a secret that is gone has neither', async () => {
    secrets.on(GetResourcePolicyCommand).rejects(awsError('AccessDeniedException', 'no'));
    secrets.on(DescribeSecretCommand).rejects(awsError('ResourceNotFoundException'));
    expect((await readAll(secret))[0]?.unread).toEqual([
      { path: '/ResourcePolicy', reason: 'AccessDeniedException: no' },
    ]);
  });
});

const base: JsonObject = { Name: 'db', RotationEnabled: true, RotationLambdaARN: 'f1' };
const pending = { DeletedDate: '2026-12-01T00:00:00.000Z' };

const lessOften = 'secretsmanager-rotated-less-often';
const every = (AutomaticallyAfterDays: number): JsonObject => ({ RotationRules: { AutomaticallyAfterDays } });
const on = (ScheduleExpression: string): JsonObject => ({ RotationRules: { ScheduleExpression } });

describe('what a change of a secret means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['to be deleted', {}, pending, 'HIGH', ['secretsmanager-secret-pending-deletion']],
    ['restored', pending, {}, 'INFO', []],
    ['no rotation', {}, { RotationEnabled: false }, 'MEDIUM', ['secretsmanager-rotation-turned-off']],
    ['rotation', { RotationEnabled: false }, {}, 'INFO', []],
    [
      'another function',
      {},
      { RotationLambdaARN: 'f2' },
      'HIGH',
      ['secretsmanager-rotation-function-changed'],
    ],
    ['a first function', { RotationLambdaARN: null }, {}, 'MEDIUM', []],
    ['open to all', {}, { ResourcePolicy: policy('*') }, 'CRITICAL', ['policy-public']],
    [
      'open to an account',
      {},
      { ResourcePolicy: policy('999988887777') },
      'HIGH',
      ['policy-foreign-account'],
    ],
    ['closed', { ResourcePolicy: policy('*') }, {}, 'INFO', []],
    ['a replica', {}, { ReplicaRegions: [{ Region: 'eu-west-2' }] }, 'MEDIUM', []],
    ['described', {}, { Description: 'x' }, 'INFO', []],
    ['rotated once a year', every(30), every(365), 'MEDIUM', [lessOften]],
    ['rotated once a week', every(30), every(7), 'INFO', []],
    ['rotated every day, no longer twice', on('rate(12 hours)'), on('rate(1 day)'), 'MEDIUM', [lessOften]],
    ['rotated as often, in other words', on('rate(24 hours)'), on('rate(1 day)'), 'LOW', []],
    ['rotated as often, by a schedule', every(4), on('rate(4 days)'), 'LOW', []],
    ['rotated in the calendar', every(4), on('cron(0 4 1 * ? *)'), 'MEDIUM', [lessOften]],
    ['rotated on other days', on('cron(0 4 ? * SUN *)'), on('cron(0 4 1 * ? *)'), 'MEDIUM', [lessOften]],
    ['rotated at another hour', on('cron(0 4 ? * SUN *)'), on('cron(30 2 ? * SUN *)'), 'LOW', []],
    ['rotated who knows when', on('at(noon)'), on('at(midnight)'), 'MEDIUM', [lessOften]],
    ['rotated by rules for the first time', {}, every(30), 'LOW', []],
    ['rotated by rules no more', every(30), {}, 'LOW', []],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(secret, { ...base, ...before }, { ...base, ...after })).toMatchObject({ severity, rules });
  });

  test('its deletion loses its values; a new one without rotation is nothing special', () => {
    const risk = assessRisk({ kind: 'removed', before: resource(secret.type, base) }, secret);
    expect(risk).toMatchObject({ severity: 'HIGH', rules: ['stateful-resource-deleted'] });
    expect(riskOf(secret, undefined, { RotationEnabled: false })?.severity).toBe('LOW');
  });
});

test.each<[string, JsonObject, Record<string, number>, number | null]>([
  ['1 secret at 0.40 USD a month', {}, { 'AWSSecretsManager secret/month': 0.4 }, 0.4],
  ['nothing while it waits for deletion', pending, {}, 0],
  ['unknown without a price', {}, {}, null],
])('%s', (_, properties, prices, usd) => {
  expect(secret.monthlyCost?.(resource(secret.type, properties), costContext(prices)).usd).toBe(usd);
});
