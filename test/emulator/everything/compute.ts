import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { EC2 } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { given } from '../seed/plan.ts';
import { canarySecret } from '../seed.ts';
import { tagged } from './network.ts';
import { type Place, tagPairs } from './place.ts';

const userData = Buffer.from(`#!/bin/sh\nexport TOKEN=${canarySecret}\n`).toString('base64');

/** Disks, their snapshots, an image, a key and a launch template; an instance whose user data holds a secret. */
export async function createMachines({ shop, configuration }: Place): Promise<void> {
  const ec2 = new EC2(configuration);
  const { VolumeId } = await ec2.createVolume({
    AvailabilityZone: `${shop.region}a`,
    Size: 100,
    VolumeType: 'gp3',
    Iops: 4000,
    Throughput: 250,
    Encrypted: true,
    TagSpecifications: tagged('volume'),
  });
  const { SnapshotId } = await ec2.createSnapshot({
    VolumeId,
    Description: 'Before the migration',
    TagSpecifications: tagged('snapshot'),
  });
  await ec2.modifySnapshotAttribute({
    SnapshotId,
    CreateVolumePermission: { Add: [{ UserId: '222233334444' }, { UserId: '333344445555' }] },
  });
  const { ImageId } = await ec2.registerImage({
    Name: 'orders-application',
    Architecture: 'arm64',
    RootDeviceName: '/dev/xvda',
    VirtualizationType: 'hvm',
    BlockDeviceMappings: [
      { DeviceName: '/dev/xvda', Ebs: { SnapshotId, VolumeSize: 30, VolumeType: 'gp3' } },
      { DeviceName: '/dev/xvdb', Ebs: { VolumeSize: 100, VolumeType: 'gp3' } },
    ],
    TagSpecifications: tagged('image'),
  });
  await ec2.modifyImageAttribute({
    ImageId,
    LaunchPermission: { Add: [{ UserId: '222233334444' }, { UserId: '333344445555' }] },
  });
  await ec2.createKeyPair({
    KeyName: 'operators',
    KeyType: 'ed25519',
    TagSpecifications: tagged('key-pair'),
  });
  await ec2.runInstances({
    ImageId: 'ami-0c1c30571d2dae5c9',
    InstanceType: 't3.micro',
    MinCount: 1,
    MaxCount: 1,
    KeyName: 'operators',
    SubnetId: shop.network.publicSubnetIds[0],
    SecurityGroupIds: [shop.network.bastionGroupId, shop.network.applicationGroupId],
    UserData: userData,
    TagSpecifications: tagged('instance'),
  });
}

/** A launch template of two versions, a launch configuration, and a scaling group of each. */
export async function createScaling({ shop, configuration }: Place): Promise<void> {
  const ec2 = new EC2(configuration);
  const { LaunchTemplate } = await ec2.createLaunchTemplate({
    LaunchTemplateName: 'workers',
    LaunchTemplateData: {
      ImageId: 'ami-0c1c30571d2dae5c9',
      InstanceType: 't3.medium',
      SecurityGroupIds: [shop.network.applicationGroupId, shop.network.bastionGroupId],
      MetadataOptions: { HttpTokens: 'required' },
      UserData: userData,
      BlockDeviceMappings: [
        { DeviceName: '/dev/xvda', Ebs: { VolumeSize: 30, VolumeType: 'gp3', Encrypted: true } },
        { DeviceName: '/dev/xvdb', Ebs: { VolumeSize: 100, VolumeType: 'gp3', Encrypted: true } },
      ],
      TagSpecifications: [{ ResourceType: 'instance', Tags: tagPairs }],
    },
    TagSpecifications: tagged('launch-template'),
  });
  const scaling = new AutoScaling(configuration);
  await scaling.createLaunchConfiguration({
    LaunchConfigurationName: 'workers-2019',
    ImageId: 'ami-0c1c30571d2dae5c9',
    InstanceType: 't3.medium',
    SecurityGroups: [shop.network.applicationGroupId, shop.network.bastionGroupId],
    UserData: userData,
  });
  const group = {
    MinSize: 1,
    MaxSize: 4,
    DesiredCapacity: 2,
    VPCZoneIdentifier: shop.network.privateSubnetIds.join(),
    HealthCheckType: 'EC2',
    HealthCheckGracePeriod: 120,
    TerminationPolicies: ['OldestInstance', 'Default'],
    Tags: tagPairs.map((tag) => ({ ...tag, PropagateAtLaunch: true })),
  };
  await scaling.createAutoScalingGroup({
    ...group,
    AutoScalingGroupName: 'workers',
    LaunchTemplate: { LaunchTemplateId: LaunchTemplate?.LaunchTemplateId, Version: '$Latest' },
  });
  await scaling.createAutoScalingGroup({
    ...group,
    AutoScalingGroupName: 'workers-2019',
    LaunchConfigurationName: 'workers-2019',
  });
  await scaling.putScalingPolicy({
    AutoScalingGroupName: 'workers',
    PolicyName: 'half-busy',
    PolicyType: 'TargetTrackingScaling',
    TargetTrackingConfiguration: {
      PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' },
      TargetValue: 50,
    },
  });
}

