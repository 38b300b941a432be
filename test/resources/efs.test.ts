import {
  DescribeBackupPolicyCommand,
  DescribeFileSystemPolicyCommand,
  DescribeFileSystemsCommand,
  DescribeLifecycleConfigurationCommand,
  DescribeMountTargetSecurityGroupsCommand,
  DescribeMountTargetsCommand,
  DescribeReplicationConfigurationsCommand,
  EFSClient,
  type FileSystemDescription,
  type MountTargetDescription,
} from '@aws-sdk/client-efs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { efsFileSystem, efsMountTarget } from '../../lib/resources/efs.ts';
import { resource } from '../resource-fixtures.ts';
import { riskOfRemoval, storedById } from './reading-fixtures.ts';
import { awsError, costContext, readAll, riskOf, storedLines } from './type-fixtures.ts';

const efs = mockClient(EFSClient);
const FileSystemArn = 'arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system/fs-1';
const listed = {
  OwnerId: '111122223333',
  CreationToken: 'token',
  CreationTime: new Date(0),
  LifeCycleState: 'available' as const,
  NumberOfMountTargets: 1,
  SizeInBytes: { Value: 6144 },
  PerformanceMode: 'maxIO' as const,
  Tags: [{ Key: 'Name', Value: 'shared' }],
};
const full: FileSystemDescription = {
  ...listed,
  FileSystemId: 'fs-1',
  FileSystemArn,
  Encrypted: true,
  KmsKeyId: 'arn:key',
  ThroughputMode: 'provisioned',
  ProvisionedThroughputInMibps: 10,
  AvailabilityZoneName: 'eu-west-1a',
  FileSystemProtection: { ReplicationOverwriteProtection: 'DISABLED' },
};
const target: MountTargetDescription = {
  MountTargetId: 'fsmt-1',
  FileSystemId: 'fs-1',
  SubnetId: 'subnet-1',
  LifeCycleState: 'available',
  IpAddress: '10.0.0.5',
  Ipv6Address: '2001:db8::5',
  VpcId: 'vpc-1',
};
const destination = { FileSystemId: 'fs-9', Region: 'eu-central-1', RoleArn: 'arn:role' };
const Policy =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"elasticfilesystem:ClientMount"}]}';

beforeEach(() => {
  efs.reset();
  efs
    .on(DescribeFileSystemsCommand)
    .resolves({ FileSystems: [full], NextMarker: '2' })
    .on(DescribeFileSystemsCommand, { Marker: '2' })
    .resolves({
      FileSystems: [
        { ...listed, FileSystemId: 'fs-gone' },
        { ...listed, FileSystemId: 'fs-going', LifeCycleState: 'deleting' },
      ],
    })
    .on(DescribeFileSystemPolicyCommand)
    .rejects(awsError('PolicyNotFound'))
    .on(DescribeFileSystemPolicyCommand, { FileSystemId: 'fs-1' })
    .resolves({ FileSystemId: 'fs-1', Policy })
    .on(DescribeBackupPolicyCommand)
    .rejects(awsError('PolicyNotFound'))
    .on(DescribeBackupPolicyCommand, { FileSystemId: 'fs-1' })
    .resolves({ BackupPolicy: { Status: 'ENABLED' } })
    .on(DescribeLifecycleConfigurationCommand)
    .rejects(awsError('FileSystemNotFound'))
    .on(DescribeLifecycleConfigurationCommand, { FileSystemId: 'fs-1' })
    .resolves({
      LifecyclePolicies: [{ TransitionToIA: 'AFTER_30_DAYS' }, { TransitionToArchive: 'AFTER_90_DAYS' }],
    })
    .on(DescribeReplicationConfigurationsCommand)
    .resolves({
      Replications: [
        {
          SourceFileSystemId: 'fs-1',
          SourceFileSystemRegion: 'eu-west-1',
          SourceFileSystemArn: FileSystemArn,
          OriginalSourceFileSystemArn: FileSystemArn,
          CreationTime: new Date(0),
          Destinations: [
            { ...destination, Status: 'ENABLED', LastReplicatedTimestamp: new Date(0) },
            { FileSystemId: 'fs-8', Region: 'us-east-1', Status: 'DELETING' },
          ],
        },
      ],
    })
    .on(DescribeMountTargetsCommand)
    .rejects(awsError('FileSystemNotFound'))
    .on(DescribeMountTargetsCommand, { FileSystemId: 'fs-1' })
    .resolves({ MountTargets: [target], NextMarker: '2' })
    .on(DescribeMountTargetsCommand, { FileSystemId: 'fs-1', Marker: '2' })
    .resolves({
      MountTargets: [
        { ...target, MountTargetId: 'fsmt-gone' },
        { ...target, LifeCycleState: 'deleting' },
      ],
    })
    .on(DescribeMountTargetSecurityGroupsCommand)
    .rejects(awsError('MountTargetNotFound'))
    .on(DescribeMountTargetSecurityGroupsCommand, { MountTargetId: 'fsmt-1' })
    .resolves({ SecurityGroups: ['sg-2', 'sg-1'] });
});

