import {
  GetBucketAbacCommand,
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketMetadataConfigurationCommand,
  GetBucketMetadataTableConfigurationCommand,
  GetBucketReplicationCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  type Grant,
  ListBucketsCommand,
} from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, test } from 'vitest';
import { bucket } from '../../lib/resources/bucket.ts';
import {
  answerBarely,
  answerFully,
  fullProperties,
  group,
  owner,
  ownersGrant,
  s3,
} from './bucket-answers.ts';
import { awsError, readAll, stored, storedLines } from './type-fixtures.ts';

const noOne = { id: '', properties: {} };
const first = async () => stored(bucket, (await readAll(bucket))[0] ?? noOne);

beforeEach(() => {
  s3.reset();
  s3.on(ListBucketsCommand).resolves({ Buckets: [{ Name: 'orders', BucketRegion: 'eu-west-1' }] });
  answerFully('orders');
});

describe('listing buckets', () => {
  test('S3 is asked for the buckets of one region, page by page; those of other regions are not read', async () => {
    s3.on(ListBucketsCommand)
      .resolves({
        Buckets: [{ Name: 'orders', BucketRegion: 'eu-west-1' }, {}],
        ContinuationToken: '2',
      })
      .on(ListBucketsCommand, { ContinuationToken: '2' })
      .resolves({
        Buckets: [
          { Name: 'plain', BucketRegion: 'eu-west-1' },
          { Name: 'elsewhere', BucketRegion: 'us-east-1' },
        ],
      });
    answerBarely('plain');
    expect((await readAll(bucket)).map(({ id }) => id)).toEqual(['orders', 'plain']);
    expect(s3.commandCalls(ListBucketsCommand)[0]?.args[0].input).toMatchObject({
      BucketRegion: 'eu-west-1',
    });
    expect(s3.commandCalls(GetBucketLocationCommand)).toHaveLength(0);
  });

  test('without a region in the list each bucket is asked; one that may not be asked is unread as a whole', async () => {
    s3.on(ListBucketsCommand).resolves({
      Buckets: ['orders', 'old', 'virginia', 'gone', 'secret'].map((Name) => ({ Name })),
    });
    s3.on(GetBucketLocationCommand, { Bucket: 'orders' }).resolves({ LocationConstraint: 'eu-west-1' });
    s3.on(GetBucketLocationCommand, { Bucket: 'old' }).resolves({ LocationConstraint: 'EU' });
    s3.on(GetBucketLocationCommand, { Bucket: 'virginia' }).resolves({});
    s3.on(GetBucketLocationCommand, { Bucket: 'gone' }).rejects(awsError('NoSuchBucket'));
    s3.on(GetBucketLocationCommand, { Bucket: 'secret' }).rejects(awsError('AccessDenied', 'no'));
    answerBarely('old');
    const read = await readAll(bucket);
    expect(read.map(({ id }) => id)).toEqual(['orders', 'old', 'secret']);
    expect(read[2]?.unread).toEqual([{ path: '', reason: 'AccessDenied: no' }]);
  });

  test('an empty account has no buckets, and a refused list makes the type unread', async () => {
    s3.on(ListBucketsCommand).resolves({});
    expect(await readAll(bucket)).toEqual([]);
    s3.on(ListBucketsCommand).rejects(awsError('AccessDenied'));
    await expect(readAll(bucket)).rejects.toThrow('AccessDenied');
  });
});

