import {
  DescribeTaskDefinitionCommand,
  ECSClient,
  paginateListTaskDefinitionFamilies,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import pLimit from 'p-limit';
import { awsErrorParts, isNotFound } from '../aws/errors.ts';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { taskDefinitionRules } from './ecs-rules.ts';
import { inSchemaNames } from './ecs-shape.ts';

const callsAtOnce = 8;

function properties(definition: TaskDefinition): object {
  return {
    TaskDefinitionArn: definition.taskDefinitionArn,
    Family: definition.family,
    ContainerDefinitions: inSchemaNames(definition.containerDefinitions, 'containerDefinitions'),
    Cpu: definition.cpu,
    EnableFaultInjection: definition.enableFaultInjection,
    EphemeralStorage: inSchemaNames(definition.ephemeralStorage, 'ephemeralStorage'),
    ExecutionRoleArn: definition.executionRoleArn,
    InferenceAccelerators: inSchemaNames(definition.inferenceAccelerators, 'inferenceAccelerators'),
    IpcMode: definition.ipcMode,
    Memory: definition.memory,
    NetworkMode: definition.networkMode,
    PidMode: definition.pidMode,
    PlacementConstraints: inSchemaNames(definition.placementConstraints, 'placementConstraints'),
    ProxyConfiguration: inSchemaNames(definition.proxyConfiguration, 'proxyConfiguration'),
    RequiresCompatibilities: definition.requiresCompatibilities,
    RuntimePlatform: inSchemaNames(definition.runtimePlatform, 'runtimePlatform'),
    TaskRoleArn: definition.taskRoleArn,
    Volumes: inSchemaNames(definition.volumes, 'volumes'),
  };
}

/** ECS answers a family that has no active revision any more with a ClientException of these words. */
function isGone(error: unknown): boolean {
  return isNotFound(error) || /unable to describe task definition/i.test(awsErrorParts(error).message);
}

async function readFamily({ clients }: ResourceReader, family: string): Promise<ReadResource[]> {
  try {
    const { taskDefinition, tags } = await clients
      .get(ECSClient)
      .send(new DescribeTaskDefinitionCommand({ taskDefinition: family, include: ['TAGS'] }));
    if (!taskDefinition) return [];
    return [
      { id: family, arn: taskDefinition.taskDefinitionArn, tags, properties: properties(taskDefinition) },
    ];
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

/** Options of log drivers that are credentials; the names of all others would tell nothing if they were concealed. */
const logCredentials = [
  'splunk-token',
  'Splunk_Token',
  'splunk_token',
  'apikey',
  'api_key',
  'license_key',
  'licenseKey',
  'http_User',
  'http_Passwd',
  'Header',
  'header',
];
const container = '/ContainerDefinitions/*';

/**
 * A resource for each family, with its newest active revision as the state, which is what the family's name stands
 * for in every ECS call: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTaskDefinition.html
 *
 * The CloudFormation identifier is the ARN of one revision. With it, every deployment would come as one resource that
 * was added and one that was removed, and nobody would see what differs between the two. So the id is the family; the
 * ARN of the revision is a property, and a revision that differs in nothing else is INFO. A service that
 * runs an older revision says so itself, in `TaskDefinition`.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-taskdefinition.html
 */
export const ecsTaskDefinition = defineResourceType({
  type: 'AWS::ECS::TaskDefinition',
  scope: 'regional',
  permissions: ['ecs:DescribeTaskDefinition', 'ecs:ListTaskDefinitionFamilies'],
  async *read(reader) {
    const limit = pLimit(callsAtOnce);
    const pages = paginateListTaskDefinitionFamilies(
      { client: reader.clients.get(ECSClient) },
      { status: 'ACTIVE', maxResults: 100 },
    );
    for await (const page of pages) {
      const read = await limit.map(page.families ?? [], (family) => readFamily(reader, family));
      yield* read.flat();
    }
  },
  unordered: {
    '/ContainerDefinitions': ['Name'],
    [`${container}/CredentialSpecs`]: 'value',
    [`${container}/DependsOn`]: ['ContainerName'],
    [`${container}/DockerSecurityOptions`]: 'value',
    [`${container}/Environment`]: ['Name'],
    [`${container}/ExtraHosts`]: ['Hostname', 'IpAddress'],
    [`${container}/Links`]: 'value',
    [`${container}/LinuxParameters/Capabilities/Add`]: 'value',
    [`${container}/LinuxParameters/Capabilities/Drop`]: 'value',
    [`${container}/LinuxParameters/Devices`]: ['HostPath', 'ContainerPath'],
    [`${container}/LinuxParameters/Devices/*/Permissions`]: 'value',
    [`${container}/LinuxParameters/Tmpfs`]: ['ContainerPath'],
    [`${container}/LogConfiguration/SecretOptions`]: ['Name'],
    [`${container}/MountPoints`]: ['ContainerPath'],
    [`${container}/PortMappings`]: ['ContainerPort', 'ContainerPortRange', 'Protocol'],
    [`${container}/ResourceRequirements`]: ['Type'],
    [`${container}/RestartPolicy/IgnoredExitCodes`]: 'value',
    [`${container}/Secrets`]: ['Name'],
    [`${container}/SystemControls`]: ['Namespace'],
    [`${container}/Ulimits`]: ['Name'],
    [`${container}/VolumesFrom`]: ['SourceContainer'],
    '/InferenceAccelerators': ['DeviceName'],
    '/PlacementConstraints': 'value',
    '/ProxyConfiguration/ProxyConfigurationProperties': ['Name'],
    '/RequiresCompatibilities': 'value',
    '/Volumes': ['Name'],
  },
  volatile: {
    '/Compatibilities': 'follows from the other properties',
    '/DeregisteredAt': 'time of a change of state',
    '/RegisteredAt': 'time of creation of the revision',
    '/RegisteredBy': 'who created the revision, which CloudTrail tells',
    '/RequiresAttributes': 'follows from the other properties',
    '/Revision': 'part of the ARN',
    '/Status': 'revisions that are not active are not read',
  },
  secret: [
    `${container}/Environment/*/Value`,
    ...logCredentials.map((name) => `${container}/LogConfiguration/Options/${name}`),
  ],
  sensitivity: {
    [`${container}/Command`]: 'MEDIUM',
    [`${container}/EntryPoint`]: 'MEDIUM',
    [`${container}/EnvironmentFiles`]: 'MEDIUM',
    [`${container}/Image`]: 'MEDIUM',
    [`${container}/LinuxParameters`]: 'MEDIUM',
    [`${container}/LogConfiguration`]: 'MEDIUM',
    [`${container}/Secrets`]: 'MEDIUM',
    [`${container}/User`]: 'MEDIUM',
    '/ExecutionRoleArn': 'MEDIUM',
    '/NetworkMode': 'MEDIUM',
    '/ProxyConfiguration': 'MEDIUM',
    '/TaskDefinitionArn': 'INFO',
    '/TaskRoleArn': 'MEDIUM',
    '/Volumes': 'MEDIUM',
  },
  rules: taskDefinitionRules,
  monthlyCost: () => free,
});
