import {
  type ComplianceDocument,
  type ComplianceEntry,
  type ComplianceSummary,
  type ControlCounts,
  type ControlResult,
  type ControlStatus,
  complianceSchemaVersion,
  type FrameworkResult,
} from '../model/compliance.ts';
import { type Control, type Framework, frameworks } from './catalogue.ts';
import { compareFailures, Evidence, type TargetEvidence } from './evidence.ts';
import type { RuleControls, RuleInUse } from './rule-controls.ts';

/** A control names at most this many dangers. */
const namedFailures = 10;

/** A run in an environment. */
export interface ComplianceInput extends Pick<ComplianceDocument, 'environment' | 'runId' | 'at' | 'scope'> {
  readonly targets: readonly TargetEvidence[];
  /** The rules that judge the environment, with the controls that they are evidence for. */
  readonly controls: RuleControls;
  /** Whether a type is read once per account, with the pseudo-region `global`. */
  readonly isGlobal: (type: string) => boolean;
}

/** A rule that is evidence for a control, by the types that the control is about. */
interface Concern {
  readonly rule: RuleInUse;
  readonly types: readonly string[];
}

/** The rules that are evidence for each control, by its name. */
function concernsByControl({ rules, namesOf }: Pick<RuleControls, 'rules' | 'namesOf'>) {
  const concerns = new Map<string, Concern[]>();
  for (const [id, rule] of rules) {
    const types = Map.groupBy(
      rule.types.flatMap((type) => namesOf(id, type).map((name) => ({ name, type }))),
      ({ name }) => name,
    );
    for (const [name, about] of types) {
      const known = concerns.get(name) ?? [];
      known.push({ rule, types: about.map(({ type }) => type) });
      concerns.set(name, known);
    }
  }
  return concerns;
}

function statusOf(counts: Pick<ControlResult, 'evaluated' | 'failing' | 'unknown'>, isIncomplete: boolean) {
  if (counts.failing > 0) return 'failing';
  if (counts.unknown > 0 || isIncomplete) return 'unknown';
  return counts.evaluated > 0 ? 'passing' : 'not-evaluated';
}

function controlResult(
  { id, title }: Control,
  concerns: readonly Concern[],
  evidence: Evidence,
): ControlResult {
  const told = concerns.map(({ rule, types }) => evidence.of(rule, types));
  const counts = {
    evaluated: told.reduce((sum, { evaluated }) => sum + evaluated, 0),
    failing: told.reduce((sum, { failing }) => sum + failing, 0),
    unknown: told.reduce((sum, { unknown }) => sum + unknown, 0),
  };
  const isIncomplete = told.some((each) => each.isIncomplete);
  const failures = told.flatMap((each) => each.failures).sort(compareFailures);
  return {
    id,
    title,
    status: statusOf(counts, isIncomplete),
    rules: concerns.map(({ rule }) => rule.rule.id).sort(),
    ...counts,
    failures: failures.slice(0, namedFailures),
    failuresTotal: failures.length,
    acknowledged: failures.filter(({ standing }) => standing === 'acknowledged').length,
  };
}

/** How many controls stand how. */
export function countControls(controls: readonly Pick<ControlResult, 'status'>[]): ControlCounts {
  const count = (status: ControlStatus) => controls.filter((control) => control.status === status).length;
  return {
    failing: count('failing'),
    unknown: count('unknown'),
    passing: count('passing'),
    notEvaluated: count('not-evaluated'),
  };
}

/** The passing controls in percent of those that there is something to look at for, to one decimal, rounded down. */
export function scoreOf({ passing, failing, unknown }: Omit<ControlCounts, 'notEvaluated'>): number | null {
  const all = passing + failing + unknown;
  return all === 0 ? null : Math.floor((1000 * passing) / all) / 10;
}

function frameworkResult(framework: Framework, results: readonly ControlResult[]): FrameworkResult {
  const { id, name, version, source } = framework;
  const counts = countControls(results);
  return { id, name, version, source, ...counts, score: scoreOf(counts), controls: [...results] };
}

/**
 * How an environment stands with every framework: each control that a rule is evidence for, by what the rules saw. It
 * never calls passing what was not read, nor what there is nothing of.
 */
export function complianceOf(input: ComplianceInput): ComplianceDocument {
  const { environment, runId, at, scope, targets, controls, isGlobal } = input;
  const evidence = new Evidence(targets, isGlobal);
  const concerns = concernsByControl({
    rules: controls.rules,
    namesOf: (rule, type) => controls.namesOf(rule, type),
  });
  const results = frameworks.flatMap((framework) => {
    const told = framework.controls.flatMap((control) => {
      const concerned = concerns.get(`${framework.prefix} ${control.id}`) ?? [];
      return concerned.length === 0 ? [] : [controlResult(control, concerned, evidence)];
    });
    return told.length === 0 ? [] : [frameworkResult(framework, told)];
  });
  return {
    schemaVersion: complianceSchemaVersion,
    environment,
    runId,
    at,
    scope,
    frameworks: results,
  };
}

function changeOf(before: ControlStatus | undefined, now: ControlStatus): ControlResult['change'] {
  if (now === 'failing' && before !== undefined && before !== 'failing') return 'newly-failing';
  return now === 'passing' && before === 'failing' ? 'newly-passing' : undefined;
}

/** A document with what changed since another run of the environment. */
export function comparedWith(document: ComplianceDocument, previous: ComplianceDocument): ComplianceDocument {
  const before = new Map(
    previous.frameworks.flatMap(({ id: framework, controls }) =>
      controls.map(({ id, status }) => [`${framework} ${id}`, status] as const),
    ),
  );
  return {
    ...document,
    comparedWith: previous.runId,
    frameworks: document.frameworks.map((framework) => ({
      ...framework,
      controls: framework.controls.map((control) => {
        const change = changeOf(before.get(`${framework.id} ${control.id}`), control.status);
        return change === undefined ? control : { ...control, change };
      }),
    })),
  };
}

/** What the history keeps of a document. */
export function entryOf({ runId, at, frameworks: results }: ComplianceDocument): ComplianceEntry {
  return {
    runId,
    at,
    frameworks: Object.fromEntries(
      results.map(({ id, failing, unknown, passing }) => [id, { failing, unknown, passing }]),
    ),
  };
}

/** What a run report tells of a document that lies under a key of the store. */
export function summaryOf(document: ComplianceDocument, key: string): ComplianceSummary {
  return {
    key,
    frameworks: document.frameworks.map((framework) => {
      const { id, name, version, score, failing, unknown, passing, notEvaluated, controls } = framework;
      const changed = (change: ControlResult['change']) =>
        controls.filter((control) => control.change === change).map((control) => control.id);
      return {
        id,
        name,
        version,
        score,
        failing,
        unknown,
        passing,
        notEvaluated,
        newlyFailing: changed('newly-failing'),
        newlyPassing: changed('newly-passing'),
      };
    }),
  };
}
