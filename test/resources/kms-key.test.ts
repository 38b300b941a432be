import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  type GrantListEntry,
  type KeyMetadata,
  KMSClient,
  ListAliasesCommand,
  ListGrantsCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
} from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { kmsAlias } from '../../lib/resources/kms-alias.ts';
import { kmsKey } from '../../lib/resources/kms-key.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const kms = mockClient(KMSClient);
const keyArn = (id: string) => `arn:aws:kms:eu-west-1:111122223333:key/${id}`;
const full: KeyMetadata = {
  AWSAccountId: '111122223333',
  KeyId: 'key-1',
  Arn: keyArn('key-1'),
  CreationDate: new Date(1),
  Enabled: true,
  Description: 'for all',
  KeyUsage: 'ENCRYPT_DECRYPT',
  KeyState: 'Enabled',
  DeletionDate: new Date('2026-12-01T00:00:00Z'),
  ValidTo: new Date('2027-01-01T00:00:00Z'),
  Origin: 'EXTERNAL',
  CustomKeyStoreId: 'cks-1',
  CloudHsmClusterId: 'cluster-1',
  ExpirationModel: 'KEY_MATERIAL_EXPIRES',
  KeyManager: 'CUSTOMER',
  KeySpec: 'SYMMETRIC_DEFAULT',
  EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
  MultiRegion: true,
  MultiRegionConfiguration: {
    MultiRegionKeyType: 'PRIMARY',
    PrimaryKey: { Arn: keyArn('key-1'), Region: 'eu-west-1' },
    ReplicaKeys: [
      { Arn: 'b', Region: 'us-east-1' },
      { Arn: 'a', Region: 'eu-west-2' },
    ],
  },
  PendingDeletionWindowInDays: 30,
  XksKeyConfiguration: { Id: 'xks-1' },
  CurrentKeyMaterialId: 'm1',
};
const grantee = 'arn:aws:iam::111122223333:role/app';
const grants: GrantListEntry[] = [
  { GrantId: 'g2', GranteePrincipal: grantee, Operations: ['Encrypt', 'Decrypt'], CreationDate: new Date(1) },
  {
    KeyId: keyArn('key-1'),
    GrantId: 'g1',
    Name: 'shared',
    GranteePrincipal: 'arn:aws:iam::999988887777:root',
    RetiringPrincipal: 'arn:aws:iam::111122223333:root',
    IssuingAccount: 'arn:aws:iam::111122223333:root',
    Operations: ['Decrypt'],
    Constraints: { EncryptionContextSubset: { a: 'b' } },
  },
];
/** Grants that services make and retire. */
const serviceGrants: GrantListEntry[] = [
  { GrantId: 's1', GranteePrincipal: 'rds.eu-west-1.amazonaws.com' },
  { GrantId: 's2', GranteePrincipal: 'arn:aws:sts::111122223333:assumed-role/aws:ec2-infrastructure/i-1' },
  { GrantId: 's3', GranteePrincipal: grantee, RetiringPrincipal: 'lambda.eu-west-1.amazonaws.com' },
  { GrantId: 's4', GranteeServicePrincipal: 'dynamodb.eu-west-1.amazonaws.com' },
];
const policy = (...statements: JsonObject[]): JsonObject => ({
  Version: '2012-10-17',
  Statement: statements,
});
const root = {
  Effect: 'Allow',
  Action: 'kms:*',
  Resource: '*',
  Principal: { AWS: 'arn:aws:iam::111122223333:root' },
};

