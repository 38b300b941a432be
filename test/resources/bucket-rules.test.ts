import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { bucket } from '../../lib/resources/bucket.ts';
import { resource } from '../resource-fixtures.ts';
import { costContext, riskOf } from './type-fixtures.ts';

const blocked = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
};
const block = (settings: JsonObject): JsonObject => ({ PublicAccessBlockConfiguration: settings });
const owned = (ObjectOwnership: string): JsonObject => ({
  OwnershipControls: { Rules: [{ ObjectOwnership }] },
});
const allUsers = 'http://acs.amazonaws.com/groups/global/AllUsers';
const granted = (grantee: JsonObject, Permission: string): JsonObject => ({
  AccessControlList: { Grants: [{ Grantee: grantee, Permission }] },
});
const cors = (AllowedOrigins: string[], AllowedMethods: string[]): JsonObject => ({
  CorsConfiguration: { CorsRules: [{ AllowedOrigins, AllowedMethods }] },
});
const own = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const foreign = 'arn:aws:kms:eu-west-1:444455556666:key/2';
const encrypted = (
  SSEAlgorithm: string,
  KMSMasterKeyID?: string,
  blockedTypes: string[] = [],
): JsonObject => ({
  BucketEncryption: {
    ServerSideEncryptionConfiguration: [
      {
        ServerSideEncryptionByDefault: { SSEAlgorithm, ...(KMSMasterKeyID && { KMSMasterKeyID }) },
        BlockedEncryptionTypes: { EncryptionType: blockedTypes },
      },
    ],
  },
});
const versioned = (Status: string, MFADelete?: string): JsonObject => ({
  VersioningConfiguration: { Status, ...(MFADelete && { MFADelete }) },
});
const locked = (retention: JsonObject): JsonObject => ({
  ObjectLockEnabled: true,
  ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: retention } },
});
const rules = (...each: JsonObject[]): JsonObject => ({
  LifecycleConfiguration: {
    Rules: each.map((rule, at) => ({ Id: `rule ${at}`, Status: 'Enabled', ...rule })),
  },
});
const copied = (Account?: string, Status = 'Enabled', Bucket = 'arn:aws:s3:::copy'): JsonObject => ({
  ReplicationConfiguration: {
    Role: 'r',
    Rules: [{ Id: 'all', Status, Destination: { Bucket, ...(Account && { Account }) } }],
  },
});
const website = { WebsiteConfiguration: { IndexDocument: 'index.html' } };
const redirect = (HostName: string): JsonObject => ({
  WebsiteConfiguration: { RedirectAllRequestsTo: { HostName } },
});
const nothing: JsonObject = {};

/** What was changed, from what, to what, how severe it is, and which rules say so. */
type Case = [name: string, before: JsonObject, after: JsonObject, severity: string, rules: string[]];

