import {
  EC2Client,
  paginateDescribeTransitGatewayAttachments,
  paginateDescribeTransitGatewayVpcAttachments,
  type TransitGatewayAttachment,
  type TransitGatewayVpcAttachment,
} from '@aws-sdk/client-ec2';
import type { ResourceReader } from '../aws/reader.ts';
import { hoursPerMonth, priceSource, sumOfParts } from '../cost/estimate.ts';
import { usedPart } from '../cost/usage.ts';
import { type MonthlyCost, unknownCost } from '../model/cost.ts';
import type { CostContext } from '../model/knowledge.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { Danger, StateRule } from '../model/rule.ts';
import { defineResourceType } from './define.ts';
import { ec2Arn, pageSize, textAt } from './network-shape.ts';

/** The states of an attachment that is or may come to be, without the steps between. */
const settledStates: Readonly<Record<string, string>> = {
  initiating: 'pendingAcceptance',
  initiatingRequest: 'pendingAcceptance',
  pendingAcceptance: 'pendingAcceptance',
  pending: 'available',
  available: 'available',
  modifying: 'available',
};

/** What the list of all attachments does not tell of those of VPCs. */
interface VpcDetails {
  readonly of: ReadonlyMap<string, TransitGatewayVpcAttachment>;
  readonly unread: readonly UnreadProperty[];
}

async function readVpcDetails({ clients, optional }: ResourceReader): Promise<VpcDetails> {
  const client = clients.get(EC2Client);
  const details = new Map<string, TransitGatewayVpcAttachment>();
  const unread: UnreadProperty[] = [];
  await optional(unread, ['/Options', '/SubnetIds'], async () => {
    for await (const page of paginateDescribeTransitGatewayVpcAttachments({ client, pageSize }, {})) {
      for (const each of page.TransitGatewayVpcAttachments ?? []) {
        if (each.TransitGatewayAttachmentId) details.set(each.TransitGatewayAttachmentId, each);
      }
    }
  });
  return { of: details, unread };
}

function properties(
  attachment: TransitGatewayAttachment,
  State: string,
  vpc: TransitGatewayVpcAttachment | undefined,
): object {
  const { Association } = attachment;
  return {
    Id: attachment.TransitGatewayAttachmentId,
    TransitGatewayId: attachment.TransitGatewayId,
    TransitGatewayOwnerId: attachment.TransitGatewayOwnerId,
    ResourceType: attachment.ResourceType,
    ResourceId: attachment.ResourceId,
    ResourceOwnerId: attachment.ResourceOwnerId,
    NatGatewaySupport: attachment.NatGatewaySupport,
    State,
    Association: Association && {
      TransitGatewayRouteTableId: Association.TransitGatewayRouteTableId,
      TransitGatewayPolicyTableId: Association.TransitGatewayPolicyTableId,
    },
    VpcId: attachment.ResourceType === 'vpc' ? attachment.ResourceId : undefined,
    SubnetIds: vpc?.SubnetIds,
    Options: vpc?.Options,
  };
}

function foreignOwners(attachment: Resource): string[] {
  const owners = ['/ResourceOwnerId', '/TransitGatewayOwnerId'].flatMap(
    (path) => textAt(attachment, path) ?? [],
  );
  return [...new Set(owners)].filter((owner) => /^\d{12}$/.test(owner) && owner !== attachment.account);
}

const subjectOf = (attachment: Resource) =>
  `${textAt(attachment, '/ResourceType')} ${textAt(attachment, '/ResourceId')} to transit gateway ${textAt(attachment, '/TransitGatewayId')}`;

