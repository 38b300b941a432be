import { type JsonObject, toObjects } from '../model/json.ts';
import type { Membership } from '../model/knowledge.ts';
import type { Resource } from '../model/resource.ts';
import type { Danger, Remedy, StateRule } from '../model/rule.ts';

/** What can be shared with other accounts, and in which words that is told. */
export interface Shareable {
  /** Begins the ids of the rules: `ec2-snapshot`. */
  readonly id: string;
  readonly noun: string;
  /** Who may use it: a list of permissions, each with a group, an account or an organization. */
  readonly property: string;
  /** What whoever it is shared with can do, after his name: `can copy snapshot snap-1, and read …`. */
  readonly use: (id: string) => string;
  readonly publicSources: readonly string[];
  /** How it is made private, and how sharing it with one account ends. */
  readonly remedies: { readonly public: Remedy; readonly shared: Remedy };
  readonly document: string;
}

/** Two permissions are the same permission when they are of the same group, account or organization. */
export const permissionIdentity = ['Group', 'UserId', 'OrganizationArn', 'OrganizationalUnitArn'];

function permissions(resource: Resource, property: string): JsonObject[] {
  return toObjects(resource.properties[property]);
}

const isPublic = ({ Group }: JsonObject) => Group === 'all';

/** Whom beside everybody a permission names, and how well one can know him: an organization is mostly the own one. */
function named({ UserId, OrganizationArn, OrganizationalUnitArn }: JsonObject, account: string) {
  if (typeof UserId === 'string' && UserId !== account) return { who: `account ${UserId}`, isOther: true };
  const organization = OrganizationalUnitArn ?? OrganizationArn;
  if (typeof organization === 'string') return { who: organization, isOther: false };
  return undefined;
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The rules that a thing was made public, or shared with an account or organization. */
export function sharingRules(shareable: Shareable): StateRule[] {
  const { id, noun, property, use, publicSources, remedies, document } = shareable;
  const path = `/${property}`;
  const publicDangers = (resource: Resource): Danger[] =>
    permissions(resource, property)
      .filter(isPublic)
      .map(() => ({ subject: 'public', path, reason: `Every AWS account ${use(resource.id)}.` }));
  const sharedDangers = (resource: Resource): Danger[] =>
    permissions(resource, property).flatMap((permission) => {
      const other = named(permission, resource.account);
      if (!other) return [];
      const reason = `${upperFirst(other.who)} ${use(resource.id)}.`;
      const values = typeof permission.UserId === 'string' ? { 'shared-with': permission.UserId } : {};
      return { subject: other.who, path, values, reason, severity: other.isOther ? 'HIGH' : 'MEDIUM' };
    });
  return [
    {
      kind: 'state',
      id: `${id}-public`,
      title: `${noun} is public`,
      severity: 'CRITICAL',
      sources: [...publicSources, document],
      recommendation: `Make it private at once, and take all that is in it for known: keys and passwords must be changed.`,
      remedy: remedies.public,
      safer: `${noun} is no longer public`,
      dangers: publicDangers,
    },
    {
      kind: 'state',
      id: `${id}-shared`,
      title: `${noun} is shared outside the account`,
      severity: 'HIGH',
      sources: ['MITRE ATT&CK T1537', document],
      recommendation: 'Make sure that you know the account and that it needs the data; if not, stop sharing.',
      remedy: remedies.shared,
      safer: `${noun} is no longer shared with it`,
      dangers: sharedDangers,
    },
  ];
}

/** Tags by which services mark what they make and let expire; nobody else can set a tag that begins with `aws:`. */
const makers: Readonly<Record<string, string>> = {
  'aws:backup:source-resource': 'AWS Backup',
  'aws:dlm:lifecycle-policy-id': 'Data Lifecycle Manager',
};

/**
 * Backups come and expire by themselves; one that is shared is none of them, because that it is shared must be told
 * however new it is. https://docs.aws.amazon.com/aws-backup/latest/devguide/creating-a-backup.html,
 * https://docs.aws.amazon.com/ebs/latest/userguide/snapshot-lifecycle.html
 */
export function backupMembership(property: string): Membership {
  return {
    reason: 'AWS Backup and Data Lifecycle Manager make them and let them expire, unless they are shared',
    ownerOf: (resource) => {
      const isShared = permissions(resource, property).some(
        (permission) => isPublic(permission) || named(permission, resource.account) !== undefined,
      );
      const maker = Object.keys(makers).find((tag) => resource.tags[tag] !== undefined);
      return isShared || maker === undefined ? undefined : makers[maker];
    },
  };
}
