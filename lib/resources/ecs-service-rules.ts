import { toObjects } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Rule, StateRule } from '../model/rule.ts';
import { formerValue } from './former-state.ts';

const executeCommand: StateRule = {
  kind: 'state',
  id: 'ecs-execute-command-enabled',
  title: 'a shell can be opened in the containers of a service',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html',
    'MITRE ATT&CK T1609',
  ],
  recommendation:
    'Turn ECS Exec off again once the debugging is done; keep its sessions logged while it is on.',
  remedy: {
    command:
      'aws ecs update-service --cluster {{/Cluster}} --service {{/ServiceName}} --disable-execute-command',
    console:
      'Elastic Container Service › Clusters › {{/Cluster}} › Services › {{/ServiceName}} › Update service › Turn off ECS Exec',
  },
  safer: 'no shell can be opened in the containers',
  dangers: ({ properties: { EnableExecuteCommand, ServiceName } }) =>
    EnableExecuteCommand === true
      ? [
          {
            subject: 'ECS Exec on',
            path: '/EnableExecuteCommand',
            reason: `Whoever may call ecs:ExecuteCommand can open a shell in the containers of service ${String(ServiceName)}, with the permissions of its task role.`,
          },
        ]
      : [],
};

const publicAddress: StateRule = {
  kind: 'state',
  id: 'ecs-public-ip-assigned',
  title: 'the tasks of a service have public addresses',
  severity: 'HIGH',
  sources: ['FSBP ECS.2', 'MITRE ATT&CK T1133'],
  recommendation:
    'Set AssignPublicIp to DISABLED and let a load balancer and a NAT gateway face the internet.',
  remedy: {
    command:
      "aws ecs update-service --cluster {{/Cluster}} --service {{/ServiceName}} --network-configuration 'awsvpcConfiguration={subnets=[<private-subnet>],securityGroups=[<security-group>],assignPublicIp=DISABLED}'",
    console:
      'Elastic Container Service › Clusters › {{/Cluster}} › Services › {{/ServiceName}} › Update service › Networking › Public IP',
  },
  safer: 'the tasks have no public addresses',
  dangers: ({ properties: values }) =>
    valueAt(values, '/NetworkConfiguration/AwsvpcConfiguration/AssignPublicIp') === 'ENABLED'
      ? [
          {
            subject: 'public addresses',
            path: '/NetworkConfiguration/AwsvpcConfiguration/AssignPublicIp',
            reason: `Every task of service ${String(values.ServiceName)} gets a public address: only its security groups keep the internet out.`,
          },
        ]
      : [],
};

const stopped: StateRule = {
  kind: 'state',
  id: 'ecs-service-stopped',
  title: 'a service runs no tasks',
  severity: 'MEDIUM',
  sources: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html',
    'MITRE ATT&CK T1489',
  ],
  recommendation: 'Set the desired count again, unless somebody stopped the service on purpose.',
  remedy: {
    command:
      'aws ecs update-service --cluster {{/Cluster}} --service {{/ServiceName}} --desired-count <count>',
    console:
      'Elastic Container Service › Clusters › {{/Cluster}} › Services › {{/ServiceName}} › Update service › Desired tasks',
  },
  safer: 'the service runs tasks',
  dangers: ({ properties: { DesiredCount, ServiceName } }) =>
    DesiredCount === 0
      ? [
          {
            subject: 'desired count 0',
            path: '/DesiredCount',
            reason: `Service ${String(ServiceName)} has a desired count of 0: it serves nobody.`,
          },
        ]
      : [],
};

const oldPlatform: StateRule = {
  kind: 'state',
  id: 'ecs-old-platform-version',
  title: 'a service is pinned to an old Fargate platform',
  severity: 'MEDIUM',
  sources: ['FSBP ECS.10'],
  recommendation: 'Set PlatformVersion to LATEST: older platforms get no security updates.',
  remedy: {
    command:
      'aws ecs update-service --cluster {{/Cluster}} --service {{/ServiceName}} --platform-version LATEST',
    console:
      'Elastic Container Service › Clusters › {{/Cluster}} › Services › {{/ServiceName}} › Update service › Compute configuration › Platform version',
  },
  safer: 'the platform is current',
  dangers: ({ properties: { PlatformVersion, ServiceName } }) =>
    /^1\.[0-3]\.\d+$/.test(String(PlatformVersion ?? ''))
      ? [
          {
            subject: `platform ${String(PlatformVersion)}`,
            path: '/PlatformVersion',
            reason: `Service ${String(ServiceName)} runs on Fargate platform ${String(PlatformVersion)}, which gets no security updates.`,
          },
        ]
      : [],
};

