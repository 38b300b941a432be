import {
  GetAccountAuthorizationDetailsCommand,
  GetLoginProfileCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListMFADevicesCommand,
  ListMFADeviceTagsCommand,
  ListVirtualMFADevicesCommand,
} from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import type { ResourceType } from '../../lib/resources/define.ts';
import { iamAccessKey } from '../../lib/resources/iam-access-key.ts';
import { iamLoginProfile } from '../../lib/resources/iam-login-profile.ts';
import { iamMfaDevice } from '../../lib/resources/iam-mfa-device.ts';
import { iamVirtualMfaDevice } from '../../lib/resources/iam-virtual-mfa-device.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const iam = mockClient(IAMClient);
const date = new Date('2026-01-01T00:00:00Z');
const gone = awsError('NoSuchEntity');
const mfa = (name: string) => `arn:aws:iam::111122223333:mfa/${name}`;
const passkey = 'arn:aws:iam::111122223333:u2f/user/alice/key-1';
const account = { UserId: 'u', CreateDate: date };

beforeEach(() => {
  iam.reset();
  iam
    .on(GetAccountAuthorizationDetailsCommand)
    .resolves({ UserDetailList: [{ UserName: 'alice' }, { UserName: 'bob' }, { UserName: 'gone' }, {}] })
    .on(ListAccessKeysCommand, { UserName: 'alice' })
    .resolves({
      AccessKeyMetadata: [
        { UserName: 'alice', AccessKeyId: 'AKIA111111111EXAMPLE', Status: 'Active', CreateDate: date },
        {},
      ],
      IsTruncated: true,
      Marker: '2',
    })
    .on(ListAccessKeysCommand, { UserName: 'alice', Marker: '2' })
    .resolves({
      AccessKeyMetadata: [{ UserName: 'alice', AccessKeyId: 'AKIA222222222EXAMPLE', Status: 'Inactive' }],
    })
    .on(ListAccessKeysCommand, { UserName: 'bob' })
    .resolves({})
    .on(ListAccessKeysCommand, { UserName: 'gone' })
    .rejects(gone)
    .on(GetLoginProfileCommand)
    .rejects(gone)
    .on(GetLoginProfileCommand, { UserName: 'alice' })
    .resolves({ LoginProfile: { UserName: 'alice', CreateDate: date, PasswordResetRequired: true } })
    .on(ListMFADevicesCommand, { UserName: 'alice' })
    .resolves({
      MFADevices: [
        { UserName: 'alice', SerialNumber: mfa('alice'), EnableDate: date },
        { UserName: 'alice', SerialNumber: 'GAHT12345678', EnableDate: date },
      ],
      IsTruncated: true,
      Marker: '2',
    })
    .on(ListMFADevicesCommand, { UserName: 'alice', Marker: '2' })
    .resolves({ MFADevices: [{ UserName: 'alice', SerialNumber: passkey, EnableDate: date }] })
    .on(ListMFADevicesCommand, { UserName: 'bob' })
    .resolves({})
    .on(ListMFADevicesCommand, { UserName: 'gone' })
    .rejects(gone)
    .on(ListVirtualMFADevicesCommand)
    .resolves({
      VirtualMFADevices: [
        {
          SerialNumber: mfa('team/alice'),
          EnableDate: date,
          User: { ...account, UserName: 'alice', Path: '/', Arn: 'arn:aws:iam::111122223333:user/alice' },
        },
        { SerialNumber: undefined },
      ],
      IsTruncated: true,
      Marker: '2',
    })
    .on(ListVirtualMFADevicesCommand, { Marker: '2' })
    .resolves({
      VirtualMFADevices: [
        {
          SerialNumber: mfa('root-account-mfa-device'),
          EnableDate: date,
          User: { ...account, UserName: '', Path: '', Arn: 'arn:aws:iam::111122223333:root' },
        },
        { SerialNumber: mfa('spare') },
      ],
    })
    .on(ListMFADeviceTagsCommand)
    .resolves({ Tags: [] })
    .on(ListMFADeviceTagsCommand, { SerialNumber: mfa('team/alice') })
    .resolves({ Tags: [{ Key: 'Team', Value: 'orders' }], IsTruncated: true, Marker: '2' })
    .on(ListMFADeviceTagsCommand, { SerialNumber: mfa('team/alice'), Marker: '2' })
    .resolves({ Tags: [{ Key: 'Kind', Value: 'phone' }] });
});

