import {
  DescribeVpcBlockPublicAccessOptionsCommand,
  EC2Client,
  GetEbsDefaultKmsKeyIdCommand,
  GetEbsEncryptionByDefaultCommand,
  GetInstanceMetadataDefaultsCommand,
  GetSerialConsoleAccessStatusCommand,
  GetSnapshotBlockPublicAccessStateCommand,
} from '@aws-sdk/client-ec2';
import { accountSetting, lost } from './ec2-setting.ts';

/** https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html */
export const ebsEncryptionByDefault = accountSetting({
  type: 'AWS::EC2::EbsEncryptionByDefault',
  permissions: ['ec2:GetEbsDefaultKmsKeyId', 'ec2:GetEbsEncryptionByDefault'],
  read: async ({ clients, optional }, unread) => {
    const client = clients.get(EC2Client);
    const { EbsEncryptionByDefault, SseType } = await client.send(new GetEbsEncryptionByDefaultCommand({}));
    const key = await optional(unread, '/KmsKeyId', () => client.send(new GetEbsDefaultKmsKeyIdCommand({})));
    return { EbsEncryptionByDefault, SseType, KmsKeyId: key?.KmsKeyId };
  },
  rules: [
    lost({
      id: 'ec2-ebs-encryption-by-default-off',
      title: 'new volumes are no longer encrypted by default',
      severity: 'HIGH',
      sources: ['FSBP EC2.7', 'CIS AWS Foundations 3.0 2.2.1'],
      recommendation:
        'Turn encryption by default on again, and look for volumes that were created meanwhile.',
      remedy: {
        command: 'aws ec2 enable-ebs-encryption-by-default',
        console:
          'EC2 › Dashboard › Account attributes › Data protection and security › EBS encryption › Manage',
      },
      property: 'EbsEncryptionByDefault',
      safe: ['true'],
      consequence:
        'new volumes and copies of snapshots are stored unencrypted unless somebody asks for encryption',
      safer: 'new volumes are encrypted by default',
    }),
  ],
});

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configure-access-to-serial-console.html */
export const serialConsoleAccess = accountSetting({
  type: 'AWS::EC2::SerialConsoleAccess',
  permissions: ['ec2:GetSerialConsoleAccessStatus'],
  read: async ({ clients }) => {
    const { SerialConsoleAccessEnabled, ManagedBy } = await clients
      .get(EC2Client)
      .send(new GetSerialConsoleAccessStatusCommand({}));
    return { SerialConsoleAccessEnabled, ManagedBy };
  },
  rules: [
    lost({
      id: 'ec2-serial-console-opened',
      title: 'the serial console of instances was opened',
      severity: 'HIGH',
      sources: [
        'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configure-access-to-serial-console.html',
        'MITRE ATT&CK T1021',
      ],
      recommendation:
        'Turn access to the serial console off again as soon as nobody repairs an instance with it.',
      remedy: {
        command: 'aws ec2 disable-serial-console-access',
        console: 'EC2 › Dashboard › Account attributes › EC2 Serial Console › Manage',
      },
      property: 'SerialConsoleAccessEnabled',
      safe: ['false'],
      consequence: 'instances can be logged in to past their security groups and without their network',
      safer: 'the serial console is closed',
    }),
  ],
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-snapshotblockpublicaccess.html */
export const snapshotBlockPublicAccess = accountSetting({
  type: 'AWS::EC2::SnapshotBlockPublicAccess',
  permissions: ['ec2:GetSnapshotBlockPublicAccessState'],
  read: async ({ account, clients }) => {
    const { State, ManagedBy } = await clients
      .get(EC2Client)
      .send(new GetSnapshotBlockPublicAccessStateCommand({}));
    return { AccountId: account, State, ManagedBy };
  },
  rules: [
    lost({
      id: 'ec2-snapshot-public-block-lifted',
      title: 'snapshots can be made public',
      severity: 'HIGH',
      sources: ['FSBP EC2.182'],
      recommendation: 'Block public access again, and look for snapshots that were shared meanwhile.',
      remedy: {
        command: 'aws ec2 enable-snapshot-block-public-access --state {{former}}',
        console:
          'EC2 › Dashboard › Account attributes › Data protection and security › Block public access for EBS snapshots › Manage',
      },
      property: 'State',
      safe: ['block-all-sharing', 'block-new-sharing'],
      consequence: 'any unencrypted snapshot can be shared with everybody',
      safer: 'snapshots can no longer be made public',
    }),
  ],
});

const metadataSource =
  'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetInstanceMetadataDefaults.html */
export const instanceMetadataDefaults = accountSetting({
  type: 'AWS::EC2::InstanceMetadataDefaults',
  permissions: ['ec2:GetInstanceMetadataDefaults'],
  read: async ({ clients }) => {
    const { AccountLevel } = await clients.get(EC2Client).send(new GetInstanceMetadataDefaultsCommand({}));
    const { HttpEndpoint, HttpPutResponseHopLimit, HttpTokens, HttpTokensEnforced } = AccountLevel ?? {};
    const { InstanceMetadataTags, ManagedBy } = AccountLevel ?? {};
    return {
      HttpEndpoint,
      HttpPutResponseHopLimit,
      HttpTokens,
      HttpTokensEnforced,
      InstanceMetadataTags,
      ManagedBy,
    };
  },
  rules: [
    lost({
      id: 'ec2-imdsv2-default-lost',
      title: 'new instances no longer require IMDSv2 by default',
      severity: 'HIGH',
      sources: ['FSBP EC2.8', 'CIS AWS Foundations 3.0 5.6', metadataSource],
      recommendation: 'Set HttpTokens of the metadata defaults to required again.',
      remedy: {
        command: 'aws ec2 modify-instance-metadata-defaults --http-tokens required',
        console:
          'EC2 › Dashboard › Account attributes › Data protection and security › IMDS defaults › Manage',
      },
      property: 'HttpTokens',
      safe: ['required'],
      consequence: 'new instances may answer metadata requests without a token',
      safer: 'new instances require IMDSv2 by default',
    }),
    lost({
      id: 'ec2-imdsv2-enforcement-lost',
      title: 'instances without IMDSv2 can be started',
      severity: 'HIGH',
      sources: ['FSBP EC2.8', metadataSource],
      recommendation: 'Set HttpTokensEnforced of the metadata defaults to enabled again.',
      remedy: {
        command: 'aws ec2 modify-instance-metadata-defaults --http-tokens-enforced enabled',
        console:
          'EC2 › Dashboard › Account attributes › Data protection and security › IMDS defaults › Manage',
      },
      property: 'HttpTokensEnforced',
      safe: ['enabled'],
      consequence: 'instances that allow version 1 of the metadata service can be started',
      safer: 'instances without IMDSv2 cannot be started',
    }),
  ],
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcblockpublicaccessoptions.html */
export const vpcBlockPublicAccessOptions = accountSetting({
  type: 'AWS::EC2::VPCBlockPublicAccessOptions',
  permissions: ['ec2:DescribeVpcBlockPublicAccessOptions'],
  read: async ({ account, clients }) => {
    const { VpcBlockPublicAccessOptions: options } = await clients
      .get(EC2Client)
      .send(new DescribeVpcBlockPublicAccessOptionsCommand({}));
    const { InternetGatewayBlockMode, ExclusionsAllowed, ManagedBy } = options ?? {};
    return { AccountId: account, InternetGatewayBlockMode, ExclusionsAllowed, ManagedBy };
  },
  defaults: { InternetGatewayBlockMode: 'off' },
  rules: [
    lost({
      id: 'ec2-vpc-public-block-lifted',
      title: 'the VPCs of the account let the internet in again',
      severity: 'HIGH',
      sources: ['FSBP EC2.172', 'https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html'],
      recommendation:
        'Set the block mode again, with exclusions for the subnets that are meant for the public.',
      remedy: {
        command: 'aws ec2 modify-vpc-block-public-access-options --internet-gateway-block-mode {{former}}',
        console: 'VPC › Settings › Public access settings › Edit public access settings',
      },
      property: 'InternetGatewayBlockMode',
      safe: ['block-bidirectional', 'block-ingress'],
      consequence: 'internet gateways let in whatever route tables and security groups let in',
      safer: 'internet gateways let nothing in',
    }),
  ],
});
