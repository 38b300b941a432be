import { EC2Client, paginateDescribeRouteTables, type RouteTableAssociation } from '@aws-sdk/client-ec2';
import { free } from '../model/cost.ts';
import { type JsonObject, toObjects } from '../model/json.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger } from '../model/rule.ts';
import { defineResourceType } from './define.ts';
import { isAssociated } from './ec2-network.ts';
import { ec2Arn, routeTablesPerPage } from './network-shape.ts';

function associations(all: readonly RouteTableAssociation[] | undefined): object[] {
  return (all ?? [])
    .filter(({ AssociationState }) => isAssociated(AssociationState?.State))
    .map(({ AssociationState: _progress, RouteTableId: _ownId, ...association }) => association);
}

/** What an association is about, in words that stay the same when it is made again. */
function subjectOf({ SubnetId, GatewayId }: JsonObject): string {
  if (SubnetId !== undefined) return `subnet ${SubnetId}`;
  return GatewayId === undefined ? 'subnets without a route table of their own' : `gateway ${GatewayId}`;
}

function newElements(change: Parameters<ChangeRule['dangers']>[0], list: (of: Resource) => string[]) {
  if (change.kind !== 'modified') return [];
  const before = new Set(list(change.before));
  return list(change.after).filter((each) => !before.has(each));
}

/** The id of an association, as the remedy names it. */
function associationOf(table: Resource | undefined, subject: string): Readonly<Record<string, string>> {
  const found = toObjects(table?.properties.Associations).find((each) => subjectOf(each) === subject);
  const id = found?.RouteTableAssociationId;
  return typeof id === 'string' ? { association: id } : {};
}

const associated: ChangeRule = {
  kind: 'change',
  id: 'ec2-route-table-associated',
  title: 'other traffic follows the routes of a route table',
  severity: 'MEDIUM',
  sources: ['https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html', 'MITRE ATT&CK T1599'],
  recommendation:
    'Compare the routes that the traffic follows now with those that it was approved to follow, above all the way to the internet.',
  remedy: {
    command:
      'aws ec2 replace-route-table-association --association-id {{association}} --route-table-id <approved-route-table>',
    console: 'VPC › Route tables › {{id}} › Subnet associations › Edit subnet associations',
  },
  dangers: (change) =>
    newElements(change, ({ properties }) => toObjects(properties.Associations).map(subjectOf)).map(
      (subject): Danger => ({
        subject,
        path: '/Associations',
        values: associationOf(change.after, subject),
        // What enters through a gateway meets the routes of its table before any firewall behind it.
        ...(subject.startsWith('gateway') ? { severity: 'HIGH' as const } : {}),
        reason: `The traffic of ${subject} follows the routes of route table ${change.after?.id} now.`,
      }),
    ),
};

const propagates: ChangeRule = {
  kind: 'change',
  id: 'ec2-route-table-propagation-enabled',
  title: 'a route table takes routes from a VPN or Direct Connect',
  severity: 'MEDIUM',
  sources: ['https://docs.aws.amazon.com/vpc/latest/userguide/WorkWithRouteTables.html'],
  recommendation: 'Turn the propagation off, unless the network at the other end is to announce routes here.',
  remedy: {
    command: 'aws ec2 disable-vgw-route-propagation --route-table-id {{id}} --gateway-id {{gateway}}',
    console: 'VPC › Route tables › {{id}} › Route propagation › Edit route propagation',
  },
  dangers: (change) =>
    newElements(change, ({ properties }) =>
      toObjects(properties.PropagatingVgws).map(({ GatewayId }) => String(GatewayId)),
    ).map((gateway) => ({
      subject: `propagation from ${gateway}`,
      values: { gateway },
      path: '/PropagatingVgws',
      reason: `Route table ${change.after?.id} takes every route now that the other end of virtual private gateway ${gateway} announces.`,
    })),
};

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-routetable.html
 *
 * The routes are resources of their own (`AWS::EC2::Route`). The associations, which CloudFormation knows as
 * `AWS::EC2::SubnetRouteTableAssociation` and `AWS::EC2::GatewayRouteTableAssociation`, stand with their route table.
 */
export const routeTable = defineResourceType({
  type: 'AWS::EC2::RouteTable',
  scope: 'regional',
  permissions: ['ec2:DescribeRouteTables'],
  async *read(reader) {
    const pages = paginateDescribeRouteTables(
      { client: reader.clients.get(EC2Client), pageSize: routeTablesPerPage },
      {},
    );
    for await (const page of pages) {
      for (const { RouteTableId, VpcId, OwnerId, ...table } of page.RouteTables ?? []) {
        if (!RouteTableId) continue;
        yield {
          id: RouteTableId,
          arn: ec2Arn(reader, 'route-table', RouteTableId, OwnerId),
          tags: table.Tags,
          properties: {
            RouteTableId,
            VpcId,
            OwnerId,
            Associations: associations(table.Associations),
            PropagatingVgws: table.PropagatingVgws,
          },
        };
      }
    }
  },
  unordered: {
    '/Associations': ['SubnetId', 'GatewayId', 'Main'],
    '/PropagatingVgws': ['GatewayId'],
  },
  volatile: { '/Associations/*/AssociationState': 'progress of the association' },
  sensitivity: { '/Associations': 'MEDIUM', '/PropagatingVgws': 'MEDIUM' },
  rules: [associated, propagates],
  monthlyCost: () => free,
});