/** A load balancer with two listeners, two target groups and a rule with several conditions. */
export async function createLoadBalancing({ shop, configuration, arn }: Place): Promise<void> {
  const elb = new ElasticLoadBalancingV2(configuration);
  const { LoadBalancers } = await elb.createLoadBalancer({
    Name: 'shop',
    Type: 'application',
    Scheme: 'internet-facing',
    Subnets: [...shop.network.publicSubnetIds],
    SecurityGroups: [shop.network.loadBalancerGroupId, shop.network.bastionGroupId],
    Tags: tagPairs,
  });
  const LoadBalancerArn = given(LoadBalancers?.[0]?.LoadBalancerArn, 'load balancer');
  await elb.modifyLoadBalancerAttributes({
    LoadBalancerArn,
    Attributes: [
      { Key: 'access_logs.s3.enabled', Value: 'true' },
      { Key: 'access_logs.s3.bucket', Value: shop.buckets.accessLogs },
      { Key: 'deletion_protection.enabled', Value: 'true' },
    ],
  });
  const targets = async (Name: string) => {
    const { TargetGroups } = await elb.createTargetGroup({
      Name,
      Protocol: 'HTTP',
      Port: 8080,
      VpcId: shop.network.vpcId,
      TargetType: 'instance',
      HealthCheckPath: '/health',
      Matcher: { HttpCode: '200-299' },
      Tags: tagPairs,
    });
    return given(TargetGroups?.[0]?.TargetGroupArn, 'target group');
  };
  const shopTargets = await targets('shop');
  const apiTargets = await targets('api');
  await elb.registerTargets({
    TargetGroupArn: shopTargets,
    Targets: shop.instances.applicationIds.map((Id) => ({ Id, Port: 8080 })),
  });
  const { Listeners } = await elb.createListener({
    LoadBalancerArn,
    Protocol: 'HTTPS',
    Port: 443,
    SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
    Certificates: [{ CertificateArn: arn('acm', 'certificate/12345678-1234-1234-1234-123456789012') }],
    DefaultActions: [{ Type: 'forward', TargetGroupArn: shopTargets }],
    Tags: tagPairs,
  });
  await elb.createListener({
    LoadBalancerArn,
    Protocol: 'HTTP',
    Port: 80,
    DefaultActions: [
      { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } },
    ],
  });
  await elb.createRule({
    ListenerArn: Listeners?.[0]?.ListenerArn,
    Priority: 10,
    Conditions: [
      { Field: 'path-pattern', Values: ['/api/*', '/v1/*'] },
      { Field: 'host-header', Values: ['api.example.com', 'shop.example.com'] },
    ],
    Actions: [{ Type: 'forward', TargetGroupArn: apiTargets }],
    Tags: tagPairs,
  });
}
