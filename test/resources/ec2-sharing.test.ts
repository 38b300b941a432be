import {
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  DescribeSnapshotAttributeCommand,
  DescribeSnapshotsCommand,
  EC2Client,
  type Image,
  type Snapshot,
} from '@aws-sdk/client-ec2';
import { KMSClient, ListAliasesCommand } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import type { ResourceType } from '../../lib/resources/define.ts';
import { ec2Image } from '../../lib/resources/ec2-image.ts';
import { ec2Snapshot } from '../../lib/resources/ec2-snapshot.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);
const kms = mockClient(KMSClient);
const date = new Date('2026-01-01T00:00:00Z');
const key = (id: string) => `arn:aws:kms:eu-west-1:111122223333:key/${id}`;

/** A snapshot as DescribeSnapshots returns it, with every property set. */
const snapshot: Snapshot = {
  OwnerAlias: 'self',
  OutpostArn: 'arn:aws:outposts:eu-west-1:111122223333:outpost/op-1',
  Tags: [{ Key: 'Name', Value: 'orders' }],
  StorageTier: 'archive',
  RestoreExpiryTime: date,
  SseType: 'sse-kms',
  AvailabilityZone: 'eu-west-1-lon-1a',
  TransferType: 'time-based',
  CompletionDurationMinutes: 15,
  CompletionTime: date,
  FullSnapshotSizeInBytes: 53_687_091_200,
  SnapshotId: 'snap-1',
  VolumeId: 'vol-1',
  State: 'completed',
  StateMessage: '',
  StartTime: date,
  Progress: '100%',
  OwnerId: '111122223333',
  Description: 'before the upgrade',
  VolumeSize: 100,
  Encrypted: true,
  KmsKeyId: key('own'),
  DataEncryptionKeyId: 'key-1',
};
/** An image as DescribeImages returns it, with every property set. */
const image: Image = {
  PlatformDetails: 'Linux/UNIX',
  UsageOperation: 'RunInstances',
  BlockDeviceMappings: [
    { DeviceName: '/dev/xvdb', VirtualName: 'ephemeral0' },
    {
      DeviceName: '/dev/xvda',
      Ebs: {
        SnapshotId: 'snap-1',
        VolumeSize: 8,
        VolumeType: 'gp3',
        DeleteOnTermination: true,
        Encrypted: true,
      },
    },
  ],
  Description: 'Golden image',
  EnaSupport: true,
  Hypervisor: 'xen',
  ImageOwnerAlias: 'self',
  Name: 'golden-1',
  RootDeviceName: '/dev/xvda',
  RootDeviceType: 'ebs',
  SriovNetSupport: 'simple',
  StateReason: { Code: 'c', Message: 'm' },
  Tags: [{ Key: 'Name', Value: 'golden' }],
  VirtualizationType: 'hvm',
  BootMode: 'uefi',
  TpmSupport: 'v2.0',
  DeprecationTime: '2027-01-01T00:00:00.000Z',
  ImdsSupport: 'v2.0',
  SourceInstanceId: 'i-1',
  DeregistrationProtection: 'enabled-without-cooldown',
  LastLaunchedTime: '2026-11-01T00:00:00.000Z',
  ImageAllowed: true,
  SourceImageId: 'ami-0',
  SourceImageRegion: 'us-east-1',
  FreeTierEligible: false,
  ImageId: 'ami-1',
  ImageLocation: '111122223333/golden-1',
  State: 'available',
  OwnerId: '111122223333',
  CreationDate: '2026-01-01T00:00:00.000Z',
  Public: true,
  ProductCodes: [
    { ProductCodeId: 'b', ProductCodeType: 'marketplace' },
    { ProductCodeId: 'a', ProductCodeType: 'marketplace' },
  ],
  Architecture: 'arm64',
  ImageType: 'machine',
  KernelId: 'aki-1',
  RamdiskId: 'ari-1',
  Platform: 'Windows',
};
const other = { UserId: '999988887777' };

