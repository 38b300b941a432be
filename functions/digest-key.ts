import { createHmac } from 'node:crypto';
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Digest } from '../lib/model/digest.ts';
import { ConfigurationError } from '../lib/model/errors.ts';

/** A key shorter than this many characters was not made by the deployment. */
const shortestKey = 32;

/**
 * Makes the digest that stands for secrets, HMAC-SHA-256 under the key in Secrets Manager. Throws a
 * {@link ConfigurationError} when the secret does not hold a key.
 */
export async function readDigest(client: SecretsManagerClient, secretArn: string): Promise<Digest> {
  const { SecretString: key = '' } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
  if (key.length < shortestKey) {
    throw new ConfigurationError(
      `The secret ${secretArn} holds no key of at least ${shortestKey} characters; deploy the hub stack again`,
    );
  }
  return (text) => createHmac('sha256', key).update(text).digest('hex');
}
