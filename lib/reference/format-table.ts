import { z } from 'zod';
import { isJsonObject, type JsonObject, toJsonObject, toList } from '../model/json.ts';

interface Field {
  readonly path: string;
  readonly type: string;
  readonly meaning: string;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'number',
  array: 'list',
};

function typeName(schema: JsonObject): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (schema.format === 'date-time') return 'time (ISO 8601)';
  if (isJsonObject(schema.items) && schema.items.properties === undefined) {
    return `list of ${typeName(schema.items)}`;
  }
  const types = toList(schema.type).map((type) => typeNames[String(type)] ?? String(type));
  return types.join(' or ') || 'any JSON';
}

/** The parts of an object, the elements of a list, the values of a map; none where they are plain values. */
function childrenOf(schema: JsonObject): [string, JsonObject, boolean][] {
  const { properties, items, additionalProperties: values } = schema;
  const required = toList(schema.required);
  if (isJsonObject(properties)) {
    return Object.entries(properties).flatMap(([name, child]): [string, JsonObject, boolean][] =>
      isJsonObject(child) ? [[`.${name}`, child, required.includes(name)]] : [],
    );
  }
  if (isJsonObject(items) && isJsonObject(items.properties)) return [['[]', items, true]];
  return isJsonObject(values) && isJsonObject(values.properties) ? [['.*', values, true]] : [];
}

function fieldsOf(schema: JsonObject, path: string, isRequired: boolean): Field[] {
  const description = typeof schema.description === 'string' ? schema.description : '';
  const meaning = [isRequired ? '' : 'may be absent', description].filter((part) => part !== '').join('; ');
  const isElement = path.endsWith('[]') || path.endsWith('.*') || path === '';
  const own = isElement ? [] : [{ path: path.slice(1), type: typeName(schema), meaning }];
  return [
    ...own,
    ...childrenOf(schema).flatMap(([name, child, required]) => fieldsOf(child, `${path}${name}`, required)),
  ];
}

/** The fields of a format as a Markdown table, made from its schema: as it is read (`input`) or as it is written. */
export function formatTable(format: z.ZodType, io: 'input' | 'output' = 'output'): string {
  const rows = fieldsOf(
    toJsonObject(
      z.toJSONSchema(format, {
        io,
        unrepresentable: 'any',
        // The only type of our own is a JSON object that is not looked into.
        override: ({ zodSchema, jsonSchema }) => {
          if (zodSchema._zod.def.type === 'custom') jsonSchema.type = 'object';
        },
      }),
    ),
    '',
    true,
  ).map(({ path, type, meaning }) => `| \`${path}\` | ${type} | ${meaning.replaceAll('|', '\\|')} |`);
  return ['| field | type | meaning |', '|---|---|---|', ...rows].join('\n');
}
