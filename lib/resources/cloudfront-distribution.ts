import {
  CloudFrontClient,
  GetDistributionConfigCommand,
  ListTagsForResourceCommand,
  paginateListDistributions,
} from '@aws-sdk/client-cloudfront';
import { unknownCost } from '../model/cost.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { distributionRules } from './cloudfront-rules.ts';
import { distributionConfig } from './cloudfront-shape.ts';
import { defineResourceType } from './define.ts';
import { everyItem, readWithOwnCalls } from './listing.ts';

const setsOfBehavior = (path: string) =>
  ({
    [`${path}/CachedMethods`]: 'value',
    [`${path}/ForwardedValues/Cookies/WhitelistedNames`]: 'value',
    [`${path}/ForwardedValues/Headers`]: 'value',
    [`${path}/ForwardedValues/QueryStringCacheKeys`]: 'value',
    [`${path}/FunctionAssociations`]: ['EventType'],
    [`${path}/LambdaFunctionAssociations`]: ['EventType'],
    [`${path}/TrustedKeyGroups`]: 'value',
    [`${path}/TrustedSigners`]: 'value',
  }) as const;

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudfront-distribution.html
 * The order of cache behaviors decides which one serves a request, and that of the members of an origin group which
 * origin is asked first.
 */
export const cloudFrontDistribution = defineResourceType({
  type: 'AWS::CloudFront::Distribution',
  scope: 'global',
  permissions: [
    'cloudfront:GetDistributionConfig',
    'cloudfront:ListDistributions',
    'cloudfront:ListTagsForResource',
  ],
  async *read({ clients, optional }) {
    const client = clients.get(CloudFrontClient);
    const listed = await everyItem(
      paginateListDistributions({ client }, {}),
      ({ DistributionList }) => DistributionList?.Items,
    );
    yield* readWithOwnCalls(listed, async ({ Id, ARN, DomainName }) => {
      if (!Id) return undefined;
      const unread: UnreadProperty[] = [];
      const answer = await optional(unread, '/DistributionConfig', () =>
        client.send(new GetDistributionConfigCommand({ Id })),
      );
      if (!answer && unread.length === 0) return undefined;
      const tags = await optional(unread, '/Tags', () =>
        client.send(new ListTagsForResourceCommand({ Resource: ARN })),
      );
      return {
        id: Id,
        arn: ARN,
        tags: tags?.Tags?.Items,
        properties: {
          Id,
          DomainName,
          DistributionConfig: distributionConfig(answer?.DistributionConfig ?? {}),
        },
        unread,
      };
    });
  },
  unordered: {
    '/DistributionConfig/Aliases': 'value',
    '/DistributionConfig/CustomErrorResponses': ['ErrorCode'],
    '/DistributionConfig/OriginGroups/Items': ['Id'],
    '/DistributionConfig/OriginGroups/Items/*/FailoverCriteria/StatusCodes/Items': 'value',
    '/DistributionConfig/Origins': ['Id'],
    '/DistributionConfig/Origins/*/CustomOriginConfig/OriginSSLProtocols': 'value',
    '/DistributionConfig/Origins/*/OriginCustomHeaders': ['HeaderName'],
    '/DistributionConfig/Restrictions/GeoRestriction/Locations': 'value',
    ...setsOfBehavior('/DistributionConfig/CacheBehaviors/*'),
    ...setsOfBehavior('/DistributionConfig/DefaultCacheBehavior'),
  },
  volatile: { '/LastModifiedTime': 'time of the last change', '/Status': 'progress of the last change' },
  secret: ['/DistributionConfig/Origins/*/OriginCustomHeaders/*/HeaderValue'],
  sensitivity: { '/DistributionConfig': 'MEDIUM', '/DistributionConfig/Comment': 'INFO' },
  rules: distributionRules,
  monthlyCost: () => unknownCost('CloudFront bills requests and traffic, which no configuration tells.'),
});
