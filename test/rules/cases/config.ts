import { account } from '../../scenarios/scenario.ts';
import type { RuleCase, States } from '../rule-case.ts';
import { casesOf } from './case-of.ts';

const ofRecorder = casesOf('AWS::Config::ConfigurationRecorder');
const role = (name: string) => ({ RoleARN: `arn:aws:iam::${account}:role/${name}` });
const recorder = {
  Name: 'default',
  ...role('config'),
  Recording: true,
  RecordingGroup: { AllSupported: true, IncludeGlobalResourceTypes: true },
  RecordingMode: { RecordingFrequency: 'CONTINUOUS' },
};
const daily: States = [recorder, { ...recorder, RecordingMode: { RecordingFrequency: 'DAILY' } }];
const stopped = { ...recorder, Recording: false };
const failing = { ...recorder, LastErrorCode: 'AccessDenied' };
const withoutIam = { ...recorder, RecordingGroup: { AllSupported: true, IncludeGlobalResourceTypes: false } };

const ofChannel = casesOf('AWS::Config::DeliveryChannel');
const channel = {
  Name: 'default',
  S3BucketName: 'config-history',
  S3KmsKeyArn: `arn:aws:kms:eu-west-1:${account}:key/5f0a2b1c-0000-4000-8000-0123456789ab`,
  ConfigSnapshotDeliveryProperties: { DeliveryFrequency: 'TwentyFour_Hours' },
};
const elsewhere = { ...channel, S3BucketName: 'theirs' };
const otherKey = {
  ...channel,
  S3KmsKeyArn: 'arn:aws:kms:eu-west-1:999988887777:key/6f0a2b1c-0000-4000-8000-0123456789ab',
};
const oftener: States = [
  channel,
  { ...channel, ConfigSnapshotDeliveryProperties: { DeliveryFrequency: 'One_Hour' } },
];

const ofRule = casesOf('AWS::Config::ConfigRule');
const rule = {
  ConfigRuleName: 'ssh-is-closed',
  Source: { Owner: 'AWS', SourceIdentifier: 'RESTRICTED_INCOMING_TRAFFIC' },
  InputParameters: { blockedPort1: '22' },
};
const otherPort = { ...rule, InputParameters: { blockedPort1: '2222' } };
const hourly: States = [rule, { ...rule, MaximumExecutionFrequency: 'One_Hour' }];

/** The ways to blind AWS Config. */
export const configCases: readonly RuleCase[] = [
  ofRecorder('config-recorder-deleted', [recorder, null], daily, [null, recorder]),
  ofRecorder('config-recording-stopped', [recorder, stopped], daily, [stopped, recorder]),
  ofRecorder('config-records-less', [recorder, withoutIam], daily, [withoutIam, recorder]),
  ofRecorder('config-recorder-fails', [recorder, failing], daily, [failing, recorder]),
  ofRecorder('config-recorder-role-changed', [recorder, { ...recorder, ...role('other') }], daily, [
    null,
    recorder,
  ]),
  ofChannel('config-delivery-channel-deleted', [channel, null], oftener, [null, channel]),
  ofChannel('config-delivery-bucket-changed', [channel, elsewhere], oftener, [null, channel]),
  ofChannel('config-delivery-key-changed', [channel, otherKey], oftener, [null, channel]),
  ofRule('config-rule-deleted', [rule, null], hourly, [null, rule]),
  ofRule('config-rule-parameters-changed', [rule, otherPort], hourly, [null, rule]),
];
