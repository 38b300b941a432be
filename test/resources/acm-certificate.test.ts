import {
  ACMClient,
  type CertificateDetail,
  DescribeCertificateCommand,
  ListCertificatesCommand,
  ListTagsForCertificateCommand,
} from '@aws-sdk/client-acm';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { acmCertificate } from '../../lib/resources/acm-certificate.ts';
import { resource } from '../resource-fixtures.ts';
import { storedById, turnedRound } from './reading-fixtures.ts';
import { awsError, costContext, readAll, riskOf, storedLines } from './type-fixtures.ts';

const acm = mockClient(ACMClient);
const arn = 'arn:aws:acm:eu-west-1:111122223333:certificate/1';
const certificate: CertificateDetail = {
  CertificateArn: arn,
  DomainName: 'example.com',
  SubjectAlternativeNames: ['www.example.com', 'example.com'],
  ManagedBy: 'CLOUDFRONT',
  DomainValidationOptions: [
    {
      DomainName: 'www.example.com',
      ValidationDomain: 'example.com',
      ValidationMethod: 'EMAIL',
      ValidationStatus: 'SUCCESS',
    },
    {
      DomainName: 'example.com',
      ValidationDomain: 'example.com',
      ValidationMethod: 'EMAIL',
      ValidationEmails: ['a@example.com'],
    },
  ],
  Serial: '01:02',
  Issuer: 'Amazon',
  CreatedAt: new Date(0),
  IssuedAt: new Date(0),
  Status: 'ISSUED',
  NotBefore: new Date(0),
  NotAfter: new Date('2027-01-01T00:00:00Z'),
  KeyAlgorithm: 'RSA_2048',
  InUseBy: ['arn:lb'],
  Type: 'PRIVATE',
  RenewalSummary: { RenewalStatus: 'SUCCESS', DomainValidationOptions: [], UpdatedAt: new Date(0) },
  CertificateAuthorityArn: 'arn:ca',
  RenewalEligibility: 'ELIGIBLE',
  Options: { CertificateTransparencyLoggingPreference: 'ENABLED', Export: 'DISABLED' },
};

beforeEach(() => {
  acm.reset();
  acm
    .on(ListCertificatesCommand)
    .resolves({ CertificateSummaryList: [{ CertificateArn: arn }], NextToken: '2' })
    .on(ListCertificatesCommand, { NextToken: '2' })
    .resolves({ CertificateSummaryList: [{ CertificateArn: 'gone' }, {}] })
    .on(DescribeCertificateCommand)
    .rejects(awsError('ResourceNotFoundException'))
    .on(DescribeCertificateCommand, { CertificateArn: arn })
    .resolves({ Certificate: certificate })
    .on(ListTagsForCertificateCommand)
    .resolves({ Tags: [{ Key: 'Team', Value: 'site' }] });
});

describe('reading certificates', () => {
  test('every property of certificates with any key, and until when they are valid', async () => {
    const read = await storedById(acmCertificate);
    expect(Object.keys(read)).toEqual([arn]);
    expect(read[arn]?.tags).toEqual({ Team: 'site' });
    expect(read[arn]?.properties).toEqual({
      CertificateArn: arn,
      CertificateAuthorityArn: 'arn:ca',
      CertificateExport: 'DISABLED',
      CertificateTransparencyLoggingPreference: 'ENABLED',
      DomainName: 'example.com',
      DomainValidationOptions: ['example.com', 'www.example.com'].map((DomainName) => ({
        DomainName,
        ValidationDomain: 'example.com',
      })),
      KeyAlgorithm: 'RSA_2048',
      ManagedBy: 'CLOUDFRONT',
      NotAfter: '2027-01-01T00:00:00.000Z',
      RenewalStatus: 'SUCCESS',
      Status: 'ISSUED',
      SubjectAlternativeNames: ['example.com', 'www.example.com'],
      Type: 'PRIVATE',
      ValidationMethod: 'EMAIL',
    });
    expect(acm.commandCalls(ListCertificatesCommand)[0]?.args[0].input.Includes?.keyTypes).toContain(
      'EC_prime256v1',
    );
  });

  test('another order and other users give the same bytes', async () => {
    const first = storedLines(acmCertificate, await readAll(acmCertificate));
    acm
      .on(DescribeCertificateCommand, { CertificateArn: arn })
      .resolves({ Certificate: turnedRound({ ...certificate, InUseBy: [] }) });
    expect(storedLines(acmCertificate, await readAll(acmCertificate))).toEqual(first);
  });

  test('what is denied is unread', async () => {
    const denied = awsError('AccessDeniedException', 'no');
    acm.on(ListTagsForCertificateCommand).rejects(denied);
    expect((await readAll(acmCertificate))[0]?.unread).toEqual([
      { path: '/Tags', reason: 'AccessDeniedException: no' },
    ]);
    acm.on(DescribeCertificateCommand).rejects(denied);
    expect((await readAll(acmCertificate))[0]?.unread?.[0]?.path).toBe('');
  });
});

describe('what a change of a certificate means', () => {
  const valid = (year: number) => ({ NotAfter: `${year}-01-01T00:00:00.000Z` });
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['expired', { Status: 'ISSUED' }, { Status: 'EXPIRED' }, 'HIGH', ['acm-certificate-unusable']],
    ['issued', { Status: 'PENDING_VALIDATION' }, { Status: 'ISSUED' }, 'MEDIUM', []],
    ['renewed', valid(2027), valid(2028), 'INFO', []],
    ['shortened', valid(2028), valid(2027), 'MEDIUM', []],
    ['not renewable', {}, { RenewalStatus: 'FAILED' }, 'HIGH', ['acm-renewal-stuck']],
    ['renewable', { RenewalStatus: 'PENDING_VALIDATION' }, { RenewalStatus: 'SUCCESS' }, 'INFO', []],
    ['renewing', {}, { RenewalStatus: 'PENDING_AUTO_RENEWAL' }, 'LOW', []],
    ['a weak key', {}, { KeyAlgorithm: 'RSA_1024' }, 'HIGH', ['acm-weak-key']],
    [
      'not logged',
      {},
      { CertificateTransparencyLoggingPreference: 'DISABLED' },
      'MEDIUM',
      ['acm-transparency-logging-off'],
    ],
    [
      'exportable',
      { CertificateExport: 'DISABLED' },
      { CertificateExport: 'ENABLED' },
      'MEDIUM',
      ['acm-key-exportable'],
    ],
  ])('%s', (_, before, after, severity, rules) => {
    const base = { DomainName: 'example.com' };
    expect(riskOf(acmCertificate, { ...base, ...before }, { ...base, ...after })).toMatchObject({
      severity,
      rules,
    });
  });

  test.each<[string, JsonObject, number | null]>([
    ['public: free', { Type: 'AMAZON_ISSUED' }, 0],
    ['exportable: unknown', { CertificateExport: 'ENABLED' }, null],
    ['private: unknown', { CertificateAuthorityArn: 'arn:ca' }, null],
  ])('%s', (_, properties, usd) => {
    expect(
      acmCertificate.monthlyCost?.(resource(acmCertificate.type, properties), costContext({}))?.usd,
    ).toBe(usd);
  });
});
