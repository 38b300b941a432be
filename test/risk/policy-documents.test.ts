import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { policyStatements } from '../../lib/model/policy.ts';
import {
  allowedAccounts,
  allowsEverybody,
  coversAction,
  describeActions,
  isRestricted,
  policyDocuments,
} from '../../lib/risk/policy-documents.ts';
import { resource } from '../resource-fixtures.ts';

function statementOf(statement: JsonObject) {
  const [first] = policyStatements({ Statement: [{ Effect: 'Allow', ...statement }] });
  if (!first) throw new Error('no statement');
  return first;
}

describe('an action pattern covers actions as IAM has it', () => {
  test.each([
    ['*', 's3:GetObject', true],
    ['s3:*', 'S3:GetObject', true],
    ['s3:Get*', 's3:GetObject', true],
    ['s3:Get?bject', 's3:GetObject', true],
    ['s3:Get', 's3:GetObject', false],
    ['s3.*', 's3:GetObject', false],
    ['(s3):Get*', 's3:GetObject', false],
    ['3:Get*', 's3:GetObject', false],
    ['s3:Get?ject', 's3:GetObject', false],
    ['ec2:*', 's3:GetObject', false],
  ])('%s and %s: %s', (pattern, action, covers) => {
    expect(coversAction(pattern, action)).toBe(covers);
  });
});

describe('actions are described in a few words', () => {
  test.each<[JsonObject, string]>([
    [{ Action: 's3:GetObject' }, 's3:getobject'],
    [{ Action: ['a:A', 'b:B', 'c:C', 'd:D', 'e:E'] }, 'a:a, b:b, c:c and 2 more'],
    [{ Action: ['a:A', 'b:B', 'c:C'] }, 'a:a, b:b, c:c'],
    [{ NotAction: ['a:*', 'b:*', 'c:*', 'd:*'] }, 'everything but a:*, b:*, c:* and 1 more'],
    [{ NotAction: ['iam:*', 'sts:*'] }, 'everything but iam:*, sts:*'],
  ])('%j', (statement, words) => {
    expect(describeActions(statementOf(statement))).toBe(words);
  });
});

describe('whom a statement lets in', () => {
  test.each<[string, JsonObject, string[]]>([
    [
      'ids and ARNs, each once',
      { AWS: ['111122223333', 'arn:aws:iam::111122223333:root'] },
      ['111122223333'],
    ],
    ['a role of another partition', { AWS: 'arn:aws-cn:iam::999999999999:role/x' }, ['999999999999']],
    ['no more than twelve digits', { AWS: '1111222233334' }, []],
    ['no number within another', { AWS: 'x111122223333' }, []],
    ['no ARN of another service', { AWS: 'arn:aws:s3::111122223333:x' }, []],
    ['a session', { AWS: 'arn:aws:sts::999999999999:assumed-role/x/y' }, ['999999999999']],
    ['no account by its number: a service', { Service: 'ec2.amazonaws.com' }, []],
    ['nobody by name', { AWS: '*' }, []],
  ])('%s', (_name, Principal, accounts) => {
    expect(allowedAccounts(statementOf({ Principal }))).toEqual(accounts);
  });

  test('a denial lets nobody in', () => {
    expect(allowedAccounts(statementOf({ Effect: 'Deny', Principal: { AWS: '111122223333' } }))).toEqual([]);
  });
});

describe('a condition restricts when it names callers or networks', () => {
  test.each<[JsonObject, boolean]>([
    [{ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }, true],
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:111122223333:x' } }, true],
    [{ IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '192.0.2.0/24'] } }, true],
    [{ IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '::/0'] } }, false],
    [{ StringLike: { 'aws:SourceArn': '*' } }, false],
    [{ StringEqualsIfExists: { 'aws:SourceAccount': '111122223333' } }, false],
    [{ StringNotEquals: { 'aws:SourceAccount': '111122223333' } }, false],
    [{ Null: { 'aws:SourceAccount': 'false' } }, false],
    [{ Bool: { 'aws:SecureTransport': 'true' } }, false],
    [{ StringEquals: 'malformed' }, false],
    [
      { StringEquals: { 'aws:SourceAccount': '111122223333' }, Bool: { 'aws:SecureTransport': 'true' } },
      true,
    ],
    [{ StringEquals: { 'aws:SourceAccount': '111122223333', 'aws:RequestTag/a': 'b' } }, true],
  ])('%j: %s', (Condition, restricted) => {
    expect(isRestricted(statementOf({ Principal: '*', Condition }))).toBe(restricted);
  });
});

