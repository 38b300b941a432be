import type { Actor } from '../model/attribution.ts';
import type { CloudTrailRecord, UserIdentity } from './cloud-trail-record.ts';

/** The kinds of actors by the `type` of CloudTrail's `userIdentity`; `Role` is a role that has no session yet. */
const kinds: ReadonlyMap<string, Actor['kind']> = new Map([
  ['AssumedRole', 'assumed role'],
  ['AWSAccount', 'AWS account'],
  ['AWSService', 'AWS service'],
  ['Directory', 'directory'],
  ['FederatedUser', 'federated'],
  ['IAMUser', 'IAM user'],
  ['IdentityCenterUser', 'IAM Identity Center user'],
  ['Role', 'assumed role'],
  ['Root', 'root'],
  ['SAMLUser', 'federated'],
  ['WebIdentityUser', 'federated'],
]);

/** Roles that only a service can assume have its name in their path. */
const serviceLinkedRole = /:role\/aws-service-role\/([^/]+)\//;

/** What follows the kind in an ARN, such as `deploy` and `alice` of `assumed-role/deploy/alice`. */
function partsOf(arn: string | undefined): string[] {
  return arn?.split(':').slice(5).join(':').split('/').slice(1) ?? [];
}

/** The name of a session, which the ARN ends with, and the principal id after a colon. */
function sessionNameOf({ arn, principalId, sessionContext }: UserIdentity): string | undefined {
  if (sessionContext?.sessionIssuer === undefined && !arn?.includes(':assumed-role/')) return undefined;
  const fromArn = arn?.includes(':assumed-role/') ? partsOf(arn).slice(1).join('/') : '';
  const colon = principalId?.indexOf(':') ?? -1;
  return fromArn || (colon < 0 ? undefined : principalId?.slice(colon + 1)) || undefined;
}

function nameOf(kind: Actor['kind'], identity: UserIdentity, record: CloudTrailRecord): string {
  const { userName, arn, accountId, principalId, invokedBy, identityProvider, onBehalfOf } = identity;
  const issuer = identity.sessionContext?.sessionIssuer;
  const names: Readonly<Record<Actor['kind'], readonly (string | undefined)[]>> = {
    'IAM user': [userName, partsOf(arn).at(-1)],
    'assumed role': [issuer?.userName, partsOf(issuer?.arn).at(-1), partsOf(arn)[0], userName],
    root: ['root'],
    'AWS service': [serviceOf(identity), invokedBy, record.sourceIPAddress],
    federated: [userName, issuer?.userName, partsOf(arn).at(-1), identityProvider],
    'IAM Identity Center user': [userName, onBehalfOf?.userId],
    directory: [userName],
    'AWS account': [accountId],
    unknown: [userName, partsOf(arn).at(-1)],
  };
  return names[kind].find((name) => name !== undefined && name !== '') ?? principalId ?? 'unknown';
}

/** The service whose own role an identity is of, such as `autoscaling.amazonaws.com`. */
function serviceOf({ sessionContext }: UserIdentity): string | undefined {
  return serviceLinkedRole.exec(sessionContext?.sessionIssuer?.arn ?? '')?.[1];
}

function kindOf(identity: UserIdentity): Actor['kind'] {
  if (serviceOf(identity) !== undefined) return 'AWS service';
  const known = kinds.get(identity.type ?? '');
  if (known !== undefined) return known;
  // A service that acts for itself may be all that the identity has.
  return identity.type === undefined && identity.invokedBy !== undefined ? 'AWS service' : 'unknown';
}

/**
 * Who made the call of an event.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
export function actorOf(record: CloudTrailRecord): Actor {
  const { userIdentity: identity } = record;
  const { arn, accountId, sessionContext } = identity;
  const kind = kindOf(identity);
  const optional = {
    arn,
    account: accountId ?? sessionContext?.sessionIssuer?.accountId,
    sessionName: sessionNameOf(identity),
    issuerArn: sessionContext?.sessionIssuer?.arn,
    sourceIdentity: sessionContext?.sourceIdentity,
    federatedProvider: sessionContext?.webIdFederationData?.federatedProvider,
  };
  const known = Object.entries(optional).filter(([, value]) => value !== undefined);
  return { kind, name: nameOf(kind, identity, record), ...Object.fromEntries(known) };
}
