import {
  DescribeListenerAttributesCommand,
  ElasticLoadBalancingV2Client,
  type Listener,
  paginateDescribeListeners,
  paginateDescribeLoadBalancers,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import pLimit from 'p-limit';
import { isNotFound } from '../aws/errors.ts';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { listenerRules } from './elb-listener-rules.ts';
import { attributesInUse, elbCallsAtOnce, elbPageSize, partOf, withTags } from './elb-shape.ts';

function properties({ Certificates, MutualAuthentication, ...listener }: Listener): object {
  const { TrustStoreAssociationStatus: _progress, ...mutual } = MutualAuthentication ?? {};
  return {
    ...listener,
    Certificates: Certificates?.map(({ CertificateArn }) => ({ CertificateArn })),
    MutualAuthentication: mutual,
  };
}

async function readListener(reader: ResourceReader, listener: Listener): Promise<ReadResource | undefined> {
  const { ListenerArn } = listener;
  if (!ListenerArn) return undefined;
  const unread: UnreadProperty[] = [];
  const attributes = await partOf(reader, unread, '/ListenerAttributes', () =>
    reader.clients
      .get(ElasticLoadBalancingV2Client)
      .send(new DescribeListenerAttributesCommand({ ListenerArn })),
  );
  if (attributes === 'gone') return undefined;
  return {
    id: ListenerArn,
    arn: ListenerArn,
    properties: { ...properties(listener), ListenerAttributes: attributesInUse(attributes?.Attributes) },
    unread,
  };
}

/** The listeners of a load balancer; none where it is gone. */
export async function listenersOf({ clients }: ResourceReader, LoadBalancerArn: string): Promise<Listener[]> {
  const client = clients.get(ElasticLoadBalancingV2Client);
  const listeners: Listener[] = [];
  try {
    for await (const page of paginateDescribeListeners(
      { client, pageSize: elbPageSize },
      { LoadBalancerArn },
    )) {
      listeners.push(...(page.Listeners ?? []));
    }
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
  return listeners;
}

/** The ARNs of all load balancers, page by page. */
export async function* loadBalancerPages({ clients }: ResourceReader): AsyncIterable<string[]> {
  const client = clients.get(ElasticLoadBalancingV2Client);
  for await (const page of paginateDescribeLoadBalancers({ client, pageSize: elbPageSize }, {})) {
    yield (page.LoadBalancers ?? []).flatMap(({ LoadBalancerArn }) => LoadBalancerArn ?? []);
  }
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-listener.html
 *
 * `Certificates` is the default certificate; further ones are `AWS::ElasticLoadBalancingV2::ListenerCertificate`.
 * Client secrets of OIDC are not returned by AWS. Attributes that are off are left out.
 */
export const listener = defineResourceType({
  type: 'AWS::ElasticLoadBalancingV2::Listener',
  scope: 'regional',
  permissions: [
    'elasticloadbalancing:DescribeListenerAttributes',
    'elasticloadbalancing:DescribeListeners',
    'elasticloadbalancing:DescribeLoadBalancers',
    'elasticloadbalancing:DescribeTags',
  ],
  async *read(reader) {
    const limit = pLimit(elbCallsAtOnce);
    for await (const arns of loadBalancerPages(reader)) {
      const listeners = (await limit.map(arns, (arn) => listenersOf(reader, arn))).flat();
      const read = await limit.map(listeners, (each) => readListener(reader, each));
      yield* await withTags(reader, read);
    }
  },
  unordered: {
    '/Certificates': ['CertificateArn'],
    '/DefaultActions/*/ForwardConfig/TargetGroups': ['TargetGroupArn'],
    '/ListenerAttributes': ['Key'],
  },
  volatile: { '/MutualAuthentication/TrustStoreAssociationStatus': 'progress of the association' },
  secret: ['/DefaultActions/*/AuthenticateOidcConfig/ClientSecret'],
  sensitivity: { '': 'MEDIUM', '/ListenerAttributes': 'LOW', '/SslPolicy': 'LOW' },
  rules: listenerRules,
  monthlyCost: () => free,
});
