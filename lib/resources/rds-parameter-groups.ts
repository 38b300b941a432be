import {
  ListTagsForResourceCommand,
  type Parameter,
  paginateDescribeDBClusterParameterGroups,
  paginateDescribeDBClusterParameters,
  paginateDescribeDBParameterGroups,
  paginateDescribeDBParameters,
  RDSClient,
} from '@aws-sdk/client-rds';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import type { JsonValue } from '../model/json.ts';
import type { UnreadProperty } from '../model/resource.ts';
import type { Rule } from '../model/rule.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { everyItem, readWithOwnCalls } from './listing.ts';
import { protectionLost } from './property-rules.ts';

const pageSize = 100;

/** A parameter group of instances or clusters. */
interface Group {
  readonly name: string | undefined;
  readonly arn: string | undefined;
  readonly properties: object;
}

/** The groups that AWS makes: nobody can change them, and they come with the first database of their family. */
const isDefault = (name: string) => name.startsWith('default.');

async function readGroup(
  { clients, optional }: ResourceReader,
  { name, arn, properties }: Group,
  parametersOf: (name: string) => AsyncIterable<{ Parameters?: Parameter[] | undefined }>,
): Promise<ReadResource | undefined> {
  if (!name || isDefault(name)) return undefined;
  const unread: UnreadProperty[] = [];
  const parameters = await optional(unread, '/Parameters', () =>
    everyItem(parametersOf(name), (page) => page.Parameters),
  );
  if (!parameters && unread.length === 0) return undefined;
  const tags = await optional(unread, '/Tags', () =>
    clients.get(RDSClient).send(new ListTagsForResourceCommand({ ResourceName: arn })),
  );
  const set = (parameters ?? []).flatMap(({ ParameterName, ParameterValue }) =>
    ParameterName && ParameterValue !== undefined ? [[ParameterName, ParameterValue] as const] : [],
  );
  return {
    id: name,
    arn,
    tags: tags?.TagList,
    properties: { ...properties, Parameters: Object.fromEntries(set) },
    unread,
  };
}

const isOn = (value: JsonValue) => /^(1|on|true|all)$/i.test(String(value));

const tlsRules = ['rds.force_ssl', 'require_secure_transport'].map((parameter) =>
  protectionLost({
    id: `rds-parameter-${parameter.replaceAll(/[._]/g, '-')}-off`,
    title: `databases no longer require encrypted connections (${parameter})`,
    severity: 'HIGH',
    sources: ['https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html'],
    recommendation: `Set ${parameter} to 1 again.`,
    path: `/Parameters/${parameter}`,
    protects: isOn,
    reason: ({ id }, from, to) =>
      `${parameter} of parameter group ${id} went from ${String(from)} to ${String(to ?? 'the default')}: databases that use it take unencrypted connections.`,
    better: 'databases require encrypted connections',
  }),
);

/** Parameters that write what was done in a database, by what an auditor needs of them. */
const auditParameters: Readonly<Record<string, (value: JsonValue) => boolean>> = {
  audit_trail: (value) => value !== null && !/^none$/i.test(String(value)),
  log_connections: isOn,
  'pgaudit.log': (value) => value !== null && !/^none$/i.test(String(value)),
  server_audit_logging: isOn,
};

const auditRules = Object.entries(auditParameters).map(([parameter, protects]) =>
  protectionLost({
    id: `rds-parameter-${parameter.replaceAll(/[._]/g, '-')}-off`,
    title: `databases no longer log what is done in them (${parameter})`,
    severity: 'HIGH',
    sources: ['AWS Well-Architected SEC04-BP01', 'MITRE ATT&CK T1562.008'],
    recommendation: `Set ${parameter} again, and look at what happened while it was off.`,
    path: `/Parameters/${parameter}`,
    protects,
    reason: ({ id }, from, to) =>
      `${parameter} of parameter group ${id} went from ${String(from)} to ${String(to ?? 'the default')}: the audit log of its databases ends.`,
    better: 'databases log what is done in them',
  }),
);

const rules: readonly Rule[] = [...tlsRules, ...auditRules];
const ofBoth = {
  scope: 'regional',
  sensitivity: { '/Description': 'INFO', '/Parameters': 'MEDIUM' },
  rules,
  monthlyCost: () => free,
} as const;

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbparametergroup.html
 * `Parameters` are those that somebody set; what AWS sets changes with the engine. Default groups are left out.
 */
export const dbParameterGroup = defineResourceType({
  ...ofBoth,
  type: 'AWS::RDS::DBParameterGroup',
  permissions: ['rds:DescribeDBParameterGroups', 'rds:DescribeDBParameters', 'rds:ListTagsForResource'],
  async *read(reader) {
    const client = reader.clients.get(RDSClient);
    const groups = await everyItem(
      paginateDescribeDBParameterGroups({ client, pageSize }, {}),
      (page) => page.DBParameterGroups,
    );
    yield* readWithOwnCalls(
      groups,
      ({ DBParameterGroupName, DBParameterGroupArn, DBParameterGroupFamily, Description }) =>
        readGroup(
          reader,
          {
            name: DBParameterGroupName,
            arn: DBParameterGroupArn,
            properties: {
              DBParameterGroupName,
              DBParameterGroupArn,
              Family: DBParameterGroupFamily,
              Description,
            },
          },
          (name) =>
            paginateDescribeDBParameters(
              { client, pageSize },
              { DBParameterGroupName: name, Source: 'user' },
            ),
        ),
    );
  },
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbclusterparametergroup.html */
export const dbClusterParameterGroup = defineResourceType({
  ...ofBoth,
  type: 'AWS::RDS::DBClusterParameterGroup',
  permissions: [
    'rds:DescribeDBClusterParameterGroups',
    'rds:DescribeDBClusterParameters',
    'rds:ListTagsForResource',
  ],
  async *read(reader) {
    const client = reader.clients.get(RDSClient);
    const groups = await everyItem(
      paginateDescribeDBClusterParameterGroups({ client, pageSize }, {}),
      (page) => page.DBClusterParameterGroups,
    );
    yield* readWithOwnCalls(
      groups,
      ({ DBClusterParameterGroupName, DBClusterParameterGroupArn, DBParameterGroupFamily, Description }) =>
        readGroup(
          reader,
          {
            name: DBClusterParameterGroupName,
            arn: DBClusterParameterGroupArn,
            properties: { DBClusterParameterGroupName, Family: DBParameterGroupFamily, Description },
          },
          (name) =>
            paginateDescribeDBClusterParameters(
              { client, pageSize },
              { DBClusterParameterGroupName: name, Source: 'user' },
            ),
        ),
    );
  },
});
