import {
  DescribeInstanceAttributeCommand,
  DescribeInstanceCreditSpecificationsCommand,
  DescribeInstancesCommand,
  EC2Client,
  type Instance,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { ec2Instance } from '../../lib/resources/ec2-instance.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);
const web = 'i-0abcdef1234567890';
const userData = Buffer.from('#!/bin/sh\nexport TOKEN=hunter2\n').toString('base64');

/** An instance as DescribeInstances returns it, with every property set. */
const full: Instance = {
  AmiLaunchIndex: 0,
  ImageId: 'ami-0abcdef1234567890',
  InstanceId: web,
  InstanceType: 't3.small',
  KernelId: 'aki-1',
  RamdiskId: 'ari-1',
  KeyName: 'operations',
  LaunchTime: new Date('2026-11-15T10:48:59Z'),
  Monitoring: { State: 'pending' },
  Placement: {
    AvailabilityZone: 'eu-west-1a',
    AvailabilityZoneId: 'euw1-az1',
    Affinity: 'host',
    GroupName: 'cluster',
    GroupId: 'pg-1',
    HostId: 'h-1',
    HostResourceGroupArn: 'arn:aws:resource-groups:eu-west-1:111122223333:group/hosts',
    PartitionNumber: 2,
    SpreadDomain: 'spread',
    Tenancy: 'dedicated',
  },
  PrivateDnsName: 'ip-10-0-0-157.eu-west-1.compute.internal',
  PrivateIpAddress: '10.0.0.157',
  ProductCodes: [{ ProductCodeId: 'abc', ProductCodeType: 'marketplace' }],
  PublicDnsName: 'ec2-34-253-223-13.eu-west-1.compute.amazonaws.com',
  PublicIpAddress: '34.253.223.13',
  State: { Code: 16, Name: 'running' },
  StateTransitionReason: '',
  SubnetId: 'subnet-04a636d18e83cfacb',
  VpcId: 'vpc-1',
  Architecture: 'x86_64',
  BlockDeviceMappings: [
    {
      DeviceName: '/dev/xvda',
      Ebs: {
        AttachTime: new Date('2026-11-15T10:49:00Z'),
        DeleteOnTermination: true,
        Status: 'attached',
        VolumeId: 'vol-02d7',
        EbsCardIndex: 0,
      },
    },
    {
      DeviceName: '/dev/sdf',
      Ebs: { DeleteOnTermination: false, Status: 'attached', VolumeId: 'vol-data', EbsCardIndex: 1 },
    },
    {
      DeviceName: '/dev/sdg',
      Ebs: { DeleteOnTermination: false, Status: 'detaching', VolumeId: 'vol-gone' },
    },
    { DeviceName: '/dev/sdh' },
  ],
  ClientToken: 'token',
  EbsOptimized: true,
  EnaSupport: true,
  Hypervisor: 'xen',
  IamInstanceProfile: {
    Arn: 'arn:aws:iam::111122223333:instance-profile/orders/web',
    Id: 'AIPAEXAMPLE',
  },
  InstanceLifecycle: 'scheduled',
  OutpostArn: 'arn:aws:outposts:eu-west-1:111122223333:outpost/op-1',
  NetworkInterfaces: [
    {
      Association: { IpOwnerId: '111122223333', PublicIp: '34.253.223.13' },
      Attachment: {
        AttachTime: new Date('2026-11-15T10:48:59Z'),
        AttachmentId: 'eni-attach-1',
        DeleteOnTermination: true,
        DeviceIndex: 0,
        NetworkCardIndex: 0,
        Status: 'attached',
        EnaSrdSpecification: { EnaSrdEnabled: true, EnaSrdUdpSpecification: { EnaSrdUdpEnabled: false } },
        EnaQueueCount: 8,
      },
      ConnectionTrackingConfiguration: { TcpEstablishedTimeout: 500 },
      Description: 'primary',
      Groups: [
        { GroupId: 'sg-2', GroupName: 'b' },
        { GroupId: 'sg-1', GroupName: 'a' },
      ],
      InterfaceType: 'interface',
      Ipv4Prefixes: [{ Ipv4Prefix: '10.0.0.16/28' }],
      Ipv6Addresses: [{ Ipv6Address: '2001:db8::2' }, { Ipv6Address: '2001:db8::1' }],
      Ipv6Prefixes: [{ Ipv6Prefix: '2001:db8:1::/80' }],
      MacAddress: '02:7d',
      NetworkInterfaceId: 'eni-0',
      OwnerId: '111122223333',
      PrivateIpAddress: '10.0.0.157',
      PrivateIpAddresses: [
        { Primary: true, PrivateIpAddress: '10.0.0.157' },
        { Primary: false, PrivateIpAddress: '10.0.0.158' },
      ],
      SourceDestCheck: true,
      Status: 'in-use',
      SubnetId: 'subnet-04a636d18e83cfacb',
      VpcId: 'vpc-1',
    },
    {
      Association: { CarrierIp: '155.146.1.1' },
      Attachment: { DeleteOnTermination: false, DeviceIndex: 1, NetworkCardIndex: 1, Status: 'attached' },
      NetworkInterfaceId: 'eni-1',
      SourceDestCheck: false,
    },
    { Attachment: { DeviceIndex: 2, Status: 'detaching' }, NetworkInterfaceId: 'eni-2' },
  ],
  SecondaryInterfaces: [
    {
      Attachment: {
        AttachmentId: 'a',
        DeleteOnTermination: true,
        DeviceIndex: 1,
        NetworkCardIndex: 2,
        Status: 'attached',
      },
      SecondaryInterfaceId: 'si-1',
      SecondaryNetworkId: 'sn-1',
      SecondarySubnetId: 'ss-1',
      InterfaceType: 'secondary',
      MacAddress: '02:7e',
      PrivateIpAddresses: [{ PrivateIpAddress: '10.9.0.2' }, { PrivateIpAddress: '10.9.0.1' }],
      SourceDestCheck: true,
    },
    { Attachment: { Status: 'detached' }, SecondaryInterfaceId: 'si-2' },
  ],
  RootDeviceName: '/dev/xvda',
  RootDeviceType: 'ebs',
  SecurityGroups: [
    { GroupId: 'sg-2', GroupName: 'b' },
    { GroupId: 'sg-1', GroupName: 'a' },
  ],
  SriovNetSupport: 'simple',
  Tags: [
    { Key: 'Name', Value: 'web' },
    { Key: 'aws:ec2launchtemplate:id', Value: 'lt-1' },
    { Key: 'aws:ec2launchtemplate:version', Value: '7' },
  ],
  VirtualizationType: 'hvm',
  CpuOptions: { CoreCount: 1, ThreadsPerCore: 2, AmdSevSnp: 'enabled' },
  CapacityBlockId: 'cb-1',
  CapacityReservationId: 'cr-1',
  CapacityReservationSpecification: { CapacityReservationPreference: 'open' },
  HibernationOptions: { Configured: true },
  Licenses: [{ LicenseConfigurationArn: 'arn:aws:license-manager:eu-west-1:111122223333:license:1' }],
  MetadataOptions: {
    State: 'applied',
    HttpTokens: 'required',
    HttpPutResponseHopLimit: 2,
    HttpEndpoint: 'enabled',
    HttpProtocolIpv6: 'disabled',
    InstanceMetadataTags: 'disabled',
  },
  EnclaveOptions: { Enabled: true },
  BootMode: 'uefi-preferred',
  CurrentInstanceBootMode: 'uefi',
  PlatformDetails: 'Linux/UNIX',
  UsageOperation: 'RunInstances',
  UsageOperationUpdateTime: new Date('2026-11-15T10:48:59Z'),
  PrivateDnsNameOptions: {
    HostnameType: 'ip-name',
    EnableResourceNameDnsARecord: true,
    EnableResourceNameDnsAAAARecord: false,
  },
  TpmSupport: 'v2.0',
  MaintenanceOptions: { AutoRecovery: 'default', RebootMigration: 'default' },
  NetworkPerformanceOptions: { BandwidthWeighting: 'default' },
  Operator: { Managed: true, Principal: 'eks.amazonaws.com' },
};

const small: Instance = {
  InstanceId: 'i-2',
  InstanceType: 'm5.large',
  State: { Name: 'stopping' },
  Operator: { Managed: false },
};

function attribute(
  InstanceId: string,
  Attribute: 'disableApiTermination' | 'instanceInitiatedShutdownBehavior' | 'userData',
) {
  return ec2.on(DescribeInstanceAttributeCommand, { InstanceId, Attribute });
}

beforeEach(() => {
  ec2.reset();
  ec2
    .on(DescribeInstancesCommand)
    .resolves({ Reservations: [{ Instances: [full] }], NextToken: '2' })
    .on(DescribeInstancesCommand, { NextToken: '2' })
    .resolves({ Reservations: [{ Instances: [small, { InstanceType: 't3.micro' }] }, {}], NextToken: '3' })
    .on(DescribeInstancesCommand, { NextToken: '3' })
    .resolves({})
    .on(DescribeInstanceCreditSpecificationsCommand)
    .resolves({
      InstanceCreditSpecifications: [{ InstanceId: 'i-9', CpuCredits: 'unlimited' }],
      NextToken: '2',
    })
    .on(DescribeInstanceCreditSpecificationsCommand, { NextToken: '2' })
    .resolves({
      InstanceCreditSpecifications: [{ InstanceId: web, CpuCredits: 'unlimited' }],
      NextToken: '3',
    })
    .on(DescribeInstanceCreditSpecificationsCommand, { NextToken: '3' })
    .resolves({})
    .on(DescribeInstanceAttributeCommand)
    .resolves({});
  attribute(web, 'disableApiTermination').resolves({ DisableApiTermination: { Value: true } });
  attribute(web, 'instanceInitiatedShutdownBehavior').resolves({
    InstanceInitiatedShutdownBehavior: { Value: 'terminate' },
  });
  attribute(web, 'userData').resolves({ UserData: { Value: userData } });
});

/** The instance as it is stored when EC2 lists it like this. */
async function storedAs(instance: Instance): Promise<JsonObject> {
  ec2.on(DescribeInstancesCommand).resolves({ Reservations: [{ Instances: [instance] }] });
  const [read] = await readAll(ec2Instance);
  return stored(ec2Instance, read ?? { id: '', properties: {} }).properties;
}

describe('reading', () => {
  test('every property of every page, in the words of CloudFormation', async () => {
    const [first, second, ...rest] = await readAll(ec2Instance);
    expect(rest).toEqual([]);
    expect(first?.id).toBe(web);
    expect(first?.arn).toBe(`arn:aws:ec2:eu-west-1:111122223333:instance/${web}`);
    const { properties, tags } = stored(ec2Instance, first ?? { id: '', properties: {} });
    expect(tags).toMatchObject({ Name: 'web' });
    expect(properties).toEqual({
      InstanceId: web,
      InstanceType: 't3.small',
      State: { Name: 'running' },
      ImageId: 'ami-0abcdef1234567890',
      Architecture: 'x86_64',
      PlatformDetails: 'Linux/UNIX',
      UsageOperation: 'RunInstances',
      ProductCodes: [{ ProductCodeId: 'abc', ProductCodeType: 'marketplace' }],
      InstanceLifecycle: 'scheduled',
      KernelId: 'aki-1',
      RamdiskId: 'ari-1',
      KeyName: 'operations',
      BootMode: 'uefi-preferred',
      TpmSupport: 'v2.0',
      EbsOptimized: true,
      EnaSupport: true,
      SriovNetSupport: 'simple',
      Operator: { Managed: true, Principal: 'eks.amazonaws.com' },
      CapacityBlockId: 'cb-1',
      CpuOptions: { CoreCount: 1, ThreadsPerCore: 2, AmdSevSnp: 'enabled' },
      CreditSpecification: { CPUCredits: 'unlimited' },
      EnclaveOptions: { Enabled: true },
      HibernationOptions: { Configured: true },
      IamInstanceProfile: 'web',
      LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '7' },
      LicenseSpecifications: [
        { LicenseConfigurationArn: 'arn:aws:license-manager:eu-west-1:111122223333:license:1' },
      ],
      MaintenanceOptions: { AutoRecovery: 'default', RebootMigration: 'default' },
      MetadataOptions: {
        HttpTokens: 'required',
        HttpPutResponseHopLimit: 2,
        HttpEndpoint: 'enabled',
        HttpProtocolIpv6: 'disabled',
        InstanceMetadataTags: 'disabled',
      },
      Monitoring: true,
      NetworkPerformanceOptions: { BandwidthWeighting: 'default' },
      DisableApiTermination: true,
      InstanceInitiatedShutdownBehavior: 'terminate',
      UserData: expect.stringMatching(/^hmac-sha256:/),
      AvailabilityZone: 'eu-west-1a',
      Affinity: 'host',
      HostId: 'h-1',
      HostResourceGroupArn: 'arn:aws:resource-groups:eu-west-1:111122223333:group/hosts',
      PlacementGroupName: 'cluster',
      PartitionNumber: 2,
      SpreadDomain: 'spread',
      Tenancy: 'dedicated',
      OutpostArn: 'arn:aws:outposts:eu-west-1:111122223333:outpost/op-1',
      CapacityReservationSpecification: { CapacityReservationPreference: 'open' },
      RootDeviceName: '/dev/xvda',
      RootDeviceType: 'ebs',
      BlockDeviceMappings: [
        { DeviceName: '/dev/sdf', Ebs: { DeleteOnTermination: false, EbsCardIndex: 1 } },
        { DeviceName: '/dev/sdh' },
        { DeviceName: '/dev/xvda', Ebs: { DeleteOnTermination: true } },
      ],
      Volumes: [
        { Device: '/dev/sdf', VolumeId: 'vol-data' },
        { Device: '/dev/xvda', VolumeId: 'vol-02d7' },
      ],
      VpcId: 'vpc-1',
      SubnetId: 'subnet-04a636d18e83cfacb',
      PrivateIpAddress: '10.0.0.157',
      PrivateDnsName: 'ip-10-0-0-157.eu-west-1.compute.internal',
      PrivateDnsNameOptions: {
        HostnameType: 'ip-name',
        EnableResourceNameDnsARecord: true,
        EnableResourceNameDnsAAAARecord: false,
      },
      PublicIp: '34.253.223.13',
      SecurityGroupIds: ['sg-1', 'sg-2'],
      SourceDestCheck: true,
      Ipv6Addresses: [{ Ipv6Address: '2001:db8::1' }, { Ipv6Address: '2001:db8::2' }],
      NetworkInterfaces: [
        {
          DeviceIndex: '1',
          NetworkCardIndex: 1,
          NetworkInterfaceId: 'eni-1',
          AssociatePublicIpAddress: false,
          AssociateCarrierIpAddress: true,
          DeleteOnTermination: false,
          SourceDestCheck: false,
        },
        {
          DeviceIndex: '0',
          NetworkInterfaceId: 'eni-0',
          Description: 'primary',
          InterfaceType: 'interface',
          SubnetId: 'subnet-04a636d18e83cfacb',
          GroupSet: ['sg-1', 'sg-2'],
          PrivateIpAddress: '10.0.0.157',
          PrivateIpAddresses: [
            { Primary: true, PrivateIpAddress: '10.0.0.157' },
            { Primary: false, PrivateIpAddress: '10.0.0.158' },
          ],
          Ipv4Prefixes: [{ Ipv4Prefix: '10.0.0.16/28' }],
          Ipv6Addresses: [{ Ipv6Address: '2001:db8::1' }, { Ipv6Address: '2001:db8::2' }],
          Ipv6Prefixes: [{ Ipv6Prefix: '2001:db8:1::/80' }],
          AssociatePublicIpAddress: true,
          DeleteOnTermination: true,
          EnaSrdSpecification: { EnaSrdEnabled: true, EnaSrdUdpSpecification: { EnaSrdUdpEnabled: false } },
          EnaQueueCount: 8,
          ConnectionTrackingSpecification: { TcpEstablishedTimeout: 500 },
        },
      ],
      SecondaryInterfaces: [
        {
          DeviceIndex: '1',
          NetworkCardIndex: 2,
          SecondaryInterfaceId: 'si-1',
          SecondaryNetworkId: 'sn-1',
          SecondarySubnetId: 'ss-1',
          InterfaceType: 'secondary',
          PrivateIpAddresses: ['10.9.0.1', '10.9.0.2'],
          DeleteOnTermination: true,
          SourceDestCheck: true,
        },
      ],
    });
    expect(stored(ec2Instance, second ?? { id: '', properties: {} }).properties).toEqual({
      InstanceId: 'i-2',
      InstanceType: 'm5.large',
      State: { Name: 'stopped' },
      DisableApiTermination: false,
      EbsOptimized: false,
      EnclaveOptions: { Enabled: false },
      HibernationOptions: { Configured: false },
      InstanceInitiatedShutdownBehavior: 'stop',
      Monitoring: false,
      SourceDestCheck: true,
      Tenancy: 'default',
    });
  });

  test('instances that are being terminated are not asked for', async () => {
    await readAll(ec2Instance);
    expect(ec2.commandCalls(DescribeInstancesCommand)[0]?.args[0].input).toMatchObject({
      MaxResults: 1000,
      Filters: [{ Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] }],
    });
  });

  test('the same instances in another order, in transition and after a restart give the same bytes', async () => {
    const first = storedLines(ec2Instance, await readAll(ec2Instance));
    ec2.on(DescribeInstancesCommand).resolves({
      Reservations: [
        { Instances: [{ ...small, State: { Code: 80, Name: 'stopped' } }] },
        {
          Instances: [
            {
              ...full,
              LaunchTime: new Date('2026-11-16T00:00:00Z'),
              State: { Code: 0, Name: 'pending' },
              StateTransitionReason: 'User initiated',
              Monitoring: { State: 'enabled' },
              PublicDnsName: 'another',
              CapacityReservationId: 'cr-2',
              MetadataOptions: { ...full.MetadataOptions, State: 'pending' },
              BlockDeviceMappings: [...(full.BlockDeviceMappings ?? [])].reverse(),
              NetworkInterfaces: [...(full.NetworkInterfaces ?? [])].reverse(),
              SecurityGroups: [...(full.SecurityGroups ?? [])].reverse(),
            },
          ],
        },
      ],
    });
    expect(storedLines(ec2Instance, await readAll(ec2Instance))).toEqual(first);
  });

  test('an address that EC2 lends may change, an Elastic IP address may not', async () => {
    const withAddress = (IpOwnerId: string, PublicIp: string): Instance => ({
      ...small,
      NetworkInterfaces: [{ Attachment: { DeviceIndex: 0 }, Association: { IpOwnerId, PublicIp } }],
    });
    const lent = await storedAs(withAddress('amazon', '1.1.1.1'));
    expect(await storedAs(withAddress('amazon', '2.2.2.2'))).toEqual(lent);
    expect(lent).not.toHaveProperty('PublicIp');
    expect(await storedAs(withAddress('111122223333', '2.2.2.2'))).toHaveProperty('PublicIp', '2.2.2.2');
  });

  test.each<[string, Instance, Instance]>([
    [
      'interfaces of pods and tasks',
      { NetworkInterfaces: [{ NetworkInterfaceId: 'eni-0' }] },
      {
        NetworkInterfaces: [
          { NetworkInterfaceId: 'eni-0' },
          { NetworkInterfaceId: 'eni-1', Description: 'aws-K8S-i-2', Attachment: { DeviceIndex: 1 } },
          {
            NetworkInterfaceId: 'eni-2',
            Description: 'arn:aws:ecs:eu-west-1:111122223333:attachment/1',
            Attachment: { DeviceIndex: 2 },
          },
        ],
      },
    ],
    [
      'addresses of pods on a Kubernetes node',
      { Tags: [{ Key: 'kubernetes.io/cluster/shop' }], NetworkInterfaces: [{ NetworkInterfaceId: 'eni-0' }] },
      {
        Tags: [{ Key: 'kubernetes.io/cluster/shop' }],
        NetworkInterfaces: [
          {
            NetworkInterfaceId: 'eni-0',
            PrivateIpAddresses: [{ Primary: false, PrivateIpAddress: '10.0.0.9' }],
            Ipv4Prefixes: [{ Ipv4Prefix: '10.0.0.16/28' }],
          },
        ],
      },
    ],
  ])('%s come and go without a change', async (_, without, having) => {
    expect(await storedAs({ ...small, ...having })).toEqual(await storedAs({ ...small, ...without }));
  });

  test('the source/destination check of an instance with several interfaces is that of the primary one', async () => {
    const NetworkInterfaces = [{ Attachment: { DeviceIndex: 0 }, SourceDestCheck: false }];
    expect(await storedAs({ ...small, NetworkInterfaces })).toHaveProperty('SourceDestCheck', false);
  });

  test.each(['disableApiTermination', 'userData'] as const)(
    'an instance that is gone before its %s is read is left out',
    async (name) => {
      attribute(web, name).rejects(awsError('InvalidInstanceID.NotFound'));
      expect((await readAll(ec2Instance)).map(({ id }) => id)).toEqual(['i-2']);
    },
  );

  test('what is denied is unread, and nothing else', async () => {
    const denied = awsError('UnauthorizedOperation', 'not authorized');
    ec2.on(DescribeInstanceCreditSpecificationsCommand).rejects(denied);
    attribute(web, 'disableApiTermination').rejects(denied);
    attribute(web, 'userData').rejects(denied);
    const [first, second] = await readAll(ec2Instance);
    const reason = 'UnauthorizedOperation: not authorized';
    expect(first?.unread).toEqual([
      { path: '/DisableApiTermination', reason },
      { path: '/UserData', reason },
      { path: '/CreditSpecification', reason },
    ]);
    expect(first?.properties).toMatchObject({ InstanceInitiatedShutdownBehavior: 'terminate' });
    expect(second?.unread).toEqual([]);
  });

  test('credits count for burstable types only, and are standard unless EC2 says otherwise', async () => {
    expect(await storedAs({ InstanceId: 'i-3', InstanceType: 't4g.nano' })).toHaveProperty(
      'CreditSpecification.CPUCredits',
      'standard',
    );
    expect(await storedAs({ InstanceId: 'i-9', InstanceType: 'm5.large' })).not.toHaveProperty(
      'CreditSpecification',
    );
    expect(await storedAs({ InstanceId: 'i-9' })).not.toHaveProperty('CreditSpecification');
  });

  test('a denied list makes the whole type unread', async () => {
    ec2.on(DescribeInstancesCommand).rejects(awsError('UnauthorizedOperation'));
    await expect(readAll(ec2Instance)).rejects.toThrow('UnauthorizedOperation');
  });
});

