import type { PropertyChange, Replacement, ResourceChange } from '../model/change.ts';
import type { JsonValue } from '../model/json.ts';
import type { KnowledgeLookup } from '../model/knowledge.ts';
import type { Resource } from '../model/resource.ts';
import { diffResource } from './resource.ts';

/** Tags by which CloudFormation says which resource of which stack something is; nobody else can set them. */
const stackTag = 'aws:cloudformation:stack-id';
const logicalIdTag = 'aws:cloudformation:logical-id';

/**
 * What a resource is to people, whatever id AWS gives it: the resource of a stack, or its name where the name is not
 * the id. The surest comes first.
 */
function logicalIdentities({ type, id, tags, properties }: Resource): string[] {
  const kind = type.slice(type.lastIndexOf('::') + 2);
  const [stack, logicalId] = [tags[stackTag], tags[logicalIdTag]];
  const named = [properties.Name, properties[`${kind}Name`], properties.GroupName].find(
    (name) => typeof name === 'string' && name !== id,
  );
  return [
    ...(stack !== undefined && logicalId !== undefined ? [`stack ${stack} ${logicalId}`] : []),
    ...(named === undefined ? [] : [`name ${named}`]),
    ...(tags.Name === undefined || tags.Name === id ? [] : [`tag ${tags.Name}`]),
  ];
}

type Added = ResourceChange & { readonly kind: 'added' };
type Removed = ResourceChange & { readonly kind: 'removed' };

function byIdentity<Change extends ResourceChange>(
  changes: readonly Change[],
  resourceOf: (change: Change) => Resource,
): ReadonlyMap<string, Change[]> {
  const found = new Map<string, Change[]>();
  for (const change of changes) {
    const resource = resourceOf(change);
    for (const identity of logicalIdentities(resource)) {
      const key = JSON.stringify([resource.type, resource.account, resource.region, identity]);
      found.set(key, [...(found.get(key) ?? []), change]);
    }
  }
  return found;
}

/** Whether a value differs only because the id of the resource is in it, as in its ARN. */
function followsId(before: JsonValue, after: JsonValue, was: Resource, is: Resource): boolean {
  return typeof before === 'string' && before.includes(was.id) && before.replaceAll(was.id, is.id) === after;
}

function replacement(before: Resource, after: Resource, knowledgeOf: KnowledgeLookup): Replacement {
  const change = diffResource(before, after, knowledgeOf(after.type));
  const properties: readonly PropertyChange[] = change?.kind === 'modified' ? change.properties : [];
  return {
    kind: 'replaced',
    before,
    after,
    properties: properties.filter((each) => !followsId(each.before, each.after, before, after)),
  };
}

/**
 * Puts together what went and what came when both are the same resource to people under another id: one replacement
 * instead of a removal and an addition. Only where there is no doubt: one of each has the identity.
 */
export function pairReplacements(
  changes: readonly ResourceChange[],
  knowledgeOf: KnowledgeLookup,
): (ResourceChange | Replacement)[] {
  const added = changes.filter((change): change is Added => change.kind === 'added');
  const removed = changes.filter((change): change is Removed => change.kind === 'removed');
  const came = byIdentity(added, ({ after }) => after);
  const paired = new Map<ResourceChange, Replacement | undefined>();
  for (const [identity, gone] of byIdentity(removed, ({ before }) => before)) {
    const [one, ...others] = gone;
    const [other, ...more] = came.get(identity) ?? [];
    if (!one || !other || others.length > 0 || more.length > 0) continue;
    if (paired.has(one) || paired.has(other)) continue;
    paired.set(other, replacement(one.before, other.after, knowledgeOf));
    paired.set(one, undefined);
  }
  return changes.flatMap((change): (ResourceChange | Replacement)[] => {
    if (!paired.has(change)) return [change];
    const made = paired.get(change);
    return made ? [made] : [];
  });
}
