import {
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  EC2Client,
  type LaunchTemplate,
  type LaunchTemplateVersion,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { launchTemplate } from '../../lib/resources/launch-template.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);

/** A template as DescribeLaunchTemplates returns it, and its versions as DescribeLaunchTemplateVersions does. */
const template: LaunchTemplate = {
  LaunchTemplateId: 'lt-1',
  LaunchTemplateName: 'web',
  CreateTime: new Date('2026-01-01T00:00:00Z'),
  CreatedBy: 'arn:aws:iam::111122223333:role/admin',
  DefaultVersionNumber: 1,
  LatestVersionNumber: 2,
  Tags: [{ Key: 'app', Value: 'web' }],
  Operator: { Managed: false },
};
const latest: LaunchTemplateVersion = {
  LaunchTemplateId: 'lt-1',
  VersionNumber: 2,
  VersionDescription: 'bigger',
  DefaultVersion: false,
  LaunchTemplateData: {
    EbsOptimized: true,
    IamInstanceProfile: { Arn: 'arn:aws:iam::111122223333:instance-profile/web' },
    BlockDeviceMappings: [
      { DeviceName: '/dev/sdb', Ebs: { Encrypted: true, VolumeSize: 100, VolumeType: 'gp3' } },
      { DeviceName: '/dev/sda1', Ebs: { DeleteOnTermination: true, KmsKeyId: 'alias/ebs' } },
    ],
    NetworkInterfaces: [
      { DeviceIndex: 1, Groups: ['sg-2', 'sg-1'] },
      { DeviceIndex: 0, AssociatePublicIpAddress: false, Groups: ['sg-1'] },
    ],
    ImageId: 'ami-2',
    InstanceType: 'm7g.large',
    KeyName: 'deploy',
    Monitoring: { Enabled: true },
    Placement: { Tenancy: 'default' },
    DisableApiTermination: true,
    InstanceInitiatedShutdownBehavior: 'stop',
    UserData: 'ZXhwb3J0IFBBU1NXT1JEPWh1bnRlcjI=',
    TagSpecifications: [
      {
        ResourceType: 'volume',
        Tags: [
          { Key: 'b', Value: '2' },
          { Key: 'a', Value: '1' },
        ],
      },
      { ResourceType: 'instance', Tags: [{ Key: 'a', Value: '1' }] },
    ],
    SecurityGroupIds: ['sg-2', 'sg-1'],
    CreditSpecification: { CpuCredits: 'standard' },
    MetadataOptions: { State: 'pending', HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
    EnclaveOptions: { Enabled: false },
    DisableApiStop: true,
  },
};
const first: LaunchTemplateVersion = {
  LaunchTemplateId: 'lt-1',
  VersionNumber: 1,
  DefaultVersion: true,
  LaunchTemplateData: { ImageId: 'ami-1', UserData: 'ZXhwb3J0IFBBU1NXT1JEPWh1bnRlcjE=' },
};

const managed: LaunchTemplateVersion = {
  LaunchTemplateId: 'lt-2',
  VersionNumber: 1,
  LaunchTemplateData: { ImageId: 'ami-3' },
};

beforeEach(() => {
  ec2.reset();
  ec2
    .on(DescribeLaunchTemplatesCommand)
    .resolves({ LaunchTemplates: [template], NextToken: '2' })
    .on(DescribeLaunchTemplatesCommand, { NextToken: '2' })
    .resolves({
      LaunchTemplates: [
        {
          LaunchTemplateId: 'lt-2',
          DefaultVersionNumber: 1,
          LatestVersionNumber: 1,
          Operator: { Managed: true, Principal: 'eks.amazonaws.com' },
        },
        {},
      ],
    })
    .on(DescribeLaunchTemplateVersionsCommand)
    .resolves({ LaunchTemplateVersions: [latest, {}], NextToken: '2' })
    .on(DescribeLaunchTemplateVersionsCommand, { NextToken: '2' })
    .resolves({ LaunchTemplateVersions: [first, managed] });
});

describe('reading', () => {
  test('the latest and the default version of every template, in one list', async () => {
    const [one, two, ...rest] = await readAll(launchTemplate);
    expect(rest).toEqual([]);
    expect(one?.arn).toBe('arn:aws:ec2:eu-west-1:111122223333:launch-template/lt-1');
    const { id, tags, properties } = stored(launchTemplate, one ?? { id: '', properties: {} });
    expect([id, tags]).toEqual(['lt-1', { app: 'web' }]);
    expect(properties).toMatchObject({
      LaunchTemplateId: 'lt-1',
      LaunchTemplateName: 'web',
      DefaultVersionNumber: 1,
      LatestVersionNumber: 2,
      VersionDescription: 'bigger',
      LaunchTemplateData: {
        BlockDeviceMappings: [{ DeviceName: '/dev/sda1' }, { DeviceName: '/dev/sdb' }],
        NetworkInterfaces: [{ DeviceIndex: 0 }, { DeviceIndex: 1, Groups: ['sg-1', 'sg-2'] }],
        SecurityGroupIds: ['sg-1', 'sg-2'],
        TagSpecifications: [
          { ResourceType: 'instance' },
          { ResourceType: 'volume', Tags: [{ Key: 'a' }, { Key: 'b' }] },
        ],
        UserData: expect.stringMatching(/^hmac-sha256:/),
      },
      DefaultVersionData: { ImageId: 'ami-1', UserData: expect.stringMatching(/^hmac-sha256:/) },
    });
    expect(properties).not.toHaveProperty('LaunchTemplateData.MetadataOptions.State');
    expect(Object.keys(latest.LaunchTemplateData ?? {}).sort()).toEqual(
      Object.keys(properties.LaunchTemplateData ?? {}).sort(),
    );
    expect(stored(launchTemplate, two ?? { id: '', properties: {} }).properties).toEqual({
      LaunchTemplateId: 'lt-2',
      DefaultVersionNumber: 1,
      LatestVersionNumber: 1,
      LaunchTemplateData: { ImageId: 'ami-3' },
      Operator: 'eks.amazonaws.com',
    });
    const input = ec2.commandCalls(DescribeLaunchTemplateVersionsCommand)[0]?.args[0].input;
    expect(input?.Versions).toEqual(['$Latest', '$Default']);
  });

  test('another order gives the same bytes', async () => {
    const once = storedLines(launchTemplate, await readAll(launchTemplate));
    const data = latest.LaunchTemplateData ?? {};
    ec2.on(DescribeLaunchTemplateVersionsCommand).resolves({
      LaunchTemplateVersions: [
        managed,
        first,
        {
          ...latest,
          LaunchTemplateData: {
            ...data,
            BlockDeviceMappings: (data.BlockDeviceMappings ?? []).toReversed(),
            NetworkInterfaces: (data.NetworkInterfaces ?? []).toReversed(),
            TagSpecifications: (data.TagSpecifications ?? []).toReversed(),
            SecurityGroupIds: ['sg-1', 'sg-2'],
            MetadataOptions: { ...data.MetadataOptions, State: 'applied' },
          },
        },
      ],
    });
    expect(storedLines(launchTemplate, await readAll(launchTemplate))).toEqual(once);
  });

  test('without permission for versions, what the templates hold is unread', async () => {
    ec2.on(DescribeLaunchTemplateVersionsCommand).rejects(awsError('UnauthorizedOperation', 'no'));
    const read = await readAll(launchTemplate);
    expect(read[0]?.unread?.map(({ path }) => path)).toEqual([
      '/DefaultVersionData',
      '/LaunchTemplateData',
      '/VersionDescription',
    ]);
  });

  test('a template that the list of versions does not have is asked for, and skipped when it is gone', async () => {
    ec2
      .on(DescribeLaunchTemplateVersionsCommand)
      .resolves({ LaunchTemplateVersions: [] })
      .on(DescribeLaunchTemplateVersionsCommand, { LaunchTemplateId: 'lt-1' })
      .resolves({ LaunchTemplateVersions: [latest, first] })
      .on(DescribeLaunchTemplateVersionsCommand, { LaunchTemplateId: 'lt-2' })
      .rejects(awsError('InvalidLaunchTemplateId.NotFound'));
    const read = await readAll(launchTemplate);
    expect(read.map(({ id, properties }) => [id, 'LaunchTemplateData' in properties])).toEqual([
      ['lt-1', true],
    ]);
  });

  test('an account without templates is asked for no versions; a denied list is unread', async () => {
    ec2.on(DescribeLaunchTemplatesCommand).resolves({});
    expect(await readAll(launchTemplate)).toEqual([]);
    expect(ec2.commandCalls(DescribeLaunchTemplateVersionsCommand)).toHaveLength(0);
    ec2.on(DescribeLaunchTemplatesCommand).rejects(awsError('UnauthorizedOperation'));
    await expect(readAll(launchTemplate)).rejects.toThrow('UnauthorizedOperation');
  });
});

const holding = (LaunchTemplateData: JsonObject, rest: JsonObject = {}): JsonObject => ({
  LaunchTemplateName: 'web',
  LatestVersionNumber: 1,
  LaunchTemplateData,
  ...rest,
});
const tokens = (HttpTokens: string, HttpEndpoint = 'enabled'): JsonObject => ({
  MetadataOptions: { HttpTokens, HttpEndpoint },
});
const address = (AssociatePublicIpAddress: boolean): JsonObject => ({
  NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress }],
});
const profile = (Name: string): JsonObject => ({ IamInstanceProfile: { Name } });
const encrypted = (Encrypted: boolean): JsonObject => ({
  BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { Encrypted } }],
});
const imds = 'ec2-launch-template-imdsv1-allowed';
const opens = 'ec2-launch-template-public-address';
const role = 'ec2-launch-template-profile-changed';
const commands = 'ec2-launch-template-user-data-changed';