const foreignAccount: StateRule = {
  kind: 'state',
  id: 'ec2-transit-gateway-attachment-foreign-account',
  title: 'networks of two accounts are joined by a transit gateway',
  severity: 'HIGH',
  sources: ['https://docs.aws.amazon.com/vpc/latest/tgw/tgw-best-design-practices.html'],
  recommendation:
    'Make sure that you know the account and that the networks are to be joined; if not, delete the attachment.',
  remedy: {
    command: 'aws ec2 delete-transit-gateway-vpc-attachment --transit-gateway-attachment-id {{id}}',
    console: 'VPC › Transit gateway attachments › {{id}} › Actions › Delete transit gateway attachment',
  },
  safer: 'the network of the other account is no longer attached',
  dangers: (attachment) =>
    attachment.account === ''
      ? []
      : foreignOwners(attachment).map((account): Danger => {
          const isActive = textAt(attachment, '/State') === 'available';
          return {
            subject: `account ${account} ${textAt(attachment, '/State')}`,
            path: '/State',
            ...(isActive ? {} : { severity: 'MEDIUM' as const }),
            reason: `Attachment ${attachment.id} ${isActive ? 'joins' : 'is to join, once it is accepted,'} ${subjectOf(attachment)}, with account ${account} at the other end.`,
          };
        }),
};

const attached: StateRule = {
  kind: 'state',
  id: 'ec2-transit-gateway-attachment',
  title: 'a network was attached to a transit gateway',
  severity: 'MEDIUM',
  sources: ['https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html'],
  recommendation: 'Make sure that the network is to be reached by all that the transit gateway joins.',
  remedy: {
    command: 'aws ec2 delete-transit-gateway-vpc-attachment --transit-gateway-attachment-id {{id}}',
    console: 'VPC › Transit gateway attachments › {{id}} › Actions › Delete transit gateway attachment',
  },
  safer: 'the network is no longer attached',
  dangers: (attachment) =>
    textAt(attachment, '/State') === 'available' && foreignOwners(attachment).length === 0
      ? [
          {
            subject: 'attached',
            path: '/State',
            reason: `Attachment ${attachment.id} joins ${subjectOf(attachment)}.`,
          },
        ]
      : [],
};

/**
 * Attachments of every kind, of VPCs as of VPNs, peers and Direct Connect gateways:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-transitgatewayattachment.html
 *
 * Attachments that were refused, failed or deleted are not read. Which route table an attachment follows stands in
 * `Association`, which the schema does not have.
 */
/** Each attachment is billed by the hour, and by the GB that it sends. https://aws.amazon.com/transit-gateway/pricing/ */
function monthlyCost(attachment: Resource, context: CostContext): MonthlyCost {
  const { region } = attachment;
  const price = context.prices.find('AmazonVPC', region, 'transit-gateway-attachment/hour');
  if (!price) return unknownCost(`Tidemark has no price of attachments of transit gateways in ${region}.`);
  const data = usedPart(attachment, context, {
    name: 'transitGatewayGigabytes',
    price: context.prices.find('AmazonVPC', region, 'transit-gateway/gb'),
    words: 'GB are sent through it',
    per: 'GB',
  });
  return sumOfParts([
    {
      usd: price.usd * hoursPerMonth,
      assumption: `An attachment all month (730 h) at ${price.usd} USD/h ${priceSource(price)}.`,
    },
    data ?? { usd: 0, assumption: 'Without the data that is sent through it, which is billed by the GB.' },
  ]);
}

export const transitGatewayAttachment = defineResourceType({
  type: 'AWS::EC2::TransitGatewayAttachment',
  scope: 'regional',
  permissions: ['ec2:DescribeTransitGatewayAttachments', 'ec2:DescribeTransitGatewayVpcAttachments'],
  async *read(reader) {
    const client = reader.clients.get(EC2Client);
    let vpcs: VpcDetails | undefined;
    for await (const page of paginateDescribeTransitGatewayAttachments({ client, pageSize }, {})) {
      for (const attachment of page.TransitGatewayAttachments ?? []) {
        const { TransitGatewayAttachmentId: id, ResourceType } = attachment;
        const state = settledStates[attachment.State ?? 'available'];
        if (!id || !state) continue;
        const isVpc = ResourceType === 'vpc';
        if (isVpc) vpcs ??= await readVpcDetails(reader);
        yield {
          id,
          arn: ec2Arn(reader, 'transit-gateway-attachment', id),
          tags: attachment.Tags,
          properties: properties(attachment, state, vpcs?.of.get(id)),
          unread: isVpc ? vpcs?.unread : [],
        };
      }
    }
  },
  volatile: { '/CreationTime': 'time of creation', '/Association/State': 'progress of the association' },
  sensitivity: { '': 'MEDIUM' },
  rules: [foreignAccount, attached],
  monthlyCost,
});
