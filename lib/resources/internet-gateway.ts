import { EC2Client, paginateDescribeInternetGateways } from '@aws-sdk/client-ec2';
import { free } from '../model/cost.ts';
import { toObjects } from '../model/json.ts';
import type { StateRule } from '../model/rule.ts';
import { defineResourceType } from './define.ts';
import { ec2Arn, pageSize } from './network-shape.ts';

/** States of an attachment that is on its way out. */
const leaving: ReadonlySet<string | undefined> = new Set(['detaching', 'detached']);

const attached: StateRule = {
  kind: 'state',
  id: 'ec2-internet-gateway-attached',
  title: 'a VPC has a way to the internet',
  severity: 'HIGH',
  sources: [
    'AWS Well-Architected SEC05-BP01',
    'https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html',
  ],
  recommendation:
    'Detach the internet gateway, unless the VPC is meant to have public subnets; look for routes that lead to it.',
  remedy: {
    command: 'aws ec2 detach-internet-gateway --internet-gateway-id {{id}} --vpc-id {{/Attachments/0/VpcId}}',
    console: 'VPC › Internet gateways › {{id}} › Actions › Detach from VPC',
  },
  safer: 'the VPC has no internet gateway any more',
  dangers: ({ id, properties }) =>
    toObjects(properties.Attachments).map(({ VpcId }) => ({
      subject: `attached to ${VpcId}`,
      path: '/Attachments',
      reason: `Internet gateway ${id} is attached to VPC ${VpcId}: a route is all it takes to reach what runs there from the internet.`,
    })),
};

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-internetgateway.html
 *
 * The attachment, an `AWS::EC2::VPCGatewayAttachment` in CloudFormation, stands with its gateway, which has one at
 * most.
 */
export const internetGateway = defineResourceType({
  type: 'AWS::EC2::InternetGateway',
  scope: 'regional',
  permissions: ['ec2:DescribeInternetGateways'],
  async *read(reader) {
    const pages = paginateDescribeInternetGateways({ client: reader.clients.get(EC2Client), pageSize }, {});
    for await (const page of pages) {
      for (const { InternetGatewayId, OwnerId, Attachments, Tags } of page.InternetGateways ?? []) {
        if (!InternetGatewayId) continue;
        const staying = (Attachments ?? []).filter(({ State }) => !leaving.has(State));
        yield {
          id: InternetGatewayId,
          arn: ec2Arn(reader, 'internet-gateway', InternetGatewayId, OwnerId),
          tags: Tags,
          properties: {
            InternetGatewayId,
            OwnerId,
            Attachments: staying.map(({ VpcId }) => ({ VpcId })),
          },
        };
      }
    }
  },
  unordered: { '/Attachments': ['VpcId'] },
  volatile: { '/Attachments/*/State': 'progress of the attachment' },
  sensitivity: { '/Attachments': 'MEDIUM' },
  rules: [attached],
  monthlyCost: () => free,
});
