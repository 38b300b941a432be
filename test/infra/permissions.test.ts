import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { asText, configurationWithAggregator, type ParsedTemplate, synthesize } from './synthesis.ts';

const oneOrMore = <T extends z.ZodType>(schema: T) => z.union([schema, z.array(schema)]);
const statementSchema = z.looseObject({
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore(z.string()),
  Resource: oneOrMore(z.unknown()).optional(),
});
const documentSchema = z.looseObject({ Statement: z.array(statementSchema) });
const policySchema = z.looseObject({
  PolicyDocument: documentSchema.optional(),
  AssumeRolePolicyDocument: documentSchema.optional(),
  Policies: z.array(z.looseObject({ PolicyDocument: documentSchema })).default([]),
  ResourcePolicy: documentSchema.optional(),
});

/** A statement's permission: `policy: action on resource`, with the hash of the logical id left out. */
type Permission = string;

function permissionsOf(resources: ParsedTemplate['Resources']): Permission[] {
  return Object.entries(resources).flatMap(([id, { Properties = {} }]) => {
    const policy = policySchema.safeParse(Properties);
    if (!policy.success) return [];
    const { PolicyDocument, AssumeRolePolicyDocument, Policies, ResourcePolicy } = policy.data;
    const documents = [
      PolicyDocument,
      AssumeRolePolicyDocument,
      ResourcePolicy,
      ...Policies.map((each) => each.PolicyDocument),
    ];
    return documents
      .flatMap((document) => document?.Statement ?? [])
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action, Resource = [] }) =>
        [Action]
          .flat()
          .flatMap((action) =>
            [Resource]
              .flat()
              .map((resource) => `${id}: ${action} on ${asText(resource)}`.replaceAll(/[0-9A-F]{8}\b/g, '')),
          ),
      );
  });
}

const xray = 'X-Ray has no resource level';
const keys = 'the rest of the key is decided at run time';
const versions = 'the versions and aliases of the very function';
const logDelivery = 'log delivery has no resource level';
const own = 'executions of this state machine, whose names Step Functions makes up';
const scan = 'ScanRoleDefaultPolicy';
const distributed = 'ScanStateMachineDistributedMapPolicy';
const execution = 'arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution';
const itsName = '{"Fn::Select":[6,{"Fn::Split":[":",{"Ref":"ScanStateMachine"}]}]}';

function onBucket(policy: string, action: string, prefixes: readonly string[]): [Permission, string][] {
  return prefixes.map((prefix) => [`${policy}: ${action} on <BaselinesBucket.Arn>/${prefix}/*`, keys]);
}

/** Every permission of the hub with a wildcard, and why it is as narrow as it can be. */
const reasonOfWildcard = new Map<Permission, string>([
  ...[
    'FunctionsPlanScan',
    'FunctionsScanTarget',
    'FunctionsSummarizeRun',
    'FunctionsPublishAlerts',
    'FunctionsAudit',
    'PricesRefreshPrices',
  ].flatMap((name): [Permission, string][] => [
    [`${name}RoleDefaultPolicy: xray:PutTraceSegments on *`, xray],
    [`${name}RoleDefaultPolicy: xray:PutTelemetryRecords on *`, xray],
  ]),
  ...onBucket('FunctionsPlanScanRoleDefaultPolicy', 's3:PutObject', ['runs']),
  ...onBucket('FunctionsScanTargetRoleDefaultPolicy', 's3:GetObject', [
    'acknowledged',
    'baselines',
    'open',
    'prices',
    'runs',
  ]),
  ...onBucket('FunctionsScanTargetRoleDefaultPolicy', 's3:PutObject', [
    'audit',
    'baselines',
    'findings',
    'open',
    'posture',
    'runs',
    'snapshots',
  ]),
  [
    'FunctionsScanTargetRoleDefaultPolicy: sts:AssumeRole on arn:<AWS::Partition>:iam::*:role/tidemark-read',
    'the accounts are in its condition, which is tested below',
  ],
  ...onBucket('FunctionsSummarizeRunRoleDefaultPolicy', 's3:GetObject', ['compliance', 'findings', 'runs']),
  ...onBucket('FunctionsSummarizeRunRoleDefaultPolicy', 's3:PutObject', ['compliance', 'runs']),
  ...onBucket('FunctionsPublishAlertsRoleDefaultPolicy', 's3:GetObject', ['runs', 'open']),
  ...onBucket('FunctionsPublishAlertsRoleDefaultPolicy', 's3:PutObject', ['runs', 'open']),
  ...onBucket('PricesRefreshPricesRoleDefaultPolicy', 's3:PutObject', ['prices']),
  ['PricesRefreshPricesRoleDefaultPolicy: pricing:GetProducts on *', 'the price list has no resource level'],
  [
    'PricesSchedulerRoleDefaultPolicy: lambda:InvokeFunction on <PricesRefreshPricesFunction.Arn>:*',
    versions,
  ],
  ...onBucket('FunctionsAuditRoleDefaultPolicy', 's3:GetObject', ['runs']),
  [`FunctionsAuditRoleDefaultPolicy: states:DescribeExecution on ${execution}:tidemark-scan:*`, own],
  ...['PlanScan', 'ScanTarget', 'SummarizeRun', 'PublishAlerts'].map((name): [Permission, string] => [
    `${scan}: lambda:InvokeFunction on <Functions${name}Function.Arn>:*`,
    versions,
  ]),
  ...onBucket(scan, 's3:putObject', ['runs/*/failures']),
  ...onBucket(scan, 's3:GetObject', ['runs/*/targets']),
  ...[
    'logs:CreateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:DescribeLogGroups',
    'logs:DescribeResourcePolicies',
    'logs:GetLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:UpdateLogDelivery',
  ].map((action): [Permission, string] => [`${scan}: ${action} on *`, logDelivery]),
  ...[
    'xray:GetSamplingRules',
    'xray:GetSamplingTargets',
    'xray:PutTelemetryRecords',
    'xray:PutTraceSegments',
  ].map((action): [Permission, string] => [`${scan}: ${action} on *`, xray]),
  [`${distributed}: states:DescribeExecution on ${execution}:${itsName}:*`, own],
  [`${distributed}: states:StopExecution on ${execution}:${itsName}:*`, own],
  [`${distributed}: states:RedriveExecution on ${execution}:${itsName}/targets:*`, own],
]);