describe('who may use a bucket', () => {
  const cases: Case[] = [
    ['the public access block deleted', block(blocked), block({}), 'HIGH', ['public-access-block-lifted']],
    ...Object.keys(blocked).map(
      (setting): Case => [
        `${setting} switched off`,
        block(blocked),
        block({ ...blocked, [setting]: false }),
        'HIGH',
        ['public-access-block-lifted'],
      ],
    ),
    ['made public by ACL', nothing, { AccessControl: 'PublicRead' }, 'CRITICAL', ['s3-public-acl']],
    ['made writable for all', nothing, { AccessControl: 'PublicReadWrite' }, 'CRITICAL', ['s3-public-acl']],
    [
      'opened to every AWS account',
      nothing,
      { AccessControl: 'AuthenticatedRead' },
      'CRITICAL',
      ['s3-public-acl'],
    ],
    [
      'a public grant in an ACL of its own',
      nothing,
      granted({ Type: 'Group', URI: allUsers }, 'WRITE_ACP'),
      'CRITICAL',
      ['s3-public-acl'],
    ],
    [
      'the ACL made public, but not the objects',
      nothing,
      granted({ Type: 'Group', URI: allUsers }, 'READ_ACP'),
      'HIGH',
      ['s3-public-acl'],
    ],
    [
      'public ACLs no longer ignored',
      { AccessControl: 'PublicRead', ...block(blocked) },
      { AccessControl: 'PublicRead', ...block({ ...blocked, IgnorePublicAcls: false }) },
      'CRITICAL',
      ['s3-public-acl', 'public-access-block-lifted'],
    ],
    [
      'a public ACL that is ignored',
      block(blocked),
      { AccessControl: 'PublicRead', ...block(blocked) },
      'MEDIUM',
      [],
    ],
    [
      'a public ACL while ACLs are off',
      owned('BucketOwnerEnforced'),
      { AccessControl: 'PublicRead', ...owned('BucketOwnerEnforced') },
      'MEDIUM',
      [],
    ],
    ['log delivery by ACL', nothing, { AccessControl: 'LogDeliveryWrite' }, 'MEDIUM', []],
    [
      'another account by ACL',
      nothing,
      granted({ Type: 'CanonicalUser', ID: 'abc' }, 'FULL_CONTROL'),
      'HIGH',
      ['s3-acl-foreign-account'],
    ],
    [
      'an unknown permission of another account',
      nothing,
      granted({ Type: 'CanonicalUser', ID: 'abc' }, 'NEW'),
      'HIGH',
      ['s3-acl-foreign-account'],
    ],
    [
      'the log delivery of CloudFront by ACL',
      nothing,
      granted({ ID: 'c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0' }, 'FULL_CONTROL'),
      'MEDIUM',
      [],
    ],
    ['a grant to nobody', nothing, granted({ Type: 'CanonicalUser' }, 'READ'), 'MEDIUM', []],
    ['ACLs enabled', owned('BucketOwnerEnforced'), owned('ObjectWriter'), 'MEDIUM', ['s3-acls-enabled']],
    ['ownership controls deleted', owned('BucketOwnerEnforced'), nothing, 'MEDIUM', ['s3-acls-enabled']],
    ['another ownership with ACLs', owned('ObjectWriter'), owned('BucketOwnerPreferred'), 'MEDIUM', []],
    ['any site may read', nothing, cors(['*'], ['GET']), 'MEDIUM', ['s3-cors-any-site']],
    [
      'any site may write',
      cors(['*'], ['GET']),
      cors(['https://*'], ['PUT']),
      'MEDIUM',
      ['s3-cors-any-site'],
    ],
    ['one site may write', nothing, cors(['https://shop.example'], ['PUT']), 'MEDIUM', []],
    ['made a website', nothing, website, 'MEDIUM', ['s3-website-hosting']],
    [
      'visitors sent elsewhere',
      redirect('a.example'),
      redirect('b.example'),
      'MEDIUM',
      ['s3-website-hosting'],
    ],
  ];
  test.each(cases)('%s', (_, before, after, severity, expected) => {
    expect(riskOf(bucket, before, after)).toMatchObject({ severity, rules: expected });
  });

  test('a bucket created without the block says which settings are off and what that allows', () => {
    const risk = riskOf(bucket, undefined, block({ ...blocked, BlockPublicPolicy: false }));
    expect(risk).toMatchObject({ severity: 'MEDIUM', rules: ['s3-created-without-public-access-block'] });
    expect(risk?.reasons[0]).toBe(
      'The public access block of the new bucket id-1 was turned off: a public policy can be set (BlockPublicPolicy is off).',
    );
    expect(riskOf(bucket, undefined, block(blocked))?.severity).toBe('LOW');
    expect(riskOf(bucket, undefined, nothing)?.severity).toBe('LOW');
  });

  test('while it is not known whether public ACLs are ignored, none is called public', () => {
    const unread = [{ path: '/PublicAccessBlockConfiguration', reason: 'AccessDenied' }];
    expect(riskOf(bucket, undefined, { AccessControl: 'PublicRead' }, { unread })?.rules).toEqual([]);
  });
});

