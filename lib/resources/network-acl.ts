import { EC2Client, type NetworkAclEntry, paginateDescribeNetworkAcls } from '@aws-sdk/client-ec2';
import { free } from '../model/cost.ts';
import { defineResourceType } from './define.ts';
import { networkAclRules } from './network-acl-rules.ts';
import { ec2Arn, pageSize } from './network-shape.ts';

/** An entry as `AWS::EC2::NetworkAclEntry` has it: the protocol is a number there, and a text in the answer. */
function entry({ IcmpTypeCode, Protocol, ...rest }: NetworkAclEntry): object {
  const number = Number(Protocol);
  return { ...rest, Protocol: Number.isNaN(number) ? Protocol : number, Icmp: IcmpTypeCode };
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-networkacl.html
 *
 * The entries, each an `AWS::EC2::NetworkAclEntry` in CloudFormation, stand with their network ACL: what one of them
 * lets through depends on those before it, and they have no id that EC2 tells. Which subnets a network ACL filters
 * is told by the subnets.
 */
export const networkAcl = defineResourceType({
  type: 'AWS::EC2::NetworkAcl',
  scope: 'regional',
  permissions: ['ec2:DescribeNetworkAcls'],
  async *read(reader) {
    const pages = paginateDescribeNetworkAcls({ client: reader.clients.get(EC2Client), pageSize }, {});
    for await (const page of pages) {
      for (const { NetworkAclId, VpcId, OwnerId, IsDefault, Entries, Tags } of page.NetworkAcls ?? []) {
        if (!NetworkAclId) continue;
        yield {
          id: NetworkAclId,
          arn: ec2Arn(reader, 'network-acl', NetworkAclId, OwnerId),
          tags: Tags,
          properties: { Id: NetworkAclId, VpcId, OwnerId, IsDefault, Entries: (Entries ?? []).map(entry) },
        };
      }
    }
  },
  unordered: { '/Entries': ['Egress', 'RuleNumber'] },
  sensitivity: { '/Entries': 'MEDIUM' },
  rules: networkAclRules,
  monthlyCost: () => free,
});
