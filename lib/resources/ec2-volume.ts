import {
  EC2Client,
  type Instance,
  paginateDescribeInstances,
  paginateDescribeVolumes,
  type Volume,
  type VolumeAttachment,
} from '@aws-sdk/client-ec2';
import type { ResourceReader } from '../aws/reader.ts';
import { toJson, toJsonObject, toObjects } from '../model/json.ts';
import type { Membership } from '../model/knowledge.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { ChangeRule } from '../model/rule.ts';
import { tagMap } from '../snapshot/normalise/tags.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { instanceMembership } from './ec2-instance-membership.ts';
import { volumeMonthlyCost } from './ec2-volume-cost.ts';

const pageSize = 1_000;
const leavingStates: ReadonlySet<string | undefined> = new Set(['detaching', 'detached']);
const endingStates: ReadonlySet<string | undefined> = new Set(['deleting', 'deleted', 'error']);

/** Tags of volumes that containers carry from instance to instance, with what attaches them. */
const carriers: Readonly<Record<string, string>> = {
  AmazonECSManaged: 'Amazon ECS',
  'ebs.csi.aws.com/cluster': 'Kubernetes',
  'kubernetes.io/created-for/pvc/name': 'Kubernetes',
};

/** What starts and ends the instances that come and go by themselves, by the instance's id. */
interface InstanceOwners {
  readonly of: ReadonlyMap<string, string>;
  readonly unread: readonly UnreadProperty[];
}

function ownerOfInstance(instance: Instance, { account, region }: ResourceReader): string | undefined {
  return instanceMembership.ownerOf({
    type: 'AWS::EC2::Instance',
    id: instance.InstanceId ?? '',
    account,
    region,
    tags: tagMap(toJson(instance.Tags ?? [])) ?? {},
    properties: toJsonObject({ Operator: instance.Operator, InstanceLifecycle: instance.InstanceLifecycle }),
  });
}

/** Only the instances tell whose they are: one list for all volumes. */
async function readOwners(reader: ResourceReader): Promise<InstanceOwners> {
  const owners = new Map<string, string>();
  const unread: UnreadProperty[] = [];
  await reader.optional(unread, '/Attachments', async () => {
    const client = reader.clients.get(EC2Client);
    for await (const { Reservations = [] } of paginateDescribeInstances({ client, pageSize }, {})) {
      for (const instance of Reservations.flatMap(({ Instances }) => Instances ?? [])) {
        const owner = ownerOfInstance(instance, reader);
        if (instance.InstanceId && owner !== undefined) owners.set(instance.InstanceId, owner);
      }
    }
  });
  return { of: owners, unread };
}

/** To what a volume is attached: of an instance that may be replaced at any time, what replaces it. */
function attachment(each: VolumeAttachment, owners: InstanceOwners): object {
  const { Device, DeleteOnTermination, InstanceId, InstanceOwningService, AssociatedResource } = each;
  const InstanceOwner = owners.of.get(InstanceId ?? '') ?? InstanceOwningService;
  return {
    Device,
    DeleteOnTermination,
    AssociatedResource,
    ...(InstanceOwner === undefined ? { InstanceId } : { InstanceOwner }),
  };
}

function attachments({ Attachments = [], Tags = [] }: Volume, owners: InstanceOwners): object[] | undefined {
  const isCarried = Tags.some(({ Key }) => Key !== undefined && carriers[Key] !== undefined);
  if (isCarried) return undefined;
  return Attachments.filter(({ State }) => !leavingStates.has(State)).map((each) => attachment(each, owners));
}

function toResource(
  volume: Volume,
  owners: InstanceOwners,
  reader: ResourceReader,
): ReadResource | undefined {
  const { VolumeId } = volume;
  if (!VolumeId || endingStates.has(volume.State)) return undefined;
  const { partition, region, account } = reader;
  return {
    id: VolumeId,
    arn: volume.VolumeArn ?? `arn:${partition}:ec2:${region}:${account}:volume/${VolumeId}`,
    tags: volume.Tags,
    properties: {
      VolumeId,
      VolumeType: volume.VolumeType,
      Size: volume.Size,
      Iops: volume.Iops,
      Throughput: volume.Throughput,
      Encrypted: volume.Encrypted,
      KmsKeyId: volume.KmsKeyId,
      SseType: volume.SseType,
      AvailabilityZone: volume.AvailabilityZone,
      AvailabilityZoneId: volume.AvailabilityZoneId,
      OutpostArn: volume.OutpostArn,
      MultiAttachEnabled: volume.MultiAttachEnabled,
      SnapshotId: volume.SnapshotId,
      SourceVolumeId: volume.SourceVolumeId,
      VolumeInitializationRate: volume.VolumeInitializationRate,
      FastRestored: volume.FastRestored,
      OwnerId: volume.OwnerId,
      Operator: volume.Operator,
      Attachments: attachments(volume, owners),
    },
    unread: owners.unread,
  };
}

