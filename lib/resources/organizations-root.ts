import type { Root } from '@aws-sdk/client-organizations';
import type { ResourceChange } from '../model/change.ts';
import { free } from '../model/cost.ts';
import { toList } from '../model/json.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger } from '../model/rule.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { enabledTypes, isGuardrail, rootsOfOwnOrganization, rootsPermissions } from './organization.ts';

function toResource(root: Root): ReadResource | undefined {
  const { Id, Arn, Name } = root;
  if (!Id) return undefined;
  return { id: Id, arn: Arn, properties: { Id, Arn, Name, PolicyTypes: enabledTypes(root) } };
}

const typesOf = ({ properties }: Resource) => toList(properties.PolicyTypes).map(String);

function typesOnly(
  change: ResourceChange,
  where: 'before' | 'after',
  say: (type: string) => string,
): Danger[] {
  if (change.kind !== 'modified') return [];
  const others = new Set(typesOf(where === 'before' ? change.after : change.before));
  return typesOf(change[where])
    .filter((type) => !others.has(type))
    .map((type) => ({
      subject: type,
      path: '/PolicyTypes',
      values: { policyType: type },
      severity: isGuardrail(type) ? 'HIGH' : 'MEDIUM',
      reason: say(type),
    }));
}

const typeDisabled: ChangeRule = {
  kind: 'change',
  id: 'organizations-policy-type-disabled',
  title: 'a type of policies was disabled in the organization',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/organizations/latest/userguide/disable-policy-type.html',
    'MITRE ATT&CK T1562.001',
  ],
  recommendation:
    'Enable the type again, and attach its policies again: disabling it detached them from everything.',
  remedy: {
    command: 'aws organizations enable-policy-type --root-id {{id}} --policy-type {{policyType}}',
    console: 'AWS Organizations › Policies › {{policyType}} › Enable (root {{id}})',
  },
  dangers: (change) =>
    typesOnly(
      change,
      'before',
      (type) =>
        `${type} was disabled for the whole organization: no policy of that type is in force any more.`,
    ),
  ended: (change) => typesOnly(change, 'after', (type) => `Safer: ${type} can be used in the organization.`),
};

/**
 * The root of the organization, with the types of policies that are in force, where the management account is read;
 * CloudFormation has no type for it. https://docs.aws.amazon.com/organizations/latest/APIReference/API_Root.html
 */
export const organizationsRoot = defineResourceType({
  type: 'AWS::Organizations::Root',
  scope: 'global',
  taggable: false,
  permissions: rootsPermissions,
  async *read(reader) {
    const roots = await rootsOfOwnOrganization(reader);
    yield* roots.flatMap((root) => toResource(root) ?? []);
  },
  unordered: { '/PolicyTypes': 'value' },
  rules: [typeDisabled],
  monthlyCost: () => free,
});
