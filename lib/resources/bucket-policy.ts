import { GetBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import pLimit from 'p-limit';
import type { ResourceReader } from '../aws/reader.ts';
import { changedResource, type ResourceChange } from '../model/change.ts';
import { free } from '../model/cost.ts';
import { type PolicyStatement, policyStatements } from '../model/policy.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { ChangeRule, StateRule } from '../model/rule.ts';
import { coversAction } from '../risk/policy-documents.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { formerValue } from './former-state.ts';
import { bucketsOfRegion, callsAtOnce, type ListedBucket } from './s3-buckets.ts';

async function readPolicy(
  { clients, optional }: ResourceReader,
  { name, unread: regionUnread }: ListedBucket,
): Promise<ReadResource[]> {
  if (regionUnread.length > 0) return [{ id: name, properties: { Bucket: name }, unread: regionUnread }];
  const unread: UnreadProperty[] = [];
  const answer = await optional(unread, '', () =>
    clients.get(S3Client).send(new GetBucketPolicyCommand({ Bucket: name })),
  );
  if (!answer?.Policy && unread.length === 0) return [];
  return [{ id: name, properties: { Bucket: name, PolicyDocument: answer?.Policy }, unread }];
}

function statements(policy: Resource | undefined): PolicyStatement[] {
  return policyStatements(policy?.properties.PolicyDocument);
}

const isForEverybody = ({ principals }: PolicyStatement) =>
  Object.values(principals ?? {}).some((names) => names.includes('*'));

/** Sets the policy as it was. */
const policyAsBefore = {
  command: 'aws s3api put-bucket-policy --bucket {{id}} --policy {{former}}',
  console: 'S3 › General purpose buckets › {{id}} › Permissions › Bucket policy › Edit',
};

/** Whether a statement refuses requests that are not encrypted on their way. */
function requiresTls(statement: PolicyStatement): boolean {
  return (
    statement.effect === 'Deny' &&
    isForEverybody(statement) &&
    statement.actions.some((action) => coversAction(action, 's3:GetObject')) &&
    Object.values(statement.conditions).some((keys) => keys['aws:securetransport']?.includes('false'))
  );
}

function tlsRequirement(change: ResourceChange, from: boolean): boolean {
  const [was, is] = [change.before, change.after].map((policy) => statements(policy).some(requiresTls));
  return was === from && is === !from;
}

const tlsNotRequired: ChangeRule = {
  kind: 'change',
  id: 's3-policy-tls-not-required',
  title: 'a bucket policy no longer requires encrypted connections',
  severity: 'MEDIUM',
  sources: ['FSBP S3.5', 'CIS AWS Foundations 3.0 2.1.1'],
  recommendation: 'Put the statement that denies requests without aws:SecureTransport back.',
  remedy: policyAsBefore,
  dangers: (change) =>
    tlsRequirement(change, true)
      ? [
          {
            subject: 'no TLS required',
            path: '/PolicyDocument',
            reason: `Bucket ${changedResource(change).id} accepts unencrypted requests now: its policy no longer denies them.`,
            values: formerValue(change.before?.properties.PolicyDocument),
          },
        ]
      : [],
  ended: (change) =>
    tlsRequirement(change, false)
      ? [
          {
            subject: 'no TLS required',
            path: '/PolicyDocument',
            reason: 'Safer: the bucket takes encrypted connections only.',
          },
        ]
      : [],
};

/** The services that write the records of what is done. */
const recorders = ['cloudtrail.amazonaws.com', 'config.amazonaws.com', 'delivery.logs.amazonaws.com'];

/** Which of them a policy lets write: it allows, and does not deny, that they put objects. */
function admittedRecorders(policy: Resource | undefined): string[] {
  const about = (recorder: string, effect: PolicyStatement['effect']) =>
    statements(policy).some(
      (statement) =>
        statement.effect === effect &&
        (statement.principals?.Service?.includes(recorder) ||
          (isForEverybody(statement) && Object.keys(statement.conditions).length === 0)) &&
        statement.actions.some((action) => coversAction(action, 's3:PutObject')),
    );
  return recorders.filter((recorder) => about(recorder, 'Allow') && !about(recorder, 'Deny'));
}

const recordersKeptOut: ChangeRule = {
  kind: 'change',
  id: 's3-policy-keeps-logs-out',
  title: 'a bucket no longer takes the records of what is done',
  severity: 'HIGH',
  sources: [
    'MITRE ATT&CK T1562.008',
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html',
  ],
  recommendation:
    'Let the service write into the bucket again, and look in the event history of CloudTrail at what was done since.',
  remedy: policyAsBefore,
  dangers: (change) => {
    const still = admittedRecorders(change.after);
    return admittedRecorders(change.before)
      .filter((recorder) => !still.includes(recorder))
      .map((recorder) => ({
        subject: `no records of ${recorder}`,
        path: '/PolicyDocument',
        reason: `The policy of bucket ${changedResource(change).id} no longer lets ${recorder} write: what it records is lost.`,
        values: formerValue(change.before?.properties.PolicyDocument),
      }));
  },
  ended: (change) => {
    if (change.kind !== 'modified') return [];
    const before = admittedRecorders(change.before);
    return admittedRecorders(change.after)
      .filter((recorder) => !before.includes(recorder))
      .map((recorder) => ({
        subject: `no records of ${recorder}`,
        path: '/PolicyDocument',
        reason: `Safer: the bucket takes the records of ${recorder}.`,
      }));
  },
};

/** All objects of a bucket, not those under a prefix. */
const everyObject = /^(\*|arn:[^:]*:s3:::[^/]*(\*|\/\*))$/;

/** Whether a statement locks everybody out of the data, without any exception. */
function locksOut(statement: PolicyStatement): boolean {
  return (
    statement.effect === 'Deny' &&
    isForEverybody(statement) &&
    Object.keys(statement.conditions).length === 0 &&
    statement.resources.some((resource) => everyObject.test(resource)) &&
    statement.actions.some((action) => coversAction(action, 's3:GetObject'))
  );
}

const lockedOut: StateRule = {
  kind: 'state',
  id: 's3-policy-locks-everybody-out',
  title: 'a bucket policy locks everybody out',
  severity: 'HIGH',
  sources: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html'],
  recommendation:
    'Remove the statement; if nobody can any more, the root user of the account can delete the policy of the bucket.',
  remedy: {
    command: 'aws s3api delete-bucket-policy --bucket {{id}}',
    console: 'S3 › General purpose buckets › {{id}} › Permissions › Bucket policy › Delete',
  },
  safer: 'the policy no longer locks everybody out',
  dangers: (policy) =>
    statements(policy)
      .filter(locksOut)
      .map(({ sid }) => ({
        subject: `deny ${sid ?? 'everybody'}`,
        path: '/PolicyDocument',
        reason: `The policy of bucket ${policy.id} denies everybody to read its objects, without any condition: its users, and your own people, are locked out.`,
      })),
};

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucketpolicy.html
 *
 * A bucket whose policy is forbidden to read is yielded as unread: it may have one, as before, or none.
 */
export const bucketPolicy = defineResourceType({
  type: 'AWS::S3::BucketPolicy',
  scope: 'regional',
  taggable: false,
  permissions: ['s3:GetBucketLocation', 's3:GetBucketPolicy', 's3:ListAllMyBuckets'],
  async *read(reader) {
    const limit = pLimit(callsAtOnce);
    for await (const buckets of bucketsOfRegion(reader)) {
      const read = await Promise.all(buckets.map((bucket) => limit(() => readPolicy(reader, bucket))));
      yield* read.flat();
    }
  },
  sensitivity: { '/PolicyDocument': 'MEDIUM' },
  rules: [tlsNotRequired, lockedOut, recordersKeptOut],
  monthlyCost: () => free,
});
