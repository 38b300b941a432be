import {
  GetOpenIDConnectProviderCommand,
  IAMClient,
  ListOpenIDConnectProvidersCommand,
} from '@aws-sdk/client-iam';
import pLimit from 'p-limit';
import type { ResourceReader } from '../aws/reader.ts';
import type { ResourceChange } from '../model/change.ts';
import { free } from '../model/cost.ts';
import { toList } from '../model/json.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { ChangeRule, Danger } from '../model/rule.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { callsAtOnce } from './iam-principals.ts';

/** The issuer's URL is part of the ARN, without its scheme. */
function urlOf(arn: string): string {
  return `https://${arn.split(':oidc-provider/')[1] ?? ''}`;
}

async function readProvider({ clients, optional }: ResourceReader, Arn: string): Promise<ReadResource[]> {
  const unread: UnreadProperty[] = [];
  const provider = await optional(unread, ['/ClientIdList', '/ThumbprintList', '/Tags'], () =>
    clients.get(IAMClient).send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: Arn })),
  );
  const isGone = provider === undefined && unread.length === 0;
  if (isGone) return [];
  return [
    {
      id: Arn,
      arn: Arn,
      tags: provider?.Tags,
      properties: {
        Arn,
        Url: urlOf(Arn),
        ClientIdList: provider?.ClientIDList,
        ThumbprintList: provider?.ThumbprintList?.map((thumbprint) => thumbprint.toLowerCase()),
      },
      unread,
    },
  ];
}

/** Every EKS cluster has an issuer of its own, which only its own service accounts get tokens from. */
const isCluster = ({ properties }: Resource) => /^https:\/\/oidc[.-]eks\./.test(String(properties.Url));

const providerCreated: ChangeRule = {
  kind: 'change',
  id: 'iam-oidc-provider-created',
  title: 'an OIDC identity provider was added',
  severity: 'HIGH',
  sources: [
    'MITRE ATT&CK T1484.002',
    'AWS Well-Architected SEC02-BP04',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html',
  ],
  recommendation:
    'Make sure that you know the issuer and see which roles trust it; delete the provider if nobody needs it.',
  remedy: {
    command: 'aws iam delete-open-id-connect-provider --open-id-connect-provider-arn {{id}}',
    console: 'IAM › Identity providers › {{shortName}} › Delete',
  },
  dangers: (change) =>
    change.kind === 'added'
      ? [
          {
            subject: 'added',
            severity: isCluster(change.after) ? 'MEDIUM' : 'HIGH',
            reason: `OIDC provider ${String(change.after.properties.Url)} was added: roles that trust it let in whoever gets a token there.`,
          },
        ]
      : [],
};

const audiencesOf = ({ properties }: Resource) => toList(properties.ClientIdList).map(String);

/** The audiences that a provider has on one side of a change only. */
function audiencesOnly(
  change: ResourceChange,
  where: 'after' | 'before',
  say: (audience: string) => string,
): Danger[] {
  if (change.kind !== 'modified') return [];
  const others = new Set(audiencesOf(where === 'after' ? change.before : change.after));
  return audiencesOf(change[where])
    .filter((audience) => !others.has(audience))
    .map((audience) => ({
      subject: `audience ${audience}`,
      path: '/ClientIdList',
      values: { audience },
      reason: say(audience),
    }));
}

const audienceAdded: ChangeRule = {
  kind: 'change',
  id: 'iam-oidc-audience-added',
  title: 'an OIDC identity provider takes tokens for another audience',
  severity: 'MEDIUM',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html',
    'MITRE ATT&CK T1484.002',
  ],
  recommendation: 'Remove the client id unless you know the application that it stands for.',
  remedy: {
    command:
      'aws iam remove-client-id-from-open-id-connect-provider --open-id-connect-provider-arn {{id}} --client-id {{audience}}',
    console: 'IAM › Identity providers › {{shortName}} › Audiences › Remove',
  },
  dangers: (change) =>
    audiencesOnly(
      change,
      'after',
      (audience) =>
        `OIDC provider ${String(change.after?.properties.Url)} takes tokens that were issued for ${audience} now.`,
    ),
  ended: (change) =>
    audiencesOnly(change, 'before', (audience) => `Safer: tokens for ${audience} are refused.`),
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-oidcprovider.html */
export const iamOidcProvider = defineResourceType({
  type: 'AWS::IAM::OIDCProvider',
  scope: 'global',
  permissions: ['iam:GetOpenIDConnectProvider', 'iam:ListOpenIDConnectProviders'],
  async *read(reader) {
    const { OpenIDConnectProviderList = [] } = await reader.clients
      .get(IAMClient)
      .send(new ListOpenIDConnectProvidersCommand({}));
    const arns = OpenIDConnectProviderList.flatMap(({ Arn }) => Arn ?? []);
    const read = await pLimit(callsAtOnce).map(arns, (arn) => readProvider(reader, arn));
    yield* read.flat();
  },
  unordered: { '/ClientIdList': 'value', '/ThumbprintList': 'value' },
  volatile: { '/CreateDate': 'time of creation' },
  sensitivity: { '/ClientIdList': 'MEDIUM', '/ThumbprintList': 'MEDIUM' },
  rules: [providerCreated, audienceAdded],
  monthlyCost: () => free,
});
