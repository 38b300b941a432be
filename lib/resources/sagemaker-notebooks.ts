import {
  DescribeNotebookInstanceCommand,
  DescribeNotebookInstanceLifecycleConfigCommand,
  paginateListNotebookInstanceLifecycleConfigs,
  paginateListNotebookInstances,
  paginateListTags,
  SageMakerClient,
  type Tag,
} from '@aws-sdk/client-sagemaker';
import { awsErrorParts, isNotFound } from '../aws/errors.ts';
import type { ResourceReader } from '../aws/reader.ts';
import { free, unknownCost } from '../model/cost.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { defineResourceType } from './define.ts';
import { everyItem, readWithOwnCalls } from './listing.ts';
import { lifecycleRules, notebookRules } from './sagemaker-rules.ts';

const pageSize = 100;

/** SageMaker says by a ValidationException that a notebook is gone: its message is `RecordNotFound`. */
async function unlessGone<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isNotFound(error) || /RecordNotFound/.test(awsErrorParts(error).message)) return undefined;
    throw error;
  }
}

async function readTags(
  { clients, optional }: ResourceReader,
  unread: UnreadProperty[],
  ResourceArn: string,
): Promise<Tag[] | undefined> {
  const client = clients.get(SageMakerClient);
  return optional(unread, '/Tags', () =>
    everyItem(paginateListTags({ client }, { ResourceArn }), ({ Tags }) => Tags),
  );
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-notebookinstance.html
 * Whether a notebook runs is left out: people start and stop theirs every day.
 */
export const sagemakerNotebookInstance = defineResourceType({
  type: 'AWS::SageMaker::NotebookInstance',
  scope: 'regional',
  permissions: [
    'sagemaker:DescribeNotebookInstance',
    'sagemaker:ListNotebookInstances',
    'sagemaker:ListTags',
  ],
  async *read(reader) {
    const client = reader.clients.get(SageMakerClient);
    const listed = await everyItem(
      paginateListNotebookInstances({ client, pageSize }, {}),
      ({ NotebookInstances }) => NotebookInstances,
    );
    yield* readWithOwnCalls(
      listed,
      async ({ NotebookInstanceName, NotebookInstanceArn, NotebookInstanceStatus }) => {
        if (!NotebookInstanceName || !NotebookInstanceArn || NotebookInstanceStatus === 'Deleting')
          return undefined;
        const unread: UnreadProperty[] = [];
        const own = { NotebookInstanceName, NotebookInstanceArn };
        const notebook = await reader.optional(unread, '', () =>
          unlessGone(client.send(new DescribeNotebookInstanceCommand({ NotebookInstanceName }))),
        );
        if (unread.length > 0)
          return { id: NotebookInstanceArn, arn: NotebookInstanceArn, properties: own, unread };
        if (!notebook) return undefined;
        const tags = await readTags(reader, unread, NotebookInstanceArn);
        return {
          id: NotebookInstanceArn,
          arn: NotebookInstanceArn,
          tags,
          properties: {
            ...own,
            AcceleratorTypes: notebook.AcceleratorTypes,
            AdditionalCodeRepositories: notebook.AdditionalCodeRepositories,
            DefaultCodeRepository: notebook.DefaultCodeRepository,
            DirectInternetAccess: notebook.DirectInternetAccess,
            InstanceMetadataServiceConfiguration: notebook.InstanceMetadataServiceConfiguration,
            InstanceType: notebook.InstanceType,
            IpAddressType: notebook.IpAddressType,
            KmsKeyId: notebook.KmsKeyId,
            LifecycleConfigName: notebook.NotebookInstanceLifecycleConfigName,
            PlatformIdentifier: notebook.PlatformIdentifier,
            RoleArn: notebook.RoleArn,
            RootAccess: notebook.RootAccess,
            SecurityGroupIds: notebook.SecurityGroups,
            SubnetId: notebook.SubnetId,
            VolumeSizeInGB: notebook.VolumeSizeInGB,
          },
          unread,
        };
      },
    );
  },
  unordered: { '/AcceleratorTypes': 'value', '/AdditionalCodeRepositories': 'value' },
  volatile: {
    '/NotebookInstanceStatus': 'people start and stop notebooks every day',
    '/Url': 'follows from the name',
  },
  holdsState: 'the files on its volume',
  sensitivity: {
    '/DefaultCodeRepository': 'MEDIUM',
    '/InstanceType': 'MEDIUM',
    '/KmsKeyId': 'MEDIUM',
    '/LifecycleConfigName': 'MEDIUM',
    '/RoleArn': 'MEDIUM',
    '/SecurityGroupIds': 'MEDIUM',
    '/SubnetId': 'MEDIUM',
  },
  rules: notebookRules,
  monthlyCost: () => unknownCost('Tidemark has no prices of SageMaker.'),
});

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-notebookinstancelifecycleconfig.html
 * Scripts hold passwords all too often: only their digests are kept.
 */
export const sagemakerLifecycleConfig = defineResourceType({
  type: 'AWS::SageMaker::NotebookInstanceLifecycleConfig',
  scope: 'regional',
  permissions: [
    'sagemaker:DescribeNotebookInstanceLifecycleConfig',
    'sagemaker:ListNotebookInstanceLifecycleConfigs',
    'sagemaker:ListTags',
  ],
  async *read(reader) {
    const client = reader.clients.get(SageMakerClient);
    const listed = await everyItem(
      paginateListNotebookInstanceLifecycleConfigs({ client, pageSize }, {}),
      ({ NotebookInstanceLifecycleConfigs }) => NotebookInstanceLifecycleConfigs,
    );
    yield* readWithOwnCalls(listed, async (summary) => {
      const { NotebookInstanceLifecycleConfigName: name, NotebookInstanceLifecycleConfigArn: arn } = summary;
      if (!name || !arn) return undefined;
      const unread: UnreadProperty[] = [];
      const config = await reader.optional(unread, ['/OnCreate', '/OnStart'], () =>
        unlessGone(
          client.send(
            new DescribeNotebookInstanceLifecycleConfigCommand({ NotebookInstanceLifecycleConfigName: name }),
          ),
        ),
      );
      if (!config && unread.length === 0) return undefined;
      const tags = await readTags(reader, unread, arn);
      return {
        id: arn,
        arn,
        tags,
        properties: {
          NotebookInstanceLifecycleConfigName: name,
          NotebookInstanceLifecycleConfigArn: arn,
          OnCreate: config?.OnCreate,
          OnStart: config?.OnStart,
        },
        unread,
      };
    });
  },
  secret: ['/OnCreate', '/OnStart'],
  sensitivity: { '/OnCreate': 'MEDIUM', '/OnStart': 'MEDIUM' },
  rules: lifecycleRules,
  monthlyCost: () => free,
});
