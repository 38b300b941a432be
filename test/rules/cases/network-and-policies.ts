import type { JsonObject } from '../../../lib/model/json.ts';
import { account } from '../../scenarios/scenario.ts';
import type { RuleCase } from '../rule-case.ts';

const group = (...rules: JsonObject[]): JsonObject => ({
  GroupId: 'sg-0a1b2c3d4e5f60718',
  SecurityGroupIngress: rules,
});
const from = (CidrIp: string, port: number): JsonObject => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  CidrIp,
});
const peer = (owner: string): JsonObject => ({
  IpProtocol: 'tcp',
  FromPort: 443,
  ToPort: 443,
  SourceSecurityGroupId: 'sg-0f1e2d3c4b5a69788',
  SourceSecurityGroupOwnerId: owner,
});
const https = from('0.0.0.0/0', 443);

function ingress(rule: string, dangerous: JsonObject, harmless: JsonObject): RuleCase {
  return {
    rule,
    type: 'AWS::EC2::SecurityGroup',
    fires: [group(https), group(https, dangerous)],
    nearMiss: [group(https), group(https, harmless)],
    safer: [group(https, dangerous), group(https)],
  };
}

/** A security group with one rule in or out, before and after; the way back is the safer one. */
function changed(rule: string, [before, after]: JsonObject[], [from, to]: JsonObject[]): RuleCase {
  const of = (more: JsonObject = {}): JsonObject => ({ GroupId: 'sg-0a1b2c3d4e5f60718', ...more });
  return {
    rule,
    type: 'AWS::EC2::SecurityGroup',
    fires: [of(before), of(after)],
    nearMiss: [of(from), of(to)],
    safer: [of(after), of(before)],
  };
}
const ingressFrom = (CidrIp: string): JsonObject => ({
  SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, CidrIp }],
});
const egressTo = (CidrIp: string): JsonObject => ({
  SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp }],
});

const other = '999988887777';
const queue = `arn:aws:sqs:eu-west-1:${account}:orders`;
const queuePolicy = (...statements: JsonObject[]): JsonObject => ({
  Queues: [`https://sqs.eu-west-1.amazonaws.com/${account}/orders`],
  PolicyDocument: { Version: '2012-10-17', Statement: statements },
});
const send = (Principal: JsonObject | string, more: JsonObject = {}): JsonObject => ({
  Effect: 'Allow',
  Principal,
  Action: 'sqs:SendMessage',
  Resource: queue,
  ...more,
});
const own = send({ AWS: `arn:aws:iam::${account}:role/shop-web` });
const identityPolicy = (Action: string, Resource: string): JsonObject => ({
  PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] },
});

/** Cases of open networks and of what policies allow, in every type. */
export const networkAndPolicyCases: readonly RuleCase[] = [
  ingress('ec2-administrative-port-open-to-world', from('0.0.0.0/0', 22), from('10.0.0.0/8', 22)),
  ingress(
    'ec2-administrative-port-open-to-large-network',
    from('203.0.0.0/8', 22),
    from('203.0.113.0/24', 22),
  ),
  ingress('ec2-port-open-to-world', from('0.0.0.0/0', 8443), from('0.0.0.0/0', 80)),
  ingress('ec2-port-open-to-foreign-group', peer(other), peer(account)),
  {
    rule: 'policy-public',
    type: 'AWS::SQS::QueuePolicy',
    fires: [queuePolicy(own), queuePolicy(own, send('*'))],
    nearMiss: [
      queuePolicy(own),
      queuePolicy(own, send('*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } })),
    ],
    safer: [queuePolicy(own, send('*')), queuePolicy(own)],
  },
  {
    rule: 'policy-foreign-account',
    type: 'AWS::SQS::QueuePolicy',
    fires: [queuePolicy(own), queuePolicy(own, send({ AWS: other }))],
    nearMiss: [queuePolicy(own), queuePolicy(own, send({ AWS: account }))],
    safer: [queuePolicy(own, send({ AWS: other })), queuePolicy(own)],
  },
  {
    rule: 'policy-administrator',
    type: 'AWS::IAM::ManagedPolicy',
    fires: [identityPolicy('s3:GetObject', 'arn:aws:s3:::shop-assets/*'), identityPolicy('*', '*')],
    nearMiss: [
      identityPolicy('s3:GetObject', 'arn:aws:s3:::shop-assets/*'),
      identityPolicy('s3:*', 'arn:aws:s3:::shop-assets/*'),
    ],
    safer: [identityPolicy('*', '*'), identityPolicy('s3:GetObject', 'arn:aws:s3:::shop-assets/*')],
  },
  changed(
    'ec2-ingress-network-widened',
    [ingressFrom('10.0.8.0/28'), ingressFrom('10.0.0.0/16')],
    [ingressFrom('10.0.8.0/28'), ingressFrom('10.0.9.0/28')],
  ),
  changed(
    'ec2-egress-opened-to-world',
    [egressTo('10.0.0.0/8'), egressTo('0.0.0.0/0')],
    [egressTo('10.0.0.0/8'), egressTo('10.0.0.0/16')],
  ),
];
