import { GetPublicAccessBlockCommand, S3ControlClient } from '@aws-sdk/client-s3-control';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { s3AccountPublicAccessBlock as block } from '../../lib/resources/s3-account-public-access-block.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored } from './type-fixtures.ts';

const s3 = mockClient(S3ControlClient);
const all = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
};
const nothing = {
  BlockPublicAcls: false,
  BlockPublicPolicy: false,
  IgnorePublicAcls: false,
  RestrictPublicBuckets: false,
};

beforeEach(() => {
  s3.reset();
  s3.on(GetPublicAccessBlockCommand, { AccountId: '111122223333' }).resolves({
    PublicAccessBlockConfiguration: all,
  });
});

describe('reading', () => {
  test('all four settings, once for the account', async () => {
    const read = await readAll(block);
    expect(read.map(({ id }) => id)).toEqual(['111122223333']);
    expect(stored(block, read[0] ?? { id: '', properties: {} }).properties).toEqual(all);
    expect(await readAll(block)).toEqual(read);
  });

  test.each([
    [
      'never set it',
      () => s3.on(GetPublicAccessBlockCommand).rejects(awsError('NoSuchPublicAccessBlockConfiguration')),
    ],
    ['set nothing', () => s3.on(GetPublicAccessBlockCommand).resolves({})],
  ])('an account that %s blocks nothing', async (_, answer) => {
    answer();
    const [read] = await readAll(block);
    expect(stored(block, read ?? { id: '', properties: {} }).properties).toEqual(nothing);
  });

  test('a denied call makes the type unread', async () => {
    s3.on(GetPublicAccessBlockCommand).rejects(awsError('AccessDenied'));
    await expect(readAll(block)).rejects.toThrow('AccessDenied');
  });
});

test.each(Object.keys(all))('lifting %s is dangerous, setting it again is safer', (setting) => {
  const lifted = { ...all, [setting]: false };
  expect(riskOf(block, all, lifted)).toMatchObject({
    severity: 'HIGH',
    rules: ['account-public-access-block-lifted'],
  });
  expect(riskOf(block, lifted, all)).toMatchObject({ severity: 'INFO', rules: [] });
});

test('it is free', () => {
  expect(block.monthlyCost?.(resource(block.type, {}), costContext({}))).toEqual({ usd: 0, assumptions: [] });
});
