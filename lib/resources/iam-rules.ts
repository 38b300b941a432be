import type { ResourceChange } from '../model/change.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, StateRule } from '../model/rule.ts';
import type { Severity } from '../model/severity.ts';
import { escalations } from './iam-escalations.ts';
import {
  allowsOnEverything,
  type IdentityPolicy,
  identityPolicies,
  inEachPolicy,
  isAboutEverything,
  isAdministrator,
  isDenied,
  isNarrowed,
} from './iam-policies.ts';
import { reachRules } from './iam-reach-rules.ts';
import { documentRemedy, type PolicyHolder } from './iam-remedies.ts';

function foundEscalations({ statements }: IdentityPolicy): { means: string; actions: string[] }[] {
  return escalations
    .map(({ means, actions }) => ({
      means,
      actions: actions.filter((action) => allowsOnEverything(statements, action)),
    }))
    .filter(({ actions }) => actions.length > 0);
}

const privilegeEscalation: StateRule = {
  kind: 'state',
  id: 'iam-privilege-escalation',
  title: 'a policy lets its holder become an administrator',
  severity: 'HIGH',
  aggravatedBy: ['trust', 'internet'],
  sources: ['MITRE ATT&CK T1098.003', 'AWS Well-Architected SEC03-BP02'],
  recommendation:
    'Name the resources the actions are needed on, or narrow them by condition (iam:PassedToService, iam:PermissionsBoundary, iam:PolicyARN).',
  safer: 'the policy no longer lets its holder become an administrator',
  dangers: (resource) =>
    inEachPolicy(resource, (policy) =>
      foundEscalations(policy).map(({ means, actions }) => ({
        subject: `${policy.name}: ${means}`,
        path: policy.path,
        reason: `Whoever has the ${policy.name} of ${resource.type} ${resource.id} can ${means}: it allows ${actions.slice(0, 3).join(', ')}${actions.length > 3 ? ` and ${actions.length - 3} more` : ''} on every resource.`,
      })),
    ),
};

const everythingBut: StateRule = {
  kind: 'state',
  id: 'iam-everything-but',
  title: 'a policy allows everything but a few actions',
  severity: 'HIGH',
  aggravatedBy: ['trust', 'internet'],
  sources: [
    'FSBP IAM.21',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html',
  ],
  recommendation:
    'List the actions that are needed in Action; NotAction allows every service AWS will ever add.',
  safer: 'the policy names what it allows',
  dangers: (resource) =>
    inEachPolicy(resource, ({ name, path, statements }) =>
      statements
        .filter((one) => one.effect === 'Allow' && one.notActions.length > 0 && isAboutEverything(one))
        .map(({ notActions }) => ({
          subject: `${name}: everything but ${notActions.join(', ')}`,
          path,
          // Whoever has IAM gives himself what was left out.
          severity: notActions.some((pattern) => /^(iam|sts|\*)/.test(pattern)) ? 'HIGH' : 'CRITICAL',
          reason: `The ${name} of ${resource.type} ${resource.id} allows everything but ${notActions.slice(0, 3).join(', ')} on every resource.`,
        })),
    ),
};

/** Services in which a wildcard gives away neither data nor control. */
const harmlessServices: ReadonlySet<string> = new Set([
  'cloudwatch',
  'ec2messages',
  'logs',
  'ssmmessages',
  'xray',
]);

const wholeService: StateRule = {
  kind: 'state',
  id: 'iam-whole-service',
  title: 'a policy allows every action of a service on everything',
  severity: 'MEDIUM',
  sources: ['FSBP IAM.21'],
  recommendation: 'Grant the actions of the service that are needed, on the resources that need them.',
  safer: 'the policy no longer allows the whole service',
  dangers: (resource) =>
    inEachPolicy(resource, ({ name, path, statements }) =>
      statements
        .filter((one) => one.effect === 'Allow' && !isNarrowed(one) && isAboutEverything(one))
        .flatMap(({ actions }) => actions.flatMap((action) => /^([a-z0-9-]+):\*$/.exec(action)?.[1] ?? []))
        .filter((service) => !harmlessServices.has(service) && !isDenied(statements, `${service}:*`))
        .map((service) => ({
          subject: `${name}: ${service}:*`,
          path,
          reason: `The ${name} of ${resource.type} ${resource.id} allows every action of ${service} on every resource.`,
        })),
    ),
};

