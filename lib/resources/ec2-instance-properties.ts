import type {
  Instance,
  InstanceNetworkInterface,
  InstanceSecondaryInterface,
  InstanceStateName,
  Tag,
} from '@aws-sdk/client-ec2';

/** States on the way are the state they lead to; an instance that is being terminated is not read. */
const settledStates: Readonly<Partial<Record<InstanceStateName, string>>> = {
  pending: 'running',
  running: 'running',
  stopping: 'stopped',
  stopped: 'stopped',
};
const leavingStatuses: ReadonlySet<string | undefined> = new Set(['detaching', 'detached']);
/** The owner EC2 names of a public address that it lends until the instance stops. */
const lender = 'amazon';

/**
 * What the interfaces that come and go with containers are described as: those of the VPC CNI of Kubernetes and those
 * of ECS tasks. https://github.com/aws/amazon-vpc-cni-k8s (aws-K8S- and the instance's id),
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html
 */
const containerInterface = /^aws-K8S-|^arn:aws[a-z-]*:ecs:[^ ]*:attachment\//;
/** Tags of a Kubernetes node, whose interfaces get and lose addresses with every pod. */
const nodeTag = /^(kubernetes\.io\/cluster\/|(aws:)?eks:cluster-name$)/;

function isNode(tags: readonly Tag[] | undefined): boolean {
  return (tags ?? []).some(({ Key }) => nodeTag.test(Key ?? ''));
}

/** The interfaces that belong to the instance and not to a container on it, in the order of their device. */
function ownInterfaces({ NetworkInterfaces }: Instance): InstanceNetworkInterface[] {
  return (NetworkInterfaces ?? []).filter(
    ({ Attachment, Description }) =>
      !leavingStatuses.has(Attachment?.Status) && !containerInterface.test(Description ?? ''),
  );
}

/** The interface through which an instance has its address, groups and subnet. */
function primaryInterface(instance: Instance): InstanceNetworkInterface | undefined {
  return ownInterfaces(instance).find(isPrimary);
}

function ipv6Addresses({ Ipv6Addresses }: InstanceNetworkInterface): object[] {
  return (Ipv6Addresses ?? []).map(({ Ipv6Address }) => ({ Ipv6Address }));
}

function addresses(each: InstanceNetworkInterface, node: boolean): object {
  const { PrivateIpAddresses, Ipv4Prefixes, Ipv6Prefixes } = each;
  return {
    Ipv6Addresses: ipv6Addresses(each),
    PrivateIpAddresses: (PrivateIpAddresses ?? [])
      .filter(({ Primary }) => Primary || !node)
      .map(({ Primary, PrivateIpAddress }) => ({ Primary, PrivateIpAddress })),
    Ipv4Prefixes: node ? undefined : Ipv4Prefixes,
    Ipv6Prefixes: node ? undefined : Ipv6Prefixes,
  };
}

function isPrimary({ Attachment }: InstanceNetworkInterface): boolean {
  return (Attachment?.DeviceIndex ?? 0) === 0 && (Attachment?.NetworkCardIndex ?? 0) === 0;
}

function networkInterface(each: InstanceNetworkInterface, node: boolean): object {
  const { Association, Attachment } = each;
  return {
    DeviceIndex: String(Attachment?.DeviceIndex ?? 0),
    // The schema knows one network card; what an accelerated instance has on others needs their number.
    NetworkCardIndex: Attachment?.NetworkCardIndex || undefined,
    NetworkInterfaceId: each.NetworkInterfaceId,
    Description: each.Description,
    InterfaceType: each.InterfaceType,
    SubnetId: each.SubnetId,
    GroupSet: (each.Groups ?? []).map(({ GroupId }) => GroupId),
    PrivateIpAddress: each.PrivateIpAddress,
    ...addresses(each, node),
    AssociatePublicIpAddress: Association?.PublicIp !== undefined,
    AssociateCarrierIpAddress: Association?.CarrierIp === undefined ? undefined : true,
    DeleteOnTermination: Attachment?.DeleteOnTermination,
    // That of the primary interface stands with the instance.
    SourceDestCheck: isPrimary(each) ? undefined : each.SourceDestCheck,
    EnaSrdSpecification: Attachment?.EnaSrdSpecification,
    EnaQueueCount: Attachment?.EnaQueueCount,
    ConnectionTrackingSpecification: each.ConnectionTrackingConfiguration,
  };
}

function secondaryInterface({ Attachment, ...each }: InstanceSecondaryInterface): object {
  return {
    DeviceIndex: String(Attachment?.DeviceIndex ?? 0),
    NetworkCardIndex: Attachment?.NetworkCardIndex,
    SecondaryInterfaceId: each.SecondaryInterfaceId,
    InterfaceType: each.InterfaceType,
    SecondaryNetworkId: each.SecondaryNetworkId,
    SecondarySubnetId: each.SecondarySubnetId,
    PrivateIpAddresses: (each.PrivateIpAddresses ?? []).map(({ PrivateIpAddress }) => PrivateIpAddress),
    DeleteOnTermination: Attachment?.DeleteOnTermination,
    SourceDestCheck: each.SourceDestCheck,
  };
}

