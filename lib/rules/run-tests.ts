import { diffResource } from '../diff/resource.ts';
import type { ResourceChange } from '../model/change.ts';
import { keyedDigest } from '../model/digest.ts';
import type { KnowledgeLookup, TypeKnowledge } from '../model/knowledge.ts';
import type { Resource } from '../model/resource.ts';
import type { Rule } from '../model/rule.ts';
import { matchesType } from '../model/type-pattern.ts';
import { assessRisk } from '../risk/engine.ts';
import { normalise } from '../snapshot/normalise/index.ts';
import { compileRule } from './compile.ts';
import type { ExampleResource, RuleTest, TestedRule } from './definition.ts';

/** What a test of a rule came to. */
export interface RuleTestResult {
  readonly rule: string;
  readonly test: string;
  /** What was not as expected, each as a phrase; none of a test that passed. */
  readonly problems: readonly string[];
}

/** What is known beside the rules, to make whole resources of examples. */
export interface TestKnowledge {
  readonly knowledgeOf: KnowledgeLookup;
  /** Types that a pattern may stand for. */
  readonly types: readonly string[];
}

/** What a rule said of an example. */
interface Said {
  readonly reasons: readonly string[];
  readonly fires: boolean;
  readonly safer: boolean;
}

/** Tests have no secrets of anybody, so any key does. */
const digest = keyedDigest('the key of the examples in rule files');

/** The type of an example that does not say it: the first that the rule is for. */
function typeOf({ types }: TestedRule, known: readonly string[]): string {
  const [pattern = '*'] = types;
  return known.find((type) => matchesType(pattern, type)) ?? pattern;
}

function saidOfState(rule: Rule, resource: Resource): Said {
  const dangers = rule.kind === 'state' ? rule.dangers(resource) : [];
  return { fires: dangers.length > 0, reasons: dangers.map(({ reason }) => reason), safer: false };
}

function saidOfChange(rule: Rule, change: ResourceChange, knowledge: TypeKnowledge): Said {
  const { rules, reasons } = assessRisk(change, { ...knowledge, judgedBy: () => [rule] });
  const fires = rules.includes(rule.id);
  return {
    fires,
    reasons: fires ? reasons : [],
    safer: !fires && reasons.some((reason) => reason.startsWith('Safer: ')),
  };
}

/** The change between two examples; undefined where there is none. */
function changeOf(
  before: Resource | undefined,
  after: Resource | undefined,
  knowledge: TypeKnowledge,
): ResourceChange | undefined {
  if (before && after) return diffResource(before, after, knowledge);
  if (after) return { kind: 'added', after };
  return before && { kind: 'removed', before };
}

function problemsOf({ fires, reason, safer }: RuleTest, said: Said): string[] {
  const told = said.reasons.map((each) => JSON.stringify(each)).join(', ');
  const wasSafer = (is: boolean) => (is ? 'a safer change' : 'no safer change');
  return [
    ...(fires === said.fires
      ? []
      : [fires ? 'is to fire and does not' : `is not to fire and does, with the reason ${told}`]),
    ...(reason === undefined || !said.fires || said.reasons.includes(reason)
      ? []
      : [`is to say ${JSON.stringify(reason)} and says ${told}`]),
    ...(safer === undefined || safer === said.safer
      ? []
      : [`is to be told as ${wasSafer(safer)} and is told as ${wasSafer(said.safer)}`]),
  ];
}

/** What a rule says of a test; undefined where the test has no change. */
function saidOf(
  rule: Rule,
  test: RuleTest,
  whole: (example: ExampleResource | undefined) => Resource | undefined,
  knowledgeOf: KnowledgeLookup,
): Said | undefined {
  const resource = whole(test.resource);
  if (resource) return saidOfState(rule, resource);
  const [before, after] = [whole(test.before), whole(test.after)];
  const knowledge = knowledgeOf((after ?? before)?.type ?? '');
  const change = changeOf(before, after, knowledge);
  return change && saidOfChange(rule, change, knowledge);
}

function runTest(rule: TestedRule, test: RuleTest, { knowledgeOf, types }: TestKnowledge): string[] {
  const failures: string[] = [];
  const compiled = compileRule(rule, (_rule, _resource, message) => failures.push(message));
  const whole = (example: ExampleResource | undefined): Resource | undefined => {
    if (example === undefined) return undefined;
    const { type = typeOf(rule, types), arn, ...rest } = example;
    const resource = { type, ...rest, ...(arn === undefined ? {} : { arn }) };
    return normalise(resource, knowledgeOf(type), digest);
  };
  const said = saidOf(compiled, test, whole, knowledgeOf);
  if (said === undefined) return ['before and after are the same, which is no change'];
  return failures.length > 0 ? [`cannot be evaluated: ${failures[0]}`] : problemsOf(test, said);
}

/** Runs the tests of a rule, each as the engine would judge it. */
export function runRuleTests(rule: TestedRule, knowledge: TestKnowledge): RuleTestResult[] {
  return rule.tests.map((test) => ({
    rule: rule.id,
    test: test.name,
    problems: runTest(rule, test, knowledge),
  }));
}
