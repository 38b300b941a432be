import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { autoScalingGroup } from '../../lib/resources/auto-scaling-group.ts';
import { resource } from '../resource-fixtures.ts';
import { costContext, riskOf } from './type-fixtures.ts';

const sized = (MinSize: string, MaxSize: string, DesiredCapacity?: string): JsonObject => ({
  MinSize,
  MaxSize,
  ...(DesiredCapacity === undefined ? {} : { DesiredCapacity }),
});
const from = (Version: string, LaunchTemplateName = 'web'): JsonObject => ({
  LaunchTemplate: { LaunchTemplateName, Version },
});
const mixed = {
  MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateId: 'lt-1' } } },
};
const grows = 'autoscaling-group-may-grow';
const empty = 'autoscaling-group-empty';
const other = 'autoscaling-group-launches-other';
const unprotected = 'autoscaling-group-deletion-protection-off';

describe('what a change of a group means', () => {
  test.each<[string, JsonObject | undefined, JsonObject, string, string[]]>([
    ['it is new', undefined, sized('1', '4', '2'), 'LOW', []],
    ['it is new and empty', undefined, sized('0', '0', '0'), 'LOW', [empty]],
    ['it runs nothing', sized('1', '4', '2'), sized('0', '4', '0'), 'HIGH', [empty]],
    ['it runs again', sized('0', '4', '0'), sized('0', '4', '2'), 'MEDIUM', [grows]],
    ['it may have more', sized('1', '4'), sized('1', '8'), 'MEDIUM', [grows]],
    ['it may have ten times as many', sized('1', '4'), sized('1', '40'), 'HIGH', [grows]],
    ['it may have fewer', sized('1', '8'), sized('1', '4'), 'MEDIUM', []],
    ['another version', from('1'), from('2'), 'MEDIUM', [other]],
    ['another template', from('1'), from('1', 'miner'), 'MEDIUM', [other]],
    ['several types', from('1'), mixed, 'MEDIUM', [other]],
    [
      'another launch configuration',
      { LaunchConfigurationName: 'a' },
      { LaunchConfigurationName: 'b' },
      'MEDIUM',
      [other],
    ],
    ['no deletion protection', { DeletionProtection: 'prevent-all-deletion' }, {}, 'HIGH', [unprotected]],
    [
      'more deletion protection',
      { DeletionProtection: 'prevent-force-deletion' },
      { DeletionProtection: 'prevent-all-deletion' },
      'MEDIUM',
      [],
    ],
    [
      'a process is suspended',
      {},
      { SuspendedProcesses: [{ ProcessName: 'Launch' }] },
      'MEDIUM',
      ['autoscaling-process-suspended'],
    ],
    ['a process is resumed', { SuspendedProcesses: [{ ProcessName: 'Launch' }] }, {}, 'INFO', []],
    [
      'a policy is gone',
      { ScalingPolicies: [{ PolicyName: 'cpu' }] },
      sized('1', '4', '2'),
      'MEDIUM',
      ['autoscaling-policy-removed'],
    ],
    [
      'a schedule is gone',
      { ScheduledActions: [{ ScheduledActionName: 'night' }] },
      {},
      'MEDIUM',
      ['autoscaling-policy-removed'],
    ],
    ['another policy', {}, { ScalingPolicies: [{ PolicyName: 'cpu' }] }, 'MEDIUM', []],
    ['another cooldown', { Cooldown: '300' }, { Cooldown: '60' }, 'LOW', []],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(autoScalingGroup, before, after)).toMatchObject({ severity, rules });
  });

  test('policies that were unread are not said to be gone', () => {
    const unread = [{ path: '/ScalingPolicies', reason: 'AccessDenied: no' }];
    const before = { Cooldown: '300', ScalingPolicies: [{ PolicyName: 'cpu' }] };
    expect(riskOf(autoScalingGroup, before, { Cooldown: '60' }, { unread })?.rules).toEqual([]);
  });

  test.each<[Record<string, string>, JsonObject, string | undefined]>([
    [{ 'eks:nodegroup-name': 'blue' }, {}, 'EKS node group blue'],
    [{}, { Operator: 'eks.amazonaws.com' }, 'eks.amazonaws.com'],
    [{}, {}, undefined],
  ])('a group with tags %j and properties %j belongs to %s', (tags, properties, owner) => {
    expect(autoScalingGroup.membership?.ownerOf(resource('AWS::X::Y', properties, { tags }))).toBe(owner);
  });
});

const template = resource(
  'AWS::EC2::LaunchTemplate',
  {
    LatestVersionNumber: 3,
    DefaultVersionNumber: 2,
    LaunchTemplateData: { InstanceType: 'm7g.large' },
    DefaultVersionData: { InstanceType: 't3.micro' },
  },
  { id: 'lt-1' },
);
const started = (Version: string | undefined, rest: JsonObject): JsonObject => ({
  LaunchTemplate: { LaunchTemplateId: 'lt-1', ...(Version === undefined ? {} : { Version }) },
  ...rest,
});
const prices = { 'AmazonEC2 linux/t3.micro': 0.01, 'AmazonEC2 linux/m7g.large': 0.1 };

test.each<[string, JsonObject, Record<string, number>, number | null]>([
  ['2 × 0.1 USD/h for 730 h of the latest version', started('$Latest', sized('1', '4', '2')), prices, 146],
  ['2 × 0.1 USD/h for 730 h of that version', started('3', sized('1', '4', '2')), prices, 146],
  [
    '2 × 0.01 USD/h for 730 h of the default version',
    started('$Default', sized('1', '4', '2')),
    prices,
    14.6,
  ],
  ['as much when no version is named', started(undefined, sized('1', '4', '2')), prices, 14.6],
  ['the least it may have when something scales it', started('2', sized('1', '4')), prices, 7.3],
  ['an unknown sum of another version', started('1', sized('1', '4', '2')), prices, null],
  ['an unknown sum of a mixed group', { ...mixed, ...sized('1', '4', '2') }, prices, null],
  ['an unknown sum without a template', sized('1', '4', '2'), prices, null],
  ['an unknown sum when its size is scheduled', started('2', {}), prices, null],
  ['an unknown sum without a price', started('2', sized('1', '4', '2')), {}, null],
])('a group costs %s', (_, properties, book, usd) => {
  const context = costContext(book, [template]);
  const cost = autoScalingGroup.monthlyCost?.(resource(autoScalingGroup.type, properties), context);
  expect(cost?.usd == null ? null : Number(cost.usd.toFixed(6))).toBe(usd);
});

test('the default version is the latest where there is no other', () => {
  const only = resource(
    'AWS::EC2::LaunchTemplate',
    { LatestVersionNumber: 1, DefaultVersionNumber: 1, LaunchTemplateData: { InstanceType: 't3.micro' } },
    { id: 'lt-1' },
  );
  const group = resource(autoScalingGroup.type, started('$Default', sized('1', '4', '1')));
  expect(autoScalingGroup.monthlyCost?.(group, costContext(prices, [only])).usd).toBeCloseTo(7.3);
});
