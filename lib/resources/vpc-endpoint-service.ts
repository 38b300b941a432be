import {
  EC2Client,
  paginateDescribeVpcEndpointServiceConfigurations,
  paginateDescribeVpcEndpointServicePermissions,
  type ServiceConfiguration,
} from '@aws-sdk/client-ec2';
import pLimit from 'p-limit';
import type { ResourceReader } from '../aws/reader.ts';
import { unknownCost } from '../model/cost.ts';
import { toList } from '../model/json.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { ChangeRule, StateRule } from '../model/rule.ts';
import { becoming } from './becoming.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { ec2Arn, pageSize } from './network-shape.ts';

const callsAtOnce = 8;
/** States of a service that is on its way out. */
const gone: ReadonlySet<string> = new Set(['deleting', 'deleted', 'failed']);

function properties(service: ServiceConfiguration, AllowedPrincipals: string[] | undefined): object {
  const { State: _progress, ...privateDns } = service.PrivateDnsNameConfiguration ?? {};
  return {
    ServiceId: service.ServiceId,
    ServiceName: service.ServiceName,
    ServiceType: (service.ServiceType ?? []).map(({ ServiceType }) => ServiceType),
    AcceptanceRequired: service.AcceptanceRequired,
    ManagesVpcEndpoints: service.ManagesVpcEndpoints,
    NetworkLoadBalancerArns: service.NetworkLoadBalancerArns,
    GatewayLoadBalancerArns: service.GatewayLoadBalancerArns,
    SupportedIpAddressTypes: service.SupportedIpAddressTypes,
    SupportedRegions: (service.SupportedRegions ?? []).map(({ Region }) => Region),
    PrivateDnsName: service.PrivateDnsName,
    PrivateDnsNameConfiguration: privateDns,
    PayerResponsibility: service.PayerResponsibility,
    RemoteAccessEnabled: service.RemoteAccessEnabled,
    AllowedPrincipals,
  };
}

async function readService(
  reader: ResourceReader,
  service: ServiceConfiguration,
): Promise<ReadResource | undefined> {
  const { ServiceId, ServiceState = '' } = service;
  if (!ServiceId || gone.has(ServiceState.toLowerCase())) return undefined;
  const client = reader.clients.get(EC2Client);
  const unread: UnreadProperty[] = [];
  const principals = await reader.optional(unread, '/AllowedPrincipals', async () => {
    const found: string[] = [];
    const pages = paginateDescribeVpcEndpointServicePermissions({ client, pageSize }, { ServiceId });
    for await (const page of pages) {
      found.push(...(page.AllowedPrincipals ?? []).flatMap(({ Principal }) => Principal ?? []));
    }
    return found;
  });
  if (principals === undefined && unread.length === 0) return undefined;
  return {
    id: ServiceId,
    arn: ec2Arn(reader, 'vpc-endpoint-service', ServiceId),
    tags: service.Tags,
    properties: properties(service, principals),
    unread,
  };
}

const principalsOf = ({ properties: { AllowedPrincipals } }: Resource) =>
  toList(AllowedPrincipals).map(String);
const asked = ({ properties: { AcceptanceRequired } }: Resource) =>
  AcceptanceRequired === true ? 'once it is accepted' : 'without being asked';

const openToAll: StateRule = {
  kind: 'state',
  id: 'ec2-vpc-endpoint-service-public',
  title: 'every AWS account may connect to a service',
  severity: 'CRITICAL',
  sources: ['https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html'],
  recommendation: 'Replace the principal * by the accounts that need the service.',
  remedy: {
    command:
      "aws ec2 modify-vpc-endpoint-service-permissions --service-id {{id}} --remove-allowed-principals '*'",
    console: 'VPC › Endpoint services › {{id}} › Allow principals › Delete',
  },
  safer: 'not every account may connect to the service',
  dangers: (service) =>
    principalsOf(service).includes('*')
      ? [
          {
            subject: 'principal *',
            path: '/AllowedPrincipals',
            ...(service.properties.AcceptanceRequired === true ? { severity: 'HIGH' as const } : {}),
            reason: `Every AWS account may connect to endpoint service ${service.id}, ${asked(service)}.`,
          },
        ]
      : [],
};

