import { GetIPSetCommand, GuardDutyClient, paginateListIPSets } from '@aws-sdk/client-guardduty';
import { free } from '../model/cost.ts';
import { defineResourceType } from './define.ts';
import { detectorParts } from './guardduty-parts.ts';
import { readEach } from './read-each.ts';
import { disableTools, inState, redirected, when } from './watcher-rules.ts';

const lists = 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_upload-lists.html';
const recommendation = 'Make sure that the list holds only addresses of yours; if not, deactivate it.';

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-guardduty-ipset.html
 * Lists of trusted addresses. What is in a list is an object in S3, and is not read.
 */
export const guardDutyIpSet = defineResourceType({
  type: 'AWS::GuardDuty::IPSet',
  scope: 'regional',
  permissions: ['guardduty:GetIPSet', 'guardduty:ListDetectors', 'guardduty:ListIPSets'],
  async *read(reader) {
    const client = reader.clients.get(GuardDutyClient);
    yield* readEach({
      pages: detectorParts(reader, async function* (guardDuty, DetectorId) {
        const pages = paginateListIPSets({ client: guardDuty, pageSize: 50 }, { DetectorId });
        for await (const { IpSetIds = [] } of pages) yield IpSetIds;
      }),
      items: (parts) => parts,
      id: ({ DetectorId, part }) => `${part}|${DetectorId}`,
      read: async ({ DetectorId, part }, id) => {
        const set = await client.send(new GetIPSetCommand({ DetectorId, IpSetId: part }));
        const { Name, Format, Location, ExpectedBucketOwner, Status, Tags } = set;
        if (Status === 'DELETED' || Status === 'DELETE_PENDING') return undefined;
        const Activate = Status === 'ACTIVE' || Status === 'ACTIVATING';
        return {
          id,
          tags: Tags,
          properties: { Id: part, DetectorId, Name, Format, Location, ExpectedBucketOwner, Activate },
        };
      },
    });
  },
  volatile: { '/Status': 'progress of the activation' },
  defaults: { Activate: false },
  sensitivity: { '': 'MEDIUM' },
  rules: [
    inState(
      {
        id: 'guardduty-trusted-addresses',
        title: 'GuardDuty looks away from some addresses',
        severity: 'HIGH',
        sources: [lists, disableTools],
        recommendation,
        remedy: {
          command:
            'aws guardduty update-ip-set --detector-id {{/DetectorId}} --ip-set-id {{/Id}} --no-activate',
          console: 'GuardDuty › Lists › Trusted IP lists › {{/Name}} › Deactivate',
        },
        safer: 'GuardDuty looks at all addresses',
      },
      ({ properties: { Activate, Name, Location } }) =>
        when(Activate === true, () => ({
          subject: `list ${String(Name)}`,
          path: '/Activate',
          reason: `GuardDuty tells nothing of what comes from the addresses of list ${String(Name)} (${String(Location)}).`,
        })),
    ),
    redirected(
      {
        id: 'guardduty-trusted-addresses-changed',
        title: 'GuardDuty trusts another list of addresses',
        severity: 'HIGH',
        property: 'Location',
        sources: [lists, disableTools],
        recommendation,
        remedy: {
          command:
            'aws guardduty update-ip-set --detector-id {{/DetectorId}} --ip-set-id {{/Id}} --location {{former}} --activate',
          console: 'GuardDuty › Lists › Trusted IP lists › {{/Name}} › Edit',
        },
      },
      ({ properties }, from, to) =>
        `List ${String(properties.Name)}, whose addresses GuardDuty trusts, comes from ${to} now, no longer from ${from}.`,
    ),
  ],
  monthlyCost: () => free,
});
