import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import { AssumeRoleError, ThrottledError } from '../model/errors.ts';
import type { Target } from '../model/snapshot.ts';
import { AwsClients } from './clients.ts';
import { describeAwsError, isThrottling } from './errors.ts';
import { endpointRegion, partitionOf } from './partition.ts';
import { type ReadPlace, type ResourceReader, resourceReader } from './reader.ts';

/** Seconds the credentials of a target live: the longest a chained role may have, and the Lambda limit is 15 minutes. */
const sessionSeconds = 3_600;
/** STS takes at most this many characters of a session name. */
const sessionNameLimit = 64;

/**
 * Opens a target: gives what resource types read with. Throws an {@link AssumeRoleError} when the role refuses. The
 * caller closes its clients.
 */
export type Connect = (target: Target) => Promise<ResourceReader>;

/** How targets are reached. */
export interface ConnectOptions {
  /** Name of the role to assume in the target's account. */
  readonly roleName: string;
  readonly externalId: string;
  /** A region of the partition, for global targets; the first of the environment's. */
  readonly referenceRegion: string;
  /** Appears in the account's CloudTrail as the session name. */
  readonly runId: string;
  /** Whether to use the caller's own credentials in the caller's own account instead of assuming a role there. */
  readonly ownAccountWithoutRole: boolean;
  /** The caller's credentials; absent: what the SDK's default provider chain finds. */
  readonly credentials?: AwsCredentialIdentityProvider;
}

function assumeRoleFailure(error: unknown, roleArn: string, target: Target): Error {
  if (isThrottling(error)) return new ThrottledError(describeAwsError(error), target, { cause: error });
  return new AssumeRoleError(
    `Could not assume ${roleArn}: ${describeAwsError(error)}. Deploy the Tidemark member stack to the account, and check its trust policy and external id`,
    target,
    { cause: error },
  );
}

/** The account of the credentials that Tidemark runs with. */
async function callerAccount(clients: AwsClients, target: Target): Promise<string | undefined> {
  try {
    return (await clients.get(STSClient).send(new GetCallerIdentityCommand({}))).Account;
  } catch (error) {
    throw new AssumeRoleError(
      `Could not find out whose credentials these are: ${describeAwsError(error)}. Check AWS_PROFILE, or sign in again`,
      target,
      { cause: error },
    );
  }
}

async function assumeRole(
  clients: AwsClients,
  roleArn: string,
  options: ConnectOptions,
  target: Target,
): Promise<AwsCredentialIdentity> {
  try {
    const answer = await clients.get(STSClient).send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: `tidemark-${options.runId}`.slice(0, sessionNameLimit),
        ExternalId: options.externalId,
        DurationSeconds: sessionSeconds,
      }),
    );
    const {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
    } = answer.Credentials ?? {};
    if (accessKeyId && secretAccessKey && sessionToken) return { accessKeyId, secretAccessKey, sessionToken };
  } catch (error) {
    throw assumeRoleFailure(error, roleArn, target);
  }
  throw new AssumeRoleError(`STS answered without credentials for ${roleArn}; run again`, target);
}

/** The credentials of the target's role; undefined in the caller's own account when no role is wanted there. */
async function targetCredentials(
  own: AwsClients,
  { partition, account }: ReadPlace,
  options: ConnectOptions,
  target: Target,
): Promise<AwsCredentialIdentity | undefined> {
  if (options.ownAccountWithoutRole && (await callerAccount(own, target)) === account) return undefined;
  const roleArn = `arn:${partition}:iam::${account}:role/${options.roleName}`;
  return assumeRole(own, roleArn, options, target);
}

/** Makes the connector that assumes the member role of each target with the caller's credentials. */
export function roleConnector(options: ConnectOptions): Connect {
  return async (target) => {
    const region = endpointRegion(target.region, options.referenceRegion);
    const place: ReadPlace = { partition: partitionOf(region), account: target.account, region };
    const own = new AwsClients(region, options.credentials);
    try {
      const credentials = await targetCredentials(own, place, options, target);
      return resourceReader(place, new AwsClients(region, credentials ?? options.credentials));
    } finally {
      own.destroy();
    }
  };
}
