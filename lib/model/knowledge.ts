import type { MonthlyCost } from './cost.ts';
import type { JsonObject } from './json.ts';
import type { Resource } from './resource.ts';
import type { Rule } from './rule.ts';
import type { Severity } from './severity.ts';
import type { UsageLookup } from './usage.ts';

/**
 * What makes an element of a set the same element in another snapshot: `'value'`, its whole value (a plain set);
 * a list of property names, whose values identify it (the rest may then change: a keyed set); or a function.
 */
export type ElementIdentity = 'value' | readonly string[] | ((element: JsonObject) => string);

/** A price of the price book. */
export interface Price {
  /** USD per `unit`. */
  readonly usd: number;
  /** What the price is for, such as `USD per hour`. */
  readonly unit: string;
  readonly region: string;
  /** Where the price was published. */
  readonly source: string;
  /** When it was published or retrieved, as YYYY-MM-DD. */
  readonly date: string;
}

/** Public on-demand prices. */
export interface PriceBook {
  /** The price of `key` of a service in a region, or undefined when the book has none. */
  find(service: string, region: string, key: string): Price | undefined;
}

/** What an estimate may look at beside the resource itself. */
export interface CostContext {
  readonly prices: PriceBook;
  /** How much a resource uses; absent: what Tidemark assumes. */
  readonly usage?: UsageLookup;
  /** Another resource of the same snapshot, of one of the types named in `costNeeds`, by id. */
  related(type: string, id: string): Resource | undefined;
}

/** How resources are told that a service starts and ends by itself, such as the instances of an Auto Scaling group. */
export interface Membership {
  /** Why members come and go, for the documentation. */
  readonly reason: string;
  /** What starts and ends a resource, such as `Auto Scaling group web`; undefined of one that people keep. */
  readonly ownerOf: (resource: Resource) => string | undefined;
}

/**
 * All that Tidemark knows about a resource type beside how to read it. Paths are JSON Pointers below `properties` in
 * which `*` stands for any one segment (an array element or a map key).
 */
export interface TypeKnowledge {
  /** CloudFormation type name. */
  readonly type: string;
  /** False for a type that cannot have tags; a tag selector leaves such resources in. */
  readonly taggable?: false;
  /** The property that holds the tags, where it is not `Tags`. */
  readonly tagProperty?: string;
  /** Arrays whose order means nothing, with what identifies an element. */
  readonly unordered?: Readonly<Record<string, ElementIdentity>>;
  /** What is left out because it changes without anybody changing it, with the reason. */
  readonly volatile?: Readonly<Record<string, string>>;
  /** Members of something that scales: that one came or went is no change; what changes on one that stays is. */
  readonly membership?: Membership;
  /** Values that can hold secrets: every string at or below these paths is replaced by its keyed digest. */
  readonly secret?: readonly string[];
  /** Top-level properties that AWS leaves out when they have this value. */
  readonly defaults?: JsonObject;
  /** What is lost when such a resource is deleted, as the end of "Deleting it loses …"; absent when nothing is. */
  readonly holdsState?: string;
  /** How much a change of these paths matters when no rule fires; other paths are LOW, tags INFO. */
  readonly sensitivity?: Readonly<Record<string, Severity>>;
  /** False for a type whose policies only limit (service control, endpoint policies): what they allow is no danger. */
  readonly grants?: false;
  /** The dangers of this type. */
  readonly rules?: readonly Rule[];
  /**
   * What the configuration makes of the rules, those that belong to no single type among them: the user's own added,
   * others switched off or of another severity.
   */
  readonly judgedBy?: (rules: readonly Rule[]) => readonly Rule[];
  /** The types that `monthlyCost` looks up. */
  readonly costNeeds?: readonly string[];
  /** The monthly cost; absent: not known. */
  readonly monthlyCost?: (resource: Resource, context: CostContext) => MonthlyCost;
}

/** Finds what is known of a type; of a type nobody described, only its name. */
export type KnowledgeLookup = (type: string) => TypeKnowledge;
