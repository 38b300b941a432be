import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import type { KnowledgeLookup } from '../../lib/model/knowledge.ts';
import type { Resource } from '../../lib/model/resource.ts';
import { exposuresOf, surroundingTypes } from '../../lib/risk/exposure.ts';
import { resource } from '../resource-fixtures.ts';
import { allow, policy, trust } from '../scenarios/scenario.ts';

const knowledgeOf: KnowledgeLookup = (type) =>
  type === 'AWS::S3::Bucket' ? { type, holdsState: 'its objects' } : { type };
const of = (type: string, id: string, properties: JsonObject = {}) => resource(type, properties, { id });
const kinds = (center: Resource, neighbours: Resource[], earlier: Resource | undefined = center) =>
  exposuresOf(center, earlier, knowledgeOf, {
    neighbours: ({ id }) => (id === center.id ? neighbours : [center]),
  }).map(({ kind, reason }) => `${kind}: ${reason}`);

const instance = of('AWS::EC2::Instance', 'i-1', { PublicIp: '203.0.113.7' });
const group = of('AWS::EC2::SecurityGroup', 'sg-1');
const strangers = trust({ AWS: 'arn:aws:iam::444455556666:root' });
const role = (id: string, properties: JsonObject = {}) => of('AWS::IAM::Role', id, properties);
const user = (id: string, properties: JsonObject = {}) => of('AWS::IAM::User', id, properties);
const managed = (Action: string) =>
  of('AWS::IAM::ManagedPolicy', 'p-1', { PolicyDocument: policy(allow(Action)) });

describe('what is reachable from the internet by itself', () => {
  test.each<[string, string, JsonObject, JsonObject]>([
    ['has a public address', 'AWS::EC2::Instance', { PublicIp: '203.0.113.7' }, {}],
    [
      'has a public address',
      'AWS::EC2::Instance',
      { NetworkInterfaces: [{ AssociatePublicIpAddress: false }, { AssociatePublicIpAddress: true }] },
      { NetworkInterfaces: [{ AssociatePublicIpAddress: false }] },
    ],
    [
      'faces the internet',
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      { Scheme: 'internet-facing' },
      { Scheme: 'internal' },
    ],
    [
      'is publicly accessible',
      'AWS::RDS::DBInstance',
      { PubliclyAccessible: true },
      { PubliclyAccessible: false },
    ],
    [
      'has a public endpoint',
      'AWS::EKS::Cluster',
      { ResourcesVpcConfig: { EndpointPublicAccess: true } },
      { ResourcesVpcConfig: { EndpointPublicAccess: false } },
    ],
    ['asks nobody who he is', 'AWS::Lambda::Url', { AuthType: 'NONE' }, { AuthType: 'AWS_IAM' }],
  ])('%s: %s', (face, type, open, closed) => {
    expect(kinds(of(type, 'x', open), [])).toEqual([`internet: it ${face}`]);
    expect(kinds(of(type, 'x', closed), [])).toEqual([]);
    expect(surroundingTypes).toContain(type);
  });

  test('is not what the change itself made so, nor what is new', () => {
    const closed = { ...instance, properties: {} };
    expect(kinds(instance, [], closed)).toEqual([]);
    expect(kinds(closed, [], instance)).toEqual([]);
    const nowhere = { neighbours: () => [] };
    expect(exposuresOf(instance, undefined, knowledgeOf, nowhere)).toEqual([]);
  });

  test('is told once, by the first of several', () => {
    const other = { ...instance, id: 'i-2' };
    expect(kinds(group, [instance, other])).toEqual([
      'internet: instance i-1 has a public address and belongs to it',
    ]);
    expect(kinds(instance, [other])).toEqual(['internet: it has a public address']);
  });

  test('is not what an open group would let in, where nothing can be reached', () => {
    const SecurityGroupIngress = [
      { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' },
      { IpProtocol: 'tcp', FromPort: 8443, ToPort: 8443, CidrIp: '0.0.0.0/0' },
    ];
    const open = { ...group, properties: { SecurityGroupIngress } };
    const closed = { ...instance, properties: {} };
    expect(kinds(closed, [open])).toEqual([]);
    expect(kinds(instance, [open], closed)).toEqual([
      'internet: security group sg-1 lets in SSH (22) from 0.0.0.0/0',
    ]);
    const alike = { ...open, type: 'AWS::EC2::SecurityGroupIngress' };
    expect(kinds(instance, [alike], closed)).toEqual([]);
  });
});

describe('what holds data', () => {
  const bucket = of('AWS::S3::Bucket', 'orders');

  test('is the resource itself, or what belongs to it', () => {
    expect(kinds(bucket, [{ ...bucket, id: 'other' }])).toEqual(['data: it holds data']);
    expect(kinds(of('AWS::S3::BucketPolicy', 'p'), [bucket])).toEqual([
      'data: bucket orders holds data and belongs to it',
    ]);
  });

  test.each(['VPC', 'Subnet', 'RouteTable', 'NetworkAcl', 'InternetGateway'])(
    'and what is in a whole %s says nothing of it',
    (place) => {
      expect(kinds(of(`AWS::EC2::${place}`, 'x'), [bucket, instance])).toEqual([]);
    },
  );

  test.each(['AWS::EC2::VPCEndpoint', 'AWS::EC2::SubnetRouteTableAssociation', 'AWS::Any::EC2::VPC'])(
    'but what belongs to a %s does',
    (type) => {
      expect(kinds(of(type, 'x'), [bucket])).toHaveLength(1);
    },
  );
});

describe('whom a role trusts', () => {
  const federated = (effect: string) => ({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: effect,
        Principal: { Federated: 'accounts.google.com' },
        Action: 'sts:AssumeRoleWithWebIdentity',
      },
    ],
  });

  test.each<[string, JsonObject, string[]]>([
    ['another account', { AssumeRolePolicyDocument: strangers }, ['trust: account 444455556666 may use it']],
    ['its own account', { AssumeRolePolicyDocument: trust({ AWS: '111122223333' }) }, []],
    ['a service', { AssumeRolePolicyDocument: trust({ Service: 'ec2.amazonaws.com' }) }, []],
    [
      'an identity provider',
      { AssumeRolePolicyDocument: federated('Allow') },
      ['trust: accounts.google.com may use it'],
    ],
    ['nobody of an identity provider', { AssumeRolePolicyDocument: federated('Deny') }, []],
    ['nobody by a policy of what it may do', { PermissionsBoundary: strangers }, []],
  ])('%s', (_name, properties, expected) => {
    expect(kinds(role('deploy', properties), [])).toEqual(expected);
  });

  test('is not called strange where the own account is not known', () => {
    const unknown = { ...role('deploy', { AssumeRolePolicyDocument: strangers }), account: '' };
    expect(kinds(unknown, [])).toEqual([]);
  });

  test('counts for the policies that it has, once, and for nothing else beside it', () => {
    const trusting = [
      role('one', { AssumeRolePolicyDocument: strangers }),
      role('two', { AssumeRolePolicyDocument: strangers }),
    ];
    expect(kinds(managed('s3:*'), trusting)).toEqual([
      'trust: role one, which account 444455556666 may use, has it',
    ]);
    expect(kinds(managed('s3:*'), [role('three')])).toEqual([]);
    expect(kinds(of('AWS::Lambda::Function', 'f'), trusting)).toEqual([]);
    expect(kinds(user('anna', { AssumeRolePolicyDocument: strangers }), [])).toEqual([]);
  });
});