const foreignAccount: StateRule = {
  kind: 'state',
  id: 'ec2-vpc-endpoint-service-foreign-account',
  title: 'another account may connect to a service',
  severity: 'HIGH',
  sources: ['https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html'],
  recommendation: 'Make sure that you know the account and that it needs the service.',
  remedy: {
    command:
      'aws ec2 modify-vpc-endpoint-service-permissions --service-id {{id}} --remove-allowed-principals {{principal}}',
    console: 'VPC › Endpoint services › {{id}} › Allow principals › Delete',
  },
  safer: 'the account may no longer connect to the service',
  dangers: (service) =>
    service.account === ''
      ? []
      : principalsOf(service).flatMap((principal) => {
          const account = /(?:^|::)(\d{12})(?::|$)/.exec(principal)?.[1];
          if (account === undefined || account === service.account) return [];
          return [
            {
              subject: principal,
              values: { principal },
              path: '/AllowedPrincipals',
              reason: `${principal} of account ${account} may connect to endpoint service ${service.id}, ${asked(service)}.`,
            },
          ];
        }),
};

const unasked: ChangeRule = becoming({
  id: 'ec2-vpc-endpoint-service-without-acceptance',
  title: 'a service accepts every connection',
  severity: 'HIGH',
  createdSeverity: () => 'MEDIUM',
  sources: ['https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html'],
  recommendation: 'Require acceptance again, and look at who connected meanwhile.',
  remedy: {
    command: 'aws ec2 modify-vpc-endpoint-service-configuration --service-id {{id}} --acceptance-required',
    console: 'VPC › Endpoint services › {{id}} › Actions › Modify endpoint acceptance setting',
  },
  safer: 'connections have to be accepted',
  dangersOf: ({ id, properties: { AcceptanceRequired } }) =>
    AcceptanceRequired === false
      ? [
          {
            subject: 'no acceptance',
            path: '/AcceptanceRequired',
            reason: `Endpoint service ${id} accepts every connection of whoever may ask for one.`,
          },
        ]
      : [],
});

/**
 * What the account offers others over PrivateLink:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpointservice.html
 *
 * Who may connect, an `AWS::EC2::VPCEndpointServicePermissions` in CloudFormation, stands with its service as
 * `AllowedPrincipals`. No call tells `ContributorInsightsEnabled`.
 */
export const vpcEndpointService = defineResourceType({
  type: 'AWS::EC2::VPCEndpointService',
  scope: 'regional',
  permissions: ['ec2:DescribeVpcEndpointServiceConfigurations', 'ec2:DescribeVpcEndpointServicePermissions'],
  async *read(reader) {
    const client = reader.clients.get(EC2Client);
    const limit = pLimit(callsAtOnce);
    for await (const page of paginateDescribeVpcEndpointServiceConfigurations({ client, pageSize }, {})) {
      const read = await limit.map(page.ServiceConfigurations ?? [], (each) => readService(reader, each));
      yield* read.filter((service) => service !== undefined);
    }
  },
  unordered: {
    '/AllowedPrincipals': 'value',
    '/GatewayLoadBalancerArns': 'value',
    '/NetworkLoadBalancerArns': 'value',
    '/ServiceType': 'value',
    '/SupportedIpAddressTypes': 'value',
    '/SupportedRegions': 'value',
  },
  volatile: {
    '/AvailabilityZones': 'follows from the load balancers',
    '/PrivateDnsNameConfiguration/State': 'progress of the verification',
    '/ServiceState': 'progress of the last modification',
  },
  sensitivity: { '': 'MEDIUM' },
  rules: [openToAll, foreignAccount, unasked],
  monthlyCost: () =>
    unknownCost('The endpoints of those who connect are billed, to them unless the service pays for them.'),
});