describe('what a bucket holds', () => {
  const cases: Case[] = [
    ['encryption removed', encrypted('AES256'), nothing, 'HIGH', ['bucket-encryption-removed']],
    [
      'from an own key to the keys of S3',
      encrypted('aws:kms', own),
      encrypted('AES256'),
      'HIGH',
      ['s3-encryption-weakened'],
    ],
    [
      'from an own key to the one AWS manages',
      encrypted('aws:kms', own),
      encrypted('aws:kms', 'arn:aws:kms:eu-west-1:111122223333:alias/aws/s3'),
      'MEDIUM',
      ['s3-encryption-weakened'],
    ],
    [
      'from the managed key to the keys of S3',
      encrypted('aws:kms'),
      encrypted('AES256'),
      'MEDIUM',
      ['s3-encryption-weakened'],
    ],
    [
      'from two layers to one',
      encrypted('aws:kms:dsse', own),
      encrypted('aws:kms', own),
      'MEDIUM',
      ['s3-encryption-weakened'],
    ],
    ['encryption set for the first time', nothing, encrypted('AES256'), 'INFO', []],
    [
      'another key',
      encrypted('aws:kms', own),
      encrypted('aws:kms', `${own}2`),
      'MEDIUM',
      ['s3-encryption-key-changed'],
    ],
    [
      'a key of another account',
      encrypted('aws:kms', own),
      encrypted('aws:kms', foreign),
      'HIGH',
      ['s3-encryption-foreign-key'],
    ],
    [
      'back from the key of another account',
      encrypted('aws:kms', foreign),
      encrypted('aws:kms', own),
      'INFO',
      [],
    ],
    [
      'customer-provided keys allowed again',
      encrypted('AES256', undefined, ['SSE-C']),
      encrypted('AES256', undefined, ['NONE']),
      'MEDIUM',
      ['s3-customer-provided-keys-allowed'],
    ],
    ['versioning suspended', versioned('Enabled'), versioned('Suspended'), 'HIGH', ['versioning-turned-off']],
    [
      'MFA delete turned off',
      versioned('Enabled', 'Enabled'),
      versioned('Enabled'),
      'HIGH',
      ['s3-mfa-delete-turned-off'],
    ],
    ['MFA delete called disabled', versioned('Enabled'), versioned('Enabled', 'Disabled'), 'MEDIUM', []],
    [
      'logging turned off',
      { LoggingConfiguration: { DestinationBucketName: 'logs' } },
      nothing,
      'HIGH',
      ['logging-turned-off'],
    ],
    [
      'default retention removed',
      locked({ Mode: 'GOVERNANCE', Years: 1 }),
      { ObjectLockEnabled: true },
      'HIGH',
      ['s3-object-lock-weakened'],
    ],
    [
      'default retention shortened from a year to 364 days',
      locked({ Mode: 'COMPLIANCE', Years: 1 }),
      locked({ Mode: 'COMPLIANCE', Days: 364 }),
      'HIGH',
      ['s3-object-lock-weakened'],
    ],
    [
      'a retention that administrators may lift',
      locked({ Mode: 'COMPLIANCE', Days: 30 }),
      locked({ Mode: 'GOVERNANCE', Days: 30 }),
      'HIGH',
      ['s3-object-lock-weakened'],
    ],
    [
      'a year said in days',
      locked({ Mode: 'GOVERNANCE', Years: 1 }),
      locked({ Mode: 'GOVERNANCE', Days: 365 }),
      'MEDIUM',
      [],
    ],
    ['copied to another account', nothing, copied('444455556666'), 'HIGH', ['s3-replicated-away']],
    ['copied to nobody knows whom', nothing, copied(), 'MEDIUM', ['s3-replicated-away']],
    ['copied within the account', nothing, copied('111122223333'), 'INFO', []],
    ['a copy prepared but disabled', nothing, copied('444455556666', 'Disabled'), 'MEDIUM', []],
    ['no longer copied', copied('111122223333'), nothing, 'MEDIUM', ['s3-replication-stopped']],
    [
      'copied elsewhere in the account',
      copied('111122223333'),
      copied('111122223333', 'Enabled', 'arn:aws:s3:::other'),
      'MEDIUM',
      ['s3-replication-stopped'],
    ],
  ];
  test.each(cases)('%s', (_, before, after, severity, expected) => {
    expect(riskOf(bucket, before, after)).toMatchObject({ severity, rules: expected });
  });

  test('the reason names both encryptions, and why the key mattered', () => {
    expect(riskOf(bucket, encrypted('aws:kms', own), encrypted('AES256'))?.reasons).toEqual([
      `New objects of bucket id-1 are encrypted with S3-managed keys (AES256), no longer with ${own} (aws:kms): who may read the bucket needs no permission for the key any more.`,
    ]);
  });

  test('the reason says how long objects were locked', () => {
    const retention = locked({ Mode: 'GOVERNANCE', Years: 1 });
    expect(riskOf(bucket, retention, { ObjectLockEnabled: true })?.reasons).toEqual([
      'New objects of bucket id-1 are not locked now; in the baseline they are locked for 365 days (GOVERNANCE).',
    ]);
  });

  test('without an own account, as in a comparison of plain models, nothing is foreign for certain', () => {
    const rest = { account: '' };
    expect(riskOf(bucket, nothing, encrypted('aws:kms', foreign), rest)?.rules).toEqual([]);
    expect(riskOf(bucket, nothing, copied('444455556666'), rest)?.severity).toBe('MEDIUM');
  });

  test('the deletion of a bucket loses its objects', () => {
    expect(bucket.holdsState).toBe('every object in it, with all versions');
  });
});

