import { account } from '../../scenarios/scenario.ts';
import type { RuleCase, States } from '../rule-case.ts';
import { casesOf } from './case-of.ts';

const workgroup = (change: object) => ({
  Name: 'example',
  WorkGroupConfiguration: {
    EnforceWorkGroupConfiguration: true,
    PublishCloudWatchMetricsEnabled: true,
    BytesScannedCutoffPerQuery: 1_000_000_000,
    RequesterPaysEnabled: false,
    ResultConfiguration: {
      OutputLocation: 's3://results/athena/',
      EncryptionConfiguration: { EncryptionOption: 'SSE_S3' },
    },
    ...change,
  },
});
const approved = workgroup({});
const requesterPays: States = [approved, workgroup({ RequesterPaysEnabled: true })];
const results = (OutputLocation: string) =>
  workgroup({
    ResultConfiguration: { OutputLocation, EncryptionConfiguration: { EncryptionOption: 'SSE_S3' } },
  });
const plainResults = workgroup({ ResultConfiguration: { OutputLocation: 's3://results/athena/' } });
const loose = workgroup({ EnforceWorkGroupConfiguration: false });
const unmeasured = workgroup({ PublishCloudWatchMetricsEnabled: false });
const unlimited = workgroup({ BytesScannedCutoffPerQuery: null });

const key = `arn:aws:kms:eu-west-1:${account}:key/a`;
const catalog = (mode: string, areEncrypted: boolean, passwordKey = key) => ({
  CatalogId: account,
  DataCatalogEncryptionSettings: {
    EncryptionAtRest: { CatalogEncryptionMode: mode, SseAwsKmsKeyId: key },
    ConnectionPasswordEncryption: {
      ReturnConnectionPasswordEncrypted: areEncrypted,
      KmsKeyId: passwordKey,
    },
  },
});
const encrypted = catalog('SSE-KMS', true);
const otherPasswordKey: States = [encrypted, catalog('SSE-KMS', true, `${key}b`)];

const connection = (property: string, value: string, url = 'jdbc:postgresql://orders/shop') => ({
  CatalogId: account,
  Name: 'example',
  ConnectionInput: {
    Name: 'example',
    ConnectionType: property.startsWith('KAFKA') ? 'KAFKA' : 'JDBC',
    ConnectionProperties: { [property]: value, JDBC_CONNECTION_URL: url },
  },
});

const job = {
  Name: 'example',
  Role: `arn:aws:iam::${account}:role/glue`,
  Command: { Name: 'glueetl', ScriptLocation: 's3://scripts/load.py' },
  SecurityConfiguration: 'encrypted',
  WorkerType: 'G.1X',
};
const { SecurityConfiguration: _, ...plainJob } = job;

const ofWorkgroup = casesOf('AWS::Athena::WorkGroup');
const ofCatalog = casesOf('AWS::Glue::DataCatalogEncryptionSettings');
const ofConnection = casesOf('AWS::Glue::Connection');
const ofJob = casesOf('AWS::Glue::Job');

function connectionCase(rule: string, property: string): RuleCase {
  const [on, off] = [connection(property, 'true'), connection(property, 'false')];
  return ofConnection(
    rule,
    [on, off],
    [on, connection(property, 'true', 'jdbc:postgresql://orders/other')],
    [off, on],
  );
}

/** The rules of Athena and Glue. */
export const analyticsCases: readonly RuleCase[] = [
  ofWorkgroup(
    'athena-results-moved',
    [approved, results('s3://theirs/athena/')],
    [approved, results('s3://results/queries/')],
    [null, approved],
  ),
  ofWorkgroup('athena-settings-not-enforced', [approved, loose], requesterPays, [loose, approved]),
  ofWorkgroup('athena-results-unencrypted', [approved, plainResults], requesterPays, [
    plainResults,
    approved,
  ]),
  ofWorkgroup('athena-metrics-off', [approved, unmeasured], requesterPays, [unmeasured, approved]),
  ofWorkgroup('athena-scan-limit-removed', [approved, unlimited], requesterPays, [unlimited, approved]),
  ofCatalog('glue-catalog-encryption-off', [encrypted, catalog('DISABLED', true)], otherPasswordKey, [
    catalog('DISABLED', true),
    encrypted,
  ]),
  ofCatalog('glue-password-encryption-off', [encrypted, catalog('SSE-KMS', false)], otherPasswordKey, [
    catalog('SSE-KMS', false),
    encrypted,
  ]),
  connectionCase('glue-connection-jdbc-enforce-ssl-off', 'JDBC_ENFORCE_SSL'),
  connectionCase('glue-connection-kafka-ssl-enabled-off', 'KAFKA_SSL_ENABLED'),
  ofJob(
    'glue-security-configuration-removed',
    [job, plainJob],
    [job, { ...job, WorkerType: 'G.2X' }],
    [plainJob, job],
  ),
];
