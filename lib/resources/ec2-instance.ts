import {
  DescribeInstanceAttributeCommand,
  EC2Client,
  type Instance,
  type InstanceAttribute,
  type InstanceAttributeName,
  paginateDescribeInstanceCreditSpecifications,
  paginateDescribeInstances,
} from '@aws-sdk/client-ec2';
import pLimit from 'p-limit';
import type { ResourceReader } from '../aws/reader.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { type Attribute, readAttributes } from './ec2-attributes.ts';
import { instanceMonthlyCost } from './ec2-instance-cost.ts';
import { instanceMembership } from './ec2-instance-membership.ts';
import { instanceProperties } from './ec2-instance-properties.ts';
import { instanceRules } from './ec2-instance-rules.ts';

/**
 * Calls in flight at once. Every attribute of an instance is a call of its own, and the account's own tools share the
 * quota of DescribeInstanceAttribute. https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
const callsAtOnce = 8;
const pageSize = 1_000;
/** States of an instance that exists and is to stay. */
const livingStates = ['pending', 'running', 'stopping', 'stopped'];
/** Types that earn CPU credits. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances.html */
const burstable = /^t\d/;

/** Which instances may spend more CPU credits than they earned. */
interface Credits {
  readonly unlimited: ReadonlySet<string>;
  readonly unread: readonly UnreadProperty[];
}

/**
 * Without ids EC2 lists the instances with unlimited credits; all other burstable ones are standard. One call for all.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceCreditSpecifications.html
 */
async function readCredits({ clients, optional }: ResourceReader): Promise<Credits> {
  const unlimited = new Set<string>();
  const unread: UnreadProperty[] = [];
  await optional(unread, '/CreditSpecification', async () => {
    const client = clients.get(EC2Client);
    for await (const page of paginateDescribeInstanceCreditSpecifications({ client, pageSize }, {})) {
      for (const { InstanceId, CpuCredits } of page.InstanceCreditSpecifications ?? []) {
        if (InstanceId && CpuCredits === 'unlimited') unlimited.add(InstanceId);
      }
    }
  });
  return { unlimited, unread };
}

/** What the list of instances does not tell. */
const attributes: readonly Attribute<InstanceAttributeName, InstanceAttribute>[] = [
  {
    property: 'DisableApiTermination',
    name: 'disableApiTermination',
    read: ({ DisableApiTermination }) => DisableApiTermination?.Value,
  },
  {
    property: 'InstanceInitiatedShutdownBehavior',
    name: 'instanceInitiatedShutdownBehavior',
    read: ({ InstanceInitiatedShutdownBehavior }) => InstanceInitiatedShutdownBehavior?.Value,
  },
  { property: 'UserData', name: 'userData', read: ({ UserData }) => UserData?.Value },
];

