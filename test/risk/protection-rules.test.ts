import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { protectionRules } from '../../lib/risk/protection-rules.ts';
import { changeBetween, resource } from '../resource-fixtures.ts';

const type = 'Test::Type';

function riskBetween(before: JsonObject, after: JsonObject) {
  const change = changeBetween({ type }, before, after);
  if (!change) throw new Error('the models do not differ');
  return assessRisk(change, { type });
}

const rulesOf = (before: JsonObject, after: JsonObject) => riskBetween(before, after).rules;

describe('a protection is seen in every form AWS gives it', () => {
  test.each<[string, JsonObject, JsonObject, string]>([
    [
      'versioning as a status',
      { VersioningStatus: 'Enabled' },
      { VersioningStatus: 'Suspended' },
      'versioning-turned-off',
    ],
    [
      'versioning as a status in capitals',
      { VersioningStatus: 'ENABLED' },
      { VersioningStatus: 'DISABLED' },
      'versioning-turned-off',
    ],
    [
      'versioning of which only another setting is left',
      { VersioningConfiguration: { Status: 'Enabled', MfaDelete: 'Disabled' } },
      { VersioningConfiguration: { MfaDelete: 'Disabled' } },
      'versioning-turned-off',
    ],
    [
      'a boolean as text',
      { StorageEncrypted: 'true' },
      { StorageEncrypted: 'false' },
      'encryption-turned-off',
    ],
    ['days as text', { BackupRetentionPeriod: '7' }, { BackupRetentionPeriod: '0' }, 'backups-turned-off'],
    ['logging as text', { IsLogging: 'true' }, { IsLogging: 'false' }, 'logging-turned-off'],
    ['logging as a boolean', { IsLogging: true }, { IsLogging: false }, 'logging-turned-off'],
    [
      'one log of several, when it was the last',
      { EnableCloudwatchLogsExports: ['audit'] },
      { EnableCloudwatchLogsExports: [] },
      'logging-turned-off',
    ],
  ])('%s', (_name, before, after, rule) => {
    expect(rulesOf(before, after)).toEqual([rule]);
  });

  const flags: Record<string, string[]> = {
    'encryption-turned-off': [
      'StorageEncrypted',
      'Encrypted',
      'EncryptionEnabled',
      'AtRestEncryptionEnabled',
      'SSEEnabled',
    ],
    'transit-encryption-turned-off': [
      'TransitEncryptionEnabled',
      'RequireSSL',
      'EnforceHTTPS',
      'NodeToNodeEncryptionEnabled',
    ],
    'deletion-protection-turned-off': [
      'DeletionProtection',
      'DeletionProtectionEnabled',
      'DisableApiTermination',
      'TerminationProtection',
    ],
    'backups-turned-off': ['PointInTimeRecoveryEnabled'],
    'logging-turned-off': ['IsLogging', 'EnableLogFileValidation', 'LoggingEnabled', 'FlowLogsEnabled'],
    'public-access-block-lifted': [
      'BlockPublicAcls',
      'BlockPublicPolicy',
      'IgnorePublicAcls',
      'RestrictPublicBuckets',
    ],
    'versioning-turned-off': ['VersioningConfiguration', 'VersioningStatus'],
    'key-rotation-turned-off': ['EnableKeyRotation'],
  };
  const named = Object.entries(flags).flatMap(([rule, names]) => names.map((name) => [name, rule] as const));

  test.each(named)('%s as a flag: %s', (name, rule) => {
    expect(rulesOf({ [name]: true }, { [name]: false })).toEqual([rule]);
  });

  test.each(['BackupRetentionPeriod', 'SnapshotRetentionLimit', 'AutomatedSnapshotRetentionPeriod'])(
    '%s as days, of which none are left',
    (name) => {
      expect(rulesOf({ [name]: 1 }, { [name]: 0 })).toEqual(['backups-turned-off']);
    },
  );

  test.each(['LoggingConfiguration', 'AccessLogSetting', 'EnableCloudwatchLogsExports'])(
    '%s as an object that is gone',
    (name) => {
      expect(rulesOf({ [name]: { Destination: 'logs' } }, {})).toEqual(['logging-turned-off']);
    },
  );

  test.each(['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'])(
    '%s of the whole account is a danger of its own',
    (name) => {
      const account = { type: 'AWS::S3::AccountPublicAccessBlock' };
      const change = changeBetween(account, { [name]: true }, { [name]: false });
      expect(change && assessRisk(change, account).rules).toEqual(['account-public-access-block-lifted']);
    },
  );

  test.each<[string, JsonObject, JsonObject]>([
    ['stated to be off', {}, { StorageEncrypted: false }],
    ['off in another way', { VersioningStatus: 'Disabled' }, { VersioningStatus: 'Suspended' }],
  ])('what was off is not turned off again: %s', (_name, before, after) => {
    expect(rulesOf(before, after)).toEqual([]);
  });

  test('what could not be read is not turned off', () => {
    const unread = [{ path: '/BucketEncryption', reason: 'AccessDenied: no' }];
    expect(changeBetween({ type }, { BucketEncryption: { A: 1 } }, {}, { unread })).toBeUndefined();
  });
});

