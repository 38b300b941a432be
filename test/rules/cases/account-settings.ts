import type { RuleCase } from '../rule-case.ts';
import { ofType } from './of-type.ts';

const byAccount = { ManagedBy: 'account' };
const byPolicy = { ManagedBy: 'declarative-policy' };

/** The case of a setting that loses its value; that somebody else sets the same is none of the rule's business. */
function setting(
  rule: string,
  type: string,
  property: string,
  safe: string | boolean,
  lost: string | boolean,
) {
  return ofType(type)(
    rule,
    [{ [property]: safe }, { [property]: lost }],
    [
      { [property]: safe, ...byAccount },
      { [property]: safe, ...byPolicy },
    ],
  );
}

const exclusion = ofType('AWS::EC2::VPCBlockPublicAccessExclusion', {
  ExclusionId: 'vpcbpa-exclude-0a1b2c3d4e5f60718',
  VpcId: 'vpc-0aa11bb22cc33dd44',
});
const both = { InternetGatewayExclusionMode: 'allow-bidirectional' };
const blocked = (InternetGatewayBlockMode: string) => ({
  BlockPublicAccessStates: { InternetGatewayBlockMode },
});

/** Cases of the settings that an account has once in a region. */
export const accountSettingCases: readonly RuleCase[] = [
  setting('ec2-allowed-images-lifted', 'AWS::EC2::AllowedImagesSettings', 'State', 'enabled', 'audit-mode'),
  setting(
    'ec2-ebs-encryption-by-default-off',
    'AWS::EC2::EbsEncryptionByDefault',
    'EbsEncryptionByDefault',
    true,
    false,
  ),
  setting(
    'ec2-image-public-block-lifted',
    'AWS::EC2::ImageBlockPublicAccess',
    'ImageBlockPublicAccessState',
    'block-new-sharing',
    'unblocked',
  ),
  setting(
    'ec2-imdsv2-default-lost',
    'AWS::EC2::InstanceMetadataDefaults',
    'HttpTokens',
    'required',
    'optional',
  ),
  setting(
    'ec2-imdsv2-enforcement-lost',
    'AWS::EC2::InstanceMetadataDefaults',
    'HttpTokensEnforced',
    'enabled',
    'disabled',
  ),
  setting(
    'ec2-serial-console-opened',
    'AWS::EC2::SerialConsoleAccess',
    'SerialConsoleAccessEnabled',
    false,
    true,
  ),
  setting(
    'ec2-snapshot-public-block-lifted',
    'AWS::EC2::SnapshotBlockPublicAccess',
    'State',
    'block-all-sharing',
    'unblocked',
  ),
  setting(
    'ec2-vpc-public-block-lifted',
    'AWS::EC2::VPCBlockPublicAccessOptions',
    'InternetGatewayBlockMode',
    'block-bidirectional',
    'off',
  ),
  exclusion(
    'ec2-internet-block-exclusion',
    [null, both],
    [both, { ...both, Tags: [{ Key: 'a', Value: 'b' }] }],
  ),
  ofType('AWS::EC2::Subnet', { SubnetId: 'subnet-0123456789abcdef0' })(
    'ec2-internet-block-lifted',
    [blocked('block-bidirectional'), blocked('off')],
    [blocked('block-bidirectional'), blocked('block-ingress')],
  ),
];
