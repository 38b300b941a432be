import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import type { Severity } from '../../lib/model/severity.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { changeBetween } from '../resource-fixtures.ts';

const account = '111122223333';
const knowledge = { type: 'Test::Type', sensitivity: { '': 'MEDIUM' } } as const;
const queue = `arn:aws:sqs:eu-west-1:${account}:orders`;

function document(...statements: JsonObject[]): JsonObject {
  return { PolicyDocument: { Version: '2012-10-17', Statement: statements } };
}
const allow = (Action: string | string[], Resource: string | string[], more: JsonObject = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const known = allow('sqs:GetQueueUrl', queue);

/** How severe it is that a policy gets these statements beside the one it has. */
function severityOf(before: JsonObject, after: JsonObject, grants?: false, place = account): Severity {
  const options = grants === undefined ? knowledge : { ...knowledge, grants };
  const change = changeBetween(options, before, after, { account: place });
  if (!change) throw new Error('the models do not differ');
  return assessRisk(change, options).severity;
}

const from = (Principal: JsonObject, more: JsonObject = {}) =>
  allow('sqs:SendMessage', queue, { Principal, ...more });
const source = { Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::orders' } } };
const passing = (Resource: string, Condition: JsonObject) => allow('iam:PassRole', Resource, { Condition });
const toTasks = { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } };
const webRole = `arn:aws:iam::${account}:role/web`;

describe('a policy that gets one more statement', () => {
  test.each<[string, JsonObject, Severity]>([
    ['a named action on a named thing', allow('sqs:SendMessage', queue), 'LOW'],
    ['reading by a pattern', allow('sqs:Get*', queue), 'LOW'],
    ['what is in a named bucket', allow('s3:GetObject', 'arn:aws:s3:::assets/*'), 'LOW'],
    ['every action of a service', allow('sqs:*', queue), 'MEDIUM'],
    ['an action on everything', allow('sqs:SendMessage', '*'), 'MEDIUM'],
    ['an action on every bucket', allow('s3:GetObject', 'arn:aws:s3:::*'), 'MEDIUM'],
    ['an action in every account', allow('sqs:SendMessage', 'arn:aws:sqs:eu-west-1:*:orders'), 'MEDIUM'],
    ['deleting', allow('sqs:DeleteQueue', queue), 'MEDIUM'],
    ['giving others access', allow('s3:PutBucketPolicy', 'arn:aws:s3:::assets'), 'MEDIUM'],
    [
      'reading a secret',
      allow('secretsmanager:GetSecretValue', 'arn:aws:secretsmanager:e:1:secret:x'),
      'MEDIUM',
    ],
    ['all actions but some', { Effect: 'Allow', NotAction: 'sqs:*', Resource: queue }, 'MEDIUM'],
    ['all things but some', { Effect: 'Allow', Action: 'sqs:SendMessage', NotResource: queue }, 'MEDIUM'],
    ['a denial', { Effect: 'Deny', Action: 'sqs:SendMessage', Resource: queue }, 'MEDIUM'],
    ['passing one role to one service', passing(webRole, toTasks), 'LOW'],
    [
      'passing one role to any service',
      passing(webRole, { Bool: { 'aws:SecureTransport': 'true' } }),
      'MEDIUM',
    ],
    ['passing any role to one service', passing(`arn:aws:iam::${account}:role/web*`, toTasks), 'MEDIUM'],
    ['a role of the account', from({ AWS: `arn:aws:iam::${account}:role/web` }), 'LOW'],
    ['any role of the account by a pattern', from({ AWS: `arn:aws:iam::${account}:role/*` }), 'MEDIUM'],
    ['a service for a named source', from({ Service: 's3.amazonaws.com' }, source), 'LOW'],
    ['a service for whomever', from({ Service: 's3.amazonaws.com' }), 'MEDIUM'],
    ['an identity provider', from({ Federated: 'accounts.google.com' }), 'MEDIUM'],
    ['a role of another account', from({ AWS: 'arn:aws:iam::999988887777:role/x' }), 'HIGH'],
  ])('%s', (_name, statement, severity) => {
    expect(severityOf(document(known), document(known, statement))).toBe(severity);
  });

  test('is not known to be of the account where the account is not known', () => {
    const after = document(known, allow('sqs:SendMessage', queue));
    expect(severityOf(document(known), after, undefined, '')).toBe('MEDIUM');
  });

  test('is not small where a policy is a limit and no grant', () => {
    expect(severityOf(document(known), document(known, allow('sqs:SendMessage', queue)), false)).toBe(
      'MEDIUM',
    );
  });
});

describe('a policy that loses a statement', () => {
  const more = allow('sqs:SendMessage', queue);
  const denial = { Effect: 'Deny', Action: 'sqs:DeleteQueue', Resource: queue };

  test.each<[string, JsonObject, JsonObject, Severity]>([
    ['allows less', document(known, more), document(known), 'LOW'],
    ['denies less', document(known, denial), document(known), 'MEDIUM'],
    ['is gone', document(known), {}, 'LOW'],
    ['is gone with a denial', document(known, denial), {}, 'MEDIUM'],
    [
      'denies all instead, so that what it allows does not matter',
      document(known),
      document(allow('*', '*'), { Effect: 'Deny', Action: '*', Resource: '*' }),
      'LOW',
    ],
    [
      'counts no more than what changed beside it',
      document(known),
      { ...document(known, more), Role: 'a' },
      'MEDIUM',
    ],
  ])('%s', (_name, before, after, severity) => {
    expect(severityOf(before, after)).toBe(severity);
  });
});
