import {
  AthenaClient,
  GetWorkGroupCommand,
  paginateListTagsForResource,
  paginateListWorkGroups,
} from '@aws-sdk/client-athena';
import { awsErrorParts } from '../aws/errors.ts';
import { unknownCost } from '../model/cost.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { config, workGroupRules } from './athena-rules.ts';
import { defineResourceType } from './define.ts';
import { everyItem, readWithOwnCalls } from './listing.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-athena-workgroup.html */
export const athenaWorkGroup = defineResourceType({
  type: 'AWS::Athena::WorkGroup',
  scope: 'regional',
  permissions: ['athena:GetWorkGroup', 'athena:ListTagsForResource', 'athena:ListWorkGroups'],
  async *read({ clients, optional, partition, account, region }) {
    const client = clients.get(AthenaClient);
    const listed = await everyItem(
      paginateListWorkGroups({ client, pageSize: 50 }, {}),
      ({ WorkGroups }) => WorkGroups,
    );
    yield* readWithOwnCalls(listed, async ({ Name }) => {
      if (!Name) return undefined;
      const arn = `arn:${partition}:athena:${region}:${account}:workgroup/${Name}`;
      const unread: UnreadProperty[] = [];
      const found = await optional(unread, '', async () => {
        try {
          return (await client.send(new GetWorkGroupCommand({ WorkGroup: Name }))).WorkGroup;
        } catch (error) {
          // Athena has one code for every mistake, a workgroup that is gone among them.
          if (/is not found/i.test(awsErrorParts(error).message)) return undefined;
          throw error;
        }
      });
      if (unread.length > 0) return { id: Name, arn, properties: { Name }, unread };
      if (!found) return undefined;
      const tags = await optional(unread, '/Tags', () =>
        everyItem(paginateListTagsForResource({ client }, { ResourceARN: arn }), ({ Tags }) => Tags),
      );
      return {
        id: Name,
        arn,
        tags,
        properties: {
          Name,
          Description: found.Description,
          State: found.State,
          WorkGroupConfiguration: found.Configuration,
          IdentityCenterApplicationArn: found.IdentityCenterApplicationArn,
        },
        unread,
      };
    });
  },
  unordered: { [`${config}/EngineConfiguration/Classifications`]: ['Name'] },
  volatile: {
    '/CreationTime': 'time of creation',
    [`${config}/EngineVersion/EffectiveEngineVersion`]: 'Athena upgrades its engine by itself',
  },
  defaults: { State: 'ENABLED' },
  sensitivity: { '/Description': 'INFO', '/State': 'MEDIUM', [config]: 'MEDIUM' },
  rules: workGroupRules,
  monthlyCost: () => unknownCost('Athena bills what queries read, which no configuration tells.'),
});
