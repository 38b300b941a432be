import {
  GetServerCertificateCommand,
  IAMClient,
  ListInstanceProfilesCommand,
  ListInstanceProfileTagsCommand,
  ListServerCertificatesCommand,
  type Role,
} from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import type { ResourceType } from '../../lib/resources/define.ts';
import { iamInstanceProfile } from '../../lib/resources/iam-instance-profile.ts';
import { iamServerCertificate } from '../../lib/resources/iam-server-certificate.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const iam = mockClient(IAMClient);
const date = new Date('2026-01-01T00:00:00Z');
const Tags = [{ Key: 'Team', Value: 'web' }];
const role: Role = { RoleName: 'web', RoleId: 'r', Arn: 'a', Path: '/', CreateDate: date };
const web = {
  InstanceProfileName: 'web',
  InstanceProfileId: 'AIPAD5ARO2C5EXAMPLE3G',
  Arn: 'arn:aws:iam::111122223333:instance-profile/app/web',
  Path: '/app/',
  CreateDate: date,
  Roles: [role],
};
const idle = { ...web, InstanceProfileName: 'idle', Path: '/', Roles: [] };
const unnamed = { ...web, InstanceProfileName: undefined };
const shop = {
  ServerCertificateName: 'shop',
  ServerCertificateId: 'ASCACKCEVSQ6C2EXAMPLE1',
  Arn: 'arn:aws:iam::111122223333:server-certificate/shop',
  Path: '/',
  UploadDate: date,
  Expiration: new Date('2027-01-01T00:00:00Z'),
};
const old = { ...shop, ServerCertificateName: 'old' };

beforeEach(() => {
  iam.reset();
  iam
    .on(ListInstanceProfilesCommand)
    .resolves({ InstanceProfiles: [web, unnamed], IsTruncated: true, Marker: '2' })
    .on(ListInstanceProfilesCommand, { Marker: '2' })
    .resolves({ InstanceProfiles: [idle, { ...idle, InstanceProfileName: 'gone' }] })
    .on(ListInstanceProfileTagsCommand)
    .resolves({ Tags: [] })
    .on(ListInstanceProfileTagsCommand, { InstanceProfileName: 'web' })
    .resolves({ Tags, IsTruncated: true, Marker: '2' })
    .on(ListInstanceProfileTagsCommand, { InstanceProfileName: 'web', Marker: '2' })
    .resolves({ Tags: [{ Key: 'Stage', Value: 'prod' }] })
    .on(ListInstanceProfileTagsCommand, { InstanceProfileName: 'gone' })
    .rejects(awsError('NoSuchEntity'))
    .on(ListServerCertificatesCommand)
    .resolves({ ServerCertificateMetadataList: [shop], IsTruncated: true, Marker: '2' })
    .on(ListServerCertificatesCommand, { Marker: '2' })
    .resolves({ ServerCertificateMetadataList: [old, { ...old, ServerCertificateName: undefined }] })
    .on(GetServerCertificateCommand, { ServerCertificateName: 'shop' })
    .resolves({
      ServerCertificate: {
        ServerCertificateMetadata: shop,
        CertificateBody: '-----BEGIN CERTIFICATE-----\nbody\n-----END CERTIFICATE-----',
        CertificateChain: '-----BEGIN CERTIFICATE-----\nchain\n-----END CERTIFICATE-----',
        Tags,
      },
    })
    .on(GetServerCertificateCommand, { ServerCertificateName: 'old' })
    .rejects(awsError('NoSuchEntity'));
});

