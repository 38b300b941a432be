import {
  GetDataCatalogEncryptionSettingsCommand,
  GetResourcePolicyCommand,
  GlueClient,
} from '@aws-sdk/client-glue';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { glueCatalogEncryption, glueResourcePolicy } from '../../lib/resources/glue-data-catalog.ts';
import { resource } from '../resource-fixtures.ts';
import { storedById } from './reading-fixtures.ts';
import { awsError, costContext, readAll, riskOf, storedLines } from './type-fixtures.ts';

const glue = mockClient(GlueClient);
const statement = (Sid: string, account: string) => ({
  Sid,
  Effect: 'Allow',
  Principal: { AWS: account },
  Action: 'glue:GetTable',
  Resource: '*',
});
const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });

beforeEach(() => {
  glue.reset();
  glue
    .on(GetResourcePolicyCommand)
    .resolves({
      PolicyInJson: policy(statement('a', '111122223333'), statement('b', '111122223333')),
      PolicyHash: 'x',
    })
    .on(GetDataCatalogEncryptionSettingsCommand)
    .resolves({
      DataCatalogEncryptionSettings: {
        EncryptionAtRest: { CatalogEncryptionMode: 'SSE-KMS', SseAwsKmsKeyId: 'arn:key' },
        ConnectionPasswordEncryption: { ReturnConnectionPasswordEncrypted: true, AwsKmsKeyId: 'arn:key' },
      },
    });
});

describe('reading the data catalog', () => {
  test('its policy and how it is encrypted', async () => {
    const canonical = (Sid: string) => ({
      Sid,
      Effect: 'Allow',
      Principal: { AWS: ['111122223333'] },
      Action: ['glue:gettable'],
      Resource: ['*'],
    });
    expect((await storedById(glueResourcePolicy))['111122223333']?.properties).toEqual({
      CatalogId: '111122223333',
      PolicyInJson: { Version: '2012-10-17', Statement: [canonical('a'), canonical('b')] },
    });
    expect((await storedById(glueCatalogEncryption))['111122223333']?.properties).toEqual({
      CatalogId: '111122223333',
      DataCatalogEncryptionSettings: {
        EncryptionAtRest: { CatalogEncryptionMode: 'SSE-KMS', SseAwsKmsKeyId: 'arn:key' },
        ConnectionPasswordEncryption: { ReturnConnectionPasswordEncrypted: true, KmsKeyId: 'arn:key' },
      },
    });
  });

  test('another order of statements gives the same bytes', async () => {
    const first = storedLines(glueResourcePolicy, await readAll(glueResourcePolicy));
    glue.on(GetResourcePolicyCommand).resolves({
      PolicyInJson: policy(statement('b', 'arn:aws:iam::111122223333:root'), statement('a', '111122223333')),
    });
    expect(storedLines(glueResourcePolicy, await readAll(glueResourcePolicy))).toEqual(first);
  });

  test('no policy is none, a denied one unread', async () => {
    glue
      .on(GetResourcePolicyCommand)
      .rejects(awsError('EntityNotFoundException'))
      .on(GetDataCatalogEncryptionSettingsCommand)
      .resolves({});
    expect(await readAll(glueResourcePolicy)).toEqual([]);
    expect((await storedById(glueCatalogEncryption))['111122223333']?.properties).toEqual({
      CatalogId: '111122223333',
    });
    glue.on(GetResourcePolicyCommand).rejects(awsError('AccessDeniedException', 'no'));
    await expect(readAll(glueResourcePolicy)).rejects.toThrow('no');
  });
});

const settings = (CatalogEncryptionMode: string, ReturnConnectionPasswordEncrypted: boolean): JsonObject => ({
  DataCatalogEncryptionSettings: {
    EncryptionAtRest: { CatalogEncryptionMode },
    ConnectionPasswordEncryption: { ReturnConnectionPasswordEncrypted },
  },
});

test.each<[string, JsonObject, JsonObject, string, string[]]>([
  [
    'metadata unencrypted',
    settings('SSE-KMS', true),
    settings('DISABLED', true),
    'HIGH',
    ['glue-catalog-encryption-off'],
  ],
  [
    'passwords unencrypted',
    settings('SSE-KMS', true),
    settings('SSE-KMS', false),
    'HIGH',
    ['glue-password-encryption-off'],
  ],
  ['all encrypted', settings('DISABLED', false), settings('SSE-KMS', true), 'INFO', []],
])('the data catalog: %s', (_, before, after, severity, rules) => {
  expect(riskOf(glueCatalogEncryption, before, after)).toMatchObject({ severity, rules });
  expect(glueCatalogEncryption.monthlyCost?.(resource('x', {}), costContext({}))?.usd).toBe(0);
});

test('a policy for another account', () => {
  expect(
    riskOf(glueResourcePolicy, undefined, { PolicyInJson: { Statement: [statement('a', '999988887777')] } }),
  ).toMatchObject({
    severity: 'HIGH',
    rules: ['policy-foreign-account'],
  });
});