describe('what power a principal has', () => {
  const arn = (name: string) => `arn:aws:iam::aws:policy/${name}`;

  test.each<[string, Resource, Resource[], string[]]>([
    [
      'by a policy of AWS',
      user('anna', { ManagedPolicyArns: [arn('ReadOnlyAccess'), arn('IAMFullAccess')] }),
      [],
      ['privilege: it has IAMFullAccess'],
    ],
    ['by none that only reads', user('anna', { ManagedPolicyArns: [arn('ReadOnlyAccess')] }), [], []],
    [
      'by none that is called almost the same',
      user('anna', {
        ManagedPolicyArns: [
          arn('AdministratorAccess-Amplify'),
          'arn:aws:iam::111122223333:policy/AdministratorAccess',
        ],
      }),
      [],
      [],
    ],
    [
      'by an own policy that it has',
      role('deploy', { ManagedPolicyArns: ['p-1'] }),
      [managed('*')],
      ['privilege: it has p-1'],
    ],
    ['by none that allows little', role('deploy', { ManagedPolicyArns: ['p-1'] }), [managed('s3:*')], []],
    ['by none that it does not have', role('deploy', { ManagedPolicyArns: ['p-2'] }), [managed('*')], []],
    [
      'by none that is no policy',
      role('deploy', { ManagedPolicyArns: ['p-1'] }),
      [{ ...managed('*'), type: 'AWS::Any::Policy' }],
      [],
    ],
  ])('%s', (_name, principal, neighbours, expected) => {
    expect(kinds(principal, neighbours)).toEqual(expected);
  });

  test('counts for what the principal belongs to, once', () => {
    const administrators = [
      user('anna', { ManagedPolicyArns: [arn('AdministratorAccess')] }),
      role('deploy', { ManagedPolicyArns: [arn('AdministratorAccess')] }),
    ];
    expect(kinds(of('AWS::IAM::AccessKey', 'k'), administrators)).toEqual([
      'privilege: user anna has AdministratorAccess',
    ]);
    const alike = administrators.map((each) => ({ ...each, type: `${each.type}Alias` }));
    expect(kinds(of('AWS::IAM::AccessKey', 'k'), alike)).toEqual([]);
    expect(kinds(role('plain'), administrators)).toEqual([]);
  });
});

test('what stands around others is looked for among groups, principals, policies and what holds data', () => {
  expect(surroundingTypes).toEqual(
    expect.arrayContaining([
      'AWS::EC2::SecurityGroup',
      'AWS::IAM::InstanceProfile',
      'AWS::IAM::ManagedPolicy',
      'AWS::IAM::Role',
      'AWS::IAM::User',
      'AWS::RDS::DBCluster',
      'AWS::S3::Bucket',
    ]),
  );
});
