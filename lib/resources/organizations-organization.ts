import {
  OrganizationsClient,
  paginateListAWSServiceAccessForOrganization,
} from '@aws-sdk/client-organizations';
import type { ResourceReader } from '../aws/reader.ts';
import type { ResourceChange } from '../model/change.ts';
import { free } from '../model/cost.ts';
import { toList } from '../model/json.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { ChangeRule, Danger } from '../model/rule.ts';
import { defineResourceType } from './define.ts';
import { ownOrganization } from './organization.ts';

async function readServices({ clients }: ResourceReader): Promise<string[]> {
  const services: string[] = [];
  const client = clients.get(OrganizationsClient);
  for await (const page of paginateListAWSServiceAccessForOrganization({ client }, {})) {
    services.push(
      ...(page.EnabledServicePrincipals ?? []).flatMap(({ ServicePrincipal }) => ServicePrincipal ?? []),
    );
  }
  return services;
}

/** Services that watch the accounts or hold what they record; without access they no longer do so for the organization. */
const watchers =
  /^(access-analyzer|cloudtrail|config|config-multiaccountsetup|detective|fms|guardduty|inspector2|macie|malware-protection\.guardduty|securityhub|security-lake|securitylake|storage-lens\.s3)\./;

const servicesOf = ({ properties }: Resource) => toList(properties.EnabledServicePrincipals).map(String);

/** The services that have access on one side of a change only. */
function servicesOnly(
  change: ResourceChange,
  where: 'before' | 'after',
  say: (service: string) => string,
): Danger[] {
  if (change.kind !== 'modified') return [];
  const others = new Set(servicesOf(where === 'before' ? change.after : change.before));
  return servicesOf(change[where])
    .filter((service) => !others.has(service))
    .map((service) => ({
      subject: service,
      path: '/EnabledServicePrincipals',
      values: { service },
      severity: where === 'before' && watchers.test(service) ? 'HIGH' : 'MEDIUM',
      reason: say(service),
    }));
}

const accessTaken: ChangeRule = {
  kind: 'change',
  id: 'organizations-service-access-disabled',
  title: 'a service lost its access to the organization',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services.html',
    'MITRE ATT&CK T1562.001',
  ],
  recommendation: 'Enable the access of the service again, from the service itself.',
  remedy: {
    command: 'aws organizations enable-aws-service-access --service-principal {{service}}',
    console: 'AWS Organizations › Services › {{service}} › Enable trusted access (organization {{id}})',
  },
  dangers: (change) =>
    servicesOnly(
      change,
      'before',
      (service) => `${service} can no longer work for all accounts of the organization.`,
    ),
};

const accessGiven: ChangeRule = {
  kind: 'change',
  id: 'organizations-service-access-enabled',
  title: 'a service got access to the organization',
  severity: 'MEDIUM',
  sources: [
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services.html',
    'MITRE ATT&CK T1098.003',
  ],
  recommendation: 'Disable the access unless somebody needs the service in all accounts.',
  remedy: {
    command: 'aws organizations disable-aws-service-access --service-principal {{service}}',
    console: 'AWS Organizations › Services › {{service}} › Disable trusted access (organization {{id}})',
  },
  dangers: (change) =>
    servicesOnly(
      change,
      'after',
      (service) => `${service} can make a role for itself in every account of the organization now.`,
    ),
};

/**
 * The organization with the services that may work in all of its accounts, where its management account is read; any
 * other account has none. The email address of the management account is stored as a digest only.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-organizations-organization.html
 */
export const organizationsOrganization = defineResourceType({
  type: 'AWS::Organizations::Organization',
  scope: 'global',
  taggable: false,
  permissions: ['organizations:DescribeOrganization', 'organizations:ListAWSServiceAccessForOrganization'],
  async *read(reader) {
    const organization = (await ownOrganization(reader)) ?? {};
    const { Id, Arn, FeatureSet, MasterAccountArn, MasterAccountId, MasterAccountEmail } = organization;
    if (!Id) return;
    const unread: UnreadProperty[] = [];
    const EnabledServicePrincipals = await reader.optional(unread, '/EnabledServicePrincipals', () =>
      readServices(reader),
    );
    yield {
      id: Id,
      arn: Arn,
      properties: {
        Id,
        Arn,
        FeatureSet,
        ManagementAccountArn: MasterAccountArn,
        ManagementAccountId: MasterAccountId,
        ManagementAccountEmail: MasterAccountEmail,
        EnabledServicePrincipals,
      },
      unread,
    };
  },
  unordered: { '/EnabledServicePrincipals': 'value' },
  secret: ['/ManagementAccountEmail'],
  sensitivity: { '/FeatureSet': 'MEDIUM', '/ManagementAccountEmail': 'HIGH' },
  rules: [accessTaken, accessGiven],
  monthlyCost: () => free,
});
