import {
  GetAccountAuthorizationDetailsCommand,
  IAMClient,
  type ManagedPolicyDetail,
} from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { iamManagedPolicy } from '../../lib/resources/iam-managed-policy.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const iam = mockClient(IAMClient);
const arn = 'arn:aws:iam::111122223333:policy/team/deploy';
const document = (Action: string, Resource = '*'): JsonObject => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource }],
});
const encoded = (value: object) => encodeURIComponent(JSON.stringify(value));

/** A policy as GetAccountAuthorizationDetails returns it, with every property set. */
const deploy: ManagedPolicyDetail = {
  PolicyName: 'deploy',
  PolicyId: 'ANPA1234567890EXAMPLE',
  Arn: arn,
  Path: '/team/',
  DefaultVersionId: 'v2',
  AttachmentCount: 3,
  PermissionsBoundaryUsageCount: 0,
  IsAttachable: true,
  Description: 'Deploys',
  CreateDate: new Date('2026-01-01T00:00:00Z'),
  UpdateDate: new Date('2026-11-01T00:00:00Z'),
  PolicyVersionList: [
    { VersionId: 'v1', IsDefaultVersion: false, Document: encoded(document('s3:*')) },
    { VersionId: 'v2', IsDefaultVersion: true, Document: encoded(document('s3:PutObject')) },
  ],
};
const attached = { AttachedManagedPolicies: [{ PolicyName: 'deploy', PolicyArn: arn }, {}] };

beforeEach(() => {
  iam.reset();
  iam
    .on(GetAccountAuthorizationDetailsCommand)
    .resolves({
      Policies: [deploy, {}],
      UserDetailList: [{ UserName: 'zoe', ...attached }],
      IsTruncated: true,
      Marker: '2',
    })
    .on(GetAccountAuthorizationDetailsCommand, { Marker: '2' })
    .resolves({
      UserDetailList: [{ UserName: 'ann', ...attached }, {}],
      GroupDetailList: [{ GroupName: 'ops', ...attached }],
      RoleDetailList: [{ RoleName: 'ci', ...attached }, { RoleName: 'none' }],
    });
});

describe('reading managed policies', () => {
  test('every property comes in the words of the schema, with the default version and with who has it', async () => {
    const read = await readAll(iamManagedPolicy);
    expect(read.map(({ id }) => id)).toEqual([arn]);
    expect(stored(iamManagedPolicy, read[0] ?? { id: '', properties: {} }).properties).toEqual({
      PolicyArn: arn,
      PolicyId: 'ANPA1234567890EXAMPLE',
      ManagedPolicyName: 'deploy',
      Path: '/team/',
      Description: 'Deploys',
      DefaultVersionId: 'v2',
      IsAttachable: true,
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: ['s3:putobject'], Resource: ['*'] }],
      },
      Users: ['ann', 'zoe'],
      Groups: ['ops'],
      Roles: ['ci'],
    });
  });

  test('another order of pages and versions gives the same bytes', async () => {
    const first = storedLines(iamManagedPolicy, await readAll(iamManagedPolicy));
    iam
      .on(GetAccountAuthorizationDetailsCommand)
      .resolves({
        RoleDetailList: [{ RoleName: 'ci', ...attached }],
        UserDetailList: [
          { UserName: 'ann', ...attached },
          { UserName: 'zoe', ...attached },
        ],
        IsTruncated: true,
        Marker: '2',
      })
      .on(GetAccountAuthorizationDetailsCommand, { Marker: '2' })
      .resolves({
        GroupDetailList: [{ GroupName: 'ops', ...attached }],
        Policies: [
          {
            ...deploy,
            UpdateDate: new Date('2026-11-20T00:00:00Z'),
            PolicyVersionList: [...(deploy.PolicyVersionList ?? [])].reverse(),
          },
        ],
      });
    expect(storedLines(iamManagedPolicy, await readAll(iamManagedPolicy))).toEqual(first);
  });

  test('a denied call makes the type unread', async () => {
    iam.on(GetAccountAuthorizationDetailsCommand).rejects(awsError('AccessDenied'));
    await expect(readAll(iamManagedPolicy)).rejects.toThrow('AccessDenied');
  });
});

describe('what a change of a managed policy means', () => {
  const harmless = { PolicyDocument: document('s3:PutObject') };
  const admin = { PolicyDocument: document('*') };
  const escalating = { PolicyDocument: document('iam:PassRole') };
  const cases: [string, JsonObject, JsonObject, string, string[]][] = [
    ['made to grant administration', harmless, admin, 'CRITICAL', ['policy-administrator']],
    ['made to grant escalation', harmless, escalating, 'HIGH', ['iam-privilege-escalation']],
    [
      'made to grant a whole service',
      harmless,
      { PolicyDocument: document('s3:*') },
      'MEDIUM',
      ['iam-whole-service'],
    ],
    ['another document', harmless, { PolicyDocument: document('s3:GetObject') }, 'MEDIUM', []],
    [
      'another version of the same document',
      { ...harmless, DefaultVersionId: 'v1' },
      { ...harmless, DefaultVersionId: 'v2' },
      'INFO',
      [],
    ],
    [
      'administration attached to a role',
      admin,
      { ...admin, Roles: ['r'] },
      'CRITICAL',
      ['iam-powerful-policy-attached'],
    ],
    [
      'escalation attached to a user',
      escalating,
      { ...escalating, Users: ['u'] },
      'HIGH',
      ['iam-powerful-policy-attached'],
    ],
    ['a harmless policy attached to a role', harmless, { ...harmless, Roles: ['r'] }, 'LOW', []],
    ['a harmless policy attached to a user', harmless, { ...harmless, Users: ['u'] }, 'MEDIUM', []],
    ['administration detached from a group', { ...admin, Groups: ['g'] }, admin, 'INFO', []],
    ['no longer administration', admin, harmless, 'INFO', []],
  ];
  test.each(cases)('%s', (_, before, after, severity, rules) => {
    const risk = riskOf(iamManagedPolicy, before, after);
    expect(risk?.rules).toEqual(rules);
    expect(risk?.severity).toBe(severity);
  });

  test('a new harmless policy is LOW', () => {
    expect(riskOf(iamManagedPolicy, undefined, harmless)).toMatchObject({ severity: 'LOW', rules: [] });
  });
});

test('a managed policy costs nothing', () => {
  expect(iamManagedPolicy.monthlyCost?.(resource(iamManagedPolicy.type, {}), costContext({}))?.usd).toBe(0);
});
