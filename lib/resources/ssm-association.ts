import {
  type AssociationDescription,
  DescribeAssociationCommand,
  ListTagsForResourceCommand,
  paginateListAssociations,
  SSMClient,
} from '@aws-sdk/client-ssm';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import { toList, toObjects } from '../model/json.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { Rule } from '../model/rule.ts';
import { becoming } from './becoming.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { readEach } from './read-each.ts';
import { inState, redirected, when } from './watcher-rules.ts';

const stateManager =
  'https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-state.html';
/** How MITRE calls commands that the cloud runs on machines. */
const cloudCommand = 'MITRE ATT&CK T1651';

function properties(association: AssociationDescription): object {
  return {
    AssociationId: association.AssociationId,
    AssociationName: association.AssociationName,
    Name: association.Name,
    DocumentVersion: association.DocumentVersion,
    InstanceId: association.InstanceId,
    Parameters: association.Parameters,
    Targets: association.Targets,
    TargetMaps: association.TargetMaps,
    TargetLocations: association.TargetLocations,
    ScheduleExpression: association.ScheduleExpression,
    ScheduleOffset: association.ScheduleOffset,
    Duration: association.Duration,
    ApplyOnlyAtCronInterval: association.ApplyOnlyAtCronInterval,
    CalendarNames: association.CalendarNames,
    OutputLocation: association.OutputLocation,
    MaxErrors: association.MaxErrors,
    MaxConcurrency: association.MaxConcurrency,
    ComplianceSeverity: association.ComplianceSeverity,
    SyncCompliance: association.SyncCompliance,
    AlarmConfiguration: association.AlarmConfiguration,
    AutomationTargetParameterName: association.AutomationTargetParameterName,
    AssociationDispatchAssumeRole: association.AssociationDispatchAssumeRole,
  };
}

async function readAssociation(reader: ResourceReader, AssociationId: string): Promise<ReadResource> {
  const { clients, optional, partition, region, account } = reader;
  const client = clients.get(SSMClient);
  const unread: UnreadProperty[] = [];
  const { AssociationDescription: association } = await client.send(
    new DescribeAssociationCommand({ AssociationId }),
  );
  const tags = await optional(unread, '/Tags', () =>
    client.send(new ListTagsForResourceCommand({ ResourceType: 'Association', ResourceId: AssociationId })),
  );
  return {
    id: AssociationId,
    arn: `arn:${partition}:ssm:${region}:${account}:association/${AssociationId}`,
    tags: tags?.TagList,
    properties: properties(association ?? {}),
    unread,
  };
}

const nameOf = ({ id, properties: { AssociationName } }: Resource) => String(AssociationName ?? id);

/** Documents of AWS that run whatever their parameters say. */
const freeCommands =
  /^AWS-(Run(ShellScript|PowerShellScript|RemoteScript|Document|AnsiblePlaybook|SaltState)|Apply(AnsiblePlaybooks|ChefRecipes|DSCMofs)|InstallApplication)$/;

const rules: readonly Rule[] = [
  inState(
    {
      id: 'ssm-association-runs-commands',
      title: 'commands are run on instances again and again',
      severity: 'HIGH',
      sources: [stateManager, cloudCommand],
      recommendation:
        'Make sure that you know the commands; if not, delete the association and look at what it ran.',
      remedy: {
        command: 'aws ssm delete-association --association-id {{id}}',
        console: 'Systems Manager › State Manager › {{id}} › Delete',
      },
      safer: 'the commands are no longer run',
    },
    (association) => {
      const document = String(association.properties.Name);
      return when(freeCommands.test(document.replace(/^.*document\//, '')), () => ({
        subject: `commands by ${document}`,
        path: '/Name',
        reason: `Association ${nameOf(association)} runs commands on instances by ${document}: ${String(association.properties.ScheduleExpression ?? 'once on each')}.`,
      }));
    },
  ),
  becoming({
    id: 'ssm-association-every-instance',
    title: 'an association is about every instance',
    severity: 'MEDIUM',
    createdSeverity: () => 'MEDIUM',
    sources: [stateManager, cloudCommand],
    recommendation: 'Narrow the targets to the instances that need it.',
    remedy: {
      command: 'aws ssm update-association --association-id {{id}} --targets Key=tag:<tag>,Values=<value>',
      console: 'Systems Manager › State Manager › {{id}} › Edit › Targets',
    },
    safer: 'it is about some instances only',
    dangersOf: (association) =>
      when(
        toObjects(association.properties.Targets).some(
          ({ Key, Values }) => Key === 'InstanceIds' && toList(Values).includes('*'),
        ),
        () => ({
          subject: 'every instance',
          path: '/Targets',
          reason: `Association ${nameOf(association)} runs ${String(association.properties.Name)} on every instance.`,
        }),
      ),
  }),
  redirected(
    {
      id: 'ssm-association-parameters-changed',
      title: 'an association runs something else',
      severity: 'MEDIUM',
      property: 'Parameters',
      sources: [stateManager, cloudCommand],
      recommendation: 'Compare the parameters with the approved ones: commands are among them.',
      remedy: {
        command:
          'aws ssm update-association --association-id {{id}} --parameters file://<approved-parameters.json>',
        console: 'Systems Manager › State Manager › {{id}} › Edit › Parameters',
      },
    },
    (association) =>
      `Association ${nameOf(association)} runs ${String(association.properties.Name)} with other parameters than before.`,
  ),
];

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-association.html
 * What State Manager runs on instances by itself.
 */
export const ssmAssociation = defineResourceType({
  type: 'AWS::SSM::Association',
  scope: 'regional',
  permissions: ['ssm:DescribeAssociation', 'ssm:ListAssociations', 'ssm:ListTagsForResource'],
  async *read(reader) {
    yield* readEach({
      pages: paginateListAssociations({ client: reader.clients.get(SSMClient), pageSize: 50 }, {}),
      items: ({ Associations }) => Associations,
      id: ({ AssociationId }) => AssociationId,
      read: (_, id) => readAssociation(reader, id),
    });
  },
  unordered: {
    '/CalendarNames': 'value',
    '/TargetLocations': 'value',
    '/Targets': ['Key'],
    '/Targets/*/Values': 'value',
  },
  volatile: {
    '/AssociationVersion': 'counts the changes',
    '/Date': 'time of the last change',
    '/LastExecutionDate': 'time of the last run',
    '/LastSuccessfulExecutionDate': 'time of the last run',
    '/LastUpdateAssociationDate': 'time of the last change',
    '/Overview': 'result of the last run',
    '/Status': 'result of the last run',
    '/TriggeredAlarms': 'state of alarms',
  },
  defaults: { ApplyOnlyAtCronInterval: false, SyncCompliance: 'AUTO' },
  sensitivity: { '': 'MEDIUM', '/AssociationName': 'INFO' },
  rules,
  monthlyCost: () => free,
});
