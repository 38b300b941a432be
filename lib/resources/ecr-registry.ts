import {
  DescribeRegistryCommand,
  ECRClient,
  GetRegistryPolicyCommand,
  GetRegistryScanningConfigurationCommand,
} from '@aws-sdk/client-ecr';
import { isNotFound } from '../aws/errors.ts';
import { free, unknownCost } from '../model/cost.ts';
import { toList, toObjects } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger, StateRule } from '../model/rule.ts';
import { coversAction } from '../risk/policy-documents.ts';
import { defineResourceType } from './define.ts';
import { protectionLost } from './property-rules.ts';
import { capitalised } from './schema-names.ts';

/** What each registry has once; the registry has the id of its account. */
const ofRegistry = { scope: 'regional', taggable: false } as const;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecr-registrypolicy.html */
export const ecrRegistryPolicy = defineResourceType({
  ...ofRegistry,
  type: 'AWS::ECR::RegistryPolicy',
  permissions: ['ecr:GetRegistryPolicy'],
  async *read({ clients, account }) {
    try {
      const { registryId = account, policyText } = await clients
        .get(ECRClient)
        .send(new GetRegistryPolicyCommand({}));
      if (policyText)
        yield { id: registryId, properties: { RegistryId: registryId, PolicyText: policyText } };
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  },
  sensitivity: { '/PolicyText': 'MEDIUM' },
  monthlyCost: () => free,
});

/** How often images are scanned, from the least; a frequency that is not among them counts as less. */
const frequencies = ['MANUAL', 'SCAN_ON_PUSH', 'CONTINUOUS_SCAN'];

interface Scanned {
  readonly filter: string;
  readonly frequency: string;
}

/** What a registry scans by itself, a filter each. */
function scannedBy({ properties }: Resource): Scanned[] {
  return toObjects(properties.Rules).flatMap(({ RepositoryFilters, ScanFrequency }) =>
    toObjects(RepositoryFilters).map(({ Filter }) => ({
      filter: String(Filter),
      frequency: String(ScanFrequency),
    })),
  );
}

/** A filter without wildcard stands for every repository with it in its name. */
const patternOf = ({ filter }: Scanned) => (filter.includes('*') ? filter : `*${filter}*`);

/** What is scanned on one side of a change and no longer, or less often, on the other. */
function scannedOnlyIn(here: Resource, there: Resource): Scanned[] {
  const others = scannedBy(there);
  return scannedBy(here).filter(
    (one) =>
      !others.some(
        (other) =>
          coversAction(patternOf(other), patternOf(one)) &&
          frequencies.indexOf(other.frequency) >= frequencies.indexOf(one.frequency),
      ),
  );
}

function scannedChange(here: Resource, there: Resource, say: (filter: string) => string): Danger[] {
  return scannedOnlyIn(here, there).map(({ filter, frequency }) => ({
    subject: `${filter} ${frequency}`,
    path: '/Rules',
    reason: say(`${filter} (${frequency})`),
  }));
}

const scannedLess: ChangeRule = {
  kind: 'change',
  id: 'ecr-registry-scanned-less',
  title: 'fewer images are scanned',
  severity: 'MEDIUM',
  sources: ['FSBP ECR.1'],
  recommendation: 'Put the scanning rule back.',
  remedy: {
    command:
      'aws ecr put-registry-scanning-configuration --scan-type {{/ScanType}} --rules file://<approved-rules.json>',
    console: 'Elastic Container Registry › Private registry ({{id}}) › Features & Settings › Scanning › Edit',
  },
  dangers: (change) =>
    change.kind === 'modified'
      ? scannedChange(change.before, change.after, (what) => `The registry no longer scans ${what}.`)
      : [],
  ended: (change) =>
    change.kind === 'modified'
      ? scannedChange(change.after, change.before, (what) => `Safer: the registry scans ${what}.`)
      : [],
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecr-registryscanningconfiguration.html */
export const ecrRegistryScanning = defineResourceType({
  ...ofRegistry,
  type: 'AWS::ECR::RegistryScanningConfiguration',
  permissions: ['ecr:GetRegistryScanningConfiguration'],
  async *read({ clients, account }) {
    const { registryId = account, scanningConfiguration } = await clients
      .get(ECRClient)
      .send(new GetRegistryScanningConfigurationCommand({}));
    yield {
      id: registryId,
      properties: {
        RegistryId: registryId,
        ScanType: scanningConfiguration?.scanType,
        Rules: capitalised(scanningConfiguration?.rules),
      },
    };
  },
  unordered: { '/Rules': 'value', '/Rules/*/RepositoryFilters': 'value' },
  defaults: { ScanType: 'BASIC' },
  sensitivity: { '/Rules': 'MEDIUM', '/ScanType': 'MEDIUM' },
  rules: [
    scannedLess,
    protectionLost({
      id: 'ecr-enhanced-scanning-off',
      title: 'images are no longer scanned by Inspector',
      severity: 'HIGH',
      sources: [
        'FSBP Inspector.2',
        'https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-enhanced.html',
      ],
      recommendation: 'Set the scan type of the registry to ENHANCED again.',
      remedy: {
        command: `aws ecr put-registry-scanning-configuration --scan-type ENHANCED --rules '[{"scanFrequency":"CONTINUOUS_SCAN","repositoryFilters":[{"filter":"*","filterType":"WILDCARD"}]}]'`,
        console:
          'Elastic Container Registry › Private registry ({{id}}) › Features & Settings › Scanning › Edit › Enhanced scanning',
      },
      path: '/ScanType',
      protects: (value) => value === 'ENHANCED',
      reason: ({ id }) => `Inspector no longer watches the images of registry ${id} for new vulnerabilities.`,
      better: 'Inspector watches the images',
    }),
  ],
  monthlyCost: ({ properties }) =>
    properties.ScanType === 'ENHANCED' ? unknownCost('Inspector bills each image that it scans.') : free,
});

const replicatedAbroad: StateRule = {
  kind: 'state',
  id: 'ecr-replicated-to-foreign-account',
  title: 'images are copied to another account',
  severity: 'HIGH',
  sources: ['https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html', 'MITRE ATT&CK T1537'],
  recommendation: 'Make sure that you know the account; if not, remove the destination.',
  remedy: {
    command:
      'aws ecr put-replication-configuration --replication-configuration file://<approved-replication.json>',
    console:
      'Elastic Container Registry › Private registry ({{id}}) › Features & Settings › Replication › Edit',
  },
  safer: 'images stay in the account',
  dangers: ({ account, properties }) => {
    const rules = toObjects(valueAt(properties, '/ReplicationConfiguration/Rules'));
    const registries = rules
      .flatMap(({ Destinations }) => toObjects(Destinations))
      .map(({ RegistryId }) => String(RegistryId));
    return [...new Set(registries)]
      .filter((registry) => account !== '' && registry !== account)
      .map((registry) => ({
        subject: `account ${registry}`,
        path: '/ReplicationConfiguration',
        reason: `Images of the registry are copied to account ${registry}.`,
      }));
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecr-replicationconfiguration.html */
export const ecrReplication = defineResourceType({
  ...ofRegistry,
  type: 'AWS::ECR::ReplicationConfiguration',
  permissions: ['ecr:DescribeRegistry'],
  async *read({ clients, account }) {
    const { registryId = account, replicationConfiguration } = await clients
      .get(ECRClient)
      .send(new DescribeRegistryCommand({}));
    const ReplicationConfiguration = capitalised(replicationConfiguration);
    if (toList(valueAt(ReplicationConfiguration, '/Rules')).length === 0) return;
    yield { id: registryId, properties: { RegistryId: registryId, ReplicationConfiguration } };
  },
  unordered: {
    '/ReplicationConfiguration/Rules': 'value',
    '/ReplicationConfiguration/Rules/*/Destinations': ['Region', 'RegistryId'],
    '/ReplicationConfiguration/Rules/*/RepositoryFilters': 'value',
  },
  sensitivity: { '/ReplicationConfiguration': 'MEDIUM' },
  rules: [replicatedAbroad],
  monthlyCost: () => unknownCost('ECR bills the copies by their size, which is not read.'),
});
