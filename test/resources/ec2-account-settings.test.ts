import {
  DescribeVpcBlockPublicAccessOptionsCommand,
  EC2Client,
  GetAllowedImagesSettingsCommand,
  GetEbsDefaultKmsKeyIdCommand,
  GetEbsEncryptionByDefaultCommand,
  GetImageBlockPublicAccessStateCommand,
  GetInstanceMetadataDefaultsCommand,
  GetSerialConsoleAccessStatusCommand,
  GetSnapshotBlockPublicAccessStateCommand,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import type { ResourceType } from '../../lib/resources/define.ts';
import {
  ebsEncryptionByDefault,
  instanceMetadataDefaults,
  serialConsoleAccess,
  snapshotBlockPublicAccess,
  vpcBlockPublicAccessOptions,
} from '../../lib/resources/ec2-account-settings.ts';
import { allowedImagesSettings, imageBlockPublicAccess } from '../../lib/resources/ec2-image-settings.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);
const ManagedBy = 'declarative-policy' as const;
const key = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const criteria = [
  { ImageProviders: ['amazon', '111122223333'], ImageNames: ['web-*', 'db-*'] },
  { ImageProviders: ['aws-marketplace'], CreationDateCondition: { MaximumDaysSinceCreated: 90 } },
];

beforeEach(() => {
  ec2.reset();
  ec2
    .on(GetEbsEncryptionByDefaultCommand)
    .resolves({ EbsEncryptionByDefault: true, SseType: 'sse-kms' })
    .on(GetEbsDefaultKmsKeyIdCommand)
    .resolves({ KmsKeyId: key })
    .on(GetSerialConsoleAccessStatusCommand)
    .resolves({ SerialConsoleAccessEnabled: false, ManagedBy })
    .on(GetSnapshotBlockPublicAccessStateCommand)
    .resolves({ State: 'block-all-sharing', ManagedBy })
    .on(GetImageBlockPublicAccessStateCommand)
    .resolves({ ImageBlockPublicAccessState: 'block-new-sharing', ManagedBy })
    .on(GetInstanceMetadataDefaultsCommand)
    .resolves({
      AccountLevel: {
        HttpEndpoint: 'enabled',
        HttpPutResponseHopLimit: 2,
        HttpTokens: 'required',
        HttpTokensEnforced: 'enabled',
        InstanceMetadataTags: 'disabled',
        ManagedBy,
      },
    })
    .on(GetAllowedImagesSettingsCommand)
    .resolves({ State: 'enabled', ImageCriteria: criteria, ManagedBy })
    .on(DescribeVpcBlockPublicAccessOptionsCommand)
    .resolves({
      VpcBlockPublicAccessOptions: {
        AwsAccountId: '111122223333',
        AwsRegion: 'eu-west-1',
        State: 'update-complete',
        InternetGatewayBlockMode: 'block-ingress',
        Reason: 'done',
        LastUpdateTimestamp: new Date('2026-01-01T00:00:00Z'),
        ManagedBy,
        ExclusionsAllowed: 'not-allowed',
      },
    });
});

/** Every setting with its properties as stored, sets sorted. */
const settings: readonly [ResourceType, JsonObject][] = [
  [ebsEncryptionByDefault, { EbsEncryptionByDefault: true, SseType: 'sse-kms', KmsKeyId: key }],
  [serialConsoleAccess, { SerialConsoleAccessEnabled: false, ManagedBy }],
  [snapshotBlockPublicAccess, { AccountId: '111122223333', State: 'block-all-sharing', ManagedBy }],
  [imageBlockPublicAccess, { ImageBlockPublicAccessState: 'block-new-sharing', ManagedBy }],
  [
    instanceMetadataDefaults,
    {
      HttpEndpoint: 'enabled',
      HttpPutResponseHopLimit: 2,
      HttpTokens: 'required',
      HttpTokensEnforced: 'enabled',
      InstanceMetadataTags: 'disabled',
      ManagedBy,
    },
  ],
  [
    allowedImagesSettings,
    {
      State: 'enabled',
      ImageCriteria: [
        { ImageProviders: ['aws-marketplace'], CreationDateCondition: { MaximumDaysSinceCreated: 90 } },
        { ImageProviders: ['111122223333', 'amazon'], ImageNames: ['db-*', 'web-*'] },
      ],
      ManagedBy,
    },
  ],
  [
    vpcBlockPublicAccessOptions,
    {
      AccountId: '111122223333',
      InternetGatewayBlockMode: 'block-ingress',
      ExclusionsAllowed: 'not-allowed',
      ManagedBy,
    },
  ],
];

describe('reading', () => {
  test.each(settings)('$type: every property, once for account and region', async (type, properties) => {
    const read = await readAll(type);
    expect(read.map(({ id, unread }) => [id, unread])).toEqual([['111122223333', []]]);
    expect(stored(type, read[0] ?? { id: '', properties: {} }).properties).toEqual(properties);
    expect(await readAll(type)).toEqual(read);
  });

  test('allowed images in another order give the same bytes', async () => {
    const first = storedLines(allowedImagesSettings, await readAll(allowedImagesSettings));
    ec2.on(GetAllowedImagesSettingsCommand).resolves({
      State: 'enabled',
      ImageCriteria: [...criteria]
        .reverse()
        .map((each) => ({ ...each, ImageProviders: [...each.ImageProviders].reverse() })),
      ManagedBy,
    });
    expect(storedLines(allowedImagesSettings, await readAll(allowedImagesSettings))).toEqual(first);
  });

  test('without permission for the key of new volumes, it alone is unread', async () => {
    ec2.on(GetEbsDefaultKmsKeyIdCommand).rejects(awsError('UnauthorizedOperation', 'no'));
    expect((await readAll(ebsEncryptionByDefault))[0]?.unread).toEqual([
      { path: '/KmsKeyId', reason: 'UnauthorizedOperation: no' },
    ]);
  });

  test.each(settings)('$type is unread when its call is denied', async (type) => {
    ec2.reset();
    ec2.rejects(awsError('UnauthorizedOperation'));
    await expect(readAll(type)).rejects.toThrow('UnauthorizedOperation');
  });

  test('defaults that were never set are none', async () => {
    ec2.on(GetInstanceMetadataDefaultsCommand).resolves({});
    ec2.on(DescribeVpcBlockPublicAccessOptionsCommand).resolves({});
    const [read] = await readAll(instanceMetadataDefaults);
    expect(stored(instanceMetadataDefaults, read ?? { id: '', properties: {} }).properties).toEqual({});
    const [options] = await readAll(vpcBlockPublicAccessOptions);
    expect(stored(vpcBlockPublicAccessOptions, options ?? { id: '', properties: {} }).properties).toEqual({
      AccountId: '111122223333',
      InternetGatewayBlockMode: 'off',
    });
  });
});

describe('what a change means', () => {
  test.each<[string, ResourceType, JsonObject, JsonObject, string, string]>([
    [
      'volumes are no longer encrypted',
      ebsEncryptionByDefault,
      { EbsEncryptionByDefault: true },
      { EbsEncryptionByDefault: false },
      'HIGH',
      'ec2-ebs-encryption-by-default-off',
    ],
    [
      'the serial console is opened',
      serialConsoleAccess,
      { SerialConsoleAccessEnabled: false },
      { SerialConsoleAccessEnabled: true },
      'HIGH',
      'ec2-serial-console-opened',
    ],
    [
      'snapshots can be public',
      snapshotBlockPublicAccess,
      { State: 'block-all-sharing' },
      { State: 'unblocked' },
      'HIGH',
      'ec2-snapshot-public-block-lifted',
    ],
    [
      'images can be public',
      imageBlockPublicAccess,
      { ImageBlockPublicAccessState: 'block-new-sharing' },
      { ImageBlockPublicAccessState: 'unblocked' },
      'HIGH',
      'ec2-image-public-block-lifted',
    ],
    [
      'IMDSv2 is optional',
      instanceMetadataDefaults,
      { HttpTokens: 'required' },
      { HttpTokens: 'optional' },
      'HIGH',
      'ec2-imdsv2-default-lost',
    ],
    [
      'IMDSv2 is left to the image',
      instanceMetadataDefaults,
      { HttpTokens: 'required' },
      {},
      'HIGH',
      'ec2-imdsv2-default-lost',
    ],
    [
      'IMDSv2 is not enforced',
      instanceMetadataDefaults,
      { HttpTokensEnforced: 'enabled' },
      { HttpTokensEnforced: 'disabled' },
      'HIGH',
      'ec2-imdsv2-enforcement-lost',
    ],
    [
      'any image is allowed',
      allowedImagesSettings,
      { State: 'enabled' },
      { State: 'audit-mode' },
      'MEDIUM',
      'ec2-allowed-images-lifted',
    ],
    [
      'the internet is let in',
      vpcBlockPublicAccessOptions,
      { InternetGatewayBlockMode: 'block-bidirectional' },
      { InternetGatewayBlockMode: 'off' },
      'HIGH',
      'ec2-vpc-public-block-lifted',
    ],
  ])('%s, and back', (_, type, safe, dangerous, severity, rule) => {
    expect(riskOf(type, safe, dangerous)).toMatchObject({ severity, rules: [rule] });
    const back = riskOf(type, dangerous, safe);
    expect(back).toMatchObject({ severity: 'INFO', rules: [] });
    expect(back?.reasons[0]).toMatch(/^Safer: /);
  });

  test.each<[string, ResourceType, JsonObject, JsonObject]>([
    ['another key for new volumes', ebsEncryptionByDefault, { KmsKeyId: 'a' }, { KmsKeyId: 'b' }],
    [
      'snapshots that are public may stay so',
      snapshotBlockPublicAccess,
      { State: 'block-all-sharing' },
      { State: 'block-new-sharing' },
    ],
    [
      'other images are allowed',
      allowedImagesSettings,
      {},
      { ImageCriteria: [{ ImageProviders: ['none'] }] },
    ],
    ['the account manages it again', serialConsoleAccess, { ManagedBy }, { ManagedBy: 'account' }],
    [
      'the internet may be reached',
      vpcBlockPublicAccessOptions,
      { InternetGatewayBlockMode: 'block-bidirectional' },
      { InternetGatewayBlockMode: 'block-ingress' },
    ],
    ['from optional to none', instanceMetadataDefaults, { HttpTokens: 'optional' }, {}],
  ])('%s is no danger in itself', (_, type, before, after) => {
    expect(riskOf(type, before, after)).toMatchObject({ severity: 'MEDIUM', rules: [] });
  });

  test('the reason names account, region and value', () => {
    expect(riskOf(instanceMetadataDefaults, { HttpTokens: 'required' }, {})?.reasons).toEqual([
      'HttpTokens of account 111122223333 is not set in eu-west-1: new instances may answer metadata requests without a token.',
    ]);
  });
});

test.each(settings)('$type is free', (type) => {
  expect(type.monthlyCost?.(resource(type.type, {}), costContext({}))).toEqual({ usd: 0, assumptions: [] });
});
