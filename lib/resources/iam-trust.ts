import { type PolicyStatement, policyStatements } from '../model/policy.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Rule, StateRule } from '../model/rule.ts';
import { coversAction } from '../risk/policy-documents.ts';
import { formerValue } from './former-state.ts';

/** Identity providers at which anybody can get a token. */
const publicIssuers =
  /^(token\.actions\.githubusercontent\.com|gitlab\.com|app\.terraform\.io|agent\.buildkite\.com|oidc\.circleci\.com|oidc\.vercel\.com|cognito-identity\.amazonaws\.com|accounts\.google\.com|graph\.facebook\.com|www\.amazon\.com)(\/|$)/;
const audience = /:(aud|iss|oaud)$/;

/** Whether a statement pins who of a provider's users may assume the role. */
function pinsSubject(provider: string, issuer: string, { conditions }: PolicyStatement): boolean {
  return Object.entries(conditions).some(([operator, keys]) => {
    if (/not|^null$/i.test(operator)) return false;
    return Object.entries(keys).some(([key, values]) => {
      if (
        values.some((value) => /^(repo:|project_path:|organization:|system:serviceaccount:)?\*/.test(value))
      )
        return false;
      if (provider.includes(':saml-provider/')) return key.startsWith('saml:');
      if (!key.startsWith(`${issuer.toLowerCase()}:`)) return false;
      // The providers that need no ARN tell applications apart by audience; all others serve many subjects under one.
      return issuer === provider || !audience.test(key);
    });
  });
}

const federationWithoutSubject: StateRule = {
  kind: 'state',
  id: 'iam-federation-without-subject',
  title: 'a role trusts every user of an identity provider',
  severity: 'HIGH',
  aggravatedBy: ['privilege'],
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html',
    'AWS Well-Architected SEC03-BP07',
  ],
  recommendation:
    'Add a condition on the subject of the token (…:sub for OIDC, SAML:aud or SAML:sub for SAML) without wildcard in front.',
  remedy: {
    command:
      'aws iam update-assume-role-policy --role-name {{id}} --policy-document file://<approved-trust-policy.json>',
    console: 'IAM › Roles › {{id}} › Trust relationships › Edit trust policy',
  },
  safer: 'the trust names the subjects it is for',
  dangers: ({ id, properties }) =>
    policyStatements(properties.AssumeRolePolicyDocument)
      .filter(({ effect }) => effect === 'Allow')
      .flatMap((statement) =>
        (statement.principals?.Federated ?? []).flatMap((provider) => {
          const issuer = provider.split(':oidc-provider/')[1] ?? provider;
          if (pinsSubject(provider, issuer, statement)) return [];
          const isPublic = publicIssuers.test(issuer);
          return {
            subject: `${provider} without subject`,
            path: '/AssumeRolePolicyDocument',
            severity: isPublic ? ('CRITICAL' as const) : ('HIGH' as const),
            reason: `Role ${id} can be assumed by every user of ${issuer}${isPublic ? ', where anybody can get a token' : ''}: no condition names the subject.`,
          };
        }),
      ),
};

const guestPool = 'cognito-identity.amazonaws.com';

/** Whether a statement says by name that guests of an identity pool, who never signed in, may have the role. */
function letsGuestsIn({ effect, principals, conditions }: PolicyStatement): boolean {
  if (effect !== 'Allow' || !principals?.Federated?.includes(guestPool)) return false;
  return Object.entries(conditions)
    .filter(([operator]) => !/not|^null$/i.test(operator))
    .some(([, keys]) =>
      (keys[`${guestPool}:amr`] ?? []).some((value) => coversAction(value, 'unauthenticated')),
    );
}

const guestsTrusted: StateRule = {
  kind: 'state',
  id: 'iam-trust-of-guests',
  title: 'a role is for everybody who has the id of an identity pool',
  severity: 'HIGH',
  aggravatedBy: ['privilege'],
  sources: ['FSBP Cognito.2', 'MITRE ATT&CK T1078.004'],
  recommendation:
    'Demand that cognito-identity.amazonaws.com:amr is authenticated; if guests need a role, give them one of their own that may do hardly anything.',
  remedy: {
    command:
      'aws iam update-assume-role-policy --role-name {{id}} --policy-document file://<approved-trust-policy.json>',
    console: 'IAM › Roles › {{id}} › Trust relationships › Edit trust policy',
  },
  safer: 'the role is for those who signed in',
  dangers: ({ id, properties }) =>
    policyStatements(properties.AssumeRolePolicyDocument).some(letsGuestsIn)
      ? [
          {
            subject: 'guests',
            path: '/AssumeRolePolicyDocument',
            reason: `Everybody who knows the id of the identity pool, which every app shows, gets role ${id} without signing in.`,
          },
        ]
      : [],
};

/** For each principal of a trust policy the condition keys that all of its statements demand a certain value of. */
function demandedKeys(resource: Resource): Map<string, Set<string>> {
  const demanded = new Map<string, Set<string>>();
  for (const { effect, principals, conditions } of policyStatements(
    resource.properties.AssumeRolePolicyDocument,
  )) {
    if (effect !== 'Allow') continue;
    const keys = new Set(
      Object.entries(conditions)
        .filter(([operator]) => !/ifexists$/i.test(operator))
        .flatMap(([, byKey]) => Object.entries(byKey))
        .filter(([, values]) => !values.includes('*'))
        .map(([key]) => key),
    );
    for (const principal of Object.values(principals ?? {}).flat()) {
      const others = demanded.get(principal);
      demanded.set(principal, new Set([...keys].filter((key) => others?.has(key) ?? true)));
    }
  }
  return demanded;
}

