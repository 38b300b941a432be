import {
  ACMClient,
  type CertificateDetail,
  DescribeCertificateCommand,
  KeyAlgorithm,
  ListTagsForCertificateCommand,
  paginateListCertificates,
} from '@aws-sdk/client-acm';
import { free, unknownCost } from '../model/cost.ts';
import { valueAt } from '../model/pointer.ts';
import type { UnreadProperty } from '../model/resource.ts';
import type { ChangeRule, Rule } from '../model/rule.ts';
import { defineResourceType } from './define.ts';
import { everyItem, readWithOwnCalls } from './listing.ts';
import { propertyDanger } from './property-rules.ts';

/** States in which no client trusts the certificate, or none will soon. */
const unusable = /^(EXPIRED|REVOKED|FAILED|INACTIVE|VALIDATION_TIMED_OUT)$/;

/** ACM renews the certificates it issued by itself: a later end of validity is what it is there for. */
const renewed: ChangeRule = {
  kind: 'change',
  id: 'acm-certificate-renewed',
  title: 'ACM renewed a certificate',
  severity: 'INFO',
  sources: ['https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html'],
  recommendation: 'Approve it with a new baseline.',
  remedy: {
    command: 'aws acm describe-certificate --certificate-arn {{id}} --query Certificate.NotAfter',
    console: 'Certificate Manager › Certificates › {{shortName}} › Details',
  },
  dangers: () => [],
  ended: (change) => {
    if (change.kind !== 'modified') return [];
    const [from, to] = [change.before, change.after].map(({ properties }) =>
      String(properties.NotAfter ?? ''),
    );
    return from !== undefined && to !== undefined && from < to
      ? [
          {
            subject: 'renewed',
            path: '/NotAfter',
            reason: `Safer: the certificate is valid until ${to}, instead of ${from}.`,
          },
        ]
      : [];
  },
};

const rules: readonly Rule[] = [
  propertyDanger({
    id: 'acm-certificate-unusable',
    title: 'a certificate is no longer valid',
    severity: 'HIGH',
    sources: ['FSBP ACM.1'],
    recommendation: 'Request or import a new certificate and give it to what uses this one.',
    remedy: {
      command:
        'aws acm request-certificate --domain-name {{/DomainName}} --subject-alternative-names {{/SubjectAlternativeNames}} --validation-method DNS',
      console: 'Certificate Manager › Request certificate › {{/DomainName}}',
    },
    safer: 'the certificate is valid',
    path: '/Status',
    isDanger: (status) => unusable.test(String(status)),
    reason: ({ id, properties }, status) =>
      `The certificate of ${String(properties.DomainName ?? id)} is ${String(status).toLowerCase()}: clients refuse connections.`,
  }),
  propertyDanger({
    id: 'acm-renewal-stuck',
    title: 'a certificate cannot be renewed',
    severity: 'HIGH',
    sources: ['FSBP ACM.1', 'https://docs.aws.amazon.com/acm/latest/userguide/troubleshooting-renewal.html'],
    recommendation:
      'Put the DNS record of the validation back, or answer the mail, before the certificate expires.',
    remedy: {
      command: 'aws acm describe-certificate --certificate-arn {{id}} --query Certificate.RenewalSummary',
      console: 'Certificate Manager › Certificates › {{shortName}} › Domains › Create records in Route 53',
    },
    safer: 'the renewal goes on',
    path: '/RenewalStatus',
    isDanger: (status) => status === 'FAILED' || status === 'PENDING_VALIDATION',
    reason: ({ id, properties }, status) =>
      `ACM cannot renew the certificate of ${String(properties.DomainName ?? id)} (${String(status)}), which is valid until ${String(properties.NotAfter)}.`,
  }),
  propertyDanger({
    id: 'acm-weak-key',
    title: 'a certificate has a weak key',
    severity: 'HIGH',
    sources: ['FSBP ACM.2'],
    recommendation: 'Replace the certificate by one with a key of at least 2,048 bits.',
    remedy: {
      command:
        'aws acm request-certificate --domain-name {{/DomainName}} --subject-alternative-names {{/SubjectAlternativeNames}} --validation-method DNS --key-algorithm RSA_2048',
      console: 'Certificate Manager › Request certificate › {{/DomainName}} › Key algorithm',
    },
    safer: 'the key is strong enough',
    path: '/KeyAlgorithm',
    isDanger: (algorithm) => String(algorithm).replace('-', '_') === 'RSA_1024',
    reason: ({ id, properties }) =>
      `The certificate of ${String(properties.DomainName ?? id)} has a key of 1,024 bits only.`,
  }),
  propertyDanger({
    id: 'acm-transparency-logging-off',
    title: 'a certificate is not logged publicly',
    severity: 'MEDIUM',
    sources: ['https://docs.aws.amazon.com/acm/latest/userguide/acm-concepts.html#concept-transparency'],
    recommendation:
      'Turn certificate transparency logging on: browsers refuse certificates that are not logged.',
    remedy: {
      command:
        'aws acm update-certificate-options --certificate-arn {{id}} --options CertificateTransparencyLoggingPreference=ENABLED',
      console: 'Certificate Manager › Certificates › {{shortName}} › Details › Edit',
    },
    safer: 'the certificate is logged publicly',
    path: '/CertificateTransparencyLoggingPreference',
    isDanger: (preference) => preference === 'DISABLED',
    reason: ({ id, properties }) =>
      `The certificate of ${String(properties.DomainName ?? id)} is kept out of the public logs.`,
  }),
  propertyDanger({
    id: 'acm-key-exportable',
    title: 'the private key of a certificate can be exported',
    severity: 'MEDIUM',
    sources: [
      'https://docs.aws.amazon.com/acm/latest/userguide/acm-exportable-certificates.html',
      'MITRE ATT&CK T1588.004',
    ],
    recommendation: 'Make sure that somebody needs the key outside AWS; if not, replace the certificate.',
    remedy: {
      command:
        'aws acm request-certificate --domain-name {{/DomainName}} --subject-alternative-names {{/SubjectAlternativeNames}} --validation-method DNS --options Export=DISABLED',
      console: 'Certificate Manager › Request certificate › {{/DomainName}} › Allow export › Disable export',
    },
    safer: 'the private key cannot be exported',
    path: '/CertificateExport',
    isDanger: (value) => value === 'ENABLED',
    reason: ({ id, properties }) =>
      `The private key of the certificate of ${String(properties.DomainName ?? id)} can be exported.`,
  }),
  renewed,
];

