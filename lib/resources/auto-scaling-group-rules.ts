import { isJsonObject, toList, toObjects } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger, Rule } from '../model/rule.ts';
import { becoming, modifiedText } from './becoming.ts';
import { textAt } from './network-shape.ts';

/** The sizes of a group, as remedies name them. */
function sizesOf(group: Resource | undefined): Readonly<Record<string, string>> {
  const sizes = {
    maximum: group && textAt(group, '/MaxSize'),
    desired: group && textAt(group, '/DesiredCapacity'),
  };
  return Object.fromEntries(
    Object.entries(sizes).flatMap(([name, size]) => (size === undefined ? [] : [[name, size]])),
  );
}

const scaledDown: ChangeRule = becoming({
  id: 'autoscaling-group-empty',
  title: 'a group runs no instances',
  severity: 'HIGH',
  createdSeverity: () => 'LOW',
  sources: ['AWS Well-Architected REL10-BP01'],
  recommendation: 'Set the sizes of the group again, unless somebody stopped it on purpose.',
  remedy: {
    command:
      'aws autoscaling update-auto-scaling-group --auto-scaling-group-name {{id}} --max-size {{maximum}} --desired-capacity {{desired}}',
    console: 'EC2 › Auto Scaling Groups › {{id}} › Details › Capacity overview › Edit',
  },
  safer: 'the group runs instances',
  former: sizesOf,
  dangersOf: (group) =>
    (['DesiredCapacity', 'MaxSize'] as const)
      .filter((size) => textAt(group, `/${size}`) === '0')
      .map((size) => ({
        subject: 'no instances',
        path: `/${size}`,
        reason: `Auto Scaling group ${group.id} runs no instances: its ${size} is 0.`,
      })),
});

const mayGrow: ChangeRule = {
  kind: 'change',
  id: 'autoscaling-group-may-grow',
  title: 'a group may have more instances',
  severity: 'MEDIUM',
  sources: ['MITRE ATT&CK T1496', 'AWS Well-Architected COST09-BP03'],
  recommendation: 'Make sure that the larger group is wanted and paid for.',
  remedy: {
    command:
      'aws autoscaling update-auto-scaling-group --auto-scaling-group-name {{id}} --max-size {{maximum}} --desired-capacity {{desired}}',
    console: 'EC2 › Auto Scaling Groups › {{id}} › Details › Capacity overview › Edit',
  },
  dangers: (change) =>
    (['DesiredCapacity', 'MaxSize'] as const).flatMap((size): Danger[] => {
      const changed = modifiedText(change, size);
      const [from, to] = [Number(changed?.before), Number(changed?.after)];
      if (!(to > from)) return [];
      return [
        {
          subject: `${size} ${to}`,
          path: `/${size}`,
          values: sizesOf(change.before),
          // Ten times as many is no adjustment.
          ...(from > 0 && to >= 10 * from ? { severity: 'HIGH' as const } : {}),
          reason: `The ${size} of Auto Scaling group ${change.after?.id} rose from ${from} to ${to}.`,
        },
      ];
    }),
};

/** What a group starts its instances from. */
function startedFrom({ properties }: Resource): string {
  const template =
    valueAt(properties, '/LaunchTemplate') ??
    valueAt(properties, '/MixedInstancesPolicy/LaunchTemplate/LaunchTemplateSpecification');
  if (template === undefined) return `launch configuration ${properties.LaunchConfigurationName}`;
  const name = valueAt(template, '/LaunchTemplateName') ?? valueAt(template, '/LaunchTemplateId');
  return `version ${valueAt(template, '/Version') ?? '$Default'} of launch template ${name}`;
}

/** The launch template of a group that has one, as remedies name it. */
function templateOf({ properties }: Resource): Readonly<Record<string, string>> {
  const { LaunchTemplate: template } = properties;
  return isJsonObject(template) ? { 'former-template': JSON.stringify(template) } : {};
}

const otherTemplate: ChangeRule = {
  kind: 'change',
  id: 'autoscaling-group-launches-other',
  title: 'a group starts other instances',
  severity: 'MEDIUM',
  sources: ['MITRE ATT&CK T1578.002'],
  recommendation: 'Compare image, role, commands and network of what is started now with what was approved.',
  remedy: {
    command:
      'aws autoscaling update-auto-scaling-group --auto-scaling-group-name {{id}} --launch-template {{former-template}}',
    console: 'EC2 › Auto Scaling Groups › {{id}} › Details › Launch template › Edit',
  },
  dangers: (change) => {
    if (change.kind !== 'modified') return [];
    const [from, to] = [startedFrom(change.before), startedFrom(change.after)];
    if (from === to) return [];
    return [
      {
        subject: to,
        values: templateOf(change.before),
        path: '/LaunchTemplate',
        reason: `Auto Scaling group ${change.after.id} starts its instances from ${to} now, no longer from ${from}.`,
      },
    ];
  },
};

