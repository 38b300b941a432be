import {
  DescribeBackupPolicyCommand,
  DescribeFileSystemPolicyCommand,
  DescribeLifecycleConfigurationCommand,
  DescribeMountTargetSecurityGroupsCommand,
  EFSClient,
  type FileSystemDescription,
  paginateDescribeFileSystems,
  paginateDescribeMountTargets,
  paginateDescribeReplicationConfigurations,
  type ReplicationConfigurationDescription,
} from '@aws-sdk/client-efs';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { fileSystemCost } from './efs-cost.ts';
import { fileSystemRules } from './efs-rules.ts';
import { everyItem, everyItemOf, readWithOwnCalls } from './listing.ts';

/** EFS lists at most this many a page. */
const pageSize = 100;
/** The replication that starts at each file system. */
interface Replications {
  readonly bySource: ReadonlyMap<string, ReplicationConfigurationDescription>;
  readonly unread: readonly UnreadProperty[];
}

async function readReplications({ clients, optional }: ResourceReader): Promise<Replications> {
  const client = clients.get(EFSClient);
  const unread: UnreadProperty[] = [];
  const found = await optional(unread, '/ReplicationConfiguration', () =>
    everyItem(
      paginateDescribeReplicationConfigurations({ client, pageSize }, {}),
      ({ Replications }) => Replications,
    ),
  );
  return { bySource: new Map(found?.map((each) => [each.SourceFileSystemId ?? '', each])), unread };
}

/** A copy that is being deleted is no longer one. */
function destinations(replication: ReplicationConfigurationDescription | undefined): object | undefined {
  const staying = replication?.Destinations?.filter(({ Status }) => Status !== 'DELETING');
  return (
    staying && {
      Destinations: staying.map(({ FileSystemId, Region, RoleArn }) => ({ FileSystemId, Region, RoleArn })),
    }
  );
}