async function readInstance(
  reader: ResourceReader,
  instance: Instance,
  credits: Credits,
): Promise<ReadResource | undefined> {
  const { InstanceId, InstanceType, Tags } = instance;
  if (!InstanceId) return undefined;
  const unread: UnreadProperty[] = [];
  const separate = await readAttributes(reader, unread, attributes, (Attribute) =>
    reader.clients.get(EC2Client).send(new DescribeInstanceAttributeCommand({ InstanceId, Attribute })),
  );
  if (!separate) return undefined;
  const { partition, region, account } = reader;
  const earnsCredits = burstable.test(InstanceType ?? '');
  const CPUCredits = credits.unlimited.has(InstanceId) ? 'unlimited' : 'standard';
  return {
    id: InstanceId,
    arn: `arn:${partition}:ec2:${region}:${account}:instance/${InstanceId}`,
    tags: Tags,
    properties: {
      ...instanceProperties(instance),
      ...separate,
      CreditSpecification: earnsCredits ? { CPUCredits } : undefined,
    },
    unread: [...unread, ...(earnsCredits ? credits.unread : [])],
  };
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-instance.html
 *
 * `State` is `running` or `stopped`, because the difference costs money and may be an outage; what lies between is
 * not told. Of `Ebs`, EC2 tells no more of an attached volume than whether it goes with the instance: size and
 * encryption are the volume's. `AdditionalInfo` and `PropagateTagsToVolumeOnCreation` act on creation only, and
 * `SsmAssociations` belong to Systems Manager.
 */
export const ec2Instance = defineResourceType({
  type: 'AWS::EC2::Instance',
  scope: 'regional',
  permissions: [
    'ec2:DescribeInstanceAttribute',
    'ec2:DescribeInstanceCreditSpecifications',
    'ec2:DescribeInstances',
  ],
  async *read(reader) {
    const credits = await readCredits(reader);
    const limit = pLimit(callsAtOnce);
    const pages = paginateDescribeInstances(
      { client: reader.clients.get(EC2Client), pageSize },
      { Filters: [{ Name: 'instance-state-name', Values: livingStates }] },
    );
    for await (const page of pages) {
      const instances = (page.Reservations ?? []).flatMap(({ Instances }) => Instances ?? []);
      const read = await limit.map(instances, (instance) => readInstance(reader, instance, credits));
      yield* read.filter((resource) => resource !== undefined);
    }
  },
  unordered: {
    '/BlockDeviceMappings': ['DeviceName'],
    '/ElasticGpuSpecifications': ['Type'],
    '/ElasticInferenceAccelerators': ['Type'],
    '/Ipv6Addresses': ['Ipv6Address'],
    '/LicenseSpecifications': ['LicenseConfigurationArn'],
    '/NetworkInterfaces': ['NetworkCardIndex', 'DeviceIndex'],
    '/NetworkInterfaces/*/GroupSet': 'value',
    '/NetworkInterfaces/*/Ipv4Prefixes': ['Ipv4Prefix'],
    '/NetworkInterfaces/*/Ipv6Addresses': ['Ipv6Address'],
    '/NetworkInterfaces/*/Ipv6Prefixes': ['Ipv6Prefix'],
    '/NetworkInterfaces/*/PrivateIpAddresses': ['PrivateIpAddress'],
    '/ProductCodes': ['ProductCodeId'],
    '/SecondaryInterfaces': ['NetworkCardIndex', 'DeviceIndex'],
    '/SecondaryInterfaces/*/PrivateIpAddresses': 'value',
    '/SsmAssociations': ['DocumentName'],
    '/SsmAssociations/*/AssociationParameters': ['Key'],
    '/Volumes': ['Device'],
  },
  volatile: {
    '/AmiLaunchIndex': 'place in the order of one launch',
    '/BlockDeviceMappings/*/Ebs/AttachTime': 'time of the attachment',
    '/BlockDeviceMappings/*/Ebs/Status': 'progress of the attachment',
    '/CapacityReservationId': 'EC2 matches open reservations to instances by itself',
    '/LaunchTime': 'time of the last start',
    '/MetadataOptions/State': 'progress of the last modification',
    '/PublicDnsName': 'follows from the public address, which changes with every start',
    '/State/Code': 'the name of the state says the same',
    '/StateReason': 'why the instance was last started or stopped',
    '/StateTransitionReason': 'why and when the instance was last started or stopped',
    '/UsageOperationUpdateTime': 'time of the last change of how the instance is billed',
  },
  secret: ['/UserData'],
  defaults: {
    DisableApiTermination: false,
    EbsOptimized: false,
    EnclaveOptions: { Enabled: false },
    HibernationOptions: { Configured: false },
    InstanceInitiatedShutdownBehavior: 'stop',
    Monitoring: false,
    SourceDestCheck: true,
    Tenancy: 'default',
  },
  sensitivity: {
    '/BlockDeviceMappings': 'MEDIUM',
    '/IamInstanceProfile': 'MEDIUM',
    '/ImageId': 'MEDIUM',
    '/InstanceInitiatedShutdownBehavior': 'MEDIUM',
    '/InstanceType': 'LOW',
    '/KeyName': 'MEDIUM',
    '/MetadataOptions': 'MEDIUM',
    '/MetadataOptions/InstanceMetadataTags': 'LOW',
    '/NetworkInterfaces': 'MEDIUM',
    '/NetworkInterfaces/*/Description': 'INFO',
    '/NetworkInterfaces/*/AssociatePublicIpAddress': 'LOW',
    '/SecurityGroupIds': 'MEDIUM',
    '/SubnetId': 'MEDIUM',
    '/UserData': 'MEDIUM',
    '/Volumes': 'MEDIUM',
  },
  membership: instanceMembership,
  rules: instanceRules,
  monthlyCost: instanceMonthlyCost,
});
