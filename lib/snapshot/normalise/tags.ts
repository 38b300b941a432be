import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';

const tagProperties = ['Tags', 'TagSet', 'tags'] as const;

function tagText(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * Tags in any of the forms AWS returns them in, as a map: a list of `Key`/`Value`, `key`/`value` or
 * `TagKey`/`TagValue` objects, or a map. Undefined where it is none of them.
 */
export function tagMap(value: JsonValue | undefined): Record<string, string> | undefined {
  if (isJsonObject(value)) {
    // CloudFront wraps its list of tags.
    if (isJsonArray(value.Items) && Object.keys(value).length === 1) return tagMap(value.Items);
    return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, tagText(text)]));
  }
  if (!isJsonArray(value)) return undefined;
  const tags: Record<string, string> = {};
  for (const tag of value) {
    if (!isJsonObject(tag)) return undefined;
    const key = tag.Key ?? tag.key ?? tag.TagKey ?? tag.tagKey;
    if (typeof key !== 'string') return undefined;
    tags[key] = tagText(tag.Value ?? tag.value ?? tag.TagValue ?? tag.tagValue);
  }
  return tags;
}

/**
 * Pass `tags`: moves tags out of the properties, whatever their form, into the one map of tags. `tagProperty` is where
 * the type has them, if not under one of the usual names.
 */
export function liftTags(
  properties: JsonObject,
  tags: Readonly<Record<string, string>>,
  tagProperty?: string,
): { properties: JsonObject; tags: Record<string, string> } {
  const rest: Record<string, JsonValue> = { ...properties };
  let lifted: Record<string, string> = {};
  for (const name of new Set([...tagProperties, ...(tagProperty === undefined ? [] : [tagProperty])])) {
    const found = tagMap(rest[name]);
    if (found === undefined) continue;
    lifted = { ...lifted, ...found };
    delete rest[name];
  }
  return { properties: rest, tags: { ...lifted, ...tags } };
}
