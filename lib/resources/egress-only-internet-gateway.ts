import { EC2Client, paginateDescribeEgressOnlyInternetGateways } from '@aws-sdk/client-ec2';
import { free } from '../model/cost.ts';
import { defineResourceType } from './define.ts';
import { ec2Arn } from './network-shape.ts';

/** Most that EC2 gives of these in one page. */
const gatewaysPerPage = 255;

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-egressonlyinternetgateway.html
 *
 * It lets IPv6 traffic out and answers in; free: https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html
 */
export const egressOnlyInternetGateway = defineResourceType({
  type: 'AWS::EC2::EgressOnlyInternetGateway',
  scope: 'regional',
  permissions: ['ec2:DescribeEgressOnlyInternetGateways'],
  async *read(reader) {
    const pages = paginateDescribeEgressOnlyInternetGateways(
      { client: reader.clients.get(EC2Client), pageSize: gatewaysPerPage },
      {},
    );
    for await (const page of pages) {
      for (const { EgressOnlyInternetGatewayId: Id, Attachments, Tags } of page.EgressOnlyInternetGateways ??
        []) {
        if (!Id) continue;
        yield {
          id: Id,
          arn: ec2Arn(reader, 'egress-only-internet-gateway', Id),
          tags: Tags,
          properties: { Id, VpcId: Attachments?.[0]?.VpcId },
        };
      }
    }
  },
  volatile: { '/Attachments/*/State': 'progress of the attachment' },
  sensitivity: { '': 'MEDIUM' },
  monthlyCost: () => free,
});
