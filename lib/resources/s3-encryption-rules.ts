import { toList, toObjects } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { Rule, StateRule } from '../model/rule.ts';
import { formerValue, type RemedyValues } from './former-state.ts';
import { worsening } from './s3-states.ts';

/** The default encryption of a bucket. */
interface Encryption {
  readonly algorithm: string;
  /** A KMS key of one's own; undefined with S3's keys and with the key that AWS manages. */
  readonly key: string | undefined;
  /** Whether objects encrypted with keys that only the uploader has are refused. */
  readonly blocksCustomerKeys: boolean;
}

/** Weakest first. https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingEncryption.html */
const algorithms: readonly string[] = ['AES256', 'aws:kms', 'aws:kms:dsse'];

function encryptionOf({ properties }: Resource): Encryption | undefined {
  const rule = '/BucketEncryption/ServerSideEncryptionConfiguration/0';
  const algorithm = valueAt(properties, `${rule}/ServerSideEncryptionByDefault/SSEAlgorithm`);
  if (typeof algorithm !== 'string') return undefined;
  const key = valueAt(properties, `${rule}/ServerSideEncryptionByDefault/KMSMasterKeyID`);
  const blocked = toList(valueAt(properties, `${rule}/BlockedEncryptionTypes/EncryptionType`));
  return {
    algorithm,
    key: typeof key === 'string' && !key.endsWith('alias/aws/s3') ? key : undefined,
    blocksCustomerKeys: blocked.includes('SSE-C'),
  };
}

/** The default encryption of a bucket as S3 takes it, which has another word for it than the schema: `{{former}}`. */
function formerEncryption({ properties }: Resource): RemedyValues {
  const rules = toObjects(valueAt(properties, '/BucketEncryption/ServerSideEncryptionConfiguration'));
  return formerValue({
    Rules: rules.map(({ ServerSideEncryptionByDefault, ...rest }) => ({
      ...(ServerSideEncryptionByDefault && {
        ApplyServerSideEncryptionByDefault: ServerSideEncryptionByDefault,
      }),
      ...rest,
    })),
  });
}

/** Sets the default encryption as it was. */
const encryptAsBefore = {
  command:
    'aws s3api put-bucket-encryption --bucket {{id}} --server-side-encryption-configuration {{former}}',
  console: 'S3 › General purpose buckets › {{id}} › Properties › Default encryption › Edit',
};

function describeEncryption({ algorithm, key }: Encryption): string {
  if (algorithm === 'AES256') return 'S3-managed keys (AES256)';
  return key === undefined ? `the AWS managed key (${algorithm})` : `${key} (${algorithm})`;
}

const encryptionWeakened = worsening({
  id: 's3-encryption-weakened',
  title: 'default encryption of a bucket was weakened',
  severity: 'MEDIUM',
  sources: ['Security Hub S3.17', 'AWS Well-Architected SEC08-BP02'],
  recommendation:
    'Set the approved encryption again, and encrypt anew the objects that were written in the meantime.',
  remedy: encryptAsBefore,
  path: '/BucketEncryption',
  safer: 'objects are encrypted more strongly',
  worse: (was, is) => {
    const [before, after] = [encryptionOf(was), encryptionOf(is)];
    if (!before || !after) return [];
    const lostKey = before.key !== undefined && after.key === undefined;
    if (!lostKey && algorithms.indexOf(after.algorithm) >= algorithms.indexOf(before.algorithm)) return [];
    return [
      {
        subject: `${before.algorithm} to ${after.algorithm}`,
        // With the customer's key goes its key policy, the second lock on every object.
        severity: lostKey && after.algorithm === 'AES256' ? 'HIGH' : 'MEDIUM',
        values: formerEncryption(was),
        reason: `New objects of bucket ${is.id} are encrypted with ${describeEncryption(after)}, no longer with ${describeEncryption(before)}${lostKey ? ': who may read the bucket needs no permission for the key any more' : ''}.`,
      },
    ];
  },
});

const customerKeysAllowed = worsening({
  id: 's3-customer-provided-keys-allowed',
  title: 'a bucket takes objects encrypted with keys that AWS does not keep',
  severity: 'MEDIUM',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/blocking-unblocking-s3-c-encryption-gpb.html',
    'MITRE ATT&CK T1486',
  ],
  recommendation:
    'Block SSE-C again: with it, whoever can write can overwrite objects so that only they can read them.',
  remedy: encryptAsBefore,
  path: '/BucketEncryption',
  safer: 'objects encrypted with customer-provided keys are refused',
  worse: (before, after) =>
    encryptionOf(before)?.blocksCustomerKeys && encryptionOf(after)?.blocksCustomerKeys === false
      ? [
          {
            subject: 'SSE-C allowed',
            values: formerEncryption(before),
            reason: `Bucket ${after.id} takes objects encrypted with customer-provided keys (SSE-C) again, which is how ransom is asked for objects.`,
          },
        ]
      : [],
});

function accountOfKey(key: string | undefined): string | undefined {
  return /^arn:aws[a-z-]*:kms:[^:]*:(\d{12}):/.exec(key ?? '')?.[1];
}

function foreignAccountOfKey(bucket: Resource): string | undefined {
  const account = accountOfKey(encryptionOf(bucket)?.key);
  return bucket.account === '' || account === bucket.account ? undefined : account;
}

const foreignKey: StateRule = {
  kind: 'state',
  id: 's3-encryption-foreign-key',
  title: 'objects are encrypted with a key of another account',
  severity: 'HIGH',
  sources: ['AWS Well-Architected SEC08-BP01', 'MITRE ATT&CK T1486'],
  recommendation:
    'Set a key of your own at once unless you know the account: it can take the key away, and the objects with it.',
  remedy: {
    command: `aws s3api put-bucket-encryption --bucket {{id}} --server-side-encryption-configuration '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms","KMSMasterKeyID":"<arn-of-your-key>"},"BucketKeyEnabled":true}]}'`,
    console: encryptAsBefore.console,
  },
  safer: 'objects are encrypted with a key of the own account',
  dangers: (bucket) => {
    const account = foreignAccountOfKey(bucket);
    const key = encryptionOf(bucket)?.key;
    return account === undefined
      ? []
      : [
          {
            subject: `key of account ${account}`,
            path: '/BucketEncryption',
            reason: `New objects of bucket ${bucket.id} are encrypted with ${key}, a key of account ${account}: without that account nobody can read them.`,
          },
        ];
  },
};

const keyChanged = worsening({
  id: 's3-encryption-key-changed',
  title: 'objects are encrypted with another key',
  severity: 'MEDIUM',
  sources: ['AWS Well-Architected SEC08-BP01'],
  recommendation: 'Check who controls the new key and who may use it, and that the old key is not deleted.',
  remedy: encryptAsBefore,
  path: '/BucketEncryption',
  worse: (before, after) => {
    const [was, is] = [encryptionOf(before)?.key, encryptionOf(after)?.key];
    if (was === undefined || is === undefined || was === is) return [];
    if (foreignAccountOfKey(before) !== undefined || foreignAccountOfKey(after) !== undefined) return [];
    return [
      {
        subject: `key ${is}`,
        values: formerEncryption(before),
        reason: `New objects of bucket ${after.id} are encrypted with ${is}, no longer with ${was}.`,
      },
    ];
  },
});

/** Dangers of how a bucket encrypts, beside that of not encrypting, which is common to all types. */
export const encryptionRules: readonly Rule[] = [
  encryptionWeakened,
  customerKeysAllowed,
  foreignKey,
  keyChanged,
];