const propertiesOf = async (type: ResourceType) =>
  Object.fromEntries((await readAll(type)).map((each) => [each.id, stored(type, each).properties]));

describe('reading', () => {
  test('the access keys of every user, by id and state', async () => {
    expect(await propertiesOf(iamAccessKey)).toEqual({
      AKIA111111111EXAMPLE: { UserName: 'alice', Status: 'Active' },
      AKIA222222222EXAMPLE: { UserName: 'alice', Status: 'Inactive' },
    });
  });

  test('who has a console password', async () => {
    expect(await propertiesOf(iamLoginProfile)).toEqual({
      alice: { UserName: 'alice', PasswordResetRequired: true },
    });
  });

  test('the hardware tokens and passkeys of users, without their virtual devices', async () => {
    expect(await propertiesOf(iamMfaDevice)).toEqual({
      'alice|GAHT12345678': {
        SerialNumber: 'GAHT12345678',
        Users: ['alice'],
        EnableDate: '2026-01-01T00:00:00.000Z',
      },
      [`alice|${passkey}`]: {
        SerialNumber: passkey,
        Users: ['alice'],
        EnableDate: '2026-01-01T00:00:00.000Z',
      },
    });
    expect((await readAll(iamMfaDevice)).map(({ arn }) => arn)).toEqual([undefined, passkey]);
  });

  test('virtual devices with users and tags, the root user among them', async () => {
    const read = await readAll(iamVirtualMfaDevice);
    expect(stored(iamVirtualMfaDevice, read[0] ?? { id: '', properties: {} }).tags).toEqual({
      Team: 'orders',
      Kind: 'phone',
    });
    expect(await propertiesOf(iamVirtualMfaDevice)).toEqual({
      [mfa('team/alice')]: {
        SerialNumber: mfa('team/alice'),
        VirtualMfaDeviceName: 'alice',
        Path: '/team/',
        Users: ['alice'],
        EnableDate: '2026-01-01T00:00:00.000Z',
      },
      [mfa('root-account-mfa-device')]: {
        SerialNumber: mfa('root-account-mfa-device'),
        VirtualMfaDeviceName: 'root-account-mfa-device',
        Path: '/',
        Users: ['root'],
        EnableDate: '2026-01-01T00:00:00.000Z',
      },
      [mfa('spare')]: { SerialNumber: mfa('spare'), VirtualMfaDeviceName: 'spare', Path: '/' },
    });
  });

  test.each([iamAccessKey, iamLoginProfile, iamMfaDevice, iamVirtualMfaDevice])(
    '$type in another order gives the same bytes',
    async (type) => {
      const first = storedLines(type, await readAll(type));
      iam
        .on(GetAccountAuthorizationDetailsCommand)
        .resolves({ UserDetailList: [{ UserName: 'bob' }, { UserName: 'alice' }] })
        .on(ListVirtualMFADevicesCommand)
        .resolves({ VirtualMFADevices: [{ SerialNumber: mfa('spare') }], IsTruncated: true, Marker: '3' })
        .on(ListVirtualMFADevicesCommand, { Marker: '3' })
        .resolves({
          VirtualMFADevices: [
            {
              SerialNumber: mfa('root-account-mfa-device'),
              EnableDate: date,
              User: { ...account, UserName: '', Path: '', Arn: 'arn:aws:iam::111122223333:root' },
            },
            {
              SerialNumber: mfa('team/alice'),
              EnableDate: date,
              User: { ...account, UserName: 'alice', Path: '/', Arn: 'a' },
            },
          ],
        });
      expect(storedLines(type, await readAll(type))).toEqual(first);
    },
  );

  test('without permission for passwords, whether a user has one is unread', async () => {
    iam.on(GetLoginProfileCommand, { UserName: 'bob' }).rejects(awsError('AccessDenied', 'no'));
    const read = await readAll(iamLoginProfile);
    expect(read.map(({ id, unread }) => [id, unread])).toEqual([
      ['alice', []],
      ['bob', [{ path: '', reason: 'AccessDenied: no' }]],
    ]);
  });

  test('without permission for the tags of devices, they alone are unread', async () => {
    iam.on(ListMFADeviceTagsCommand).rejects(awsError('AccessDenied', 'no'));
    const unread = [{ path: '/Tags', reason: 'AccessDenied: no' }];
    expect((await readAll(iamVirtualMfaDevice)).map((each) => each.unread)).toEqual([unread, [], unread]);
  });

  test.each([iamAccessKey, iamMfaDevice])('a denied list of one user makes $type unread', async (type) => {
    iam.on(ListAccessKeysCommand, { UserName: 'bob' }).rejects(awsError('AccessDenied'));
    iam.on(ListMFADevicesCommand, { UserName: 'bob' }).rejects(awsError('AccessDenied'));
    await expect(readAll(type)).rejects.toThrow('AccessDenied');
  });
});

