import { changedResource } from '../model/change.ts';
import { toList } from '../model/json.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger } from '../model/rule.ts';
import { modifiedText } from './becoming.ts';

/** The users a device is the second factor of; `root` stands for the root user. */
const usersOf = (device: Resource | undefined) => toList(device?.properties.Users).map(String);

function lost(users: readonly string[], device: string): Danger[] {
  return users.map((user) => ({
    subject: `second factor of ${user}`,
    path: '/Users',
    values: { user },
    severity: user === 'root' ? 'CRITICAL' : 'HIGH',
    reason: `${user === 'root' ? 'The root user' : `User ${user}`} lost the second factor ${device}: the password alone may be enough to sign in.`,
  }));
}

const removed: ChangeRule = {
  kind: 'change',
  id: 'iam-mfa-removed',
  title: 'a user lost a second factor',
  severity: 'HIGH',
  sources: ['CIS AWS Foundations 3.0 1.10', 'FSBP IAM.5', 'Security Hub IAM.19', 'MITRE ATT&CK T1556.006'],
  recommendation:
    'Ask the owner of the user; if it was not them, deny the user everything, and set the second factor up again.',
  remedy: {
    command:
      'aws iam attach-user-policy --user-name {{user}} --policy-arn arn:aws:iam::aws:policy/AWSDenyAll',
    console: 'IAM › Users › {{user}} › Permissions › Add permissions › Attach policies directly › AWSDenyAll',
  },
  dangers: (change) => {
    const still = new Set(usersOf(change.after));
    const gone = usersOf(change.before).filter((user) => !still.has(user));
    return lost(gone, changedResource(change).id);
  },
  ended: (change) => {
    const before = new Set(usersOf(change.before));
    return usersOf(change.after)
      .filter((user) => !before.has(user))
      .map((user) => ({
        subject: `second factor of ${user}`,
        path: '',
        reason: `Safer: ${user} has a second factor.`,
      }));
  },
};

const replaced: ChangeRule = {
  kind: 'change',
  id: 'iam-mfa-set-up-again',
  title: 'a second factor was set up again',
  severity: 'HIGH',
  sources: ['MITRE ATT&CK T1556.006', 'MITRE ATT&CK T1098.005'],
  recommendation:
    'Ask the owner of the user; if it was not them, somebody else holds the second factor now: deny the user everything.',
  remedy: {
    command:
      'aws iam attach-user-policy --user-name {{user}} --policy-arn arn:aws:iam::aws:policy/AWSDenyAll',
    console: 'IAM › Users › {{user}} › Permissions › Add permissions › Attach policies directly › AWSDenyAll',
  },
  dangers: (change) => {
    const enabled = modifiedText(change, 'EnableDate');
    if (enabled?.before === undefined || enabled.after === undefined) return [];
    const { id } = changedResource(change);
    const [user] = usersOf(change.after);
    return [
      {
        subject: `set up ${enabled.after}`,
        path: '/EnableDate',
        ...(user === undefined ? {} : { values: { user } }),
        reason: `The second factor ${id} was set up again on ${enabled.after}: its secret is another, and so may be its holder.`,
      },
    ];
  },
};

/** Dangers of the devices that are the second factor of users. */
export const mfaRules: readonly ChangeRule[] = [removed, replaced];