async function readFileSystem(
  { clients, optional }: ResourceReader,
  system: FileSystemDescription,
  replications: Replications,
): Promise<ReadResource | undefined> {
  const { FileSystemId, LifeCycleState } = system;
  if (!FileSystemId || LifeCycleState === 'deleting' || LifeCycleState === 'deleted') return undefined;
  const client = clients.get(EFSClient);
  const unread: UnreadProperty[] = [...replications.unread];
  const policy = await optional(unread, '/FileSystemPolicy', () =>
    client.send(new DescribeFileSystemPolicyCommand({ FileSystemId })),
  );
  const backup = await optional(unread, '/BackupPolicy', () =>
    client.send(new DescribeBackupPolicyCommand({ FileSystemId })),
  );
  const gaps = unread.length;
  const lifecycle = await optional(unread, '/LifecyclePolicies', () =>
    client.send(new DescribeLifecycleConfigurationCommand({ FileSystemId })),
  );
  const isGone = !lifecycle && unread.length === gaps;
  if (isGone) return undefined;
  return {
    id: FileSystemId,
    arn: system.FileSystemArn,
    tags: system.Tags,
    properties: {
      FileSystemId,
      Arn: system.FileSystemArn,
      AvailabilityZoneName: system.AvailabilityZoneName,
      BackupPolicy: { Status: /^ENABL/.test(backup?.BackupPolicy?.Status ?? '') ? 'ENABLED' : undefined },
      Encrypted: system.Encrypted,
      FileSystemPolicy: policy?.Policy,
      FileSystemProtection: system.FileSystemProtection,
      KmsKeyId: system.KmsKeyId,
      LifecyclePolicies: lifecycle?.LifecyclePolicies,
      PerformanceMode: system.PerformanceMode,
      ProvisionedThroughputInMibps: system.ProvisionedThroughputInMibps,
      ReplicationConfiguration: destinations(replications.bySource.get(FileSystemId)),
      ThroughputMode: system.ThroughputMode,
    },
    unread,
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-efs-filesystem.html */
export const efsFileSystem = defineResourceType({
  type: 'AWS::EFS::FileSystem',
  scope: 'regional',
  permissions: [
    'elasticfilesystem:DescribeBackupPolicy',
    'elasticfilesystem:DescribeFileSystemPolicy',
    'elasticfilesystem:DescribeFileSystems',
    'elasticfilesystem:DescribeLifecycleConfiguration',
    'elasticfilesystem:DescribeReplicationConfigurations',
  ],
  async *read(reader) {
    const client = reader.clients.get(EFSClient);
    const systems = await everyItem(
      paginateDescribeFileSystems({ client, pageSize }, {}),
      ({ FileSystems }) => FileSystems,
    );
    if (systems.length === 0) return;
    const replications = await readReplications(reader);
    yield* readWithOwnCalls(systems, (system) => readFileSystem(reader, system, replications));
  },
  unordered: {
    '/LifecyclePolicies': 'value',
    '/ReplicationConfiguration/Destinations': ['Region', 'FileSystemId'],
  },
  volatile: {
    '/LifeCycleState': 'progress of the last change',
    '/NumberOfMountTargets': 'each mount target is a resource',
    '/ReplicationConfiguration/Destinations/*/Status': 'progress of the replication',
    '/SizeInBytes': 'changes with the data',
  },
  defaults: {
    FileSystemProtection: { ReplicationOverwriteProtection: 'ENABLED' },
    PerformanceMode: 'generalPurpose',
    ThroughputMode: 'bursting',
  },
  holdsState: 'the files in it, unless a backup of them is kept',
  sensitivity: {
    '/BackupPolicy': 'MEDIUM',
    '/FileSystemPolicy': 'MEDIUM',
    '/FileSystemProtection': 'MEDIUM',
    '/KmsKeyId': 'HIGH',
    '/ProvisionedThroughputInMibps': 'MEDIUM',
    '/ReplicationConfiguration': 'MEDIUM',
    '/ThroughputMode': 'MEDIUM',
  },
  rules: fileSystemRules,
  monthlyCost: fileSystemCost,
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-efs-mounttarget.html */
export const efsMountTarget = defineResourceType({
  type: 'AWS::EFS::MountTarget',
  scope: 'regional',
  taggable: false,
  permissions: [
    'elasticfilesystem:DescribeFileSystems',
    'elasticfilesystem:DescribeMountTargetSecurityGroups',
    'elasticfilesystem:DescribeMountTargets',
  ],
  async *read({ clients, optional }) {
    const client = clients.get(EFSClient);
    const systems = await everyItem(
      paginateDescribeFileSystems({ client, pageSize }, {}),
      ({ FileSystems }) => FileSystems,
    );
    for (const { FileSystemId } of systems) {
      const targets = await everyItemOf(
        paginateDescribeMountTargets({ client, pageSize }, { FileSystemId }),
        ({ MountTargets }) => MountTargets,
      );
      yield* readWithOwnCalls(targets, async (target) => {
        const { MountTargetId, LifeCycleState } = target;
        if (!MountTargetId || LifeCycleState === 'deleting' || LifeCycleState === 'deleted') return undefined;
        const unread: UnreadProperty[] = [];
        const groups = await optional(unread, '/SecurityGroups', () =>
          client.send(new DescribeMountTargetSecurityGroupsCommand({ MountTargetId })),
        );
        if (!groups && unread.length === 0) return undefined;
        return {
          id: MountTargetId,
          properties: {
            Id: MountTargetId,
            FileSystemId,
            SubnetId: target.SubnetId,
            SecurityGroups: groups?.SecurityGroups,
            IpAddress: target.IpAddress,
            Ipv6Address: target.Ipv6Address,
            VpcId: target.VpcId,
          },
          unread,
        };
      });
    }
  },
  sensitivity: { '': 'MEDIUM' },
  monthlyCost: () => free,
});
