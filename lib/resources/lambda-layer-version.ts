import {
  GetLayerVersionPolicyCommand,
  LambdaClient,
  paginateListLayers,
  paginateListLayerVersions,
} from '@aws-sdk/client-lambda';
import { free } from '../model/cost.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { defineResourceType } from './define.ts';
import { everyItem, everyItemOf, readWithOwnCalls } from './listing.ts';
import { deleted } from './watcher-rules.ts';

/** Lambda lists at most this many a page. */
const pageSize = 50;

/** Functions keep the layers that they were made with. https://docs.aws.amazon.com/lambda/latest/dg/creating-deleting-layers.html */
const versionDeleted = deleted(
  {
    id: 'lambda-layer-version-deleted',
    title: 'a version of a layer was deleted',
    severity: 'LOW',
    sources: ['https://docs.aws.amazon.com/lambda/latest/dg/creating-deleting-layers.html'],
    recommendation: 'Nothing to do, unless a function is to be made with this version.',
    remedy: {
      command:
        'aws lambda publish-layer-version --layer-name {{/LayerName}} --content S3Bucket=<bucket>,S3Key=<key>',
      console: 'Lambda › Layers › {{/LayerName}} › Create version',
    },
  },
  ({ id }) => `Layer version ${id} was deleted: functions that use it go on, but none can be made with it.`,
);

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-layerversion.html
 * A version never changes but for who may use it: `Policy` is what AWS::Lambda::LayerVersionPermission makes.
 */
export const lambdaLayerVersion = defineResourceType({
  type: 'AWS::Lambda::LayerVersion',
  scope: 'regional',
  taggable: false,
  permissions: ['lambda:GetLayerVersionPolicy', 'lambda:ListLayers', 'lambda:ListLayerVersions'],
  async *read({ clients, optional }) {
    const client = clients.get(LambdaClient);
    const layers = await everyItem(paginateListLayers({ client, pageSize }, {}), ({ Layers }) => Layers);
    for (const { LayerName } of layers) {
      const versions = await everyItemOf(
        paginateListLayerVersions({ client, pageSize }, { LayerName }),
        ({ LayerVersions }) => LayerVersions,
      );
      yield* readWithOwnCalls(versions, async (version) => {
        const { LayerVersionArn, Version } = version;
        if (!LayerVersionArn) return undefined;
        const unread: UnreadProperty[] = [];
        const policy = await optional(unread, '/Policy', () =>
          client.send(new GetLayerVersionPolicyCommand({ LayerName, VersionNumber: Version })),
        );
        return {
          id: LayerVersionArn,
          arn: LayerVersionArn,
          properties: {
            LayerVersionArn,
            LayerName,
            Version,
            Description: version.Description,
            CompatibleArchitectures: version.CompatibleArchitectures,
            CompatibleRuntimes: version.CompatibleRuntimes,
            LicenseInfo: version.LicenseInfo,
            Policy: policy?.Policy,
          },
          unread,
        };
      });
    }
  },
  unordered: { '/CompatibleArchitectures': 'value', '/CompatibleRuntimes': 'value' },
  volatile: { '/CreatedDate': 'time of creation' },
  sensitivity: { '/Policy': 'MEDIUM' },
  rules: [versionDeleted],
  monthlyCost: () => free,
});
