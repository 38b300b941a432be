import { createHash } from 'node:crypto';
import { roundUsd } from '../cost/change.ts';
import type { AssessedChange } from '../model/finding.ts';
import type { CostContext, KnowledgeLookup, TypeKnowledge } from '../model/knowledge.ts';
import type { Acknowledgement, Posture, PresentDanger, RuleStanding, TotalCost } from '../model/posture.ts';
import { displayName, type Resource } from '../model/resource.ts';
import type { Danger, Rule } from '../model/rule.ts';
import { compareSeverity } from '../model/severity.ts';
import type { Target } from '../model/snapshot.ts';
import { isUnknownTo } from '../risk/dangers.ts';
import { rulesOf } from '../risk/rules-of.ts';
import { canonicalText } from '../snapshot/canonical.ts';

/** What a posture is told with. */
export interface PostureContext {
  readonly target: Target;
  readonly knowledgeOf: KnowledgeLookup;
  readonly costs: CostContext;
  /** The changes since the baseline; the dangers they brought are not inherited. */
  readonly changes: readonly Pick<AssessedChange, 'type' | 'id' | 'dangers'>[];
  readonly acknowledgements: readonly Acknowledgement[];
  /** ISO 8601. */
  readonly now: string;
}

/** The part of a posture that is told from the resources. */
export type ResourcePosture = Pick<Posture, 'rules' | 'dangers' | 'cost'>;

/** The dangers of a state that a rule can tell without knowing how it came about; undefined of any other rule. */
function standingOf(rule: Rule): ((resource: Resource) => readonly Danger[]) | undefined {
  return rule.kind === 'state' ? rule.dangers : rule.standing;
}

/** The identity of a danger over time, as 32 hexadecimal digits: the target, the resource, the rule and its subject. */
export function dangerFingerprint(
  { environment, account, region }: Target,
  danger: Pick<PresentDanger, 'type' | 'id' | 'rule' | 'subject'>,
): string {
  const { type, id, rule, subject } = danger;
  const identity = canonicalText([environment, account, region, type, id, rule, subject]);
  return createHash('sha256').update(identity).digest('hex').slice(0, 32);
}

/** Whether an acknowledgement holds at a time; `until` is the last day of it, in UTC. */
function holds({ until }: Acknowledgement, now: string): boolean {
  return until === undefined || now.slice(0, 10) <= until;
}

/** Who answers for a danger, until when and why. */
function answerOf({ by, reason, at, until }: Acknowledgement): PresentDanger['acknowledgement'] {
  return { by, reason, at, ...(until === undefined ? {} : { until }) };
}

function comparePresent(one: PresentDanger, other: PresentDanger): number {
  const key = ({ type, id, rule, subject }: PresentDanger) => JSON.stringify([type, id, rule, subject]);
  return compareSeverity(one.severity, other.severity) || (key(one) < key(other) ? -1 : 1);
}

/** Gathers the posture of a target, one resource after the other. */
export class PostureBuilder {
  readonly #context: PostureContext;
  readonly #brought: ReadonlySet<string>;
  readonly #acknowledged: ReadonlyMap<string, Acknowledgement>;
  readonly #rules = new Map<string, RuleStanding>();
  readonly #dangers: PresentDanger[] = [];
  #usd = 0;
  #unknownCosts = 0;

  constructor(context: PostureContext) {
    this.#context = context;
    this.#brought = new Set(
      context.changes.flatMap(({ type, id, dangers }) => dangers.map((danger) => `${type} ${id} ${danger}`)),
    );
    const holding = context.acknowledgements.filter((each) => holds(each, context.now));
    this.#acknowledged = new Map(holding.map((each) => [each.fingerprint, each]));
  }

  /** Takes a resource into account. */
  add(resource: Resource): void {
    const knowledge = this.#context.knowledgeOf(resource.type);
    for (const rule of rulesOf(knowledge)) this.#judge(resource, rule);
    this.#count(resource, knowledge);
  }

  /** The posture of everything that was added. */
  finish(): ResourcePosture {
    const cost: TotalCost = { usd: roundUsd(this.#usd), unknown: this.#unknownCosts, currency: 'USD' };
    return {
      rules: Object.fromEntries([...this.#rules].sort(([one], [other]) => (one < other ? -1 : 1))),
      dangers: this.#dangers.sort(comparePresent),
      cost,
    };
  }

  #judge(resource: Resource, rule: Rule): void {
    const tell = standingOf(rule);
    if (tell === undefined || rule.looksAt?.(resource) === false) return;
    const dangers = tell(resource).filter((danger) => !isUnknownTo(resource, danger));
    const fails = dangers.length > 0;
    const isUnknown = !fails && (resource.unread ?? []).length > 0;
    const { evaluated, failing, unknown } = this.#rules.get(rule.id) ?? {
      evaluated: 0,
      failing: 0,
      unknown: 0,
    };
    this.#rules.set(rule.id, {
      evaluated: evaluated + 1,
      failing: failing + Number(fails),
      unknown: unknown + Number(isUnknown),
    });
    for (const danger of dangers) this.#dangers.push(this.#present(resource, rule, danger));
  }

  #present({ tags, ...resource }: Resource, rule: Rule, danger: Danger): PresentDanger {
    const { type, id, arn } = resource;
    const { subject, reason, path, severity = rule.severity } = danger;
    const identity = { rule: rule.id, type, id, subject };
    const fingerprint = dangerFingerprint(this.#context.target, identity);
    const isNew = this.#brought.has(`${type} ${id} ${rule.id}: ${subject}`);
    const acknowledged = isNew ? undefined : this.#acknowledged.get(fingerprint);
    return {
      fingerprint,
      severity,
      ...identity,
      name: displayName({ id, tags }),
      ...(arn === undefined ? {} : { arn }),
      reason,
      ...(path === undefined ? {} : { path }),
      recommendation: rule.recommendation,
      standing: isNew ? 'new' : acknowledged ? 'acknowledged' : 'inherited',
      ...(acknowledged === undefined ? {} : { acknowledgement: answerOf(acknowledged) }),
    };
  }

  #count(resource: Resource, { monthlyCost }: TypeKnowledge): void {
    const usd = monthlyCost?.(resource, this.#context.costs).usd ?? null;
    if (usd === null) this.#unknownCosts += 1;
    else this.#usd += usd;
  }
}
