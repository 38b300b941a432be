import {
  AthenaClient,
  GetWorkGroupCommand,
  paginateListTagsForResource,
  paginateListWorkGroups,
} from '@aws-sdk/client-athena';
import { awsErrorParts } from '../aws/errors.ts';
import { unknownCost } from '../model/cost.ts';
import { valueAt } from '../model/pointer.ts';
import type { UnreadProperty } from '../model/resource.ts';
import type { ChangeRule, Rule } from '../model/rule.ts';
import { defineResourceType } from './define.ts';
import { everyItem, readWithOwnCalls } from './listing.ts';
import { protectionLost } from './property-rules.ts';

const config = '/WorkGroupConfiguration';

const outputMoved: ChangeRule = {
  kind: 'change',
  id: 'athena-results-moved',
  title: 'results of queries go to another bucket',
  severity: 'HIGH',
  sources: ['https://docs.aws.amazon.com/athena/latest/ug/querying.html', 'MITRE ATT&CK T1537'],
  recommendation:
    'Make sure that the bucket is yours; if not, set the old location and find out which queries ran meanwhile.',
  dangers: (change) => {
    if (change.kind !== 'modified') return [];
    const path = `${config}/ResultConfiguration/OutputLocation`;
    const bucketOf = ({ properties }: typeof change.before) =>
      /^s3:\/\/([^/]+)/.exec(String(valueAt(properties, path)))?.[1];
    const [from, to] = [bucketOf(change.before), bucketOf(change.after)];
    if (from === undefined || to === undefined || from === to) return [];
    const reason = `Workgroup ${change.after.id} writes results of queries to bucket ${to}, instead of ${from}.`;
    return [{ subject: `bucket ${to}`, path, reason }];
  },
};

const rules: readonly Rule[] = [
  outputMoved,
  protectionLost({
    id: 'athena-settings-not-enforced',
    title: 'queries may set aside the settings of a workgroup',
    severity: 'MEDIUM',
    sources: ['https://docs.aws.amazon.com/athena/latest/ug/workgroups-settings-override.html'],
    recommendation: 'Enforce the settings of the workgroup again.',
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
    path: `${config}/ResultConfiguration/EncryptionConfiguration`,
    protects: (value) => value !== null,
    reason: ({ id }) => `Workgroup ${id} no longer says how results of queries are encrypted.`,
    better: 'results of queries are encrypted',
  }),
  protectionLost({
    id: 'athena-metrics-off',
    title: 'queries are no longer measured',
    severity: 'MEDIUM',
    sources: ['FSBP Athena.4'],
    recommendation: 'Publish the metrics of the workgroup to CloudWatch again.',
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
    ],
    recommendation: 'Set the limit of bytes that a query may read again: Athena bills what is read.',
    path: `${config}/BytesScannedCutoffPerQuery`,
    protects: (value) => value !== null,
    reason: ({ id }, from) =>
      `Queries in workgroup ${id} could read ${String(from)} bytes at most, and have no limit now.`,
    better: 'what a query may read is limited',
  }),
];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-athena-workgroup.html */
export const athenaWorkGroup = defineResourceType({
  type: 'AWS::Athena::WorkGroup',
  scope: 'regional',
  permissions: ['athena:GetWorkGroup', 'athena:ListTagsForResource', 'athena:ListWorkGroups'],
  async *read({ clients, optional, partition, account, region }) {
    const client = clients.get(AthenaClient);
    const listed = await everyItem(
      paginateListWorkGroups({ client, pageSize: 50 }, {}),
      ({ WorkGroups }) => WorkGroups,
    );
    yield* readWithOwnCalls(listed, async ({ Name }) => {
      if (!Name) return undefined;
      const arn = `arn:${partition}:athena:${region}:${account}:workgroup/${Name}`;
      const unread: UnreadProperty[] = [];
      const found = await optional(unread, '', async () => {
        try {
          return (await client.send(new GetWorkGroupCommand({ WorkGroup: Name }))).WorkGroup;
        } catch (error) {
          // Athena has one code for every mistake, a workgroup that is gone among them.
          if (/is not found/i.test(awsErrorParts(error).message)) return undefined;
          throw error;
        }
      });
      if (unread.length > 0) return { id: Name, arn, properties: { Name }, unread };
      if (!found) return undefined;
      const tags = await optional(unread, '/Tags', () =>
        everyItem(paginateListTagsForResource({ client }, { ResourceARN: arn }), ({ Tags }) => Tags),
      );
      return {
        id: Name,
        arn,
        tags,
        properties: {
          Name,
          Description: found.Description,
          State: found.State,
          WorkGroupConfiguration: found.Configuration,
          IdentityCenterApplicationArn: found.IdentityCenterApplicationArn,
        },
        unread,
      };
    });
  },
  unordered: { [`${config}/EngineConfiguration/Classifications`]: ['Name'] },
  volatile: {
    '/CreationTime': 'time of creation',
    [`${config}/EngineVersion/EffectiveEngineVersion`]: 'Athena upgrades its engine by itself',
  },
  defaults: { State: 'ENABLED' },
  sensitivity: { '/Description': 'INFO', '/State': 'MEDIUM', [config]: 'MEDIUM' },
  rules,
  monthlyCost: () => unknownCost('Athena bills what queries read, which no configuration tells.'),
});