let hub: ParsedTemplate['Resources'];
beforeAll(() => {
  hub = synthesize().hubResources;
});

test('every wildcard that is allowed in the hub is on the list, with its reason', () => {
  const wildcards = permissionsOf(hub).filter((permission) => permission.includes('*'));
  expect(wildcards.sort()).toEqual([...reasonOfWildcard.keys()].sort());
});

test('no action that is allowed in the hub has a wildcard', () => {
  const actions = permissionsOf(hub).map((permission) => permission.replace(/^.*?: (\S+) on .*$/, '$1'));
  expect(actions.length).toBeGreaterThan(50);
  expect(actions.filter((action) => action.includes('*'))).toEqual([]);
});

test('members are reached by their read role only, and only in accounts of the configuration', () => {
  const assuming = permissionsOf(hub).filter((permission) => permission.includes('RoleDefaultPolicy: sts:'));
  expect(assuming).toEqual([
    'FunctionsScanTargetRoleDefaultPolicy: sts:AssumeRole on arn:<AWS::Partition>:iam::*:role/tidemark-read',
  ]);
  const accounts = ['111122223333', '222233334444', '333344445555', '444455556666'];
  expect(JSON.stringify(hub)).toContain(
    `"sts:AssumeRole","Condition":{"StringEquals":{"aws:ResourceAccount":${JSON.stringify(accounts)}}}`,
  );
});

test('only where AWS Config is asked, earlier snapshots are read and the account of the aggregator is reached', () => {
  const earlier = 'FunctionsScanTargetRoleDefaultPolicy: s3:GetObject on <BaselinesBucket.Arn>/snapshots/*';
  expect(permissionsOf(hub)).not.toContain(earlier);
  const asking = synthesize({}, configurationWithAggregator).hubResources;
  expect(permissionsOf(asking).filter((permission) => !permissionsOf(hub).includes(permission))).toEqual([
    earlier,
  ]);
  const accounts = ['111122223333', '222233334444', '333344445555', '444455556666', '555566667777'];
  expect(JSON.stringify(asking)).toContain(`"aws:ResourceAccount":${JSON.stringify(accounts)}`);
});

test('events are sent to the default bus only, as Tidemark', () => {
  const sending = permissionsOf(hub).filter((permission) => permission.includes('events:PutEvents'));
  expect(sending).toEqual([
    'FunctionsPublishAlertsRoleDefaultPolicy: events:PutEvents on arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:event-bus/default',
  ]);
  expect(JSON.stringify(hub)).toContain('{"StringEqualsIfExists":{"events:source":"tidemark"}}');
});

test('only the function that reads targets can read the digest key', () => {
  const reading = permissionsOf(hub).filter((permission) => permission.includes('secretsmanager:'));
  expect(reading).toEqual([
    'FunctionsScanTargetRoleDefaultPolicy: secretsmanager:DescribeSecret on <DigestKeySecret>',
    'FunctionsScanTargetRoleDefaultPolicy: secretsmanager:GetSecretValue on <DigestKeySecret>',
  ]);
});

test('nothing in the hub may delete what is stored', () => {
  expect(
    permissionsOf(hub).filter((permission) => /s3:(Delete|PutBucket|PutLifecycle)/.test(permission)),
  ).toEqual([]);
});
