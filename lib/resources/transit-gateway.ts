import { EC2Client, paginateDescribeTransitGateways, type TransitGateway } from '@aws-sdk/client-ec2';
import { free, type MonthlyCost } from '../model/cost.ts';
import type { ChangeRule } from '../model/rule.ts';
import { becoming } from './becoming.ts';
import { defineResourceType } from './define.ts';
import { ec2Arn, pageSize } from './network-shape.ts';

/** States of a transit gateway that exists and is to stay. */
const livingStates = ['pending', 'available', 'modifying'];

/** The schema tells encryption by one word; what lies between off and on is where it is going. */
function encryption(state: string | undefined): string | undefined {
  return state === undefined ? undefined : /^enabl/.test(state) ? 'enable' : 'disable';
}

function properties({ Options = {}, ...gateway }: TransitGateway): object {
  const { EncryptionSupport, ...options } = Options;
  return {
    Id: gateway.TransitGatewayId,
    TransitGatewayArn: gateway.TransitGatewayArn,
    OwnerId: gateway.OwnerId,
    Description: gateway.Description,
    ...options,
    EncryptionSupport: encryption(EncryptionSupport?.EncryptionState),
  };
}

const acceptsByItself: ChangeRule = becoming({
  id: 'ec2-transit-gateway-accepts-attachments',
  title: 'a transit gateway lets other accounts attach their networks unasked',
  severity: 'HIGH',
  createdSeverity: () => 'HIGH',
  sources: ['FSBP EC2.23'],
  recommendation: 'Disable AutoAcceptSharedAttachments, and look at what was attached meanwhile.',
  remedy: {
    command:
      'aws ec2 modify-transit-gateway --transit-gateway-id {{id}} --options AutoAcceptSharedAttachments=disable',
    console: 'VPC › Transit gateways › {{id}} › Actions › Modify transit gateway',
  },
  safer: 'attachments have to be accepted',
  dangersOf: ({ id, properties: { AutoAcceptSharedAttachments } }) =>
    AutoAcceptSharedAttachments === 'enable'
      ? [
          {
            subject: 'automatic acceptance',
            path: '/AutoAcceptSharedAttachments',
            reason: `Transit gateway ${id} accepts every attachment of every account that it is shared with: each of them can join its network to yours.`,
          },
        ]
      : [],
});

const notEncrypted: ChangeRule = becoming({
  id: 'ec2-transit-gateway-encryption-off',
  title: 'a transit gateway no longer encrypts what it passes on',
  severity: 'HIGH',
  // It is off unless somebody turns it on.
  createdSeverity: () => 'INFO',
  sources: ['https://docs.aws.amazon.com/vpc/latest/tgw/tgw-transit-gateways.html'],
  recommendation: 'Enable the encryption support of the transit gateway again.',
  remedy: {
    command: 'aws ec2 modify-transit-gateway --transit-gateway-id {{id}} --options EncryptionSupport=enable',
    console: 'VPC › Transit gateways › {{id}} › Actions › Modify transit gateway',
  },
  safer: 'the transit gateway encrypts what it passes on',
  dangersOf: ({ id, properties: { EncryptionSupport } }) =>
    EncryptionSupport === 'enable'
      ? []
      : [
          {
            subject: 'encryption off',
            path: '/EncryptionSupport',
            reason: `Transit gateway ${id} passes traffic between networks on without encrypting it.`,
          },
        ],
});

/** Attachments are billed, not the gateway itself. https://aws.amazon.com/transit-gateway/pricing/ */
const monthlyCost = (): MonthlyCost => ({
  ...free,
  assumptions: ['A transit gateway is billed by its attachments, which are counted where they are listed.'],
});

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-transitgateway.html
 *
 * Only those of the account itself: of one that another account shares, the attachments are read.
 */
export const transitGateway = defineResourceType({
  type: 'AWS::EC2::TransitGateway',
  scope: 'regional',
  permissions: ['ec2:DescribeTransitGateways'],
  async *read(reader) {
    const pages = paginateDescribeTransitGateways(
      { client: reader.clients.get(EC2Client), pageSize },
      {
        Filters: [
          { Name: 'owner-id', Values: [reader.account] },
          { Name: 'state', Values: livingStates },
        ],
      },
    );
    for await (const page of pages) {
      for (const gateway of page.TransitGateways ?? []) {
        const { TransitGatewayId, TransitGatewayArn } = gateway;
        if (!TransitGatewayId) continue;
        yield {
          id: TransitGatewayId,
          arn: TransitGatewayArn ?? ec2Arn(reader, 'transit-gateway', TransitGatewayId),
          tags: gateway.Tags,
          properties: properties(gateway),
        };
      }
    }
  },
  unordered: { '/TransitGatewayCidrBlocks': 'value' },
  volatile: { '/CreationTime': 'time of creation', '/State': 'progress of the last modification' },
  defaults: { EncryptionSupport: 'disable' },
  sensitivity: { '': 'MEDIUM', '/Description': 'LOW' },
  rules: [acceptsByItself, notEncrypted],
  monthlyCost,
});