/** What makes and deletes a volume by itself; undefined of one that people keep. */
function ownerOf({ tags, properties }: Resource): string | undefined {
  const operator = toObjects(properties.Operator)[0]?.Principal;
  if (typeof operator === 'string') return operator;
  if (tags.AmazonECSManaged !== undefined) return carriers.AmazonECSManaged;
  const owner = toObjects(properties.Attachments).find(
    ({ DeleteOnTermination }) => DeleteOnTermination === true,
  )?.InstanceOwner;
  return typeof owner === 'string' ? owner : undefined;
}

/** Volumes that live and die with instances that come and go by themselves, or with containers. */
export const volumeMembership: Membership = {
  reason:
    'volumes of instances that groups and services start end with them, and ECS makes volumes for tasks',
  ownerOf,
};

const instancesOf = ({ properties }: Resource) =>
  toObjects(properties.Attachments).flatMap(({ InstanceId }) =>
    typeof InstanceId === 'string' ? InstanceId : [],
  );

/** Whether a volume goes with its instance, whose termination tells what is lost with it. */
function endsWithInstance({ properties }: Resource): boolean {
  return toObjects(properties.Attachments).some(({ DeleteOnTermination }) => DeleteOnTermination === true);
}

const deleted: ChangeRule = {
  kind: 'change',
  id: 'ec2-volume-deleted',
  title: 'a volume was deleted',
  severity: 'HIGH',
  sources: ['AWS Well-Architected REL09-BP01'],
  recommendation:
    'Confirm that the deletion was meant; if it was not, make the volume again from its last snapshot.',
  remedy: {
    command:
      'aws ec2 create-volume --snapshot-id <last-snapshot> --availability-zone {{/AvailabilityZone}} --volume-type {{/VolumeType}}',
    console: 'EC2 › Snapshots › Actions › Create volume from snapshot',
  },
  dangers: (change) => {
    if (change.kind !== 'removed') return [];
    const { id } = change.before;
    const loss = 'deleting it loses everything on it that is in no snapshot';
    return endsWithInstance(change.before)
      ? [
          {
            subject: 'deleted',
            severity: 'MEDIUM',
            reason: `Volume ${id} was deleted, with its instance or after it was detached: ${loss}.`,
          },
        ]
      : [{ subject: 'deleted', reason: `Volume ${id} was deleted: ${loss}.` }];
  },
};

const attachedElsewhere: ChangeRule = {
  kind: 'change',
  id: 'ec2-volume-attached-elsewhere',
  title: 'a volume was attached to another instance',
  severity: 'MEDIUM',
  sources: [
    'https://docs.aws.amazon.com/ebs/latest/userguide/ebs-attaching-volume.html',
    'MITRE ATT&CK T1578',
  ],
  recommendation:
    'Make sure that the other instance is to read the volume; attach it to its own again if not.',
  remedy: {
    command: 'aws ec2 detach-volume --volume-id {{id}} --instance-id {{instance}}',
    console: 'EC2 › Volumes › {{id}} › Actions › Detach volume',
  },
  dangers: (change) => {
    if (change.kind !== 'modified') return [];
    const before = new Set(instancesOf(change.before));
    return instancesOf(change.after)
      .filter((instance) => !before.has(instance))
      .map((instance) => ({
        subject: `instance ${instance}`,
        path: '/Attachments',
        values: { instance },
        reason: `Volume ${change.after.id} is attached to instance ${instance} now, which can read and change all that is on it.`,
      }));
  },
};

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-volume.html
 *
 * `Attachments` is not in the schema: a volume that is attached elsewhere, or deleted with its instance, is not what was
 * approved. In it, `InstanceOwner` stands for an instance that a group or service replaces by itself. Volumes that
 * Kubernetes and ECS carry from instance to instance have none. `AutoEnableIO` would take a call for every volume.
 */
export const ec2Volume = defineResourceType({
  type: 'AWS::EC2::Volume',
  scope: 'regional',
  permissions: ['ec2:DescribeInstances', 'ec2:DescribeVolumes'],
  async *read(reader) {
    const owners = await readOwners(reader);
    const client = reader.clients.get(EC2Client);
    for await (const page of paginateDescribeVolumes({ client, pageSize }, {})) {
      yield* (page.Volumes ?? []).flatMap((volume) => toResource(volume, owners, reader) ?? []);
    }
  },
  unordered: { '/Attachments': ['InstanceId', 'InstanceOwner', 'Device'] },
  volatile: {
    '/Attachments/*/AttachTime': 'time of the attachment',
    '/Attachments/*/State': 'progress of the attachment',
    '/CreateTime': 'time of creation',
    '/State': 'follows from the attachments',
  },
  defaults: { MultiAttachEnabled: false },
  sensitivity: { '/Attachments': 'MEDIUM', '/MultiAttachEnabled': 'MEDIUM', '/Size': 'LOW' },
  membership: volumeMembership,
  rules: [deleted, attachedElsewhere],
  monthlyCost: volumeMonthlyCost,
});
