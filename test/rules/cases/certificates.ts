import type { RuleCase } from '../rule-case.ts';
import { ofType } from './of-type.ts';

const certificate = ofType('AWS::CertificateManager::Certificate', {
  DomainName: 'shop.example',
  SubjectAlternativeNames: ['shop.example', '*.shop.example'],
  NotAfter: '2027-03-01T12:00:00.000Z',
  Type: 'AMAZON_ISSUED',
});

/** Cases of certificates. */
export const certificateCases: readonly RuleCase[] = [
  certificate(
    'acm-certificate-unusable',
    [{ Status: 'ISSUED' }, { Status: 'EXPIRED' }],
    [{ Status: 'PENDING_VALIDATION' }, { Status: 'ISSUED' }],
  ),
  certificate(
    'acm-renewal-stuck',
    [{ RenewalStatus: 'SUCCESS' }, { RenewalStatus: 'PENDING_VALIDATION' }],
    [{ RenewalStatus: 'SUCCESS' }, { RenewalStatus: 'PENDING_AUTO_RENEWAL' }],
  ),
  certificate(
    'acm-weak-key',
    [{ KeyAlgorithm: 'RSA_2048' }, { KeyAlgorithm: 'RSA_1024' }],
    [{ KeyAlgorithm: 'RSA_2048' }, { KeyAlgorithm: 'EC_prime256v1' }],
  ),
  certificate(
    'acm-transparency-logging-off',
    [
      { CertificateTransparencyLoggingPreference: 'ENABLED' },
      { CertificateTransparencyLoggingPreference: 'DISABLED' },
    ],
    [null, { CertificateTransparencyLoggingPreference: 'ENABLED' }],
  ),
  certificate(
    'acm-key-exportable',
    [{ CertificateExport: 'DISABLED' }, { CertificateExport: 'ENABLED' }],
    [null, { CertificateExport: 'DISABLED' }],
  ),
];
