import { z } from 'zod';
import { configurationSchema } from '../config/schema.ts';
import { isJsonObject, type JsonObject, toJsonObject } from '../model/json.ts';

interface Field {
  readonly name: string;
  readonly description: string;
  readonly fallback: string;
}

/** The example shown for parts of a path that the user chooses. */
const placeholder = '*';

function childrenOf(schema: JsonObject): [string, JsonObject][] {
  const properties = isJsonObject(schema.properties) ? Object.entries(schema.properties) : [];
  const members = properties.flatMap(([name, child]): [string, JsonObject][] =>
    isJsonObject(child) ? [[name, child]] : [],
  );
  const { additionalProperties: rest } = schema;
  return isJsonObject(rest) && rest.type === 'object' ? [...members, [placeholder, rest]] : members;
}

function fieldsOf(schema: JsonObject, path: string, required: boolean): Field[] {
  const children = childrenOf(schema);
  const description = typeof schema.description === 'string' ? schema.description : '';
  const fallback =
    schema.default === undefined ? (required ? 'required' : '–') : `\`${JSON.stringify(schema.default)}\``;
  const own = children.length === 0 ? [{ name: path, description, fallback }] : [];
  const wanted = Array.isArray(schema.required) ? schema.required : [];
  return [
    ...own,
    ...children.flatMap(([name, child]) =>
      fieldsOf(child, path === '' ? name : `${path}.${name}`, wanted.includes(name)),
    ),
  ];
}

/** The fields of `tidemark.yaml` as a Markdown table, made from its schema. */
export function configurationTable(): string {
  const schema = toJsonObject(z.toJSONSchema(configurationSchema, { io: 'input' }));
  const rows = fieldsOf(schema, '', true).map(
    ({ name, description, fallback }) =>
      `| \`${name}\` | ${description.replaceAll('|', '\\|')} | ${fallback} |`,
  );
  return ['| field | meaning | default |', '|---|---|---|', ...rows].join('\n');
}
