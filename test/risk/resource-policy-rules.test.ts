import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { changeBetween, resource } from '../resource-fixtures.ts';

const knowledge = { type: 'AWS::SNS::Topic' } as const;
const topic = 'arn:aws:sns:eu-west-1:111122223333:orders';
const stranger = '999999999999';
const publish = (Principal: JsonObject | string): JsonObject => ({
  Effect: 'Allow',
  Principal,
  Action: 'sns:Publish',
  Resource: topic,
});
const own = publish({ AWS: '111122223333' });
const allow = (more: JsonObject): JsonObject => ({ Effect: 'Allow', ...more });
const everything = { Action: '*', Resource: '*' };

function document(...statements: JsonObject[]): JsonObject {
  return { PolicyDocument: { Version: '2012-10-17', Statement: statements } };
}

function riskBetween(before: JsonObject, after: JsonObject) {
  const change = changeBetween(knowledge, before, after, { id: 'orders' });
  if (!change) throw new Error('the models do not differ');
  return assessRisk(change, knowledge);
}

const riskOfNew = (...statements: JsonObject[]) =>
  assessRisk({ kind: 'added', after: resource(knowledge.type, document(...statements)) }, knowledge);

describe('what a policy came to allow is told in one sentence, and what it no longer allows too', () => {
  test.each<[string, JsonObject, string, string, string]>([
    [
      'everybody',
      publish('*'),
      'policy-public: /PolicyDocument everybody may sns:publish',
      'The policy of AWS::SNS::Topic orders lets anyone on the internet use sns:publish.',
      'Safer: the policy no longer lets everybody in (/PolicyDocument everybody may sns:publish).',
    ],
    [
      'another account',
      publish({ AWS: stranger }),
      'policy-foreign-account: /PolicyDocument account 999999999999',
      'AWS::SNS::Topic orders now trusts account 999999999999 to use sns:publish.',
      'Safer: the policy no longer trusts the other account (/PolicyDocument account 999999999999).',
    ],
    [
      'everything',
      allow(everything),
      'policy-administrator: /PolicyDocument all actions on all resources',
      'The policy of AWS::SNS::Topic orders allows every action on every resource: whoever has it is an administrator.',
      'Safer: the policy no longer grants full administration (/PolicyDocument all actions on all resources).',
    ],
  ])('%s', (_name, statement, danger, reason, safer) => {
    expect(riskBetween(document(own), document(own, statement))).toMatchObject({
      dangers: [danger],
      reasons: [reason],
    });
    expect(riskBetween(document(own, statement), document(own)).reasons).toContain(safer);
  });

  test('each stranger once, and not the own account', () => {
    const { dangers } = riskOfNew(publish({ AWS: [stranger, '111122223333', '888888888888'] }));
    expect(dangers).toEqual([
      'policy-foreign-account: /PolicyDocument account 999999999999',
      'policy-foreign-account: /PolicyDocument account 888888888888',
    ]);
  });
});

describe('who is an administrator', () => {
  test.each<[string, JsonObject[], boolean]>([
    ['all actions on all resources', [allow(everything)], true],
    ['all actions beside one', [allow({ Action: ['s3:GetObject', '*'], Resource: '*' })], true],
    ['all actions on all resources beside one', [allow({ Action: '*', Resource: [topic, '*'] })], true],
    ['all actions on all resources but one', [allow({ Action: '*', NotResource: topic })], true],
    ['all actions in all services', [allow({ Action: '*:*', Resource: '*' })], true],
    ['all of IAM', [allow({ Action: 'iam:*', Resource: '*' })], false],
    ['all of STS', [allow({ Action: 'sts:*', Resource: '*' })], false],
    ['all actions of services that begin with an s', [allow({ Action: 's*', Resource: '*' })], false],
    ['all actions on one resource', [allow({ Action: '*', Resource: topic })], false],
    ['a denial of all', [{ Effect: 'Deny', ...everything }], false],
    ['all, which the same policy denies', [allow(everything), { Effect: 'Deny', ...everything }], false],
    [
      'all, which the same policy denies without MFA',
      [
        allow(everything),
        { Effect: 'Deny', ...everything, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } },
      ],
      true,
    ],
    [
      'all, of which the same policy denies a part',
      [allow(everything), { Effect: 'Deny', Action: 's3:*', Resource: '*' }],
      true,
    ],
    ['all, beside another permission', [own, allow(everything)], true],
    [
      'what others may do with a resource, as in the policy of a key',
      [allow({ Principal: { AWS: '111122223333' }, ...everything })],
      false,
    ],
    [
      'what all but some may do with a resource',
      [allow({ NotPrincipal: { AWS: stranger }, ...everything })],
      false,
    ],
  ])('%s: %j', (_name, statements, isAdministrator) => {
    expect(riskOfNew(...statements).rules.includes('policy-administrator')).toBe(isAdministrator);
  });
});
