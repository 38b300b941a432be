import type { JsonObject } from '../../../lib/model/json.ts';
import { key } from '../../scenarios/models.ts';
import { account, policy, stranger } from '../../scenarios/scenario.ts';
import type { RuleCase } from '../rule-case.ts';
import { type Turn, turning } from '../turning.ts';

const ofKey = (rule: string, turn: Turn): RuleCase => turning(rule, 'AWS::KMS::Key', key, turn);
const grant = (owner: string): JsonObject => ({
  GrantId: 'f1',
  GranteePrincipal: `arn:aws:iam::${owner}:role/backup`,
  Operations: ['Decrypt'],
});
const keyAdministrator = (owner: string): JsonObject =>
  policy({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${owner}:role/keys` },
    Action: 'kms:*',
    Resource: '*',
  });

const secretId = `arn:aws:secretsmanager:eu-west-1:${account}:secret:shop/database-AbCdEf`;
const rotator = (name: string) => `arn:aws:lambda:eu-west-1:${account}:function:${name}`;
const secret: JsonObject = {
  Id: secretId,
  Name: 'shop/database',
  RotationEnabled: true,
  RotationLambdaARN: rotator('rotate-database'),
  RotationRules: { AutomaticallyAfterDays: 30 },
};
const ofSecret = (rule: string, turn: Turn): RuleCase =>
  turning(rule, 'AWS::SecretsManager::Secret', secret, turn);

const secure: JsonObject = {
  Name: '/shop/database',
  Type: 'SecureString',
  KeyId: 'alias/shop',
  Tier: 'Standard',
};
const parameter: JsonObject = { Name: '/shop/database', Tier: 'Standard' };
const parameterType = 'AWS::SSM::Parameter';

/** Cases of keys, secrets and parameters. */
export const keyAndSecretCases: readonly RuleCase[] = [
  ofKey('kms-key-pending-deletion', {
    from: {},
    to: { Enabled: false, KeyState: 'PendingDeletion', DeletionDate: '2026-12-01T00:00:00Z' },
    not: { Enabled: false },
  }),
  ofKey('kms-key-disabled', { from: {}, to: { Enabled: false }, not: { Description: 'orders of the shop' } }),
  ofKey('kms-key-material-missing', {
    from: { Origin: 'EXTERNAL' },
    to: { Origin: 'EXTERNAL', Enabled: false, KeyState: 'PendingImport' },
    not: { Origin: 'EXTERNAL', Enabled: false },
  }),
  ofKey('kms-key-out-of-reach', {
    from: {},
    to: { KeyPolicy: keyAdministrator(stranger) },
    not: { KeyPolicy: keyAdministrator(account) },
  }),
  ofKey('kms-grant-foreign-account', {
    from: {},
    to: { Grants: [grant(stranger)] },
    not: { Grants: [grant(account)] },
  }),
  turning(
    'kms-alias-redirected',
    'AWS::KMS::Alias',
    { AliasName: 'alias/orders' },
    {
      from: { TargetKeyId: '5f0a2b1c-0000-4000-8000-0123456789ab' },
      to: { TargetKeyId: '99999999-0000-4000-8000-0123456789ab' },
      not: {
        TargetKeyId: '5f0a2b1c-0000-4000-8000-0123456789ab',
        AliasArn: `arn:aws:kms:eu-west-1:${account}:alias/orders`,
      },
      instead: { TargetKeyId: '5f0a2b1c-0000-4000-8000-0123456789ab', AliasArn: 'arn:aws:kms' },
    },
  ),
  ofSecret('secretsmanager-secret-pending-deletion', {
    from: {},
    to: { DeletedDate: '2026-12-01T00:00:00Z' },
    not: { Description: 'database of the shop' },
  }),
  ofSecret('secretsmanager-rotation-turned-off', {
    from: {},
    to: { RotationEnabled: false },
    not: { RotationRules: { AutomaticallyAfterDays: 7 } },
  }),
  ofSecret('secretsmanager-rotation-function-changed', {
    from: {},
    to: { RotationLambdaARN: rotator('collect') },
    not: { RotationRules: { AutomaticallyAfterDays: 7 } },
    instead: { Description: 'database of the shop' },
  }),
  {
    rule: 'ssm-parameter-secret-in-plain',
    type: parameterType,
    id: '/shop/database/password',
    fires: [
      { ...parameter, Type: 'SecureString' },
      { ...parameter, Type: 'String' },
    ],
    nearMiss: [
      { ...parameter, Type: 'SecureString' },
      { ...parameter, Type: 'SecureString', KeyId: 'alias/shop' },
    ],
    safer: [
      { ...parameter, Type: 'String' },
      { ...parameter, Type: 'SecureString' },
    ],
  },
  turning('ssm-parameter-no-longer-encrypted', parameterType, parameter, {
    from: { Type: 'SecureString', KeyId: 'alias/shop' },
    to: { Type: 'String' },
    not: { Type: 'SecureString', KeyId: 'alias/orders' },
  }),
  turning('ssm-parameter-key-changed', parameterType, secure, {
    from: {},
    to: { KeyId: 'alias/mallory' },
    not: { Description: 'database of the shop' },
    instead: { Tier: 'Advanced' },
  }),
  {
    rule: 'ssm-secure-parameter-deleted',
    type: parameterType,
    fires: [secure, null],
    nearMiss: [{ ...parameter, Type: 'String' }, null],
    safer: [null, secure],
  },
  ofSecret('secretsmanager-rotated-less-often', {
    from: {},
    to: { RotationRules: { AutomaticallyAfterDays: 365 } },
    not: { RotationRules: { AutomaticallyAfterDays: 30, Duration: '2h' } },
  }),
  ofSecret('secretsmanager-rotated-less-often', {
    from: { RotationRules: { ScheduleExpression: 'rate(12 hours)' } },
    to: { RotationRules: { ScheduleExpression: 'rate(1 day)' } },
    not: { RotationRules: { ScheduleExpression: 'rate(6 hours)' } },
  }),
];
