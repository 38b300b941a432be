import { describe, expect, test } from 'vitest';
import { attributeChange } from '../../lib/attribution/attribute.ts';
import { parseCloudTrailRecord } from '../../lib/attribution/cloud-trail-record.ts';
import type { AttributedChange } from '../../lib/attribution/event-fit.ts';
import { attributionSchema, type LookedUpEvent } from '../../lib/model/attribution.ts';
import { change, event, identities } from './events.ts';

const span = { since: new Date('2026-11-19T07:00:00Z'), until: new Date('2026-11-20T07:00:00Z') };

function attribute(events: readonly LookedUpEvent[], about: AttributedChange = change()) {
  const found = attributeChange(
    events.flatMap((each) => parseCloudTrailRecord(each) ?? []),
    about,
    span,
  );
  if (found) expect(attributionSchema.parse(found)).toEqual(found);
  return found;
}

test('an event tells who made a change, when, from where and with what', () => {
  expect(attribute([event()])).toEqual({
    at: '2026-11-20T02:13:27.000Z',
    eventName: 'AuthorizeSecurityGroupIngress',
    eventSource: 'ec2.amazonaws.com',
    eventId: 'e-1',
    who: {
      kind: 'assumed role',
      name: 'deploy',
      arn: 'arn:aws:sts::111122223333:assumed-role/deploy/alice',
      account: '111122223333',
      sessionName: 'alice',
      issuerArn: 'arn:aws:iam::111122223333:role/ci/deploy',
    },
    sourceIp: '203.0.113.7',
    userAgent: expect.stringMatching(/^aws-cli/),
    through: 'the AWS CLI',
    mfaAuthenticated: false,
    accessKeyId: 'MPLE',
    confidence: 'named',
    furtherEvents: 0,
  });
});

test('nothing of what was asked for is kept, for it may be secret', () => {
  const secret = 'correct horse battery staple';
  const created = event({
    eventSource: 'rds.amazonaws.com',
    eventName: 'ModifyDBInstance',
    requestParameters: { dBInstanceIdentifier: 'orders', masterUserPassword: secret },
    responseElements: {
      dBInstanceIdentifier: 'orders',
      pendingModifiedValues: { masterUserPassword: secret },
    },
  });
  const found = attribute([created], change({ type: 'AWS::RDS::DBInstance', id: 'orders' }));
  expect(found?.confidence).toBe('named');
  expect(JSON.stringify(found)).not.toContain(secret);
});

describe('who is told', () => {
  const by = (rest: Readonly<Record<string, unknown>>) => attribute([event(rest)]);
  test('an AWS service in between is no address', () => {
    const found = by({
      userIdentity: { ...identities.deploySession, invokedBy: 'cloudformation.amazonaws.com' },
      sourceIPAddress: 'cloudformation.amazonaws.com',
      userAgent: 'cloudformation.amazonaws.com',
    });
    expect(found).toMatchObject({ through: 'CloudFormation', who: { name: 'deploy', sessionName: 'alice' } });
    expect(found).not.toHaveProperty('sourceIp');
  });

  test('an address of the sixth version is one', () => {
    expect(by({ sourceIPAddress: '2001:db8::7' })?.sourceIp).toBe('2001:db8::7');
  });

  test('without a session there is no second factor to tell of', () => {
    const { sessionContext: _none, ...user } = identities.consoleUser;
    expect(by({ userIdentity: user })).not.toHaveProperty('mfaAuthenticated');
    expect(by({ userIdentity: identities.consoleUser })?.mfaAuthenticated).toBe(true);
    expect(by({ userIdentity: identities.root })).not.toHaveProperty('accessKeyId');
  });

  test('a principal of another account is one of that account', () => {
    const userIdentity = { type: 'AWSAccount', principalId: 'AIDA:x', accountId: '444455556666' };
    expect(by({ userIdentity })?.who).toMatchObject({ kind: 'AWS account', account: '444455556666' });
  });

  test('an endless user agent and session name are cut, also between the halves of a character', () => {
    const userAgent = `${'x'.repeat(198)}😀${'y'.repeat(5_000)}`;
    const arn = `arn:aws:sts::1:assumed-role/deploy/${'z'.repeat(5_000)}`;
    const found = by({ userAgent, userIdentity: { type: 'AssumedRole', arn } });
    expect(found?.userAgent).toHaveLength(200);
    expect(found?.userAgent?.isWellFormed()).toBe(true);
    expect(found?.who.sessionName).toHaveLength(2_048);
  });
});

