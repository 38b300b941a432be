import { ListTagsForResourceCommand, paginateDescribeDBSubnetGroups, RDSClient } from '@aws-sdk/client-rds';
import { free } from '../model/cost.ts';
import { toList } from '../model/json.ts';
import type { UnreadProperty } from '../model/resource.ts';
import type { ChangeRule } from '../model/rule.ts';
import { defineResourceType } from './define.ts';
import { formerValue } from './former-state.ts';
import { everyItem, readWithOwnCalls } from './listing.ts';

const subnetAdded: ChangeRule = {
  kind: 'change',
  id: 'rds-subnet-group-subnet-added',
  title: 'databases may be placed in another subnet',
  severity: 'MEDIUM',
  sources: [
    'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html',
  ],
  recommendation: 'Make sure that the subnet is private; if it is not, take it out of the group.',
  remedy: {
    command: 'aws rds modify-db-subnet-group --db-subnet-group-name {{id}} --subnet-ids {{former}}',
    console: 'RDS › Subnet groups › {{id}} › Edit',
  },
  dangers: (change) => {
    if (change.kind !== 'modified') return [];
    const before = toList(change.before.properties.SubnetIds);
    return toList(change.after.properties.SubnetIds)
      .filter((subnet) => !before.includes(subnet))
      .map((subnet) => ({
        subject: String(subnet),
        path: '/SubnetIds',
        reason: `Databases of subnet group ${change.after.id} may be placed in ${String(subnet)} now.`,
        values: formerValue(before),
      }));
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbsubnetgroup.html */
export const dbSubnetGroup = defineResourceType({
  type: 'AWS::RDS::DBSubnetGroup',
  scope: 'regional',
  permissions: ['rds:DescribeDBSubnetGroups', 'rds:ListTagsForResource'],
  async *read({ clients, optional }) {
    const client = clients.get(RDSClient);
    const groups = await everyItem(
      paginateDescribeDBSubnetGroups({ client, pageSize: 100 }, {}),
      (page) => page.DBSubnetGroups,
    );
    yield* readWithOwnCalls(groups, async (group) => {
      const { DBSubnetGroupName, DBSubnetGroupArn } = group;
      if (!DBSubnetGroupName) return undefined;
      const unread: UnreadProperty[] = [];
      const tags = await optional(unread, '/Tags', () =>
        client.send(new ListTagsForResourceCommand({ ResourceName: DBSubnetGroupArn })),
      );
      return {
        id: DBSubnetGroupName,
        arn: DBSubnetGroupArn,
        tags: tags?.TagList,
        properties: {
          DBSubnetGroupName,
          DBSubnetGroupArn,
          DBSubnetGroupDescription: group.DBSubnetGroupDescription,
          SubnetIds: group.Subnets?.map(({ SubnetIdentifier }) => SubnetIdentifier),
          SupportedNetworkTypes: group.SupportedNetworkTypes,
          VpcId: group.VpcId,
        },
        unread,
      };
    });
  },
  unordered: { '/SupportedNetworkTypes': 'value' },
  volatile: { '/SubnetGroupStatus': 'follows from the subnets' },
  sensitivity: { '/DBSubnetGroupDescription': 'INFO', '/SubnetIds': 'MEDIUM', '/VpcId': 'MEDIUM' },
  rules: [subnetAdded],
  monthlyCost: () => free,
});
