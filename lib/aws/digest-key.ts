import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Digest, keyedDigest, shortestDigestKey } from '../model/digest.ts';
import { ConfigurationError } from '../model/errors.ts';

/**
 * Makes the digest that stands for secrets under the key in Secrets Manager, named by its ARN or name. Throws a
 * {@link ConfigurationError} when the secret does not hold a key.
 */
export async function readDigest(client: SecretsManagerClient, secret: string): Promise<Digest> {
  const { SecretString: key = '' } = await client.send(new GetSecretValueCommand({ SecretId: secret }));
  if (key.length >= shortestDigestKey) return keyedDigest(key);
  throw new ConfigurationError(
    `The secret ${secret} holds no key of at least ${shortestDigestKey} characters; deploy the hub stack again`,
  );
}
