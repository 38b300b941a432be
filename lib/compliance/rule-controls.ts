import type { KnowledgeLookup } from '../model/knowledge.ts';
import type { Rule } from '../model/rule.ts';
import { rulesOf } from '../risk/rules-of.ts';
import { findControl, relatedControls } from './catalogue.ts';
import { isAbout, namespaceOf } from './services.ts';

/** A rule with the types that it judges. */
export interface RuleInUse {
  readonly rule: Rule;
  readonly types: readonly string[];
  /** Whether its types are of several services: then a control of one service is only about the types of that. */
  readonly isGeneral: boolean;
}

/** Whether a rule tells of a state, and not only of changes. */
export function tellsState(rule: Rule): boolean {
  return rule.kind === 'state' || rule.standing !== undefined;
}

/**
 * The names of the controls that a rule is evidence for: those among its sources, and what the crosswalk relates to
 * them. With a type, a rule that holds for types of several services counts for the controls of its service alone.
 */
export function controlsOf({ rule, isGeneral }: Omit<RuleInUse, 'types'>, type?: string): string[] {
  const direct = rule.sources
    .map(findControl)
    .filter((control) => control !== undefined)
    .filter((control) => !isGeneral || type === undefined || isAbout(control, type));
  const names = direct.flatMap(({ name }) => [name, ...relatedControls(name)]);
  return [...new Set(names)].filter((name) => findControl(name) !== undefined);
}

/** Which rules judge which types, and which controls they are evidence for. */
export class RuleControls {
  readonly rules: ReadonlyMap<string, RuleInUse>;
  readonly #names = new Map<string, readonly string[]>();

  constructor(types: Iterable<string>, knowledgeOf: KnowledgeLookup) {
    const found = new Map<string, { rule: Rule; types: string[] }>();
    for (const type of new Set(types)) {
      for (const rule of rulesOf(knowledgeOf(type))) {
        const known = found.get(rule.id) ?? { rule, types: [] };
        known.types.push(type);
        found.set(rule.id, known);
      }
    }
    this.rules = new Map(
      [...found].map(([id, { rule, types: judged }]) => [
        id,
        { rule, types: judged, isGeneral: new Set(judged.map(namespaceOf)).size > 1 },
      ]),
    );
  }

  /** The names of the controls that a rule is evidence for where it judges a resource of a type. */
  namesOf(ruleId: string, type: string): readonly string[] {
    const rule = this.rules.get(ruleId);
    if (rule === undefined) return [];
    const key = rule.isGeneral ? `${ruleId} ${namespaceOf(type)}` : ruleId;
    const names = this.#names.get(key) ?? controlsOf(rule, type);
    this.#names.set(key, names);
    return names;
  }

  /** The names of the controls that a finding concerns, by the rules that fired on a resource of a type. */
  controlNamesOf(ruleIds: readonly string[], type: string): string[] {
    return [...new Set(ruleIds.flatMap((id) => this.namesOf(id, type)))];
  }
}
