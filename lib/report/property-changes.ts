import type { ChangeKind, PropertyChange } from '../model/change.ts';
import { isJsonArray, type JsonArray, type JsonValue, toList } from '../model/json.ts';
import { pointerSegments } from '../model/pointer.ts';
import { isPolicyDocument } from '../model/policy.ts';
import { plainText } from './plain-text.ts';
import { nameChangedSecrets, nameSecrets } from './secret-words.ts';
import { describeTransition, describeValue } from './values.ts';

/** Changes of one property, the way people tell them. */
export interface DescribedChange {
  /** The property: `VpcConfig.SubnetIds`, `tag Owner`. */
  readonly property: string;
  /** The value before and after, where the property changed as a whole. */
  readonly values?: { readonly before: JsonValue; readonly after: JsonValue };
  /** Elements that a list lost and got, where that is what happened. */
  readonly removed: readonly JsonValue[];
  readonly added: readonly JsonValue[];
}

const index = /^\d+$/;

/** A JSON Pointer below `properties` the way people write it: `/VpcConfig/SubnetIds/0` is `VpcConfig.SubnetIds[0]`. */
export function describePath(path: string): string {
  const segments = pointerSegments(path).map(plainText);
  const [first = '', second, ...rest] = segments;
  if (first === 'Tags' && second !== undefined && rest.length === 0) return `tag ${second}`;
  return segments
    .map((segment, at) => {
      if (index.test(segment)) return `[${segment}]`;
      if (/[.\s[\]]/.test(segment)) return `[${JSON.stringify(segment)}]`;
      return at === 0 ? segment : `.${segment}`;
    })
    .join('');
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

/** Whether a change is an element that came to a list or went from it. */
function isElement({ path, before, after }: PropertyChange): boolean {
  const last = path.slice(path.lastIndexOf('/') + 1);
  const ofTags = parentOf(path) === '/Tags';
  return index.test(last) && !ofTags && parentOf(path) !== '' && (before === null) !== (after === null);
}

/** What is in one list more often than in another. */
function without(list: readonly JsonValue[], other: readonly JsonValue[]): JsonValue[] {
  const left = other.map((element) => JSON.stringify(element));
  return list.filter((element) => {
    const at = left.indexOf(JSON.stringify(element));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** What a value is a list of: the elements of an array, the statements of a policy. */
function elementsOf(value: JsonValue): JsonArray | undefined {
  if (isJsonArray(value)) return value;
  return isPolicyDocument(value) ? toList(value.Statement) : undefined;
}

function describeOne({ path, before, after }: PropertyChange): DescribedChange {
  const property = describePath(path);
  const [were, are] = [elementsOf(before), elementsOf(after)];
  if (were && are) {
    const removed = without(were, are);
    const added = without(are, were);
    const mostStays = removed.length + added.length < were.length + are.length;
    if (mostStays && removed.length + added.length > 0) return { property, removed, added };
  }
  return { property, values: { before, after }, removed: [], added: [] };
}

/** A described change with words in place of the digests of secrets. */
function withNamedSecrets({ property, values, removed, added }: DescribedChange): DescribedChange {
  const named = {
    property,
    removed: removed.map(nameSecrets),
    added: added.map((element) => nameChangedSecrets(element, removed)),
  };
  if (!values) return named;
  const { before, after } = values;
  return { ...named, values: { before: nameSecrets(before), after: nameChangedSecrets(after, before) } };
}

/** The property changes of a finding the way people tell them: elements of a list together, in the order they came. */
export function describeChanges(properties: readonly PropertyChange[]): DescribedChange[] {
  const described = new Map<string, DescribedChange>();
  for (const change of properties) {
    if (!isElement(change)) {
      described.set(`value ${change.path}`, describeOne(change));
      continue;
    }
    const list = parentOf(change.path);
    const earlier = described.get(`list ${list}`) ?? { property: describePath(list), removed: [], added: [] };
    described.set(`list ${list}`, {
      ...earlier,
      removed: change.before === null ? earlier.removed : [...earlier.removed, change.before],
      added: change.after === null ? earlier.added : [...earlier.added, change.after],
    });
  }
  return [...described.values()].map(withNamedSecrets);
}

/** Whether the properties of a change tell what differs, and not what a whole resource is made of. */
export function tellsDifference(kind: ChangeKind): boolean {
  return kind === 'modified' || kind === 'replaced';
}

/**
 * A described change as lines of text, values cut to `limit` characters. Of a resource that came or went only its
 * values are told, since the other side is nothing.
 */
export function changeLines(change: DescribedChange, kind: ChangeKind, limit: number): string[] {
  const { property, values, removed, added } = change;
  if (values) {
    const { before, after } = values;
    if (!tellsDifference(kind))
      return [`${property}: ${describeValue(kind === 'added' ? after : before, limit)}`];
    const told = describeTransition(before, after, limit);
    return [`${property}: ${told.before === undefined ? '' : `${told.before} → `}${told.after}`];
  }
  const told = (verb: string) => (element: JsonValue) =>
    `${property} ${verb}: ${describeValue(element, limit)}`;
  return [...removed.map(told('removed')), ...added.map(told('added'))];
}
