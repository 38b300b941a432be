import { EC2Client, paginateDescribeRouteTables, type Route } from '@aws-sdk/client-ec2';
import { free } from '../model/cost.ts';
import type { Membership } from '../model/knowledge.ts';
import { defineResourceType } from './define.ts';
import { routeTablesPerPage } from './network-shape.ts';
import { routeRules } from './route-rules.ts';

/** A route in the words of the schema, which has a property of its own for endpoints of Gateway Load Balancers. */
function properties(route: Route, RouteTableId: string, destination: string): object {
  const isEndpoint = route.GatewayId?.startsWith('vpce-') ?? false;
  return {
    ...route,
    RouteTableId,
    CidrBlock: destination,
    GatewayId: isEndpoint ? undefined : route.GatewayId,
    VpcEndpointId: isEndpoint ? route.GatewayId : undefined,
  };
}

const membership: Membership = {
  reason:
    'virtual private gateways and route servers take routes in and out as the network at the other end announces them; local routes follow the networks of the VPC',
  ownerOf: ({ properties: { Origin, GatewayId } }) => {
    if (Origin === 'CreateRouteTable' && GatewayId === 'local') return 'the VPC';
    if (Origin === 'EnableVgwRoutePropagation') return `virtual private gateway ${GatewayId}`;
    return Origin === 'Advertisement' ? 'VPC Route Server' : undefined;
  },
};

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-route.html
 *
 * The routes of every table, also those that AWS puts there: the local route of a VPC can be turned to another
 * target. `State` is `blackhole` when the target is gone, which is an outage.
 */
export const route = defineResourceType({
  type: 'AWS::EC2::Route',
  scope: 'regional',
  taggable: false,
  permissions: ['ec2:DescribeRouteTables'],
  async *read({ clients }) {
    const pages = paginateDescribeRouteTables(
      { client: clients.get(EC2Client), pageSize: routeTablesPerPage },
      {},
    );
    for await (const page of pages) {
      for (const { RouteTableId, Routes } of page.RouteTables ?? []) {
        for (const each of Routes ?? []) {
          const destination =
            each.DestinationCidrBlock ?? each.DestinationIpv6CidrBlock ?? each.DestinationPrefixListId;
          if (!RouteTableId || !destination) continue;
          yield {
            id: `${RouteTableId}|${destination}`,
            properties: properties(each, RouteTableId, destination),
          };
        }
      }
    }
  },
  defaults: { State: 'active' },
  sensitivity: { '': 'MEDIUM', '/InstanceOwnerId': 'LOW', '/Origin': 'LOW' },
  membership,
  rules: routeRules,
  monthlyCost: () => free,
});
