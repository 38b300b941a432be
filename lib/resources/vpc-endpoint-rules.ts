import { toJson } from '../model/json.ts';
import { policyStatements } from '../model/policy.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Rule, StateRule } from '../model/rule.ts';
import { parseDocuments } from '../snapshot/normalise/policies.ts';
import { becoming } from './becoming.ts';
import { textAt } from './network-shape.ts';

/** Whether an endpoint policy lets everybody who reaches the endpoint do everything: a statement without any limit. */
export function isFullAccess(document: unknown): boolean {
  if (document === undefined) return true;
  const statements = policyStatements(parseDocuments(toJson(document)));
  return (
    statements.every(({ effect }) => effect === 'Allow') &&
    statements.some(
      ({ actions, resources, principals, conditions }) =>
        actions.includes('*') &&
        resources.includes('*') &&
        Object.values(principals ?? {}).some((names) => names.includes('*')) &&
        Object.keys(conditions).length === 0,
    )
  );
}

const service = (endpoint: Resource) => textAt(endpoint, '/ServiceName') ?? 'its service';

const fullAccess: ChangeRule = becoming({
  id: 'ec2-vpc-endpoint-full-access',
  title: 'an endpoint policy no longer restricts anything',
  severity: 'HIGH',
  // Endpoints are made so unless somebody writes a policy.
  createdSeverity: () => 'LOW',
  sources: [
    'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html',
    'AWS Well-Architected SEC05-BP02',
  ],
  recommendation:
    'Write an endpoint policy that lets only the accounts and resources through that are needed: data leaves through an open one.',
  remedy: {
    command: 'aws ec2 modify-vpc-endpoint --vpc-endpoint-id {{id}} --policy-document {{policy}}',
    console: 'VPC › Endpoints › {{id}} › Actions › Manage policy',
  },
  safer: 'the endpoint policy restricts what passes through',
  former: ({ properties }) => ({ policy: JSON.stringify(properties.PolicyDocument ?? {}) }),
  dangersOf: (endpoint) => {
    const { PolicyDocument, VpcEndpointType } = endpoint.properties;
    if (VpcEndpointType === 'GatewayLoadBalancer' || !isFullAccess(PolicyDocument)) return [];
    return [
      {
        subject: 'full access',
        path: '/PolicyDocument',
        reason: `Through endpoint ${endpoint.id} anyone in its VPC may do everything at ${service(endpoint)}, with resources of any account: data can leave that way.`,
      },
    ];
  },
});

const privateDnsOff: ChangeRule = becoming({
  id: 'ec2-vpc-endpoint-private-dns-off',
  title: 'requests go round an endpoint',
  severity: 'MEDIUM',
  createdSeverity: () => 'INFO',
  sources: ['https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html'],
  recommendation: 'Turn private DNS of the endpoint on again.',
  remedy: {
    command: 'aws ec2 modify-vpc-endpoint --vpc-endpoint-id {{id}} --private-dns-enabled',
    console: 'VPC › Endpoints › {{id}} › Actions › Modify private DNS name',
  },
  safer: 'the names of the service lead to the endpoint',
  dangersOf: (endpoint) =>
    endpoint.properties.VpcEndpointType === 'Interface' && endpoint.properties.PrivateDnsEnabled === false
      ? [
          {
            subject: 'private DNS off',
            path: '/PrivateDnsEnabled',
            reason: `The names of ${service(endpoint)} do not lead to endpoint ${endpoint.id}: requests go round it, by the internet.`,
          },
        ]
      : [],
});

const otherProvider: StateRule = {
  kind: 'state',
  id: 'ec2-vpc-endpoint-to-private-service',
  title: 'an endpoint leads to the service of another customer',
  severity: 'MEDIUM',
  sources: ['https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-saas.html'],
  recommendation: 'Make sure that you know who offers the service and that what runs here is to use it.',
  remedy: {
    command: 'aws ec2 delete-vpc-endpoints --vpc-endpoint-ids {{id}}',
    console: 'VPC › Endpoints › {{id}} › Actions › Delete VPC endpoints',
  },
  safer: 'the endpoint no longer leads to the service of another customer',
  dangers: (endpoint) => {
    const name = textAt(endpoint, '/ServiceName');
    if (!name || !/\.vpce-svc-[0-9a-f]+$/.test(name)) return [];
    return [
      {
        subject: `service ${name}`,
        path: '/ServiceName',
        reason: `Endpoint ${endpoint.id} connects VPC ${textAt(endpoint, '/VpcId')} with ${name}, which is no service of AWS but of whoever made it.`,
      },
    ];
  },
};

/** The dangers of an endpoint. */
export const vpcEndpointRules: readonly Rule[] = [fullAccess, privateDnsOff, otherProvider];
