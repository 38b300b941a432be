import type { Digest } from '../../model/digest.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import type { ElementIdentity, TypeKnowledge } from '../../model/knowledge.ts';
import type { Resource } from '../../model/resource.ts';
import { parseDocuments } from './policies.ts';
import { dropEmpties, dropVolatile, fillDefaults } from './presence.ts';
import { concealSecrets } from './secrets.ts';
import { sortSets } from './sets.ts';
import { spellOneWay } from './spellings.ts';
import { liftTags, tagMap } from './tags.ts';
import { type PatternTree, patternTree } from './walk.ts';

interface CompiledKnowledge {
  readonly sets: PatternTree<ElementIdentity>;
  readonly secrets: PatternTree<true>;
  readonly volatile: PatternTree<string>;
}

const compiled = new WeakMap<TypeKnowledge, CompiledKnowledge>();

/** The path patterns of a type, compiled once. */
export function compileKnowledge(knowledge: TypeKnowledge): CompiledKnowledge {
  const known = compiled.get(knowledge);
  if (known) return known;
  const made: CompiledKnowledge = {
    sets: patternTree(Object.entries(knowledge.unordered ?? {})),
    secrets: patternTree((knowledge.secret ?? []).map((path) => [path, true] as const)),
    volatile: patternTree(Object.entries(knowledge.volatile ?? {})),
  };
  compiled.set(knowledge, made);
  return made;
}

/** A pass turns the properties of a resource into properties that mean the same, spelled in one way. */
type Pass = (properties: JsonValue) => JsonValue;

const noSecretPaths: PatternTree<true> = { children: new Map() };

function asObject(value: JsonValue): JsonObject {
  return isJsonObject(value) ? value : {};
}

/**
 * A resource in the one spelling of everything that means the same, without secrets. Applying it twice gives what
 * applying it once gives; it is applied to what a reader reads before it is stored, and to both sides again before
 * they are compared, so that a pass added later does not make an old baseline look changed.
 *
 * The order of the passes: tags are lifted; what is volatile goes; secrets become digests, whole, before documents held
 * in strings are opened, and again afterwards for secrets inside those; spellings become one; empties go; defaults are stated; sets are sorted last, by what
 * is left of them.
 */
export function normalise(resource: Resource, knowledge: TypeKnowledge, digest: Digest): Resource {
  const { sets, secrets, volatile } = compileKnowledge(knowledge);
  const lifted = liftTags(resource.properties, resource.tags, knowledge.tagProperty);
  const passes: readonly Pass[] = [
    (properties) => dropVolatile(properties, volatile),
    (properties) => concealSecrets(properties, secrets, digest),
    parseDocuments,
    (properties) => concealSecrets(properties, secrets, digest),
    spellOneWay,
    dropEmpties,
    (properties) => fillDefaults(asObject(properties), knowledge.defaults ?? {}),
    (properties) => sortSets(properties, sets),
  ];
  const properties = passes.reduce<JsonValue>((current, pass) => pass(current), lifted.properties);
  const tags = tagMap(concealSecrets(lifted.tags, noSecretPaths, digest)) ?? {};
  return { ...resource, tags, properties: asObject(properties) };
}
