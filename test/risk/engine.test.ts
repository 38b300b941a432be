import { describe, expect, test } from 'vitest';
import type { ResourceChange } from '../../lib/model/change.ts';
import type { JsonObject } from '../../lib/model/json.ts';
import type { TypeKnowledge } from '../../lib/model/knowledge.ts';
import type { Resource } from '../../lib/model/resource.ts';
import type { StateRule } from '../../lib/model/rule.ts';
import { type Severity, severities } from '../../lib/model/severity.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { scoreBands, sumScore } from '../../lib/risk/score.ts';
import { changeBetween, resource } from '../resource-fixtures.ts';

const type = 'Test::Type';
const plain: TypeKnowledge = { type };

function riskBetween(before: JsonObject, after: JsonObject, knowledge: TypeKnowledge = plain) {
  const change = changeBetween(knowledge, before, after);
  if (!change) throw new Error('the models do not differ');
  return assessRisk(change, knowledge);
}

describe('without a rule, kind and property decide', () => {
  test('something new is LOW, something gone MEDIUM, both with a reason and advice', () => {
    const added = assessRisk({ kind: 'added', after: resource(type, {}) }, plain);
    const removed = assessRisk({ kind: 'removed', before: resource(type, {}) }, plain);
    expect(added).toMatchObject({
      severity: 'LOW',
      rules: [],
      reasons: [expect.stringContaining('new Test::Type')],
    });
    expect(removed).toMatchObject({ severity: 'MEDIUM', reasons: [expect.stringContaining('deleted')] });
    expect(added.recommendations).toHaveLength(1);
  });

  test('what holds data is HIGH when it is gone, and the reason says what is lost', () => {
    const knowledge = { type, holdsState: 'all orders' };
    const removed = assessRisk({ kind: 'removed', before: resource(type, {}) }, knowledge);
    expect(removed).toMatchObject({ severity: 'HIGH', rules: ['stateful-resource-deleted'] });
    expect(removed.reasons[0]).toContain('all orders');
  });

  test.each<[string, JsonObject, JsonObject, Severity]>([
    ['a tag', { Tags: { a: '1' } }, { Tags: { a: '2' } }, 'INFO'],
    ['any property', { A: 1 }, { A: 2 }, 'LOW'],
    ['a sensitive property', { Role: 'a' }, { Role: 'b' }, 'HIGH'],
    ['a property inside a sensitive one', { Network: { Vpc: 1 } }, { Network: { Vpc: 2 } }, 'MEDIUM'],
    ['the more exact of two sensitivities', { Network: { Name: 1 } }, { Network: { Name: 2 } }, 'INFO'],
    ['the most severe of several', { A: 1, Role: 'a' }, { A: 2, Role: 'b' }, 'HIGH'],
  ])('%s', (_name, before, after, severity) => {
    const sensitivity = { '/Role': 'HIGH', '/Network': 'MEDIUM', '/Network/Name': 'INFO' } as const;
    expect(riskBetween(before, after, { type, sensitivity }).severity).toBe(severity);
  });

  test('many changed paths are counted, not listed', () => {
    const risk = riskBetween({ A: 1, B: 1, C: 1, D: 1 }, { A: 2, B: 2, C: 2, D: 2 });
    expect(risk.reasons).toEqual(['Differs from what was approved: A, B, C and 1 more.']);
  });
});