describe('reading buckets', () => {
  test('every property comes in the words of the schema', async () => {
    const { properties, tags, arn } = await first();
    expect(properties).toEqual(fullProperties);
    expect(tags).toEqual({ Environment: "Environment's", Team: "Team's" });
    expect(arn).toBe('arn:aws:s3:::orders');
  });

  test('a bucket without configuration has none, and a deleted public access block blocks nothing', async () => {
    answerBarely('orders');
    const { properties, unread } = await first();
    expect(unread).toEqual([]);
    expect(properties).toEqual({
      AbacStatus: 'Disabled',
      Arn: 'arn:aws:s3:::orders',
      BucketName: 'orders',
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: false,
        BlockPublicPolicy: false,
        IgnorePublicAcls: false,
        RestrictPublicBuckets: false,
      },
    });
  });

  test('answers that name less than they may leave out no more than that', async () => {
    s3.on(GetBucketCorsCommand).resolves({});
    s3.on(GetBucketEncryptionCommand).resolves({});
    s3.on(GetBucketLifecycleConfigurationCommand).resolves({});
    s3.on(GetBucketReplicationCommand).resolves({});
    s3.on(GetObjectLockConfigurationCommand).resolves({});
    s3.on(GetBucketMetadataConfigurationCommand).resolves({});
    s3.on(GetBucketMetadataTableConfigurationCommand).resolves({});
    s3.on(GetBucketAclCommand).resolves({});
    const { properties } = await first();
    for (const name of ['CorsConfiguration', 'BucketEncryption', 'ReplicationConfiguration']) {
      expect(properties).not.toHaveProperty(name);
    }
    expect(properties).toHaveProperty('WebsiteConfiguration');
  });

  test.each<[string, Grant[], object]>([
    ['the owner alone', [], {}],
    ['public-read', [group('global/AllUsers', 'READ')], { AccessControl: 'PublicRead' }],
    [
      'public-read-write',
      [group('global/AllUsers', 'WRITE'), group('global/AllUsers', 'READ')],
      { AccessControl: 'PublicReadWrite' },
    ],
    [
      'authenticated-read',
      [group('global/AuthenticatedUsers', 'READ')],
      { AccessControl: 'AuthenticatedRead' },
    ],
    [
      'log-delivery-write',
      [group('s3/LogDelivery', 'WRITE'), group('s3/LogDelivery', 'READ_ACP')],
      { AccessControl: 'LogDeliveryWrite' },
    ],
    [
      'an ACL of its own',
      [{ Grantee: { Type: 'CanonicalUser', ID: 'other', DisplayName: 'x' }, Permission: 'READ' }, {}],
      {
        AccessControlList: {
          Grants: [{ Grantee: { ID: 'other', Type: 'CanonicalUser' }, Permission: 'READ' }, {}],
        },
      },
    ],
  ])('an ACL is named as it was made: %s', async (_, grants, expected) => {
    s3.on(GetBucketAclCommand).resolves({ Owner: { ID: owner }, Grants: [ownersGrant, ...grants] });
    const { AccessControl, AccessControlList } = (await first()).properties;
    expect({
      ...(AccessControl === undefined ? {} : { AccessControl }),
      ...(AccessControlList === undefined ? {} : { AccessControlList }),
    }).toEqual(expected);
  });

  test('the same sets in another order give the same bytes', async () => {
    const lines = storedLines(bucket, await readAll(bucket));
    answerFully('orders', true);
    expect(storedLines(bucket, await readAll(bucket))).toEqual(lines);
  });

  test('a refused call leaves its own properties unread, and nothing else', async () => {
    s3.on(GetBucketAclCommand).rejects(awsError('AccessDenied', 'not yours'));
    s3.on(GetObjectLockConfigurationCommand).rejects(awsError('AccessDenied', 'not yours'));
    const { unread, properties } = await first();
    expect(unread).toEqual(
      ['/AccessControl', '/AccessControlList', '/ObjectLockConfiguration', '/ObjectLockEnabled'].map(
        (path) => ({ path, reason: 'AccessDenied: not yours' }),
      ),
    );
    expect(properties).toHaveProperty('LifecycleConfiguration');
    s3.on(GetPublicAccessBlockCommand).rejects(awsError('AccessDenied', 'not yours'));
    expect((await first()).unread).toContainEqual({
      path: '/PublicAccessBlockConfiguration',
      reason: 'AccessDenied: not yours',
    });
  });

  test('an endpoint that takes a newer call for a listing of objects does not have what it asks for', async () => {
    const refusal = (action: string) =>
      awsError(
        'AccessDenied',
        `User: reader is not authorized to perform: ${action} because no policy allows it`,
      );
    s3.on(GetBucketAbacCommand).rejects(refusal('s3:ListBucket'));
    expect((await first()).unread).toEqual([]);
    s3.on(GetBucketAbacCommand).rejects(refusal('s3:GetBucketAbac'));
    expect((await first()).unread?.map(({ path }) => path)).toEqual(['/AbacStatus']);
  });

  test('a bucket that is deleted while it is read does not come', async () => {
    s3.on(GetBucketVersioningCommand).rejects(awsError('NoSuchBucket'));
    expect(await readAll(bucket)).toEqual([]);
  });

  test('throttling that outlives the retries makes the type unread', async () => {
    s3.on(GetBucketTaggingCommand).rejects(awsError('SlowDown'));
    await expect(readAll(bucket)).rejects.toThrow('SlowDown');
  });

  test('the permissions name exactly the actions that reading needs', () => {
    expect(bucket.permissions).toEqual([
      's3:GetAccelerateConfiguration',
      's3:GetAnalyticsConfiguration',
      's3:GetBucketAbac',
      's3:GetBucketAcl',
      's3:GetBucketCORS',
      's3:GetBucketLocation',
      's3:GetBucketLogging',
      's3:GetBucketMetadataTableConfiguration',
      's3:GetBucketNotification',
      's3:GetBucketObjectLockConfiguration',
      's3:GetBucketOwnershipControls',
      's3:GetBucketPublicAccessBlock',
      's3:GetBucketTagging',
      's3:GetBucketVersioning',
      's3:GetBucketWebsite',
      's3:GetEncryptionConfiguration',
      's3:GetIntelligentTieringConfiguration',
      's3:GetInventoryConfiguration',
      's3:GetLifecycleConfiguration',
      's3:GetMetricsConfiguration',
      's3:GetReplicationConfiguration',
      's3:ListAllMyBuckets',
    ]);
  });
});