const base: JsonObject = {
  InstanceType: 't3.micro',
  ImageId: 'ami-1',
  State: { Name: 'running' },
  MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled' },
};
const imds1 = { MetadataOptions: { HttpTokens: 'optional', HttpEndpoint: 'enabled' } };
const lentAddress = { NetworkInterfaces: [{ DeviceIndex: '0', AssociatePublicIpAddress: true }] };
const noAddress = { NetworkInterfaces: [{ DeviceIndex: '0', AssociatePublicIpAddress: false }] };
const ownAddress = { ...lentAddress, PublicIp: '34.253.223.13' };
const isStopped = { State: { Name: 'stopped' } };

describe('what a change of an instance means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['IMDSv1 allowed', {}, imds1, 'HIGH', ['ec2-imdsv1-allowed']],
    ['IMDSv1 forbidden', imds1, {}, 'INFO', []],
    [
      'the metadata service turned off, so that IMDSv1 does not matter',
      imds1,
      { MetadataOptions: { HttpTokens: 'optional', HttpEndpoint: 'disabled' } },
      'INFO',
      [],
    ],
    ['IMDSv1 as before', imds1, { ...imds1, InstanceType: 't3.small' }, 'LOW', []],
    ['a public address', noAddress, lentAddress, 'HIGH', ['ec2-instance-public-address']],
    ['an Elastic IP address', noAddress, ownAddress, 'HIGH', ['ec2-instance-public-address']],
    [
      'an Elastic IP address without a known interface',
      {},
      { PublicIp: '1.2.3.4' },
      'HIGH',
      ['ec2-instance-public-address'],
    ],
    ['the public address taken away', ownAddress, noAddress, 'INFO', []],
    ['started again, with a lent address', { ...isStopped, ...noAddress }, lentAddress, 'LOW', []],
    [
      'started again, with an Elastic IP address it did not have',
      { ...isStopped, ...noAddress },
      ownAddress,
      'HIGH',
      ['ec2-instance-public-address'],
    ],
    ['stopped', lentAddress, { ...isStopped, ...noAddress }, 'MEDIUM', ['ec2-instance-stopped']],
    ['started', isStopped, {}, 'INFO', []],
    [
      'another role',
      { IamInstanceProfile: 'web' },
      { IamInstanceProfile: 'admin' },
      'HIGH',
      ['ec2-instance-profile-changed'],
    ],
    ['a first role', {}, { IamInstanceProfile: 'admin' }, 'HIGH', ['ec2-instance-profile-changed']],
    ['the role taken away', { IamInstanceProfile: 'web' }, {}, 'MEDIUM', []],
    ['other user data', { UserData: 'YQ==' }, { UserData: 'Yg==' }, 'HIGH', ['ec2-user-data-changed']],
    ['user data taken away', { UserData: 'YQ==' }, {}, 'MEDIUM', []],
    [
      'the source/destination check turned off',
      {},
      { SourceDestCheck: false },
      'MEDIUM',
      ['ec2-source-destination-check-off'],
    ],
    [
      'the source/destination check of a further interface turned off',
      { NetworkInterfaces: [{ DeviceIndex: '1', SourceDestCheck: true }] },
      { NetworkInterfaces: [{ DeviceIndex: '1', SourceDestCheck: false }] },
      'MEDIUM',
      ['ec2-source-destination-check-off'],
    ],
    ['the source/destination check turned on', { SourceDestCheck: false }, {}, 'INFO', []],
    [
      'termination protection lifted',
      { DisableApiTermination: true },
      {},
      'HIGH',
      ['deletion-protection-turned-off'],
    ],
    ['termination protection set', {}, { DisableApiTermination: true }, 'INFO', []],
    ['another type', {}, { InstanceType: 'm5.large' }, 'LOW', []],
    ['a type with accelerators', {}, { InstanceType: 'g5.xlarge' }, 'HIGH', ['ec2-instance-costly-type']],
    ['a whole machine', {}, { InstanceType: 'm7i.metal-24xl' }, 'HIGH', ['ec2-instance-costly-type']],
    ['a large type that is none', {}, { InstanceType: 'm5.16xlarge' }, 'LOW', []],
    ['back from a type with accelerators', { InstanceType: 'g5.xlarge' }, {}, 'LOW', []],
    ['detailed monitoring', {}, { Monitoring: true }, 'LOW', []],
    [
      'what only looks different',
      { State: { Name: 'running', Code: 16 } },
      { LaunchTime: 'now', AmiLaunchIndex: 1 },
      'none',
      [],
    ],
  ])('%s', (_, before, after, severity, rules) => {
    const risk = riskOf(ec2Instance, { ...base, ...before }, { ...base, ...after });
    expect(risk?.severity ?? 'none').toBe(severity);
    expect(risk?.rules ?? []).toEqual(rules);
  });

  test('one danger that stands in two places is told once', () => {
    const risk = riskOf(ec2Instance, { ...base, ...noAddress }, { ...base, ...ownAddress });
    expect(risk?.dangers).toEqual(['ec2-instance-public-address: public IPv4 address']);
    expect(risk?.reasons[0]).toContain('(34.253.223.13)');
  });

  test('user data that could not be read before is no news', () => {
    const unread = [{ path: '/UserData', reason: 'UnauthorizedOperation' }];
    const risk = riskOf(ec2Instance, base, { ...base, UserData: 'YQ==', Monitoring: true }, { unread });
    expect(risk).toMatchObject({ severity: 'LOW', rules: [] });
  });

  test('the reason of another role names both', () => {
    const risk = riskOf(
      ec2Instance,
      { ...base, IamInstanceProfile: 'web' },
      { ...base, IamInstanceProfile: 'admin' },
    );
    expect(risk?.reasons).toEqual([
      'Everything on instance id-1 has the permissions of instance profile admin now, no longer those of web.',
    ]);
  });

  test.each<[string, JsonObject, Record<string, string>, string, string[]]>([
    ['nothing dangerous', {}, {}, 'LOW', []],
    [
      'a public address and IMDSv1',
      { ...imds1, ...lentAddress },
      {},
      'MEDIUM',
      ['ec2-imdsv1-allowed', 'ec2-instance-public-address'],
    ],
    [
      'a public address, as a member of a group',
      lentAddress,
      { 'aws:autoscaling:groupName': 'web' },
      'LOW',
      ['ec2-instance-public-address'],
    ],
  ])('a new instance with %s', (_, properties, tags, severity, rules) => {
    const risk = riskOf(ec2Instance, undefined, { ...base, ...properties }, { tags });
    expect(risk).toMatchObject({ severity, rules });
  });

  test.each<[string, JsonObject, Record<string, string>, string, string]>([
    ['that people keep', {}, {}, 'MEDIUM', 'was terminated.'],
    [
      'that was protected',
      { DisableApiTermination: true },
      {},
      'HIGH',
      'somebody lifted the protection first',
    ],
    [
      'whose data volume goes with it',
      {
        RootDeviceName: '/dev/xvda',
        BlockDeviceMappings: [
          { DeviceName: '/dev/xvda', Ebs: { DeleteOnTermination: true } },
          { DeviceName: '/dev/sdf', Ebs: { DeleteOnTermination: true } },
          { DeviceName: '/dev/sdg', Ebs: { DeleteOnTermination: false } },
        ],
      },
      {},
      'HIGH',
      'its data volumes (/dev/sdf) were deleted with it',
    ],
  ])('the end of an instance %s', (_, properties, tags, severity, reason) => {
    const before = resource(ec2Instance.type, { ...base, ...properties }, { tags });
    const risk = assessRisk({ kind: 'removed', before }, ec2Instance);
    expect(risk.severity).toBe(severity);
    expect(risk.reasons[0]).toContain(reason);
  });
});