describe('protections that mean the same in every type', () => {
  const cases: [string, JsonObject, JsonObject, Severity, string][] = [
    ['encryption', { StorageEncrypted: true }, { StorageEncrypted: false }, 'HIGH', 'encryption-turned-off'],
    ['encryption that is no longer stated', { Encrypted: true }, {}, 'HIGH', 'encryption-turned-off'],
    ['bucket encryption', { BucketEncryption: { A: 1 } }, {}, 'HIGH', 'bucket-encryption-removed'],
    [
      'deletion protection',
      { DeletionProtection: true },
      { DeletionProtection: false },
      'HIGH',
      'deletion-protection-turned-off',
    ],
    ['backups', { BackupRetentionPeriod: 7 }, { BackupRetentionPeriod: 0 }, 'HIGH', 'backups-turned-off'],
    [
      'point-in-time recovery',
      { P: { PointInTimeRecoveryEnabled: true } },
      { P: { PointInTimeRecoveryEnabled: false } },
      'HIGH',
      'backups-turned-off',
    ],
    ['logging', { LoggingConfiguration: { Bucket: 'b' } }, {}, 'HIGH', 'logging-turned-off'],
    [
      'versioning',
      { VersioningConfiguration: { Status: 'Enabled' } },
      { VersioningConfiguration: { Status: 'Suspended' } },
      'HIGH',
      'versioning-turned-off',
    ],
    [
      'a whole public access block',
      { PublicAccessBlockConfiguration: { BlockPublicAcls: true } },
      {},
      'HIGH',
      'public-access-block-lifted',
    ],
    [
      'one setting of it',
      { X: { BlockPublicPolicy: true } },
      { X: { BlockPublicPolicy: false } },
      'HIGH',
      'public-access-block-lifted',
    ],
    [
      'TLS',
      { TransitEncryptionEnabled: true },
      { TransitEncryptionEnabled: false },
      'HIGH',
      'transit-encryption-turned-off',
    ],
    [
      'key rotation',
      { EnableKeyRotation: true },
      { EnableKeyRotation: false },
      'HIGH',
      'key-rotation-turned-off',
    ],
  ];
  test.each(cases)('%s turned off is dangerous', (_name, before, after, severity, rule) => {
    const risk = riskBetween(before, after);
    expect(risk).toMatchObject({ severity, rules: [rule] });
    expect(risk.recommendations).not.toEqual([]);
  });

  test.each(cases)('%s turned on is INFO and said to be safer', (_name, after, before) => {
    const risk = riskBetween(before, after);
    expect(risk).toMatchObject({ severity: 'INFO', rules: [], recommendations: [] });
    expect(risk.reasons[0]).toMatch(/^Safer: /);
  });

  test.each<[string, JsonObject, JsonObject]>([
    ['a shorter retention is no switch', { BackupRetentionPeriod: 7 }, { BackupRetentionPeriod: 3 }],
    [
      'another log bucket is no switch',
      { LoggingConfiguration: { Bucket: 'a' } },
      { LoggingConfiguration: { Bucket: 'b' } },
    ],
    ['another key is no switch', { BucketEncryption: { Key: 'a' } }, { BucketEncryption: { Key: 'b' } }],
  ])('%s', (_name, before, after) => {
    expect(riskBetween(before, after).rules).toEqual([]);
  });

  test('created without a protection that it states is off', () => {
    const risk = assessRisk({ kind: 'added', after: resource(type, { V: [{ Encrypted: false }] }) }, plain);
    expect(risk).toMatchObject({ severity: 'MEDIUM', rules: ['encryption-turned-off'] });
  });
});