describe('what a change of a launch template means', () => {
  test.each<[string, JsonObject | undefined, JsonObject, string, string[]]>([
    ['a new one', undefined, holding(tokens('required')), 'LOW', []],
    ['a new one that allows IMDSv1', undefined, holding(tokens('optional')), 'MEDIUM', [imds]],
    ['IMDSv1 is allowed', holding(tokens('required')), holding(tokens('optional')), 'HIGH', [imds]],
    ['IMDSv1 of an endpoint that is off', holding({}), holding(tokens('optional', 'disabled')), 'MEDIUM', []],
    ['IMDSv1 is refused', holding(tokens('optional')), holding(tokens('required')), 'INFO', []],
    ['public addresses', holding(address(false)), holding(address(true)), 'HIGH', [opens]],
    ['no public addresses', holding(address(true)), holding(address(false)), 'INFO', []],
    ['another role', holding(profile('web')), holding(profile('admin')), 'HIGH', [role]],
    [
      'the same role by its ARN',
      holding(profile('web')),
      holding({ IamInstanceProfile: { Arn: 'arn:aws:iam::111122223333:instance-profile/path/web' } }),
      'MEDIUM',
      [],
    ],
    ['no role', holding(profile('web')), holding({}), 'MEDIUM', []],
    ['other commands', holding({ UserData: 'YQ==' }), holding({ UserData: 'Yg==' }), 'MEDIUM', [commands]],
    [
      'another image',
      holding({ ImageId: 'ami-1' }),
      holding({ ImageId: 'ami-2' }),
      'MEDIUM',
      ['ec2-launch-template-image-changed'],
    ],
    [
      'the default version is the latest again',
      holding({ ImageId: 'ami-2' }, { DefaultVersionNumber: 1, DefaultVersionData: { ImageId: 'ami-1' } }),
      holding({ ImageId: 'ami-2' }, { DefaultVersionNumber: 2 }),
      'MEDIUM',
      [],
    ],
    [
      'another role in the default version only',
      holding(profile('web'), { DefaultVersionData: profile('web') }),
      holding(profile('web'), { DefaultVersionData: profile('admin') }),
      'HIGH',
      [role],
    ],
    [
      'unencrypted volumes',
      holding(encrypted(true)),
      holding(encrypted(false)),
      'HIGH',
      ['encryption-turned-off'],
    ],
    [
      'no termination protection',
      holding({ DisableApiTermination: true }),
      holding({ DisableApiTermination: false }),
      'HIGH',
      ['deletion-protection-turned-off'],
    ],
    ['another description', holding({}), holding({}, { VersionDescription: 'b' }), 'LOW', []],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(launchTemplate, before, after)).toMatchObject({ severity, rules });
  });

  test('contents that were unread are not said to have changed', () => {
    const unread = [{ path: '/LaunchTemplateData', reason: 'UnauthorizedOperation: no' }];
    const after = holding({ ...profile('admin'), ...tokens('optional') }, { LatestVersionNumber: 2 });
    expect(riskOf(launchTemplate, holding({}), after, { unread })).toMatchObject({
      severity: 'LOW',
      rules: [],
    });
  });

  test.each<[string, Record<string, string>, JsonObject, string | undefined]>([
    ['an EKS node group', { 'eks:nodegroup-name': 'blue' }, {}, 'EKS node group blue'],
    ['a service', {}, { Operator: 'batch.amazonaws.com' }, 'batch.amazonaws.com'],
    ['people', {}, {}, undefined],
  ])('a template of %s', (_, tags, properties, owner) => {
    expect(launchTemplate.membership?.ownerOf(resource(launchTemplate.type, properties, { tags }))).toBe(
      owner,
    );
  });
});

test('a launch template is free', () => {
  expect(launchTemplate.monthlyCost?.(resource(launchTemplate.type, {}), costContext({})).usd).toBe(0);
});