beforeEach(() => {
  ec2.reset();
  kms.reset();
  kms
    .on(ListAliasesCommand)
    .resolves({ Aliases: [{ AliasName: 'alias/own', TargetKeyId: 'own' }], Truncated: true, NextMarker: '2' })
    .on(ListAliasesCommand, { Marker: '2' })
    .resolves({ Aliases: [{ AliasName: 'alias/aws/ebs', TargetKeyId: 'default' }] });
  ec2
    .on(DescribeSnapshotsCommand)
    .resolves({ Snapshots: [snapshot, {}], NextToken: '2' })
    .on(DescribeSnapshotsCommand, { NextToken: '2' })
    .resolves({
      Snapshots: [
        { SnapshotId: 'snap-2', Encrypted: true, KmsKeyId: key('default') },
        { SnapshotId: 'snap-gone' },
      ],
    })
    .on(DescribeSnapshotAttributeCommand, { SnapshotId: 'snap-1', Attribute: 'createVolumePermission' })
    .resolves({ CreateVolumePermissions: [other, { Group: 'all' }] })
    .on(DescribeSnapshotAttributeCommand, { SnapshotId: 'snap-gone' })
    .rejects(awsError('InvalidSnapshot.NotFound'))
    .on(DescribeImagesCommand)
    .resolves({ Images: [image, {}], NextToken: '2' })
    .on(DescribeImagesCommand, { NextToken: '2' })
    .resolves({
      Images: [
        { ImageId: 'ami-2', State: 'disabled' },
        { ImageId: 'ami-gone', State: 'available' },
        { ImageId: 'ami-3', State: 'pending' },
      ],
    })
    .on(DescribeImageAttributeCommand, { ImageId: 'ami-1', Attribute: 'launchPermission' })
    .resolves({
      LaunchPermissions: [
        other,
        { OrganizationArn: 'arn:aws:organizations::111122223333:organization/o-1' },
        { Group: 'all' },
      ],
    })
    .on(DescribeImageAttributeCommand, { ImageId: 'ami-2' })
    .resolves({})
    .on(DescribeImageAttributeCommand, { ImageId: 'ami-gone' })
    .rejects(awsError('InvalidAMIID.NotFound'));
});

