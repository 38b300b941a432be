import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge, allowBelow } from './acknowledge.ts';

/** Days an approved baseline can be gone back to after another took its place. */
const earlierBaselineDays = 365;
/** Days the snapshots of single runs are kept; the baseline itself stays. */
const snapshotDays = 30;
/** Days the plan, results and report of a run are kept. */
const runDays = 90;
/** Days that deleted or overwritten objects of other kinds can still be recovered. */
const recoveryDays = 30;

const keysReason =
  'The role reads or writes only the keys its function is made for; the rest of a key is decided at run time.';

/**
 * The bucket with baselines, snapshots, findings, reports and the record of approvals. It survives the deletion of
 * the stack.
 *
 * Encrypted with keys that S3 manages: a customer managed key costs 1 USD a month and a request for each object, more
 * than all the rest together, and would protect against nobody whom the bucket's policy does not keep out already,
 * since nothing secret is ever written here.
 */
export class BaselineBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      versioned: true,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        { id: 'abort-uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) },
        keepEarlierVersions('baselines/', earlierBaselineDays),
        keepEarlierVersions('open/', recoveryDays),
        keepEarlierVersions('posture/', recoveryDays),
        keepEarlierVersions('findings/', recoveryDays),
        keepEarlierVersions('compliance/', recoveryDays),
        keepEarlierVersions('prices/', recoveryDays),
        expire('snapshots/', snapshotDays),
        expire('runs/', runDays),
      ],
    });
    this.#keepAudit();
    acknowledge(
      this.bucket,
      'AwsSolutions-S1',
      'Only the hub functions reach the bucket, and approvals are recorded under audit/; server access logs would be more objects than the data. Who wants every access recorded turns on CloudTrail data events.',
    );
  }

  /** Lets a role read the objects of some keys, such as `runs/*`. */
  allowRead(role: IRole, ...keys: string[]): void {
    this.#allow(role, 's3:GetObject', keys);
    // Without it S3 answers "access denied" for an object that is not there, instead of "no such key".
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] }),
    );
  }

  /** Lets a role write the objects of some keys, such as `runs/*`. */
  allowWrite(role: IRole, ...keys: string[]): void {
    this.#allow(role, 's3:PutObject', keys);
  }

  #allow(role: IRole, action: string, keys: readonly string[]): void {
    allowBelow(role, {
      actions: [action],
      resource: this.bucket,
      arn: this.bucket.bucketArn,
      suffixes: keys.map((key) => `/${key}`),
      reason: keysReason,
    });
  }

  /** The record of approvals is append-only: an object that is written again keeps its earlier versions. */
  #keepAudit(): void {
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'KeepTheRecordOfApprovals',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
        resources: [this.bucket.arnForObjects('audit/*')],
      }),
    );
  }
}

function keepEarlierVersions(prefix: string, days: number) {
  return {
    id: `earlier-${prefix.replace('/', '')}`,
    prefix,
    noncurrentVersionExpiration: Duration.days(days),
    // What is left of an object that was deleted and whose versions have all expired.
    expiredObjectDeleteMarker: true,
  };
}

function expire(prefix: string, days: number) {
  return {
    id: `old-${prefix.replace('/', '')}`,
    prefix,
    expiration: Duration.days(days),
    noncurrentVersionExpiration: Duration.days(1),
  };
}
