import type { RuleCase } from '../rule-case.ts';
import { ofType } from './of-type.ts';

const group = ofType('AWS::AutoScaling::AutoScalingGroup', {
  AutoScalingGroupName: 'shop-web',
  MinSize: '0',
  MaxSize: '4',
  DesiredCapacity: '2',
});
const configuration = ofType('AWS::AutoScaling::LaunchConfiguration', {
  LaunchConfigurationName: 'shop-web-7',
  ImageId: 'ami-0c1c1c1c1c1c1c1c1',
  InstanceType: 't3.medium',
});

const template = (Version: string) => ({
  LaunchTemplate: { LaunchTemplateId: 'lt-0a1b2c3d4e5f60718', Version },
});
const suspended = (...names: string[]) => ({
  SuspendedProcesses: names.map((ProcessName) => ({ ProcessName })),
});
const scaledAt = (TargetValue: number) => ({
  ScalingPolicies: [{ PolicyName: 'cpu', TargetTrackingConfiguration: { TargetValue } }],
});
const options = (HttpTokens: string, HttpPutResponseHopLimit = 1) => ({
  MetadataOptions: { HttpTokens, HttpPutResponseHopLimit },
});

/** Cases of Auto Scaling groups and of what they start. */
export const autoScalingCases: readonly RuleCase[] = [
  group('autoscaling-group-empty', [{}, { DesiredCapacity: '0' }], [{}, { DesiredCapacity: '1' }]),
  group('autoscaling-group-may-grow', [{}, { MaxSize: '6' }], [{}, { MinSize: '1' }]),
  group(
    'autoscaling-group-launches-other',
    [template('7'), template('8')],
    [template('7'), { ...template('7'), DefaultInstanceWarmup: 60 }],
    [template('7'), { ...template('7'), DesiredCapacity: '1' }],
  ),
  group(
    'autoscaling-group-deletion-protection-off',
    [{ DeletionProtection: 'prevent-all-deletion' }, { DeletionProtection: 'none' }],
    [
      { DeletionProtection: 'none', NewInstancesProtectedFromScaleIn: true },
      { DeletionProtection: 'none', NewInstancesProtectedFromScaleIn: false },
    ],
  ),
  group(
    'autoscaling-process-suspended',
    [suspended(), suspended('Launch')],
    [suspended('Launch', 'Terminate'), suspended('Launch')],
  ),
  group('autoscaling-policy-removed', [scaledAt(50), { ScalingPolicies: [] }], [scaledAt(50), scaledAt(60)]),
  configuration(
    'autoscaling-launch-configuration-imdsv1-allowed',
    [options('required'), options('optional')],
    [options('required'), options('required', 2)],
  ),
  configuration(
    'autoscaling-launch-configuration-public-address',
    [{ AssociatePublicIpAddress: false }, { AssociatePublicIpAddress: true }],
    [{ AssociatePublicIpAddress: false }, { AssociatePublicIpAddress: false, EbsOptimized: true }],
  ),
];
