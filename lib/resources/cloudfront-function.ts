import {
  CloudFrontClient,
  GetFunctionCommand,
  ListFunctionsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-cloudfront';
import { free } from '../model/cost.ts';
import type { UnreadProperty } from '../model/resource.ts';
import type { ChangeRule } from '../model/rule.ts';
import { defineResourceType } from './define.ts';
import { readWithOwnCalls } from './listing.ts';
import { everyPage } from './s3-bucket-part.ts';

const codeChanged: ChangeRule = {
  kind: 'change',
  id: 'cloudfront-function-code-changed',
  title: 'what runs on each request of a site was changed',
  severity: 'MEDIUM',
  sources: ['https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-functions.html'],
  recommendation:
    'Compare the code with what was deployed: it sees every request, and can answer in place of the site.',
  remedy: {
    command: 'aws cloudfront get-function --name {{/Name}} --stage LIVE <file-for-the-code>',
    console: 'CloudFront › Functions › {{/Name}} › Build › Live',
  },
  dangers: (change) =>
    change.kind === 'modified' && change.properties.some(({ path }) => path === '/FunctionCode')
      ? [
          {
            subject: 'code',
            path: '/FunctionCode',
            reason: `The published code of CloudFront function ${String(change.after.properties.Name)} is another one.`,
          },
        ]
      : [],
};

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudfront-function.html
 * The published stage, which is the one that serves requests. Of the code only a digest is kept.
 */
export const cloudFrontFunction = defineResourceType({
  type: 'AWS::CloudFront::Function',
  scope: 'global',
  permissions: ['cloudfront:GetFunction', 'cloudfront:ListFunctions', 'cloudfront:ListTagsForResource'],
  async *read({ clients, optional }) {
    const client = clients.get(CloudFrontClient);
    const Stage = 'LIVE';
    const listed = await everyPage(async (Marker) => {
      const { FunctionList } = await client.send(new ListFunctionsCommand({ Stage, Marker }));
      return { items: FunctionList?.Items, next: FunctionList?.NextMarker };
    });
    yield* readWithOwnCalls(listed, async ({ Name, FunctionConfig, FunctionMetadata }) => {
      const FunctionARN = FunctionMetadata?.FunctionARN;
      if (!Name || !FunctionARN) return undefined;
      const unread: UnreadProperty[] = [];
      const found = await optional(unread, '/FunctionCode', () =>
        client.send(new GetFunctionCommand({ Name, Stage })),
      );
      if (!found && unread.length === 0) return undefined;
      const tags = await optional(unread, '/Tags', () =>
        client.send(new ListTagsForResourceCommand({ Resource: FunctionARN })),
      );
      return {
        id: FunctionARN,
        arn: FunctionARN,
        tags: tags?.Tags?.Items,
        properties: {
          Name,
          FunctionARN,
          FunctionCode: found?.FunctionCode,
          FunctionConfig: {
            Comment: FunctionConfig?.Comment,
            Runtime: FunctionConfig?.Runtime,
            KeyValueStoreAssociations: FunctionConfig?.KeyValueStoreAssociations?.Items,
          },
        },
        unread,
      };
    });
  },
  unordered: { '/FunctionConfig/KeyValueStoreAssociations': ['KeyValueStoreARN'] },
  secret: ['/FunctionCode'],
  sensitivity: { '/FunctionConfig/KeyValueStoreAssociations': 'MEDIUM' },
  rules: [codeChanged],
  monthlyCost: () => free,
});
