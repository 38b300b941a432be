import {
  DescribePublishingDestinationCommand,
  GuardDutyClient,
  paginateListPublishingDestinations,
} from '@aws-sdk/client-guardduty';
import { free } from '../model/cost.ts';
import { defineResourceType } from './define.ts';
import { detectorParts } from './guardduty-parts.ts';
import { readEach } from './read-each.ts';
import { deleted, disableTools, inState, redirected, when } from './watcher-rules.ts';

const sources = [
  'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_exportfindings.html',
  disableTools,
];

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-guardduty-publishingdestination.html
 */
export const guardDutyPublishingDestination = defineResourceType({
  type: 'AWS::GuardDuty::PublishingDestination',
  scope: 'regional',
  permissions: [
    'guardduty:DescribePublishingDestination',
    'guardduty:ListDetectors',
    'guardduty:ListPublishingDestinations',
  ],
  async *read(reader) {
    const client = reader.clients.get(GuardDutyClient);
    yield* readEach({
      pages: detectorParts(reader, async function* (guardDuty, DetectorId) {
        const pages = paginateListPublishingDestinations({ client: guardDuty }, { DetectorId });
        for await (const { Destinations = [] } of pages) yield Destinations.map((each) => each.DestinationId);
      }),
      items: (parts) => parts,
      id: ({ DetectorId, part }) => `${DetectorId}|${part}`,
      read: async ({ DetectorId, part }, id) => {
        const destination = await client.send(
          new DescribePublishingDestinationCommand({ DetectorId, DestinationId: part }),
        );
        const { DestinationType, DestinationProperties, Status, Tags } = destination;
        return {
          id,
          tags: Tags,
          properties: {
            DetectorId,
            Id: part,
            DestinationType,
            DestinationProperties,
            // The other states say that it works, or soon will.
            Status:
              Status === 'UNABLE_TO_PUBLISH_FIX_DESTINATION_PROPERTY' || Status === 'STOPPED'
                ? Status
                : undefined,
          },
        };
      },
    });
  },
  volatile: { '/PublishingFailureStartTimestamp': 'time of a change of state' },
  sensitivity: { '': 'MEDIUM' },
  rules: [
    deleted(
      {
        id: 'guardduty-export-deleted',
        title: 'findings of GuardDuty are no longer exported',
        severity: 'HIGH',
        sources,
        recommendation: 'Set the export up again: GuardDuty itself keeps findings for 90 days.',
        remedy: {
          command:
            'aws guardduty create-publishing-destination --detector-id {{/DetectorId}} --destination-type {{/DestinationType}} --destination-properties {{/DestinationProperties}}',
          console: 'GuardDuty › Settings › Findings export options › S3 bucket › Configure',
        },
      },
      ({ properties: { DetectorId } }) =>
        `Findings of detector ${String(DetectorId)} of GuardDuty are no longer exported.`,
    ),
    redirected(
      {
        id: 'guardduty-export-changed',
        title: 'findings of GuardDuty are exported elsewhere',
        severity: 'HIGH',
        property: 'DestinationProperties',
        sources,
        recommendation: 'Make sure that the destination is yours; if not, set the former one again.',
        remedy: {
          command:
            'aws guardduty update-publishing-destination --detector-id {{/DetectorId}} --destination-id {{/Id}} --destination-properties {{former}}',
          console: 'GuardDuty › Settings › Findings export options › S3 bucket › Edit',
        },
      },
      ({ properties: { DetectorId } }) =>
        `Findings of detector ${String(DetectorId)} of GuardDuty are exported elsewhere than before.`,
    ),
    inState(
      {
        id: 'guardduty-export-fails',
        title: 'findings of GuardDuty cannot be exported',
        severity: 'HIGH',
        sources,
        recommendation: 'Let GuardDuty write into the bucket and use the key again.',
        remedy: {
          command:
            'aws guardduty describe-publishing-destination --detector-id {{/DetectorId}} --destination-id {{/Id}}',
          console: 'GuardDuty › Settings › Findings export options › S3 bucket',
        },
        safer: 'findings are exported',
      },
      ({ properties: { DetectorId, Status } }) =>
        when(Status !== undefined, () => ({
          subject: String(Status),
          path: '/Status',
          reason: `Findings of detector ${String(DetectorId)} of GuardDuty are not exported: ${String(Status)}.`,
        })),
    ),
  ],
  monthlyCost: () => free,
});