/** Conditions that one state demands of a principal and the other, which trusts it too, does not. */
function conditionsOnlyIn(here: Resource, there: Resource): { principal: string; key: string }[] {
  const others = demandedKeys(there);
  return [...demandedKeys(here)].flatMap(([principal, keys]) => {
    const other = others.get(principal);
    return other === undefined
      ? []
      : [...keys].filter((key) => !other.has(key)).map((key) => ({ principal, key }));
  });
}

const trustConditionRemoved: ChangeRule = {
  kind: 'change',
  id: 'iam-trust-condition-removed',
  title: 'a condition of a trust policy was removed',
  severity: 'HIGH',
  aggravatedBy: ['privilege'],
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
    'AWS Well-Architected SEC03-BP07',
  ],
  recommendation:
    'Set the condition again: without it the principal can be used by more people than was approved.',
  remedy: {
    command: 'aws iam update-assume-role-policy --role-name {{id}} --policy-document {{former}}',
    console: 'IAM › Roles › {{id}} › Trust relationships › Edit trust policy',
  },
  dangers: (change) =>
    change.kind !== 'modified'
      ? []
      : conditionsOnlyIn(change.before, change.after).map(({ principal, key }) => ({
          subject: `${principal} without ${key}`,
          path: '/AssumeRolePolicyDocument',
          values: formerValue(change.before.properties.AssumeRolePolicyDocument),
          reason: `Role ${change.after.id} trusts ${principal} without the condition on ${key} that the baseline demands.`,
        })),
  ended: (change) =>
    change.kind !== 'modified'
      ? []
      : conditionsOnlyIn(change.after, change.before).map(({ principal, key }) => ({
          subject: `${principal} without ${key}`,
          path: '/AssumeRolePolicyDocument',
          reason: `Safer: ${principal} is trusted under a condition on ${key}.`,
        })),
};

/** The subjects that a trust policy lets in, by the provider that vouches for them. */
function subjectsOf({ properties }: Resource): Map<string, string[]> {
  const subjects = policyStatements(properties.AssumeRolePolicyDocument)
    .filter(({ effect }) => effect === 'Allow')
    .flatMap(({ principals, conditions }) =>
      (principals?.Federated ?? []).flatMap((provider) =>
        Object.entries(conditions)
          .filter(([operator]) => /^(ForAnyValue:)?String(Equals|Like)/i.test(operator))
          .flatMap(([, keys]) => Object.entries(keys))
          .filter(([key]) => key.endsWith(':sub'))
          .flatMap(([, values]) => values.map((value) => ({ provider, value }))),
      ),
    );
  const byProvider = Map.groupBy(subjects, ({ provider }) => provider);
  return new Map([...byProvider].map(([provider, each]) => [provider, each.map(({ value }) => value)]));
}

/** The subjects of one state that stand for more than those of the other, which the other does not have. */
function widerSubjects(here: Resource, there: Resource) {
  const others = subjectsOf(there);
  return [...subjectsOf(here)].flatMap(([provider, subjects]) => {
    const known = others.get(provider) ?? [];
    return subjects
      .filter((subject) => !known.includes(subject) && known.some((one) => coversAction(subject, one)))
      .map((subject) => ({ provider, subject, known }));
  });
}

const subjectWidened: ChangeRule = {
  kind: 'change',
  id: 'iam-federation-subject-widened',
  title: 'a role trusts more users of an identity provider',
  severity: 'HIGH',
  aggravatedBy: ['privilege'],
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html',
    'AWS Well-Architected SEC03-BP07',
  ],
  recommendation:
    'Name the repository and the branch or environment again: whoever can push any other becomes the role.',
  remedy: {
    command: 'aws iam update-assume-role-policy --role-name {{id}} --policy-document {{former}}',
    console: 'IAM › Roles › {{id}} › Trust relationships › Edit trust policy',
  },
  dangers: (change) =>
    change.kind !== 'modified'
      ? []
      : widerSubjects(change.after, change.before).map(({ provider, subject, known }) => ({
          subject: `${provider} ${subject}`,
          path: '/AssumeRolePolicyDocument',
          values: formerValue(change.before.properties.AssumeRolePolicyDocument),
          reason: `Role ${change.after.id} can be assumed by every subject ${subject} of ${provider} now, no longer by ${known.join(', ')} alone.`,
        })),
  ended: (change) =>
    change.kind !== 'modified'
      ? []
      : widerSubjects(change.before, change.after).map(({ provider, subject }) => ({
          subject: `${provider} ${subject}`,
          path: '/AssumeRolePolicyDocument',
          reason: `Safer: the role no longer trusts every subject ${subject} of ${provider}.`,
        })),
};

/** Dangers of who may assume a role, beside those of all policies. */
export const trustRules: readonly Rule[] = [
  federationWithoutSubject,
  guestsTrusted,
  trustConditionRemoved,
  subjectWidened,
];
