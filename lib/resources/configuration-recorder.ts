import {
  ConfigServiceClient,
  type ConfigurationRecorder,
  type ConfigurationRecorderStatus,
  DescribeConfigurationRecorderStatusCommand,
  DescribeConfigurationRecordersCommand,
} from '@aws-sdk/client-config-service';
import { unknownCost } from '../model/cost.ts';
import { toList } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { Rule } from '../model/rule.ts';
import { becoming } from './becoming.ts';
import { defineResourceType } from './define.ts';
import { capitalised } from './schema-names.ts';
import { deleted, disableTools, inState, redirected, when } from './watcher-rules.ts';

const sources = ['CIS AWS Foundations 3.0 3.3', 'FSBP Config.1', disableTools];

function properties(
  recorder: ConfigurationRecorder,
  status: ConfigurationRecorderStatus | undefined,
): object {
  return {
    Name: recorder.name,
    ResourceARN: recorder.arn,
    RoleARN: recorder.roleARN,
    RecordingGroup: capitalised(recorder.recordingGroup),
    RecordingMode: capitalised(recorder.recordingMode),
    RecordingScope: recorder.recordingScope,
    ScopeConfiguration: capitalised(recorder.scopeConfiguration),
    ServicePrincipal: recorder.servicePrincipal,
    ConnectorArn: recorder.connectorArn,
    Recording: status?.recording,
    LastErrorCode: status?.lastStatus === 'Failure' ? (status.lastErrorCode ?? 'Failure') : undefined,
  };
}

/** What a recorder leaves out, in words. */
function leftOut({ properties: { RecordingGroup: group } }: Resource): string[] {
  if (group === undefined) return [];
  const strategy = valueAt(group, '/RecordingStrategy/UseOnly');
  const excluded = toList(valueAt(group, '/ExclusionByResourceTypes/ResourceTypes')).map(String);
  const inclusion = valueAt(group, '/AllSupported') === false && strategy !== 'EXCLUSION_BY_RESOURCE_TYPES';
  return [
    ...(inclusion ? ['every type that is not listed'] : []),
    ...excluded.sort(),
    ...(valueAt(group, '/IncludeGlobalResourceTypes') === false && valueAt(group, '/AllSupported') === true
      ? ['global resources (IAM)']
      : []),
  ];
}

/** Settles which role records, and that every type is recorded; the recorder goes on if it was running. */
const recordEverything = (role: string) => ({
  command: `aws configservice put-configuration-recorder --configuration-recorder name={{id}},roleARN=${role} --recording-group allSupported=true,includeGlobalResourceTypes=true`,
  console: 'AWS Config › Settings › Edit › Recording method',
});

const rules: readonly Rule[] = [
  deleted(
    {
      id: 'config-recorder-deleted',
      title: 'the recorder of AWS Config was deleted',
      severity: 'HIGH',
      sources,
      recommendation:
        'Set the recorder up again, and look in CloudTrail at what was changed since, and by whom.',
      remedy: recordEverything('{{/RoleARN}}'),
    },
    ({ id }) =>
      `AWS Config records no changes any more: recorder ${id} was deleted, and its rules see nothing.`,
  ),
  becoming({
    id: 'config-recording-stopped',
    title: 'AWS Config records nothing',
    severity: 'HIGH',
    createdSeverity: () => 'LOW',
    sources,
    recommendation:
      'Start the recorder again, and look in CloudTrail at what was changed meanwhile, and by whom.',
    remedy: {
      command: 'aws configservice start-configuration-recorder --configuration-recorder-name {{id}}',
      console: 'AWS Config › Settings › Start recording',
    },
    safer: 'the recorder records',
    dangersOf: ({ id, properties: { Recording } }) =>
      when(Recording === false, () => ({
        subject: 'not recording',
        path: '/Recording',
        reason: `Recorder ${id} of AWS Config is stopped: changes are not recorded, and rules see nothing.`,
      })),
  }),
  becoming({
    id: 'config-records-less',
    title: 'AWS Config does not record everything',
    severity: 'HIGH',
    createdSeverity: () => 'LOW',
    sources,
    recommendation: 'Record every supported type again; where it costs too much, record it once a day.',
    remedy: recordEverything('{{/RoleARN}}'),
    safer: 'the recorder records more',
    dangersOf: (recorder) =>
      leftOut(recorder).map((what) => ({
        subject: `without ${what}`,
        path: '/RecordingGroup',
        reason: `Recorder ${recorder.id} of AWS Config does not record ${what}.`,
      })),
  }),
  inState(
    {
      id: 'config-recorder-fails',
      title: 'AWS Config cannot record',
      severity: 'HIGH',
      sources,
      recommendation: 'Look at the role of the recorder: it may no longer read what is to be recorded.',
      remedy: {
        command:
          'aws configservice describe-configuration-recorder-status --configuration-recorder-names {{id}}',
        console: 'AWS Config › Settings › Edit › IAM role for AWS Config',
      },
      safer: 'the recorder works',
    },
    ({ id, properties: { LastErrorCode } }) =>
      when(LastErrorCode !== undefined, () => ({
        subject: String(LastErrorCode),
        path: '/LastErrorCode',
        reason: `Recorder ${id} of AWS Config fails: ${String(LastErrorCode)}.`,
      })),
  ),
  redirected(
    {
      id: 'config-recorder-role-changed',
      title: 'AWS Config records with another role',
      severity: 'MEDIUM',
      property: 'RoleARN',
      sources: ['FSBP Config.1', disableTools],
      recommendation:
        'Make sure that the role may read all that is to be recorded; best is the service-linked role.',
      remedy: recordEverything('{{former}}'),
    },
    ({ id }, from, to) => `Recorder ${id} of AWS Config works with role ${to} now, no longer with ${from}.`,
  ),
];

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-config-configurationrecorder.html
 * Beside the schema: whether it records, and the error while it fails.
 */
export const configurationRecorder = defineResourceType({
  type: 'AWS::Config::ConfigurationRecorder',
  scope: 'regional',
  taggable: false,
  permissions: ['config:DescribeConfigurationRecorders', 'config:DescribeConfigurationRecorderStatus'],
  async *read({ clients, optional }) {
    const client = clients.get(ConfigServiceClient);
    const { ConfigurationRecorders = [] } = await client.send(new DescribeConfigurationRecordersCommand({}));
    const unread: UnreadProperty[] = [];
    const answer = await optional(unread, ['/Recording', '/LastErrorCode'], () =>
      client.send(new DescribeConfigurationRecorderStatusCommand({})),
    );
    for (const recorder of ConfigurationRecorders) {
      if (!recorder.name) continue;
      const status = answer?.ConfigurationRecordersStatus?.find(({ name }) => name === recorder.name);
      yield { id: recorder.name, arn: recorder.arn, properties: properties(recorder, status), unread };
    }
  },
  unordered: {
    '/RecordingGroup/ResourceTypes': 'value',
    '/RecordingGroup/ExclusionByResourceTypes/ResourceTypes': 'value',
    '/RecordingMode/RecordingModeOverrides/*/ResourceTypes': 'value',
    '/ScopeConfiguration/ScopeValues': 'value',
    '/ScopeConfiguration/IncludedRegions': 'value',
  },
  volatile: {
    '/LastStartTime': 'time of a call',
    '/LastStatus': 'progress of the recording',
    '/LastStatusChangeTime': 'time of a change of state',
    '/LastStopTime': 'time of a call',
  },
  sensitivity: { '': 'MEDIUM' },
  rules,
  monthlyCost: () =>
    unknownCost(
      'AWS Config charges by recorded change and by evaluation: how many there will be is not known.',
    ),
});
