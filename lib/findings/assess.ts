import { type CostSources, costChange } from '../cost/change.ts';
import {
  changedResource,
  type PropertyChange,
  type Replacement,
  type ResourceChange,
} from '../model/change.ts';
import type { AssessedChange } from '../model/finding.ts';
import type { KnowledgeLookup } from '../model/knowledge.ts';
import { toPointer } from '../model/pointer.ts';
import { displayName, type Resource } from '../model/resource.ts';
import { compareSeverity } from '../model/severity.ts';
import { noSurroundings } from '../model/surroundings.ts';
import { assessRisk, type RiskContext } from '../risk/engine.ts';

/** What a resource that came or went is made of, property by property. */
function wholeResource(resource: Resource, side: 'before' | 'after'): PropertyChange[] {
  const properties = { ...resource.properties, Tags: resource.tags };
  return Object.entries(properties)
    .filter(([name]) => name !== 'Tags' || Object.keys(resource.tags).length > 0)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => ({ path: toPointer([name]), before: null, after: null, [side]: value }));
}

function propertyChanges(change: ResourceChange | Replacement): readonly PropertyChange[] {
  if (change.kind === 'modified' || change.kind === 'replaced') return change.properties;
  return change.kind === 'added'
    ? wholeResource(change.after, 'after')
    : wholeResource(change.before, 'before');
}

/** What stands around a change, and how much its environment matters. */
export type RiskPlace = Omit<RiskContext, 'knowledgeOf'>;
const anywhere: RiskPlace = { surroundings: noSurroundings, weight: 'normal' };

/** A change with its risk and its cost. */
export function assessChange(
  change: ResourceChange | Replacement,
  knowledgeOf: KnowledgeLookup,
  costs: CostSources,
  place: RiskPlace = anywhere,
): AssessedChange {
  const resource = changedResource(change);
  const knowledge = knowledgeOf(resource.type);
  const { type, id, account, region, arn } = resource;
  return {
    type,
    id,
    name: displayName(resource),
    account,
    region,
    ...(arn === undefined ? {} : { arn }),
    change: change.kind,
    ...(change.kind === 'replaced' ? { replaces: change.before.id } : {}),
    ...assessRisk(change, knowledge, { ...place, knowledgeOf }),
    properties: [...propertyChanges(change)],
    monthlyCost: costChange(change, knowledge, costs),
  };
}

/** Orders assessed changes the way people should read them: most dangerous first, then most expensive. */
export function compareAssessed(one: AssessedChange, other: AssessedChange): number {
  return (
    compareSeverity(one.severity, other.severity) ||
    other.score - one.score ||
    (other.monthlyCost.delta ?? 0) - (one.monthlyCost.delta ?? 0) ||
    (one.type < other.type ? -1 : one.type > other.type ? 1 : 0) ||
    (one.id < other.id ? -1 : one.id > other.id ? 1 : 0)
  );
}
