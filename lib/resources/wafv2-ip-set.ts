import {
  GetIPSetCommand,
  ListIPSetsCommand,
  ListTagsForResourceCommand,
  type Scope,
  WAFV2Client,
} from '@aws-sdk/client-wafv2';
import { awsErrorParts } from '../aws/errors.ts';
import { free } from '../model/cost.ts';
import { toList } from '../model/json.ts';
import type { UnreadProperty } from '../model/resource.ts';
import type { StateRule } from '../model/rule.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { readWithOwnCalls } from './listing.ts';
import { everyPage } from './s3-bucket-part.ts';
import { scopesOf } from './wafv2-web-acl.ts';

const Limit = 100;
/** A network with a shorter prefix than this is a large part of the internet. */
const shortestPrefix = { IPV4: 8, IPV6: 16 } as const;

function isWide(network: string): boolean {
  const prefix = Number(/\/(\d+)$/.exec(network)?.[1] ?? 128);
  return prefix < (network.includes(':') ? shortestPrefix.IPV6 : shortestPrefix.IPV4);
}

const wideNetwork: StateRule = {
  kind: 'state',
  id: 'waf-ip-set-holds-the-internet',
  title: 'an IP set holds a large part of the internet',
  severity: 'HIGH',
  sources: ['https://docs.aws.amazon.com/waf/latest/developerguide/waf-ip-set-managing.html'],
  recommendation:
    'Narrow the network: rules that allow the set let nearly everybody in, rules that block it nearly nobody.',
  remedy: {
    command:
      'aws wafv2 update-ip-set --name {{/Name}} --scope {{/Scope}} --id {{/Id}} --lock-token <lock-token> --addresses {{others}}',
    console: 'WAF & Shield › IP sets › {{/Name}} › Delete address',
  },
  safer: 'the IP set holds known networks only',
  dangers: ({ properties }) => {
    const networks = toList(properties.Addresses).map(String);
    const others = JSON.stringify(networks.filter((network) => !isWide(network)));
    return networks.filter(isWide).map((network) => ({
      subject: network,
      path: '/Addresses',
      values: { others },
      reason: `IP set ${String(properties.Name)} holds ${network}.`,
    }));
  },
};

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-wafv2-ipset.html
 * Lists of attackers are often kept by programs, so a changed address is not much by itself.
 */
export const wafIpSet = defineResourceType({
  type: 'AWS::WAFv2::IPSet',
  scope: 'regional',
  permissions: ['wafv2:GetIPSet', 'wafv2:ListIPSets', 'wafv2:ListTagsForResource'],
  async *read({ clients, optional, region }) {
    const client = clients.get(WAFV2Client);
    const readSet = async (
      Scope: Scope,
      Name: string,
      Id: string,
      ResourceARN: string,
    ): Promise<ReadResource | undefined> => {
      const id = [Name, Id, Scope].join('|');
      const unread: UnreadProperty[] = [];
      const found = await optional(unread, '', async () => {
        try {
          return (await client.send(new GetIPSetCommand({ Name, Id, Scope }))).IPSet;
        } catch (error) {
          if (awsErrorParts(error).code === 'WAFNonexistentItemException') return undefined;
          throw error;
        }
      });
      if (unread.length > 0) return { id, arn: ResourceARN, properties: { Name, Id, Scope }, unread };
      if (!found) return undefined;
      const tags = await optional(unread, '/Tags', () =>
        everyPage(async (NextMarker) => {
          const page = await client.send(new ListTagsForResourceCommand({ ResourceARN, NextMarker }));
          return { items: page.TagInfoForResource?.TagList, next: page.NextMarker };
        }),
      );
      const { Addresses, Description, IPAddressVersion } = found;
      const properties = { Name, Id, Arn: ResourceARN, Scope, Addresses, Description, IPAddressVersion };
      return { id, arn: ResourceARN, tags, properties, unread };
    };
    for (const Scope of scopesOf(region)) {
      const listed = await everyPage(async (NextMarker) => {
        const page = await client.send(new ListIPSetsCommand({ Scope, Limit, NextMarker }));
        return { items: page.IPSets, next: page.NextMarker };
      });
      yield* readWithOwnCalls(listed, async ({ Name, Id, ARN }) =>
        Name && Id && ARN ? readSet(Scope, Name, Id, ARN) : undefined,
      );
    }
  },
  unordered: { '/Addresses': 'value' },
  sensitivity: { '/Description': 'INFO' },
  rules: [wideNetwork],
  monthlyCost: () => free,
});
