import {
  DescribeInstancesCommand,
  DescribeVolumesCommand,
  EC2Client,
  type Volume,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { ec2Volume, volumeMembership } from '../../lib/resources/ec2-volume.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);
const date = new Date('2026-01-01T00:00:00Z');

/** A volume as DescribeVolumes returns it, with every property set. */
const full: Volume = {
  AvailabilityZoneId: 'euw1-az1',
  OutpostArn: 'arn:aws:outposts:eu-west-1:111122223333:outpost/op-1',
  SourceVolumeId: 'vol-0',
  Iops: 6000,
  Tags: [{ Key: 'Name', Value: 'orders' }],
  VolumeType: 'gp3',
  FastRestored: false,
  MultiAttachEnabled: false,
  Throughput: 250,
  SseType: 'sse-kms',
  Operator: { Managed: false },
  VolumeInitializationRate: 100,
  VolumeArn: 'arn:aws:ec2:eu-west-1:111122223333:volume/vol-1',
  OwnerId: '111122223333',
  VolumeId: 'vol-1',
  Size: 500,
  SnapshotId: 'snap-1',
  AvailabilityZone: 'eu-west-1a',
  State: 'in-use',
  CreateTime: date,
  Attachments: [
    {
      InstanceId: 'i-web',
      Device: '/dev/sdf',
      DeleteOnTermination: false,
      State: 'attached',
      AttachTime: date,
      VolumeId: 'vol-1',
    },
    { InstanceId: 'i-old', Device: '/dev/sdf', State: 'detaching' },
  ],
  Encrypted: true,
  KmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/1',
};
const attachedTo = (VolumeId: string, InstanceId: string, DeleteOnTermination = true): Volume => ({
  VolumeId,
  Attachments: [{ InstanceId, Device: '/dev/xvda', DeleteOnTermination, State: 'attached' }],
});
const further: Volume[] = [
  attachedTo('vol-group', 'i-group'),
  attachedTo('vol-spot', 'i-spot'),
  attachedTo('vol-kept', 'i-group', false),
  { ...attachedTo('vol-pod', 'i-group'), Tags: [{ Key: 'ebs.csi.aws.com/cluster', Value: 'true' }] },
  {
    VolumeId: 'vol-managed',
    Attachments: [{ InstanceOwningService: 'ECS', AssociatedResource: 'arn:task', Device: 'xvdcz' }],
  },
  { VolumeId: 'vol-gone', State: 'deleting' },
  {},
];

beforeEach(() => {
  ec2.reset();
  ec2
    .on(DescribeInstancesCommand)
    .resolves({
      Reservations: [
        { Instances: [{ InstanceId: 'i-web', Tags: [{ Key: 'Name', Value: 'web' }] }] },
        {
          Instances: [{ InstanceId: 'i-group', Tags: [{ Key: 'aws:autoscaling:groupName', Value: 'web' }] }],
        },
        {},
      ],
      NextToken: '2',
    })
    .on(DescribeInstancesCommand, { NextToken: '2' })
    .resolves({ Reservations: [{ Instances: [{ InstanceId: 'i-spot', InstanceLifecycle: 'spot' }] }] })
    .on(DescribeVolumesCommand)
    .resolves({ Volumes: [full], NextToken: '2' })
    .on(DescribeVolumesCommand, { NextToken: '2' })
    .resolves({ Volumes: further });
});

describe('reading', () => {
  test('every property of every page, in the words of CloudFormation', async () => {
    const read = await readAll(ec2Volume);
    expect(read.map(({ id }) => id)).toEqual([
      'vol-1',
      'vol-group',
      'vol-spot',
      'vol-kept',
      'vol-pod',
      'vol-managed',
    ]);
    expect(read[0]?.arn).toBe(full.VolumeArn);
    expect(read[1]?.arn).toBe('arn:aws:ec2:eu-west-1:111122223333:volume/vol-group');
    const { properties, tags } = stored(ec2Volume, read[0] ?? { id: '', properties: {} });
    expect(tags).toEqual({ Name: 'orders' });
    expect(properties).toEqual({
      VolumeId: 'vol-1',
      VolumeType: 'gp3',
      Size: 500,
      Iops: 6000,
      Throughput: 250,
      Encrypted: true,
      KmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/1',
      SseType: 'sse-kms',
      AvailabilityZone: 'eu-west-1a',
      AvailabilityZoneId: 'euw1-az1',
      OutpostArn: 'arn:aws:outposts:eu-west-1:111122223333:outpost/op-1',
      MultiAttachEnabled: false,
      SnapshotId: 'snap-1',
      SourceVolumeId: 'vol-0',
      VolumeInitializationRate: 100,
      FastRestored: false,
      OwnerId: '111122223333',
      Operator: { Managed: false },
      Attachments: [{ InstanceId: 'i-web', Device: '/dev/sdf', DeleteOnTermination: false }],
    });
  });

  test('of what may be replaced at any time, whose it is, not which it is', async () => {
    const read = await readAll(ec2Volume);
    const attached = read.map((each) => [each.id, stored(ec2Volume, each).properties.Attachments]);
    expect(Object.fromEntries(attached)).toMatchObject({
      'vol-group': [
        { Device: '/dev/xvda', DeleteOnTermination: true, InstanceOwner: 'Auto Scaling group web' },
      ],
      'vol-spot': [{ InstanceOwner: 'the spot market' }],
      'vol-kept': [{ DeleteOnTermination: false, InstanceOwner: 'Auto Scaling group web' }],
      'vol-managed': [{ Device: 'xvdcz', AssociatedResource: 'arn:task', InstanceOwner: 'ECS' }],
    });
    expect(stored(ec2Volume, read[4] ?? { id: '', properties: {} }).properties).not.toHaveProperty(
      'Attachments',
    );
  });

  test('volumes and attachments in another order, and in another state, give the same bytes', async () => {
    const first = storedLines(ec2Volume, await readAll(ec2Volume));
    ec2.on(DescribeVolumesCommand).resolves({
      Volumes: [
        ...further,
        {
          ...full,
          State: 'available',
          CreateTime: new Date(),
          Attachments: (full.Attachments ?? [])
            .slice(0, 1)
            .map((each) => ({ ...each, State: 'busy' as const, AttachTime: new Date() })),
        },
      ],
    });
    expect(storedLines(ec2Volume, await readAll(ec2Volume))).toEqual(first);
  });

  test('without permission for instances, attachments alone are unread', async () => {
    ec2.on(DescribeInstancesCommand).rejects(awsError('UnauthorizedOperation', 'no'));
    const unread = [{ path: '/Attachments', reason: 'UnauthorizedOperation: no' }];
    expect((await readAll(ec2Volume)).map((each) => each.unread)).toEqual(Array(6).fill(unread));
  });

  test('a denied list makes the type unread', async () => {
    ec2.on(DescribeVolumesCommand).rejects(awsError('UnauthorizedOperation'));
    await expect(readAll(ec2Volume)).rejects.toThrow('UnauthorizedOperation');
  });
});

test.each<[string, JsonObject, Record<string, string>, string | undefined]>([
  [
    'of an instance that people keep',
    { Attachments: [{ InstanceId: 'i-1', DeleteOnTermination: true }] },
    {},
    undefined,
  ],
  ['attached to nothing', {}, {}, undefined],
  [
    'that ends with an instance of a group',
    { Attachments: [{ InstanceOwner: 'Auto Scaling group web', DeleteOnTermination: true }] },
    {},
    'Auto Scaling group web',
  ],
  [
    'that outlives the instances of a group',
    { Attachments: [{ InstanceOwner: 'Auto Scaling group web', DeleteOnTermination: false }] },
    {},
    undefined,
  ],
  ['of a task', {}, { AmazonECSManaged: 'true' }, 'Amazon ECS'],
  ['that a service manages', { Operator: { Principal: 'eks.amazonaws.com' } }, {}, 'eks.amazonaws.com'],
])('a volume %s comes and goes by itself: %#', (_, properties, tags, owner) => {
  expect(volumeMembership.ownerOf(resource(ec2Volume.type, properties, { tags }))).toBe(owner);
});

const on = (...instances: string[]): JsonObject => ({
  Attachments: instances.map((InstanceId) => ({ InstanceId, Device: '/dev/sdf' })),
});

describe('what a change means', () => {
  test.each<[string, JsonObject | undefined, JsonObject, string, string[]]>([
    ['it is attached elsewhere', on('i-1'), on('i-2'), 'MEDIUM', ['ec2-volume-attached-elsewhere']],
    ['it is attached to one more', on('i-1'), on('i-1', 'i-2'), 'MEDIUM', ['ec2-volume-attached-elsewhere']],
    ['it is detached', on('i-1'), on(), 'MEDIUM', []],
    ['it is larger', { Size: 100 }, { Size: 200 }, 'LOW', []],
    ['it is slower', { Iops: 6000 }, { Iops: 3000 }, 'LOW', []],
    ['it is new and unencrypted', undefined, { Encrypted: false }, 'MEDIUM', ['encryption-turned-off']],
    ['it is new and encrypted', undefined, { Encrypted: true }, 'LOW', []],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(ec2Volume, before, after)).toMatchObject({ severity, rules });
  });

  test.each<[string, JsonObject, string]>([
    ['for itself', { Attachments: [{ InstanceId: 'i-1', DeleteOnTermination: false }] }, 'HIGH'],
    ['with its instance', { Attachments: [{ InstanceId: 'i-1', DeleteOnTermination: true }] }, 'MEDIUM'],
  ])('deleted %s, it loses what is on it', (_, properties, severity) => {
    const before = resource(ec2Volume.type, properties);
    expect(assessRisk({ kind: 'removed', before }, ec2Volume)).toMatchObject({
      severity,
      rules: ['ec2-volume-deleted'],
      reasons: [expect.stringContaining('loses everything on it that is in no snapshot')],
    });
  });

  test('the reason names volume and instance', () => {
    expect(riskOf(ec2Volume, on(), on('i-2'))?.reasons[0]).toContain(
      'Volume id-1 is attached to instance i-2 now',
    );
  });
});

