import {
  type DetectorFeatureConfigurationResult,
  GetDetectorCommand,
  GuardDutyClient,
  paginateListDetectors,
} from '@aws-sdk/client-guardduty';
import { unknownCost } from '../model/cost.ts';
import { toObjects } from '../model/json.ts';
import type { Resource } from '../model/resource.ts';
import type { Rule } from '../model/rule.ts';
import { becoming } from './becoming.ts';
import { defineResourceType } from './define.ts';
import { asWord, type RemedyValues } from './former-state.ts';
import { readEach } from './read-each.ts';
import { deleted, disableTools, lost, when } from './watcher-rules.ts';

const sources = ['FSBP GuardDuty.1', disableTools];

/** AWS lists the features that are off too, and adds new ones, off, to every detector. */
const isOn = ({ Status }: { readonly Status?: string | undefined }) => Status === 'ENABLED';

function feature({
  Name,
  Status,
  ManagedBy,
  AdditionalConfiguration,
}: DetectorFeatureConfigurationResult): object {
  return {
    Name,
    Status,
    ManagedBy,
    AdditionalConfiguration: AdditionalConfiguration?.filter(isOn).map((part) => ({
      Name: part.Name,
      Status: part.Status,
      ManagedBy: part.ManagedBy,
    })),
  };
}

/** The features of a detector that are on, parts of features as `EKS_RUNTIME_MONITORING: EKS_ADDON_MANAGEMENT`. */
function featuresOn({ properties }: Resource): { name: string }[] {
  return toObjects(properties.Features).flatMap(({ Name, Status, AdditionalConfiguration }) => [
    ...(Status === 'ENABLED' ? [{ name: String(Name) }] : []),
    ...toObjects(AdditionalConfiguration)
      .filter((part) => part.Status === 'ENABLED')
      .map((part) => ({ name: `${String(Name)}: ${String(part.Name)}` })),
  ]);
}

/** Turns a feature on, or a part of one: `{{features}}`. */
function featureOn(name: string): RemedyValues {
  const [Name, part] = name.split(': ');
  const AdditionalConfiguration = part === undefined ? undefined : [{ Name: part, Status: 'ENABLED' }];
  return {
    features: asWord([
      { Name: Name ?? name, Status: 'ENABLED', ...(AdditionalConfiguration && { AdditionalConfiguration }) },
    ]),
  };
}

const rules: readonly Rule[] = [
  deleted(
    {
      id: 'guardduty-detector-deleted',
      title: 'GuardDuty was turned off',
      severity: 'CRITICAL',
      sources,
      recommendation:
        'Turn GuardDuty on again now, and look in CloudTrail at what was done since, and by whom.',
      remedy: {
        command: 'aws guardduty create-detector --enable',
        console: 'GuardDuty › Get started › Enable GuardDuty',
      },
    },
    ({ id, region }) =>
      `GuardDuty looks for attacks in ${region} no more: detector ${id} was deleted, with the findings it had.`,
  ),
  becoming({
    id: 'guardduty-suspended',
    title: 'GuardDuty was suspended',
    severity: 'CRITICAL',
    createdSeverity: () => 'MEDIUM',
    sources,
    recommendation:
      'Enable the detector again now, and look in CloudTrail at what was done meanwhile, and by whom.',
    remedy: {
      command: 'aws guardduty update-detector --detector-id {{id}} --enable',
      console: 'GuardDuty › Settings › Re-enable GuardDuty',
    },
    safer: 'GuardDuty looks for attacks again',
    dangersOf: ({ id, region, properties }) =>
      when(properties.Enable === false, () => ({
        subject: 'suspended',
        path: '/Enable',
        reason: `GuardDuty looks for attacks in ${region} no more: detector ${id} is suspended.`,
      })),
  }),
  lost(
    {
      id: 'guardduty-feature-turned-off',
      title: 'GuardDuty looks at less',
      severity: 'HIGH',
      sources: [
        'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty-features-activation-model.html',
        disableTools,
      ],
      recommendation: 'Turn the protection plan on again, unless somebody meant to save its cost.',
      remedy: {
        command: 'aws guardduty update-detector --detector-id {{id}} --features {{features}}',
        console: 'GuardDuty › Protection plans › Enable',
      },
      safer: 'GuardDuty looks at more',
    },
    featuresOn,
    ({ name }) => ({
      subject: name,
      path: '/Features',
      reason: `GuardDuty no longer looks at ${name}.`,
      values: featureOn(name),
    }),
  ),
];

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-guardduty-detector.html
 * A feature that is off is told by its absence. `DataSources` says a part of what `Features` says, in older words, and is left out.
 */
export const guardDutyDetector = defineResourceType({
  type: 'AWS::GuardDuty::Detector',
  scope: 'regional',
  permissions: ['guardduty:GetDetector', 'guardduty:ListDetectors'],
  async *read({ clients, partition, region, account }) {
    const client = clients.get(GuardDutyClient);
    yield* readEach({
      pages: paginateListDetectors({ client }, {}),
      items: ({ DetectorIds }) => DetectorIds,
      id: (id) => id,
      read: async (_, DetectorId) => {
        const detector = await client.send(new GetDetectorCommand({ DetectorId }));
        return {
          id: DetectorId,
          arn: `arn:${partition}:guardduty:${region}:${account}:detector/${DetectorId}`,
          tags: detector.Tags,
          properties: {
            Id: DetectorId,
            Enable: detector.Status && detector.Status === 'ENABLED',
            FindingPublishingFrequency: detector.FindingPublishingFrequency,
            ServiceRole: detector.ServiceRole,
            Features: detector.Features?.filter(isOn).map(feature),
          },
        };
      },
    });
  },
  unordered: { '/Features': ['Name'], '/Features/*/AdditionalConfiguration': ['Name'] },
  volatile: {
    '/CreatedAt': 'time of creation',
    '/DataSources': 'says again what the features say',
    '/Features/*/UpdatedAt': 'time of the last change',
    '/Features/*/AdditionalConfiguration/*/UpdatedAt': 'time of the last change',
    '/UpdatedAt': 'time of the last change',
  },
  // A feature that is turned off is for the rules; AWS adds new ones, off at first, by itself.
  sensitivity: { '': 'MEDIUM', '/Features': 'LOW' },
  rules,
  monthlyCost: () =>
    unknownCost('GuardDuty charges by the events and data it looks at: how much there will be is not known.'),
});
