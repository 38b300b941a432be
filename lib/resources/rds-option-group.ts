import {
  ListTagsForResourceCommand,
  type Option,
  paginateDescribeOptionGroups,
  RDSClient,
} from '@aws-sdk/client-rds';
import { changedResource } from '../model/change.ts';
import { free } from '../model/cost.ts';
import { toObjects } from '../model/json.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { ChangeRule } from '../model/rule.ts';
import { defineResourceType } from './define.ts';
import { formerValue } from './former-state.ts';
import { everyItem, readWithOwnCalls } from './listing.ts';

/** Options that protect, with what a database loses without them. */
const protecting: Readonly<Record<string, string>> = {
  MARIADB_AUDIT_PLUGIN: 'its audit log',
  NATIVE_NETWORK_ENCRYPTION: 'the encryption of its connections',
  SQLSERVER_AUDIT: 'its audit log',
  SQLSERVER_BACKUP_RESTORE: 'its native backups',
  SSL: 'the encryption of its connections',
  TDE: 'the encryption of its data',
  TRANSPARENT_DATA_ENCRYPTION: 'the encryption of its data',
};

const names = ({ properties }: Resource) =>
  toObjects(properties.OptionConfigurations).map(({ OptionName }) => String(OptionName));
const lost = (had: Resource, has: Resource) =>
  names(had).filter((name) => protecting[name] !== undefined && !names(has).includes(name));

const optionRemoved: ChangeRule = {
  kind: 'change',
  id: 'rds-protecting-option-removed',
  title: 'databases lost an option that protects them',
  severity: 'HIGH',
  sources: ['https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithOptionGroups.html'],
  recommendation: 'Add the option again with the settings it had.',
  remedy: {
    command:
      'aws rds add-option-to-option-group --option-group-name {{id}} --options {{former}} --apply-immediately',
    console: 'RDS › Option groups › {{id}} › Add option',
  },
  dangers: (change) =>
    change.kind === 'modified'
      ? lost(change.before, change.after).map((name) => ({
          subject: name,
          path: '/OptionConfigurations',
          reason: `Databases of option group ${changedResource(change).id} lose ${protecting[name]}: option ${name} was removed.`,
          values: formerValue(
            toObjects(change.before.properties.OptionConfigurations).filter(
              ({ OptionName }) => OptionName === name,
            ),
          ),
        }))
      : [],
  ended: (change) =>
    change.kind === 'modified'
      ? lost(change.after, change.before).map((name) => ({
          subject: name,
          path: '/OptionConfigurations',
          reason: `Safer: databases have ${protecting[name]}.`,
        }))
      : [],
};

function option(of: Option): object {
  return {
    OptionName: of.OptionName,
    OptionVersion: of.OptionVersion,
    Port: of.Port,
    OptionSettings: of.OptionSettings?.filter(({ Value, DefaultValue }) => Value !== DefaultValue).map(
      ({ Name, Value }) => ({ Name, Value }),
    ),
    DBSecurityGroupMemberships: of.DBSecurityGroupMemberships?.map(
      ({ DBSecurityGroupName }) => DBSecurityGroupName,
    ),
    VpcSecurityGroupMemberships: of.VpcSecurityGroupMemberships?.map(
      ({ VpcSecurityGroupId }) => VpcSecurityGroupId,
    ),
  };
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-optiongroup.html
 * Default groups, which nobody can change, are left out, and so are settings that have their default.
 */
export const rdsOptionGroup = defineResourceType({
  type: 'AWS::RDS::OptionGroup',
  scope: 'regional',
  permissions: ['rds:DescribeOptionGroups', 'rds:ListTagsForResource'],
  async *read({ clients, optional }) {
    const client = clients.get(RDSClient);
    const groups = await everyItem(
      paginateDescribeOptionGroups({ client, pageSize: 100 }, {}),
      ({ OptionGroupsList }) => OptionGroupsList,
    );
    yield* readWithOwnCalls(groups, async (group) => {
      const { OptionGroupName, OptionGroupArn } = group;
      if (!OptionGroupName || OptionGroupName.startsWith('default:')) return undefined;
      const unread: UnreadProperty[] = [];
      const tags = await optional(unread, '/Tags', () =>
        client.send(new ListTagsForResourceCommand({ ResourceName: OptionGroupArn })),
      );
      if (!tags && unread.length === 0) return undefined;
      return {
        id: OptionGroupName,
        arn: OptionGroupArn,
        tags: tags?.TagList,
        properties: {
          OptionGroupName,
          OptionGroupDescription: group.OptionGroupDescription,
          EngineName: group.EngineName,
          MajorEngineVersion: group.MajorEngineVersion,
          OptionConfigurations: group.Options?.map(option),
          VpcId: group.VpcId,
        },
        unread,
      };
    });
  },
  unordered: {
    '/OptionConfigurations': ['OptionName'],
    '/OptionConfigurations/*/DBSecurityGroupMemberships': 'value',
    '/OptionConfigurations/*/OptionSettings': ['Name'],
    '/OptionConfigurations/*/VpcSecurityGroupMemberships': 'value',
  },
  sensitivity: { '/OptionConfigurations': 'MEDIUM', '/OptionGroupDescription': 'INFO' },
  rules: [optionRemoved],
  monthlyCost: () => free,
});
