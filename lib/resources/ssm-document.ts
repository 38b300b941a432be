import {
  DescribeDocumentCommand,
  DescribeDocumentPermissionCommand,
  type DocumentDescription,
  paginateListDocuments,
  SSMClient,
} from '@aws-sdk/client-ssm';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import { toList } from '../model/json.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { Rule } from '../model/rule.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { readEach, unlessAbsent } from './read-each.ts';
import { inState, redirected } from './watcher-rules.ts';

const sharing = 'https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-ssm-sharing.html';

/** The accounts a document is shared with; `all` is everybody. */
async function readSharing({ clients }: ResourceReader, Name: string): Promise<string[]> {
  const accounts: string[] = [];
  let token: { NextToken?: string } = {};
  do {
    const page = await clients
      .get(SSMClient)
      .send(new DescribeDocumentPermissionCommand({ Name, PermissionType: 'Share', ...token }));
    accounts.push(...(page.AccountIds ?? []));
    token = page.NextToken ? { NextToken: page.NextToken } : {};
  } while (token.NextToken);
  return accounts;
}

function properties(document: DocumentDescription): object {
  return {
    Name: document.Name,
    DisplayName: document.DisplayName,
    Description: document.Description,
    Owner: document.Owner,
    Author: document.Author,
    DocumentType: document.DocumentType,
    DocumentFormat: document.DocumentFormat,
    SchemaVersion: document.SchemaVersion,
    TargetType: document.TargetType,
    VersionName: document.VersionName,
    DefaultVersion: document.DefaultVersion,
    Hash: document.Hash,
    HashType: document.HashType,
    Parameters: document.Parameters,
    PlatformTypes: document.PlatformTypes,
    Requires: document.Requires,
    AttachmentsInformation: document.AttachmentsInformation,
    Category: document.Category,
  };
}

async function readDocument(reader: ResourceReader, Name: string): Promise<ReadResource | undefined> {
  const { clients, optional, partition, region, account } = reader;
  // Of a document that is gone Systems Manager says that it is invalid.
  const { Document } =
    (await unlessAbsent(/^InvalidDocument$/, () =>
      clients.get(SSMClient).send(new DescribeDocumentCommand({ Name })),
    )) ?? {};
  if (!Document || Document.Status === 'Deleting') return undefined;
  const unread: UnreadProperty[] = [];
  const shared = await optional(unread, '/SharedWith', () => readSharing(reader, Name));
  return {
    id: Name,
    arn: `arn:${partition}:ssm:${region}:${account}:document/${Name}`,
    tags: Document.Tags,
    properties: { ...properties(Document), SharedWith: shared },
    unread,
  };
}

function sharedWith({ account, properties: { SharedWith } }: Resource): { who: string; path: string }[] {
  return toList(SharedWith)
    .map((who, at) => ({ who: String(who), path: `/SharedWith/${at}` }))
    .filter(({ who }) => who !== account);
}

const rules: readonly Rule[] = [
  inState(
    {
      id: 'ssm-document-public',
      title: 'a document is shared with everybody',
      severity: 'CRITICAL',
      sources: ['FSBP SSM.4', sharing],
      recommendation: 'Stop sharing the document, and change what it reveals: names, addresses, secrets.',
      remedy: {
        command:
          'aws ssm modify-document-permission --name {{id}} --permission-type Share --account-ids-to-remove all',
        console:
          'Systems Manager › Documents › Owned by me › {{id}} › Details › Permissions › Edit › Private',
      },
      safer: 'the document is no longer public',
    },
    (document) =>
      sharedWith(document)
        .filter(({ who }) => /^all$/i.test(who))
        .map(({ path }) => ({
          subject: 'everybody',
          path,
          reason: `Document ${document.id} can be read and run by every AWS account.`,
        })),
  ),
  inState(
    {
      id: 'ssm-document-foreign-account',
      title: 'a document is shared with another account',
      severity: 'HIGH',
      sources: ['IAM Access Analyzer external access', sharing],
      recommendation:
        'Make sure that you know the account and it needs the document; if not, stop sharing it.',
      remedy: {
        command:
          'aws ssm modify-document-permission --name {{id}} --permission-type Share --account-ids-to-remove {{receiver}}',
        console: 'Systems Manager › Documents › Owned by me › {{id}} › Details › Permissions › Edit',
      },
      safer: 'the document is no longer shared with the account',
    },
    (document) =>
      sharedWith(document)
        .filter(({ who }) => document.account !== '' && /^\d{12}$/.test(who))
        .map(({ who, path }) => ({
          subject: `account ${who}`,
          path,
          values: { receiver: who },
          reason: `Document ${document.id} is shared with account ${who}.`,
        })),
  ),
  redirected(
    {
      id: 'ssm-document-content-changed',
      title: 'a document does something else',
      severity: 'MEDIUM',
      property: 'Hash',
      values: ({ properties: { DefaultVersion } }) =>
        DefaultVersion === undefined ? {} : { version: String(DefaultVersion) },
      sources: [
        'https://docs.aws.amazon.com/systems-manager/latest/userguide/documents.html',
        'MITRE ATT&CK T1651',
      ],
      recommendation: 'Compare the versions of the document: what runs it runs something else now.',
      remedy: {
        command: 'aws ssm update-document-default-version --name {{id}} --document-version {{version}}',
        console: 'Systems Manager › Documents › Owned by me › {{id}} › Actions › Set default version',
      },
    },
    ({ id }) => `The content of document ${id} changed: whatever runs it on instances runs something else.`,
  ),
];

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-document.html
 * The documents that the account owns. Of the content only the hash that AWS tells is read. Beside the schema: with
 * whom a document is shared.
 */
export const ssmDocument = defineResourceType({
  type: 'AWS::SSM::Document',
  scope: 'regional',
  permissions: ['ssm:DescribeDocument', 'ssm:DescribeDocumentPermission', 'ssm:ListDocuments'],
  async *read(reader) {
    yield* readEach({
      pages: paginateListDocuments(
        { client: reader.clients.get(SSMClient), pageSize: 50 },
        { Filters: [{ Key: 'Owner', Values: ['Self'] }] },
      ),
      items: ({ DocumentIdentifiers }) => DocumentIdentifiers,
      id: ({ Name }) => Name,
      read: (_, id) => readDocument(reader, id),
    });
  },
  unordered: {
    '/AttachmentsInformation': ['Name'],
    '/Category': 'value',
    '/Parameters': ['Name'],
    '/PlatformTypes': 'value',
    '/Requires': ['Name'],
    '/SharedWith': 'value',
  },
  volatile: {
    '/CreatedDate': 'time of creation',
    '/Status': 'a document in transition is the same document',
  },
  defaults: { DocumentFormat: 'JSON' },
  sensitivity: { '': 'MEDIUM', '/Description': 'INFO', '/DisplayName': 'INFO' },
  rules,
  monthlyCost: () => free,
});
