import { belowProperties, type CloudFormationSchema, resolve, type SchemaNode } from './schema.ts';

/** Deeper than this schemas only repeat themselves. */
const deepest = 8;
const identifyingNames = [
  'Id',
  'Key',
  'Name',
  'Arn',
  'AttributeName',
  'DeviceName',
  'PolicyName',
  'IndexName',
];

/** The property that identifies an element among the others of its set, where its schema has one; else null. */
function identityOf(element: SchemaNode): string | null {
  const names = Object.keys(element.properties ?? {});
  const required = new Set(element.required ?? []);
  const whole = identifyingNames.find((name) => names.includes(name) && required.has(name));
  if (whole !== undefined) return whole;
  const telling = names.filter((name) => required.has(name) && /(?:Id|Name|Arn|Key|Identifier)$/.test(name));
  return telling.length === 1 ? (telling[0] ?? null) : null;
}

/** The arrays whose order means nothing (`insertionOrder: false`), by pointer, with what identifies an element. */
export function setsOf(schema: CloudFormationSchema): Record<string, string | null> {
  const sets: Record<string, string | null> = {};
  const walk = (node: SchemaNode, path: string, depth: number): void => {
    if (depth > deepest) return;
    const resolved = resolve(node, schema);
    const { items, properties = {}, patternProperties = {} } = resolved;
    const insertionOrder = node.insertionOrder ?? resolved.insertionOrder;
    if (items) {
      if (insertionOrder === false) sets[path] = identityOf(resolve(items, schema));
      walk(items, `${path}/*`, depth + 1);
    }
    for (const [name, member] of Object.entries(properties)) walk(member, `${path}/${name}`, depth + 1);
    for (const member of Object.values(patternProperties)) walk(member, `${path}/*`, depth + 1);
  };
  const tags = belowProperties(schema.tagging?.tagProperty ?? '/properties/Tags');
  for (const [name, node] of Object.entries(schema.properties)) {
    if (`/${name}` !== tags) walk(node, `/${name}`, 1);
  }
  return sets;
}