describe('reading', () => {
  test('every property of the snapshots that the account owns, and with whom they are shared', async () => {
    const read = await readAll(ec2Snapshot);
    expect(read.map(({ id, arn, unread }) => [id, arn, unread])).toEqual([
      ['snap-1', 'arn:aws:ec2:eu-west-1::snapshot/snap-1', []],
      ['snap-2', 'arn:aws:ec2:eu-west-1::snapshot/snap-2', []],
    ]);
    expect(ec2.commandCalls(DescribeSnapshotsCommand)[0]?.args[0].input).toMatchObject({
      OwnerIds: ['self'],
    });
    const { properties, tags } = stored(ec2Snapshot, read[0] ?? { id: '', properties: {} });
    expect(tags).toEqual({ Name: 'orders' });
    expect(properties).toEqual({
      SnapshotId: 'snap-1',
      VolumeId: 'vol-1',
      VolumeSize: 100,
      FullSnapshotSizeInBytes: 53_687_091_200,
      StorageTier: 'archive',
      Description: 'before the upgrade',
      Encrypted: true,
      KmsKeyId: key('own'),
      DataEncryptionKeyId: 'key-1',
      SseType: 'sse-kms',
      OwnerId: '111122223333',
      OwnerAlias: 'self',
      OutpostArn: 'arn:aws:outposts:eu-west-1:111122223333:outpost/op-1',
      AvailabilityZone: 'eu-west-1-lon-1a',
      CreateVolumePermissions: [{ Group: 'all' }, other],
    });
  });

  test('snapshots under the default key, which cannot be shared, cost no call', async () => {
    await readAll(ec2Snapshot);
    const asked = () =>
      ec2.commandCalls(DescribeSnapshotAttributeCommand).map(({ args }) => args[0].input.SnapshotId);
    expect(asked()).toEqual(['snap-1', 'snap-gone']);
    ec2.resetHistory();
    kms.on(ListAliasesCommand).rejects(awsError('AccessDeniedException'));
    ec2.on(DescribeSnapshotAttributeCommand, { SnapshotId: 'snap-2' }).resolves({});
    expect((await readAll(ec2Snapshot)).map(({ unread }) => unread)).toEqual([[], []]);
    expect(asked()).toEqual(['snap-1', 'snap-2', 'snap-gone']);
    kms.on(ListAliasesCommand).resolves({});
    expect(await readAll(ec2Snapshot)).toHaveLength(2);
  });

  test('every property of the images that the account owns, and with whom they are shared', async () => {
    const read = await readAll(ec2Image);
    expect(read.map(({ id, arn, unread }) => [id, arn, unread])).toEqual([
      ['ami-1', 'arn:aws:ec2:eu-west-1::image/ami-1', []],
      ['ami-2', 'arn:aws:ec2:eu-west-1::image/ami-2', []],
    ]);
    expect(ec2.commandCalls(DescribeImagesCommand)[0]?.args[0].input).toMatchObject({ Owners: ['self'] });
    const { properties, tags } = stored(ec2Image, read[0] ?? { id: '', properties: {} });
    expect(tags).toEqual({ Name: 'golden' });
    const { Tags, Public, CreationDate, FreeTierEligible, ImageAllowed, ...rest } = image;
    const { LastLaunchedTime, StateReason, ...kept } = rest;
    expect(properties).toEqual({
      ...kept,
      BlockDeviceMappings: [...(image.BlockDeviceMappings ?? [])].reverse(),
      ProductCodes: [...(image.ProductCodes ?? [])].reverse(),
      LaunchPermissions: [
        { Group: 'all' },
        other,
        { OrganizationArn: 'arn:aws:organizations::111122223333:organization/o-1' },
      ],
    });
  });

  test.each([ec2Snapshot, ec2Image])('$type in another order gives the same bytes', async (type) => {
    const first = storedLines(type, await readAll(type));
    ec2
      .on(DescribeSnapshotsCommand)
      .resolves({
        Snapshots: [
          { SnapshotId: 'snap-2', Encrypted: true, KmsKeyId: key('default') },
          { ...snapshot, RestoreExpiryTime: new Date() },
        ],
      })
      .on(DescribeSnapshotAttributeCommand, { SnapshotId: 'snap-1' })
      .resolves({ CreateVolumePermissions: [{ Group: 'all' }, other] })
      .on(DescribeImagesCommand)
      .resolves({
        Images: [
          { ImageId: 'ami-2', State: 'disabled' },
          {
            ...image,
            LastLaunchedTime: '2026-11-20T00:00:00.000Z',
            BlockDeviceMappings: [...(image.BlockDeviceMappings ?? [])].reverse(),
          },
        ],
      });
    expect(storedLines(type, await readAll(type))).toEqual(first);
  });

  test('without permission for who it is shared with, that alone is unread', async () => {
    ec2.on(DescribeSnapshotAttributeCommand).rejects(awsError('UnauthorizedOperation', 'no'));
    ec2
      .on(DescribeSnapshotAttributeCommand, { SnapshotId: 'snap-1' })
      .rejects(awsError('UnauthorizedOperation', 'no'));
    ec2
      .on(DescribeImageAttributeCommand, { ImageId: 'ami-1' })
      .rejects(awsError('UnauthorizedOperation', 'no'));
    const unread = async (type: ResourceType) => (await readAll(type))[0]?.unread;
    const reason = 'UnauthorizedOperation: no';
    expect(await unread(ec2Snapshot)).toEqual([{ path: '/CreateVolumePermissions', reason }]);
    expect(await unread(ec2Image)).toEqual([{ path: '/LaunchPermissions', reason }]);
  });

  test.each([ec2Snapshot, ec2Image])('a denied list makes $type unread', async (type) => {
    ec2.on(DescribeSnapshotsCommand).rejects(awsError('UnauthorizedOperation'));
    ec2.on(DescribeImagesCommand).rejects(awsError('UnauthorizedOperation'));
    await expect(readAll(type)).rejects.toThrow('UnauthorizedOperation');
  });
});

const organization = { OrganizationArn: 'arn:aws:organizations::111122223333:organization/o-1' };
const unit = { OrganizationalUnitArn: 'arn:aws:organizations::111122223333:ou/o-1/ou-1' };
const everybody = { Group: 'all' };