describe('reading', () => {
  test('every property of an instance profile; one that is gone meanwhile is skipped', async () => {
    const read = await readAll(iamInstanceProfile);
    expect(read.map(({ id, unread }) => [id, unread])).toEqual([
      ['web', []],
      ['idle', []],
    ]);
    const { properties, tags } = stored(iamInstanceProfile, read[0] ?? { id: '', properties: {} });
    expect(tags).toEqual({ Team: 'web', Stage: 'prod' });
    expect(properties).toEqual({
      InstanceProfileName: 'web',
      InstanceProfileId: 'AIPAD5ARO2C5EXAMPLE3G',
      Arn: 'arn:aws:iam::111122223333:instance-profile/app/web',
      Path: '/app/',
      Roles: ['web'],
    });
  });

  test('every property of a server certificate', async () => {
    const read = await readAll(iamServerCertificate);
    expect(read.map(({ id, arn, unread }) => [id, arn, unread])).toEqual([['shop', shop.Arn, []]]);
    const { properties, tags } = stored(iamServerCertificate, read[0] ?? { id: '', properties: {} });
    expect(tags).toEqual({ Team: 'web' });
    expect(properties).toEqual({
      ServerCertificateName: 'shop',
      ServerCertificateId: 'ASCACKCEVSQ6C2EXAMPLE1',
      Arn: 'arn:aws:iam::111122223333:server-certificate/shop',
      Path: '/',
      Expiration: '2027-01-01T00:00:00.000Z',
      CertificateBody: '-----BEGIN CERTIFICATE-----\nbody\n-----END CERTIFICATE-----',
      CertificateChain: '-----BEGIN CERTIFICATE-----\nchain\n-----END CERTIFICATE-----',
    });
  });

  test.each([iamInstanceProfile, iamServerCertificate])(
    '$type in another order gives the same bytes',
    async (type) => {
      const first = storedLines(type, await readAll(type));
      iam
        .on(ListInstanceProfilesCommand)
        .resolves({ InstanceProfiles: [idle, web] })
        .on(ListServerCertificatesCommand)
        .resolves({ ServerCertificateMetadataList: [old, { ...shop, UploadDate: new Date() }] });
      expect(storedLines(type, await readAll(type))).toEqual(first);
    },
  );

  test.each<[ResourceType, string[]]>([
    [iamInstanceProfile, ['/Tags']],
    [iamServerCertificate, ['/CertificateBody', '/CertificateChain', '/Tags']],
  ])('what a denied call would have told is unread: %#', async (type, paths) => {
    iam
      .on(ListInstanceProfileTagsCommand, { InstanceProfileName: 'web' })
      .rejects(awsError('AccessDenied', 'no'))
      .on(GetServerCertificateCommand, { ServerCertificateName: 'shop' })
      .rejects(awsError('AccessDenied', 'no'));
    expect((await readAll(type))[0]?.unread).toEqual(
      paths.map((path) => ({ path, reason: 'AccessDenied: no' })),
    );
  });

  test.each([iamInstanceProfile, iamServerCertificate])('a denied list makes $type unread', async (type) => {
    iam.on(ListInstanceProfilesCommand).rejects(awsError('AccessDenied'));
    iam.on(ListServerCertificatesCommand).rejects(awsError('AccessDenied'));
    await expect(readAll(type)).rejects.toThrow('AccessDenied');
  });
});

const roles = (...Roles: string[]): JsonObject => ({ Roles });

describe('what a change means', () => {
  test.each<[string, ResourceType, JsonObject | undefined, JsonObject, string, string[]]>([
    [
      'another role',
      iamInstanceProfile,
      roles('a'),
      roles('b'),
      'HIGH',
      ['iam-instance-profile-role-changed'],
    ],
    ['a first role', iamInstanceProfile, roles(), roles('b'), 'HIGH', ['iam-instance-profile-role-changed']],
    ['no role any more', iamInstanceProfile, roles('a'), roles(), 'MEDIUM', []],
    ['a profile is new', iamInstanceProfile, undefined, roles('a'), 'LOW', []],
    [
      'another certificate under the same name',
      iamServerCertificate,
      { CertificateBody: 'a' },
      { CertificateBody: 'b' },
      'MEDIUM',
      [],
    ],
    ['another path', iamServerCertificate, {}, { Path: '/a/' }, 'LOW', []],
  ])('%s', (_, type, before, after, severity, rules) => {
    expect(riskOf(type, before, after)).toMatchObject({ severity, rules });
  });

  test('the reason names both roles', () => {
    expect(riskOf(iamInstanceProfile, roles('a'), roles('b'))?.reasons).toEqual([
      'Every instance with profile id-1 has the permissions of role b now, no longer those of a.',
    ]);
  });
});

test.each([iamInstanceProfile, iamServerCertificate])('$type is free', (type) => {
  expect(type.monthlyCost?.(resource(type.type, {}), costContext({}))).toEqual({ usd: 0, assumptions: [] });
});
