import { toList, toObjects } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { Rule, StateRule } from '../model/rule.ts';
import { containerChangeRules, containers } from './ecs-container-rules.ts';

const privileged: StateRule = {
  kind: 'state',
  id: 'ecs-privileged-container',
  title: 'a container has the rights of its host',
  severity: 'HIGH',
  sources: ['FSBP ECS.4', 'MITRE ATT&CK T1611'],
  recommendation:
    'Deregister the revision, so that nothing more starts from it; deploy one with Privileged off and the single Linux capabilities that are needed.',
  remedy: {
    command: 'aws ecs deregister-task-definition --task-definition {{arn}}',
    console:
      'Elastic Container Service › Task definitions › {{/Family}} › <newest revision> › Actions › Deregister',
  },
  safer: 'the container no longer has the rights of its host',
  dangers: (resource) =>
    containers(resource)
      .filter(({ container }) => container.Privileged === true)
      .map(({ name, path }) => ({
        subject: `container ${name} privileged`,
        path: `${path}/Privileged`,
        reason: `Container ${name} of task definition ${resource.id} is privileged: it is root on the instance it runs on.`,
      })),
};

const sharedNamespaces = [
  {
    property: 'NetworkMode',
    severity: 'HIGH',
    shares: 'the network of its instance, whose ports and credentials it reaches',
  },
  {
    property: 'PidMode',
    severity: 'HIGH',
    shares: 'the processes of its instance, which it sees and can stop',
  },
  { property: 'IpcMode', severity: 'MEDIUM', shares: 'the shared memory of its instance' },
] as const;

const hostNamespace: StateRule = {
  kind: 'state',
  id: 'ecs-host-namespace',
  title: 'a task shares a namespace with its host',
  severity: 'HIGH',
  sources: ['FSBP ECS.3', 'Security Hub ECS.17', 'MITRE ATT&CK T1611'],
  recommendation:
    'Deregister the revision, so that nothing more starts from it; deploy one with the network mode awsvpc, and PidMode and IpcMode unset or at task.',
  remedy: {
    command: 'aws ecs deregister-task-definition --task-definition {{arn}}',
    console:
      'Elastic Container Service › Task definitions › {{/Family}} › <newest revision> › Actions › Deregister',
  },
  safer: 'the task no longer shares a namespace with its host',
  dangers: ({ id, properties: values }) =>
    sharedNamespaces
      .filter(({ property }) => values[property] === 'host')
      .map(({ property, severity, shares }) => ({
        subject: `${property} host`,
        path: `/${property}`,
        severity,
        reason: `Task definition ${id} has ${property} host: its task shares ${shares}.`,
      })),
};

/** Directories of a host from which a container can take it over. What is below them may be harmless. */
const hostDirectories: ReadonlySet<string> = new Set([
  '/',
  '/dev',
  '/etc',
  '/proc',
  '/run',
  '/sys',
  '/usr',
  '/var',
  '/var/lib',
  '/var/run',
]);

/** Paths of a host that are as dangerous with all that is below them: programs, keys, jobs, disks and sockets. */
const hostPaths =
  /^\/(bin|boot|home|lib|lib64|root|sbin|usr\/(bin|lib|lib64|local\/s?bin|sbin))(\/|$)|^\/(dev\/(k?mem|nvme|sd|xvd)|etc\/(cron|docker|ecs|ld\.so\.preload|passwd|shadow|ssh(\/|$)|sudoers|systemd)|var\/(lib\/(containerd|docker|ecs)|spool\/cron)|(var\/)?run\/(containerd|docker))/;

const isHostPath = (path: string) => hostDirectories.has(path) || hostPaths.test(path);

const hostVolume: StateRule = {
  kind: 'state',
  id: 'ecs-host-path-mounted',
  title: 'a task mounts a system directory of its host',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html',
    'MITRE ATT&CK T1611',
  ],
  recommendation:
    'Deregister the revision, so that nothing more starts from it; deploy one without the volume, or with the one directory that is needed, read-only.',
  remedy: {
    command: 'aws ecs deregister-task-definition --task-definition {{arn}}',
    console:
      'Elastic Container Service › Task definitions › {{/Family}} › <newest revision> › Actions › Deregister',
  },
  safer: 'the system directory is no longer mounted',
  dangers: ({ id, properties: { Volumes } }) =>
    toObjects(Volumes).flatMap((volume, at) => {
      const source = valueAt(volume, '/Host/SourcePath');
      if (typeof source !== 'string' || !isHostPath(source.replace(/(?<=.)\/+$/, ''))) return [];
      return [
        {
          subject: `host path ${source}`,
          path: `/Volumes/${at}`,
          reason: `Task definition ${id} mounts ${source} of its instance: whoever is in the container can take over the instance.`,
        },
      ];
    }),
};

