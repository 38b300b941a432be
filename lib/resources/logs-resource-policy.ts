import {
  CloudWatchLogsClient,
  DescribeResourcePoliciesCommand,
  type DescribeResourcePoliciesResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { free } from '../model/cost.ts';
import { defineResourceType } from './define.ts';

async function* policyPages(client: CloudWatchLogsClient): AsyncIterable<DescribeResourcePoliciesResponse> {
  let token: { nextToken?: string } = {};
  do {
    const page = await client.send(new DescribeResourcePoliciesCommand(token));
    yield page;
    token = page.nextToken ? { nextToken: page.nextToken } : {};
  } while (token.nextToken);
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-resourcepolicy.html
 * The policies of an account; that of a single log group is a property of it.
 */
export const logsResourcePolicy = defineResourceType({
  type: 'AWS::Logs::ResourcePolicy',
  scope: 'regional',
  taggable: false,
  permissions: ['logs:DescribeResourcePolicies'],
  async *read({ clients }) {
    for await (const { resourcePolicies = [] } of policyPages(clients.get(CloudWatchLogsClient))) {
      for (const {
        policyName: PolicyName,
        policyDocument: PolicyDocument,
        policyScope,
      } of resourcePolicies) {
        if (!PolicyName || policyScope === 'RESOURCE') continue;
        yield { id: PolicyName, properties: { PolicyName, PolicyDocument } };
      }
    }
  },
  volatile: {
    '/LastUpdatedTime': 'time of the last change',
    '/RevisionId': 'made anew with each change',
  },
  sensitivity: { '/PolicyDocument': 'MEDIUM' },
  monthlyCost: () => free,
});
