import { isJsonArray, isJsonObject, type JsonValue, toJson } from '../model/json.ts';

/** Members whose keys are not AWS's but the user's. */
const userKeys: ReadonlySet<string> = new Set([
  'options',
  'driverOpts',
  'labels',
  'dockerLabels',
  'hookDetails',
]);

/** Where the CloudFormation name is not the API's with a capital letter. */
const renamed: Readonly<Record<string, string>> = {
  efsVolumeConfiguration: 'EFSVolumeConfiguration',
  fsxWindowsFileServerVolumeConfiguration: 'FSxWindowsFileServerVolumeConfiguration',
  s3filesVolumeConfiguration: 'S3FilesVolumeConfiguration',
  iam: 'IAM',
};
const renamedBelow: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  efsVolumeConfiguration: { fileSystemId: 'FilesystemId' },
  proxyConfiguration: { properties: 'ProxyConfigurationProperties' },
};

function schemaName(name: string, parent: string): string {
  return renamedBelow[parent]?.[name] ?? renamed[name] ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function rename(value: JsonValue, parent: string): JsonValue {
  if (isJsonArray(value)) return value.map((element) => rename(element, parent));
  if (!isJsonObject(value) || userKeys.has(parent)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [schemaName(name, parent), rename(member, name)]),
  );
}

/**
 * What the ECS API returned, in the names of the CloudFormation schemas: `efsVolumeConfiguration.fileSystemId` becomes
 * `EFSVolumeConfiguration.FilesystemId`; keys that users chose (log options, labels) stay as they are. `name` is the
 * API's name of the value itself.
 */
export function inSchemaNames(value: unknown, name: string): JsonValue {
  return rename(toJson(value), name);
}