const deletable: ChangeRule = {
  kind: 'change',
  id: 'autoscaling-group-deletion-protection-off',
  title: 'a group is less protected from deletion',
  severity: 'HIGH',
  sources: ['https://docs.aws.amazon.com/autoscaling/ec2/userguide/resource-deletion-protection.html'],
  recommendation: 'Turn deletion protection on again, and look for a deletion that was to follow.',
  remedy: {
    command:
      'aws autoscaling update-auto-scaling-group --auto-scaling-group-name {{id}} --deletion-protection {{former}}',
    console:
      'EC2 › Auto Scaling Groups › {{id}} › Details › Advanced configurations › Edit › Deletion protection',
  },
  dangers: (change) => {
    const protection = modifiedText(change, 'DeletionProtection');
    const levels = ['none', 'prevent-force-deletion', 'prevent-all-deletion'];
    const levelOf = (value: string | undefined) => Math.max(levels.indexOf(value ?? 'none'), 0);
    if (!protection || levelOf(protection.after) >= levelOf(protection.before)) return [];
    return [
      {
        subject: `protection ${protection.after}`,
        path: '/DeletionProtection',
        values: { former: protection.before ?? 'none' },
        reason: `Deletion protection of Auto Scaling group ${change.after?.id} went from ${protection.before} to ${protection.after}.`,
      },
    ];
  },
};

const suspended: ChangeRule = becoming({
  id: 'autoscaling-process-suspended',
  title: 'a group no longer does all of its work',
  severity: 'MEDIUM',
  createdSeverity: () => 'LOW',
  sources: ['https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html'],
  recommendation: 'Resume the processes, unless somebody is at work on the group.',
  remedy: {
    command:
      'aws autoscaling resume-processes --auto-scaling-group-name {{id}} --scaling-processes {{process}}',
    console:
      'EC2 › Auto Scaling Groups › {{id}} › Details › Advanced configurations › Edit › Suspended processes',
  },
  safer: 'the process runs',
  dangersOf: (group) =>
    toObjects(group.properties.SuspendedProcesses).map(({ ProcessName }, at) => ({
      subject: `${ProcessName}`,
      values: { process: String(ProcessName) },
      path: `/SuspendedProcesses/${at}`,
      reason: `Auto Scaling group ${group.id} does not do ${ProcessName} any more: the process is suspended.`,
    })),
});

const scalingLost: ChangeRule = {
  kind: 'change',
  id: 'autoscaling-policy-removed',
  title: 'a group lost a policy or schedule that scales it',
  severity: 'MEDIUM',
  sources: ['AWS Well-Architected REL07-BP01'],
  recommendation: 'Put the policy or schedule back, unless the group is to stay as large as it is.',
  remedy: {
    command:
      'aws autoscaling put-scaling-policy --auto-scaling-group-name {{id}} --policy-name {{policy}} --policy-type TargetTrackingScaling --target-tracking-configuration file://<approved-configuration.json>',
    console: 'EC2 › Auto Scaling Groups › {{id}} › Automatic scaling › Create dynamic scaling policy',
  },
  dangers: (change) => {
    if (change.kind !== 'modified') return [];
    const named = { ScalingPolicies: 'PolicyName', ScheduledActions: 'ScheduledActionName' };
    return Object.entries(named).flatMap(([list, name]) => {
      // A list that one side could not read is not among the properties that changed.
      if (!change.properties.some(({ path }) => path.startsWith(`/${list}`))) return [];
      const namesOf = ({ properties }: Resource) =>
        toList(valueAt(properties, `/${list}`)).map((each) => valueAt(each, `/${name}`));
      const after = new Set(namesOf(change.after));
      return namesOf(change.before)
        .filter((each) => !after.has(each))
        .map((each) => ({
          subject: `${list} ${each}`,
          values: { policy: String(each) },
          path: `/${list}`,
          reason: `Auto Scaling group ${change.after.id} is no longer scaled by ${each}.`,
        }));
    });
  },
};

/** The dangers of an Auto Scaling group. */
export const autoScalingGroupRules: readonly Rule[] = [
  scaledDown,
  mayGrow,
  otherTemplate,
  deletable,
  suspended,
  scalingLost,
];