describe('what S3 deletes by itself', () => {
  const tagged = (Value: string) => ({ TagFilters: [{ Key: 'Keep', Value }] });
  const versions = (NoncurrentDays: number, NewerNoncurrentVersions?: number) => ({
    NoncurrentVersionExpiration: {
      NoncurrentDays,
      ...(NewerNoncurrentVersions && { NewerNoncurrentVersions }),
    },
  });
  const year = { ExpirationInDays: 365 };
  const dated = (ExpirationDate: string) => ({ ExpirationDate });
  const dangers: [name: string, before: JsonObject, after: JsonObject, severity: string, subject: string][] =
    [
      ['everything after a day', nothing, rules({ ExpirationInDays: 1 }), 'HIGH', 'all objects after 1 day'],
      ['everything after a year', nothing, rules(year), 'HIGH', 'all objects after 365 days'],
      [
        'some of it soon',
        nothing,
        rules({ Prefix: 'in/', ExpirationInDays: 30 }),
        'HIGH',
        'objects under in/ after 30 days',
      ],
      [
        'some of it later',
        nothing,
        rules({ Prefix: 'in/', ...year }),
        'MEDIUM',
        'objects under in/ after 365 days',
      ],
      [
        'sooner than before',
        rules(year),
        rules({ ExpirationInDays: 364 }),
        'HIGH',
        'all objects after 364 days',
      ],
      [
        'more than before',
        rules({ Prefix: 'in/', ...year }),
        rules({ Prefix: 'i', ...year }),
        'MEDIUM',
        'objects under i after 365 days',
      ],
      [
        'other tags than before',
        rules({ ...tagged('no'), ...year }),
        rules({ ...tagged('yes'), ...year }),
        'MEDIUM',
        'objects with certain tags after 365 days',
      ],
      [
        'sizes that were not named',
        rules({ ObjectSizeLessThan: 5, ...year }),
        rules({ ObjectSizeLessThan: 9, ...year }),
        'MEDIUM',
        'objects of certain sizes after 365 days',
      ],
      [
        'on a day',
        nothing,
        rules(dated('2027-01-01T00:00:00.000Z')),
        'HIGH',
        'all objects on 2027-01-01T00:00:00.000Z',
      ],
      [
        'on an earlier day',
        rules(dated('2027-01-01T00:00:00.000Z')),
        rules(dated('2026-12-01T00:00:00.000Z')),
        'HIGH',
        'all objects on 2026-12-01T00:00:00.000Z',
      ],
      [
        'a rule that was disabled',
        rules({ ...year, Status: 'Disabled' }),
        rules(year),
        'HIGH',
        'all objects after 365 days',
      ],
      [
        'a versioned bucket, where a delete marker can be removed',
        versioned('Enabled'),
        { ...versioned('Enabled'), ...rules({ ExpirationInDays: 1 }) },
        'MEDIUM',
        'all objects after 1 day',
      ],
      ['old versions at once', nothing, rules(versions(1)), 'HIGH', 'all old versions after 1 day'],
      [
        'old versions after a while',
        nothing,
        rules(versions(30)),
        'MEDIUM',
        'all old versions after 30 days',
      ],
      [
        'fewer old versions',
        rules(versions(30, 9)),
        rules(versions(30, 2)),
        'MEDIUM',
        'all old versions after 30 days but the newest 2',
      ],
      [
        'old versions, said in the old way',
        nothing,
        rules({ NoncurrentVersionExpirationInDays: 3, Prefix: 'a/' }),
        'HIGH',
        'old versions under a/ after 3 days',
      ],
    ];
  test.each(dangers)('is a danger: %s', (_, before, after, severity, subject) => {
    expect(riskOf(bucket, before, after)).toMatchObject({
      severity,
      dangers: [`s3-lifecycle-deletes-more: ${subject}`],
    });
  });

  const harmless: [name: string, before: JsonObject, after: JsonObject][] = [
    ['the same under another name', rules({ Id: 'a', ...year }), rules({ Id: 'b', ...year })],
    ['a part of what goes anyway', rules(year), rules(year, { Prefix: 'in/', ...year })],
    ['a disabled rule', nothing, rules({ ...year, Status: 'Disabled' })],
    [
      'a cheaper storage class',
      nothing,
      rules({ Transitions: [{ StorageClass: 'GLACIER', TransitionInDays: 9 }] }),
    ],
    [
      'uploads that were never completed',
      nothing,
      rules({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }),
    ],
  ];
  test.each(harmless)('is none: %s', (_, before, after) => {
    expect(riskOf(bucket, before, after)).toMatchObject({ severity: 'LOW', rules: [] });
  });

  test('a new bucket holds nothing yet that could be deleted', () => {
    expect(riskOf(bucket, undefined, rules({ ExpirationInDays: 1 }))?.severity).toBe('LOW');
  });

  test('what could not be read is no change', () => {
    const unread = [{ path: '/LifecycleConfiguration', reason: 'AccessDenied' }];
    expect(riskOf(bucket, nothing, { ...rules(year), ...website }, { unread })?.rules).toEqual([
      's3-website-hosting',
    ]);
  });
});

