import { toObjects } from '../model/json.ts';
import { policyStatements } from '../model/policy.ts';
import type { Resource } from '../model/resource.ts';
import type { Rule } from '../model/rule.ts';
import { allowedAccounts, coversAction } from '../risk/policy-documents.ts';
import { becoming } from './becoming.ts';
import { formerValue } from './former-state.ts';
import { inState, when } from './watcher-rules.ts';

/** How MITRE calls data that its owner can no longer read. */
const encryptedForImpact = 'MITRE ATT&CK T1486';

/** The account of a principal's ARN or id; undefined of anything else. */
function accountOf(principal: unknown): string | undefined {
  return /^(?:arn:aws[a-z-]*:(?:iam|sts)::)?(\d{12})(?::|$)/.exec(String(principal))?.[1];
}

/** Whether nobody of the own account may change the policy of a key: only AWS Support can then. */
function isOutOfReach({ account, properties }: Resource): boolean {
  if (account === '' || properties.KeyPolicy === undefined) return false;
  return !policyStatements(properties.KeyPolicy).some(
    (statement) =>
      (allowedAccounts(statement).includes(account) || statement.principals?.AWS?.includes('*')) &&
      statement.effect === 'Allow' &&
      statement.actions.some((action) => coversAction(action, 'kms:PutKeyPolicy')),
  );
}

/** The dangers of a KMS key, beside what its policy says and whether it rotates. */
export const kmsKeyRules: readonly Rule[] = [
  inState(
    {
      id: 'kms-key-pending-deletion',
      title: 'a key is about to be deleted',
      severity: 'CRITICAL',
      sources: ['FSBP KMS.3', 'MITRE ATT&CK T1485'],
      recommendation:
        'Cancel the deletion and enable the key again, unless you know that nothing is encrypted with it any more.',
      remedy: {
        command: 'aws kms cancel-key-deletion --key-id {{id}}',
        console:
          'Key Management Service (KMS) › Customer managed keys › {{id}} › Key actions › Cancel key deletion',
      },
      safer: 'the key stays',
    },
    ({ id, properties: { KeyState, DeletionDate } }) =>
      when(KeyState === 'PendingDeletion' || KeyState === 'PendingReplicaDeletion', () => ({
        subject: 'pending deletion',
        path: '/KeyState',
        reason: `Key ${id} is to be deleted${DeletionDate === undefined ? '' : ` on ${String(DeletionDate).slice(0, 10)}`}: everything that was encrypted with it is then lost for ever, backups too.`,
      })),
  ),
  becoming({
    id: 'kms-key-disabled',
    title: 'a key was disabled',
    severity: 'HIGH',
    createdSeverity: () => 'LOW',
    sources: ['https://docs.aws.amazon.com/kms/latest/developerguide/enabling-keys.html', encryptedForImpact],
    recommendation: 'Enable the key again, and find out who disabled it and why.',
    remedy: {
      command: 'aws kms enable-key --key-id {{id}}',
      console: 'Key Management Service (KMS) › Customer managed keys › {{id}} › Key actions › Enable',
    },
    safer: 'the key can be used',
    // A deletion that was cancelled leaves the key disabled, which is better than before.
    expected: ({ properties }) => properties.KeyState === 'PendingDeletion',
    dangersOf: ({ id, properties: { Enabled, KeyState } }) =>
      when(Enabled === false && KeyState === undefined, () => ({
        subject: 'disabled',
        path: '/Enabled',
        reason: `Key ${id} is disabled: what was encrypted with it cannot be read.`,
      })),
  }),
  becoming({
    id: 'kms-key-material-missing',
    title: 'the material of a key is gone',
    severity: 'CRITICAL',
    createdSeverity: () => 'INFO',
    sources: [
      'https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-delete-key-material.html',
      encryptedForImpact,
    ],
    recommendation: 'Import the key material again.',
    remedy: {
      command:
        'aws kms import-key-material --key-id {{id}} --encrypted-key-material fileb://<encrypted-key-material.bin> --import-token fileb://<import-token.bin> --expiration-model KEY_MATERIAL_DOES_NOT_EXPIRE',
      console:
        'Key Management Service (KMS) › Customer managed keys › {{id}} › Key material › Import key material',
    },
    safer: 'the key has its material',
    dangersOf: ({ id, properties }) =>
      when(properties.KeyState === 'PendingImport', () => ({
        subject: 'no key material',
        path: '/KeyState',
        reason: `The imported material of key ${id} was deleted or has expired: what was encrypted with it cannot be read.`,
      })),
  }),
  becoming({
    id: 'kms-key-out-of-reach',
    title: 'nobody of the account may manage a key',
    severity: 'HIGH',
    createdSeverity: () => 'MEDIUM',
    sources: [
      'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html',
      encryptedForImpact,
    ],
    recommendation: 'Let the account manage its key again in the key policy; if nobody can, ask AWS Support.',
    remedy: {
      command: 'aws kms put-key-policy --key-id {{id}} --policy-name default --policy {{former}}',
      console: 'Key Management Service (KMS) › Customer managed keys › {{id}} › Key policy › Edit',
    },
    safer: 'the account can manage the key',
    former: ({ properties }) => formerValue(properties.KeyPolicy),
    dangersOf: (key) =>
      when(isOutOfReach(key), () => ({
        subject: 'no manager in the account',
        path: '/KeyPolicy',
        reason: `The policy of key ${key.id} lets nobody of account ${key.account} change it any more.`,
      })),
  }),
  inState(
    {
      id: 'kms-grant-foreign-account',
      title: 'a grant lets another account use a key',
      severity: 'HIGH',
      sources: [
        'IAM Access Analyzer external access',
        'https://docs.aws.amazon.com/kms/latest/developerguide/grants.html',
      ],
      recommendation: 'Make sure that you know the account and need the access; if not, revoke the grant.',
      remedy: {
        command: 'aws kms revoke-grant --key-id {{id}} --grant-id {{grant}}',
        console: 'Key Management Service (KMS) › Customer managed keys › {{id}} › Grants › Revoke',
      },
      safer: 'the grant was revoked',
    },
    (key) =>
      toObjects(key.properties.Grants).flatMap((grant, at) => {
        const account = accountOf(grant.GranteePrincipal);
        return when(key.account !== '' && account !== undefined && account !== key.account, () => ({
          subject: `account ${account}`,
          path: `/Grants/${at}`,
          ...(typeof grant.GrantId === 'string' ? { values: { grant: grant.GrantId } } : {}),
          reason: `A grant lets ${String(grant.GranteePrincipal)} use key ${key.id} for ${String(grant.Operations)}; the key policy does not show it.`,
        }));
      }),
  ),
];
