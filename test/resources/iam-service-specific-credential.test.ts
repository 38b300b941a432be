import {
  GetAccountAuthorizationDetailsCommand,
  IAMClient,
  ListServiceSpecificCredentialsCommand,
  type ServiceSpecificCredentialMetadata,
} from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { iamServiceSpecificCredential as credential } from '../../lib/resources/iam-service-specific-credential.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const iam = mockClient(IAMClient);
const bedrock: ServiceSpecificCredentialMetadata = {
  UserName: 'alice',
  Status: 'Active',
  ServiceCredentialAlias: 'BedrockAPIKey-1',
  CreateDate: new Date('2026-01-01T00:00:00Z'),
  ExpirationDate: new Date('2027-01-01T00:00:00Z'),
  ServiceSpecificCredentialId: 'ACCA1',
  ServiceName: 'bedrock.amazonaws.com',
};
const git: ServiceSpecificCredentialMetadata = {
  UserName: 'alice',
  Status: 'Inactive',
  ServiceUserName: 'alice-at-111122223333',
  CreateDate: new Date('2026-01-01T00:00:00Z'),
  ServiceSpecificCredentialId: 'ACCA2',
  ServiceName: 'codecommit.amazonaws.com',
};
const unknown = { ...git, ServiceSpecificCredentialId: undefined };

beforeEach(() => {
  iam.reset();
  iam
    .on(GetAccountAuthorizationDetailsCommand)
    .resolves({ UserDetailList: [{ UserName: 'gone' }, { UserName: 'alice' }, { UserName: 'bob' }] })
    .on(ListServiceSpecificCredentialsCommand, { UserName: 'gone' })
    .rejects(awsError('NoSuchEntity'))
    .on(ListServiceSpecificCredentialsCommand, { UserName: 'alice' })
    .resolves({ ServiceSpecificCredentials: [bedrock, unknown], IsTruncated: true, Marker: '2' })
    .on(ListServiceSpecificCredentialsCommand, { UserName: 'alice', Marker: '2' })
    .resolves({ ServiceSpecificCredentials: [git], IsTruncated: false })
    .on(ListServiceSpecificCredentialsCommand, { UserName: 'bob' })
    .resolves({});
});

describe('reading', () => {
  test('every credential of every user, without secrets', async () => {
    const read = await readAll(credential);
    expect(read.map((each) => [each.id, stored(credential, each).properties])).toEqual([
      [
        'ACCA1',
        {
          UserName: 'alice',
          Status: 'Active',
          ServiceName: 'bedrock.amazonaws.com',
          ServiceCredentialAlias: 'BedrockAPIKey-1',
          ExpirationDate: '2027-01-01T00:00:00.000Z',
        },
      ],
      [
        'ACCA2',
        {
          UserName: 'alice',
          Status: 'Inactive',
          ServiceName: 'codecommit.amazonaws.com',
          ServiceUserName: 'alice-at-111122223333',
        },
      ],
    ]);
  });

  test('credentials in another order give the same bytes', async () => {
    const first = storedLines(credential, await readAll(credential));
    iam
      .on(ListServiceSpecificCredentialsCommand, { UserName: 'alice' })
      .resolves({ ServiceSpecificCredentials: [git, bedrock] });
    expect(storedLines(credential, await readAll(credential))).toEqual(first);
  });

  test('a denied list of one user makes the type unread', async () => {
    iam.on(ListServiceSpecificCredentialsCommand, { UserName: 'bob' }).rejects(awsError('AccessDenied'));
    await expect(readAll(credential)).rejects.toThrow('AccessDenied');
  });
});

const rules = ['iam-service-credential-active'];

describe('what a change means', () => {
  test.each<[string, JsonObject | undefined, JsonObject, string, string[]]>([
    ['it is new', undefined, { Status: 'Active' }, 'HIGH', rules],
    ['it is new, and inactive', undefined, { Status: 'Inactive' }, 'LOW', []],
    ['it is activated', { Status: 'Inactive' }, { Status: 'Active' }, 'HIGH', rules],
    ['it is deactivated', { Status: 'Active' }, { Status: 'Inactive' }, 'INFO', []],
  ])('%s', (_, before, after, severity, fired) => {
    expect(riskOf(credential, before, after)).toMatchObject({ severity, rules: fired });
  });

  test.each<[JsonObject, RegExp]>([
    [{}, /without an access key and for ever\.$/],
    [{ ExpirationDate: '2027-01-01T00:00:00Z' }, /without an access key\.$/],
  ])('the reason says how long it works: %#', (properties, reason) => {
    const after = {
      UserName: 'alice',
      Status: 'Active',
      ServiceName: 'bedrock.amazonaws.com',
      ...properties,
    };
    expect(riskOf(credential, undefined, after)?.reasons[0]).toMatch(reason);
  });
});

test('it is free', () => {
  expect(credential.monthlyCost?.(resource(credential.type, {}), costContext({}))).toEqual({
    usd: 0,
    assumptions: [],
  });
});
