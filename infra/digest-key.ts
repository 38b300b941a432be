import { RemovalPolicy } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/** 64 of 62 letters and digits: 381 bits, more than HMAC-SHA-256 can use. */
const keyLength = 64;

/**
 * The key of the digests that stand for secrets in everything Tidemark stores. It is made by Secrets Manager during
 * deployment and never appears in a template. It survives the deletion of the stack like the baselines do: without it
 * every secret in them would look changed.
 */
export class DigestKey extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      description: 'Key of the digests that stand for secrets in Tidemark baselines',
      generateSecretString: { passwordLength: keyLength, excludePunctuation: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(
      this.secret,
      'AwsSolutions-SMG4',
      'A new key would give every secret in every baseline another digest, so that all of them would look changed at once. It leaves Secrets Manager only into the memory of scan-target.',
    );
  }
}
