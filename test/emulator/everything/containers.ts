import { ECR } from '@aws-sdk/client-ecr';
import { EKS } from '@aws-sdk/client-eks';
import { canarySecret } from '../seed.ts';
import { type Place, policy, tagPairs, tags } from './place.ts';

/** A repository of images with its policies, and a Kubernetes cluster with nodes and people who may enter. */
export async function createContainers({ shop, configuration }: Place, keyArn: string): Promise<void> {
  const ecr = new ECR(configuration);
  await ecr.createRepository({
    repositoryName: 'shop/web',
    imageTagMutability: 'IMMUTABLE',
    imageScanningConfiguration: { scanOnPush: true },
    tags: tagPairs,
  });
  await ecr.setRepositoryPolicy({
    repositoryName: 'shop/web',
    policyText: policy('*', 'ecr', { AWS: ['222233334444', 'arn:aws:iam::333344445555:root'] }),
  });
  await ecr.putLifecyclePolicy({
    repositoryName: 'shop/web',
    lifecyclePolicyText: JSON.stringify({
      rules: [
        {
          rulePriority: 1,
          selection: { tagStatus: 'untagged', countType: 'imageCountMoreThan', countNumber: 3 },
          action: { type: 'expire' },
        },
      ],
    }),
  });
  const eks = new EKS(configuration);
  const role = shop.identities.taskRoleArn;
  await eks.createCluster({
    name: 'shop',
    version: '1.33',
    roleArn: role,
    resourcesVpcConfig: {
      subnetIds: [...shop.network.privateSubnetIds],
      securityGroupIds: [shop.network.applicationGroupId, shop.network.bastionGroupId],
      endpointPublicAccess: true,
      endpointPrivateAccess: true,
      publicAccessCidrs: ['203.0.113.0/24', '198.51.100.0/24'],
    },
    logging: { clusterLogging: [{ types: ['api', 'audit', 'authenticator'], enabled: true }] },
    encryptionConfig: [{ resources: ['secrets'], provider: { keyArn } }],
    accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
    tags,
  });
  await eks.createNodegroup({
    clusterName: 'shop',
    nodegroupName: 'workers',
    nodeRole: role,
    subnets: [...shop.network.privateSubnetIds],
    scalingConfig: { minSize: 1, maxSize: 4, desiredSize: 2 },
    instanceTypes: ['t3.large', 't3a.large'],
    labels: { pool: 'general', team: 'orders' },
    taints: [
      { key: 'spot', value: 'true', effect: 'NO_SCHEDULE' },
      { key: 'team', value: 'orders', effect: 'PREFER_NO_SCHEDULE' },
    ],
    tags,
  });
  await eks.createAccessEntry({
    clusterName: 'shop',
    principalArn: shop.identities.functionRoleArn,
    kubernetesGroups: ['operators', 'readers'],
    type: 'STANDARD',
    tags,
  });
  await eks.createAddon({
    clusterName: 'shop',
    addonName: 'vpc-cni',
    serviceAccountRoleArn: role,
    configurationValues: JSON.stringify({ env: { TOKEN: canarySecret } }),
    tags,
  });
  await eks.createPodIdentityAssociation({
    clusterName: 'shop',
    namespace: 'shop',
    serviceAccount: 'web',
    roleArn: role,
    tags,
  });
}
