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

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rolesanywhere-trustanchor.html */
export const rolesAnywhereTrustAnchor = listedType('AWS::RolesAnywhere::TrustAnchor', {
  sensitivity: { '/Enabled': 'MEDIUM', '/NotificationSettings': 'LOW' },
  rules: [authorityTrusted],
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rolesanywhere-profile.html */
export const rolesAnywhereProfile = listedType('AWS::RolesAnywhere::Profile', {
  sensitivity: { '/RoleArns': 'HIGH', '/SessionPolicy': 'MEDIUM', '/ManagedPolicyArns': 'MEDIUM' },
  rules: [callersName],
});