function answer(shuffled = false) {
  const order = <T>(list: T[]) => (shuffled ? [...list].reverse() : list);
  kms.reset();
  kms
    .on(ListKeysCommand)
    .resolves({ Keys: [{ KeyId: 'key-1' }, { KeyId: 'aws-1' }, {}], NextMarker: '2', Truncated: true })
    .on(ListKeysCommand, { Marker: '2' })
    .resolves({ Keys: [{ KeyId: 'hmac-1' }, { KeyId: 'gone-1' }, { KeyId: 'denied-1' }] })
    .on(DescribeKeyCommand, { KeyId: 'key-1' })
    .resolves({
      KeyMetadata: {
        ...full,
        MultiRegionConfiguration: {
          ...full.MultiRegionConfiguration,
          ReplicaKeys: order(full.MultiRegionConfiguration?.ReplicaKeys ?? []),
        },
      },
    })
    .on(DescribeKeyCommand, { KeyId: 'aws-1' })
    .resolves({ KeyMetadata: { KeyId: 'aws-1', KeyManager: 'AWS' } })
    .on(DescribeKeyCommand, { KeyId: 'hmac-1' })
    .resolves({
      KeyMetadata: { KeyId: 'hmac-1', KeySpec: 'HMAC_256', KeyState: 'PendingDeletion', Enabled: false },
    })
    .on(DescribeKeyCommand, { KeyId: 'gone-1' })
    .rejects(awsError('NotFoundException'))
    .on(DescribeKeyCommand, { KeyId: 'denied-1' })
    .rejects(awsError('AccessDeniedException', 'no'))
    .on(GetKeyPolicyCommand)
    .resolves({ Policy: JSON.stringify(policy(root)), PolicyName: 'default' })
    .on(GetKeyRotationStatusCommand)
    .resolves({
      KeyRotationEnabled: true,
      RotationPeriodInDays: 90,
      NextRotationDate: new Date(shuffled ? 1 : 2),
    })
    .on(ListGrantsCommand)
    .resolves({
      Grants: order([...grants.slice(0, 1), ...(shuffled ? [] : serviceGrants)]),
      NextMarker: '2',
      Truncated: true,
    })
    .on(ListGrantsCommand, { Marker: '2' })
    .resolves({ Grants: grants.slice(1) })
    .on(ListResourceTagsCommand)
    .resolves({ Tags: [{ TagKey: 'Name', TagValue: 'main' }] })
    .on(ListAliasesCommand)
    .resolves({
      Aliases: [{ AliasName: 'alias/aws/s3', TargetKeyId: 'x' }, {}],
      NextMarker: '2',
      Truncated: true,
    })
    .on(ListAliasesCommand, { Marker: '2' })
    .resolves({
      Aliases: [{ AliasName: 'alias/a', AliasArn: 'arn:a', TargetKeyId: 'key-1', CreationDate: new Date(1) }],
    });
}
beforeEach(() => answer());

describe('reading keys', () => {
  test('every property of every page, without AWS managed keys and keys that are gone', async () => {
    const read = await readAll(kmsKey);
    expect(read.map(({ id }) => id)).toEqual(['key-1', 'hmac-1', 'denied-1']);
    const { tags, properties } = stored(kmsKey, read[0] ?? { id: '', properties: {} });
    expect(tags).toEqual({ Name: 'main' });
    expect(properties).toEqual({
      KeyId: 'key-1',
      Arn: keyArn('key-1'),
      Description: 'for all',
      Enabled: true,
      DeletionDate: '2026-12-01T00:00:00.000Z',
      PendingDeletionWindowInDays: 30,
      KeySpec: 'SYMMETRIC_DEFAULT',
      KeyUsage: 'ENCRYPT_DECRYPT',
      Origin: 'EXTERNAL',
      ExpirationModel: 'KEY_MATERIAL_EXPIRES',
      ValidTo: '2027-01-01T00:00:00.000Z',
      CustomKeyStoreId: 'cks-1',
      CloudHsmClusterId: 'cluster-1',
      XksKeyConfiguration: { Id: 'xks-1' },
      MultiRegion: true,
      MultiRegionConfiguration: {
        MultiRegionKeyType: 'PRIMARY',
        PrimaryKey: { Arn: keyArn('key-1'), Region: 'eu-west-1' },
        ReplicaKeys: [
          { Arn: 'a', Region: 'eu-west-2' },
          { Arn: 'b', Region: 'us-east-1' },
        ],
      },
      EnableKeyRotation: true,
      RotationPeriodInDays: 90,
      KeyPolicy: policy({
        ...root,
        Action: ['kms:*'],
        Resource: ['*'],
        Principal: { AWS: ['111122223333'] },
      }),
      Grants: [
        {
          GrantId: 'g1',
          Name: 'shared',
          GranteePrincipal: 'arn:aws:iam::999988887777:root',
          RetiringPrincipal: 'arn:aws:iam::111122223333:root',
          IssuingAccount: 'arn:aws:iam::111122223333:root',
          Operations: ['Decrypt'],
          Constraints: { EncryptionContextSubset: { a: 'b' } },
        },
        { GrantId: 'g2', GranteePrincipal: grantee, Operations: ['Decrypt', 'Encrypt'] },
      ],
    });
    expect(stored(kmsKey, read[1] ?? { id: '', properties: {} }).properties).toMatchObject({
      KeyState: 'PendingDeletion',
      Enabled: false,
    });
    expect(read[1]?.properties).toMatchObject({ EnableKeyRotation: undefined });
    expect(read[2]).toMatchObject({
      properties: {},
      unread: [{ path: '', reason: 'AccessDeniedException: no' }],
    });
  });

  test('read twice, in any order, while services come and go, it gives the same bytes', async () => {
    const first = storedLines(kmsKey, await readAll(kmsKey));
    answer(true);
    expect(storedLines(kmsKey, await readAll(kmsKey))).toEqual(first);
  });

  test('what is denied is unread; a key that cannot rotate does not; throttling is thrown', async () => {
    for (const command of [GetKeyPolicyCommand, ListGrantsCommand, ListResourceTagsCommand]) {
      kms.on(command).rejects(awsError('AccessDeniedException', 'no'));
    }
    kms.on(GetKeyRotationStatusCommand).rejects(awsError('UnsupportedOperationException'));
    const [read] = await readAll(kmsKey);
    expect(read?.unread?.map(({ path }) => path)).toEqual(['/KeyPolicy', '/Grants', '/Tags']);
    kms.on(DescribeKeyCommand, { KeyId: 'denied-1' }).rejects(awsError('ThrottlingException'));
    await expect(readAll(kmsKey)).rejects.toThrow('ThrottlingException');
  });
});

