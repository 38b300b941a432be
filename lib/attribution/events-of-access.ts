import type { EventsOfType } from './event-names.ts';

const permissionsOfUser = ['AttachUserPolicy', 'DetachUserPolicy', 'PutUserPolicy', 'DeleteUserPolicy'];
const permissionsOfRole = ['AttachRolePolicy', 'DetachRolePolicy', 'PutRolePolicy', 'DeleteRolePolicy'];
const permissionsOfGroup = ['AttachGroupPolicy', 'DetachGroupPolicy', 'PutGroupPolicy', 'DeleteGroupPolicy'];
const blockOfAccount = ['PutAccountPublicAccessBlock', 'DeleteAccountPublicAccessBlock'];

/** The events of IAM, KMS and S3, by CloudFormation type. */
export const accessEvents: Readonly<Record<string, EventsOfType>> = {
  'AWS::IAM::AccountPasswordPolicy': {
    single: true,
    added: ['UpdateAccountPasswordPolicy'],
    removed: ['DeleteAccountPasswordPolicy'],
    modified: { '*': ['UpdateAccountPasswordPolicy'] },
  },
  'AWS::IAM::Group': {
    modified: {
      '*': ['UpdateGroup', ...permissionsOfGroup],
      Policies: permissionsOfGroup,
      ManagedPolicyArns: permissionsOfGroup,
    },
  },
  'AWS::IAM::LoginProfile': { modified: { '*': ['UpdateLoginProfile', 'ChangePassword'] } },
  'AWS::IAM::MFADevice': {
    knownBy: [1],
    added: ['EnableMFADevice'],
    removed: ['DeactivateMFADevice', 'DeleteVirtualMFADevice'],
  },
  'AWS::IAM::ManagedPolicy': {
    added: ['CreatePolicy'],
    removed: ['DeletePolicy'],
    modified: { '*': ['CreatePolicyVersion', 'SetDefaultPolicyVersion', 'DeletePolicyVersion'] },
  },
  'AWS::IAM::OIDCProvider': {
    added: ['CreateOpenIDConnectProvider'],
    removed: ['DeleteOpenIDConnectProvider'],
    modified: {
      '*': [
        'UpdateOpenIDConnectProviderThumbprint',
        'AddClientIDToOpenIDConnectProvider',
        'RemoveClientIDFromOpenIDConnectProvider',
      ],
    },
  },
  'AWS::IAM::Role': {
    added: ['CreateRole', 'CreateServiceLinkedRole'],
    removed: ['DeleteRole', 'DeleteServiceLinkedRole'],
    modified: {
      '*': ['UpdateRole', ...permissionsOfRole],
      AssumeRolePolicyDocument: ['UpdateAssumeRolePolicy'],
      Policies: permissionsOfRole,
      ManagedPolicyArns: permissionsOfRole,
      PermissionsBoundary: ['PutRolePermissionsBoundary', 'DeleteRolePermissionsBoundary'],
    },
  },
  'AWS::IAM::User': {
    modified: {
      '*': ['UpdateUser', ...permissionsOfUser],
      Policies: permissionsOfUser,
      ManagedPolicyArns: permissionsOfUser,
      Groups: ['AddUserToGroup', 'RemoveUserFromGroup'],
      PermissionsBoundary: ['PutUserPermissionsBoundary', 'DeleteUserPermissionsBoundary'],
    },
  },
  'AWS::IAM::VirtualMFADevice': { modified: { '*': ['EnableMFADevice', 'DeactivateMFADevice'] } },
  'AWS::KMS::Key': {
    removed: ['ScheduleKeyDeletion'],
    modified: {
      '*': ['DisableKey', 'EnableKey', 'ScheduleKeyDeletion', 'CancelKeyDeletion'],
      KeyPolicy: ['PutKeyPolicy'],
      EnableKeyRotation: ['DisableKeyRotation', 'EnableKeyRotation'],
      Grants: ['CreateGrant', 'RevokeGrant', 'RetireGrant'],
    },
  },
  'AWS::S3::AccountPublicAccessBlock': {
    single: true,
    added: blockOfAccount,
    removed: blockOfAccount,
    modified: { '*': blockOfAccount },
  },
  'AWS::S3::Bucket': {
    modified: {
      AccessControl: ['PutBucketAcl'],
      AccessControlList: ['PutBucketAcl'],
      BucketEncryption: ['PutBucketEncryption', 'DeleteBucketEncryption'],
      CorsConfiguration: ['PutBucketCors', 'DeleteBucketCors'],
      LifecycleConfiguration: ['PutBucketLifecycle', 'DeleteBucketLifecycle'],
      LoggingConfiguration: ['PutBucketLogging'],
      NotificationConfiguration: ['PutBucketNotification'],
      ObjectLockConfiguration: ['PutBucketObjectLockConfiguration'],
      OwnershipControls: ['PutBucketOwnershipControls', 'DeleteBucketOwnershipControls'],
      PublicAccessBlockConfiguration: ['PutBucketPublicAccessBlock', 'DeleteBucketPublicAccessBlock'],
      ReplicationConfiguration: ['PutBucketReplication', 'DeleteBucketReplication'],
      Tags: ['PutBucketTagging', 'DeleteBucketTagging'],
      VersioningConfiguration: ['PutBucketVersioning'],
      WebsiteConfiguration: ['PutBucketWebsite', 'DeleteBucketWebsite'],
    },
  },
  'AWS::S3::BucketPolicy': {
    added: ['PutBucketPolicy'],
    removed: ['DeleteBucketPolicy', 'DeleteBucket'],
    modified: { '*': ['PutBucketPolicy'] },
  },
};
