import {
  GetWebACLCommand,
  ListLoggingConfigurationsCommand,
  ListResourcesForWebACLCommand,
  ListTagsForResourceCommand,
  ListWebACLsCommand,
  type LoggingConfiguration,
  type Scope,
  WAFV2Client,
  type WebACL,
  type WebACLSummary,
} from '@aws-sdk/client-wafv2';
import { awsErrorParts } from '../aws/errors.ts';
import type { ResourceReader } from '../aws/reader.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { readWithOwnCalls } from './listing.ts';
import { everyPage } from './s3-bucket-part.ts';
import { webAclCost } from './wafv2-cost.ts';
import { webAclRules } from './wafv2-rules.ts';
import { choices } from './wafv2-shape.ts';

const Limit = 100;
/** Web ACLs for CloudFront are kept in this region. https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works-resources.html */
const cloudFrontRegion = 'us-east-1';

/** The scopes that are read with a region. */
export function scopesOf(region: string): readonly Scope[] {
  return region === cloudFrontRegion ? ['REGIONAL', 'CLOUDFRONT'] : ['REGIONAL'];
}

async function listed({ clients }: ResourceReader, Scope: Scope): Promise<WebACLSummary[]> {
  return everyPage(async (NextMarker) => {
    const page = await clients.get(WAFV2Client).send(new ListWebACLsCommand({ Scope, Limit, NextMarker }));
    return { items: page.WebACLs, next: page.NextMarker };
  });
}

async function loggingOf({ clients }: ResourceReader, Scope: Scope): Promise<LoggingConfiguration[]> {
  return everyPage(async (NextMarker) => {
    const page = await clients
      .get(WAFV2Client)
      .send(new ListLoggingConfigurationsCommand({ Scope, Limit, NextMarker }));
    return { items: page.LoggingConfigurations, next: page.NextMarker };
  });
}

function properties(acl: WebACL, Scope: Scope): object {
  const { VisibilityConfig: visibility } = acl;
  return {
    Name: acl.Name,
    Id: acl.Id,
    Arn: acl.ARN,
    Scope,
    Description: acl.Description,
    ApplicationConfig: acl.ApplicationConfig,
    AssociationConfig: acl.AssociationConfig,
    CaptchaConfig: acl.CaptchaConfig,
    ChallengeConfig: acl.ChallengeConfig,
    CustomResponseBodies: acl.CustomResponseBodies,
    DataProtectionConfig: acl.DataProtectionConfig,
    DefaultAction: choices(acl.DefaultAction),
    LabelNamespace: acl.LabelNamespace,
    ManagedByFirewallManager: acl.ManagedByFirewallManager,
    MonetizationConfig: acl.MonetizationConfig,
    OnSourceDDoSProtectionConfig: acl.OnSourceDDoSProtectionConfig,
    PostProcessFirewallManagerRuleGroups: choices(acl.PostProcessFirewallManagerRuleGroups),
    PreProcessFirewallManagerRuleGroups: choices(acl.PreProcessFirewallManagerRuleGroups),
    Rules: choices(acl.Rules),
    TokenDomains: acl.TokenDomains,
    VisibilityConfig: visibility,
  };
}

function logging(configuration: LoggingConfiguration | undefined): object | undefined {
  return (
    configuration && {
      LogDestinationConfigs: configuration.LogDestinationConfigs,
      LoggingFilter: configuration.LoggingFilter,
      RedactedFields: choices(configuration.RedactedFields),
    }
  );
}

/** The web ACL; undefined when it is gone, which WAF calls "nonexistent". */
async function getAcl(
  { clients }: ResourceReader,
  Name: string,
  Id: string,
  Scope: Scope,
): Promise<WebACL | undefined> {
  try {
    return (await clients.get(WAFV2Client).send(new GetWebACLCommand({ Name, Id, Scope }))).WebACL;
  } catch (error) {
    if (awsErrorParts(error).code === 'WAFNonexistentItemException') return undefined;
    throw error;
  }
}