describe('something new', () => {
  const riskOfNew = (properties: JsonObject) =>
    assessRisk({ kind: 'added', after: resource(type, properties) }, { type });

  test.each<[string, JsonObject, string[]]>([
    ['that is not encrypted', { StorageEncrypted: false }, ['encryption-turned-off']],
    ['with a volume in a list that is not', { Volumes: [{ Encrypted: false }] }, ['encryption-turned-off']],
    ['without TLS', { Endpoint: { EnforceHTTPS: false } }, ['transit-encryption-turned-off']],
    ['without backups', { BackupRetentionPeriod: 0 }, ['backups-turned-off']],
  ])('%s is MEDIUM', (_name, properties, rules) => {
    expect(riskOfNew(properties)).toMatchObject({ severity: 'MEDIUM', rules });
  });

  test('with its protections is no danger', () => {
    const rules = riskOfNew({ StorageEncrypted: true, EnforceHTTPS: true, BackupRetentionPeriod: 7 }).rules;
    expect(rules).toEqual([]);
  });

  test('without a protection that AWS leaves off by default is no danger in itself', () => {
    expect(riskOfNew({ DeletionProtection: false, IsLogging: false }).rules).toEqual([]);
  });

  test('says where it stands, and what it is without', () => {
    const { dangers, reasons } = riskOfNew({ Volumes: [{ Encrypted: true }, { Encrypted: false }] });
    expect(dangers).toEqual(['encryption-turned-off: /Volumes/1/Encrypted']);
    expect(reasons).toEqual(['The new Test::Type id-1 was created without encryption at rest.']);
  });
});

describe('the way a switch is told', () => {
  const all = { BlockPublicAcls: true, BlockPublicPolicy: true };
  const none = { BlockPublicAcls: false, BlockPublicPolicy: false };

  test('names the resource, the protection and every flag, in one sentence', () => {
    expect(riskBetween({ Block: all }, { Block: none })).toMatchObject({
      reasons: ['Test::Type id-1 lost the block of public access (BlockPublicAcls, BlockPublicPolicy).'],
      dangers: [
        'public-access-block-lifted: /Block/BlockPublicAcls',
        'public-access-block-lifted: /Block/BlockPublicPolicy',
      ],
    });
  });

  test('says that it is safer when it comes back, and then counts no more than INFO', () => {
    expect(riskBetween({ Block: none }, { Block: all })).toMatchObject({
      severity: 'INFO',
      reasons: [
        'Safer: Test::Type id-1 gained the block of public access (BlockPublicAcls, BlockPublicPolicy).',
      ],
    });
  });

  test.each<[string, JsonObject, JsonObject, string]>([
    ['encryption at rest', { Encrypted: true }, {}, 'lost encryption at rest (Encrypted).'],
    ['default encryption', { BucketEncryption: { A: 1 } }, {}, 'lost default encryption (BucketEncryption).'],
    ['encryption in transit', { RequireSSL: true }, {}, 'lost encryption in transit (RequireSSL).'],
    [
      'deletion protection',
      { DeletionProtection: true },
      {},
      'lost deletion protection (DeletionProtection).',
    ],
    [
      'automatic backups',
      { SnapshotRetentionLimit: 1 },
      {},
      'lost automatic backups (SnapshotRetentionLimit).',
    ],
    ['logging', { IsLogging: true }, {}, 'lost logging (IsLogging).'],
    ['versioning', { VersioningStatus: 'Enabled' }, {}, 'lost versioning (VersioningStatus).'],
    ['yearly key rotation', { EnableKeyRotation: true }, {}, 'lost yearly key rotation (EnableKeyRotation).'],
  ])('%s', (_name, before, after, lost) => {
    expect(riskBetween(before, after).reasons).toEqual([`Test::Type id-1 ${lost}`]);
  });
});

describe('what stands without a protection', () => {
  const standing = (id: string, properties: JsonObject) => {
    const rule = protectionRules.find((each) => each.id === id);
    const looked = rule?.looksAt?.(resource(type, properties));
    return { looked, dangers: rule?.standing?.(resource(type, properties)) };
  };

  test('is told where creating it so is a danger', () => {
    expect(standing('encryption-turned-off', { StorageEncrypted: false })).toEqual({
      looked: true,
      dangers: [
        {
          subject: '/StorageEncrypted',
          path: '/StorageEncrypted',
          severity: 'MEDIUM',
          reason: 'Test::Type id-1 has no encryption at rest.',
        },
      ],
    });
  });

  test('is nothing where the protection is there, and not looked for where the property is not', () => {
    expect(standing('encryption-turned-off', { StorageEncrypted: true })).toEqual({
      looked: true,
      dangers: [],
    });
    expect(standing('encryption-turned-off', { Size: 1 })).toEqual({ looked: false, dangers: [] });
  });

  test('is not told of a protection that many rightly never have', () => {
    expect(standing('deletion-protection-turned-off', { DeletionProtection: false })).toEqual({
      looked: true,
      dangers: undefined,
    });
  });
});