const decryptWithAnyKey: StateRule = {
  kind: 'state',
  id: 'iam-decrypt-with-any-key',
  title: 'a policy allows decrypting with every key',
  severity: 'MEDIUM',
  sources: ['FSBP KMS.1', 'FSBP KMS.2'],
  recommendation: 'Name the keys that are needed, or narrow the statement with kms:ViaService.',
  safer: 'the policy no longer allows decrypting with every key',
  dangers: (resource) =>
    inEachPolicy(resource, ({ name, path, statements }) =>
      ['kms:Decrypt', 'kms:ReEncryptFrom']
        .filter((action) => allowsOnEverything(statements, action))
        .map((action) => ({
          subject: `${name}: ${action}`,
          path,
          reason: `The ${name} of ${resource.type} ${resource.id} allows ${action} with every key.`,
        })),
    ),
};

/** Dangers of policies that say what their holder may do, beside full administration. */
export function identityPolicyRules(holder: PolicyHolder): readonly StateRule[] {
  const remedy = documentRemedy(holder);
  const rules = [privilegeEscalation, everythingBut, wholeService, decryptWithAnyKey, ...reachRules];
  return rules.map((rule) => ({ ...rule, remedy }));
}

/** How dangerous it is to hold a managed policy: administration, or a way there; undefined when it is neither. */
function power(resource: Resource): Severity | undefined {
  const policies = identityPolicies(resource);
  if (policies.some(({ statements }) => statements.some(isAdministrator))) return 'CRITICAL';
  return policies.some((policy) => foundEscalations(policy).length > 0) ? 'HIGH' : undefined;
}

function names(resource: Resource, property: string): string[] {
  const value = resource.properties[property];
  return Array.isArray(value) ? value.map(String) : [];
}

/** The users, groups and roles that have a managed policy in one state and not in the other. */
function holdersOnlyIn(here: Resource, there: Resource): { holder: string; path: string }[] {
  return ['Users', 'Groups', 'Roles'].flatMap((property) => {
    const others = new Set(names(there, property));
    return names(here, property)
      .filter((name) => !others.has(name))
      .map((name) => ({ holder: `${property.slice(0, -1).toLowerCase()} ${name}`, path: `/${property}` }));
  });
}

function attachments(change: ResourceChange, direction: 'gained' | 'lost') {
  if (change.kind !== 'modified') return [];
  const { before, after } = change;
  const severity = power(direction === 'gained' ? after : before);
  if (severity === undefined) return [];
  const holders = direction === 'gained' ? holdersOnlyIn(after, before) : holdersOnlyIn(before, after);
  return holders.map((each) => ({ ...each, severity, id: after.id }));
}

/** The attachment of a customer managed policy that is as good as administration. */
export const powerfulPolicyAttached: ChangeRule = {
  kind: 'change',
  id: 'iam-powerful-policy-attached',
  title: 'a policy with administrative power was attached',
  severity: 'HIGH',
  sources: ['CIS AWS Foundations 3.0 1.16', 'FSBP IAM.1', 'MITRE ATT&CK T1098.003'],
  recommendation:
    'Detach the policy (detach-user-policy and detach-group-policy do it for a user and a group), and grant only the actions and resources that are needed.',
  remedy: {
    command: 'aws iam detach-role-policy --role-name <role> --policy-arn {{id}}',
    console: 'IAM › Policies › {{shortName}} › Entities attached › Detach',
  },
  dangers: (change) =>
    attachments(change, 'gained').map(({ holder, path, severity, id }) => ({
      subject: `attached to ${holder}`,
      path,
      severity,
      reason: `${id}, which makes its holder an administrator or lets him become one, was attached to ${holder}.`,
    })),
  ended: (change) =>
    attachments(change, 'lost').map(({ holder, path }) => ({
      subject: `attached to ${holder}`,
      path,
      reason: `Safer: the policy was detached from ${holder}.`,
    })),
};