describe.each<[ResourceType, string, string]>([
  [ec2Snapshot, 'CreateVolumePermissions', 'ec2-snapshot'],
  [ec2Image, 'LaunchPermissions', 'ec2-image'],
])('sharing %#', (type, property, id) => {
  const permissions = (...list: JsonObject[]): JsonObject => ({ [property]: list });

  test.each<[string, JsonObject[], string, string[]]>([
    ['with everybody', [everybody], 'CRITICAL', [`${id}-public`]],
    ['with another account', [other], 'HIGH', [`${id}-shared`]],
    ['with an organization', [organization], 'MEDIUM', [`${id}-shared`]],
    ['with an organizational unit', [unit], 'MEDIUM', [`${id}-shared`]],
    ['with everybody and another account', [everybody, other], 'CRITICAL', [`${id}-public`, `${id}-shared`]],
    ['with itself', [{ UserId: '111122223333' }], 'MEDIUM', []],
  ])('%s, and no longer', (_, list, severity, rules) => {
    expect(riskOf(type, {}, permissions(...list))).toMatchObject({ severity, rules });
    const back = riskOf(type, permissions(...list), {});
    expect(back?.rules).toEqual([]);
    if (rules.length > 0) expect(back?.reasons[0]).toMatch(/^Safer: /);
  });

  test('one that was shared when it was made is dangerous too', () => {
    expect(riskOf(type, undefined, permissions(everybody))?.severity).toBe('CRITICAL');
    expect(riskOf(type, undefined, {})?.severity).toBe('LOW');
  });

  test('the reason names the account and what it can do', () => {
    expect(riskOf(type, {}, permissions(other))?.reasons[0]).toMatch(
      /^Account 999988887777 can .* (snapshot|machine image) id-1, and read all/,
    );
  });

  test.each<[string, Record<string, string>, JsonObject[], string | undefined]>([
    ['people made', {}, [], undefined],
    ['AWS Backup made', { 'aws:backup:source-resource': 'arn' }, [], 'AWS Backup'],
    ['a lifecycle policy made', { 'aws:dlm:lifecycle-policy-id': 'policy-1' }, [], 'Data Lifecycle Manager'],
    [
      'a lifecycle policy made and anybody may use',
      { 'aws:dlm:lifecycle-policy-id': 'p' },
      [everybody],
      undefined,
    ],
    [
      'AWS Backup made and another account may use',
      { 'aws:backup:source-resource': 'arn' },
      [other],
      undefined,
    ],
  ])('one that %s comes and goes by itself: %#', (_, tags, list, owner) => {
    expect(type.membership?.ownerOf(resource(type.type, permissions(...list), { tags }))).toBe(owner);
  });
});

describe('other changes', () => {
  test.each<[string, ResourceType, JsonObject, JsonObject, string, string[]]>([
    [
      'protection lost',
      ec2Image,
      { DeregistrationProtection: 'enabled-with-cooldown' },
      { DeregistrationProtection: 'disabled' },
      'MEDIUM',
      ['ec2-image-deregistration-protection-lost'],
    ],
    ['protection gained', ec2Image, {}, { DeregistrationProtection: 'enabled-with-cooldown' }, 'INFO', []],
    ['an image is disabled', ec2Image, { State: 'available' }, { State: 'disabled' }, 'MEDIUM', []],
    ['a snapshot is archived', ec2Snapshot, {}, { StorageTier: 'archive' }, 'LOW', []],
  ])('%s', (_, type, before, after, severity, rules) => {
    expect(riskOf(type, before, after)).toMatchObject({ severity, rules });
  });

  test.each<[ResourceType, string]>([
    [ec2Snapshot, 'HIGH'],
    [ec2Image, 'MEDIUM'],
  ])('deleting one: %#', (type, severity) => {
    expect(assessRisk({ kind: 'removed', before: resource(type.type, {}) }, type).severity).toBe(severity);
  });
});

describe('what it costs a month', () => {
  const prices = { 'AmazonEC2 snapshot/gb-month': 0.05, 'AmazonEC2 snapshot-archive/gb-month': 0.0125 };
  test.each<[string, JsonObject, number | null, RegExp]>([
    [
      'a snapshot of 50 GB: at most 50 x 0.05',
      { VolumeSize: 100, FullSnapshotSizeInBytes: 53_687_091_200 },
      2.5,
      /^At most 50 GB: what it shares/,
    ],
    [
      'a snapshot of a volume of 100 GB: at most 100 x 0.05',
      { VolumeSize: 100 },
      5,
      /the size of its volume/,
    ],
    [
      'an archived snapshot of 50 GB: 50 x 0.0125',
      { StorageTier: 'archive', FullSnapshotSizeInBytes: 53_687_091_200 },
      0.625,
      /stored in full/,
    ],
    ['a snapshot of unknown size', {}, null, /does not tell/],
  ])('%s', (_, properties, usd, assumption) => {
    const cost = ec2Snapshot.monthlyCost?.(resource(ec2Snapshot.type, properties), costContext(prices));
    expect(cost?.usd).toEqual(usd === null ? null : expect.closeTo(usd, 6));
    expect(cost?.assumptions[0]).toMatch(assumption);
  });

  test('without a price it is not known', () => {
    const one = resource(ec2Snapshot.type, { VolumeSize: 1 });
    expect(ec2Snapshot.monthlyCost?.(one, costContext({}))?.usd).toBeNull();
  });

  test('an image costs what its snapshots cost', () => {
    expect(ec2Image.monthlyCost?.(resource(ec2Image.type, {}), costContext({}))).toEqual({
      usd: 0,
      assumptions: ['The snapshots of an image are billed as snapshots.'],
    });
  });
});
