import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { changeBetween, resource } from '../resource-fixtures.ts';

const type = 'Test::Type';

function rulesOf(before: JsonObject, after: JsonObject): readonly string[] {
  const change = changeBetween({ type }, before, after);
  if (!change) throw new Error('the models do not differ');
  return assessRisk(change, { type }).rules;
}

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

  test('what could not be read is not turned off', () => {
    const unread = [{ path: '/BucketEncryption', reason: 'AccessDenied: no' }];
    expect(changeBetween({ type }, { BucketEncryption: { A: 1 } }, {}, { unread })).toBeUndefined();
  });
});

test('something new without a protection that AWS leaves off by default is no danger in itself', () => {
  const after = resource(type, { DeletionProtection: false, IsLogging: false });
  expect(assessRisk({ kind: 'added', after }, { type }).rules).toEqual([]);
});
