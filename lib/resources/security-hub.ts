import {
  DescribeHubCommand,
  ListTagsForResourceCommand,
  paginateGetEnabledStandards,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { unknownCost } from '../model/cost.ts';
import { toObjects } from '../model/json.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { Rule } from '../model/rule.ts';
import { becoming } from './becoming.ts';
import { defineResourceType } from './define.ts';
import { unlessAbsent } from './read-each.ts';
import { deleted, disableTools, lost, when } from './watcher-rules.ts';

const sources = ['CIS AWS Foundations 3.0 4.16', disableTools];

async function readStandards(client: SecurityHubClient): Promise<object[]> {
  const standards: object[] = [];
  for await (const page of paginateGetEnabledStandards({ client, pageSize: 100 }, {})) {
    for (const { StandardsArn, StandardsInput, StandardsStatus } of page.StandardsSubscriptions ?? []) {
      if (StandardsStatus !== 'DELETING') standards.push({ StandardsArn, StandardsInput });
    }
  }
  return standards;
}

function standardsOf({ properties }: Resource): { name: string }[] {
  return toObjects(properties.EnabledStandards).map(({ StandardsArn }) => ({ name: String(StandardsArn) }));
}

const rules: readonly Rule[] = [
  deleted(
    {
      id: 'securityhub-disabled',
      title: 'Security Hub was turned off',
      severity: 'HIGH',
      sources,
      recommendation:
        'Turn Security Hub on again with its standards, and find out who turned it off and why.',
      remedy: {
        command: 'aws securityhub enable-security-hub --enable-default-standards',
        console: 'Security Hub CSPM › Go to Security Hub CSPM › Enable',
      },
    },
    ({ region }) =>
      `Security Hub was turned off in ${region}: its checks and the findings of other services reach nobody.`,
  ),
  lost(
    {
      id: 'securityhub-standard-disabled',
      title: 'Security Hub no longer checks a standard',
      severity: 'HIGH',
      sources,
      recommendation: 'Enable the standard again, unless another one takes its place.',
      remedy: {
        command:
          'aws securityhub batch-enable-standards --standards-subscription-requests StandardsArn={{standard}}',
        console: 'Security Hub CSPM › Security standards › Enable standard',
      },
      safer: 'a further standard is checked',
    },
    standardsOf,
    ({ name }) => ({
      subject: name,
      path: '/EnabledStandards',
      reason: `Security Hub no longer checks the account against ${name}.`,
      values: { standard: name },
    }),
  ),
  becoming({
    id: 'securityhub-new-controls-off',
    title: 'Security Hub does not take up new controls',
    severity: 'LOW',
    createdSeverity: () => 'INFO',
    sources: ['https://docs.aws.amazon.com/securityhub/latest/userguide/controls-auto-enable.html'],
    recommendation: 'Turn AutoEnableControls on, or look through new controls by hand.',
    remedy: {
      command: 'aws securityhub update-security-hub-configuration --auto-enable-controls',
      console: 'Security Hub CSPM › Settings › General › Auto-enable new controls',
    },
    safer: 'new controls are taken up',
    dangersOf: ({ properties }) =>
      when(properties.AutoEnableControls === false, () => ({
        subject: 'no new controls',
        path: '/AutoEnableControls',
        reason: 'Controls that AWS adds to enabled standards stay off.',
      })),
  }),
];

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-securityhub-hub.html
 *
 * Beside the schema: the enabled standards, resources of their own in CloudFormation (`AWS::SecurityHub::Standard`).
 * An account where Security Hub is off says so with an error.
 */
export const securityHub = defineResourceType({
  type: 'AWS::SecurityHub::Hub',
  scope: 'regional',
  permissions: [
    'securityhub:DescribeHub',
    'securityhub:GetEnabledStandards',
    'securityhub:ListTagsForResource',
  ],
  async *read({ clients, optional }) {
    const client = clients.get(SecurityHubClient);
    const hub = await unlessAbsent(/^InvalidAccess/, () => client.send(new DescribeHubCommand({})));
    if (!hub?.HubArn) return;
    const { HubArn, AutoEnableControls, ControlFindingGenerator } = hub;
    const unread: UnreadProperty[] = [];
    const standards = await optional(unread, '/EnabledStandards', () => readStandards(client));
    const tags = await optional(unread, '/Tags', () =>
      client.send(new ListTagsForResourceCommand({ ResourceArn: HubArn })),
    );
    yield {
      id: HubArn,
      arn: HubArn,
      tags: tags?.Tags,
      properties: { ARN: HubArn, AutoEnableControls, ControlFindingGenerator, EnabledStandards: standards },
      unread,
    };
  },
  unordered: { '/EnabledStandards': ['StandardsArn'] },
  volatile: { '/SubscribedAt': 'time of creation' },
  sensitivity: { '/EnabledStandards': 'MEDIUM' },
  rules,
  monthlyCost: () =>
    unknownCost('Security Hub charges by check and by finding: how many there will be is not known.'),
});
