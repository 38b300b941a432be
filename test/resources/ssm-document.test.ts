import {
  type AssociationDescription,
  DescribeAssociationCommand,
  DescribeDocumentCommand,
  DescribeDocumentPermissionCommand,
  type DocumentDescription,
  ListAssociationsCommand,
  ListDocumentsCommand,
  ListTagsForResourceCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import type { ResourceType } from '../../lib/resources/define.ts';
import { ssmAssociation } from '../../lib/resources/ssm-association.ts';
import { ssmDocument } from '../../lib/resources/ssm-document.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ssm = mockClient(SSMClient);
const document: DocumentDescription = {
  Sha1: 's',
  Hash: 'h',
  HashType: 'Sha256',
  Name: 'patch',
  DisplayName: 'Patch',
  VersionName: 'v',
  Owner: '111122223333',
  CreatedDate: new Date(1),
  Status: 'Active',
  DocumentVersion: '2',
  Description: 'd',
  Parameters: [
    { Name: 'b', Type: 'String', DefaultValue: 'x' },
    { Name: 'a', Type: 'String' },
  ],
  PlatformTypes: ['Windows', 'Linux'],
  DocumentType: 'Command',
  SchemaVersion: '2.2',
  LatestVersion: '2',
  DefaultVersion: '1',
  DocumentFormat: 'YAML',
  TargetType: '/AWS::EC2::Instance',
  Tags: [{ Key: 'Name', Value: 'x' }],
  AttachmentsInformation: [{ Name: 'f' }],
  Requires: [{ Name: 'r', Version: '1' }],
  Author: 'me',
  Category: ['c'],
};
const association: AssociationDescription = {
  Name: 'AWS-RunShellScript',
  InstanceId: 'i-1',
  AssociationVersion: '3',
  Date: new Date(1),
  LastUpdateAssociationDate: new Date(2),
  Overview: { Status: 'Success' },
  DocumentVersion: '1',
  AutomationTargetParameterName: 'p',
  Parameters: { commands: ['second first', 'a'] },
  AssociationId: 'a1',
  Targets: [
    { Key: 'tag:b', Values: ['2', '1'] },
    { Key: 'tag:a', Values: ['x'] },
  ],
  ScheduleExpression: 'rate(1 day)',
  OutputLocation: { S3Location: { OutputS3BucketName: 'b' } },
  LastExecutionDate: new Date(3),
  LastSuccessfulExecutionDate: new Date(3),
  AssociationName: 'nightly',
  MaxErrors: '1',
  MaxConcurrency: '2',
  ComplianceSeverity: 'LOW',
  SyncCompliance: 'MANUAL',
  ApplyOnlyAtCronInterval: true,
  CalendarNames: ['z', 'y'],
  TargetLocations: [{ Accounts: ['111122223333'] }],
  ScheduleOffset: 1,
  Duration: 2,
  TargetMaps: [{ a: ['b'] }],
  AlarmConfiguration: { Alarms: [{ Name: 'al' }] },
  AssociationDispatchAssumeRole: 'role',
};

beforeEach(() => {
  ssm.reset();
  ssm
    .on(ListDocumentsCommand, { Filters: [{ Key: 'Owner', Values: ['Self'] }] })
    .resolves({ DocumentIdentifiers: [{ Name: 'patch' }, {}], NextToken: '2' })
    .on(ListDocumentsCommand, { NextToken: '2' })
    .resolves({ DocumentIdentifiers: [{ Name: 'going' }, { Name: 'gone' }] })
    .on(DescribeDocumentCommand, { Name: 'patch' })
    .resolves({ Document: document })
    .on(DescribeDocumentCommand, { Name: 'going' })
    .resolves({ Document: { ...document, Status: 'Deleting' } })
    .on(DescribeDocumentCommand, { Name: 'gone' })
    .rejects(awsError('InvalidDocument', 'Document does not exist'))
    .on(DescribeDocumentPermissionCommand)
    .resolves({ AccountIds: ['999988887777'], NextToken: '2' })
    .on(DescribeDocumentPermissionCommand, { NextToken: '2' })
    .resolves({ AccountIds: ['111122224444'] })
    .on(ListAssociationsCommand)
    .resolves({ Associations: [{ AssociationId: 'a1' }, {}], NextToken: '2' })
    .on(ListAssociationsCommand, { NextToken: '2' })
    .resolves({ Associations: [{ AssociationId: 'gone' }, { AssociationId: 'bare' }] })
    .on(DescribeAssociationCommand, { AssociationId: 'a1' })
    .resolves({ AssociationDescription: association })
    .on(DescribeAssociationCommand, { AssociationId: 'gone' })
    .rejects(awsError('AssociationDoesNotExist'))
    .on(DescribeAssociationCommand, { AssociationId: 'bare' })
    .resolves({})
    .on(ListTagsForResourceCommand)
    .resolves({ TagList: [{ Key: 'Name', Value: 'x' }] });
});

describe('reading', () => {
  const readStored = async (type: ResourceType) => (await readAll(type)).map((each) => stored(type, each));

  test('own documents with whom they are shared, but of their content the hash only', async () => {
    const [first, ...rest] = await readStored(ssmDocument);
    expect(rest).toEqual([]);
    expect(first).toMatchObject({ id: 'patch', arn: 'arn:aws:ssm:eu-west-1:111122223333:document/patch' });
    expect(first?.tags).toEqual({ Name: 'x' });
    expect(first?.properties).toEqual({
      Name: 'patch',
      DisplayName: 'Patch',
      Description: 'd',
      Owner: '111122223333',
      Author: 'me',
      DocumentType: 'Command',
      DocumentFormat: 'YAML',
      SchemaVersion: '2.2',
      TargetType: '/AWS::EC2::Instance',
      VersionName: 'v',
      DefaultVersion: '1',
      Hash: 'h',
      HashType: 'Sha256',
      Parameters: [
        { Name: 'a', Type: 'String' },
        { Name: 'b', Type: 'String', DefaultValue: 'x' },
      ],
      PlatformTypes: ['Linux', 'Windows'],
      Requires: [{ Name: 'r', Version: '1' }],
      AttachmentsInformation: [{ Name: 'f' }],
      Category: ['c'],
      SharedWith: ['111122224444', '999988887777'],
    });
  });

  test('associations with all they run', async () => {
    const [first, second, ...rest] = await readStored(ssmAssociation);
    expect(rest).toEqual([]);
    expect(second?.id).toBe('bare');
    expect(first?.tags).toEqual({ Name: 'x' });
    const { Date: _, LastUpdateAssociationDate, Overview, LastExecutionDate, ...kept } = association;
    const { AssociationVersion, LastSuccessfulExecutionDate, ...configuration } = kept;
    expect(first?.properties).toEqual({
      ...configuration,
      CalendarNames: ['y', 'z'],
      Targets: [
        { Key: 'tag:a', Values: ['x'] },
        { Key: 'tag:b', Values: ['1', '2'] },
      ],
    });
  });

  test.each([ssmDocument, ssmAssociation])('$type read again gives the same bytes', async (type) => {
    const first = storedLines(type, await readAll(type));
    ssm.on(DescribeDocumentCommand, { Name: 'patch' }).resolves({
      Document: { ...document, Status: 'Updating', PlatformTypes: ['Linux', 'Windows'] },
    });
    ssm.on(DescribeAssociationCommand, { AssociationId: 'a1' }).resolves({
      AssociationDescription: {
        ...association,
        AssociationVersion: '4',
        LastExecutionDate: new Date(9),
        Targets: [...(association.Targets ?? [])].reverse(),
      },
    });
    expect(storedLines(type, await readAll(type))).toEqual(first);
  });

  test('what is denied is unread', async () => {
    ssm.on(DescribeDocumentPermissionCommand).rejects(awsError('AccessDeniedException', 'no'));
    ssm.on(ListTagsForResourceCommand).rejects(awsError('AccessDeniedException', 'no'));
    expect((await readAll(ssmDocument))[0]?.unread?.[0]?.path).toBe('/SharedWith');
    expect((await readAll(ssmAssociation))[0]?.unread?.[0]?.path).toBe('/Tags');
  });
});

describe('what a change means', () => {
  const shared = (...SharedWith: string[]) => ({ SharedWith });
  const shell = { Name: 'AWS-RunShellScript' };
  const every = { Targets: [{ Key: 'InstanceIds', Values: ['*'] }] };
  const commands = (command: string) => ({ Parameters: { commands: [command] } });
  test.each<[string, ResourceType, JsonObject, JsonObject, string, string[]]>([
    ['public', ssmDocument, {}, shared('all'), 'CRITICAL', ['ssm-document-public']],
    ['no longer public', ssmDocument, shared('all'), {}, 'INFO', []],
    ['shared', ssmDocument, {}, shared('999988887777'), 'HIGH', ['ssm-document-foreign-account']],
    ['shared with itself', ssmDocument, {}, shared('111122223333'), 'MEDIUM', []],
    ['rewritten', ssmDocument, { Hash: 'a' }, { Hash: 'b' }, 'MEDIUM', ['ssm-document-content-changed']],
    ['described', ssmDocument, {}, { Description: 'x' }, 'INFO', []],
    ['runs commands', ssmAssociation, { Name: 'patch' }, shell, 'HIGH', ['ssm-association-runs-commands']],
    ['on every instance', ssmAssociation, {}, every, 'MEDIUM', ['ssm-association-every-instance']],
    ['on some', ssmAssociation, every, {}, 'INFO', []],
    [
      'other commands',
      ssmAssociation,
      commands('a'),
      commands('b'),
      'MEDIUM',
      ['ssm-association-parameters-changed'],
    ],
  ])('%s', (_, type, before, after, severity, rules) => {
    expect(riskOf(type, before, after)).toMatchObject({ severity, rules });
  });

  test.each<[JsonObject, string]>([
    [shell, 'HIGH'],
    [{ Name: 'AWS-UpdateSSMAgent' }, 'LOW'],
  ])('a new association of %o', (after, severity) => {
    expect(riskOf(ssmAssociation, undefined, after)?.severity).toBe(severity);
  });

  test.each([ssmDocument, ssmAssociation])('$type is free', (type) => {
    expect(type.monthlyCost?.(resource('', {}), costContext({})).usd).toBe(0);
  });
});
