import type { EventsOfType } from './event-names.ts';

const instanceStates = ['StartInstances', 'StopInstances'];

/** The events of EC2 and its networks, by CloudFormation type. */
export const ec2Events: Readonly<Record<string, EventsOfType>> = {
  'AWS::EC2::AllowedImagesSettings': {
    single: true,
    modified: {
      '*': [
        'DisableAllowedImagesSettings',
        'EnableAllowedImagesSettings',
        'ReplaceImageCriteriaInAllowedImagesSettings',
      ],
    },
  },
  'AWS::EC2::EbsEncryptionByDefault': {
    single: true,
    modified: {
      '*': ['DisableEbsEncryptionByDefault', 'EnableEbsEncryptionByDefault', 'ModifyEbsDefaultKmsKeyId'],
    },
  },
  'AWS::EC2::EIP': {
    knownBy: [1],
    added: ['AllocateAddress'],
    removed: ['ReleaseAddress'],
    modified: { '*': ['AssociateAddress', 'DisassociateAddress'] },
  },
  'AWS::EC2::FlowLog': { added: ['CreateFlowLogs'], removed: ['DeleteFlowLogs'] },
  'AWS::EC2::Image': {
    added: ['CreateImage', 'RegisterImage', 'CopyImage'],
    removed: ['DeregisterImage'],
    modified: { '*': ['ModifyImageAttribute'] },
  },
  'AWS::EC2::ImageBlockPublicAccess': {
    single: true,
    modified: { '*': ['DisableImageBlockPublicAccess', 'EnableImageBlockPublicAccess'] },
  },
  'AWS::EC2::Instance': {
    added: ['RunInstances'],
    removed: ['TerminateInstances'],
    modified: {
      '*': ['ModifyInstanceAttribute', ...instanceStates],
      MetadataOptions: ['ModifyInstanceMetadataOptions'],
      IamInstanceProfile: [
        'AssociateIamInstanceProfile',
        'ReplaceIamInstanceProfileAssociation',
        'DisassociateIamInstanceProfile',
      ],
      State: instanceStates,
      InstanceType: ['ModifyInstanceAttribute'],
      SecurityGroupIds: ['ModifyInstanceAttribute', 'ModifyNetworkInterfaceAttribute'],
      UserData: ['ModifyInstanceAttribute'],
      Volumes: ['AttachVolume', 'DetachVolume'],
      BlockDeviceMappings: ['AttachVolume', 'DetachVolume'],
      PublicIp: ['AssociateAddress', 'DisassociateAddress'],
      NetworkInterfaces: ['AttachNetworkInterface', 'DetachNetworkInterface', 'AssociateAddress'],
    },
  },
  'AWS::EC2::InstanceMetadataDefaults': {
    single: true,
    modified: { '*': ['ModifyInstanceMetadataDefaults'] },
  },
  'AWS::EC2::InternetGateway': {
    modified: { '*': ['AttachInternetGateway', 'DetachInternetGateway'] },
  },
  'AWS::EC2::KeyPair': { added: ['CreateKeyPair', 'ImportKeyPair'] },
  'AWS::EC2::LaunchTemplate': {
    modified: { '*': ['CreateLaunchTemplateVersion', 'ModifyLaunchTemplate'] },
  },
  'AWS::EC2::NetworkAcl': {
    modified: {
      '*': [
        'CreateNetworkAclEntry',
        'ReplaceNetworkAclEntry',
        'DeleteNetworkAclEntry',
        'ReplaceNetworkAclAssociation',
      ],
    },
  },
  'AWS::EC2::Route': {
    added: ['CreateRoute'],
    removed: ['DeleteRoute'],
    modified: { '*': ['ReplaceRoute'] },
  },
  'AWS::EC2::RouteTable': {
    modified: {
      '*': [
        'CreateRoute',
        'ReplaceRoute',
        'DeleteRoute',
        'AssociateRouteTable',
        'DisassociateRouteTable',
        'ReplaceRouteTableAssociation',
      ],
    },
  },
  'AWS::EC2::SecurityGroup': {
    modified: {
      '*': ['ModifySecurityGroupRules'],
      SecurityGroupIngress: [
        'AuthorizeSecurityGroupIngress',
        'RevokeSecurityGroupIngress',
        'ModifySecurityGroupRules',
        'UpdateSecurityGroupRuleDescriptionsIngress',
      ],
      SecurityGroupEgress: [
        'AuthorizeSecurityGroupEgress',
        'RevokeSecurityGroupEgress',
        'ModifySecurityGroupRules',
        'UpdateSecurityGroupRuleDescriptionsEgress',
      ],
    },
  },
  'AWS::EC2::SerialConsoleAccess': {
    single: true,
    modified: { '*': ['EnableSerialConsoleAccess', 'DisableSerialConsoleAccess'] },
  },
  'AWS::EC2::Snapshot': {
    added: ['CreateSnapshot', 'CreateSnapshots', 'CopySnapshot'],
    modified: { '*': ['ModifySnapshotAttribute'] },
  },
  'AWS::EC2::SnapshotBlockPublicAccess': {
    single: true,
    modified: { '*': ['DisableSnapshotBlockPublicAccess', 'EnableSnapshotBlockPublicAccess'] },
  },
  'AWS::EC2::Volume': { modified: { '*': ['ModifyVolume', 'AttachVolume', 'DetachVolume'] } },
  'AWS::EC2::VPCBlockPublicAccessOptions': {
    single: true,
    modified: { '*': ['ModifyVpcBlockPublicAccessOptions'] },
  },
  'AWS::EC2::VPCPeeringConnection': { added: ['CreateVpcPeeringConnection', 'AcceptVpcPeeringConnection'] },
};
