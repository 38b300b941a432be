import {
  AutoScalingClient,
  paginateDescribeNotificationConfigurations,
  paginateDescribePolicies,
  paginateDescribeScheduledActions,
  type ScalingPolicy,
  type ScheduledUpdateGroupAction,
} from '@aws-sdk/client-auto-scaling';
import type { ResourceReader } from '../aws/reader.ts';
import type { UnreadProperty } from '../model/resource.ts';

/** Most that EC2 Auto Scaling lists in one page. */
export const recordsPerPage = 100;

/** What belongs to Auto Scaling groups, in lists of the whole account, by the name of the group. */
export interface GroupLists {
  readonly policies: ReadonlyMap<string, ScalingPolicy[]>;
  readonly actions: ReadonlyMap<string, ScheduledUpdateGroupAction[]>;
  readonly notifications: ReadonlyMap<string, { TopicARN: string; NotificationTypes: string[] }[]>;
  readonly unread: readonly UnreadProperty[];
}

/** Whether a policy sets the size of its group: not one that is off or only forecasts. */
export function scales({ Enabled, PredictiveScalingConfiguration }: ScalingPolicy): boolean {
  return Enabled !== false && PredictiveScalingConfiguration?.Mode !== 'ForecastOnly';
}

function add<T>(to: Map<string, T[]>, group: string | undefined, element: T): void {
  if (group) to.set(group, [...(to.get(group) ?? []), element]);
}

/**
 * The policies, scheduled actions and notifications of all groups. Without the former two it is not known which sizes
 * they set, so the sizes are unread as well.
 */
export async function readGroupLists({ clients, optional }: ResourceReader): Promise<GroupLists> {
  const configuration = { client: clients.get(AutoScalingClient), pageSize: recordsPerPage };
  const unread: UnreadProperty[] = [];
  const policies = new Map<string, ScalingPolicy[]>();
  await optional(unread, ['/DesiredCapacity', '/ScalingPolicies'], async () => {
    for await (const page of paginateDescribePolicies(configuration, {})) {
      for (const policy of page.ScalingPolicies ?? []) add(policies, policy.AutoScalingGroupName, policy);
    }
  });
  const actions = new Map<string, ScheduledUpdateGroupAction[]>();
  await optional(unread, ['/DesiredCapacity', '/MaxSize', '/MinSize', '/ScheduledActions'], async () => {
    for await (const page of paginateDescribeScheduledActions(configuration, {})) {
      for (const action of page.ScheduledUpdateGroupActions ?? []) {
        add(actions, action.AutoScalingGroupName, action);
      }
    }
  });
  const notifications = new Map<string, { TopicARN: string; NotificationTypes: string[] }[]>();
  await optional(unread, '/NotificationConfigurations', async () => {
    for await (const page of paginateDescribeNotificationConfigurations(configuration, {})) {
      for (const { AutoScalingGroupName, TopicARN, NotificationType } of page.NotificationConfigurations ??
        []) {
        if (!TopicARN || !NotificationType) continue;
        const topic = notifications
          .get(AutoScalingGroupName ?? '')
          ?.find((each) => each.TopicARN === TopicARN);
        if (topic) topic.NotificationTypes.push(NotificationType);
        else add(notifications, AutoScalingGroupName, { TopicARN, NotificationTypes: [NotificationType] });
      }
    }
  });
  return { policies, actions, notifications, unread };
}
