import {
  AssumeRoleCommand,
  type Credentials,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
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
}

function assumeRoleFailure(error: unknown, roleArn: string, target: Target): Error {
  if (isThrottling(error)) return new ThrottledError(describeAwsError(error), target, { cause: error });
  return new AssumeRoleError(
    `Could not assume ${roleArn}: ${describeAwsError(error)}. Deploy the Tidemark member stack to the account, and check its trust policy and external id`,
    target,
    { cause: error },
  );
}

async function assumeRole(
  clients: AwsClients,
  roleArn: string,
  options: ConnectOptions,
  target: Target,
): Promise<Credentials> {
  try {
    const answer = await clients.get(STSClient).send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: `tidemark-${options.runId}`.slice(0, sessionNameLimit),
        ExternalId: options.externalId,
        DurationSeconds: sessionSeconds,
      }),
    );
    if (answer.Credentials) return answer.Credentials;
  } catch (error) {
    throw assumeRoleFailure(error, roleArn, target);
  }
  throw new AssumeRoleError(`STS answered without credentials for ${roleArn}`, target);
}

/** Makes the connector that assumes the member role of each target with the caller's credentials. */
export function roleConnector(options: ConnectOptions): Connect {
  return async (target) => {
    const region = endpointRegion(target.region, options.referenceRegion);
    const place: ReadPlace = { partition: partitionOf(region), account: target.account, region };
    const own = new AwsClients(region);
    if (options.ownAccountWithoutRole) {
      const caller = await own.get(STSClient).send(new GetCallerIdentityCommand({}));
      if (caller.Account === target.account) return resourceReader(place, own);
    }
    const roleArn = `arn:${place.partition}:iam::${target.account}:role/${options.roleName}`;
    const {
      AccessKeyId = '',
      SecretAccessKey = '',
      SessionToken = '',
    } = await assumeRole(own, roleArn, options, target);
    own.destroy();
    const credentials = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    };
    return resourceReader(place, new AwsClients(region, credentials));
  };
}
