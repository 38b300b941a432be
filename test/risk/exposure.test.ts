import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import type { KnowledgeLookup } from '../../lib/model/knowledge.ts';
import type { Resource } from '../../lib/model/resource.ts';
import type { Surroundings } from '../../lib/model/surroundings.ts';
import { exposuresOf } from '../../lib/risk/exposure.ts';
import { allow, policy, trust } from '../scenarios/scenario.ts';

const account = '111122223333';
/** Of all types here, databases alone hold data. */
const knowledgeOf: KnowledgeLookup = (type) =>
  type === 'AWS::RDS::DBInstance' ? { type, holdsState: 'its databases' } : { type };
function resource(type: string, id: string, properties: JsonObject): Resource {
  return { type, id, account, region: 'eu-west-1', tags: {}, properties };
}
const open = {
  SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080, CidrIp: '0.0.0.0/0' }],
};
const group = (properties: JsonObject) => resource('AWS::EC2::SecurityGroup', 'sg-1', properties);
const instance = (properties: JsonObject) => resource('AWS::EC2::Instance', 'i-1', properties);
const database = (properties: JsonObject) => resource('AWS::RDS::DBInstance', 'orders', properties);
const role = (properties: JsonObject) => resource('AWS::IAM::Role', 'deploy', properties);
const administrator = resource('AWS::IAM::ManagedPolicy', 'arn:aws:iam::111122223333:policy/all', {
  PolicyDocument: policy(allow('*')),
});
const partner = { AssumeRolePolicyDocument: trust({ AWS: 'arn:aws:iam::444455556666:root' }) };

/** Surroundings in which the first resource has all others as neighbours, and each of them has it. */
function around(...resources: Resource[]): Surroundings {
  const [center, ...others] = resources;
  return { neighbours: ({ id }) => (id === center?.id ? others : center === undefined ? [] : [center]) };
}
function told(center: Resource, neighbours: Resource[], earlier: Resource | undefined = center) {
  return exposuresOf(center, earlier, knowledgeOf, around(center, ...neighbours)).map(
    ({ kind, reason }) => `${kind}: ${reason}`,
  );
}

describe('what makes a danger worse', () => {
  test.each<[string, Resource, Resource[], string[]]>([
    [
      'a group of a server with a public address',
      group(open),
      [instance({ PublicIp: '203.0.113.7' })],
      ['internet: instance i-1 has a public address and belongs to it'],
    ],
    [
      'a group of a server whose interface gets a public address',
      group(open),
      [instance({ NetworkInterfaces: [{ AssociatePublicIpAddress: true }] })],
      ['internet: instance i-1 has a public address and belongs to it'],
    ],
    ['a group of a server without one', group(open), [instance({ NetworkInterfaces: [{}] })], []],
    ['a group that nothing uses', group(open), [], []],
    [
      'a group of a database',
      group(open),
      [database({ PubliclyAccessible: false })],
      ['data: DB instance orders holds data and belongs to it'],
    ],
    [
      'a server with a public address that had it before',
      instance({ PublicIp: '203.0.113.7' }),
      [],
      ['internet: it has a public address'],
    ],
    ['a role of strangers', role(partner), [], ['trust: account 444455556666 may use it']],
    [
      'a policy of such a role',
      resource('AWS::IAM::ManagedPolicy', 'p', { PolicyDocument: policy(allow('s3:*')) }),
      [role(partner)],
      ['trust: role deploy, which account 444455556666 may use, has it'],
    ],
    [
      'a role that everybody may use',
      role({ AssumeRolePolicyDocument: trust({ AWS: '*' }) }),
      [],
      ['trust: anyone may use it'],
    ],
    [
      'a role of an identity provider',
      role({
        AssumeRolePolicyDocument: trust(
          { Federated: 'accounts.google.com' },
          undefined,
          'sts:AssumeRoleWithWebIdentity',
        ),
      }),
      [],
      ['trust: accounts.google.com may use it'],
    ],
    [
      "a role with AWS's administrative policy",
      role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }),
      [],
      ['privilege: it has AdministratorAccess'],
    ],
    [
      "a role with the account's own administrative policy",
      role({ ManagedPolicyArns: [administrator.id] }),
      [administrator],
      ['privilege: it has arn:aws:iam::111122223333:policy/all'],
    ],
    [
      'a role beside such a policy that it does not have',
      role({ ManagedPolicyArns: [] }),
      [administrator],
      [],
    ],
    [
      'a role with an inline policy that allows everything',
      role({ Policies: [{ PolicyName: 'all', PolicyDocument: policy(allow('*')) }] }),
      [],
      ['privilege: it has an inline policy that allows everything'],
    ],
    [
      'a route table, whatever is around',
      resource('AWS::EC2::RouteTable', 'rtb-1', {}),
      [instance({ PublicIp: '203.0.113.7' })],
      [],
    ],
  ])('%s', (_name, center, neighbours, expected) => {
    expect(told(center, neighbours)).toEqual(expected);
  });

  test('what the change itself made public is no circumstance of it, but the open group is', () => {
    const after = instance({ PublicIp: '203.0.113.7' });
    expect(told(after, [], instance({}))).toEqual([]);
    expect(told(after, [group(open)], instance({}))).toEqual([
      'internet: security group sg-1 lets in proxy (8080) from 0.0.0.0/0',
    ]);
    expect(told(after, [group({})], instance({}))).toEqual([]);
  });
});