describe('what it costs a month', () => {
  const prices = {
    'AmazonEC2 gp3/gb-month': 0.08,
    'AmazonEC2 gp3/iops-month': 0.005,
    'AmazonEC2 gp3/mibps-month': 0.04,
    'AmazonEC2 gp2/gb-month': 0.1,
    'AmazonEC2 io2/gb-month': 0.125,
    'AmazonEC2 io2/iops-month': 0.065,
    'AmazonEC2 standard/gb-month': 0.05,
  };
  test.each<[string, JsonObject, number | null]>([
    ['gp3 as it comes: 100 GB x 0.08', { VolumeType: 'gp3', Size: 100, Iops: 3000, Throughput: 125 }, 8],
    [
      'gp3 with more: 100 GB x 0.08 + 1,000 IOPS x 0.005 + 125 MiB/s x 0.04',
      { VolumeType: 'gp3', Size: 100, Iops: 4000, Throughput: 250 },
      18,
    ],
    ['gp2, whose IOPS come with its size: 100 GB x 0.1', { VolumeType: 'gp2', Size: 100, Iops: 300 }, 10],
    ['no type, which is gp2: 10 GB x 0.1', { Size: 10 }, 1],
    ['io2: 100 GB x 0.125 + 1,000 IOPS x 0.065', { VolumeType: 'io2', Size: 100, Iops: 1000 }, 77.5],
    ['io2 beyond the first tier', { VolumeType: 'io2', Size: 100, Iops: 40000 }, null],
    ['magnetic: 100 GB x 0.05', { VolumeType: 'standard', Size: 100 }, 5],
    ['without a price', { VolumeType: 'st1', Size: 100 }, null],
    ['without a size', { VolumeType: 'gp3' }, null],
    ['on an Outpost', { VolumeType: 'gp3', Size: 1, OutpostArn: 'arn' }, null],
  ])('%s', (_, properties, usd) => {
    const cost = ec2Volume.monthlyCost?.(resource(ec2Volume.type, properties), costContext(prices));
    expect(cost?.usd === null ? null : cost?.usd?.toFixed(2)).toBe(usd === null ? null : usd.toFixed(2));
    expect(cost?.assumptions.length).toBeGreaterThan(0);
  });

  test('every part with its price and source', () => {
    const properties = { VolumeType: 'gp3', Size: 100, Iops: 4000 };
    const cost = ec2Volume.monthlyCost?.(resource(ec2Volume.type, properties), costContext(prices));
    expect(cost?.assumptions).toEqual([
      '100 GB of gp3 at 0.08 USD/GB-month in eu-west-1 (https://aws.amazon.com/, 2026-11-01).',
      '1000 IOPS of gp3 beyond what is included at 0.005 USD/IOPS-month in eu-west-1 (https://aws.amazon.com/, 2026-11-01).',
    ]);
  });
});
