import {
  ECRClient,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  ListTagsForResourceCommand,
  paginateDescribeRepositories,
} from '@aws-sdk/client-ecr';
import { unknownCost } from '../model/cost.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { defineResourceType } from './define.ts';
import { everyItem, readWithOwnCalls } from './listing.ts';
import { protectionLost } from './property-rules.ts';
import { capitalised } from './schema-names.ts';

const scanningOff = protectionLost({
  id: 'ecr-scanning-turned-off',
  title: 'images are no longer scanned when they are pushed',
  severity: 'MEDIUM',
  sources: ['FSBP ECR.1'],
  recommendation: 'Turn scanning on push on again, or make sure that the registry scans the repository.',
  remedy: {
    command:
      'aws ecr put-image-scanning-configuration --repository-name {{id}} --image-scanning-configuration scanOnPush=true',
    console:
      'Elastic Container Registry › Private registry › Repositories › {{id}} › Edit › Image scanning settings › Scan on push',
  },
  path: '/ImageScanningConfiguration/ScanOnPush',
  protects: (value) => value === true,
  reason: ({ id }) => `Repository ${id} no longer scans images for vulnerabilities when they are pushed.`,
  better: 'images are scanned when they are pushed',
});

const tagsMutable = protectionLost({
  id: 'ecr-tags-mutable',
  title: 'image tags can be moved to other images',
  severity: 'HIGH',
  sources: ['FSBP ECR.2', 'MITRE ATT&CK T1525'],
  recommendation:
    'Make the tags immutable again, and compare the digests of the images that run with those that were built.',
  remedy: {
    command: 'aws ecr put-image-tag-mutability --repository-name {{id}} --image-tag-mutability IMMUTABLE',
    console:
      'Elastic Container Registry › Private registry › Repositories › {{id}} › Edit › Image tag mutability › Immutable',
  },
  path: '/ImageTagMutability',
  protects: (value) => typeof value === 'string' && value.startsWith('IMMUTABLE'),
  reason: ({ id }) =>
    `Tags of repository ${id} can be overwritten now: whoever may push can replace the image that production pulls.`,
  better: 'image tags can no longer be moved',
});

const lifecycleLost = protectionLost({
  id: 'ecr-lifecycle-policy-removed',
  title: 'images no longer expire',
  severity: 'LOW',
  sources: ['FSBP ECR.3'],
  recommendation: 'Set the lifecycle policy again: without it the storage, and its bill, only grow.',
  remedy: {
    command: 'aws ecr put-lifecycle-policy --repository-name {{id}} --lifecycle-policy-text {{former}}',
    console:
      'Elastic Container Registry › Private registry › Repositories › {{id}} › Lifecycle policy › Create rule',
  },
  path: '/LifecyclePolicy/LifecyclePolicyText',
  protects: (value) => value !== null,
  reason: ({ id }) => `Repository ${id} lost its lifecycle policy: nothing removes old images.`,
  better: 'old images expire',
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecr-repository.html */
export const ecrRepository = defineResourceType({
  type: 'AWS::ECR::Repository',
  scope: 'regional',
  permissions: [
    'ecr:DescribeRepositories',
    'ecr:GetLifecyclePolicy',
    'ecr:GetRepositoryPolicy',
    'ecr:ListTagsForResource',
  ],
  async *read({ clients, optional }) {
    const client = clients.get(ECRClient);
    const listed = await everyItem(
      paginateDescribeRepositories({ client, pageSize: 1000 }, {}),
      (page) => page.repositories,
    );
    yield* readWithOwnCalls(listed, async (repository) => {
      const { repositoryName, repositoryArn, encryptionConfiguration } = repository;
      if (!repositoryName) return undefined;
      const unread: UnreadProperty[] = [];
      const policy = await optional(unread, '/RepositoryPolicyText', () =>
        client.send(new GetRepositoryPolicyCommand({ repositoryName })),
      );
      const lifecycle = await optional(unread, '/LifecyclePolicy', () =>
        client.send(new GetLifecyclePolicyCommand({ repositoryName })),
      );
      const tags = await optional(unread, '/Tags', () =>
        client.send(new ListTagsForResourceCommand({ resourceArn: repositoryArn })),
      );
      const isGone = !tags && !unread.some(({ path }) => path === '/Tags');
      if (isGone) return undefined;
      return {
        id: repositoryName,
        arn: repositoryArn,
        tags: tags?.tags,
        properties: {
          RepositoryName: repositoryName,
          Arn: repositoryArn,
          RepositoryUri: repository.repositoryUri,
          ImageTagMutability: repository.imageTagMutability,
          ImageTagMutabilityExclusionFilters: repository.imageTagMutabilityExclusionFilters?.map(
            ({ filter, filterType }) => ({
              ImageTagMutabilityExclusionFilterType: filterType,
              ImageTagMutabilityExclusionFilterValue: filter,
            }),
          ),
          ImageScanningConfiguration: capitalised(repository.imageScanningConfiguration),
          EncryptionConfiguration: capitalised(encryptionConfiguration),
          RepositoryPolicyText: policy?.policyText,
          LifecyclePolicy: { LifecyclePolicyText: lifecycle?.lifecyclePolicyText },
        },
        unread,
      };
    });
  },
  unordered: {
    '/ImageTagMutabilityExclusionFilters': [
      'ImageTagMutabilityExclusionFilterType',
      'ImageTagMutabilityExclusionFilterValue',
    ],
    '/LifecyclePolicy/LifecyclePolicyText/rules': ['rulePriority'],
  },
  defaults: {
    EncryptionConfiguration: { EncryptionType: 'AES256' },
    ImageScanningConfiguration: { ScanOnPush: false },
    ImageTagMutability: 'MUTABLE',
  },
  holdsState: 'the container images in it',
  sensitivity: {
    '/EncryptionConfiguration': 'MEDIUM',
    '/ImageTagMutabilityExclusionFilters': 'MEDIUM',
    '/LifecyclePolicy': 'MEDIUM',
    '/RepositoryPolicyText': 'MEDIUM',
  },
  rules: [scanningOff, tagsMutable, lifecycleLost],
  monthlyCost: () => unknownCost('ECR bills the size of the images, which is not read.'),
});