describe('the keys that restrict callers are those by which AWS tells what is public', () => {
  const condition = (key: string, value: string | string[], operator = 'StringEquals'): JsonObject => ({
    Principal: '*',
    Condition: { [operator]: { [key]: value } },
  });
  const values: Record<string, string> = {
    'aws:SourceArn': 'arn:aws:s3:::shop',
    'aws:SourceAccount': '111122223333',
    'aws:SourceOwner': '111122223333',
    'aws:SourceOrgID': 'o-1',
    'aws:SourceOrgPaths': 'o-1/r-1/ou-1/',
    'aws:SourceVpc': 'vpc-1',
    'aws:SourceVpce': 'vpce-1',
    'elasticfilesystem:AccessedViaMountTarget': 'true',
    'elasticfilesystem:AccessPointArn': 'arn:aws:elasticfilesystem:eu-west-1:111122223333:access-point/a',
    'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/web',
    'aws:PrincipalAccount': '111122223333',
    'aws:PrincipalOrgID': 'o-1',
    'aws:PrincipalOrgPaths': 'o-1/r-1/ou-1/',
    'aws:userid': 'AROAEXAMPLE:session',
    'aws:username': 'anna',
    's3:DataAccessPointAccount': '111122223333',
    's3:DataAccessPointArn': 'arn:aws:s3:eu-west-1:111122223333:accesspoint/a',
    'kms:CallerAccount': '111122223333',
    'sns:Endpoint': 'https://shop.example.com/hook',
  };

  test.each(Object.entries(values))('%s', (key, value) => {
    expect(isRestricted(statementOf(condition(key, value)))).toBe(true);
    expect(isRestricted(statementOf(condition(key, [value, '*'], 'StringLike')))).toBe(false);
  });

  // With an id, a pattern lets in strangers whose id begins the same way.
  test.each([
    'aws:SourceAccount',
    'aws:SourceOwner',
    'aws:SourceOrgID',
    'aws:PrincipalAccount',
    'aws:PrincipalOrgID',
    'kms:CallerAccount',
  ])('%s, but not by a pattern', (key) => {
    expect(isRestricted(statementOf(condition(key, '11112222*', 'StringLike')))).toBe(false);
    expect(isRestricted(statementOf(condition(key, '1111222233?3', 'StringLike')))).toBe(false);
  });

  test.each(['aws:SourceOrgPaths', 'aws:PrincipalOrgPaths'])('%s, of a named organization', (key) => {
    expect(isRestricted(statementOf(condition(key, 'o-1/*', 'ForAnyValue:StringLike')))).toBe(true);
    expect(isRestricted(statementOf(condition(key, 'o-*/r-1/ou-1/', 'ForAnyValue:StringLike')))).toBe(false);
    expect(isRestricted(statementOf(condition(key, 'o-?/r-1/', 'ForAnyValue:StringLike')))).toBe(false);
    expect(isRestricted(statementOf(condition(key, 'o-1*', 'ForAnyValue:StringLike')))).toBe(false);
  });

  // By way of S3 comes whoever uses S3, of whatever account.
  test('not kms:ViaService alone', () => {
    const viaS3 = { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } };
    const ofAccount = { StringEquals: { ...viaS3.StringEquals, 'kms:CallerAccount': '111122223333' } };
    expect(isRestricted(statementOf({ Principal: '*', Condition: viaS3 }))).toBe(false);
    expect(isRestricted(statementOf({ Principal: '*', Condition: ofAccount }))).toBe(true);
  });

  test.each<[string, boolean]>([
    ['arn:aws:iam::111122223333:role/*', true],
    ['arn:aws-cn:sts::111122223333:assumed-role/web/*', true],
    ['arn:aws:iam::*:role/web', false],
    ['arn:aws:iam::1111:role/web', false],
    ['*arn:aws:iam::111122223333:role/web', false],
    ['arn:aws:s3::111122223333:x', false],
  ])('aws:PrincipalArn with the account in it: %s: %s', (arn, restricted) => {
    expect(isRestricted(statementOf(condition('aws:PrincipalArn', arn, 'ArnLike')))).toBe(restricted);
  });

  test.each(['0.0.0.0/0', '::/0', '0.0.0.0/1', '128.0.0.0/1'])('aws:SourceIp, but not %s', (network) => {
    expect(isRestricted(statementOf(condition('aws:SourceIp', ['10.0.0.0/8', network], 'IpAddress')))).toBe(
      false,
    );
  });
});

