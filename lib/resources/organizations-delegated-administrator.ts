import {
  type DelegatedAdministrator,
  OrganizationsClient,
  paginateListDelegatedAdministrators,
  paginateListDelegatedServicesForAccount,
} from '@aws-sdk/client-organizations';
import pLimit from 'p-limit';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import { toList } from '../model/json.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { StateRule } from '../model/rule.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { callsAtOnce, ownOrganization } from './organization.ts';

async function readServices({ clients }: ResourceReader, AccountId: string): Promise<string[]> {
  const services: string[] = [];
  const client = clients.get(OrganizationsClient);
  for await (const page of paginateListDelegatedServicesForAccount({ client }, { AccountId })) {
    services.push(
      ...(page.DelegatedServices ?? []).flatMap(({ ServicePrincipal }) => ServicePrincipal ?? []),
    );
  }
  return services;
}

async function toResource(
  reader: ResourceReader,
  { Id, Arn, Name }: DelegatedAdministrator,
): Promise<ReadResource[]> {
  if (!Id) return [];
  const unread: UnreadProperty[] = [];
  const ServicePrincipals = await reader.optional(unread, '/ServicePrincipals', () =>
    readServices(reader, Id),
  );
  const isGone = ServicePrincipals === undefined && unread.length === 0;
  if (isGone) return [];
  return [
    { id: Id, arn: Arn, properties: { AccountId: Id, Arn, AccountName: Name, ServicePrincipals }, unread },
  ];
}

const servicesOf = ({ properties }: Resource) => toList(properties.ServicePrincipals).map(String);

const delegated: StateRule = {
  kind: 'state',
  id: 'organizations-administration-delegated',
  title: 'an account administers a service for the whole organization',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_delegated_admin.html',
    'MITRE ATT&CK T1098',
  ],
  recommendation:
    'Make sure that the account is the one that is to administer the service; deregister it if not.',
  remedy: {
    command:
      'aws organizations deregister-delegated-administrator --account-id {{id}} --service-principal {{service}}',
    console:
      'AWS Organizations › Services › {{service}} › the console of the service › Settings › Delegated administrator › Deregister {{id}}',
  },
  safer: 'the account no longer administers the service',
  dangers: (administrator) =>
    servicesOf(administrator).map((service) => ({
      subject: service,
      path: '/ServicePrincipals',
      values: { service },
      reason: `Account ${administrator.id} administers ${service} for every account of the organization.`,
    })),
};

/**
 * The accounts that administer a service for the organization, where its management account is read; CloudFormation has
 * no type for them. https://docs.aws.amazon.com/organizations/latest/APIReference/API_DelegatedAdministrator.html
 */
export const organizationsDelegatedAdministrator = defineResourceType({
  type: 'AWS::Organizations::DelegatedAdministrator',
  scope: 'global',
  taggable: false,
  permissions: [
    'organizations:DescribeOrganization',
    'organizations:ListDelegatedAdministrators',
    'organizations:ListDelegatedServicesForAccount',
  ],
  async *read(reader) {
    if ((await ownOrganization(reader)) === undefined) return;
    const limit = pLimit(callsAtOnce);
    const client = reader.clients.get(OrganizationsClient);
    for await (const page of paginateListDelegatedAdministrators({ client }, {})) {
      const read = await limit.map(page.DelegatedAdministrators ?? [], (each) => toResource(reader, each));
      yield* read.flat();
    }
  },
  unordered: { '/ServicePrincipals': 'value' },
  volatile: {
    '/DelegationEnabledDate': 'time of the delegation',
    '/JoinedTimestamp': 'time when the account joined',
  },
  sensitivity: { '/ServicePrincipals': 'MEDIUM' },
  rules: [delegated],
  monthlyCost: () => free,
});
