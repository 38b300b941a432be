import {
  type ConfigServiceClient,
  type ConfigurationItem,
  paginateGetResourceConfigHistory,
  ResourceType,
} from '@aws-sdk/client-config-service';

/** Most pages that are asked for: each spans seven days at most, and may be empty. */
const mostPages = 6;

const recordedTypes: ReadonlySet<string> = new Set(Object.values(ResourceType));
/** Types that AWS Config knows by an id that no other service uses for them. */
const otherIds: ReadonlySet<string> = new Set([
  'AWS::ECS::TaskDefinition',
  'AWS::IAM::Group',
  'AWS::IAM::Role',
  'AWS::IAM::User',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
]);

/** Whether AWS Config can have recorded resources of a type, under the id that they have elsewhere. */
export function isRecordedType(type: string): type is ResourceType {
  return recordedTypes.has(type) && !otherIds.has(type);
}

/** An elastic IP address is an address and an allocation in CloudFormation, and the allocation alone in AWS Config. */
function recordedId(type: string, id: string): string {
  return type === 'AWS::EC2::EIP' ? id.slice(id.indexOf('|') + 1) : id;
}

/**
 * The last states of a resource that AWS Config recorded since a time, newest first, at most `limit` of them. None of a
 * type that it does not record or knows by another id.
 * https://docs.aws.amazon.com/config/latest/APIReference/API_GetResourceConfigHistory.html
 */
export async function resourceHistory(
  client: ConfigServiceClient,
  { type, id }: { readonly type: string; readonly id: string },
  since: Date,
  limit: number,
): Promise<ConfigurationItem[]> {
  if (!isRecordedType(type)) return [];
  const pages = paginateGetResourceConfigHistory(
    { client, pageSize: limit },
    {
      resourceType: type,
      resourceId: recordedId(type, id),
      earlierTime: since,
      chronologicalOrder: 'Reverse',
    },
  );
  const items: ConfigurationItem[] = [];
  let asked = 0;
  for await (const { configurationItems = [] } of pages) {
    items.push(...configurationItems);
    asked += 1;
    if (items.length >= limit || asked === mostPages) break;
  }
  return items.slice(0, limit);
}