describe('everybody', () => {
  const everywhere: JsonObject = { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } };
  test.each<[string, JsonObject, boolean]>([
    ['is any principal', { Principal: '*' }, true],
    ['is any principal of any account', { Principal: { AWS: ['*'] } }, true],
    ['is any principal of any kind', { Principal: { '*': '*' } }, true],
    ['is everybody but one', { NotPrincipal: { AWS: '111122223333' } }, true],
    ['is who comes from everywhere', { Principal: '*', Condition: everywhere }, true],
    ['is no service', { Principal: { Service: '*' } }, false],
    ['is not who is named', { Principal: { AWS: '111122223333' } }, false],
    ['is not who is denied', { Effect: 'Deny', Principal: '*' }, false],
    ['is nobody in an identity policy', {}, false],
  ])('%s', (_name, statement, everybody) => {
    expect(allowsEverybody(statementOf(statement))).toBe(everybody);
  });
});

describe('an account that only a condition names is let in', () => {
  const stranger = '999999999999';
  test.each<[string, JsonObject, string[]]>([
    ['by its id', { StringEquals: { 'aws:PrincipalAccount': stranger } }, [stranger]],
    ['by a role of it', { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${stranger}:role/*` } }, [stranger]],
    ['as the caller of a key', { StringEquals: { 'kms:CallerAccount': stranger } }, [stranger]],
    ['and not where it is excluded', { StringNotEquals: { 'aws:PrincipalAccount': stranger } }, []],
    [
      'and not where nobody needs to be it',
      { StringEqualsIfExists: { 'aws:PrincipalAccount': stranger } },
      [],
    ],
    ['and not as the source of a message', { StringEquals: { 'aws:SourceAccount': stranger } }, []],
  ])('%s', (_name, Condition, accounts) => {
    expect(allowedAccounts(statementOf({ Principal: '*', Condition }))).toEqual(accounts);
  });

  test('and a condition that narrows a named principal lets in nobody more', () => {
    const Condition = { StringEquals: { 'aws:PrincipalAccount': stranger } };
    expect(allowedAccounts(statementOf({ Principal: { AWS: '111122223333' }, Condition }))).toEqual([
      '111122223333',
    ]);
  });
});

describe('documents', () => {
  const document = { Statement: [{ Effect: 'Allow', Action: '*' }] };

  test.each<[string, JsonObject, string]>([
    ['PolicyName', { PolicyName: 'a', Name: 'b' }, '/Policies/a/Document'],
    ['Name', { Name: 'b', Id: 'c' }, '/Policies/b/Document'],
    ['Id', { Id: 'c' }, '/Policies/c/Document'],
    ['nothing', { Sid: 'd' }, '/Policies/*/Document'],
  ])('of a list are known by their %s', (_key, names, place) => {
    const [found] = policyDocuments(resource('T', { Policies: [{ ...names, Document: document }] }));
    expect(found?.place).toBe(place);
  });

  test('are looked for once in each resource, and give their statements', () => {
    const one = resource('T', { PolicyDocument: document });
    expect(policyDocuments(one)).toBe(policyDocuments(one));
    expect(policyDocuments(one)[0]?.statements).toEqual(policyStatements(document));
    expect(policyDocuments(resource('T', { Text: 'no policy', Number: 1 }))).toEqual([]);
  });
});

test('documents are found wherever they stand, and keep their place when their list is reordered', () => {
  const document = { Statement: [{ Effect: 'Allow', Action: '*' }] };
  const found = policyDocuments(
    resource('T', {
      Policies: [
        { PolicyName: 'a', PolicyDocument: document },
        { Name: 7, Document: document },
      ],
      Documents: [document],
    }),
  );
  expect(found.map(({ path, place }) => [path, place])).toEqual([
    ['/Policies/0/PolicyDocument', '/Policies/a/PolicyDocument'],
    ['/Policies/1/Document', '/Policies/*/Document'],
    ['/Documents/0', '/Documents/*'],
  ]);
});
