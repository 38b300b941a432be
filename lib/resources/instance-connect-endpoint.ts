import { EC2Client, paginateDescribeInstanceConnectEndpoints } from '@aws-sdk/client-ec2';
import { free } from '../model/cost.ts';
import type { StateRule } from '../model/rule.ts';
import { defineResourceType } from './define.ts';
import { ec2Arn, textAt } from './network-shape.ts';

/** Most that EC2 gives of these in one page. */
const endpointsPerPage = 50;

const wayIn: StateRule = {
  kind: 'state',
  id: 'ec2-instance-connect-endpoint',
  title: 'instances without a public address can be reached through AWS',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/connect-with-ec2-instance-connect-endpoint.html',
    'MITRE ATT&CK T1021.004',
  ],
  recommendation: 'Delete the endpoint, unless it is the way in that you approved.',
  remedy: {
    command: 'aws ec2 delete-instance-connect-endpoint --instance-connect-endpoint-id {{id}}',
    console: 'VPC › Endpoints › {{id}} › Actions › Delete VPC endpoints',
  },
  safer: 'the way in is closed',
  dangers: (endpoint) => [
    {
      subject: 'way in',
      path: '/Id',
      reason: `Whoever may call ec2-instance-connect:OpenTunnel reaches SSH and RDP of the instances in VPC ${textAt(endpoint, '/VpcId')} from the internet, through endpoint ${endpoint.id}.`,
    },
  ],
};

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-instanceconnectendpoint.html
 *
 * `ClientToken` acts on creation only. The endpoint itself is free:
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/connect-with-ec2-instance-connect-endpoint.html
 */
export const instanceConnectEndpoint = defineResourceType({
  type: 'AWS::EC2::InstanceConnectEndpoint',
  scope: 'regional',
  permissions: ['ec2:DescribeInstanceConnectEndpoints'],
  async *read(reader) {
    const pages = paginateDescribeInstanceConnectEndpoints(
      { client: reader.clients.get(EC2Client), pageSize: endpointsPerPage },
      {},
    );
    for await (const page of pages) {
      for (const endpoint of page.InstanceConnectEndpoints ?? []) {
        const { InstanceConnectEndpointId: Id, State = '' } = endpoint;
        if (!Id || /^delet|^create-failed/.test(State)) continue;
        yield {
          id: Id,
          arn: endpoint.InstanceConnectEndpointArn ?? ec2Arn(reader, 'instance-connect-endpoint', Id),
          tags: endpoint.Tags,
          properties: {
            Id,
            InstanceConnectEndpointArn: endpoint.InstanceConnectEndpointArn,
            OwnerId: endpoint.OwnerId,
            VpcId: endpoint.VpcId,
            SubnetId: endpoint.SubnetId,
            AvailabilityZone: endpoint.AvailabilityZone,
            AvailabilityZoneId: endpoint.AvailabilityZoneId,
            SecurityGroupIds: endpoint.SecurityGroupIds,
            NetworkInterfaceIds: endpoint.NetworkInterfaceIds,
            PreserveClientIp: endpoint.PreserveClientIp,
            IpAddressType: endpoint.IpAddressType,
            PublicDnsNames: endpoint.PublicDnsNames,
          },
        };
      }
    }
  },
  unordered: { '/NetworkInterfaceIds': 'value' },
  volatile: {
    '/CreatedAt': 'time of creation',
    '/State': 'progress of the last modification',
    '/StateMessage': 'describes the progress of the last modification',
  },
  sensitivity: { '': 'MEDIUM' },
  rules: [wayIn],
  monthlyCost: () => free,
});
