import { type JsonObject, toObjects } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { ChangeRule, Rule, StateRule } from '../model/rule.ts';
import { asWord, type RemedyValues } from './former-state.ts';
import { propertyDanger, protectionLost } from './property-rules.ts';

const documentation = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide';

/** Time to live deletes for good, and a wrong attribute deletes everything. */
const expiring = propertyDanger({
  id: 'dynamodb-time-to-live-enabled',
  title: 'items expire by themselves',
  severity: 'MEDIUM',
  sources: [`${documentation}/TTL.html`, 'MITRE ATT&CK T1485'],
  recommendation:
    'Make sure that the attribute holds the time at which each item may go; if not, turn time to live off at once.',
  remedy: {
    command:
      'aws dynamodb update-time-to-live --table-name {{id}} --time-to-live-specification Enabled=false,AttributeName={{/TimeToLiveSpecification/AttributeName}}',
    console: 'DynamoDB › Tables › {{id}} › Additional settings › Time to Live (TTL) › Turn off',
  },
  safer: 'items no longer expire',
  path: '/TimeToLiveSpecification/AttributeName',
  isDanger: (value) => value !== null,
  reason: ({ id }, value) =>
    `DynamoDB deletes every item of table ${id} whose attribute ${String(value)} holds a time that has passed.`,
});

/** What expired can be brought back only from a backup that goes on. */
const expiry: StateRule = {
  ...expiring,
  dangers: (table) => {
    const path = '/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled';
    const canBeRestored = valueAt(table.properties, path) === true;
    return expiring
      .dangers(table)
      .map((danger) => ({ ...danger, severity: canBeRestored ? 'MEDIUM' : 'HIGH' }));
  },
};

const customerKeyLost = protectionLost({
  id: 'dynamodb-customer-key-removed',
  title: 'a table lost its own encryption key',
  severity: 'HIGH',
  sources: [`${documentation}/encryption.usagenotes.html`],
  recommendation:
    'Set the KMS key of the table again: with a key of AWS nobody can revoke access to the data.',
  remedy: {
    command:
      'aws dynamodb update-table --table-name {{id}} --sse-specification Enabled=true,SSEType=KMS,KMSMasterKeyId={{former}}',
    console: 'DynamoDB › Tables › {{id}} › Additional settings › Encryption › Manage encryption',
  },
  path: '/SSESpecification/KMSMasterKeyId',
  protects: (value) => value !== null,
  reason: ({ id }, from) => `Table ${id} is no longer encrypted with the KMS key ${String(from)}.`,
  better: 'the table is encrypted with a KMS key of its own',
});

/** The first scaling policy of a target, as Application Auto Scaling takes it: `{{policy}}`. */
function policyOf({
  ResourceId = null,
  ScalableDimension = null,
  ScalingPolicies,
}: JsonObject): RemedyValues {
  const [policy] = toObjects(ScalingPolicies);
  return { policy: asWord({ ServiceNamespace: 'dynamodb', ResourceId, ScalableDimension, ...policy }) };
}

const autoscalingLost: ChangeRule = {
  kind: 'change',
  id: 'dynamodb-autoscaling-removed',
  title: 'the capacity of a table no longer follows its load',
  severity: 'MEDIUM',
  sources: ['FSBP DynamoDB.1'],
  recommendation: 'Put the scaling policies back, or make the table on-demand.',
  remedy: {
    command: 'aws application-autoscaling put-scaling-policy --cli-input-json {{policy}}',
    console: 'DynamoDB › Tables › {{id}} › Additional settings › Read/write capacity › Edit',
  },
  dangers: (change) => {
    if (change.kind !== 'modified' || change.after.properties.BillingMode === 'PAY_PER_REQUEST') return [];
    const scaled = toObjects(change.before.properties.ScalableTargets).filter(
      (target) => toObjects(target.ScalingPolicies).length > 0,
    );
    const left = toObjects(change.after.properties.ScalableTargets);
    const name = (target: object) =>
      `${valueAt({ ...target }, '/ResourceId')} ${valueAt({ ...target }, '/ScalableDimension')}`;
    return scaled
      .filter(
        (target) =>
          !left.some((each) => name(each) === name(target) && toObjects(each.ScalingPolicies).length > 0),
      )
      .map((target) => ({
        subject: name(target),
        path: '/ScalableTargets',
        reason: `${name(target)} lost its autoscaling: requests are refused when the load grows.`,
        values: policyOf(target),
      }));
  },
};

const replicaLost: ChangeRule = {
  kind: 'change',
  id: 'dynamodb-replica-removed',
  title: 'a table lost a replica',
  severity: 'HIGH',
  sources: [`${documentation}/GlobalTables.html`, 'MITRE ATT&CK T1490'],
  recommendation: 'Add the replica again, unless the region is no longer used.',
  remedy: {
    command: `aws dynamodb update-table --table-name {{id}} --replica-updates '[{"Create":{"RegionName":"{{replica}}"}}]'`,
    console: 'DynamoDB › Tables › {{id}} › Global tables › Create replica',
  },
  dangers: (change) => {
    if (change.kind !== 'modified') return [];
    const regions = toObjects(change.after.properties.Replicas).map(({ Region }) => Region);
    return toObjects(change.before.properties.Replicas)
      .filter(({ Region }) => !regions.includes(Region))
      .map(({ Region }) => ({
        subject: `replica in ${String(Region)}`,
        path: '/Replicas',
        reason: `Table ${change.after.id} is no longer replicated to ${String(Region)}: its readers there, and the second copy, are gone.`,
        values: { replica: String(Region) },
      }));
  },
};

/** The dangers of AWS::DynamoDB::Table. */
export const tableRules: readonly Rule[] = [expiry, customerKeyLost, autoscalingLost, replicaLost];
