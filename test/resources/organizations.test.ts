import {
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  DescribeResourcePolicyCommand,
  ListPoliciesCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  ListTargetsForPolicyCommand,
  OrganizationsClient,
  type PolicySummary,
} from '@aws-sdk/client-organizations';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import type { ResourceType } from '../../lib/resources/define.ts';
import { organizationsPolicy } from '../../lib/resources/organizations-policy.ts';
import { organizationsResourcePolicy } from '../../lib/resources/organizations-resource-policy.ts';
import { organizationsRoot } from '../../lib/resources/organizations-root.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const organizations = mockClient(OrganizationsClient);
const types: readonly ResourceType[] = [organizationsPolicy, organizationsResourcePolicy, organizationsRoot];
const arn = (path: string) => `arn:aws:organizations::111122223333:${path}`;
const deny = (action: string | string[], rest: JsonObject = {}): JsonObject => ({
  Effect: 'Deny',
  Action: action,
  Resource: '*',
  ...rest,
});
const content = (...Statement: JsonObject[]) => ({ Version: '2012-10-17', Statement });
const scp: PolicySummary = {
  Id: 'p-1',
  Arn: arn('policy/o-1/service_control_policy/p-1'),
  Name: 'baseline',
  Description: 'What no account may do',
  Type: 'SERVICE_CONTROL_POLICY',
  AwsManaged: false,
};
const root = {
  Id: 'r-1',
  Arn: arn('root/o-1/r-1'),
  Name: 'Root',
  PolicyTypes: [
    { Type: 'TAG_POLICY', Status: 'ENABLED' },
    { Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' },
    { Type: 'BACKUP_POLICY', Status: 'PENDING_DISABLE' },
  ] as const,
};
const delegation = content({
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::999988887777:root' },
  Action: 'organizations:UpdatePolicy',
  Resource: '*',
});
const unknown = awsError('PolicyNotFoundException');

beforeEach(() => {
  organizations.reset();
  organizations
    .on(DescribeOrganizationCommand)
    .resolves({ Organization: { Id: 'o-1', MasterAccountId: '111122223333' } })
    .on(ListRootsCommand)
    .resolves({ NextToken: '2' })
    .on(ListRootsCommand, { NextToken: '2' })
    .resolves({ Roots: [{ ...root, PolicyTypes: [...root.PolicyTypes] }, {}] })
    .on(ListPoliciesCommand, { Filter: 'SERVICE_CONTROL_POLICY' })
    .resolves({ Policies: [{ Id: 'p-FullAWSAccess', AwsManaged: true }, scp], NextToken: '2' })
    .on(ListPoliciesCommand, { Filter: 'SERVICE_CONTROL_POLICY', NextToken: '2' })
    .resolves({ Policies: [{ ...scp, Id: 'p-gone' }, {}] })
    .on(ListPoliciesCommand, { Filter: 'TAG_POLICY' })
    .resolves({ Policies: [{ Id: 'p-2', Name: 'tags', Type: 'TAG_POLICY', AwsManaged: false }] })
    .on(DescribePolicyCommand)
    .rejects(unknown)
    .on(DescribePolicyCommand, { PolicyId: 'p-1' })
    .resolves({
      Policy: {
        PolicySummary: scp,
        Content: JSON.stringify(content(deny('organizations:LeaveOrganization'))),
      },
    })
    .on(DescribePolicyCommand, { PolicyId: 'p-2' })
    .resolves({ Policy: { Content: '{"tags":{"team":{"tag_key":{"@@assign":"Team"}}}}' } })
    .on(ListTargetsForPolicyCommand)
    .resolves({})
    .on(ListTargetsForPolicyCommand, { PolicyId: 'p-1' })
    .resolves({ Targets: [{ TargetId: 'r-1', Type: 'ROOT' }, {}], NextToken: '2' })
    .on(ListTargetsForPolicyCommand, { PolicyId: 'p-1', NextToken: '2' })
    .resolves({ Targets: [{ TargetId: 'ou-1', Type: 'ORGANIZATIONAL_UNIT' }] })
    .on(ListTagsForResourceCommand)
    .resolves({})
    .on(ListTagsForResourceCommand, { ResourceId: 'p-1' })
    .resolves({ Tags: [{ Key: 'Team', Value: 'platform' }], NextToken: '2' })
    .on(ListTagsForResourceCommand, { ResourceId: 'p-1', NextToken: '2' })
    .resolves({ Tags: [{ Key: 'Stage', Value: 'prod' }] })
    .on(DescribeResourcePolicyCommand)
    .resolves({
      ResourcePolicy: {
        ResourcePolicySummary: { Id: 'rp-1', Arn: arn('resourcepolicy/o-1/rp-1') },
        Content: JSON.stringify(delegation),
      },
    });
});

describe('reading', () => {
  test('every property of the policies of the types in force, without those of AWS', async () => {
    const read = await readAll(organizationsPolicy);
    expect(read.map(({ id, unread }) => [id, unread])).toEqual([
      ['p-1', []],
      ['p-2', []],
    ]);
    const { properties, tags } = stored(organizationsPolicy, read[0] ?? { id: '', properties: {} });
    expect(tags).toEqual({ Team: 'platform', Stage: 'prod' });
    expect(properties).toEqual({
      Id: 'p-1',
      Arn: scp.Arn,
      Name: 'baseline',
      Description: 'What no account may do',
      Type: 'SERVICE_CONTROL_POLICY',
      AwsManaged: false,
      Content: content(deny(['organizations:leaveorganization'], { Resource: ['*'] })),
      TargetIds: ['ou-1', 'r-1'],
    });
  });

  test('the root with the types in force, and the policy that delegates', async () => {
    const [readRoot] = await readAll(organizationsRoot);
    expect(stored(organizationsRoot, readRoot ?? { id: '', properties: {} })).toMatchObject({
      id: 'r-1',
      properties: {
        Id: 'r-1',
        Arn: root.Arn,
        Name: 'Root',
        PolicyTypes: ['SERVICE_CONTROL_POLICY', 'TAG_POLICY'],
      },
    });
    const [readPolicy] = await readAll(organizationsResourcePolicy);
    expect(stored(organizationsResourcePolicy, readPolicy ?? { id: '', properties: {} })).toMatchObject({
      id: 'rp-1',
      properties: {
        Id: 'rp-1',
        Content: {
          Statement: [{ Principal: { AWS: ['999988887777'] }, Action: ['organizations:updatepolicy'] }],
        },
      },
    });
  });

  test.each(types)('$type in another order gives the same bytes', async (type) => {
    const first = storedLines(type, await readAll(type));
    organizations
      .on(ListRootsCommand)
      .resolves({ Roots: [{ ...root, PolicyTypes: [...root.PolicyTypes].reverse() }] })
      .on(ListTargetsForPolicyCommand, { PolicyId: 'p-1' })
      .resolves({ Targets: [{ TargetId: 'ou-1' }, { TargetId: 'r-1' }] })
      .on(DescribePolicyCommand, { PolicyId: 'p-1' })
      .resolves({
        Policy: {
          Content: JSON.stringify({
            Statement: deny(['Organizations:LeaveOrganization']),
            Version: '2012-10-17',
          }),
        },
      });
    expect(storedLines(type, await readAll(type))).toEqual(first);
  });

  test.each(types)('$type: a member account has none, and nothing is unread', async (type) => {
    organizations
      .on(DescribeOrganizationCommand)
      .resolves({ Organization: { Id: 'o-1', MasterAccountId: '444455556666' } });
    expect(await readAll(type)).toEqual([]);
    organizations.on(DescribeOrganizationCommand).rejects(awsError('AWSOrganizationsNotInUseException'));
    expect(await readAll(type)).toEqual([]);
    expect(organizations.commandCalls(ListRootsCommand)).toEqual([]);
  });

  test.each(types)('$type is unread when nobody may ask for the organization', async (type) => {
    organizations.on(DescribeOrganizationCommand).rejects(awsError('AccessDeniedException'));
    await expect(readAll(type)).rejects.toThrow('AccessDeniedException');
  });

  test('what a denied call would have told is unread', async () => {
    const denied = awsError('AccessDeniedException', 'no');
    organizations
      .on(DescribePolicyCommand, { PolicyId: 'p-1' })
      .rejects(denied)
      .on(ListTargetsForPolicyCommand, { PolicyId: 'p-1' })
      .rejects(denied)
      .on(ListTagsForResourceCommand, { ResourceId: 'p-1' })
      .rejects(denied);
    expect((await readAll(organizationsPolicy))[0]?.unread?.map(({ path }) => path)).toEqual([
      '/Content',
      '/TargetIds',
      '/Tags',
    ]);
  });

  test('an organization that delegates nothing has no policy for it', async () => {
    organizations.on(DescribeResourcePolicyCommand).resolves({});
    expect(await readAll(organizationsResourcePolicy)).toEqual([]);
    organizations.on(DescribeResourcePolicyCommand).rejects(awsError('ResourcePolicyNotFoundException'));
    expect(await readAll(organizationsResourcePolicy)).toEqual([]);
    organizations.on(DescribeResourcePolicyCommand).rejects(awsError('AccessDeniedException'));
    await expect(readAll(organizationsResourcePolicy)).rejects.toThrow('AccessDeniedException');
  });
});

const policy = (...statements: JsonObject[]): JsonObject => ({
  Name: 'baseline',
  Type: 'SERVICE_CONTROL_POLICY',
  TargetIds: ['r-1'],
  Content: content(...statements),
});
const attached = (Type: string, ...TargetIds: string[]): JsonObject => ({ Type, TargetIds });
const leave = deny('organizations:LeaveOrganization');
const trail = deny(['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail']);
const but = (...roles: string[]) => ({
  Condition: { ArnNotLike: { 'aws:PrincipalArn': roles.map((role) => `arn:aws:iam::*:role/${role}`) } },
});
const onlyIn = (...regions: string[]) => ({
  Condition: { StringEquals: { 'aws:RequestedRegion': regions } },
});
const regions = (...NotAction: string[]) => ({ Effect: 'Deny', NotAction, Resource: '*' });
const weakened = ['organizations-policy-weakened'];

describe('what a change means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['a denial is gone', policy(leave, trail), policy(trail), 'HIGH', weakened],
    ['a denial is new', policy(leave), policy(leave, trail), 'INFO', []],
    ['fewer actions are denied', policy(trail), policy(deny('cloudtrail:DeleteTrail')), 'HIGH', weakened],
    ['more actions are denied', policy(trail), policy(deny('cloudtrail:*')), 'INFO', []],
    [
      'fewer resources are denied',
      policy(trail),
      policy({ ...trail, Resource: 'arn:aws:x' }),
      'HIGH',
      weakened,
    ],
    ['somebody is excepted', policy(leave), policy({ ...leave, ...but('admin') }), 'HIGH', weakened],
    [
      'somebody else is excepted too',
      policy({ ...leave, ...but('admin') }),
      policy({ ...leave, ...but('admin', 'mallory') }),
      'HIGH',
      weakened,
    ],
    ['nobody is excepted any more', policy({ ...leave, ...but('admin') }), policy(leave), 'INFO', []],
    [
      'fewer are excepted',
      policy({ ...leave, ...but('admin', 'break-glass') }),
      policy({ ...leave, ...but('break-glass') }),
      'INFO',
      [],
    ],
    [
      'a denial holds in fewer regions',
      policy({ ...trail, ...onlyIn('eu-west-1', 'eu-west-2') }),
      policy({ ...trail, ...onlyIn('eu-west-1') }),
      'HIGH',
      weakened,
    ],
    [
      'a denial holds in more regions',
      policy({ ...trail, ...onlyIn('eu-west-1') }),
      policy({ ...trail, ...onlyIn('eu-west-1', 'eu-west-2') }),
      'INFO',
      [],
    ],
    [
      'more is left out of a denial',
      policy(regions('iam:*')),
      policy(regions('iam:*', 's3:*')),
      'HIGH',
      weakened,
    ],
    ['less is left out of a denial', policy(regions('iam:*', 's3:*')), policy(regions('iam:*')), 'INFO', []],
    ['two denials become one', policy(deny('a:B'), deny('a:C')), policy(deny(['a:B', 'a:C'])), 'INFO', []],
    [
      'a denial of a policy that is attached to nothing is gone',
      { ...policy(leave, trail), TargetIds: [] },
      { ...policy(trail), TargetIds: [] },
      'LOW',
      weakened,
    ],
    [
      'a guardrail is detached',
      attached('SERVICE_CONTROL_POLICY', 'r-1', 'ou-1'),
      attached('SERVICE_CONTROL_POLICY', 'ou-1'),
      'HIGH',
      ['organizations-policy-detached'],
    ],
    [
      'a tag policy is detached',
      attached('TAG_POLICY', 'r-1'),
      attached('TAG_POLICY'),
      'MEDIUM',
      ['organizations-policy-detached'],
    ],
    [
      'a guardrail is attached',
      attached('RESOURCE_CONTROL_POLICY'),
      attached('RESOURCE_CONTROL_POLICY', 'r-1'),
      'INFO',
      [],
    ],
    ['another description', { Description: 'a' }, { Description: 'b' }, 'INFO', []],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(organizationsPolicy, before, after)).toMatchObject({ severity, rules });
  });

  test.each<[string, JsonObject, string]>([
    ['a guardrail', attached('SERVICE_CONTROL_POLICY', 'r-1'), 'HIGH'],
    ['a tag policy', attached('TAG_POLICY', 'r-1'), 'MEDIUM'],
    ['a guardrail that was attached to nothing', attached('SERVICE_CONTROL_POLICY'), 'LOW'],
  ])('%s is gone', (_, properties, severity) => {
    const before = resource(organizationsPolicy.type, properties);
    expect(assessRisk({ kind: 'removed', before }, organizationsPolicy)).toMatchObject({
      severity,
      rules: ['organizations-policy-deleted'],
    });
  });

  test.each<[string, string[], string[], string, string[]]>([
    [
      'guardrails are disabled',
      ['SERVICE_CONTROL_POLICY'],
      [],
      'HIGH',
      ['organizations-policy-type-disabled'],
    ],
    ['tag policies are disabled', ['TAG_POLICY'], [], 'MEDIUM', ['organizations-policy-type-disabled']],
    ['guardrails are enabled', [], ['SERVICE_CONTROL_POLICY'], 'INFO', []],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(organizationsRoot, { PolicyTypes: before }, { PolicyTypes: after })).toMatchObject({
      severity,
      rules,
    });
  });

  test('the management of policies is delegated to an account', () => {
    const risk = riskOf(organizationsResourcePolicy, undefined, { Content: delegation });
    expect(risk).toMatchObject({ severity: 'HIGH', rules: ['policy-foreign-account'] });
  });

  test('the reasons name policy, denial and target', () => {
    const sid = { ...leave, Sid: 'Stay' };
    expect(riskOf(organizationsPolicy, policy(sid, trail), policy(trail))?.reasons).toEqual([
      'SERVICE_CONTROL_POLICY baseline (id-1) no longer denies Stay: organizations:leaveorganization as it did.',
    ]);
    expect(
      riskOf(
        organizationsPolicy,
        attached('SERVICE_CONTROL_POLICY', 'r-1'),
        attached('SERVICE_CONTROL_POLICY'),
      )?.reasons,
    ).toEqual(['SERVICE_CONTROL_POLICY id-1 (id-1) was detached from r-1: it is no longer in force there.']);
  });
});

test.each(types)('$type is free', (type) => {
  expect(type.monthlyCost?.(resource(type.type, {}), costContext({}))).toEqual({ usd: 0, assumptions: [] });
});

test('a service control policy that allows everything grants nothing, and is no danger', () => {
  const Content = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  expect(riskOf(organizationsPolicy, undefined, { Content })?.rules).toEqual([]);
});
