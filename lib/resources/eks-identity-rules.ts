import type { ChangeRule, Rule, StateRule } from '../model/rule.ts';

const foreignTarget: StateRule = {
  kind: 'state',
  id: 'eks-pod-role-of-foreign-account',
  title: 'pods take a role of another account',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html',
    'AWS Well-Architected SEC03-BP07',
  ],
  recommendation: 'Make sure that you know the account; if not, delete the association.',
  remedy: {
    command:
      'aws eks delete-pod-identity-association --cluster-name {{/ClusterName}} --association-id {{/AssociationId}}',
    console:
      'Elastic Kubernetes Service › Clusters › {{/ClusterName}} › Access › Pod Identity associations › {{/AssociationId}} › Delete',
  },
  safer: 'pods take roles of the account only',
  dangers: ({ account, properties }) =>
    ['TargetRoleArn', 'RoleArn'].flatMap((name) => {
      const owner = /^arn:[^:]*:iam::(\d{12}):/.exec(String(properties[name]))?.[1];
      if (account === '' || owner === undefined || owner === account) return [];
      return [
        {
          subject: `account ${owner}`,
          path: `/${name}`,
          reason: `Pods of ${String(properties.Namespace)}/${String(properties.ServiceAccount)} in cluster ${String(properties.ClusterName)} take ${String(properties[name])} of account ${owner}.`,
        },
      ];
    }),
};

const podRoleChanged: ChangeRule = {
  kind: 'change',
  id: 'eks-pod-role-changed',
  title: 'pods have another role',
  severity: 'HIGH',
  sources: ['AWS Well-Architected SEC03-BP02', 'MITRE ATT&CK T1098.003'],
  recommendation:
    'Compare the permissions of both roles; set the old one if nobody can say why it was changed.',
  remedy: {
    command:
      'aws eks update-pod-identity-association --cluster-name {{/ClusterName}} --association-id {{/AssociationId}} --role-arn <approved-role-arn>',
    console:
      'Elastic Kubernetes Service › Clusters › {{/ClusterName}} › Access › Pod Identity associations › {{/AssociationId}} › Edit',
  },
  dangers: (change) => {
    if (change.kind !== 'modified') return [];
    const { before, after } = change;
    return ['RoleArn', 'TargetRoleArn']
      .filter((name) => after.properties[name] !== undefined)
      .filter((name) => before.properties[name] !== after.properties[name])
      .map((name) => ({
        subject: `${name} ${String(after.properties[name])}`,
        path: `/${name}`,
        reason: `Pods of ${String(after.properties.Namespace)}/${String(after.properties.ServiceAccount)} in cluster ${String(after.properties.ClusterName)} have ${String(after.properties[name])} now, instead of ${String(before.properties[name] ?? 'none')}.`,
      }));
  },
};

/** The dangers of AWS::EKS::PodIdentityAssociation. */
export const podIdentityRules: readonly Rule[] = [foreignTarget, podRoleChanged];

const providerTrusted: StateRule = {
  kind: 'state',
  id: 'eks-identity-provider-trusted',
  title: 'a cluster trusts an identity provider of its own',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/eks/latest/userguide/authenticate-oidc-identity-provider.html',
    'MITRE ATT&CK T1556',
  ],
  recommendation:
    'Make sure that you know the provider: whoever runs it says who may use the cluster, past IAM.',
  remedy: {
    command:
      'aws eks disassociate-identity-provider-config --cluster-name {{/ClusterName}} --identity-provider-config type=oidc,name={{/IdentityProviderConfigName}}',
    console:
      'Elastic Kubernetes Service › Clusters › {{/ClusterName}} › Access › OIDC identity providers › {{/IdentityProviderConfigName}} › Disassociate',
  },
  safer: 'the provider is no longer trusted',
  dangers: ({ properties }) => {
    const { Oidc } = properties;
    const issuer =
      typeof Oidc === 'object' && Oidc !== null && 'IssuerUrl' in Oidc ? Oidc.IssuerUrl : undefined;
    return issuer === undefined
      ? []
      : [
          {
            subject: `issuer ${String(issuer)}`,
            path: '/Oidc/IssuerUrl',
            reason: `Cluster ${String(properties.ClusterName)} lets in whoever ${String(issuer)} vouches for.`,
          },
        ];
  },
};

/** The dangers of AWS::EKS::IdentityProviderConfig. */
export const identityProviderRules: readonly Rule[] = [providerTrusted];
