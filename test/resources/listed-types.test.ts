import { expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { listedType } from '../../lib/resources/cloud-control.ts';
import type { ResourceType } from '../../lib/resources/define.ts';
import {
  resolverQueryLogging,
  resolverQueryLoggingAssociation,
} from '../../lib/resources/resolver-query-logging.ts';
import { rolesAnywhereProfile, rolesAnywhereTrustAnchor } from '../../lib/resources/roles-anywhere.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';
import { riskOf } from './type-fixtures.ts';

const anchor = {
  Name: 'laptops',
  Enabled: true,
  Source: { SourceType: 'AWS_ACM_PCA', SourceData: { AcmPcaArn: 'a' } },
};
const otherAuthority = {
  ...anchor,
  Source: { SourceType: 'CERTIFICATE_BUNDLE', SourceData: { X509CertificateData: 'b' } },
};
const profile = { Name: 'laptops', RoleArns: ['arn:aws:iam::111122223333:role/reader'] };
const logging = { Name: 'all', DestinationArn: 'arn:aws:s3:::dns-logs' };
const association = { ResourceId: 'vpc-1', ResolverQueryLogConfigId: 'rqlc-1' };

test.each<[string, ResourceType, JsonObject | undefined, JsonObject | undefined, string, string[]]>([
  [
    'a new trust anchor',
    rolesAnywhereTrustAnchor,
    undefined,
    anchor,
    'HIGH',
    ['rolesanywhere-authority-trusted'],
  ],
  [
    'another authority',
    rolesAnywhereTrustAnchor,
    anchor,
    otherAuthority,
    'HIGH',
    ['rolesanywhere-authority-trusted'],
  ],
  ['a disabled trust anchor', rolesAnywhereTrustAnchor, anchor, { ...anchor, Enabled: false }, 'INFO', []],
  ['a renamed trust anchor', rolesAnywhereTrustAnchor, anchor, { ...anchor, Name: 'pcs' }, 'LOW', []],
  [
    'another role to get',
    rolesAnywhereProfile,
    profile,
    { ...profile, RoleArns: ['arn:aws:iam::111122223333:role/admin'] },
    'HIGH',
    ['rolesanywhere-role-given-out'],
  ],
  [
    'a trust anchor enabled again',
    rolesAnywhereTrustAnchor,
    { ...anchor, Enabled: false },
    anchor,
    'HIGH',
    ['rolesanywhere-authority-trusted'],
  ],
  [
    'sessions named by who asks',
    rolesAnywhereProfile,
    profile,
    { ...profile, AcceptRoleSessionName: true },
    'MEDIUM',
    ['rolesanywhere-session-name-of-the-caller'],
  ],
  [
    'sessions named by their certificate again',
    rolesAnywhereProfile,
    { ...profile, AcceptRoleSessionName: true },
    profile,
    'INFO',
    [],
  ],
  [
    'query logging deleted',
    resolverQueryLogging,
    logging,
    undefined,
    'HIGH',
    ['resolver-query-logging-deleted'],
  ],
  [
    'query logs sent elsewhere',
    resolverQueryLogging,
    logging,
    { ...logging, DestinationArn: 'arn:aws:s3:::other' },
    'HIGH',
    ['resolver-query-logs-redirected'],
  ],
  ['query logging turned on', resolverQueryLogging, undefined, logging, 'LOW', []],
  [
    'a network no longer logged',
    resolverQueryLoggingAssociation,
    association,
    undefined,
    'HIGH',
    ['resolver-query-logging-ended'],
  ],
  ['a network logged', resolverQueryLoggingAssociation, undefined, association, 'LOW', []],
])('%s', (_name, type, before, after, severity, rules) => {
  const risk =
    after === undefined
      ? assessRisk({ kind: 'removed', before: resource(type.type, before ?? {}) }, type)
      : riskOf(type, before, after);
  expect(risk).toMatchObject({ severity, rules });
});

test('such types are read through Cloud Control, and say so', () => {
  expect(rolesAnywhereTrustAnchor).toMatchObject({ through: 'Cloud Control', scope: 'regional' });
  expect(() => listedType('AWS::Example::Nothing', {})).toThrow('Cloud Control cannot list');
});
