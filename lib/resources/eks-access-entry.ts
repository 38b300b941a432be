import {
  DescribeAccessEntryCommand,
  EKSClient,
  paginateListAccessEntries,
  paginateListAssociatedAccessPolicies,
} from '@aws-sdk/client-eks';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import { toList, toObjects } from '../model/json.ts';
import type { UnreadProperty } from '../model/resource.ts';
import type { StateRule } from '../model/rule.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { clusterNames, pageSize } from './eks-clusters.ts';
import { everyItem, everyItemOf, readWithOwnCalls } from './listing.ts';
import { capitalised } from './schema-names.ts';

/** https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html */
const administrative = /\/(AmazonEKSClusterAdminPolicy|AmazonEKSAdminPolicy)$/;

const administrator: StateRule = {
  kind: 'state',
  id: 'eks-access-administrator',
  title: 'a principal administers a cluster',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/eks/latest/userguide/access-policies.html',
    'MITRE ATT&CK T1098.006',
  ],
  recommendation:
    'Make sure that the principal is to administer the cluster; if not, take the access policy or the group away.',
  remedy: {
    command:
      'aws eks disassociate-access-policy --cluster-name {{/ClusterName}} --principal-arn {{/PrincipalArn}} --policy-arn {{policy}}',
    console:
      'Elastic Kubernetes Service › Clusters › {{/ClusterName}} › Access › IAM access entries › {{/PrincipalArn}} › Access policies › Remove',
  },
  safer: 'the principal no longer administers the cluster',
  dangers: ({ properties }) => [
    ...toObjects(properties.AccessPolicies)
      .map(({ PolicyArn }) => administrative.exec(String(PolicyArn)))
      .filter((found) => found !== null)
      .map(({ input: policy, 1: name = policy }) => ({
        subject: name,
        path: '/AccessPolicies',
        values: { policy },
        reason: `${String(properties.PrincipalArn)} has ${name} in cluster ${String(properties.ClusterName)}.`,
      })),
    ...toList(properties.KubernetesGroups)
      .filter((group) => group === 'system:masters')
      .map((group) => ({
        subject: String(group),
        path: '/KubernetesGroups',
        reason: `${String(properties.PrincipalArn)} is in the group ${String(group)} of cluster ${String(properties.ClusterName)}, which may do everything.`,
      })),
  ],
};

const foreignPrincipal: StateRule = {
  kind: 'state',
  id: 'eks-access-foreign-account',
  title: 'a principal of another account has access to a cluster',
  severity: 'HIGH',
  sources: ['AWS Well-Architected SEC03-BP07', 'MITRE ATT&CK T1098.006'],
  recommendation: 'Make sure that you know the account and need the access; if not, delete the access entry.',
  remedy: {
    command: 'aws eks delete-access-entry --cluster-name {{/ClusterName}} --principal-arn {{/PrincipalArn}}',
    console:
      'Elastic Kubernetes Service › Clusters › {{/ClusterName}} › Access › IAM access entries › {{/PrincipalArn}} › Delete',
  },
  safer: 'the principal is of the account itself',
  dangers: ({ account, properties }) => {
    const owner = /^arn:[^:]*:(?:iam|sts)::(\d{12}):/.exec(String(properties.PrincipalArn))?.[1];
    return account === '' || owner === undefined || owner === account
      ? []
      : [
          {
            subject: `account ${owner}`,
            path: '/PrincipalArn',
            reason: `${String(properties.PrincipalArn)} of account ${owner} has access to cluster ${String(properties.ClusterName)}.`,
          },
        ];
  },
};

async function readEntry(
  { clients, optional }: ResourceReader,
  clusterName: string,
  principalArn: string,
): Promise<ReadResource | undefined> {
  const client = clients.get(EKSClient);
  const unread: UnreadProperty[] = [];
  const id = `${principalArn}|${clusterName}`;
  const answer = await optional(unread, '', () =>
    client.send(new DescribeAccessEntryCommand({ clusterName, principalArn })),
  );
  if (unread.length > 0)
    return { id, properties: { ClusterName: clusterName, PrincipalArn: principalArn }, unread };
  const entry = answer?.accessEntry;
  if (!entry) return undefined;
  const policies = await optional(unread, '/AccessPolicies', () =>
    everyItem(
      paginateListAssociatedAccessPolicies({ client, pageSize }, { clusterName, principalArn }),
      (page) => page.associatedAccessPolicies,
    ),
  );
  return {
    id,
    arn: entry.accessEntryArn,
    tags: entry.tags,
    properties: {
      ClusterName: clusterName,
      PrincipalArn: principalArn,
      AccessEntryArn: entry.accessEntryArn,
      KubernetesGroups: entry.kubernetesGroups,
      Type: entry.type,
      Username: entry.username,
      AccessPolicies: policies?.map(({ policyArn, accessScope }) => ({
        PolicyArn: policyArn,
        AccessScope: capitalised(accessScope),
      })),
    },
    unread,
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-eks-accessentry.html */
export const eksAccessEntry = defineResourceType({
  type: 'AWS::EKS::AccessEntry',
  scope: 'regional',
  permissions: [
    'eks:DescribeAccessEntry',
    'eks:ListAccessEntries',
    'eks:ListAssociatedAccessPolicies',
    'eks:ListClusters',
  ],
  async *read(reader) {
    const client = reader.clients.get(EKSClient);
    for (const clusterName of await clusterNames(reader)) {
      const principals = await everyItemOf(
        paginateListAccessEntries({ client, pageSize }, { clusterName }),
        (page) => page.accessEntries,
      );
      yield* readWithOwnCalls(principals, (principal) => readEntry(reader, clusterName, principal));
    }
  },
  unordered: {
    '/AccessPolicies': ['PolicyArn'],
    '/AccessPolicies/*/AccessScope/Namespaces': 'value',
    '/KubernetesGroups': 'value',
  },
  sensitivity: { '': 'MEDIUM' },
  rules: [administrator, foreignPrincipal],
  monthlyCost: () => free,
});
