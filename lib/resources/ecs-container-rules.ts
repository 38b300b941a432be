import { changedResource, type ResourceChange } from '../model/change.ts';
import { type JsonObject, toObjects } from '../model/json.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger } from '../model/rule.ts';
import { formerValue, type RemedyValues } from './former-state.ts';

/** A container of a task definition. */
export interface Container {
  readonly name: string;
  readonly path: string;
  readonly container: JsonObject;
}

/** The containers of a task definition, with where they stand. */
export function containers({ properties: { ContainerDefinitions } }: Resource): Container[] {
  return toObjects(ContainerDefinitions).map((container, at) => ({
    name: String(container.Name),
    path: `/ContainerDefinitions/${at}`,
    container,
  }));
}

/** The containers that both states of a task definition have, by name. */
function sameContainers(change: ResourceChange): { was: Container; is: Container }[] {
  if (change.kind !== 'modified') return [];
  const before = new Map(containers(change.before).map((each) => [each.name, each]));
  return containers(change.after).flatMap((is) => {
    const was = before.get(is.name);
    return was ? [{ was, is }] : [];
  });
}

/** The revision that was approved, which remedies go back to. */
const formerRevision = ({ before }: ResourceChange): RemedyValues => formerValue(before?.arn);

/** The registry of an image; images that name none come from Docker Hub. */
function registry(image: unknown): string {
  const [first = '', ...rest] = String(image ?? '').split('/');
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : 'docker.io';
}

function isOwnRegistry(host: string, account: string): boolean {
  return account !== '' && host.startsWith(`${account}.dkr.ecr`);
}

const otherRegistry: ChangeRule = {
  kind: 'change',
  id: 'ecs-image-from-other-registry',
  title: 'a container runs an image of another registry',
  severity: 'HIGH',
  sources: ['AWS Well-Architected SEC06-BP04', 'MITRE ATT&CK T1525'],
  recommendation:
    'Go back to the approved revision unless the image is what was meant to run; deploy it from your own registry, by digest.',
  remedy: {
    command: 'aws ecs update-service --cluster <cluster> --service <service> --task-definition {{former}}',
    console:
      'Elastic Container Service › Task definitions › {{/Family}} › {{former}} › Deploy › Update service',
  },
  dangers: (change) =>
    sameContainers(change).flatMap(({ was, is }) => {
      const [from, to] = [registry(was.container.Image), registry(is.container.Image)];
      if (from === to || isOwnRegistry(to, changedResource(change).account)) return [];
      return [
        {
          subject: `container ${is.name} from ${to}`,
          path: `${is.path}/Image`,
          values: formerRevision(change),
          reason: `Container ${is.name} of task definition ${changedResource(change).id} runs ${String(is.container.Image)} from ${to} now, no longer ${String(was.container.Image)}.`,
        },
      ];
    }),
};

/** Containers that a task definition did not have before. */
function addedContainers(change: ResourceChange): { is: Container; foreign: boolean }[] {
  if (change.kind !== 'modified') return [];
  const before = containers(change.before);
  const names = new Set(before.map(({ name }) => name));
  const known = new Set(before.map(({ container }) => registry(container.Image)));
  return containers(change.after)
    .filter(({ name }) => !names.has(name))
    .map((is) => {
      const host = registry(is.container.Image);
      return { is, foreign: !known.has(host) && !isOwnRegistry(host, change.after.account) };
    });
}

const containerAdded: ChangeRule = {
  kind: 'change',
  id: 'ecs-container-added',
  title: 'a task runs one container more',
  severity: 'MEDIUM',
  sources: ['MITRE ATT&CK T1610'],
  recommendation:
    'Find out what the container is for: it shares the network and the role of the task with all others; go back to the approved revision if nobody can say.',
  remedy: {
    command: 'aws ecs update-service --cluster <cluster> --service <service> --task-definition {{former}}',
    console:
      'Elastic Container Service › Task definitions › {{/Family}} › {{former}} › Deploy › Update service',
  },
  dangers: (change) =>
    addedContainers(change).map(({ is, foreign }) => ({
      subject: `container ${is.name}`,
      path: is.path,
      values: formerRevision(change),
      ...(foreign ? { severity: 'HIGH' as const } : {}),
      reason: `Container ${is.name} (${String(is.container.Image)}) was added to task definition ${changedResource(change).id}${foreign ? ', from a registry that it did not use before' : ''}.`,
    })),
};

