import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromIni } from '@aws-sdk/credential-providers';
import { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } from '@smithy/core';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { AwsClients } from '../aws/clients.ts';
import { openEventHistory } from '../aws/cloud-trail-events.ts';
import { roleConnector } from '../aws/connect.ts';
import { readDigest } from '../aws/digest-key.ts';
import { awsErrorParts, describeAwsError, isNotFound } from '../aws/errors.ts';
import { priceListReader, priceListRegion } from '../aws/price-list.ts';
import { taggedResources } from '../aws/tagged-resources.ts';
import type { Digest } from '../model/digest.ts';
import { InputError } from '../model/errors.ts';
import { S3ObjectStore } from '../store/s3-store.ts';
import type { AwsAccess, Caller, StoreAccess } from './surroundings.ts';

/** The function of a hub that knows its bucket and the key of its digests; infra/names.ts gives it this name. */
export const scanFunctionName = 'tidemark-scan-target';

/** What the clients of the hub's account are made with. */
interface HubClients {
  readonly region: string;
  readonly credentials?: AwsCredentialIdentityProvider;
}

/** The credentials of a profile, read once and renewed when they run out. */
function profileCredentials(profile: string): AwsCredentialIdentityProvider {
  const provider = fromIni({ profile });
  return memoizeIdentityProvider(provider, isIdentityExpired, doesIdentityRequireRefresh) ?? provider;
}

/** Whether AWS, or the SDK before asking AWS, says that there are no valid credentials. */
function isCredentialsError(error: unknown): boolean {
  const { code } = awsErrorParts(error);
  return (
    /CredentialsProviderError|TokenProviderError|CredentialsError/.test(code) ||
    /^(ExpiredToken|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidAccessKeyId)/.test(
      code,
    )
  );
}

/** Whether a call was refused; a HEAD request has no body that could say more than its status. */
function isAccessDenied(error: unknown): boolean {
  const { code, status } = awsErrorParts(error);
  return /^AccessDenied/.test(code) || status === 403;
}

async function readCaller(hub: HubClients, profile: string | undefined): Promise<Caller> {
  try {
    const { Account = '', Arn = '' } = await new STSClient(hub).send(new GetCallerIdentityCommand({}));
    return { account: Account, arn: Arn };
  } catch (error) {
    if (!isCredentialsError(error)) throw error;
    const named =
      profile === undefined ? 'No valid AWS credentials' : `--profile ${profile}: no valid credentials`;
    throw new InputError(
      `${named} (${describeAwsError(error)}); sign in, or name a profile, such as: aws sso login --profile audit, then tidemark detect prod --profile audit`,
      {},
      { cause: error },
    );
  }
}

/** Makes sure that the bucket is there, and gives the region it is in. */
async function bucketRegion(bucket: string, hub: HubClients): Promise<string> {
  const s3 = new S3Client({ ...hub, followRegionRedirects: true });
  try {
    const { BucketRegion = hub.region } = await s3.send(new HeadBucketCommand({ Bucket: bucket }));
    return BucketRegion;
  } catch (error) {
    const reason = isNotFound(error)
      ? 'does not exist'
      : isAccessDenied(error)
        ? 'is not for these credentials: they need s3:ListBucket, s3:GetObject and s3:PutObject on it'
        : undefined;
    if (reason === undefined) throw error;
    throw new InputError(
      `--bucket ${bucket} ${reason}; name the bucket that the hub stack has as output BucketName, or leave --bucket out to use a local folder`,
      {},
      { cause: error },
    );
  } finally {
    s3.destroy();
  }
}

const ownSecret = 'name the secret yourself, such as --digest-secret tidemark/digest-key';

/** The secret that the functions of the hub make their digests with. */
async function hubSecret(bucket: string, hub: HubClients): Promise<string> {
  const lambda = new LambdaClient(hub);
  try {
    const { Environment: { Variables = {} } = {} } = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: scanFunctionName }),
    );
    const { TIDEMARK_BUCKET: used, TIDEMARK_DIGEST_SECRET_ARN: secret } = Variables;
    if (used === bucket && secret) return secret;
    throw new InputError(
      `--bucket ${bucket} is not the bucket of the hub in ${hub.region}, which is ${used ?? 'unknown'}; use that, or ${ownSecret}`,
    );
  } catch (error) {
    if (!isNotFound(error) && !isAccessDenied(error)) throw error;
    throw new InputError(
      `The key of the digests in --bucket ${bucket} could not be looked up at the function ${scanFunctionName} in ${hub.region} (${describeAwsError(error)}); deploy the hub there, get lambda:GetFunctionConfiguration, or ${ownSecret}`,
      {},
      { cause: error },
    );
  } finally {
    lambda.destroy();
  }
}

async function hubDigest(secret: string, hub: HubClients): Promise<Digest> {
  const secrets = new SecretsManagerClient(hub);
  try {
    return await readDigest(secrets, secret);
  } catch (error) {
    if (!isNotFound(error) && !isAccessDenied(error)) throw error;
    throw new InputError(
      `The key of the digests, ${secret}, may not be read with these credentials (${describeAwsError(error)}). Without it every secret in the baselines would look changed, so nothing was scanned. Get secretsmanager:GetSecretValue on it; or let the hub scan: aws lambda invoke --function-name tidemark-audit --payload '{"environment":"prod","wait":true}' answer.json`,
      {},
      { cause: error },
    );
  } finally {
    secrets.destroy();
  }
}

/** Reaches AWS with the caller's own credentials: of a profile, or what the SDK's default provider chain finds. */
export function openAws(profile: string | undefined): AwsAccess {
  const own: Pick<HubClients, 'credentials'> =
    profile === undefined ? {} : { credentials: profileCredentials(profile) };
  const openBucket = async (
    bucket: string,
    secret: string | undefined,
    region: string,
  ): Promise<StoreAccess> => {
    const hub = { ...own, region: await bucketRegion(bucket, { ...own, region }) };
    const digest = await hubDigest(secret ?? (await hubSecret(bucket, hub)), hub);
    return { store: new S3ObjectStore(new S3Client(hub), bucket), digest };
  };
  return {
    caller: (region) => readCaller({ ...own, region }, profile),
    connectorFor: ({ memberRole, runId }, { referenceRegion }) =>
      roleConnector({
        ...own,
        roleName: memberRole.name,
        externalId: memberRole.externalId,
        referenceRegion,
        runId,
        ownAccountWithoutRole: true,
      }),
    seeWhatExists: taggedResources,
    readProducts: priceListReader(new AwsClients(priceListRegion, own.credentials)),
    openEventHistory,
    openBucket,
  };
}
