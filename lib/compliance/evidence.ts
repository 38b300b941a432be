import type { ControlFailure } from '../model/compliance.ts';
import type { Finding } from '../model/finding.ts';
import type { DangerStanding, Posture, PresentDanger, RuleStanding } from '../model/posture.ts';
import { compareSeverity } from '../model/severity.ts';
import { type Coverage, globalRegion, type Target } from '../model/snapshot.ts';
import type { RuleInUse } from './rule-controls.ts';
import { tellsState } from './rule-controls.ts';

/** What a run found in a target, as far as controls are told by it. */
export interface TargetEvidence {
  readonly target: Target;
  /** How far each type was read; undefined of a target that was not read at all. */
  readonly coverage: Coverage | undefined;
  /** Undefined where nothing tells how the target stands. */
  readonly posture: Posture | undefined;
  /** The findings that are open. */
  readonly findings: readonly Finding[];
}

/** What a rule tells of an environment, by the types that one control is about. */
export interface RuleEvidence extends RuleStanding {
  /** Whether something that the rule looks at was not read. */
  readonly isIncomplete: boolean;
  readonly failures: readonly ControlFailure[];
}

const none: RuleStanding = { evaluated: 0, failing: 0, unknown: 0 };

/** `resolved` ones are gone. What was accepted or is suppressed is there, and somebody answers for it. */
function standingOf({ status }: Finding): DangerStanding | undefined {
  if (status === 'resolved') return undefined;
  return status === 'accepted' || status === 'suppressed' ? 'acknowledged' : 'new';
}

/** A finding as what makes a control fail; its reasons may be those of other rules that fired too. */
function failureOfFinding(finding: Finding, rule: string, standing: DangerStanding): ControlFailure {
  const { account, region, type, id, name, arn, severity, reasons } = finding;
  const identity = { account, region, type, id, name, ...(arn === undefined ? {} : { arn }) };
  return { ...identity, rule, severity, reason: reasons[0] ?? `${rule} fired.`, standing };
}

function failureOfDanger({ account, region }: Target, danger: PresentDanger): ControlFailure {
  const { type, id, name, arn, rule, severity, reason, standing, acknowledgement } = danger;
  return {
    account,
    region,
    type,
    id,
    name,
    ...(arn === undefined ? {} : { arn }),
    rule,
    severity,
    reason,
    standing,
    ...(acknowledgement === undefined ? {} : { acknowledgement }),
  };
}

/** A target with what makes controls fail there, by rule: what postures tell, and what only findings tell. */
interface IndexedTarget extends Omit<TargetEvidence, 'findings'> {
  readonly present: ReadonlyMap<string, readonly ControlFailure[]>;
  readonly found: ReadonlyMap<string, readonly ControlFailure[]>;
}

function indexTarget({ findings, ...evidence }: TargetEvidence): IndexedTarget {
  const { target, posture } = evidence;
  const present = (posture?.dangers ?? []).map((danger) => failureOfDanger(target, danger));
  const found = findings.flatMap((finding) => {
    const standing = standingOf(finding);
    return standing === undefined
      ? []
      : finding.rules.map((rule) => failureOfFinding(finding, rule, standing));
  });
  return {
    ...evidence,
    present: Map.groupBy(present, ({ rule }) => rule),
    found: Map.groupBy(found, ({ rule }) => rule),
  };
}

/** What the rules tell of an environment in a run. */
export class Evidence {
  readonly #targets: readonly IndexedTarget[];
  readonly #isGlobal: (type: string) => boolean;
  /** Several controls ask the same of a rule. */
  readonly #told = new Map<string, RuleEvidence>();

  constructor(targets: readonly TargetEvidence[], isGlobal: (type: string) => boolean) {
    this.#targets = targets.map(indexTarget);
    this.#isGlobal = isGlobal;
  }

  /** What a rule tells by its resources of some of its types. */
  of(rule: RuleInUse, types: readonly string[]): RuleEvidence {
    const key = `${rule.rule.id} ${types.join()}`;
    const told = this.#told.get(key) ?? this.#tell(rule, types);
    this.#told.set(key, told);
    return told;
  }

  #tell(rule: RuleInUse, types: readonly string[]): RuleEvidence {
    const told = this.#targets.map((target) => this.#ofTarget(target, rule, types));
    return {
      evaluated: told.reduce((sum, { evaluated }) => sum + evaluated, 0),
      failing: told.reduce((sum, { failing }) => sum + failing, 0),
      unknown: told.reduce((sum, { unknown }) => sum + unknown, 0),
      isIncomplete: told.some(({ isIncomplete }) => isIncomplete),
      failures: told.flatMap(({ failures }) => failures),
    };
  }

  #ofTarget(
    evidence: IndexedTarget,
    { rule, types: all }: RuleInUse,
    types: readonly string[],
  ): RuleEvidence {
    const { coverage, posture, present, found } = evidence;
    const isTold = tellsState(rule) && posture !== undefined;
    const failures = ((isTold ? present : found).get(rule.id) ?? []).filter(({ type }) =>
      types.includes(type),
    );
    const failing = new Set(failures.map(({ type, id }) => `${type} ${id}`)).size;
    const isIncomplete = this.#lacks(evidence, rule, types);
    const standing = (isTold ? posture.rules[rule.id] : undefined) ?? none;
    // A standing counts the resources of all types of the rule: of some of them there are no more than were read.
    const most =
      types.length === all.length
        ? standing.evaluated
        : types.reduce((sum, type) => sum + (coverage?.[type]?.resources ?? 0), 0);
    const evaluated = Math.max(Math.min(standing.evaluated, most), failing);
    const unknown = Math.min(standing.unknown, evaluated - failing);
    return { evaluated, failing, unknown, failures, isIncomplete };
  }

  /** Whether a type that a rule of states looks at could not be listed. */
  #lacks(
    { target, coverage, posture }: IndexedTarget,
    rule: RuleInUse['rule'],
    types: readonly string[],
  ): boolean {
    if (!tellsState(rule)) return false;
    if (coverage === undefined || posture === undefined) {
      return types.some((type) => this.#isGlobal(type) === (target.region === globalRegion));
    }
    return types.some((type) => coverage[type]?.status === 'unread');
  }
}

const standings: readonly DangerStanding[] = ['new', 'inherited', 'acknowledged'];

/** Orders failures: new ones first, acknowledged ones last, then by severity, then so that a run gives the same order. */
export function compareFailures(one: ControlFailure, other: ControlFailure): number {
  const key = ({ account, region, type, id, rule, reason }: ControlFailure) =>
    JSON.stringify([account, region, type, id, rule, reason]);
  return (
    standings.indexOf(one.standing) - standings.indexOf(other.standing) ||
    compareSeverity(one.severity, other.severity) ||
    (key(one) < key(other) ? -1 : 1)
  );
}
