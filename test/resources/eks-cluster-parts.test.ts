import {
  DescribeAddonCommand,
  DescribeFargateProfileCommand,
  DescribeIdentityProviderConfigCommand,
  DescribePodIdentityAssociationCommand,
  EKSClient,
  ListAddonsCommand,
  ListClustersCommand,
  ListFargateProfilesCommand,
  ListIdentityProviderConfigsCommand,
  ListPodIdentityAssociationsCommand,
} from '@aws-sdk/client-eks';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import {
  eksAddon,
  eksFargateProfile,
  eksIdentityProviderConfig,
  eksPodIdentityAssociation,
} from '../../lib/resources/eks-cluster-parts.ts';
import { resource } from '../resource-fixtures.ts';
import { storedById, turnedRound } from './reading-fixtures.ts';
import { awsError, costContext, readAll, riskOf, storedLines } from './type-fixtures.ts';

const eks = mockClient(EKSClient);
const types = [eksAddon, eksFargateProfile, eksIdentityProviderConfig, eksPodIdentityAssociation];
const tags = { Team: 'platform' };
const association = {
  clusterName: 'main',
  namespace: 'shop',
  serviceAccount: 'api',
  roleArn: 'arn:aws:iam::111122223333:role/api',
  associationArn: 'arn:association',
  associationId: 'a-1',
  tags,
  createdAt: new Date(0),
  ownerArn: 'arn:addon',
  disableSessionTags: true,
  targetRoleArn: 'arn:aws:iam::111122223333:role/target',
  externalId: 'x-1',
  policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}',
};
const addon = {
  addonName: 'vpc-cni',
  clusterName: 'main',
  status: 'ACTIVE' as const,
  addonVersion: 'v1.20.0',
  addonArn: 'arn:addon',
  serviceAccountRoleArn: 'arn:role',
  tags,
  configurationValues: '{"env":{"A":"1"}}',
  podIdentityAssociations: ['arn:2', 'arn:1'],
  namespaceConfig: { namespace: 'kube-system' },
};
const profile = {
  fargateProfileName: 'jobs',
  fargateProfileArn: 'arn:profile',
  clusterName: 'main',
  podExecutionRoleArn: 'arn:role',
  subnets: ['subnet-2', 'subnet-1'],
  selectors: [{ namespace: 'z' }, { namespace: 'jobs', labels: { b: '2', a: '1' } }],
  status: 'ACTIVE' as const,
  tags,
};
const oidc = {
  identityProviderConfigName: 'okta',
  identityProviderConfigArn: 'arn:provider',
  clusterName: 'main',
  issuerUrl: 'https://okta',
  clientId: 'kubernetes',
  usernameClaim: 'email',
  usernamePrefix: 'okta:',
  groupsClaim: 'groups',
  groupsPrefix: 'okta:',
  requiredClaims: { b: '2', a: '1' },
  tags,
  status: 'ACTIVE' as const,
};
const gone = awsError('ResourceNotFoundException');
const page = (cluster: string, token?: string) => ({
  clusterName: cluster,
  ...(token && { nextToken: token }),
});