describe('no event of a change is one that', () => {
  test.each([
    ['failed', { errorCode: 'Client.UnauthorizedOperation', errorMessage: 'You are not authorized' }],
    ['failed without a code', { errorMessage: 'Failed authentication' }],
    ['only reads', { readOnly: true }],
    ['only reads, said as text', { readOnly: 'true' }],
    ['only reads by its name', { readOnly: undefined, eventName: 'DescribeSecurityGroups' }],
    ['is older than the baseline', { eventTime: '2026-11-19T06:59:59Z' }],
    ['is younger than the scan', { eventTime: '2026-11-20T07:00:01Z' }],
    ['is about a resource with a similar name', { requestParameters: { groupId: 'sg-0aaaaaaaaaaaaaaa12' } }],
    [
      'only names the resource as a source of another one',
      {
        requestParameters: {
          groupId: 'sg-0bbbbbbbbbbbbbbb2',
          ipPermissions: { items: [{ groups: { items: [{ groupId: 'sg-0aaaaaaaaaaaaaaa1' }] } }] },
        },
      },
    ],
    [
      'uses the resource',
      {
        eventName: 'RunInstances',
        requestParameters: { groupSet: { items: [{ groupId: 'sg-0aaaaaaaaaaaaaaa1' }] } },
      },
    ],
    [
      'is of another service',
      { eventSource: 'lambda.amazonaws.com', eventName: 'UpdateFunctionConfiguration' },
    ],
    ['sets tags, where none changed', { eventName: 'CreateTags' }],
    ['makes the resource, which was there', { eventName: 'CreateSecurityGroup' }],
  ])('%s', (_what, rest) => {
    expect(attribute([event(rest)])).toBeUndefined();
  });

  test.each([
    ['is no JSON', 'no JSON'],
    ['is a list', '[]'],
    ['has no time', '{"eventID":"1","eventName":"A","eventSource":"b","eventTime":"yesterday"}'],
  ])('%s', (_what, json) => {
    expect(attribute([{ json, resourceNames: [] }])).toBeUndefined();
  });
});

describe('of several events the one is told', () => {
  const open443 = event({
    eventID: 'e-443',
    eventTime: '2026-11-20T05:00:00Z',
    userIdentity: identities.consoleUser,
    requestParameters: {
      groupId: 'sg-0aaaaaaaaaaaaaaa1',
      ipPermissions: {
        items: [
          { ipProtocol: 'tcp', fromPort: 443, toPort: 443, ipRanges: { items: [{ cidrIp: '10.0.0.0/8' }] } },
        ],
      },
    },
  });

  test('whose request has what came, not the newest', () => {
    expect(attribute([open443, event()])).toMatchObject({ eventId: 'e-1', furtherEvents: 1 });
  });

  test('that adds where something was added, and removes where something was removed', () => {
    const closed = event({
      eventID: 'e-2',
      eventName: 'RevokeSecurityGroupIngress',
      eventTime: '2026-11-20T04:00:00Z',
    });
    expect(attribute([closed, event()])?.eventName).toBe('AuthorizeSecurityGroupIngress');
    const [rule] = change().properties;
    const removed = change({
      properties: [{ path: '/SecurityGroupIngress/1', before: rule?.after ?? null, after: null }],
    });
    expect(attribute([closed, event()], removed)?.eventName).toBe('RevokeSecurityGroupIngress');
    const replaced = change({ properties: [...change().properties, ...removed.properties] });
    expect(attribute([closed, event()], replaced)?.eventId).toBe('e-2');
  });

  test('that is the newest, when all are alike', () => {
    const later = event({ eventID: 'e-2', eventTime: '2026-11-20T03:00:00Z' });
    expect(attribute([event(), later])).toMatchObject({ eventId: 'e-2', furtherEvents: 1 });
  });

  test('that changes just this property, not one of the type', () => {
    const egress = event({
      eventID: 'e-2',
      eventName: 'AuthorizeSecurityGroupEgress',
      eventTime: '2026-11-20T04:00:00Z',
    });
    expect(attribute([egress, event()])?.eventId).toBe('e-1');
  });

  test('that is about the resource, not one that mentions it', () => {
    const mentions = event({
      eventID: 'e-2',
      eventTime: '2026-11-20T04:00:00Z',
      requestParameters: { filter: { id: 'sg-0aaaaaaaaaaaaaaa1' } },
    });
    expect(attribute([mentions, event()])?.eventId).toBe('e-1');
  });

  test('once, though it was found twice', () => {
    expect(attribute([event(), event()])?.furtherEvents).toBe(0);
  });
});

