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
import type { UnreadProperty } from '../model/resource.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { everyItem, readWithOwnCalls } from './listing.ts';
import { parameterRules } from './rds-parameter-rules.ts';

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

const ofBoth = {
  scope: 'regional',
  sensitivity: { '/Description': 'INFO', '/Parameters': 'MEDIUM' },
  monthlyCost: () => free,
} as const;

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbparametergroup.html
 * `Parameters` are those that somebody set; what AWS sets changes with the engine. Default groups are left out.
 */
export const dbParameterGroup = defineResourceType({
  ...ofBoth,
  type: 'AWS::RDS::DBParameterGroup',
  rules: parameterRules('aws rds modify-db-parameter-group --db-parameter-group-name'),
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
  rules: parameterRules('aws rds modify-db-cluster-parameter-group --db-cluster-parameter-group-name'),
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
