import {
  AutoScalingClient,
  type LaunchConfiguration,
  paginateDescribeLaunchConfigurations,
} from '@aws-sdk/client-auto-scaling';
import { free } from '../model/cost.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { StateRule } from '../model/rule.ts';
import { recordsPerPage } from './auto-scaling-lists.ts';
import { defineResourceType } from './define.ts';

function properties(configuration: LaunchConfiguration): object {
  const { LaunchConfigurationARN: _arn, CreatedTime: _created, RamdiskId, ...rest } = configuration;
  return { ...rest, RamDiskId: RamdiskId, InstanceMonitoring: rest.InstanceMonitoring?.Enabled };
}

const startedFrom = ({ id }: Resource) => `Instances that are started from launch configuration ${id}`;

const metadataVersion1: StateRule = {
  kind: 'state',
  id: 'autoscaling-launch-configuration-imdsv1-allowed',
  title: 'instances of a launch configuration allow version 1 of the metadata service',
  severity: 'MEDIUM',
  sources: ['FSBP AutoScaling.3'],
  recommendation: 'Use a launch template in which HttpTokens of the metadata options is required.',
  remedy: {
    command:
      'aws autoscaling update-auto-scaling-group --auto-scaling-group-name <group> --launch-template LaunchTemplateId=<template-that-requires-tokens>,Version=<version>',
    console: 'EC2 › Launch Configurations › {{id}} › Actions › Copy to launch template',
  },
  safer: 'metadata requests need a token',
  dangers: (configuration) => {
    const options = configuration.properties.MetadataOptions;
    if (valueAt(options, '/HttpTokens') !== 'optional' || valueAt(options, '/HttpEndpoint') === 'disabled') {
      return [];
    }
    return [
      {
        subject: 'IMDSv1',
        path: '/MetadataOptions',
        reason: `${startedFrom(configuration)} answer metadata requests without a token: a forged request is enough to steal the credentials of the role.`,
      },
    ];
  },
};

const publicAddress: StateRule = {
  kind: 'state',
  id: 'autoscaling-launch-configuration-public-address',
  title: 'instances of a launch configuration have public addresses',
  severity: 'HIGH',
  sources: ['FSBP Autoscaling.5'],
  recommendation: 'Use a launch template that gives no public addresses.',
  remedy: {
    command:
      'aws autoscaling update-auto-scaling-group --auto-scaling-group-name <group> --launch-template LaunchTemplateId=<template-without-public-addresses>,Version=<version>',
    console: 'EC2 › Launch Configurations › {{id}} › Actions › Copy to launch template',
  },
  safer: 'instances have no public addresses',
  dangers: (configuration) =>
    configuration.properties.AssociatePublicIpAddress === true
      ? [
          {
            subject: 'public addresses',
            path: '/AssociatePublicIpAddress',
            reason: `${startedFrom(configuration)} have public addresses.`,
          },
        ]
      : [],
};

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-autoscaling-launchconfiguration.html
 *
 * What launch templates replace; one that exists cannot be changed. `InstanceId` acts on creation only.
 */
export const launchConfiguration = defineResourceType({
  type: 'AWS::AutoScaling::LaunchConfiguration',
  scope: 'regional',
  taggable: false,
  permissions: ['autoscaling:DescribeLaunchConfigurations'],
  async *read({ clients }) {
    const client = clients.get(AutoScalingClient);
    for await (const page of paginateDescribeLaunchConfigurations({ client, pageSize: recordsPerPage }, {})) {
      for (const configuration of page.LaunchConfigurations ?? []) {
        const { LaunchConfigurationName, LaunchConfigurationARN } = configuration;
        if (!LaunchConfigurationName) continue;
        yield {
          id: LaunchConfigurationName,
          arn: LaunchConfigurationARN,
          properties: properties(configuration),
        };
      }
    }
  },
  unordered: { '/BlockDeviceMappings': ['DeviceName'], '/ClassicLinkVPCSecurityGroups': 'value' },
  secret: ['/UserData'],
  sensitivity: { '': 'MEDIUM' },
  rules: [metadataVersion1, publicAddress],
  monthlyCost: () => free,
});