/** Capabilities that lead out of a container. https://man7.org/linux/man-pages/man7/capabilities.7.html */
const escapingCapabilities: ReadonlySet<string> = new Set([
  'ALL',
  'BPF',
  'DAC_READ_SEARCH',
  'NET_ADMIN',
  'SYS_ADMIN',
  'SYS_MODULE',
  'SYS_PTRACE',
  'SYS_RAWIO',
]);

const capabilityAdded: StateRule = {
  kind: 'state',
  id: 'ecs-capability-added',
  title: 'a container has a capability that leads out of it',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html',
    'MITRE ATT&CK T1611',
  ],
  recommendation:
    'Deregister the revision, so that nothing more starts from it; deploy one without the capability in LinuxParameters.Capabilities.Add.',
  remedy: {
    command: 'aws ecs deregister-task-definition --task-definition {{arn}}',
    console:
      'Elastic Container Service › Task definitions › {{/Family}} › <newest revision> › Actions › Deregister',
  },
  safer: 'the capability is gone',
  dangers: (resource) =>
    containers(resource).flatMap(({ name, path, container }) =>
      toList(valueAt(container, '/LinuxParameters/Capabilities/Add'))
        .map((capability) => String(capability).replace(/^CAP_/, ''))
        .filter((capability) => escapingCapabilities.has(capability))
        .map((capability) => ({
          subject: `container ${name} ${capability}`,
          path: `${path}/LinuxParameters/Capabilities/Add`,
          reason: `Container ${name} of task definition ${resource.id} has the Linux capability ${capability}, which leads out of the container.`,
        })),
    ),
};

const credentialNames: ReadonlySet<string> = new Set([
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'ECS_ENGINE_AUTH_DATA',
]);

const credentialsInEnvironment: StateRule = {
  kind: 'state',
  id: 'ecs-credentials-in-environment',
  title: 'credentials stand in the environment of a container',
  severity: 'HIGH',
  sources: ['FSBP ECS.8', 'MITRE ATT&CK T1552'],
  recommendation: 'Revoke the credentials; let the task role grant access, or reference a secret in Secrets.',
  remedy: {
    command: 'aws iam update-access-key --access-key-id <access-key-id> --status Inactive',
    console:
      'Elastic Container Service › Task definitions › {{/Family}} › <newest revision> › Create new revision › Environment variables',
  },
  safer: 'the credentials are gone from the environment',
  dangers: (resource) =>
    containers(resource).flatMap(({ name, path, container }) =>
      toObjects(container.Environment)
        .filter(({ Name }) => credentialNames.has(String(Name)))
        .map(({ Name }) => ({
          subject: `container ${name} ${String(Name)}`,
          path: `${path}/Environment`,
          reason: `Container ${name} of task definition ${resource.id} has ${String(Name)} in its environment, readable for everybody who can describe the task definition.`,
        })),
    ),
};

const unencryptedFileSystem: StateRule = {
  kind: 'state',
  id: 'ecs-file-system-without-transit-encryption',
  title: 'a file system is mounted without encryption in transit',
  severity: 'MEDIUM',
  sources: ['FSBP ECS.18'],
  recommendation: 'Set TransitEncryption of the EFS volume to ENABLED in a new revision.',
  remedy: {
    command:
      'aws ecs register-task-definition --cli-input-json file://<task-definition-with-transit-encryption.json>',
    console:
      'Elastic Container Service › Task definitions › {{/Family}} › Create new revision › Volumes › Transit encryption',
  },
  safer: 'the file system is mounted with encryption in transit',
  dangers: ({ id, properties: { Volumes } }) =>
    toObjects(Volumes).flatMap((volume, at) => {
      const fileSystem = valueAt(volume, '/EFSVolumeConfiguration/FilesystemId');
      if (fileSystem === undefined) return [];
      if (valueAt(volume, '/EFSVolumeConfiguration/TransitEncryption') === 'ENABLED') return [];
      return [
        {
          subject: `volume ${String(volume.Name)} without encryption`,
          path: `/Volumes/${at}/EFSVolumeConfiguration`,
          reason: `Task definition ${id} mounts EFS ${String(fileSystem)} without encryption in transit.`,
        },
      ];
    }),
};

/** The dangers of an ECS task definition. */
export const taskDefinitionRules: readonly Rule[] = [
  privileged,
  hostNamespace,
  hostVolume,
  capabilityAdded,
  credentialsInEnvironment,
  unencryptedFileSystem,
  ...containerChangeRules,
];
