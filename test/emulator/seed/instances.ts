import { type _InstanceType, type EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { type Network, tagged } from './network.ts';
import { given, type Owner } from './plan.ts';

/** The instances of an account. */
export interface Instances {
  readonly bastionId: string;
  readonly applicationIds: readonly string[];
}

/** Starts a bastion host in a public subnet and the application servers in the private ones. */
export async function seedInstances(
  ec2: EC2Client,
  owner: Owner,
  network: Network,
  instanceProfile: string,
): Promise<Instances> {
  const start = async (name: string, instance: InstancePlan) => {
    const { Instances } = await ec2.send(
      new RunInstancesCommand({
        ImageId: 'ami-0c1c30571d2dae5c9',
        InstanceType: instance.type,
        MinCount: 1,
        MaxCount: 1,
        SubnetId: instance.subnetId,
        SecurityGroupIds: [instance.groupId],
        IamInstanceProfile: { Name: instanceProfile },
        EbsOptimized: instance.type.startsWith('m'),
        DisableApiTermination: owner.plan.production,
        Monitoring: { Enabled: owner.plan.production },
        MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled', HttpPutResponseHopLimit: 1 },
        BlockDeviceMappings: [
          {
            DeviceName: '/dev/xvda',
            Ebs: { VolumeSize: instance.volume, VolumeType: 'gp3', Encrypted: true },
          },
        ],
        UserData: Buffer.from('#!/bin/sh\nsystemctl enable --now orders\n').toString('base64'),
        TagSpecifications: tagged('instance', owner, name),
      }),
    );
    return given(Instances?.[0]?.InstanceId, 'InstanceId');
  };
  const [publicSubnet] = network.publicSubnetIds;
  const bastion: InstancePlan = {
    type: 't3.micro',
    subnetId: given(publicSubnet, 'public subnet'),
    groupId: network.bastionGroupId,
    volume: 8,
  };
  const applications = network.privateSubnetIds
    .slice(0, owner.plan.applicationServers)
    .map((subnetId, index) =>
      start(`orders-application-${index + 1}`, {
        type: owner.plan.applicationServerType,
        subnetId,
        groupId: network.applicationGroupId,
        volume: 30,
      }),
    );
  const [bastionId, ...applicationIds] = await Promise.all([
    start('orders-bastion', bastion),
    ...applications,
  ]);
  return { bastionId, applicationIds };
}

interface InstancePlan {
  readonly type: _InstanceType;
  readonly subnetId: string;
  readonly groupId: string;
  readonly volume: number;
}
