import { changedResource, type PropertyChange, type ResourceChange } from '../model/change.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../model/json.ts';
import { pointerBelow, pointerSegments, toPointer, valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger } from '../model/rule.ts';
import { type Protection, protections } from './protections.ts';

/** Every value that a change gives or takes, down to single properties: a removed object also removes what is in it. */
function leafChanges({ path, before, after }: PropertyChange): PropertyChange[] {
  const own: PropertyChange = { path, before, after };
  const [left, right] = [isJsonObject(before) ? before : {}, isJsonObject(after) ? after : {}];
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  const below = [...names].flatMap((name) =>
    leafChanges({
      path: pointerBelow(path, name),
      before: left[name] ?? null,
      after: right[name] ?? null,
    }),
  );
  return [own, ...below];
}

/** The object around a changed property, as a change of its own: a versioning configuration of which the status changed. */
function enclosingChange({ path }: PropertyChange, before: Resource, after: Resource): PropertyChange {
  const enclosing = toPointer(pointerSegments(path).slice(0, -1));
  return {
    path: enclosing,
    before: valueAt(before.properties, enclosing) ?? null,
    after: valueAt(after.properties, enclosing) ?? null,
  };
}

const touchedByChange = new WeakMap<ResourceChange, ReadonlyMap<string, PropertyChange[]>>();

/** All that a change gave, took or altered, by the name of the property; worked out once for all protections. */
function touched(change: ResourceChange): ReadonlyMap<string, PropertyChange[]> {
  const known = touchedByChange.get(change);
  if (known) return known;
  const all =
    change.kind === 'modified'
      ? change.properties.flatMap((property) => [
          enclosingChange(property, change.before, change.after),
          ...leafChanges(property),
        ])
      : [];
  const byPath = new Map(all.map((each) => [each.path, each]));
  const made = Map.groupBy(byPath.values(), ({ path }) => pointerSegments(path).at(-1) ?? '');
  touchedByChange.set(change, made);
  return made;
}

/** Where a change switched a protection from on to off, or from off to on. */
function switches(change: ResourceChange, protection: Protection, from: 'on' | 'off'): PropertyChange[] {
  const wasOn = from === 'on';
  if (protection.isOf?.(changedResource(change).type) === false) return [];
  return protection.properties
    .flatMap((name) => touched(change).get(name) ?? [])
    .filter(({ before, after }) => protection.isOn(before) === wasOn && protection.isOn(after) !== wasOn);
}

/** The properties of these names in a model, with explicit values. */
function namedValues(
  value: JsonValue,
  names: readonly string[],
  segments: readonly string[] = [],
): { path: string; value: JsonValue }[] {
  if (isJsonArray(value))
    return value.flatMap((element, at) => namedValues(element, names, [...segments, String(at)]));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const at = [...segments, name];
    return [
      ...(names.includes(name) ? [{ path: toPointer(at), value: member }] : []),
      ...namedValues(member, names, at),
    ];
  });
}

function toRule(protection: Protection): ChangeRule {
  const { createdWithout, protects } = protection;
  const whatOf = ({ after }: ResourceChange) => `${after?.type} ${after?.id}`;
  // One sentence for all switches of a protection, so that a block of four flags is told once.
  const switched = (change: ResourceChange, from: 'on' | 'off', sentence: (where: string) => string) => {
    const paths = switches(change, protection, from).map(({ path }) => path);
    const reason = sentence(paths.map((path) => path.slice(path.lastIndexOf('/') + 1)).join(', '));
    return paths.map((path): Danger => ({ subject: path, path, reason }));
  };
  const off = (resource: Resource, sentence: string): Danger[] =>
    createdWithout === undefined
      ? []
      : namedValues(resource.properties, protection.properties)
          .filter(({ value }) => !protection.isOn(value))
          .map(({ path }) => ({ subject: path, path, severity: createdWithout, reason: sentence }));
  const createdOff = (change: ResourceChange): Danger[] =>
    change.kind === 'added'
      ? off(change.after, `The new ${change.after.type} ${change.after.id} was created without ${protects}.`)
      : [];
  const standing = (resource: Resource) =>
    off(resource, `${resource.type} ${resource.id} has no ${protects}.`);
  return {
    kind: 'change',
    id: protection.id,
    title: `${protects} turned off`,
    severity: protection.severity,
    sources: protection.sources,
    recommendation: protection.recommendation,
    remedy: protection.remedy,
    ...(createdWithout === undefined ? {} : { standing }),
    looksAt: ({ properties }) => namedValues(properties, protection.properties).length > 0,
    dangers: (change) => [
      ...createdOff(change),
      ...switched(change, 'on', (where) => `${whatOf(change)} lost ${protects} (${where}).`),
    ],
    ended: (change) =>
      switched(change, 'off', (where) => `Safer: ${whatOf(change)} gained ${protects} (${where}).`),
  };
}

/** Protections that mean the same in every type that has a property of that name. */
export const protectionRules: readonly ChangeRule[] = protections.map(toRule);
