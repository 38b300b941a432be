import { GetScheduleCommand, paginateListSchedules, SchedulerClient } from '@aws-sdk/client-scheduler';
import type { ResourceReader } from '../aws/reader.ts';
import { unknownCost } from '../model/cost.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { Rule } from '../model/rule.ts';
import { becoming } from './becoming.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { readEach } from './read-each.ts';
import { capitalised } from './schema-names.ts';
import { isPowerful } from './sdk-calls.ts';
import { disableTools, inState, redirected, when } from './watcher-rules.ts';

const defaultGroup = 'default';

async function readSchedule(
  { clients }: ResourceReader,
  names: { readonly Name: string | undefined; readonly GroupName: string | undefined },
  id: string,
): Promise<ReadResource> {
  const schedule = await clients.get(SchedulerClient).send(new GetScheduleCommand(names));
  const { Target: target } = schedule;
  return {
    id,
    arn: schedule.Arn,
    properties: {
      Arn: schedule.Arn,
      Name: schedule.Name,
      GroupName: schedule.GroupName,
      Description: schedule.Description,
      State: schedule.State,
      ScheduleExpression: schedule.ScheduleExpression,
      ScheduleExpressionTimezone: schedule.ScheduleExpressionTimezone,
      StartDate: schedule.StartDate,
      EndDate: schedule.EndDate,
      FlexibleTimeWindow: schedule.FlexibleTimeWindow,
      ActionAfterCompletion: schedule.ActionAfterCompletion,
      KmsKeyArn: schedule.KmsKeyArn,
      Target: target && { ...target, EcsParameters: capitalised(target.EcsParameters, ['Tags']) },
    },
  };
}

/** The API call that a universal target makes, such as `iam:createUser`; undefined of another target. */
function apiCall({ properties }: Resource): string | undefined {
  const arn = String(valueAt(properties, '/Target/Arn'));
  return /^arn:[^:]*:scheduler:::aws-sdk:(.+)$/.exec(arn)?.[1];
}

const scheduler = 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html';
/** How MITRE calls work that is planned to be done later. */
const scheduled = 'MITRE ATT&CK T1053';