/** Whether scaling policies follow the load of a service. */
function scales({ properties }: Resource): boolean {
  return toObjects(properties.ScalableTargets).some(
    ({ ScalingPolicies }) => toObjects(ScalingPolicies).length > 0,
  );
}

const autoscalingLost: ChangeRule = {
  kind: 'change',
  id: 'ecs-autoscaling-removed',
  title: 'a service no longer scales with its load',
  severity: 'MEDIUM',
  sources: ['AWS Well-Architected REL07-BP01'],
  recommendation: 'Put the scaling policies back, or set a desired count that carries the highest load.',
  remedy: {
    command:
      "aws application-autoscaling put-scaling-policy --service-namespace ecs --resource-id service/{{cluster}}/{{/ServiceName}} --scalable-dimension ecs:service:DesiredCount --policy-name cpu --policy-type TargetTrackingScaling --target-tracking-scaling-policy-configuration 'TargetValue=<percent>,PredefinedMetricSpecification={PredefinedMetricType=ECSServiceAverageCPUUtilization}'",
    console:
      'Elastic Container Service › Clusters › {{/Cluster}} › Services › {{/ServiceName}} › Service auto scaling › Set the number of tasks',
  },
  dangers: (change) => {
    if (change.kind !== 'modified') return [];
    const isUnread = (change.after.unread ?? []).some(({ path }) => path === '/ScalableTargets');
    if (isUnread || !scales(change.before) || scales(change.after)) return [];
    const reason = `Service ${String(change.after.properties.ServiceName)} lost its scaling policies: when the load grows, nobody adds tasks.`;
    const cluster = String(change.after.properties.Cluster).split('/').at(-1) ?? '';
    return [{ subject: 'no scaling policies', path: '/ScalableTargets', values: { cluster }, reason }];
  },
  ended: (change) =>
    change.kind === 'modified' && !scales(change.before) && scales(change.after)
      ? [
          {
            subject: 'no scaling policies',
            path: '/ScalableTargets',
            reason: 'Safer: the service scales with its load.',
          },
        ]
      : [],
};

/** `shop` of `arn:aws:ecs:eu-west-1:111122223333:task-definition/shop:12`. */
function familyOf({ properties: { TaskDefinition } }: Resource): string | undefined {
  return typeof TaskDefinition === 'string'
    ? TaskDefinition.slice(TaskDefinition.lastIndexOf('/') + 1).replace(/:\d+$/, '')
    : undefined;
}

/** The next revision of its own task is what a deployment brings; a task of another family is another program. */
const otherFamily: ChangeRule = {
  kind: 'change',
  id: 'ecs-service-runs-other-task',
  title: 'a service runs tasks of another family',
  severity: 'MEDIUM',
  sources: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/update-service-parameters.html',
    'MITRE ATT&CK T1610',
  ],
  recommendation: 'Make sure that the other task is meant; if not, set the former one again.',
  remedy: {
    command:
      'aws ecs update-service --cluster {{/Cluster}} --service {{/ServiceName}} --task-definition {{former}}',
    console:
      'Elastic Container Service › Clusters › {{/Cluster}} › Services › {{/ServiceName}} › Update service › Task definition',
  },
  dangers: (change) => {
    if (change.kind !== 'modified') return [];
    const [from, to] = [familyOf(change.before), familyOf(change.after)];
    if (from === undefined || to === undefined || from === to) return [];
    return [
      {
        subject: `family ${to}`,
        path: '/TaskDefinition',
        values: formerValue(change.before.properties.TaskDefinition),
        reason: `Service ${String(change.after.properties.ServiceName)} runs tasks of ${to} now, no longer of ${from}.`,
      },
    ];
  },
};

/** The dangers of a service. */
export const serviceRules: readonly Rule[] = [
  executeCommand,
  publicAddress,
  stopped,
  oldPlatform,
  autoscalingLost,
  otherFamily,
];
