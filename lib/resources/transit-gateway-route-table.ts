import {
  EC2Client,
  paginateDescribeTransitGatewayRouteTables,
  paginateGetTransitGatewayRouteTablePropagations,
  paginateSearchTransitGatewayRoutes,
  type TransitGatewayRoute,
  type TransitGatewayRouteTable,
} from '@aws-sdk/client-ec2';
import pLimit from 'p-limit';
import { isNotFound } from '../aws/errors.ts';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import { toObjects } from '../model/json.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { ChangeRule } from '../model/rule.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { ec2Arn, isInternet, pageSize } from './network-shape.ts';

const callsAtOnce = 8;

function route({ State, TransitGatewayAttachments = [], ...rest }: TransitGatewayRoute): object {
  return {
    DestinationCidrBlock: rest.DestinationCidrBlock,
    PrefixListId: rest.PrefixListId,
    Blackhole: State === 'blackhole',
    TransitGatewayAttachmentIds: TransitGatewayAttachments.map(({ TransitGatewayAttachmentId: id }) => id),
  };
}

/** The static routes of a table: those that are propagated come and go with what the other networks announce. */
async function readRoutes(
  { clients }: ResourceReader,
  TransitGatewayRouteTableId: string,
): Promise<object[]> {
  const routes: object[] = [];
  for await (const page of paginateSearchTransitGatewayRoutes(
    { client: clients.get(EC2Client), pageSize },
    { TransitGatewayRouteTableId, Filters: [{ Name: 'type', Values: ['static'] }] },
  )) {
    routes.push(
      ...(page.Routes ?? []).filter(({ State }) => State !== 'deleting' && State !== 'deleted').map(route),
    );
  }
  return routes;
}

/** The attachments whose routes a table takes by itself. */
async function readPropagations(
  { clients }: ResourceReader,
  TransitGatewayRouteTableId: string,
): Promise<object[]> {
  const propagations: object[] = [];
  for await (const page of paginateGetTransitGatewayRouteTablePropagations(
    { client: clients.get(EC2Client), pageSize },
    { TransitGatewayRouteTableId },
  )) {
    for (const { State, TransitGatewayAttachmentId } of page.TransitGatewayRouteTablePropagations ?? []) {
      if (State !== 'disabling' && State !== 'disabled') propagations.push({ TransitGatewayAttachmentId });
    }
  }
  return propagations;
}

async function readTable(
  reader: ResourceReader,
  table: TransitGatewayRouteTable,
): Promise<ReadResource | undefined> {
  const { TransitGatewayRouteTableId: id, State = '' } = table;
  if (!id || State.startsWith('delet')) return undefined;
  const unread: UnreadProperty[] = [];
  let isGone = false;
  const part = (path: string, call: () => Promise<object[]>) =>
    reader.optional(unread, path, async () => {
      try {
        return await call();
      } catch (error) {
        isGone ||= isNotFound(error);
        throw error;
      }
    });
  const Routes = await part('/Routes', () => readRoutes(reader, id));
  const Propagations = await part('/Propagations', () => readPropagations(reader, id));
  if (isGone) return undefined;
  return {
    id,
    arn: ec2Arn(reader, 'transit-gateway-route-table', id),
    tags: table.Tags,
    properties: {
      TransitGatewayRouteTableId: id,
      TransitGatewayId: table.TransitGatewayId,
      DefaultAssociationRouteTable: table.DefaultAssociationRouteTable,
      DefaultPropagationRouteTable: table.DefaultPropagationRouteTable,
      Routes,
      Propagations,
    },
    unread,
  };
}

/** Where a table sends traffic, by where the traffic is bound. */
function ways({ properties: { Routes } }: Resource): Map<string, string> {
  return new Map(
    toObjects(Routes).map(
      ({ DestinationCidrBlock, PrefixListId, Blackhole, TransitGatewayAttachmentIds }) => [
        `${DestinationCidrBlock ?? PrefixListId}`,
        Blackhole === true ? 'nowhere' : `${TransitGatewayAttachmentIds}`,
      ],
    ),
  );
}

const redirected: ChangeRule = {
  kind: 'change',
  id: 'ec2-transit-gateway-route-changed',
  title: 'a transit gateway sends traffic another way',
  severity: 'MEDIUM',
  sources: ['https://docs.aws.amazon.com/vpc/latest/tgw/tgw-route-tables.html', 'MITRE ATT&CK T1599'],
  recommendation:
    'Put the approved route back, or approve the new one; mind what stood in between, such as a firewall.',
  remedy: {
    command:
      'aws ec2 replace-transit-gateway-route --transit-gateway-route-table-id {{id}} --destination-cidr-block {{network}} --transit-gateway-attachment-id {{former}}',
    console: 'VPC › Transit gateway route tables › {{id}} › Routes › Replace static route',
  },
  dangers: (change) => {
    // Routes that one side could not read are not among the properties that changed.
    if (change.kind !== 'modified' || !change.properties.some(({ path }) => path.startsWith('/Routes')))
      return [];
    const before = ways(change.before);
    return [...ways(change.after)].flatMap(([destination, way]) => {
      const former = before.get(destination);
      if (former === way) return [];
      return [
        {
          subject: `${destination} to ${way}`,
          values: {
            network: destination,
            ...(former?.startsWith('tgw-attach-') ? { former: former } : {}),
          },
          path: '/Routes',
          ...(isInternet(destination) ? { severity: 'HIGH' as const } : {}),
          reason: `Transit gateway route table ${change.after.id} sends ${destination} to ${way} now${former === undefined ? '' : `, no longer to ${former}`}.`,
        },
      ];
    });
  },
};

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-transitgatewayroutetable.html
 *
 * The static routes, each an `AWS::EC2::TransitGatewayRoute` in CloudFormation, and the propagations stand with their
 * table. Which attachments follow it is told by the attachments.
 */
export const transitGatewayRouteTable = defineResourceType({
  type: 'AWS::EC2::TransitGatewayRouteTable',
  scope: 'regional',
  permissions: [
    'ec2:DescribeTransitGatewayRouteTables',
    'ec2:GetTransitGatewayRouteTablePropagations',
    'ec2:SearchTransitGatewayRoutes',
  ],
  async *read(reader) {
    const limit = pLimit(callsAtOnce);
    const client = reader.clients.get(EC2Client);
    for await (const page of paginateDescribeTransitGatewayRouteTables({ client, pageSize }, {})) {
      const read = await limit.map(page.TransitGatewayRouteTables ?? [], (table) => readTable(reader, table));
      yield* read.filter((table) => table !== undefined);
    }
  },
  unordered: {
    '/Propagations': ['TransitGatewayAttachmentId'],
    '/Routes': ['DestinationCidrBlock', 'PrefixListId'],
    '/Routes/*/TransitGatewayAttachmentIds': 'value',
  },
  volatile: { '/CreationTime': 'time of creation', '/State': 'progress of the last modification' },
  sensitivity: { '': 'MEDIUM' },
  rules: [redirected],
  monthlyCost: () => free,
});
