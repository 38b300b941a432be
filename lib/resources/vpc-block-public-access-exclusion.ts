import {
  DescribeVpcBlockPublicAccessExclusionsCommand,
  EC2Client,
  type VpcBlockPublicAccessExclusion,
} from '@aws-sdk/client-ec2';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import type { StateRule } from '../model/rule.ts';
import { defineResourceType } from './define.ts';
import { ec2Arn, pageSize, textAt } from './network-shape.ts';

/** Exclusions that hold, or are about to. */
const holds = (state: string | undefined) => !/^(delet|disabl)|^create-failed/.test(state ?? '');

/** Every exclusion; the SDK has no paginator for them. */
async function* readPages({ clients }: ResourceReader): AsyncIterable<VpcBlockPublicAccessExclusion[]> {
  let NextToken: string | undefined;
  do {
    const command = new DescribeVpcBlockPublicAccessExclusionsCommand({ MaxResults: pageSize, NextToken });
    const page = await clients.get(EC2Client).send(command);
    yield page.VpcBlockPublicAccessExclusions ?? [];
    NextToken = page.NextToken;
  } while (NextToken);
}

const excluded: StateRule = {
  kind: 'state',
  id: 'ec2-internet-block-exclusion',
  title: 'a network is excepted from VPC Block Public Access',
  severity: 'HIGH',
  sources: ['https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html'],
  recommendation: 'Delete the exclusion, unless the VPC or subnet is meant to be reached from the internet.',
  remedy: {
    command: 'aws ec2 delete-vpc-block-public-access-exclusion --exclusion-id {{id}}',
    console: 'VPC › Settings › Public access settings › Exclusions › {{id}} › Delete exclusions',
  },
  safer: 'VPC Block Public Access holds for the network again',
  dangers: (exclusion) => {
    const [mode, of] = [
      textAt(exclusion, '/InternetGatewayExclusionMode'),
      textAt(exclusion, '/SubnetId') ?? textAt(exclusion, '/VpcId'),
    ];
    return [
      {
        subject: `${mode} ${of}`,
        path: '/InternetGatewayExclusionMode',
        reason: `VPC Block Public Access does not hold for ${of}: ${mode === 'allow-egress' ? 'it may reach the internet' : 'the internet may reach it, and be reached from it'}.`,
      },
    ];
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcblockpublicaccessexclusion.html */
export const vpcBlockPublicAccessExclusion = defineResourceType({
  type: 'AWS::EC2::VPCBlockPublicAccessExclusion',
  scope: 'regional',
  permissions: ['ec2:DescribeVpcBlockPublicAccessExclusions'],
  async *read(reader) {
    for await (const exclusions of readPages(reader)) {
      for (const { ExclusionId, ResourceArn, State, ...exclusion } of exclusions) {
        if (!ExclusionId || !holds(State)) continue;
        const idOf = (kind: string) => new RegExp(`:${kind}/(.+)$`).exec(ResourceArn ?? '')?.[1];
        yield {
          id: ExclusionId,
          arn: ec2Arn(reader, 'vpc-block-public-access-exclusion', ExclusionId),
          tags: exclusion.Tags,
          properties: {
            ExclusionId,
            InternetGatewayExclusionMode: exclusion.InternetGatewayExclusionMode,
            VpcId: idOf('vpc'),
            SubnetId: idOf('subnet'),
          },
        };
      }
    }
  },
  volatile: {
    '/LastUpdateTimestamp': 'time of the last change of any kind',
    '/State': 'progress of the last modification',
  },
  sensitivity: { '': 'MEDIUM' },
  rules: [excluded],
  monthlyCost: () => free,
});
