import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketReplicationCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  ListBucketIntelligentTieringConfigurationsCommand,
} from '@aws-sdk/client-s3';
import { type BucketPart, everyPage } from './s3-bucket-part.ts';
import { encryptionRule, intelligentTiering, lifecycleRule, replicationRule } from './s3-shape.ts';

/** How the objects are kept. */
export const dataParts: readonly BucketPart[] = [
  {
    paths: ['/BucketEncryption'],
    permission: 's3:GetEncryptionConfiguration',
    read: async (client, Bucket) => {
      const answer = await client.send(new GetBucketEncryptionCommand({ Bucket }));
      const rules = answer.ServerSideEncryptionConfiguration?.Rules ?? [];
      return { BucketEncryption: { ServerSideEncryptionConfiguration: rules.map(encryptionRule) } };
    },
  },
  {
    // MFADelete is not in the schema; it decides whether stolen keys suffice to delete versions for good. Disabled is
    // what it is as long as nobody mentions it.
    paths: ['/VersioningConfiguration'],
    permission: 's3:GetBucketVersioning',
    read: async (client, Bucket) => {
      const { Status, MFADelete } = await client.send(new GetBucketVersioningCommand({ Bucket }));
      return {
        VersioningConfiguration: { Status, MFADelete: MFADelete === 'Enabled' ? MFADelete : undefined },
      };
    },
  },
  {
    paths: ['/ObjectLockEnabled', '/ObjectLockConfiguration'],
    permission: 's3:GetBucketObjectLockConfiguration',
    read: async (client, Bucket) => {
      const { ObjectLockConfiguration } = await client.send(
        new GetObjectLockConfigurationCommand({ Bucket }),
      );
      return {
        ObjectLockEnabled: ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled' || undefined,
        ObjectLockConfiguration,
      };
    },
  },
  {
    paths: ['/LifecycleConfiguration'],
    permission: 's3:GetLifecycleConfiguration',
    read: async (client, Bucket) => {
      const { Rules = [], TransitionDefaultMinimumObjectSize } = await client.send(
        new GetBucketLifecycleConfigurationCommand({ Bucket }),
      );
      return {
        LifecycleConfiguration: { Rules: Rules.map(lifecycleRule), TransitionDefaultMinimumObjectSize },
      };
    },
  },
  {
    paths: ['/IntelligentTieringConfigurations'],
    permission: 's3:GetIntelligentTieringConfiguration',
    read: async (client, Bucket) => {
      const found = await everyPage(async (ContinuationToken) => {
        const page = await client.send(
          new ListBucketIntelligentTieringConfigurationsCommand({ Bucket, ContinuationToken }),
        );
        return { items: page.IntelligentTieringConfigurationList, next: page.NextContinuationToken };
      });
      return { IntelligentTieringConfigurations: found.map(intelligentTiering) };
    },
  },
  {
    paths: ['/ReplicationConfiguration'],
    permission: 's3:GetReplicationConfiguration',
    read: async (client, Bucket) => {
      const { ReplicationConfiguration: found } = await client.send(
        new GetBucketReplicationCommand({ Bucket }),
      );
      return {
        ReplicationConfiguration: found && { Role: found.Role, Rules: found.Rules?.map(replicationRule) },
      };
    },
  },
];