describe('the other direction is safer', () => {
  const cases: [name: string, before: JsonObject, after: JsonObject, reason: string][] = [
    ['private again', { AccessControl: 'PublicRead' }, nothing, 'the ACL lets fewer people in'],
    [
      'another account gone',
      granted({ ID: 'abc' }, 'READ'),
      nothing,
      'the ACL no longer lets the other account in',
    ],
    ['ACLs off', owned('ObjectWriter'), owned('BucketOwnerEnforced'), 'policies alone decide who has access'],
    [
      'sites named',
      cors(['*'], ['GET']),
      cors(['https://a.example'], ['GET']),
      'the bucket names the sites that may use it',
    ],
    ['no website', website, nothing, 'the bucket is no website'],
    ['an own key', encrypted('AES256'), encrypted('aws:kms', own), 'objects are encrypted more strongly'],
    [
      'customer-provided keys refused',
      encrypted('AES256'),
      encrypted('AES256', undefined, ['SSE-C']),
      'objects encrypted with customer-provided keys are refused',
    ],
    [
      'MFA delete on',
      versioned('Enabled'),
      versioned('Enabled', 'Enabled'),
      'versions can be deleted with MFA only',
    ],
    [
      'longer retention',
      locked({ Mode: 'GOVERNANCE', Days: 1 }),
      locked({ Mode: 'GOVERNANCE', Days: 9 }),
      'objects are locked better',
    ],
    ['kept for longer', rules({ ExpirationInDays: 1 }), nothing, 'fewer objects are deleted, or later'],
  ];
  test.each(cases)('%s', (_, before, after, reason) => {
    const risk = riskOf(bucket, before, after);
    expect(risk).toMatchObject({ severity: 'INFO', rules: [] });
    expect(risk?.reasons[0]).toContain(`Safer: ${reason}`);
  });

  test('not copied away, unless nothing is copied any more: the copy may have been the backup', () => {
    expect(riskOf(bucket, copied('444455556666'), copied('444455556666', 'Disabled'))?.rules).toEqual([
      's3-replication-stopped',
    ]);
    expect(riskOf(bucket, copied('444455556666'), copied('111122223333'))).toMatchObject({
      severity: 'INFO',
      reasons: ['Safer: the bucket is no longer copied there (to arn:aws:s3:::copy of 444455556666).'],
    });
  });
});

describe('what a bucket costs', () => {
  const cost = (prices: Record<string, number>) =>
    bucket.monthlyCost?.(resource(bucket.type, nothing), costContext(prices));

  test('is not known, since S3 bills what is in it; the assumption tells the price of a gigabyte', () => {
    expect(cost({ 'AmazonS3 standard/gb-month': 0.023 })).toEqual({
      usd: null,
      assumptions: [
        'S3 bills what is stored, requested and transferred, which the configuration does not tell; S3 Standard costs 0.023 USD per GB-month in eu-west-1 (https://aws.amazon.com/, 2026-11-01).',
      ],
    });
  });

  test('is not known without a price either', () => {
    expect(cost({})).toEqual({
      usd: null,
      assumptions: [
        'S3 bills what is stored, requested and transferred, which the configuration does not tell.',
      ],
    });
  });
});
