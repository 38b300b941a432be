import { GetBucketPolicyCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { bucketPolicy } from '../../lib/resources/bucket-policy.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const s3 = mockClient(S3Client);
const orders = 'arn:aws:s3:::orders';
const tlsOnly: JsonObject = {
  Sid: 'TlsOnly',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [orders, `${orders}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const allow = (principal: JsonObject, Condition?: JsonObject): JsonObject => ({
  Effect: 'Allow',
  Principal: principal,
  Action: 's3:GetObject',
  Resource: `${orders}/*`,
  ...(Condition && { Condition }),
});
const deny = (rest: JsonObject): JsonObject => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: `${orders}/*`,
  ...rest,
});
const policy = (...Statement: JsonObject[]): JsonObject => ({
  Bucket: 'orders',
  PolicyDocument: { Version: '2012-10-17', Statement },
});
const documentText = (...Statement: JsonObject[]) => JSON.stringify({ Version: '2012-10-17', Statement });

beforeEach(() => {
  s3.reset();
  s3.on(ListBucketsCommand)
    .resolves({
      Buckets: [{ Name: 'orders', BucketRegion: 'eu-west-1' }],
      ContinuationToken: '2',
    })
    .on(ListBucketsCommand, { ContinuationToken: '2' })
    .resolves({
      Buckets: [
        { Name: 'bare', BucketRegion: 'eu-west-1' },
        { Name: 'gone', BucketRegion: 'eu-west-1' },
        { Name: 'elsewhere', BucketRegion: 'us-east-1' },
      ],
    })
    .on(GetBucketPolicyCommand, { Bucket: 'orders' })
    .resolves({ Policy: documentText(tlsOnly, allow({ AWS: '111122223333' })) })
    .on(GetBucketPolicyCommand, { Bucket: 'bare' })
    .rejects(awsError('NoSuchBucketPolicy'))
    .on(GetBucketPolicyCommand, { Bucket: 'gone' })
    .rejects(awsError('NoSuchBucket'));
});

describe('reading bucket policies', () => {
  test('a policy comes by meaning; a bucket without one, or that is gone, has none', async () => {
    const read = await readAll(bucketPolicy);
    expect(read.map(({ id }) => id)).toEqual(['orders']);
    expect(stored(bucketPolicy, read[0] ?? { id: '', properties: {} }).properties).toEqual({
      Bucket: 'orders',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'TlsOnly',
            Effect: 'Deny',
            Principal: { AWS: ['*'] },
            Action: ['s3:*'],
            Resource: [orders, `${orders}/*`],
            Condition: { Bool: { 'aws:securetransport': ['false'] } },
          },
          {
            Effect: 'Allow',
            Principal: { AWS: ['111122223333'] },
            Action: ['s3:getobject'],
            Resource: [`${orders}/*`],
          },
        ],
      },
    });
  });

  test('another order of statements, and another spelling of the account, give the same bytes', async () => {
    const lines = storedLines(bucketPolicy, await readAll(bucketPolicy));
    s3.on(GetBucketPolicyCommand, { Bucket: 'orders' }).resolves({
      Policy: documentText(allow({ AWS: ['arn:aws:iam::111122223333:root'] }), tlsOnly),
    });
    expect(storedLines(bucketPolicy, await readAll(bucketPolicy))).toEqual(lines);
  });

  test('a policy that may not be read is unread, not absent', async () => {
    s3.on(GetBucketPolicyCommand, { Bucket: 'bare' }).rejects(awsError('AccessDenied', 'no'));
    expect((await readAll(bucketPolicy))[1]).toMatchObject({
      id: 'bare',
      unread: [{ path: '', reason: 'AccessDenied: no' }],
    });
  });

  test('so is that of a bucket whose region may not be read', async () => {
    s3.on(ListBucketsCommand).resolves({ Buckets: [{ Name: 'secret' }] });
    s3.rejects(awsError('AccessDenied', 'no'));
    s3.on(ListBucketsCommand).resolves({ Buckets: [{ Name: 'secret' }] });
    expect(await readAll(bucketPolicy)).toEqual([
      {
        id: 'secret',
        properties: { Bucket: 'secret' },
        unread: [{ path: '', reason: 'AccessDenied: no' }],
      },
    ]);
    expect(s3.commandCalls(GetBucketPolicyCommand)).toHaveLength(0);
  });
});

describe('what a change of a bucket policy means', () => {
  const cases: [string, JsonObject | undefined, JsonObject, string, string[]][] = [
    [
      'opened to everybody',
      policy(tlsOnly),
      policy(tlsOnly, allow({ AWS: '*' })),
      'CRITICAL',
      ['policy-public'],
    ],
    ['created open to everybody', undefined, policy(allow({ AWS: '*' })), 'CRITICAL', ['policy-public']],
    [
      'opened to another account',
      policy(tlsOnly),
      policy(tlsOnly, allow({ AWS: '444455556666' })),
      'HIGH',
      ['policy-foreign-account'],
    ],
    [
      'opened to the own organisation',
      policy(tlsOnly),
      policy(tlsOnly, allow({ AWS: '*' }, { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } })),
      'MEDIUM',
      [],
    ],
    [
      'plain HTTP let in',
      policy(tlsOnly, allow({ AWS: '111122223333' })),
      policy(allow({ AWS: '111122223333' })),
      'MEDIUM',
      ['s3-policy-tls-not-required'],
    ],
    [
      'plain HTTP still refused, in other words',
      policy(tlsOnly),
      policy({ ...tlsOnly, Sid: 'Tls', Action: '*' }),
      'MEDIUM',
      [],
    ],
    [
      'plain HTTP refused for uploads only',
      policy(tlsOnly),
      policy({ ...tlsOnly, Action: 's3:PutObject' }),
      'MEDIUM',
      ['s3-policy-tls-not-required'],
    ],
    [
      'everybody locked out',
      policy(tlsOnly),
      policy(tlsOnly, deny({ Sid: 'Ransom' })),
      'HIGH',
      ['s3-policy-locks-everybody-out'],
    ],
    [
      'everybody locked out of everything, without a name',
      policy(tlsOnly),
      policy(tlsOnly, deny({ Resource: '*' })),
      'HIGH',
      ['s3-policy-locks-everybody-out'],
    ],
    [
      'one folder closed',
      policy(tlsOnly),
      policy(tlsOnly, deny({ Resource: `${orders}/old/*` })),
      'MEDIUM',
      [],
    ],
    [
      'deletions refused',
      policy(tlsOnly),
      policy(tlsOnly, deny({ Action: 's3:DeleteObject' })),
      'MEDIUM',
      [],
    ],
    [
      'others refused',
      policy(tlsOnly),
      policy(tlsOnly, deny({ Condition: { StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } } })),
      'MEDIUM',
      [],
    ],
    [
      'one role refused',
      policy(tlsOnly),
      policy(tlsOnly, deny({ Principal: { AWS: 'arn:aws:iam::111122223333:role/old' } })),
      'MEDIUM',
      [],
    ],
    [
      'all but one refused, which the statement names',
      policy(tlsOnly),
      policy(tlsOnly, {
        Effect: 'Deny',
        NotPrincipal: { AWS: '111122223333' },
        Action: 's3:*',
        Resource: `${orders}/*`,
      }),
      'MEDIUM',
      [],
    ],
  ];
  test.each(cases)('%s', (_, before, after, severity, rules) => {
    expect(riskOf(bucketPolicy, before, after)).toMatchObject({ severity, rules });
  });

  const safer: [string, JsonObject, JsonObject, string][] = [
    [
      'plain HTTP refused',
      policy(deny({ Sid: 'X', Action: 's3:PutBucketPolicy' })),
      policy(deny({ Sid: 'X', Action: 's3:PutBucketPolicy' }), tlsOnly),
      'takes encrypted connections only',
    ],
    ['let in again', policy(tlsOnly, deny({})), policy(tlsOnly), 'no longer locks everybody out'],
    [
      'no longer public',
      policy(tlsOnly, allow({ AWS: '*' })),
      policy(tlsOnly),
      'no longer lets everybody in',
    ],
  ];
  test.each(safer)('safer: %s', (_, before, after, reason) => {
    const risk = riskOf(bucketPolicy, before, after);
    expect(risk).toMatchObject({ severity: 'INFO', rules: [] });
    expect(risk?.reasons[0]).toContain(reason);
  });

  test('a policy costs nothing and can have no tags', () => {
    expect(bucketPolicy.taggable).toBe(false);
    expect(bucketPolicy.monthlyCost?.(resource(bucketPolicy.type, {}), costContext({}))).toEqual({
      usd: 0,
      assumptions: [],
    });
  });
});
