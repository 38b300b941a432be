import { isJsonArray, isJsonObject, type JsonValue, toJson } from '../model/json.ts';

/**
 * What an API with lower-case names returned, in the names of the CloudFormation schema, which begin with a capital:
 * `endpointPublicAccess` becomes `EndpointPublicAccess`. Keys of members named in `userKeys` are the user's own and
 * stay as they are.
 */
export function capitalised(value: unknown, userKeys: readonly string[] = []): JsonValue {
  const rename = (current: JsonValue): JsonValue => {
    if (isJsonArray(current)) return current.map(rename);
    if (!isJsonObject(current)) return current;
    return Object.fromEntries(
      Object.entries(current).map(([name, member]) => [
        `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
        userKeys.includes(name) ? member : rename(member),
      ]),
    );
  };
  return rename(toJson(value));
}