describe('an event is known by how it names the resource', () => {
  const role = 'arn:aws:iam::111122223333:role/ci/deploy';
  const fn = 'arn:aws:lambda:eu-west-1:111122223333:function:orders';
  const iam = (eventName: string, requestParameters: object, rest: object = {}) =>
    event({
      eventSource: 'iam.amazonaws.com',
      eventName,
      requestParameters,
      responseElements: null,
      ...rest,
    });
  const lambda = (eventName: string, requestParameters: object) =>
    event({ eventSource: 'lambda.amazonaws.com', eventName, requestParameters, responseElements: null });
  const named: readonly (readonly [string, LookedUpEvent, Partial<AttributedChange>, string | undefined])[] =
    [
      [
        'a role by its name',
        iam('UpdateAssumeRolePolicy', { roleName: 'deploy', policyDocument: '{}' }),
        {
          type: 'AWS::IAM::Role',
          id: 'deploy',
          arn: role,
          properties: [{ path: '/AssumeRolePolicyDocument/Statement/0', before: {}, after: {} }],
        },
        'named',
      ],
      [
        'a policy that has the name of the role, which is not it',
        iam('AttachRolePolicy', { roleName: 'app', policyArn: 'arn:aws:iam::111122223333:policy/deploy' }),
        { type: 'AWS::IAM::Role', id: 'deploy', arn: role },
        undefined,
      ],
      [
        'a policy by the ARN that its making answered',
        iam(
          'CreatePolicy',
          { policyName: 'x' },
          { responseElements: { policy: { arn: 'arn:aws:iam::111122223333:policy/admin' } } },
        ),
        { type: 'AWS::IAM::ManagedPolicy', id: 'arn:aws:iam::111122223333:policy/admin', change: 'added' },
        'named',
      ],
      [
        'a user whose permissions changed',
        iam('AttachUserPolicy', {
          userName: 'alice',
          policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
        }),
        {
          type: 'AWS::IAM::User',
          id: 'alice',
          properties: [
            {
              path: '/ManagedPolicyArns/0',
              before: null,
              after: 'arn:aws:iam::aws:policy/AdministratorAccess',
            },
          ],
        },
        'named',
      ],
      [
        'the settings of the account, which nothing needs to name',
        event({
          eventName: 'DisableEbsEncryptionByDefault',
          requestParameters: { DisableEbsEncryptionByDefaultRequest: {} },
        }),
        { type: 'AWS::EC2::EbsEncryptionByDefault', id: '111122223333' },
        'named',
      ],
      [
        'a function by its ARN with a version, and an operation with one',
        lambda('UpdateFunctionConfiguration20150331v2', { functionName: `${fn}:7` }),
        {
          type: 'AWS::Lambda::Function',
          id: 'orders',
          arn: fn,
          properties: [{ path: '/Timeout', before: 3, after: 900 }],
        },
        'named',
      ],
      [
        'a permission by function and statement',
        lambda('AddPermission20150331v2', { functionName: 'orders', statementId: 'public', principal: '*' }),
        { type: 'AWS::Lambda::Permission', id: `${fn}|public`, change: 'added' },
        'named',
      ],
      [
        'another permission of the function, which is not it',
        lambda('AddPermission20150331v2', { functionName: 'orders', statementId: 'bucket' }),
        { type: 'AWS::Lambda::Permission', id: `${fn}|public`, change: 'added' },
        undefined,
      ],
      [
        'a record set by its zone, its name without the last dot, and its type',
        event({
          eventSource: 'route53.amazonaws.com',
          eventName: 'ChangeResourceRecordSets',
          requestParameters: {
            hostedZoneId: 'Z0123456789',
            changeBatch: {
              changes: [{ action: 'UPSERT', resourceRecordSet: { name: 'www.example.com', type: 'A' } }],
            },
          },
        }),
        { type: 'AWS::Route53::RecordSet', id: 'www.example.com.|Z0123456789|A' },
        'named',
      ],
      [
        'an address by its allocation',
        event({
          eventName: 'ReleaseAddress',
          requestParameters: { allocationId: 'eipalloc-0123456789abcdef0' },
        }),
        { type: 'AWS::EC2::EIP', id: '52.0.0.1|eipalloc-0123456789abcdef0', change: 'removed' },
        'named',
      ],
      [
        'a queue by its URL, for which there is no entry of its deletion',
        event({
          eventSource: 'sqs.amazonaws.com',
          eventName: 'DeleteQueue',
          requestParameters: { queueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/orders' },
        }),
        {
          type: 'AWS::SQS::Queue',
          id: 'https://sqs.eu-west-1.amazonaws.com/111122223333/orders',
          change: 'removed',
        },
        'named',
      ],
      [
        'a queue by its name',
        event({
          eventSource: 'sqs.amazonaws.com',
          eventName: 'CreateQueue',
          requestParameters: { queueName: 'orders' },
          responseElements: null,
        }),
        {
          type: 'AWS::SQS::Queue',
          id: 'https://sqs.eu-west-1.amazonaws.com/111122223333/orders',
          change: 'added',
        },
        'named',
      ],
      [
        'a secret by its name, without what AWS puts behind it',
        event({
          eventSource: 'secretsmanager.amazonaws.com',
          eventName: 'PutResourcePolicy',
          requestParameters: { secretId: 'orders' },
        }),
        {
          type: 'AWS::SecretsManager::Secret',
          id: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders-AbC12d',
          properties: [{ path: '/ResourcePolicy', before: null, after: {} }],
        },
        'named',
      ],
      [
        'a bucket that the event lists only beside its request',
        event({
          eventSource: 's3.amazonaws.com',
          eventName: 'PutBucketPolicy',
          requestParameters: {},
          responseElements: null,
          resources: [{ ARN: 'arn:aws:s3:::invoices' }],
        }),
        { type: 'AWS::S3::BucketPolicy', id: 'invoices' },
        'named',
      ],
      [
        'a bucket that CloudTrail finds the event by',
        event(
          {
            eventSource: 's3.amazonaws.com',
            eventName: 'PutBucketPolicy',
            requestParameters: null,
            responseElements: null,
            resources: 'none',
          },
          ['invoices'],
        ),
        { type: 'AWS::S3::BucketPolicy', id: 'invoices' },
        'named',
      ],
      [
        'a group in a request that has the name of the operation around it',
        event({
          eventName: 'ModifySecurityGroupRules',
          requestParameters: { ModifySecurityGroupRulesRequest: { GroupId: 'sg-0aaaaaaaaaaaaaaa1' } },
        }),
        {},
        'named',
      ],
      [
        'tags that were set',
        event({
          eventName: 'CreateTags',
          requestParameters: {
            resourcesSet: { items: [{ resourceId: 'sg-0aaaaaaaaaaaaaaa1' }] },
            tagSet: {},
          },
        }),
        { properties: [{ path: '/Tags/owner', before: 'a', after: 'b' }] },
        'named',
      ],
      [
        'tags that were set through the service of tags',
        event({
          eventSource: 'tagging.amazonaws.com',
          eventName: 'TagResources',
          requestParameters: {
            resourceARNList: ['arn:aws:ec2:eu-west-1:111122223333:security-group/sg-0aaaaaaaaaaaaaaa1'],
          },
        }),
        { properties: [{ path: '/Tags/owner', before: 'a', after: 'b' }] },
        'named',
      ],
      [
        'a type without an entry, by its noun',
        event({
          eventSource: 'appsync.amazonaws.com',
          eventName: 'UpdateGraphqlApi',
          requestParameters: { apiId: 'abc' },
        }),
        { type: 'AWS::AppSync::GraphqlApi', id: 'abc' },
        'named',
      ],
      [
        'a type without an entry, by the verb alone',
        event({
          eventSource: 'appsync.amazonaws.com',
          eventName: 'PutSomething',
          requestParameters: { apiId: 'abc' },
        }),
        { type: 'AWS::AppSync::GraphqlApi', id: 'abc' },
        'likely',
      ],
      [
        'a resource that took the place of another, by its making',
        event({
          eventName: 'CreateVolume',
          requestParameters: { size: '8' },
          responseElements: { volumeId: 'vol-0123456789abcdef0' },
        }),
        { type: 'AWS::EC2::Volume', id: 'vol-0123456789abcdef0', change: 'replaced', properties: [] },
        'named',
      ],
      [
        'an instance of many that one call ended',
        event({
          eventName: 'TerminateInstances',
          requestParameters: {
            instancesSet: { items: [{ instanceId: 'i-0aaaaaaaa' }, { instanceId: 'i-0bbbbbbbb' }] },
          },
          responseElements: null,
        }),
        { type: 'AWS::EC2::Instance', id: 'i-0bbbbbbbb', change: 'removed' },
        'named',
      ],
    ];
  test.each(named)('%s', (_what, made, about, confidence) => {
    expect(attribute([made], change(about))?.confidence).toBe(confidence);
  });

  test('by its account alone nothing is known', () => {
    const about = change({ type: 'AWS::Glue::DataCatalogEncryptionSettings', id: '111122223333' });
    expect(
      attribute(
        [event({ eventSource: 'glue.amazonaws.com', eventName: 'PutDataCatalogEncryptionSettings' })],
        about,
      ),
    ).toBeUndefined();
  });

  test('in a request of a million texts only the first thousands are looked through', () => {
    const many = Array.from({ length: 6_000 }, (_none, at) => `x${at}`);
    const about = change({ type: 'AWS::AppSync::GraphqlApi', id: 'abc' });
    const late = event({
      eventSource: 'appsync.amazonaws.com',
      eventName: 'UpdateGraphqlApi',
      requestParameters: { list: [...many, 'abc'] },
    });
    expect(attribute([late], about)).toBeUndefined();
  });
});
