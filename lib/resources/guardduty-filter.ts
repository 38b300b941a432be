import { GetFilterCommand, GuardDutyClient, paginateListFilters } from '@aws-sdk/client-guardduty';
import { free } from '../model/cost.ts';
import { defineResourceType } from './define.ts';
import { detectorParts } from './guardduty-parts.ts';
import { readEach } from './read-each.ts';
import { disableTools, inState, redirected, when } from './watcher-rules.ts';

const suppression = 'https://docs.aws.amazon.com/guardduty/latest/ug/findings_suppression-rule.html';
const recommendation =
  'Make sure that the filter hides only what was approved; if not, delete it and look at the archived findings.';

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-guardduty-filter.html
 */
export const guardDutyFilter = defineResourceType({
  type: 'AWS::GuardDuty::Filter',
  scope: 'regional',
  permissions: ['guardduty:GetFilter', 'guardduty:ListDetectors', 'guardduty:ListFilters'],
  async *read(reader) {
    const client = reader.clients.get(GuardDutyClient);
    yield* readEach({
      pages: detectorParts(reader, async function* (guardDuty, DetectorId) {
        const pages = paginateListFilters({ client: guardDuty, pageSize: 50 }, { DetectorId });
        for await (const { FilterNames = [] } of pages) yield FilterNames;
      }),
      items: (parts) => parts,
      id: ({ DetectorId, part }) => `${DetectorId}|${part}`,
      read: async ({ DetectorId, part }, id) => {
        const filter = await client.send(new GetFilterCommand({ DetectorId, FilterName: part }));
        const { Name, Action, Description, FindingCriteria, Rank } = filter;
        return {
          id,
          tags: filter.Tags,
          properties: { DetectorId, Name, Action, Description, FindingCriteria, Rank },
        };
      },
    });
  },
  unordered: { '/FindingCriteria/Criterion/*/*': 'value' },
  volatile: {
    '/CreatedAt': 'time of creation',
    '/UpdatedAt': 'time of the last change',
    '/Version': 'counts the changes',
  },
  defaults: { Action: 'NOOP' },
  sensitivity: { '': 'MEDIUM', '/Description': 'INFO', '/Rank': 'LOW' },
  rules: [
    inState(
      {
        id: 'guardduty-findings-archived',
        title: 'findings of GuardDuty are archived by themselves',
        severity: 'HIGH',
        sources: [suppression, disableTools],
        recommendation,
        remedy: {
          command: 'aws guardduty delete-filter --detector-id {{/DetectorId}} --filter-name {{/Name}}',
          console: 'GuardDuty › Findings › Suppression rules › {{/Name}} › Delete',
        },
        safer: 'findings are no longer archived',
      },
      ({ properties: { Action, Name } }) =>
        when(Action === 'ARCHIVE', () => ({
          subject: `filter ${String(Name)}`,
          path: '/Action',
          reason: `Filter ${String(Name)} hides findings of GuardDuty before anybody sees them.`,
        })),
    ),
    redirected(
      {
        id: 'guardduty-filter-changed',
        title: 'a filter hides other findings of GuardDuty',
        severity: 'HIGH',
        property: 'FindingCriteria',
        sources: [suppression, disableTools],
        recommendation,
        remedy: {
          command:
            'aws guardduty update-filter --detector-id {{/DetectorId}} --filter-name {{/Name}} --finding-criteria {{former}}',
          console: 'GuardDuty › Findings › Suppression rules › {{/Name}} › Edit',
        },
      },
      ({ properties }) =>
        `Filter ${String(properties.Name)} applies to other findings of GuardDuty than before.`,
    ),
  ],
  monthlyCost: () => free,
});
