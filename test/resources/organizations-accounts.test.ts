import {
  type Account,
  DescribeOrganizationCommand,
  ListAccountsForParentCommand,
  ListAWSServiceAccessForOrganizationCommand,
  ListDelegatedAdministratorsCommand,
  ListDelegatedServicesForAccountCommand,
  ListOrganizationalUnitsForParentCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { AwsClients } from '../../lib/aws/clients.ts';
import { resourceReader } from '../../lib/aws/reader.ts';
import type { JsonObject } from '../../lib/model/json.ts';
import type { ResourceType } from '../../lib/resources/define.ts';
import { organizationsAccount } from '../../lib/resources/organizations-account.ts';
import { organizationsDelegatedAdministrator } from '../../lib/resources/organizations-delegated-administrator.ts';
import { organizationsOrganization } from '../../lib/resources/organizations-organization.ts';
import { organizationsOrganizationalUnit } from '../../lib/resources/organizations-organizational-unit.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, place, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const organizations = mockClient(OrganizationsClient);
const types: readonly ResourceType[] = [
  organizationsAccount,
  organizationsOrganizationalUnit,
  organizationsOrganization,
  organizationsDelegatedAdministrator,
];
const date = new Date('2026-01-01T00:00:00Z');
const arn = (path: string) => `arn:aws:organizations::111122223333:${path}`;
const account = (Id: string, rest: Partial<Account> = {}): Account => ({
  Id,
  Arn: arn(`account/o-1/${Id}`),
  Name: 'orders',
  Email: 'orders@example.com',
  JoinedMethod: 'CREATED',
  JoinedTimestamp: date,
  Status: 'ACTIVE',
  State: 'ACTIVE',
  Paths: [`o-1/r-1/ou-1/${Id}/`],
  ...rest,
});
const unit = (Id: string) => ({ Id, Arn: arn(`ou/o-1/${Id}`), Name: 'workloads', Path: `o-1/r-1/${Id}/` });
const delegate = { Id: '999988887777', Arn: arn('account/o-1/999988887777'), Name: 'security' };

beforeEach(() => {
  organizations.reset();
  organizations
    .on(DescribeOrganizationCommand)
    .resolves({
      Organization: {
        Id: 'o-1',
        Arn: arn('organization/o-1'),
        FeatureSet: 'ALL',
        MasterAccountArn: arn('account/o-1/111122223333'),
        MasterAccountId: '111122223333',
        MasterAccountEmail: 'root@example.com',
      },
    })
    .on(ListRootsCommand)
    .resolves({ Roots: [{ Id: 'r-1' }] })
    .on(ListAccountsForParentCommand)
    .resolves({})
    .on(ListAccountsForParentCommand, { ParentId: 'r-1' })
    .resolves({ Accounts: [account('111122223333', { Name: 'management' })] })
    .on(ListAccountsForParentCommand, { ParentId: 'ou-2' })
    .resolves({ Accounts: [account('444455556666'), {}], NextToken: '2' })
    .on(ListAccountsForParentCommand, { ParentId: 'ou-2', NextToken: '2' })
    .resolves({ Accounts: [account('777788889999', { State: undefined, Status: 'SUSPENDED' })] })
    .on(ListOrganizationalUnitsForParentCommand)
    .resolves({})
    .on(ListOrganizationalUnitsForParentCommand, { ParentId: 'r-1' })
    .resolves({ OrganizationalUnits: [unit('ou-1')], NextToken: '2' })
    .on(ListOrganizationalUnitsForParentCommand, { ParentId: 'r-1', NextToken: '2' })
    .resolves({ OrganizationalUnits: [{}] })
    .on(ListOrganizationalUnitsForParentCommand, { ParentId: 'ou-1' })
    .resolves({ OrganizationalUnits: [unit('ou-2')] })
    .on(ListTagsForResourceCommand)
    .resolves({ Tags: [{ Key: 'Team', Value: 'platform' }] })
    .on(ListAWSServiceAccessForOrganizationCommand)
    .resolves({
      EnabledServicePrincipals: [{ ServicePrincipal: 'sso.amazonaws.com', DateEnabled: date }, {}],
      NextToken: '2',
    })
    .on(ListAWSServiceAccessForOrganizationCommand, { NextToken: '2' })
    .resolves({ EnabledServicePrincipals: [{ ServicePrincipal: 'cloudtrail.amazonaws.com' }] })
    .on(ListDelegatedAdministratorsCommand)
    .resolves({ DelegatedAdministrators: [{ ...delegate, DelegationEnabledDate: date }], NextToken: '2' })
    .on(ListDelegatedAdministratorsCommand, { NextToken: '2' })
    .resolves({ DelegatedAdministrators: [{ ...delegate, Id: '000000000000' }, {}] })
    .on(ListDelegatedServicesForAccountCommand, { AccountId: '999988887777' })
    .resolves({ DelegatedServices: [{ ServicePrincipal: 'securityhub.amazonaws.com' }, {}], NextToken: '2' })
    .on(ListDelegatedServicesForAccountCommand, { AccountId: '999988887777', NextToken: '2' })
    .resolves({ DelegatedServices: [{ ServicePrincipal: 'guardduty.amazonaws.com' }] })
    .on(ListDelegatedServicesForAccountCommand, { AccountId: '000000000000' })
    .rejects(awsError('AccountNotFoundException'));
});

const digest = expect.stringMatching(/^hmac-sha256:/);

describe('reading', () => {
  test('every account with the unit it is in; its email address as a digest only', async () => {
    const read = await readAll(organizationsAccount);
    expect(read.map(({ id, unread }) => [id, unread])).toEqual([
      ['111122223333', []],
      ['444455556666', []],
      ['777788889999', []],
    ]);
    const { properties, tags } = stored(organizationsAccount, read[1] ?? { id: '', properties: {} });
    expect(tags).toEqual({ Team: 'platform' });
    expect(properties).toEqual({
      AccountId: '444455556666',
      Arn: arn('account/o-1/444455556666'),
      AccountName: 'orders',
      Email: digest,
      JoinedMethod: 'CREATED',
      ParentIds: ['ou-2'],
      State: 'ACTIVE',
    });
    expect(read[2]?.properties).toMatchObject({ State: 'SUSPENDED' });
  });

  test('every unit with its parent', async () => {
    const read = await readAll(organizationsOrganizationalUnit);
    expect(read.map((each) => stored(organizationsOrganizationalUnit, each).properties)).toEqual([
      { Id: 'ou-1', Arn: arn('ou/o-1/ou-1'), Name: 'workloads', ParentId: 'r-1' },
      { Id: 'ou-2', Arn: arn('ou/o-1/ou-2'), Name: 'workloads', ParentId: 'ou-1' },
    ]);
  });

  test('the organization with the services that may work in all of its accounts', async () => {
    const read = await readAll(organizationsOrganization);
    expect(read.map((each) => stored(organizationsOrganization, each))).toMatchObject([
      {
        id: 'o-1',
        properties: {
          Id: 'o-1',
          Arn: arn('organization/o-1'),
          FeatureSet: 'ALL',
          ManagementAccountArn: arn('account/o-1/111122223333'),
          ManagementAccountId: '111122223333',
          ManagementAccountEmail: digest,
          EnabledServicePrincipals: ['cloudtrail.amazonaws.com', 'sso.amazonaws.com'],
        },
      },
    ]);
  });

  test('every delegated administrator with its services', async () => {
    const read = await readAll(organizationsDelegatedAdministrator);
    expect(read.map((each) => stored(organizationsDelegatedAdministrator, each).properties)).toEqual([
      {
        AccountId: '999988887777',
        Arn: delegate.Arn,
        AccountName: 'security',
        ServicePrincipals: ['guardduty.amazonaws.com', 'securityhub.amazonaws.com'],
      },
    ]);
  });

  test('the tree is walked once for accounts and units', async () => {
    const clients = new AwsClients(place.region, { accessKeyId: 'test', secretAccessKey: 'test' });
    for (const type of [organizationsAccount, organizationsOrganizationalUnit]) {
      for await (const _ of type.read(resourceReader(place, clients)));
    }
    expect(organizations.commandCalls(ListRootsCommand)).toHaveLength(1);
  });

  test.each(types)('$type in another order gives the same bytes', async (type) => {
    const first = storedLines(type, await readAll(type));
    organizations
      .on(ListAccountsForParentCommand, { ParentId: 'ou-2' })
      .resolves({
        Accounts: [
          account('777788889999', { State: undefined, Status: 'SUSPENDED' }),
          account('444455556666', { JoinedTimestamp: new Date() }),
        ],
      })
      .on(ListAWSServiceAccessForOrganizationCommand)
      .resolves({
        EnabledServicePrincipals: [
          { ServicePrincipal: 'cloudtrail.amazonaws.com' },
          { ServicePrincipal: 'sso.amazonaws.com' },
        ],
      })
      .on(ListDelegatedServicesForAccountCommand, { AccountId: '999988887777' })
      .resolves({
        DelegatedServices: [
          { ServicePrincipal: 'guardduty.amazonaws.com' },
          { ServicePrincipal: 'securityhub.amazonaws.com' },
        ],
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
  });

  test.each<[ResourceType, string]>([
    [organizationsAccount, '/Tags'],
    [organizationsOrganizationalUnit, '/Tags'],
    [organizationsOrganization, '/EnabledServicePrincipals'],
    [organizationsDelegatedAdministrator, '/ServicePrincipals'],
  ])('what a denied call would have told is unread: %#', async (type, path) => {
    const denied = awsError('AccessDeniedException', 'no');
    organizations
      .on(ListTagsForResourceCommand)
      .rejects(denied)
      .on(ListAWSServiceAccessForOrganizationCommand)
      .rejects(denied)
      .on(ListDelegatedServicesForAccountCommand, { AccountId: '999988887777' })
      .rejects(denied);
    expect((await readAll(type))[0]?.unread).toEqual([{ path, reason: 'AccessDeniedException: no' }]);
  });

  test.each([organizationsAccount, organizationsOrganizationalUnit, organizationsDelegatedAdministrator])(
    'a denied list makes $type unread',
    async (type) => {
      const denied = awsError('AccessDeniedException');
      organizations.on(ListOrganizationalUnitsForParentCommand, { ParentId: 'ou-1' }).rejects(denied);
      organizations.on(ListDelegatedAdministratorsCommand).rejects(denied);
      await expect(readAll(type)).rejects.toThrow('AccessDeniedException');
    },
  );
});

const within = (parent: string, rest: JsonObject = {}): JsonObject => ({
  AccountName: 'orders',
  ParentIds: [parent],
  State: 'ACTIVE',
  Email: 'a@example.com',
  ...rest,
});
const access = (...EnabledServicePrincipals: string[]): JsonObject => ({ EnabledServicePrincipals });
const administers = (...ServicePrincipals: string[]): JsonObject => ({ ServicePrincipals });
const trail = 'cloudtrail.amazonaws.com';
const sso = 'sso.amazonaws.com';

describe('what a change means', () => {
  test.each<[string, ResourceType, JsonObject | undefined, JsonObject, string, string[]]>([
    [
      'an account is moved',
      organizationsAccount,
      within('ou-1'),
      within('ou-2'),
      'HIGH',
      ['organizations-account-moved'],
    ],
    [
      'an account is closed',
      organizationsAccount,
      within('ou-1'),
      within('ou-1', { State: 'PENDING_CLOSURE' }),
      'HIGH',
      ['organizations-account-closed'],
    ],
    [
      'an account is opened again',
      organizationsAccount,
      within('ou-1', { State: 'SUSPENDED' }),
      within('ou-1'),
      'MEDIUM',
      [],
    ],
    [
      'the root user has another email address',
      organizationsAccount,
      within('ou-1'),
      within('ou-1', { Email: 'b@example.com' }),
      'HIGH',
      ['organizations-account-email-changed'],
    ],
    [
      'an account has another name',
      organizationsAccount,
      within('ou-1'),
      within('ou-1', { AccountName: 'payments' }),
      'LOW',
      [],
    ],
    ['an account is new', organizationsAccount, undefined, within('ou-1'), 'LOW', []],
    ['a unit has another name', organizationsOrganizationalUnit, { Name: 'a' }, { Name: 'b' }, 'LOW', []],
    [
      'a watching service loses access',
      organizationsOrganization,
      access(trail),
      access(),
      'HIGH',
      ['organizations-service-access-disabled'],
    ],
    [
      'another service loses access',
      organizationsOrganization,
      access(sso),
      access(),
      'MEDIUM',
      ['organizations-service-access-disabled'],
    ],
    [
      'a service gets access',
      organizationsOrganization,
      access(),
      access(trail),
      'MEDIUM',
      ['organizations-service-access-enabled'],
    ],
    [
      'an account becomes an administrator',
      organizationsDelegatedAdministrator,
      undefined,
      administers(trail),
      'HIGH',
      ['organizations-administration-delegated'],
    ],
    [
      'an account administers one service more',
      organizationsDelegatedAdministrator,
      administers(trail),
      administers(trail, sso),
      'HIGH',
      ['organizations-administration-delegated'],
    ],
    [
      'an account administers one service less',
      organizationsDelegatedAdministrator,
      administers(trail, sso),
      administers(trail),
      'INFO',
      [],
    ],
  ])('%s', (_, type, before, after, severity, rules) => {
    expect(riskOf(type, before, after)).toMatchObject({ severity, rules });
  });

  test('an account that left is free of the organization', () => {
    const before = resource(organizationsAccount.type, within('ou-1'));
    expect(assessRisk({ kind: 'removed', before }, organizationsAccount)).toMatchObject({
      severity: 'HIGH',
      rules: ['organizations-account-left'],
      reasons: [expect.stringContaining('Account orders (id-1) is no longer in the organization')],
    });
  });

  test('the reason names the account and both units', () => {
    expect(riskOf(organizationsAccount, within('ou-1'), within('ou-2'))?.reasons).toEqual([
      'Account orders (id-1) was moved from ou-1 to ou-2: the policies of ou-1 bind it no longer.',
    ]);
  });
});

test.each(types)('$type is free', (type) => {
  expect(type.monthlyCost?.(resource(type.type, {}), costContext({}))).toEqual({ usd: 0, assumptions: [] });
});