function properties(certificate: CertificateDetail): object {
  const { DomainValidationOptions = [], Options, RenewalSummary, KeyAlgorithm: algorithm } = certificate;
  return {
    CertificateArn: certificate.CertificateArn,
    CertificateAuthorityArn: certificate.CertificateAuthorityArn,
    CertificateExport: Options?.Export,
    CertificateTransparencyLoggingPreference: Options?.CertificateTransparencyLoggingPreference,
    DomainName: certificate.DomainName,
    DomainValidationOptions: DomainValidationOptions.map(({ DomainName, ValidationDomain }) => ({
      DomainName,
      ValidationDomain,
    })),
    KeyAlgorithm: algorithm?.replace('RSA-', 'RSA_'),
    ManagedBy: certificate.ManagedBy,
    NotAfter: certificate.NotAfter,
    RenewalStatus: RenewalSummary?.RenewalStatus,
    Status: certificate.Status,
    SubjectAlternativeNames: certificate.SubjectAlternativeNames,
    Type: certificate.Type,
    ValidationMethod: DomainValidationOptions[0]?.ValidationMethod,
  };
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-certificatemanager-certificate.html
 * `NotAfter`, `Status` and `RenewalStatus` are the API's: that a certificate is renewed, expires or cannot be renewed
 * is worth knowing. What uses it is not mapped: load balancers come and go.
 */
export const acmCertificate = defineResourceType({
  type: 'AWS::CertificateManager::Certificate',
  scope: 'regional',
  permissions: ['acm:DescribeCertificate', 'acm:ListCertificates', 'acm:ListTagsForCertificate'],
  async *read({ clients, optional }) {
    const client = clients.get(ACMClient);
    const listed = await everyItem(
      // Without key types ACM lists certificates with RSA keys of up to 2,048 bits only.
      paginateListCertificates({ client }, { Includes: { keyTypes: Object.values(KeyAlgorithm) } }),
      ({ CertificateSummaryList }) => CertificateSummaryList,
    );
    yield* readWithOwnCalls(listed, async ({ CertificateArn }) => {
      if (!CertificateArn) return undefined;
      const unread: UnreadProperty[] = [];
      const answer = await optional(unread, '', () =>
        client.send(new DescribeCertificateCommand({ CertificateArn })),
      );
      if (unread.length > 0)
        return { id: CertificateArn, arn: CertificateArn, properties: { CertificateArn }, unread };
      if (!answer?.Certificate) return undefined;
      const tags = await optional(unread, '/Tags', () =>
        client.send(new ListTagsForCertificateCommand({ CertificateArn })),
      );
      return {
        id: CertificateArn,
        arn: CertificateArn,
        tags: tags?.Tags,
        properties: properties(answer.Certificate),
        unread,
      };
    });
  },
  unordered: { '/DomainValidationOptions': ['DomainName'], '/SubjectAlternativeNames': 'value' },
  volatile: {
    '/InUseBy': 'what uses a certificate comes and goes',
    '/RenewalSummary/UpdatedAt': 'time of the last step of a renewal',
    '/Serial': 'new with every renewal, as NotAfter is',
  },
  sensitivity: { '/NotAfter': 'MEDIUM', '/RenewalStatus': 'LOW', '/Status': 'MEDIUM' },
  rules,
  monthlyCost: ({ properties: certificate }) =>
    valueAt(certificate, '/CertificateAuthorityArn') || certificate.CertificateExport === 'ENABLED'
      ? unknownCost('Tidemark has no price of certificates of a private authority, or of exportable ones.')
      : free,
});
