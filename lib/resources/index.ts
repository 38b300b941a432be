import type { KnowledgeLookup } from '../model/knowledge.ts';
import type { ResourceType } from './define.ts';
import { securityGroup } from './security-group.ts';

/** Every resource type that Tidemark reads, sorted by type name. Adding one is a file and a line here. */
export const resourceTypes: readonly ResourceType[] = [securityGroup];

const byName: ReadonlyMap<string, ResourceType> = new Map(resourceTypes.map((type) => [type.type, type]));

/** The names of every resource type that Tidemark reads. */
export const resourceTypeNames: readonly string[] = resourceTypes.map(({ type }) => type);

/** The declaration of a type, or undefined of one that Tidemark does not read. */
export function findResourceType(type: string): ResourceType | undefined {
  return byName.get(type);
}

/** What is known of a type; of one that Tidemark does not read, no more than what holds for all. */
export const knowledgeOf: KnowledgeLookup = (type) => byName.get(type) ?? { type };
