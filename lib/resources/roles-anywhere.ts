import { toList } from '../model/json.ts';
import { matchesPattern } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, StateRule } from '../model/rule.ts';
import { listedType } from './cloud-control.ts';

const source = 'https://docs.aws.amazon.com/rolesanywhere/latest/userguide/introduction.html';

/** A trust anchor that is disabled lets nobody in; one that says nothing of it is enabled. */
const isEnabled = ({ properties }: Resource) => properties.Enabled !== false;

/** Whoever holds a certificate of a trusted authority can get credentials of this account, from anywhere and for long. */
const authorityTrusted: ChangeRule = {
  kind: 'change',
  id: 'rolesanywhere-authority-trusted',
  title: 'another certificate authority can give out credentials of the account',
  severity: 'HIGH',
  sources: [source, 'MITRE ATT&CK T1098.001'],
  recommendation:
    'Find out whose authority it is; disable the trust anchor at once if nobody can say, and end the sessions of its roles.',
  remedy: {
    command: 'aws rolesanywhere disable-trust-anchor --trust-anchor-id {{id}}',
    console: 'IAM › Roles › Roles Anywhere › Manage › Trust anchors › {{/Name}} › Disable',
  },
  dangers: (change) => {
    if (change.kind === 'removed' || !isEnabled(change.after)) return [];
    const isTouched =
      change.kind === 'added' ||
      !isEnabled(change.before) ||
      change.properties.some(({ path }) => matchesPattern(path, '/Source'));
    if (!isTouched) return [];
    const { Name } = change.after.properties;
    const reason = `Whoever has a certificate of the authority of trust anchor ${String(Name)} can get credentials for roles of this account from outside AWS.`;
    return [{ subject: 'authority', path: '/Source', reason }];
  },
  ended: (change) =>
    change.kind === 'modified' && isEnabled(change.before) && !isEnabled(change.after)
      ? [{ subject: 'authority', path: '/Enabled', reason: 'Safer: the authority is no longer trusted.' }]
      : [],
};

const callersName: StateRule = {
  kind: 'state',
  id: 'rolesanywhere-session-name-of-the-caller',
  title: 'a Roles Anywhere profile takes a name for the session from who asks',
  severity: 'MEDIUM',
  sources: [source, 'https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_UpdateProfile.html'],
  recommendation:
    'Turn AcceptRoleSessionName off, so that the session carries the serial number of the certificate.',
  remedy: {
    command: 'aws rolesanywhere update-profile --profile-id {{id}} --no-accept-role-session-name',
    console: 'IAM › Roles › Roles Anywhere › Manage › Profiles › {{/Name}} › Edit',
  },
  safer: 'sessions carry the serial number of their certificate',
  dangers: ({ properties: { AcceptRoleSessionName, Name } }) =>
    AcceptRoleSessionName === true
      ? [
          {
            subject: 'session name',
            path: '/AcceptRoleSessionName',
            reason: `Profile ${String(Name)} lets callers name their session, so that the trail no longer tells whose certificate it was.`,
          },
        ]
      : [],
};

/** The roles that a profile gives out; one that is disabled gives out none. */
const rolesOf = (profile: Resource | undefined): string[] =>
  profile !== undefined && isEnabled(profile) ? toList(profile.properties.RoleArns).map(String) : [];

function rolesOnlyIn(here: Resource | undefined, there: Resource | undefined): string[] {
  const others = new Set(rolesOf(there));
  return rolesOf(here).filter((role) => !others.has(role));
}

/** A role that certificates get which did not before; a role has to trust Roles Anywhere too. */
const roleGivenOut: ChangeRule = {
  kind: 'change',
  id: 'rolesanywhere-role-given-out',
  title: 'holders of certificates get another role',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/rolesanywhere/latest/userguide/getting-started.html',
    'MITRE ATT&CK T1098.001',
  ],
  recommendation:
    'Find out which machines need the role; disable the profile if nobody can say, and look at what its sessions did.',
  remedy: {
    command: 'aws rolesanywhere disable-profile --profile-id {{id}}',
    console: 'IAM › Roles › Roles Anywhere › Manage › Profiles › {{/Name}} › Disable',
  },
  dangers: ({ before, after }) =>
    rolesOnlyIn(after, before).map((role) => ({
      subject: role,
      path: '/RoleArns',
      reason: `Whoever has a certificate of a trusted authority can get role ${role} by profile ${String(after?.properties.Name)}, from outside AWS.`,
    })),
  ended: ({ before, after }) =>
    rolesOnlyIn(before, after).map((role) => ({
      subject: role,
      path: '/RoleArns',
      reason: `Safer: certificates no longer give role ${role} by this profile.`,
    })),
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rolesanywhere-trustanchor.html */
export const rolesAnywhereTrustAnchor = listedType('AWS::RolesAnywhere::TrustAnchor', {
  sensitivity: { '/Enabled': 'MEDIUM', '/NotificationSettings': 'LOW' },
  rules: [authorityTrusted],
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rolesanywhere-profile.html */
export const rolesAnywhereProfile = listedType('AWS::RolesAnywhere::Profile', {
  sensitivity: { '/RoleArns': 'HIGH', '/SessionPolicy': 'MEDIUM', '/ManagedPolicyArns': 'MEDIUM' },
  rules: [roleGivenOut, callersName],
});
