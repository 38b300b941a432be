import {
  AutoScalingClient,
  DescribeLaunchConfigurationsCommand,
  type LaunchConfiguration,
} from '@aws-sdk/client-auto-scaling';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { launchConfiguration } from '../../lib/resources/launch-configuration.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const scaling = mockClient(AutoScalingClient);

/** A launch configuration as DescribeLaunchConfigurations returns it. */
const full: LaunchConfiguration = {
  LaunchConfigurationName: 'web',
  LaunchConfigurationARN:
    'arn:aws:autoscaling:eu-west-1:111122223333:launchConfiguration:u:launchConfigurationName/web',
  ImageId: 'ami-1',
  KeyName: 'deploy',
  SecurityGroups: ['sg-2', 'sg-1'],
  ClassicLinkVPCSecurityGroups: [],
  UserData: 'ZXhwb3J0IFBBU1NXT1JEPWh1bnRlcjI=',
  InstanceType: 'm5.large',
  KernelId: 'aki-1',
  RamdiskId: 'ari-1',
  BlockDeviceMappings: [
    { DeviceName: '/dev/sdb', Ebs: { VolumeSize: 100, Encrypted: true } },
    { DeviceName: '/dev/sda1', Ebs: { VolumeSize: 8, Encrypted: true } },
  ],
  InstanceMonitoring: { Enabled: true },
  SpotPrice: '0.05',
  IamInstanceProfile: 'web',
  CreatedTime: new Date('2026-01-01T00:00:00Z'),
  EbsOptimized: false,
  AssociatePublicIpAddress: false,
  PlacementTenancy: 'default',
  MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled', HttpPutResponseHopLimit: 1 },
};
const other: LaunchConfiguration = {
  LaunchConfigurationName: 'other',
  ImageId: 'ami-2',
  InstanceType: 't3.micro',
  CreatedTime: new Date('2026-01-01T00:00:00Z'),
};

beforeEach(() => {
  scaling.reset();
  scaling
    .on(DescribeLaunchConfigurationsCommand)
    .resolves({ LaunchConfigurations: [full], NextToken: '2' })
    .on(DescribeLaunchConfigurationsCommand, { NextToken: '2' })
    .resolves({ LaunchConfigurations: [other] });
});

describe('reading', () => {
  test('every property of every page, in the words of CloudFormation', async () => {
    const [first, second, ...rest] = await readAll(launchConfiguration);
    expect([second?.id, rest]).toEqual(['other', []]);
    const { id, arn, properties } = stored(launchConfiguration, first ?? { id: '', properties: {} });
    expect([id, arn]).toEqual(['web', full.LaunchConfigurationARN]);
    expect(properties).toEqual({
      LaunchConfigurationName: 'web',
      ImageId: 'ami-1',
      KeyName: 'deploy',
      SecurityGroups: ['sg-1', 'sg-2'],
      UserData: expect.stringMatching(/^hmac-sha256:/),
      InstanceType: 'm5.large',
      KernelId: 'aki-1',
      RamDiskId: 'ari-1',
      BlockDeviceMappings: full.BlockDeviceMappings?.toReversed(),
      InstanceMonitoring: true,
      SpotPrice: '0.05',
      IamInstanceProfile: 'web',
      EbsOptimized: false,
      AssociatePublicIpAddress: false,
      PlacementTenancy: 'default',
      MetadataOptions: full.MetadataOptions,
    });
  });

  test('another order gives the same bytes', async () => {
    const first = storedLines(launchConfiguration, await readAll(launchConfiguration));
    scaling.on(DescribeLaunchConfigurationsCommand).resolves({
      LaunchConfigurations: [
        other,
        {
          ...full,
          SecurityGroups: ['sg-1', 'sg-2'],
          BlockDeviceMappings: (full.BlockDeviceMappings ?? []).toReversed(),
        },
      ],
    });
    expect(storedLines(launchConfiguration, await readAll(launchConfiguration))).toEqual(first);
  });

  test('a denied list makes the whole type unread', async () => {
    scaling.on(DescribeLaunchConfigurationsCommand).rejects(awsError('AccessDenied'));
    await expect(readAll(launchConfiguration)).rejects.toThrow('AccessDenied');
  });
});

const tokens = (HttpTokens: string, HttpEndpoint = 'enabled'): JsonObject => ({
  MetadataOptions: { HttpTokens, HttpEndpoint },
});

test.each<[string, JsonObject, string, string[]]>([
  ['one that asks for tokens', tokens('required'), 'LOW', []],
  [
    'one that asks for none',
    tokens('optional'),
    'MEDIUM',
    ['autoscaling-launch-configuration-imdsv1-allowed'],
  ],
  ['one without a metadata service', tokens('optional', 'disabled'), 'LOW', []],
  [
    'one that gives public addresses',
    { AssociatePublicIpAddress: true },
    'HIGH',
    ['autoscaling-launch-configuration-public-address'],
  ],
  [
    'one with unencrypted volumes',
    { BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { Encrypted: false } }] },
    'MEDIUM',
    ['encryption-turned-off'],
  ],
])('%s is new', (_, after, severity, rules) => {
  expect(riskOf(launchConfiguration, undefined, after)).toMatchObject({ severity, rules });
});

test('a launch configuration is free', () => {
  expect(launchConfiguration.monthlyCost?.(resource('AWS::X::Y', {}), costContext({})).usd).toBe(0);
});