describe('reading file systems', () => {
  test('every property of every page, in the words of CloudFormation', async () => {
    const read = await storedById(efsFileSystem);
    expect(Object.keys(read)).toEqual(['fs-1']);
    expect(read['fs-1']).toMatchObject({ arn: FileSystemArn, tags: { Name: 'shared' } });
    expect(read['fs-1']?.properties).toEqual({
      FileSystemId: 'fs-1',
      Arn: FileSystemArn,
      AvailabilityZoneName: 'eu-west-1a',
      BackupPolicy: { Status: 'ENABLED' },
      Encrypted: true,
      FileSystemPolicy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: ['111122223333'] },
            Action: ['elasticfilesystem:clientmount'],
          },
        ],
      },
      FileSystemProtection: { ReplicationOverwriteProtection: 'DISABLED' },
      KmsKeyId: 'arn:key',
      LifecyclePolicies: [{ TransitionToArchive: 'AFTER_90_DAYS' }, { TransitionToIA: 'AFTER_30_DAYS' }],
      PerformanceMode: 'maxIO',
      ProvisionedThroughputInMibps: 10,
      ReplicationConfiguration: { Destinations: [destination] },
      ThroughputMode: 'provisioned',
    });
    const targets = await storedById(efsMountTarget);
    expect(Object.keys(targets)).toEqual(['fsmt-1']);
    expect(targets['fsmt-1']?.properties).toEqual({
      Id: 'fsmt-1',
      FileSystemId: 'fs-1',
      SubnetId: 'subnet-1',
      SecurityGroups: ['sg-1', 'sg-2'],
      IpAddress: '10.0.0.5',
      Ipv6Address: '2001:db8::5',
      VpcId: 'vpc-1',
    });
  });

  test('another order and other data give the same bytes', async () => {
    const lines = async () => [
      ...storedLines(efsFileSystem, await readAll(efsFileSystem)),
      ...storedLines(efsMountTarget, await readAll(efsMountTarget)),
    ];
    const first = await lines();
    efs
      .on(DescribeFileSystemsCommand, { Marker: undefined })
      .resolves({ FileSystems: [{ ...full, SizeInBytes: { Value: 1 }, LifeCycleState: 'updating' }] })
      .on(DescribeLifecycleConfigurationCommand, { FileSystemId: 'fs-1' })
      .resolves({
        LifecyclePolicies: [{ TransitionToArchive: 'AFTER_90_DAYS' }, { TransitionToIA: 'AFTER_30_DAYS' }],
      })
      .on(DescribeMountTargetSecurityGroupsCommand, { MountTargetId: 'fsmt-1' })
      .resolves({ SecurityGroups: ['sg-1', 'sg-2'] });
    expect(await lines()).toEqual(first);
  });

  test('what is denied is unread', async () => {
    const denied = awsError('AccessDeniedException', 'no');
    efs
      .on(DescribeFileSystemPolicyCommand)
      .rejects(denied)
      .on(DescribeBackupPolicyCommand)
      .rejects(denied)
      .on(DescribeLifecycleConfigurationCommand)
      .rejects(denied)
      .on(DescribeReplicationConfigurationsCommand)
      .rejects(denied)
      .on(DescribeMountTargetSecurityGroupsCommand)
      .rejects(denied);
    expect((await readAll(efsFileSystem))[0]?.unread?.map(({ path }) => path)).toEqual([
      '/ReplicationConfiguration',
      '/FileSystemPolicy',
      '/BackupPolicy',
      '/LifecyclePolicies',
    ]);
    expect((await readAll(efsMountTarget))[0]?.unread?.map(({ path }) => path)).toEqual(['/SecurityGroups']);
    efs.on(DescribeFileSystemsCommand).resolves({});
    expect(await readAll(efsFileSystem)).toEqual([]);
  });
});

describe('what a change of a file system means', () => {
  const policy = { FileSystemPolicy: Policy };
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['no policy', policy, {}, 'HIGH', ['efs-policy-removed']],
    ['a policy', {}, policy, 'INFO', []],
    ['no backups', { BackupPolicy: { Status: 'ENABLED' } }, {}, 'HIGH', ['efs-backups-turned-off']],
    ['backups', {}, { BackupPolicy: { Status: 'ENABLED' } }, 'INFO', []],
    [
      'no copy',
      { ReplicationConfiguration: { Destinations: [destination] } },
      {},
      'MEDIUM',
      ['efs-replication-removed'],
    ],
    ['public', {}, { FileSystemPolicy: Policy.replace('111122223333', '*') }, 'CRITICAL', ['policy-public']],
    ['another throughput', {}, { ThroughputMode: 'elastic' }, 'MEDIUM', []],
  ])('%s', (_, before, after, severity, rules) => {
    const base = { FileSystemId: 'fs-1' };
    expect(riskOf(efsFileSystem, { ...base, ...before }, { ...base, ...after })).toMatchObject({
      severity,
      rules,
    });
  });

  test('a new one without encryption, a deleted one, a moved mount target', () => {
    expect(riskOf(efsFileSystem, undefined, { Encrypted: false })?.rules).toEqual(['encryption-turned-off']);
    expect(riskOfRemoval(efsFileSystem, {}).severity).toBe('HIGH');
    expect(riskOf(efsMountTarget, { SubnetId: 'a' }, { SubnetId: 'b' })?.severity).toBe('MEDIUM');
  });

  test('what it costs is not known; mount targets are free', () => {
    expect(efsFileSystem.monthlyCost?.(resource(efsFileSystem.type, {}), costContext({}))?.usd).toBeNull();
    expect(efsMountTarget.monthlyCost?.(resource(efsMountTarget.type, {}), costContext({}))?.usd).toBe(0);
  });
});