const base: JsonObject = { Enabled: true, KeyPolicy: policy(root) };
const foreign = {
  GrantId: 'g1',
  GranteePrincipal: 'arn:aws:iam::999988887777:root',
  Operations: ['Decrypt'],
};
const own = { GrantId: 'g2', GranteePrincipal: grantee, Operations: ['Decrypt'] };
const pending = { Enabled: false, KeyState: 'PendingDeletion', DeletionDate: '2026-12-01T00:00:00.000Z' };
const everybody = { ...root, Principal: '*' };
const other = { ...root, Principal: { AWS: '999988887777' } };
const web = { AWS: 'arn:aws:iam::111122223333:role/web' };
const reader = { ...root, Action: 'kms:Decrypt' };

describe('what a change of a key means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['it is to be deleted', {}, pending, 'CRITICAL', ['kms-key-pending-deletion']],
    ['it stays', pending, {}, 'MEDIUM', []],
    ['disabled', {}, { Enabled: false }, 'HIGH', ['kms-key-disabled']],
    ['enabled', { Enabled: false }, {}, 'INFO', []],
    [
      'without material',
      {},
      { Enabled: false, KeyState: 'PendingImport' },
      'CRITICAL',
      ['kms-key-material-missing'],
    ],
    [
      'no rotation',
      { EnableKeyRotation: true },
      { EnableKeyRotation: false },
      'HIGH',
      ['key-rotation-turned-off'],
    ],
    ['open to all', {}, { KeyPolicy: policy(root, everybody) }, 'CRITICAL', ['policy-public']],
    ['open to another account', {}, { KeyPolicy: policy(root, other) }, 'HIGH', ['policy-foreign-account']],
    ['out of reach', {}, { KeyPolicy: policy(reader) }, 'HIGH', ['kms-key-out-of-reach']],
    ['in reach', { KeyPolicy: policy(reader) }, {}, 'INFO', []],
    ['a further reader', {}, { KeyPolicy: policy(root, { ...reader, Principal: web }) }, 'MEDIUM', []],
    ['what the account may do anyway', {}, { KeyPolicy: policy(root, reader) }, 'LOW', []],
    ['foreign grant', {}, { Grants: [foreign] }, 'HIGH', ['kms-grant-foreign-account']],
    ['own grant', {}, { Grants: [own] }, 'MEDIUM', []],
    ['grant revoked', { Grants: [foreign] }, {}, 'INFO', []],
    ['described', {}, { Description: 'x' }, 'INFO', []],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(kmsKey, { ...base, ...before }, { ...base, ...after })).toMatchObject({ severity, rules });
  });

  test('a deleted key takes what it encrypted with it', () => {
    const before = resource(kmsKey.type, base);
    const risk = assessRisk({ kind: 'removed', before }, kmsKey);
    expect(risk).toMatchObject({ severity: 'HIGH', rules: ['stateful-resource-deleted'] });
    expect(riskOf(kmsKey, undefined, { Enabled: false })?.severity).toBe('LOW');
  });
});

describe('what a key costs a month', () => {
  test.each<[string, JsonObject, Record<string, number>, number | null]>([
    ['1 key at 1 USD', {}, { 'awskms key/month': 1 }, 1],
    ['nothing while it waits for deletion', pending, { 'awskms key/month': 1 }, 0],
    ['unknown without a price', {}, {}, null],
  ])('%s', (_, properties, prices, usd) => {
    expect(kmsKey.monthlyCost?.(resource(kmsKey.type, properties), costContext(prices)).usd).toBe(usd);
  });
});

describe('aliases', () => {
  test('all of every page but those of AWS', async () => {
    expect(await readAll(kmsAlias)).toEqual([
      { id: 'alias/a', arn: 'arn:a', properties: { AliasName: 'alias/a', TargetKeyId: 'key-1' } },
    ]);
  });

  test('one that stands for another key is HIGH; it costs nothing', () => {
    const [before, after] = [{ TargetKeyId: 'key-1' }, { TargetKeyId: 'key-2' }];
    expect(riskOf(kmsAlias, before, after)).toMatchObject({
      severity: 'HIGH',
      rules: ['kms-alias-redirected'],
    });
    expect(riskOf(kmsAlias, {}, after)?.severity).toBe('MEDIUM');
    expect(kmsAlias.monthlyCost?.(resource(kmsAlias.type, after), costContext({})).usd).toBe(0);
  });
});