const taskRoleChanged: ChangeRule = {
  kind: 'change',
  id: 'ecs-task-role-changed',
  title: 'a task runs with another role',
  severity: 'HIGH',
  sources: ['AWS Well-Architected SEC03-BP02', 'MITRE ATT&CK T1098.003'],
  recommendation:
    'Compare the permissions of both roles; go back to the approved revision if nobody can say why the role was changed.',
  remedy: {
    command: 'aws ecs update-service --cluster <cluster> --service <service> --task-definition {{former}}',
    console:
      'Elastic Container Service › Task definitions › {{/Family}} › {{former}} › Deploy › Update service',
  },
  dangers: (change) => {
    if (change.kind !== 'modified') return [];
    const [from, to] = [change.before.properties.TaskRoleArn, change.after.properties.TaskRoleArn];
    // A task that lost its role can do less.
    if (to === undefined || from === to) return [];
    return [
      {
        subject: `role ${String(to)}`,
        path: '/TaskRoleArn',
        values: formerRevision(change),
        reason: `Tasks of ${change.after.id} run with the permissions of ${String(to)} now, no longer with those of ${String(from ?? 'no role')}.`,
      },
    ];
  },
};

function containerSwitch(
  change: ResourceChange,
  property: string,
  isOn: (container: JsonObject) => boolean,
  on: boolean,
  reason: (name: string) => string,
): Danger[] {
  return sameContainers(change)
    .filter(({ was, is }) => isOn(was.container) !== on && isOn(is.container) === on)
    .map(({ is }) => ({
      subject: `container ${is.name}`,
      path: `${is.path}/${property}`,
      values: formerRevision(change),
      reason: reason(is.name),
    }));
}

const hasLog = ({ LogConfiguration }: JsonObject) => LogConfiguration !== undefined;
const isReadOnly = ({ ReadonlyRootFilesystem }: JsonObject) => ReadonlyRootFilesystem === true;

const loggingRemoved: ChangeRule = {
  kind: 'change',
  id: 'ecs-logging-removed',
  title: 'a container no longer logs',
  severity: 'HIGH',
  sources: ['FSBP ECS.9', 'MITRE ATT&CK T1562.008'],
  recommendation:
    'Go back to the approved revision, or set the log configuration again, and look at what happened while it was gone.',
  remedy: {
    command: 'aws ecs update-service --cluster <cluster> --service <service> --task-definition {{former}}',
    console:
      'Elastic Container Service › Task definitions › {{/Family}} › {{former}} › Deploy › Update service',
  },
  dangers: (change) =>
    containerSwitch(
      change,
      'LogConfiguration',
      hasLog,
      false,
      (name) =>
        `Container ${name} of task definition ${changedResource(change).id} lost its log configuration.`,
    ),
  ended: (change) =>
    containerSwitch(change, 'LogConfiguration', hasLog, true, (name) => `Safer: container ${name} logs.`),
};

const rootMadeWritable: ChangeRule = {
  kind: 'change',
  id: 'ecs-root-filesystem-made-writable',
  title: 'the root file system of a container was made writable',
  severity: 'MEDIUM',
  sources: ['FSBP ECS.5'],
  recommendation:
    'Go back to the approved revision, or set ReadonlyRootFilesystem in a new one and mount a volume where the container must write.',
  remedy: {
    command: 'aws ecs update-service --cluster <cluster> --service <service> --task-definition {{former}}',
    console:
      'Elastic Container Service › Task definitions › {{/Family}} › {{former}} › Deploy › Update service',
  },
  dangers: (change) =>
    containerSwitch(
      change,
      'ReadonlyRootFilesystem',
      isReadOnly,
      false,
      (name) =>
        `Container ${name} of task definition ${changedResource(change).id} can write to its root file system now.`,
    ),
  ended: (change) =>
    containerSwitch(
      change,
      'ReadonlyRootFilesystem',
      isReadOnly,
      true,
      (name) => `Safer: the root file system of container ${name} is read-only.`,
    ),
};

/** Dangers that lie in what happened to a task definition and its containers. */
export const containerChangeRules: readonly ChangeRule[] = [
  otherRegistry,
  containerAdded,
  taskRoleChanged,
  loggingRemoved,
  rootMadeWritable,
];