beforeEach(() => {
  eks.reset();
  eks
    .on(ListClustersCommand)
    .resolves({ clusters: ['main', 'gone'] })
    .on(ListAddonsCommand)
    .rejects(gone)
    .on(ListAddonsCommand, page('main'))
    .resolves({ addons: ['vpc-cni'], nextToken: '2' })
    .on(ListAddonsCommand, page('main', '2'))
    .resolves({ addons: ['gone', 'going'] })
    .on(DescribeAddonCommand)
    .rejects(gone)
    .on(DescribeAddonCommand, { addonName: 'vpc-cni' })
    .resolves({ addon })
    .on(DescribeAddonCommand, { addonName: 'going' })
    .resolves({ addon: { status: 'DELETING' } })
    .on(ListFargateProfilesCommand)
    .rejects(gone)
    .on(ListFargateProfilesCommand, page('main'))
    .resolves({ fargateProfileNames: ['jobs', 'gone', 'going'] })
    .on(DescribeFargateProfileCommand)
    .rejects(gone)
    .on(DescribeFargateProfileCommand, { fargateProfileName: 'jobs' })
    .resolves({ fargateProfile: profile })
    .on(DescribeFargateProfileCommand, { fargateProfileName: 'going' })
    .resolves({ fargateProfile: { status: 'DELETING' } })
    .on(ListIdentityProviderConfigsCommand)
    .rejects(gone)
    .on(ListIdentityProviderConfigsCommand, page('main'))
    .resolves({
      identityProviderConfigs: [
        { name: 'okta', type: 'oidc' },
        { name: 'going', type: 'oidc' },
      ],
    })
    .on(DescribeIdentityProviderConfigCommand)
    .resolves({ identityProviderConfig: { oidc: { status: 'DELETING' } } })
    .on(DescribeIdentityProviderConfigCommand, { identityProviderConfig: { name: 'okta', type: 'oidc' } })
    .resolves({ identityProviderConfig: { oidc } })
    .on(ListPodIdentityAssociationsCommand)
    .rejects(gone)
    .on(ListPodIdentityAssociationsCommand, page('main'))
    .resolves({ associations: [{ associationArn: 'arn:association', associationId: 'a-1' }, {}] })
    .on(DescribePodIdentityAssociationCommand, { associationId: 'a-1' })
    .resolves({ association });
});

describe('reading what belongs to a cluster', () => {
  test('every property of a pod identity association', async () => {
    expect(await storedById(eksPodIdentityAssociation)).toMatchObject({
      'arn:association': { arn: 'arn:association', tags },
    });
    expect((await storedById(eksPodIdentityAssociation))['arn:association']?.properties).toEqual({
      AssociationArn: 'arn:association',
      AssociationId: 'a-1',
      ClusterName: 'main',
      DisableSessionTags: true,
      ExternalId: 'x-1',
      Namespace: 'shop',
      OwnerArn: 'arn:addon',
      Policy: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: ['s3:getobject'], Resource: ['*'] }],
      },
      RoleArn: 'arn:aws:iam::111122223333:role/api',
      ServiceAccount: 'api',
      TargetRoleArn: 'arn:aws:iam::111122223333:role/target',
    });
  });

  test('every property of add-ons, Fargate profiles and identity providers', async () => {
    const addons = await storedById(eksAddon);
    expect(Object.keys(addons)).toEqual(['main|vpc-cni']);
    expect(addons['main|vpc-cni']?.properties).toEqual({
      AddonName: 'vpc-cni',
      AddonVersion: 'v1.20.0',
      Arn: 'arn:addon',
      ClusterName: 'main',
      ConfigurationValues: { env: { A: '1' } },
      NamespaceConfig: { Namespace: 'kube-system' },
      PodIdentityAssociationArns: ['arn:1', 'arn:2'],
      ServiceAccountRoleArn: 'arn:role',
    });
    const profiles = await storedById(eksFargateProfile);
    expect(Object.keys(profiles)).toEqual(['main|jobs']);
    expect(profiles['main|jobs']?.properties).toEqual({
      Arn: 'arn:profile',
      ClusterName: 'main',
      FargateProfileName: 'jobs',
      PodExecutionRoleArn: 'arn:role',
      Selectors: [
        {
          Labels: [
            { Key: 'a', Value: '1' },
            { Key: 'b', Value: '2' },
          ],
          Namespace: 'jobs',
        },
        { Namespace: 'z' },
      ],
      Subnets: ['subnet-1', 'subnet-2'],
    });
    const providers = await storedById(eksIdentityProviderConfig);
    expect(Object.keys(providers)).toEqual(['okta|main|oidc']);
    expect(providers['okta|main|oidc']?.properties).toEqual({
      ClusterName: 'main',
      IdentityProviderConfigArn: 'arn:provider',
      IdentityProviderConfigName: 'okta',
      Type: 'oidc',
      Oidc: {
        ClientId: 'kubernetes',
        GroupsClaim: 'groups',
        GroupsPrefix: 'okta:',
        IssuerUrl: 'https://okta',
        RequiredClaims: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: '2' },
        ],
        UsernameClaim: 'email',
        UsernamePrefix: 'okta:',
      },
    });
  });

  test('another order gives the same bytes', async () => {
    const lines = async () =>
      (await Promise.all(types.map(async (type) => storedLines(type, await readAll(type))))).flat();
    const first = await lines();
    eks
      .on(DescribeAddonCommand, { addonName: 'vpc-cni' })
      .resolves({ addon: { ...turnedRound(addon), status: 'UPDATING' } })
      .on(DescribeFargateProfileCommand, { fargateProfileName: 'jobs' })
      .resolves({
        fargateProfile: {
          ...turnedRound(profile),
          selectors: [{ namespace: 'jobs', labels: { a: '1', b: '2' } }, { namespace: 'z' }],
        },
      })
      .on(DescribeIdentityProviderConfigCommand, { identityProviderConfig: { name: 'okta', type: 'oidc' } })
      .resolves({ identityProviderConfig: { oidc: { ...oidc, requiredClaims: { a: '1', b: '2' } } } });
    expect(await lines()).toEqual(first);
  });

  test('what is denied is unread as a whole', async () => {
    const denied = awsError('AccessDeniedException', 'no');
    eks
      .on(DescribeAddonCommand)
      .rejects(denied)
      .on(DescribeFargateProfileCommand)
      .rejects(denied)
      .on(DescribeIdentityProviderConfigCommand)
      .rejects(denied)
      .on(DescribePodIdentityAssociationCommand)
      .rejects(denied);
    for (const type of types)
      expect((await readAll(type))[0]?.unread).toEqual([{ path: '', reason: 'AccessDeniedException: no' }]);
  });
});

