import { GetTagsCommand, GlueClient, paginateGetConnections, paginateGetJobs } from '@aws-sdk/client-glue';
import type { ResourceReader } from '../aws/reader.ts';
import { free, unknownCost } from '../model/cost.ts';
import type { UnreadProperty } from '../model/resource.ts';
import type { Rule } from '../model/rule.ts';
import { defineResourceType } from './define.ts';
import { patch, restoration } from './former-state.ts';
import { everyItem, readWithOwnCalls } from './listing.ts';
import { protectionLost } from './property-rules.ts';

async function readTags(
  { clients, optional }: ResourceReader,
  unread: UnreadProperty[],
  ResourceArn: string,
): Promise<{ tags: object | undefined; isGone: boolean }> {
  const gaps = unread.length;
  const answer = await optional(unread, '/Tags', () =>
    clients.get(GlueClient).send(new GetTagsCommand({ ResourceArn })),
  );
  return { tags: answer?.Tags, isGone: !answer && unread.length === gaps };
}

const jobRules: readonly Rule[] = [
  protectionLost({
    id: 'glue-security-configuration-removed',
    title: 'a job no longer encrypts what it writes',
    severity: 'HIGH',
    sources: ['https://docs.aws.amazon.com/glue/latest/dg/encryption-security-configuration.html'],
    recommendation: 'Give the job its security configuration back.',
    remedy: {
      command: restoration,
      console: 'Glue › ETL jobs › {{id}} › Job details › Advanced properties › Security configuration',
    },
    path: '/SecurityConfiguration',
    protects: (value) => value !== null,
    reason: ({ id }, from) =>
      `Job ${id} lost its security configuration ${String(from)}: its output, logs and bookmarks are no longer encrypted by it.`,
    values: (_, before) => patch(before, 'SecurityConfiguration'),
    better: 'the job has a security configuration',
  }),
];

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-glue-job.html
 * Arguments carry passwords all too often: only their digests are kept. The diagram of a visual job and its source
 * control settings, which hold a token, have no word in the schema and are left out.
 */
export const glueJob = defineResourceType({
  type: 'AWS::Glue::Job',
  scope: 'regional',
  permissions: ['glue:GetJobs', 'glue:GetTags'],
  async *read(reader) {
    const { clients, partition, account, region } = reader;
    const client = clients.get(GlueClient);
    const jobs = await everyItem(paginateGetJobs({ client, pageSize: 200 }, {}), ({ Jobs }) => Jobs);
    yield* readWithOwnCalls(jobs, async (job) => {
      if (!job.Name) return undefined;
      const unread: UnreadProperty[] = [];
      const arn = `arn:${partition}:glue:${region}:${account}:job/${job.Name}`;
      const { tags, isGone } = await readTags(reader, unread, arn);
      if (isGone) return undefined;
      return {
        id: job.Name,
        arn,
        tags,
        properties: {
          Name: job.Name,
          Command: job.Command,
          Connections: job.Connections,
          DefaultArguments: job.DefaultArguments,
          Description: job.Description,
          ExecutionClass: job.ExecutionClass,
          ExecutionProperty: job.ExecutionProperty,
          GlueVersion: job.GlueVersion,
          JobMode: job.JobMode,
          JobRunQueuingEnabled: job.JobRunQueuingEnabled,
          LogUri: job.LogUri,
          MaintenanceWindow: job.MaintenanceWindow,
          // With a worker type the capacity follows from the number of workers.
          MaxCapacity: job.WorkerType ? undefined : job.MaxCapacity,
          MaxRetries: job.MaxRetries,
          NonOverridableArguments: job.NonOverridableArguments,
          NotificationProperty: job.NotificationProperty,
          NumberOfWorkers: job.NumberOfWorkers,
          Role: job.Role,
          SecurityConfiguration: job.SecurityConfiguration,
          Timeout: job.Timeout,
          WorkerType: job.WorkerType,
        },
        unread,
      };
    });
  },
  unordered: { '/Connections/Connections': 'value' },
  volatile: {
    '/AllocatedCapacity': 'old name of the capacity',
    '/LastModifiedOn': 'time of the last change',
  },
  secret: ['/DefaultArguments', '/NonOverridableArguments'],
  defaults: { JobMode: 'SCRIPT', MaxRetries: 0 },
  sensitivity: {
    '/Command': 'MEDIUM',
    '/Connections': 'MEDIUM',
    '/DefaultArguments': 'MEDIUM',
    '/Description': 'INFO',
    '/MaxCapacity': 'MEDIUM',
    '/NonOverridableArguments': 'MEDIUM',
    '/NumberOfWorkers': 'MEDIUM',
    '/Role': 'MEDIUM',
    '/SecurityConfiguration': 'MEDIUM',
    '/WorkerType': 'MEDIUM',
  },
  rules: jobRules,
  monthlyCost: () => unknownCost('Glue bills the time of job runs, which no configuration tells.'),
});

