import { GetSAMLProviderCommand, IAMClient, ListSAMLProvidersCommand } from '@aws-sdk/client-iam';
import pLimit from 'p-limit';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import type { UnreadProperty } from '../model/resource.ts';
import type { ChangeRule } from '../model/rule.ts';
import { modifiedText } from './becoming.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { callsAtOnce } from './iam-principals.ts';

/** What only the call for one provider tells. */
const detailPaths = [
  '/AssertionEncryptionMode',
  '/PrivateKeyList',
  '/SamlMetadataDocument',
  '/SamlProviderUUID',
];

async function readProvider({ clients, optional }: ResourceReader, Arn: string): Promise<ReadResource[]> {
  const unread: UnreadProperty[] = [];
  const provider = await optional(unread, [...detailPaths, '/Tags'], () =>
    clients.get(IAMClient).send(new GetSAMLProviderCommand({ SAMLProviderArn: Arn })),
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
        Name: Arn.slice(Arn.lastIndexOf('/') + 1),
        SamlMetadataDocument: provider?.SAMLMetadataDocument,
        SamlProviderUUID: provider?.SAMLProviderUUID,
        AssertionEncryptionMode: provider?.AssertionEncryptionMode,
        PrivateKeyList: provider?.PrivateKeyList,
      },
      unread,
    },
  ];
}

const providerCreated: ChangeRule = {
  kind: 'change',
  id: 'iam-saml-provider-created',
  title: 'a SAML identity provider was added',
  severity: 'HIGH',
  sources: [
    'MITRE ATT&CK T1484.002',
    'AWS Well-Architected SEC02-BP04',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml.html',
  ],
  recommendation:
    'Make sure that the provider is yours and see which roles trust it; delete it if nobody knows it.',
  remedy: {
    command: 'aws iam delete-saml-provider --saml-provider-arn {{id}}',
    console: 'IAM › Identity providers › {{shortName}} › Delete',
  },
  dangers: (change) =>
    change.kind === 'added'
      ? [
          {
            subject: 'added',
            reason: `SAML provider ${change.after.id} was added: roles that trust it let in whomever it vouches for.`,
          },
        ]
      : [],
};

const metadataChanged: ChangeRule = {
  kind: 'change',
  id: 'iam-saml-metadata-changed',
  title: 'the metadata of a SAML identity provider changed',
  severity: 'HIGH',
  sources: ['MITRE ATT&CK T1484.002', 'MITRE ATT&CK T1606.002'],
  recommendation:
    'Compare issuer and signing certificates of the new metadata with those of your identity provider; put the approved metadata back if they are not its own.',
  remedy: {
    command:
      'aws iam update-saml-provider --saml-provider-arn {{id}} --saml-metadata-document file://<approved-metadata.xml>',
    console: 'IAM › Identity providers › {{shortName}} › Replace metadata',
  },
  dangers: (change) =>
    modifiedText(change, 'SamlMetadataDocument')?.after === undefined
      ? []
      : [
          {
            subject: 'metadata',
            path: '/SamlMetadataDocument',
            reason: `SAML provider ${change.after?.id} has other metadata: whoever holds the keys in it can sign in to every role that trusts the provider.`,
          },
        ],
};

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-samlprovider.html
 * Until when the metadata is valid stands in the metadata. Private keys are never told, only their ids.
 */
export const iamSamlProvider = defineResourceType({
  type: 'AWS::IAM::SAMLProvider',
  scope: 'global',
  permissions: ['iam:GetSAMLProvider', 'iam:ListSAMLProviders'],
  async *read(reader) {
    const { SAMLProviderList = [] } = await reader.clients
      .get(IAMClient)
      .send(new ListSAMLProvidersCommand({}));
    const arns = SAMLProviderList.flatMap(({ Arn }) => Arn ?? []);
    const read = await pLimit(callsAtOnce).map(arns, (arn) => readProvider(reader, arn));
    yield* read.flat();
  },
  unordered: { '/PrivateKeyList': ['KeyId'] },
  volatile: {
    '/CreateDate': 'time of creation',
    '/PrivateKeyList/*/Timestamp': 'time when the key was uploaded',
    '/ValidUntil': 'stands in the metadata',
  },
  secret: ['/AddPrivateKey'],
  sensitivity: {
    '/AssertionEncryptionMode': 'MEDIUM',
    '/PrivateKeyList': 'MEDIUM',
    '/SamlMetadataDocument': 'MEDIUM',
    '/SamlProviderUUID': 'MEDIUM',
  },
  rules: [providerCreated, metadataChanged],
  monthlyCost: () => free,
});