test.each<[string, JsonObject, Record<string, string>, string | undefined]>([
  [
    'an Auto Scaling group starts and ends',
    {},
    { 'aws:autoscaling:groupName': 'web' },
    'Auto Scaling group web',
  ],
  [
    'a service manages',
    { Operator: { Managed: true, Principal: 'eks.amazonaws.com' } },
    {},
    'eks.amazonaws.com',
  ],
  ['the spot market gives and takes', { InstanceLifecycle: 'spot' }, {}, 'the spot market'],
  ['people keep', {}, { 'autoscaling:groupName': 'web' }, undefined],
])('an instance that %s', (_, properties, tags, owner) => {
  const instance = resource(ec2Instance.type, { ...base, ...properties }, { tags });
  expect(ec2Instance.membership?.ownerOf(instance)).toBe(owner);
});

describe('cost', () => {
  const prices = {
    'AmazonEC2 linux/t3.micro': 0.0114,
    'AmazonEC2 windows/t3.micro': 0.0206,
    'AmazonEC2 gp3/gb-month': 0.088,
    'AmazonEC2 gp2/gb-month': 0.11,
    'AmazonVPC public-ipv4/hour': 0.005,
  };
  const costOf = (properties: JsonObject, known: Readonly<Record<string, number>> = prices) =>
    ec2Instance.monthlyCost?.(resource(ec2Instance.type, { ...base, ...properties }), costContext(known));
  const volume = (Ebs: JsonObject) => ({ DeviceName: '/dev/xvda', Ebs });

  test.each<[string, JsonObject, number | null]>([
    ['a t3.micro with Linux: 730 × 0.0114', { PlatformDetails: 'Linux/UNIX' }, 730 * 0.0114],
    ['a t3.micro with Windows: 730 × 0.0206', { PlatformDetails: 'Windows' }, 730 * 0.0206],
    [
      'Windows under an own licence is billed as Linux: 730 × 0.0114',
      { PlatformDetails: 'Windows BYOL' },
      730 * 0.0114,
    ],
    ['a stopped instance: 0', isStopped, 0],
    ['on a Dedicated Host: 0', { Tenancy: 'host' }, 0],
    ['one public address: 730 × (0.0114 + 0.005)', lentAddress, 730 * 0.0164],
    [
      'two public addresses: 730 × (0.0114 + 2 × 0.005)',
      { NetworkInterfaces: [{ AssociatePublicIpAddress: true }, { AssociatePublicIpAddress: true }] },
      730 * 0.0214,
    ],
    [
      'volumes of known size: 730 × 0.0114 + 20 × 0.088 + 10 × 0.11',
      { BlockDeviceMappings: [volume({ VolumeSize: 20, VolumeType: 'gp3' }), volume({ VolumeSize: 10 })] },
      730 * 0.0114 + 20 * 0.088 + 10 * 0.11,
    ],
    [
      'volumes of unknown size are not counted: 730 × 0.0114',
      { BlockDeviceMappings: [volume({ DeleteOnTermination: true })] },
      730 * 0.0114,
    ],
    ['spot: unknown', { InstanceLifecycle: 'spot' }, null],
    ['dedicated tenancy: unknown', { Tenancy: 'dedicated' }, null],
    ['SQL Server: unknown', { PlatformDetails: 'Windows with SQL Server Standard' }, null],
    ['a type without price: unknown', { InstanceType: 'u9.huge' }, null],
    ['no type at all: unknown', { InstanceType: null }, null],
  ])('%s', (_, properties, usd) => {
    const cost = costOf(properties);
    if (usd === null) expect(cost?.usd).toBeNull();
    else expect(cost?.usd).toBeCloseTo(usd, 10);
    expect(cost?.assumptions.join(' ')).not.toBe('');
  });

  test('every assumption is said', () => {
    const cost = costOf({
      ...lentAddress,
      BlockDeviceMappings: [volume({ VolumeSize: 20, VolumeType: 'gp3' }), volume({}), volume({})],
    });
    const source = 'in eu-west-1 (https://aws.amazon.com/, 2026-11-01)';
    expect(cost?.assumptions).toEqual([
      `t3.micro with Linux/UNIX, taken to run Linux, running all month (730 h) on demand at 0.0114 USD/h ${source}.`,
      `1 public IPv4 address all month (730 h) at 0.005 USD/h ${source}.`,
      `20 GB of gp3 at 0.088 USD/GB-month ${source}.`,
      'Without 2 EBS volumes, whose size EC2 does not tell with the instance.',
    ]);
  });

  test('an address without price is left out, and that is said', () => {
    const cost = costOf(lentAddress, { 'AmazonEC2 linux/t3.micro': 0.0114 });
    expect(cost?.assumptions).toContain('Without its public IPv4 address.');
  });
});
