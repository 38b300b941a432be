import { EC2Client, type IpPermission, paginateDescribeSecurityGroups } from '@aws-sdk/client-ec2';
import { free } from '../model/cost.ts';
import { openNetworkRules } from '../risk/network-rules.ts';
import { defineResourceType } from './define.ts';
import { egressOpened, ingressWidened } from './security-group-changes.ts';
import { deleted } from './watcher-rules.ts';

const ruleIdentity = [
  'IpProtocol',
  'FromPort',
  'ToPort',
  'CidrIp',
  'CidrIpv6',
  'SourcePrefixListId',
  'DestinationPrefixListId',
  'SourceSecurityGroupId',
  'DestinationSecurityGroupId',
];

/** One CloudFormation rule for each network or group of an EC2 permission. */
function rules(permissions: readonly IpPermission[] | undefined, peer: 'Source' | 'Destination'): object[] {
  return (permissions ?? []).flatMap((permission) => {
    const { IpProtocol, FromPort, ToPort } = permission;
    const ports = { IpProtocol, FromPort, ToPort };
    return [
      ...(permission.IpRanges ?? []).map(({ CidrIp, Description }) => ({ ...ports, CidrIp, Description })),
      ...(permission.Ipv6Ranges ?? []).map(({ CidrIpv6, Description }) => ({
        ...ports,
        CidrIpv6,
        Description,
      })),
      ...(permission.PrefixListIds ?? []).map(({ PrefixListId, Description }) => ({
        ...ports,
        [`${peer}PrefixListId`]: PrefixListId,
        Description,
      })),
      ...(permission.UserIdGroupPairs ?? []).map(({ GroupId, UserId, Description }) => ({
        ...ports,
        [`${peer}SecurityGroupId`]: GroupId,
        ...(peer === 'Source' ? { SourceSecurityGroupOwnerId: UserId } : {}),
        Description,
      })),
    ];
  });
}

/** EC2 lets nobody delete a group that anything uses, so nothing loses its way by it. */
const unusedGroupDeleted = deleted(
  {
    id: 'ec2-security-group-deleted',
    title: 'a security group that nothing used was deleted',
    severity: 'LOW',
    sources: ['https://docs.aws.amazon.com/vpc/latest/userguide/deleting-security-groups.html'],
    recommendation: 'Nothing to do, unless something is to be started with the group.',
    remedy: {
      command:
        'aws ec2 create-security-group --group-name {{/GroupName}} --description {{/GroupDescription}} --vpc-id {{/VpcId}}',
      console: 'EC2 › Security Groups › Create security group',
    },
  },
  ({ id }) => `Security group ${id}, which nothing used, was deleted.`,
);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html */
export const securityGroup = defineResourceType({
  type: 'AWS::EC2::SecurityGroup',
  scope: 'regional',
  permissions: ['ec2:DescribeSecurityGroups'],
  async *read({ clients, partition, account, region }) {
    const pages = paginateDescribeSecurityGroups({ client: clients.get(EC2Client), pageSize: 1000 }, {});
    for await (const page of pages) {
      for (const group of page.SecurityGroups ?? []) {
        if (!group.GroupId) continue;
        yield {
          id: group.GroupId,
          arn:
            group.SecurityGroupArn ??
            `arn:${partition}:ec2:${region}:${account}:security-group/${group.GroupId}`,
          tags: group.Tags,
          properties: {
            GroupId: group.GroupId,
            GroupName: group.GroupName,
            GroupDescription: group.Description,
            VpcId: group.VpcId,
            SecurityGroupIngress: rules(group.IpPermissions, 'Source'),
            SecurityGroupEgress: rules(group.IpPermissionsEgress, 'Destination'),
          },
        };
      }
    }
  },
  unordered: { '/SecurityGroupIngress': ruleIdentity, '/SecurityGroupEgress': ruleIdentity },
  sensitivity: { '/SecurityGroupIngress': 'MEDIUM', '/SecurityGroupIngress/*/Description': 'INFO' },
  rules: [...openNetworkRules, ingressWidened, egressOpened, unusedGroupDeleted],
  monthlyCost: () => free,
});