const device = (Users: string[], EnableDate?: string): JsonObject => ({
  Users,
  ...(EnableDate ? { EnableDate } : {}),
});

describe('what a change means', () => {
  test.each<[string, ResourceType, JsonObject | undefined, JsonObject, string, string[]]>([
    ['a key is new', iamAccessKey, undefined, { Status: 'Active' }, 'HIGH', ['iam-access-key-active']],
    ['a key is new, and inactive', iamAccessKey, undefined, { Status: 'Inactive' }, 'LOW', []],
    [
      'a key is activated',
      iamAccessKey,
      { Status: 'Inactive' },
      { Status: 'Active' },
      'HIGH',
      ['iam-access-key-active'],
    ],
    ['a key is deactivated', iamAccessKey, { Status: 'Active' }, { Status: 'Inactive' }, 'INFO', []],
    ['a user gets a password', iamLoginProfile, undefined, {}, 'HIGH', ['iam-console-password-given']],
    [
      'a password need not be changed',
      iamLoginProfile,
      { PasswordResetRequired: true },
      { PasswordResetRequired: false },
      'LOW',
      [],
    ],
    [
      'a device loses its user',
      iamVirtualMfaDevice,
      device(['alice']),
      device([]),
      'HIGH',
      ['iam-mfa-removed'],
    ],
    ['a device gets a user', iamVirtualMfaDevice, device([]), device(['alice']), 'INFO', []],
    [
      'a device goes to another user',
      iamVirtualMfaDevice,
      device(['alice']),
      device(['bob']),
      'HIGH',
      ['iam-mfa-removed'],
    ],
    [
      'a device is set up again',
      iamMfaDevice,
      device(['alice'], '2026-01-01T00:00:00Z'),
      device(['alice'], '2026-02-01T00:00:00Z'),
      'HIGH',
      ['iam-mfa-set-up-again'],
    ],
    ['a second factor is new', iamMfaDevice, undefined, device(['alice']), 'LOW', []],
  ])('%s', (_, type, before, after, severity, rules) => {
    expect(riskOf(type, before, after)).toMatchObject({ severity, rules });
  });

  test.each<[string, ResourceType, JsonObject, string, string[]]>([
    ['a key is deleted', iamAccessKey, { Status: 'Active' }, 'LOW', ['iam-access-key-deleted']],
    ['a password is deleted', iamLoginProfile, {}, 'LOW', ['iam-console-password-taken']],
    ['a second factor is removed', iamMfaDevice, device(['alice']), 'HIGH', ['iam-mfa-removed']],
    [
      'the second factor of the root user is removed',
      iamVirtualMfaDevice,
      device(['root']),
      'CRITICAL',
      ['iam-mfa-removed'],
    ],
    ['a device that nobody used is deleted', iamVirtualMfaDevice, device([]), 'MEDIUM', []],
  ])('%s', (_, type, properties, severity, rules) => {
    const before = resource(type.type, properties);
    expect(assessRisk({ kind: 'removed', before }, type)).toMatchObject({ severity, rules });
  });

  test('the reasons name whom the credential belongs to', () => {
    expect(riskOf(iamAccessKey, undefined, { UserName: 'alice', Status: 'Active' })?.reasons[0]).toContain(
      'Access key id-1 of user alice works',
    );
    expect(riskOf(iamVirtualMfaDevice, device(['alice']), device([]))?.reasons[0]).toContain(
      'User alice lost the second factor id-1',
    );
  });
});

test.each([iamAccessKey, iamLoginProfile, iamMfaDevice, iamVirtualMfaDevice])('$type is free', (type) => {
  expect(type.monthlyCost?.(resource(type.type, {}), costContext({}))).toEqual({ usd: 0, assumptions: [] });
});