const rules: readonly Rule[] = [
  becoming({
    id: 'scheduler-schedule-disabled',
    title: 'a schedule was disabled',
    severity: 'MEDIUM',
    createdSeverity: () => 'LOW',
    sources: [
      'https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-state.html',
      disableTools,
    ],
    recommendation: 'Enable the schedule again, and do by hand what it would have done meanwhile.',
    remedy: {
      command:
        'aws scheduler update-schedule --name {{/Name}} --group-name {{/GroupName}} --schedule-expression {{/ScheduleExpression}} --schedule-expression-timezone {{/ScheduleExpressionTimezone}} --flexible-time-window {{/FlexibleTimeWindow}} --target file://<target.json> --state ENABLED',
      console: 'Amazon EventBridge › Scheduler › Schedules › {{/Name}} › Enable',
    },
    safer: 'the schedule works',
    dangersOf: ({ id, properties }) =>
      when(properties.State === 'DISABLED', () => ({
        subject: 'disabled',
        path: '/State',
        reason: `Schedule ${id} is disabled: it does nothing any more.`,
      })),
  }),
  inState(
    {
      id: 'scheduler-calls-powerful-api',
      title: 'a schedule calls an API that gives power or takes watchers away',
      severity: 'HIGH',
      sources: [scheduler, scheduled],
      recommendation:
        'Make sure that you know the call and why it is made by itself; if not, delete the schedule.',
      remedy: {
        command: 'aws scheduler delete-schedule --name {{/Name}} --group-name {{/GroupName}}',
        console: 'Amazon EventBridge › Scheduler › Schedules › {{/Name}} › Delete',
      },
      safer: 'the schedule no longer makes the call',
    },
    (schedule) => {
      const call = apiCall(schedule) ?? '';
      return when(isPowerful(call), () => ({
        subject: call,
        path: '/Target',
        reason: `Schedule ${schedule.id} calls ${call} by itself: ${String(schedule.properties.ScheduleExpression)}.`,
      }));
    },
  ),
  inState(
    {
      id: 'scheduler-target-in-foreign-account',
      title: 'a schedule works on another account',
      severity: 'HIGH',
      sources: [
        'https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html',
        scheduled,
      ],
      recommendation: 'Make sure that you know the account; if not, delete the schedule.',
      remedy: {
        command: 'aws scheduler delete-schedule --name {{/Name}} --group-name {{/GroupName}}',
        console: 'Amazon EventBridge › Scheduler › Schedules › {{/Name}} › Delete',
      },
      safer: 'the schedule stays in the account',
    },
    ({ id, account, properties }) => {
      const arn = String(valueAt(properties, '/Target/Arn'));
      const owner = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1];
      return when(account !== '' && owner !== undefined && owner !== account, () => ({
        subject: `account ${owner}`,
        path: '/Target',
        reason: `Schedule ${id} reaches ${arn}, of account ${owner}.`,
      }));
    },
  ),
  redirected(
    {
      id: 'scheduler-target-changed',
      title: 'a schedule does something else',
      severity: 'MEDIUM',
      property: 'Target',
      sources: [scheduler, scheduled],
      recommendation: 'Compare the target, its role and its input with the approved ones.',
      remedy: {
        command:
          'aws scheduler update-schedule --name {{/Name}} --group-name {{/GroupName}} --schedule-expression {{/ScheduleExpression}} --schedule-expression-timezone {{/ScheduleExpressionTimezone}} --flexible-time-window {{/FlexibleTimeWindow}} --target file://<approved-target.json>',
        console: 'Amazon EventBridge › Scheduler › Schedules › {{/Name}} › Edit › Target',
      },
    },
    ({ id, properties }) =>
      `Schedule ${id} does something else now, at ${String(valueAt(properties, '/Target/Arn'))}, with role ${String(valueAt(properties, '/Target/RoleArn'))}.`,
  ),
];

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-scheduler-schedule.html
 *
 * The schema identifies a schedule by its name, which is unique in its group only: outside the default group the id
 * has the group before the name. Schedules have no tags, their groups do.
 */
export const schedule = defineResourceType({
  type: 'AWS::Scheduler::Schedule',
  scope: 'regional',
  taggable: false,
  permissions: ['scheduler:GetSchedule', 'scheduler:ListSchedules'],
  async *read(reader) {
    const client = reader.clients.get(SchedulerClient);
    yield* readEach({
      pages: paginateListSchedules({ client, pageSize: 100 }, {}),
      items: ({ Schedules }) => Schedules,
      id: ({ Name, GroupName = defaultGroup }) =>
        Name && (GroupName === defaultGroup ? Name : `${GroupName}|${Name}`),
      read: ({ Name, GroupName }, id) => readSchedule(reader, { Name, GroupName }, id),
    });
  },
  unordered: {
    '/Target/EcsParameters/CapacityProviderStrategy': ['CapacityProvider'],
    '/Target/EcsParameters/PlacementConstraints': 'value',
    '/Target/EcsParameters/Tags': 'value',
    '/Target/SageMakerPipelineParameters/PipelineParameterList': ['Name'],
  },
  volatile: { '/CreationDate': 'time of creation', '/LastModificationDate': 'time of the last change' },
  defaults: {
    ActionAfterCompletion: 'NONE',
    GroupName: defaultGroup,
    ScheduleExpressionTimezone: 'UTC',
    State: 'ENABLED',
  },
  membership: {
    reason: 'a schedule that deletes itself once it is done is made by a program for one time',
    ownerOf: ({ properties }) =>
      properties.ActionAfterCompletion === 'DELETE' ? 'whatever plans it for one time' : undefined,
  },
  sensitivity: { '': 'MEDIUM', '/Description': 'INFO' },
  rules,
  monthlyCost: () =>
    unknownCost(
      'Scheduler charges by invocation beyond 14 million a month: how many an account makes is not known.',
    ),
});
