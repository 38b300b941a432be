import { DescribeKeyPairsCommand, EC2Client, type KeyPairInfo } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { keyPair } from '../../lib/resources/key-pair.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);

/** A key pair as DescribeKeyPairs returns it. */
const full: KeyPairInfo = {
  KeyPairId: 'key-1',
  KeyType: 'ed25519',
  Tags: [{ Key: 'team', Value: 'web' }],
  PublicKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 deploy\n',
  CreateTime: new Date('2026-01-01T00:00:00Z'),
  KeyName: 'deploy',
  KeyFingerprint: 'jXKJlMZ4',
};

beforeEach(() => {
  ec2.reset();
  ec2.on(DescribeKeyPairsCommand).resolves({ KeyPairs: [full, { KeyName: 'old' }, {}] });
});

describe('reading', () => {
  test('every property, in the words of CloudFormation', async () => {
    const [first, second, ...rest] = await readAll(keyPair);
    expect(rest).toEqual([]);
    expect([first?.arn, second?.arn]).toEqual([
      'arn:aws:ec2:eu-west-1:111122223333:key-pair/key-1',
      undefined,
    ]);
    const { id, tags, properties } = stored(keyPair, first ?? { id: '', properties: {} });
    expect([id, tags]).toEqual(['deploy', { team: 'web' }]);
    expect(properties).toEqual({
      KeyName: 'deploy',
      KeyPairId: 'key-1',
      KeyType: 'ed25519',
      KeyFingerprint: 'jXKJlMZ4',
      PublicKeyMaterial: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 deploy',
    });
  });

  test('another order gives the same bytes', async () => {
    const first = storedLines(keyPair, await readAll(keyPair));
    ec2.on(DescribeKeyPairsCommand).resolves({ KeyPairs: [{ KeyName: 'old' }, full] });
    expect(storedLines(keyPair, await readAll(keyPair))).toEqual(first);
  });

  test('no key pairs and a denied list differ', async () => {
    ec2.on(DescribeKeyPairsCommand).resolves({});
    expect(await readAll(keyPair)).toEqual([]);
    ec2.on(DescribeKeyPairsCommand).rejects(awsError('UnauthorizedOperation'));
    await expect(readAll(keyPair)).rejects.toThrow('UnauthorizedOperation');
  });
});

const key = (KeyFingerprint: string): JsonObject => ({ KeyName: 'deploy', KeyFingerprint });

test.each<[string, JsonObject | undefined, JsonObject, string, string[]]>([
  ['a new key', undefined, key('aa'), 'MEDIUM', ['ec2-key-pair-added']],
  ['another key of the same name', key('aa'), key('bb'), 'HIGH', ['ec2-key-pair-replaced']],
  [
    'another public key of the same fingerprint',
    { ...key('aa'), PublicKeyMaterial: 'ssh-rsa A' },
    { ...key('aa'), PublicKeyMaterial: 'ssh-rsa B' },
    'HIGH',
    ['ec2-key-pair-replaced'],
  ],
  [
    'the same key imported again',
    { ...key('aa'), KeyPairId: 'key-1' },
    { ...key('aa'), KeyPairId: 'key-2' },
    'MEDIUM',
    [],
  ],
])('%s', (_, before, after, severity, rules) => {
  expect(riskOf(keyPair, before, after)).toMatchObject({ severity, rules });
});

test('a key pair is free', () => {
  expect(keyPair.monthlyCost?.(resource(keyPair.type, {}), costContext({})).usd).toBe(0);
});
