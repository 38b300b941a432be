import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { policyStatements } from '../../lib/model/policy.ts';
import {
  allowedAccounts,
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
    ['ec2:*', 's3:GetObject', false],
  ])('%s and %s: %s', (pattern, action, covers) => {
    expect(coversAction(pattern, action)).toBe(covers);
  });
});

describe('actions are described in a few words', () => {
  test.each<[JsonObject, string]>([
    [{ Action: 's3:GetObject' }, 's3:getobject'],
    [{ Action: ['a:A', 'b:B', 'c:C', 'd:D', 'e:E'] }, 'a:a, b:b, c:c and 2 more'],
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
  ])('%j: %s', (Condition, restricted) => {
    expect(isRestricted(statementOf({ Principal: '*', Condition }))).toBe(restricted);
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
