import { valueAt } from '../model/pointer.ts';
import type { ChangeRule, Rule } from '../model/rule.ts';
import { asWord, formerValue } from './former-state.ts';
import { protectionLost } from './property-rules.ts';

/** Where the settings of a workgroup stand. */
export const config = '/WorkGroupConfiguration';

const update = 'aws athena update-work-group --work-group {{id}} --configuration-updates';
const editing = 'Athena › Workgroups › {{id}} › Edit';

const outputMoved: ChangeRule = {
  kind: 'change',
  id: 'athena-results-moved',
  title: 'results of queries go to another bucket',
  severity: 'HIGH',
  sources: ['https://docs.aws.amazon.com/athena/latest/ug/querying.html', 'MITRE ATT&CK T1537'],
  recommendation:
    'Make sure that the bucket is yours; if not, set the old location and find out which queries ran meanwhile.',
  remedy: {
    command: `${update} '{"ResultConfigurationUpdates":{"OutputLocation":"{{former}}"}}'`,
    console: `${editing} › Query result configuration`,
  },
  dangers: (change) => {
    if (change.kind !== 'modified') return [];
    const path = `${config}/ResultConfiguration/OutputLocation`;
    const bucketOf = ({ properties }: typeof change.before) =>
      /^s3:\/\/([^/]+)/.exec(String(valueAt(properties, path)))?.[1];
    const [from, to] = [bucketOf(change.before), bucketOf(change.after)];
    if (from === undefined || to === undefined || from === to) return [];
    const reason = `Workgroup ${change.after.id} writes results of queries to bucket ${to}, instead of ${from}.`;
    return [
      { subject: `bucket ${to}`, path, reason, values: formerValue(valueAt(change.before.properties, path)) },
    ];
  },
};

/** The dangers of AWS::Athena::WorkGroup. */
export const workGroupRules: readonly Rule[] = [
  outputMoved,
  protectionLost({
    id: 'athena-settings-not-enforced',
    title: 'queries may set aside the settings of a workgroup',
    severity: 'MEDIUM',
    sources: ['https://docs.aws.amazon.com/athena/latest/ug/workgroups-settings-override.html'],
    recommendation: 'Enforce the settings of the workgroup again.',
    remedy: {
      command: `${update} EnforceWorkGroupConfiguration=true`,
      console: `${editing} › Override client-side settings`,
    },
    path: `${config}/EnforceWorkGroupConfiguration`,
    protects: (value) => value === true,
    reason: ({ id }) =>
      `Queries in workgroup ${id} may choose another location for results, and no encryption.`,
    better: 'queries have to keep to the settings of the workgroup',
  }),
  protectionLost({
    id: 'athena-results-unencrypted',
    title: 'results of queries are no longer encrypted',
    severity: 'HIGH',
    sources: ['https://docs.aws.amazon.com/athena/latest/ug/encrypting-query-results-stored-in-s3.html'],
    recommendation: 'Set the encryption of results again.',
    remedy: {
      command: `${update} {{updates}}`,
      console: `${editing} › Encrypt query results`,
    },
    path: `${config}/ResultConfiguration/EncryptionConfiguration`,
    protects: (value) => value !== null,
    reason: ({ id }) => `Workgroup ${id} no longer says how results of queries are encrypted.`,
    better: 'results of queries are encrypted',
    values: (from) => ({
      updates: asWord({ ResultConfigurationUpdates: { EncryptionConfiguration: from } }),
    }),
  }),
  protectionLost({
    id: 'athena-metrics-off',
    title: 'queries are no longer measured',
    severity: 'MEDIUM',
    sources: ['FSBP Athena.4'],
    recommendation: 'Publish the metrics of the workgroup to CloudWatch again.',
    remedy: {
      command: `${update} PublishCloudWatchMetricsEnabled=true`,
      console: `${editing} › Publish query metrics to AWS CloudWatch`,
    },
    path: `${config}/PublishCloudWatchMetricsEnabled`,
    protects: (value) => value === true,
    reason: ({ id }) => `Workgroup ${id} no longer publishes metrics of its queries.`,
    better: 'queries are measured',
  }),
  protectionLost({
    id: 'athena-scan-limit-removed',
    title: 'queries may read without limit',
    severity: 'MEDIUM',
    sources: [
      'https://docs.aws.amazon.com/athena/latest/ug/workgroups-setting-control-limits-cloudwatch.html',
      'MITRE ATT&CK T1496',
    ],
    recommendation: 'Set the limit of bytes that a query may read again: Athena bills what is read.',
    remedy: {
      command: `${update} BytesScannedCutoffPerQuery={{former}}`,
      console: `${editing} › Per query data usage control`,
    },
    path: `${config}/BytesScannedCutoffPerQuery`,
    protects: (value) => value !== null,
    reason: ({ id }, from) =>
      `Queries in workgroup ${id} could read ${String(from)} bytes at most, and have no limit now.`,
    better: 'what a query may read is limited',
  }),
];
