import { EFSClient, paginateDescribeAccessPoints } from '@aws-sdk/client-efs';
import { free } from '../model/cost.ts';
import { defineResourceType } from './define.ts';
import { propertyDanger } from './property-rules.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-efs-accesspoint.html */
export const efsAccessPoint = defineResourceType({
  type: 'AWS::EFS::AccessPoint',
  scope: 'regional',
  permissions: ['elasticfilesystem:DescribeAccessPoints'],
  async *read({ clients }) {
    const pages = paginateDescribeAccessPoints({ client: clients.get(EFSClient), pageSize: 100 }, {});
    for await (const { AccessPoints = [] } of pages) {
      for (const point of AccessPoints) {
        const { AccessPointId, LifeCycleState } = point;
        if (!AccessPointId || LifeCycleState === 'deleting' || LifeCycleState === 'deleted') continue;
        const { PosixUser, RootDirectory } = point;
        const owner = RootDirectory?.CreationInfo;
        yield {
          id: AccessPointId,
          arn: point.AccessPointArn,
          tags: point.Tags,
          properties: {
            AccessPointId,
            Arn: point.AccessPointArn,
            FileSystemId: point.FileSystemId,
            // The schema has numbers of users and groups as text.
            PosixUser:
              PosixUser?.Uid === undefined
                ? undefined
                : {
                    Uid: String(PosixUser.Uid),
                    Gid: String(PosixUser.Gid),
                    SecondaryGids: PosixUser.SecondaryGids?.map(String),
                  },
            RootDirectory: {
              Path: RootDirectory?.Path,
              CreationInfo:
                owner?.OwnerUid === undefined
                  ? undefined
                  : {
                      OwnerUid: String(owner.OwnerUid),
                      OwnerGid: String(owner.OwnerGid),
                      Permissions: owner.Permissions,
                    },
            },
          },
        };
      }
    }
  },
  unordered: { '/PosixUser/SecondaryGids': 'value' },
  sensitivity: { '/PosixUser': 'MEDIUM', '/RootDirectory': 'MEDIUM' },
  rules: [
    propertyDanger({
      id: 'efs-access-point-whole-file-system',
      title: 'an access point opens the whole file system',
      severity: 'MEDIUM',
      sources: ['FSBP EFS.3'],
      recommendation: 'Delete the access point, and make it again with a directory of its own as root.',
      remedy: {
        command: 'aws efs delete-access-point --access-point-id {{id}}',
        console: 'EFS › Access points › {{id}} › Delete',
      },
      safer: 'the access point opens a directory only',
      path: '/RootDirectory/Path',
      isDanger: (path) => path === null || path === '/',
      reason: ({ id, properties }) =>
        `Access point ${id} opens all of file system ${String(properties.FileSystemId)}.`,
    }),
    propertyDanger({
      id: 'efs-access-point-root-user',
      title: 'an access point lets clients choose who they are',
      severity: 'MEDIUM',
      sources: ['FSBP EFS.4'],
      recommendation: 'Delete the access point, and make it again with a POSIX user that is not root.',
      remedy: {
        command: 'aws efs delete-access-point --access-point-id {{id}}',
        console: 'EFS › Access points › {{id}} › Delete',
      },
      safer: 'clients of the access point have one user',
      path: '/PosixUser/Uid',
      isDanger: (uid) => uid === null || String(uid) === '0',
      reason: ({ id }, uid) =>
        uid === null
          ? `Clients of access point ${id} choose the user that they read and write as.`
          : `Clients of access point ${id} read and write as root.`,
    }),
  ],
  monthlyCost: () => free,
});