function network(instance: Instance): object {
  const primary = primaryInterface(instance);
  const node = isNode(instance.Tags);
  const address = primary?.Association;
  return {
    VpcId: instance.VpcId,
    SubnetId: instance.SubnetId,
    PrivateIpAddress: instance.PrivateIpAddress,
    PrivateDnsName: instance.PrivateDnsName,
    PrivateDnsNameOptions: instance.PrivateDnsNameOptions,
    // An address that is lent changes with every stop and start; an Elastic IP address is the instance's own.
    PublicIp: address?.IpOwnerId && address.IpOwnerId !== lender ? address.PublicIp : undefined,
    SecurityGroupIds: (instance.SecurityGroups ?? []).map(({ GroupId }) => GroupId),
    // Of an instance with several interfaces only the interfaces tell.
    SourceDestCheck: instance.SourceDestCheck ?? primary?.SourceDestCheck,
    Ipv6Addresses: primary && ipv6Addresses(primary),
    NetworkInterfaces: ownInterfaces(instance).map((each) => networkInterface(each, node)),
    SecondaryInterfaces: (instance.SecondaryInterfaces ?? [])
      .filter(({ Attachment }) => !leavingStatuses.has(Attachment?.Status))
      .map(secondaryInterface),
  };
}

function placement({ Placement, OutpostArn, CapacityReservationSpecification }: Instance): object {
  return {
    AvailabilityZone: Placement?.AvailabilityZone,
    Affinity: Placement?.Affinity,
    HostId: Placement?.HostId,
    HostResourceGroupArn: Placement?.HostResourceGroupArn,
    PlacementGroupName: Placement?.GroupName,
    PartitionNumber: Placement?.PartitionNumber,
    SpreadDomain: Placement?.SpreadDomain,
    Tenancy: Placement?.Tenancy,
    OutpostArn,
    CapacityReservationSpecification,
  };
}

function disks({ BlockDeviceMappings, RootDeviceName, RootDeviceType }: Instance): object {
  const attached = (BlockDeviceMappings ?? []).filter(({ Ebs }) => !leavingStatuses.has(Ebs?.Status));
  return {
    RootDeviceName,
    RootDeviceType,
    BlockDeviceMappings: attached.map(({ DeviceName, Ebs }) => ({
      DeviceName,
      // Every volume has a card; only that of an instance with several of them tells anything.
      Ebs: Ebs && {
        DeleteOnTermination: Ebs.DeleteOnTermination,
        EbsCardIndex: Ebs.EbsCardIndex || undefined,
      },
    })),
    Volumes: attached
      .filter(({ Ebs }) => Ebs?.VolumeId !== undefined)
      .map(({ DeviceName, Ebs }) => ({ Device: DeviceName, VolumeId: Ebs?.VolumeId })),
  };
}

/** EC2 tells which launch template an instance was made of in tags of its own only. */
function launchTemplate(tags: readonly Tag[] | undefined): object {
  const tagValue = (key: string) => tags?.find(({ Key }) => Key === key)?.Value;
  return {
    LaunchTemplateId: tagValue('aws:ec2launchtemplate:id'),
    Version: tagValue('aws:ec2launchtemplate:version'),
  };
}

function metadataOptions({ MetadataOptions }: Instance): object | undefined {
  if (!MetadataOptions) return undefined;
  const { State: _progress, ...options } = MetadataOptions;
  return options;
}

function machine(instance: Instance): object {
  const { CpuOptions, IamInstanceProfile, Licenses, Monitoring } = instance;
  return {
    InstanceType: instance.InstanceType,
    ImageId: instance.ImageId,
    Architecture: instance.Architecture,
    PlatformDetails: instance.PlatformDetails,
    InstanceLifecycle: instance.InstanceLifecycle,
    KernelId: instance.KernelId,
    RamdiskId: instance.RamdiskId,
    KeyName: instance.KeyName,
    BootMode: instance.BootMode,
    TpmSupport: instance.TpmSupport,
    EbsOptimized: instance.EbsOptimized,
    EnaSupport: instance.EnaSupport,
    CpuOptions,
    EnclaveOptions: instance.EnclaveOptions,
    HibernationOptions: instance.HibernationOptions,
    // The schema names the profile; its name is unique in the account, whatever its path.
    IamInstanceProfile: IamInstanceProfile?.Arn?.split('/').at(-1),
    LicenseSpecifications: Licenses,
    MaintenanceOptions: instance.MaintenanceOptions,
    MetadataOptions: metadataOptions(instance),
    Monitoring: Monitoring && (Monitoring.State === 'enabled' || Monitoring.State === 'pending'),
    NetworkPerformanceOptions: instance.NetworkPerformanceOptions,
    // Of an instance that no service manages, EC2 says so, or says nothing.
    Operator: instance.Operator?.Managed ? instance.Operator : undefined,
    ProductCodes: instance.ProductCodes,
    SriovNetSupport: instance.SriovNetSupport,
    UsageOperation: instance.UsageOperation,
    CapacityBlockId: instance.CapacityBlockId,
  };
}

/**
 * What DescribeInstances tells of an instance, in the words of the CloudFormation schema.
 *
 * Left out: the public address that EC2 lends, with its name, and the times and reasons of the last start or stop,
 * which all change with every start; the reservation an instance happens to run in; group names, which follow from
 * the ids, and the number of IPv6 addresses, which follows from the addresses. On a Kubernetes node, the interfaces
 * and secondary addresses of its pods, and on a container instance the interfaces of its tasks: they come and go with
 * what runs there, hour by hour.
 */
export function instanceProperties(instance: Instance): object {
  const state = instance.State?.Name;
  return {
    InstanceId: instance.InstanceId,
    State: { Name: state && (settledStates[state] ?? state) },
    LaunchTemplate: launchTemplate(instance.Tags),
    ...machine(instance),
    ...placement(instance),
    ...disks(instance),
    ...network(instance),
  };
}