const connectionRules: readonly Rule[] = ['JDBC_ENFORCE_SSL', 'KAFKA_SSL_ENABLED'].map((property) =>
  protectionLost({
    id: `glue-connection-${property.toLowerCase().replaceAll('_', '-')}-off`,
    title: 'a connection is no longer encrypted',
    severity: 'HIGH',
    sources: ['https://docs.aws.amazon.com/glue/latest/dg/connection-properties.html'],
    recommendation: `Set ${property} to true again.`,
    remedy: {
      command: `aws glue update-connection --name {{/Name}} --connection-input file://<connection-with-${property}.json>`,
      console: 'Glue › Data connections › {{/Name}} › Edit',
    },
    path: `/ConnectionInput/ConnectionProperties/${property}`,
    protects: (value) => String(value).toLowerCase() === 'true',
    reason: ({ properties }) => `Connection ${String(properties.Name)} no longer requires TLS (${property}).`,
    better: 'the connection requires TLS',
  }),
);

const input = '/ConnectionInput';

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-glue-connection.html
 * Glue is asked to hide passwords, so that the reader needs no access to keys.
 */
export const glueConnection = defineResourceType({
  type: 'AWS::Glue::Connection',
  scope: 'regional',
  permissions: ['glue:GetConnections', 'glue:GetTags'],
  async *read(reader) {
    const { clients, partition, account, region } = reader;
    const client = clients.get(GlueClient);
    const connections = await everyItem(
      paginateGetConnections({ client, pageSize: 200 }, { HidePassword: true }),
      ({ ConnectionList }) => ConnectionList,
    );
    yield* readWithOwnCalls(connections, async (connection) => {
      const { Name } = connection;
      if (!Name) return undefined;
      const unread: UnreadProperty[] = [];
      const arn = `arn:${partition}:glue:${region}:${account}:connection/${Name}`;
      const { tags, isGone } = await readTags(reader, unread, arn);
      if (isGone) return undefined;
      return {
        id: `${account}|${Name}`,
        arn,
        tags,
        properties: {
          CatalogId: account,
          Name,
          ConnectionInput: {
            Name,
            AthenaProperties: connection.AthenaProperties,
            AuthenticationConfiguration: connection.AuthenticationConfiguration,
            ConnectionProperties: connection.ConnectionProperties,
            ConnectionType: connection.ConnectionType,
            Description: connection.Description,
            MatchCriteria: connection.MatchCriteria,
            PhysicalConnectionRequirements: connection.PhysicalConnectionRequirements,
            PythonProperties: connection.PythonProperties,
            SparkProperties: connection.SparkProperties,
          },
        },
        unread,
      };
    });
  },
  unordered: { [`${input}/PhysicalConnectionRequirements/SecurityGroupIdList`]: 'value' },
  volatile: {
    '/LastConnectionValidationTime': 'time of the last test',
    '/LastUpdatedTime': 'time of the last change',
    '/Status': 'progress of the last change',
  },
  secret: [
    `${input}/AthenaProperties`,
    `${input}/AuthenticationConfiguration/BasicAuthenticationCredentials`,
    `${input}/AuthenticationConfiguration/CustomAuthenticationCredentials`,
    `${input}/AuthenticationConfiguration/OAuth2Properties/AuthorizationCodeProperties`,
    `${input}/AuthenticationConfiguration/OAuth2Properties/OAuth2Credentials`,
    `${input}/AuthenticationConfiguration/OAuth2Properties/TokenUrlParametersMap`,
    `${input}/ConnectionProperties/ENCRYPTED_PASSWORD`,
    `${input}/ConnectionProperties/PASSWORD`,
    `${input}/PythonProperties`,
    `${input}/SparkProperties`,
  ],
  sensitivity: { [input]: 'MEDIUM', [`${input}/Description`]: 'INFO' },
  rules: connectionRules,
  monthlyCost: () => free,
});