describe('policies by meaning, wherever they stand', () => {
  const statement = { Effect: 'Allow', Action: 'sns:Publish', Resource: '*' };
  const document = (...statements: JsonObject[]): JsonObject => ({
    PolicyDocument: { Statement: statements },
  });
  const own = { ...statement, Principal: { AWS: '111122223333' } };
  const cases: [string, JsonObject, Severity, string[]][] = [
    ['everybody', { ...statement, Principal: '*' }, 'CRITICAL', ['policy-public']],
    ['everybody as AWS principal', { ...statement, Principal: { AWS: '*' } }, 'CRITICAL', ['policy-public']],
    [
      'everybody but some',
      { ...statement, NotPrincipal: { AWS: '111122223333' } },
      'CRITICAL',
      ['policy-public'],
    ],
    [
      'everybody from everywhere',
      { ...statement, Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } } },
      'CRITICAL',
      ['policy-public'],
    ],
    [
      'everybody unless',
      { ...statement, Principal: '*', Condition: { StringNotEquals: { 'aws:SourceAccount': '1' } } },
      'CRITICAL',
      ['policy-public'],
    ],
    [
      'everybody over TLS',
      { ...statement, Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
      'CRITICAL',
      ['policy-public'],
    ],
    [
      'everybody of the organization',
      { ...statement, Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } },
      'LOW',
      [],
    ],
    [
      'everybody of a network',
      { ...statement, Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8'] } } },
      'LOW',
      [],
    ],
    [
      'another account',
      { ...statement, Principal: { AWS: 'arn:aws:iam::999999999999:root' } },
      'HIGH',
      ['policy-foreign-account'],
    ],
    [
      'a role of another account',
      { ...statement, Principal: { AWS: 'arn:aws:iam::999999999999:role/x' } },
      'HIGH',
      ['policy-foreign-account'],
    ],
    ['the own account', { ...statement, Principal: { AWS: 'arn:aws:iam::111122223333:role/x' } }, 'LOW', []],
    ['a service', { ...statement, Principal: { Service: 'events.amazonaws.com' } }, 'LOW', []],
    ['nobody: a denial', { ...statement, Effect: 'Deny', Principal: '*' }, 'LOW', []],
    [
      'an administrator',
      { Effect: 'Allow', Action: '*', Resource: '*' },
      'CRITICAL',
      ['policy-administrator'],
    ],
    ['every action of a service', { Effect: 'Allow', Action: 's3:*', Resource: '*' }, 'LOW', []],
    ['every action on one resource', { Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::b' }, 'LOW', []],
  ];
  test.each(cases)('a policy that comes to allow %s', (_name, added, severity, rules) => {
    expect(riskBetween(document(own), document(own, added))).toMatchObject({ severity, rules });
  });

  test('what was there before is no news', () => {
    const everybody = { ...statement, Principal: '*' };
    expect(riskBetween(document(everybody), document(everybody, own)).rules).toEqual([]);
  });

  test('a policy that only moved in its list is no news, and denying everything undoes it', () => {
    const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
    const inline = (name: string, ...statements: JsonObject[]): JsonObject => ({
      PolicyName: name,
      PolicyDocument: { Statement: statements },
    });
    const knowledge = { type, unordered: { '/Policies': ['PolicyName'] } };
    const administrator = inline('m', everything);
    expect(
      riskBetween({ Policies: [administrator] }, { Policies: [inline('a', own), administrator] }, knowledge)
        .rules,
    ).toEqual([]);
    const undone = inline('m', everything, { ...everything, Effect: 'Deny' });
    expect(riskBetween({ Policies: [] }, { Policies: [undone] }, knowledge).rules).toEqual([]);
  });

  test('what is taken away again is safer', () => {
    const risk = riskBetween(document(own, { ...statement, Principal: '*' }), document(own));
    expect(risk).toMatchObject({
      severity: 'INFO',
      reasons: [expect.stringContaining('no longer lets everybody in')],
    });
  });

  test('without a known account nobody is called foreign', () => {
    const after = resource(type, document({ ...statement, Principal: { AWS: ['999999999999'] } }), {
      account: '',
    });
    expect(assessRisk({ kind: 'added', after }, plain).rules).toEqual([]);
  });
});

describe('the score is a sum that anyone can follow', () => {
  test('further dangers add to it, within the band of the severity', () => {
    const before = { StorageEncrypted: true, DeletionProtection: true, BackupRetentionPeriod: 1 };
    const risk = riskBetween(before, {});
    expect(risk.severity).toBe('HIGH');
    expect(risk.rules).toHaveLength(3);
    expect(risk.score).toBe(78);
    expect(risk.scoreParts.reduce((sum, { points }) => sum + points, 0)).toBe(risk.score);
  });

  test.each(severities)('%s never leaves its band', (level) => {
    const { low, high } = scoreBands[level];
    const aggravating = Array.from({ length: 50 }, () => ({ points: 7, reason: 'more' }));
    expect(sumScore({ severity: level, reason: 'why' }, [], []).score).toBe(low);
    expect(sumScore({ severity: level, reason: 'why' }, [], aggravating).score).toBe(high);
  });
});

describe('what one side could not read', () => {
  const rule: StateRule = {
    kind: 'state',
    id: 'test-open',
    title: 'Open',
    severity: 'HIGH',
    sources: [],
    recommendation: 'Close it.',
    safer: 'closed',
    dangers: ({ properties }) =>
      properties.Open === true ? [{ subject: 'open', reason: 'It is open.', path: '/Open' }] : [],
  };
  const knowledge: TypeKnowledge = { type, rules: [rule] };
  const unread = [{ path: '/Open', reason: 'AccessDenied' }];
  const change = (before: Partial<Resource>, after: Partial<Resource>): ResourceChange => ({
    kind: 'modified',
    before: resource(type, {}, before),
    after: resource(type, {}, after),
    properties: [{ path: '/Name', before: 'a', after: 'b' }],
  });
  const open = { properties: { Open: true } };

  test('a danger that is seen for the first time because it can be read now is not brought by the change', () => {
    expect(assessRisk(change({}, open), knowledge).rules).toEqual(['test-open']);
    expect(assessRisk(change({ unread }, open), knowledge)).toMatchObject({ severity: 'LOW', rules: [] });
  });

  test('a danger that cannot be read any more is not called ended', () => {
    expect(assessRisk(change(open, {}), knowledge).reasons).toEqual(['Safer: closed (open).']);
    expect(assessRisk(change(open, { unread }), knowledge).reasons[0]).toContain('Differs');
  });
});

test('a protection that one side could not read is neither lost nor gained', () => {
  const unread = [{ path: '/StorageEncrypted', reason: 'AccessDenied' }];
  const change = (after: Partial<Resource>): ResourceChange => ({
    kind: 'modified',
    before: resource(type, { StorageEncrypted: true }),
    after: resource(type, { Name: 'b' }, after),
    properties: [
      { path: '/Name', before: 'a', after: 'b' },
      { path: '/StorageEncrypted', before: true, after: null },
    ],
  });
  expect(assessRisk(change({}), plain).rules).toEqual(['encryption-turned-off']);
  expect(assessRisk(change({ unread }), plain).rules).toEqual([]);
});