async function readAcl(
  reader: ResourceReader,
  { Name, Id, ARN }: WebACLSummary,
  Scope: Scope,
  logs: {
    readonly found: readonly LoggingConfiguration[] | undefined;
    readonly unread: readonly UnreadProperty[];
  },
): Promise<ReadResource | undefined> {
  if (!Name || !Id) return undefined;
  const { optional } = reader;
  const client = reader.clients.get(WAFV2Client);
  const id = [Name, Id, Scope].join('|');
  const denied: UnreadProperty[] = [];
  const acl = await optional(denied, '', () => getAcl(reader, Name, Id, Scope));
  if (denied.length > 0) return { id, arn: ARN, properties: { Name, Id, Scope }, unread: denied };
  if (!acl || ARN === undefined) return undefined;
  const unread = [...logs.unread];
  const tags = await optional(unread, '/Tags', () =>
    everyPage(async (NextMarker) => {
      const page = await client.send(new ListTagsForResourceCommand({ ResourceARN: ARN, NextMarker }));
      return { items: page.TagInfoForResource?.TagList, next: page.NextMarker };
    }),
  );
  const balancers =
    Scope === 'REGIONAL'
      ? await optional(unread, '/ResourceArns', () =>
          client.send(
            new ListResourcesForWebACLCommand({ WebACLArn: ARN, ResourceType: 'APPLICATION_LOAD_BALANCER' }),
          ),
        )
      : undefined;
  return {
    id,
    arn: ARN,
    tags,
    properties: {
      ...properties(acl, Scope),
      LoggingConfiguration: logging(logs.found?.find(({ ResourceArn }) => ResourceArn === ARN)),
      ResourceArns: balancers?.ResourceArns,
    },
    unread,
  };
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-wafv2-webacl.html
 * `LoggingConfiguration` is that of AWS::WAFv2::LoggingConfiguration, and `ResourceArns` are the load balancers that
 * AWS::WAFv2::WebACLAssociation gave the web ACL to. Those for CloudFront are read with the region that keeps them.
 */
export const wafWebAcl = defineResourceType({
  type: 'AWS::WAFv2::WebACL',
  scope: 'regional',
  permissions: [
    'wafv2:GetWebACL',
    'wafv2:ListLoggingConfigurations',
    'wafv2:ListResourcesForWebACL',
    'wafv2:ListTagsForResource',
    'wafv2:ListWebACLs',
  ],
  async *read(reader) {
    for (const scope of scopesOf(reader.region)) {
      const acls = await listed(reader, scope);
      if (acls.length === 0) continue;
      const unread: UnreadProperty[] = [];
      const found = await reader.optional(unread, '/LoggingConfiguration', () => loggingOf(reader, scope));
      yield* readWithOwnCalls(acls, (acl) => readAcl(reader, acl, scope, { found, unread }));
    }
  },
  unordered: {
    '/LoggingConfiguration/LogDestinationConfigs': 'value',
    '/LoggingConfiguration/RedactedFields': 'value',
    '/PostProcessFirewallManagerRuleGroups': ['Name'],
    '/PreProcessFirewallManagerRuleGroups': ['Name'],
    '/ResourceArns': 'value',
    '/Rules': ['Name'],
    '/Rules/*/RuleLabels': ['Name'],
    '/TokenDomains': 'value',
  },
  volatile: { '/Capacity': 'follows from the rules' },
  defaults: { ManagedByFirewallManager: false },
  sensitivity: {
    '/DefaultAction': 'MEDIUM',
    '/Description': 'INFO',
    '/LoggingConfiguration': 'MEDIUM',
    '/PostProcessFirewallManagerRuleGroups': 'MEDIUM',
    '/PreProcessFirewallManagerRuleGroups': 'MEDIUM',
    '/ResourceArns': 'MEDIUM',
    '/Rules': 'MEDIUM',
  },
  rules: webAclRules,
  monthlyCost: webAclCost,
});