describe('what a change means', () => {
  const role = (account: string, name = 'x') => `arn:aws:iam::${account}:role/${name}`;
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    [
      'another role',
      { RoleArn: role('111122223333', 'a') },
      { RoleArn: role('111122223333', 'b') },
      'HIGH',
      ['eks-pod-role-changed'],
    ],
    [
      'a role of another account',
      { RoleArn: role('111122223333') },
      { RoleArn: role('111122223333'), TargetRoleArn: role('999988887777') },
      'HIGH',
      ['eks-pod-role-of-foreign-account', 'eks-pod-role-changed'],
    ],
    ['no target role', { TargetRoleArn: role('111122223333') }, {}, 'MEDIUM', []],
    ['no session tags', {}, { DisableSessionTags: true }, 'MEDIUM', []],
  ])('pods: %s', (_, before, after, severity, rules) => {
    const base = { ClusterName: 'main', Namespace: 'n', ServiceAccount: 's' };
    expect(riskOf(eksPodIdentityAssociation, { ...base, ...before }, { ...base, ...after })).toMatchObject({
      severity,
      rules,
    });
  });

  test('a new identity provider, a new association, a new version of an add-on', () => {
    expect(riskOf(eksIdentityProviderConfig, undefined, { Oidc: { IssuerUrl: 'https://x' } })?.rules).toEqual(
      ['eks-identity-provider-trusted'],
    );
    expect(
      riskOf(
        eksIdentityProviderConfig,
        { Oidc: { IssuerUrl: 'https://x' } },
        { Oidc: { IssuerUrl: 'https://x', ClientId: 'c' } },
      ),
    ).toMatchObject({ severity: 'MEDIUM', rules: [] });
    expect(riskOf(eksIdentityProviderConfig, undefined, {})?.rules).toEqual([]);
    expect(riskOf(eksPodIdentityAssociation, undefined, { RoleArn: role('111122223333') })?.severity).toBe(
      'LOW',
    );
    expect(riskOf(eksAddon, { AddonVersion: '1' }, { AddonVersion: '2' })?.severity).toBe('LOW');
  });

  test('what they cost', () => {
    const costs = types.map((type) => type.monthlyCost?.(resource(type.type, {}), costContext({}))?.usd);
    expect(costs).toEqual([0, null, 0, 0]);
  });
});
