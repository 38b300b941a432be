import { describe, expect, test } from 'vitest';
import { AwsClients } from '../../lib/aws/clients.ts';
import { resourceReader } from '../../lib/aws/reader.ts';
import type { UnreadProperty } from '../../lib/model/resource.ts';
import { awsError, place } from '../resources/type-fixtures.ts';

const clients = new AwsClients(place.region, { accessKeyId: 'test', secretAccessKey: 'test' });
const reader = resourceReader(place, clients);

describe('a part that may not be there', () => {
  test('is what the call gives', async () => {
    const unread: UnreadProperty[] = [];
    expect(await reader.optional(unread, '/Policy', async () => 'a policy')).toBe('a policy');
    expect(unread).toEqual([]);
  });

  test('is absent, and nothing unread, when there is none', async () => {
    const unread: UnreadProperty[] = [];
    const call = () => Promise.reject(awsError('NoSuchBucketPolicy'));
    expect(await reader.optional(unread, '/Policy', call)).toBeUndefined();
    expect(unread).toEqual([]);
  });

  test('is unread at each of its paths, with the reason, when the call is denied', async () => {
    const unread: UnreadProperty[] = [];
    const call = () => Promise.reject(awsError('AccessDenied', 'no s3:GetBucketPolicy'));
    expect(await reader.optional(unread, ['/Policy', '/Public'], call)).toBeUndefined();
    const reason = 'AccessDenied: no s3:GetBucketPolicy';
    expect(unread).toEqual([
      { path: '/Policy', reason },
      { path: '/Public', reason },
    ]);
  });

  test('makes the whole type unread when AWS throttles to the end', async () => {
    const unread: UnreadProperty[] = [];
    const call = () => Promise.reject(awsError('ThrottlingException'));
    await expect(reader.optional(unread, '/Policy', call)).rejects.toThrow('ThrottlingException');
    expect(unread).toEqual([]);
  });
});

test('a reader knows where it reads', () => {
  expect(reader).toMatchObject({ ...place, clients });
});
