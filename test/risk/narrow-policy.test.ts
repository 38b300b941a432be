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
    [
      'passing two roles by name to one service',
      allow('iam:PassRole', [webRole, `${webRole}2`], { Condition: toTasks }),
      'LOW',
    ],
    [
      'passing a named role, and any other, to one service',
      allow('iam:PassRole', [webRole, `arn:aws:iam::${account}:role/a*`], { Condition: toTasks }),
      'MEDIUM',
    ],
    [
      'passing one role over TLS to one service',
      passing(webRole, { Bool: { 'aws:SecureTransport': 'true' }, ...toTasks }),
      'LOW',
    ],
    [
      'passing one role to every service but one',
      passing(webRole, { StringNotEquals: toTasks.StringEquals }),
      'MEDIUM',
    ],
    [
      'passing one role to whatever service is not named',
      passing(webRole, { StringEqualsIfExists: toTasks.StringEquals }),
      'MEDIUM',
    ],
    [
      'passing one role with a tag to any service',
      passing(webRole, { StringEquals: { 'aws:ResourceTag/team': 'shop' } }),
      'MEDIUM',
    ],
    [
      'a new trust of one role beside passing it',
      allow(['iam:PassRole', 'iam:UpdateAssumeRolePolicy'], webRole, { Condition: toTasks }),
      'MEDIUM',
    ],
    ['one small action and one that is not', allow(['sqs:SendMessage', 'sqs:DeleteQueue'], queue), 'MEDIUM'],
    ['one thing by name and all others', allow('sqs:SendMessage', [queue, '*']), 'MEDIUM'],
    ['nothing that is named', { Effect: 'Allow', Action: 'sqs:SendMessage' }, 'MEDIUM'],
    ['a thing by the beginning of its name', allow('s3:GetObject', 'arn:aws:s3:::shop*'), 'LOW'],
    ['a thing by hardly anything of its name', allow('s3:GetObject', 'arn:aws:s3:::s*'), 'MEDIUM'],
    ['what ends like an ARN', allow('sqs:SendMessage', `*${queue}`), 'MEDIUM'],
    ['one object by a pattern that is not reading', allow('sqs:Send*', queue), 'MEDIUM'],
    ['reading and more by one pattern', allow('s3:Get*Acl', 'arn:aws:s3:::assets'), 'MEDIUM'],
    ['one character that is open', allow('sqs:SendMessag?', queue), 'MEDIUM'],
    ['a service that is called like a powerful one', allow('appconfig:GetConfiguration', queue), 'LOW'],
    [
      'one role of the account, and any',
      from({ AWS: [webRole, `arn:aws:iam::${account}:role/*`] }),
      'MEDIUM',
    ],
    ['a role in a session', from({ AWS: `arn:aws:sts::${account}:assumed-role/web/i-1` }), 'LOW'],
    ['a canonical user', from({ CanonicalUser: webRole }), 'MEDIUM'],
    [
      'a service for a source of the account',
      from(
        { Service: 's3.amazonaws.com' },
        { Condition: { StringEquals: { 'aws:SourceAccount': account } } },
      ),
      'LOW',
    ],
    [
      'a service under a condition that names no source',
      from({ Service: 's3.amazonaws.com' }, { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
      'MEDIUM',
    ],
    ['a role of the account', from({ AWS: `arn:aws:iam::${account}:role/web` }), 'LOW'],
    ['any role of the account by a pattern', from({ AWS: `arn:aws:iam::${account}:role/*` }), 'MEDIUM'],
    ['a service for a named source', from({ Service: 's3.amazonaws.com' }, source), 'LOW'],
    ['a service for whomever', from({ Service: 's3.amazonaws.com' }), 'MEDIUM'],
    ['an identity provider', from({ Federated: 'accounts.google.com' }), 'MEDIUM'],
    ['a role of another account', from({ AWS: 'arn:aws:iam::999988887777:role/x' }), 'HIGH'],
  ])('%s', (_name, statement, severity) => {
    expect(severityOf(document(known), document(known, statement))).toBe(severity);
  });

  // By these, others come in, or what protects and exists goes.
  test.each([
    'sqs:AddPermission',
    'lambda:AddLayerVersionPermission',
    'ec2:ModifySnapshotAttribute',
    'kms:CreateGrant',
    's3:CreateAccessGrant',
    'ds:ShareDirectory',
    's3:PutBucketAcl',
    's3:PutBucketPolicy',
    's3:DeleteObject',
    'cloudtrail:StopLogging',
    'config:StopConfigurationRecorder',
    'guardduty:UpdateDetector',
    'iam:AttachRolePolicy',
    'kms:Decrypt',
    'lambda:UpdateFunctionCode',
    'organizations:LeaveOrganization',
    'secretsmanager:GetSecretValue',
    'securityhub:DisableSecurityHub',
    'sso:CreateAccountAssignment',
    'ssm:GetParameter',
    'sts:AssumeRole',
  ])('of %s is not small', (action) => {
    expect(severityOf(document(known), document(known, allow(action, queue)))).toBe('MEDIUM');
  });

  test.each([
    'sqs:UndeleteMessage',
    's3:GetBucketPolicyStatus',
    's3:BatchGetItem*',
    's3:List*',
    'ec2:Describe*',
    'ec2:GetConsole*',
  ])('of %s is', (action) => {
    expect(severityOf(document(known), document(known, allow(action, queue)))).toBe('LOW');
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
      'denies all on a condition, so that what it allows does matter',
      document(known),
      document(allow('*', queue), {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
      'MEDIUM',
    ],
    [
      'denies one thing, so that what it allows does matter',
      document(known),
      document(allow('*', queue), { Effect: 'Deny', Action: '*', Resource: queue }),
      'MEDIUM',
    ],
    [
      'only calls its statements otherwise',
      document({ ...more, Sid: 'A' }),
      document({ ...more, Sid: 'B' }),
      'LOW',
    ],
    [
      'keeps a wide statement, and gets a narrow one',
      document(allow('sqs:*', queue)),
      document(allow('sqs:*', queue), known),
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

describe('several policies of a resource', () => {
  const inline = (PolicyName: string, ...statements: JsonObject[]): JsonObject => ({
    PolicyName,
    PolicyDocument: { Statement: statements },
  });
  const options = { ...knowledge, unordered: { '/Policies': ['PolicyName'] } };
  const severityBetween = (before: JsonObject[], after: JsonObject[]) => {
    const change = changeBetween(options, { Policies: before }, { Policies: after }, { account });
    if (!change) throw new Error('the models do not differ');
    return assessRisk(change, options).severity;
  };
  const more = allow('sqs:SendMessage', queue);
  const wide = allow('sqs:*', queue);

  test.each<[string, JsonObject[], JsonObject[], Severity]>([
    [
      'are small where each came to allow little',
      [inline('a', known), inline('b', known)],
      [inline('a', known, more), inline('b', known, more)],
      'LOW',
    ],
    [
      'are not small where one came to allow much',
      [inline('a', known), inline('b', known)],
      [inline('a', known, more), inline('b', known, wide)],
      'MEDIUM',
    ],
  ])('%s', (_name, before, after, severity) => {
    expect(severityBetween(before, after)).toBe(severity);
  });
});

describe('a statement that takes the place of a wider one', () => {
  const conditions = { Condition: { Bool: { 'aws:SecureTransport': 'true' } } };
  const wide = allow(['s3:Get*', 's3:List?ucket'], ['arn:aws:s3:::*', 'arn:aws:kms:*:*:key/(a)']);
  test.each<[string, JsonObject, JsonObject, Severity]>([
    ['a part of its actions', wide, allow('s3:GetObject', 'arn:aws:s3:::*'), 'LOW'],
    ['a part of a pattern of its actions', wide, allow('s3:GetObject*', 'arn:aws:s3:::*'), 'LOW'],
    ['a part of its things', wide, allow('s3:Get*', 'arn:aws:s3:::a*'), 'LOW'],
    ['one of its things', wide, allow('s3:Get*', 'arn:aws:kms:*:*:key/(a)'), 'LOW'],
    ['the same by one open character', wide, allow('s3:ListBucket', 'arn:aws:s3:::*'), 'LOW'],
    ['one action more', wide, allow(['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::*'), 'MEDIUM'],
    ['one thing more', wide, allow('s3:Get*', ['arn:aws:s3:::*', 'arn:aws:sqs:*']), 'MEDIUM'],
    ['a thing by another case', allow('s3:Get*', '*:A*'), allow('s3:Get*', '*:a*'), 'MEDIUM'],
    ['a thing that only begins so', allow('s3:*', 'a:*:b'), allow('s3:*', 'a:*:bc'), 'MEDIUM'],
    ['a thing that only ends so', allow('s3:*', 'a:*:b'), allow('s3:*', 'ba:*:b'), 'MEDIUM'],
    ['a thing at whose dot something else stands', allow('s3:*', 'a.b*'), allow('s3:*', 'axb*'), 'MEDIUM'],
    ['no thing at all', wide, { Effect: 'Allow', Action: 's3:Get*' }, 'MEDIUM'],
    ['fewer conditions', { ...wide, ...conditions }, allow('s3:Get*', 'arn:aws:s3:::*'), 'MEDIUM'],
    ['its conditions too', { ...wide, ...conditions }, { ...wide, Action: 's3:Get*', ...conditions }, 'LOW'],
    [
      'other callers',
      { ...wide, Principal: { AWS: webRole } },
      { ...wide, Action: 's3:Get*', Principal: { Service: 'ec2.amazonaws.com' } },
      'MEDIUM',
    ],
    [
      'a statement that allows all but some',
      { Effect: 'Allow', NotAction: 'iam:*', Resource: queue },
      { Effect: 'Allow', NotAction: 'sts:*', Resource: queue },
      'MEDIUM',
    ],
    [
      'a statement about all things but some',
      wide,
      { Effect: 'Allow', Action: 's3:Get*', NotResource: 'arn:aws:s3:::a' },
      'MEDIUM',
    ],
    ['a denial of it', { ...wide, Effect: 'Deny' }, allow('s3:Get*', 'arn:aws:s3:::*'), 'MEDIUM'],
  ])('%s', (_, before, after, severity) => {
    expect(severityOf(document(before), document(after))).toBe(severity);
  });
});
