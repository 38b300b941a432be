import { toObjects } from '../model/json.ts';
import { type PolicyStatement, policyStatements } from '../model/policy.ts';
import type { Resource } from '../model/resource.ts';
import type { Danger } from '../model/rule.ts';
import { coversAction } from '../risk/policy-documents.ts';

/** A policy that says what its holder may do: an inline policy of a role, or a managed policy. */
export interface IdentityPolicy {
  /** Stable, unlike its place among the inline policies. */
  readonly name: string;
  /** Of an inline policy, as IAM calls it. */
  readonly inlineName?: string;
  readonly path: string;
  readonly statements: readonly PolicyStatement[];
}

/** The policies of a role, user or group that stand in it, or the one that a managed policy is. */
export function identityPolicies({ properties }: Resource): IdentityPolicy[] {
  const inline = toObjects(properties.Policies).map((policy, at) => ({
    name: `inline policy ${String(policy.PolicyName)}`,
    inlineName: String(policy.PolicyName),
    path: `/Policies/${at}`,
    statements: policyStatements(policy.PolicyDocument),
  }));
  const own = policyStatements(properties.PolicyDocument);
  return own.length > 0 ? [...inline, { name: 'policy', path: '/PolicyDocument', statements: own }] : inline;
}

/** Whether a resource pattern stands for everything of its kind, in this account at least. */
function isEverything(pattern: string): boolean {
  return (
    pattern === '*' ||
    /^arn:[^:]*:(ec2|iam|kms|lambda|ssm):[^:]*:[^:]*:(\*|(role|user|group|policy|key|instance)\/\*|function:\*)$/.test(
      pattern,
    )
  );
}

/** Whether conditions narrow what a statement can be used on, or what it can be used for. */
export function isNarrowed({ conditions }: PolicyStatement): boolean {
  return Object.entries(conditions).some(
    ([operator, keys]) =>
      !/not|^null$/i.test(operator) &&
      Object.keys(keys).some((key) => /^(iam:|kms:|(aws|iam):resourcetag\/)/.test(key)),
  );
}

/** Whether a statement is about every resource, or all but some. */
export function isAboutEverything({ resources, notResources }: PolicyStatement): boolean {
  return notResources.length > 0 || resources.some(isEverything);
}

function coversOwn({ actions, notActions }: PolicyStatement, action: string): boolean {
  if (notActions.length > 0) return !notActions.some((pattern) => coversAction(pattern, action));
  return actions.some((pattern) => coversAction(pattern, action));
}

/** Whether a statement allows all there is; that one is for the rule about administration. */
export function isAdministrator({ effect, actions, resources }: PolicyStatement): boolean {
  return (
    effect === 'Allow' && resources.includes('*') && actions.some((action) => /^\*+(:\*+)?$/.test(action))
  );
}

/** Whether the same document takes an action back altogether: a denial without conditions on everything. */
export function isDenied(statements: readonly PolicyStatement[], action: string): boolean {
  return statements.some(
    (statement) =>
      statement.effect === 'Deny' &&
      Object.keys(statement.conditions).length === 0 &&
      statement.resources.some(isEverything) &&
      coversOwn(statement, action),
  );
}

/** Whether a document allows an action on everything, without a condition that narrows it. */
export function allowsOnEverything(statements: readonly PolicyStatement[], action: string): boolean {
  return (
    !isDenied(statements, action) &&
    statements.some(
      (statement) =>
        statement.effect === 'Allow' &&
        !isAdministrator(statement) &&
        !isNarrowed(statement) &&
        isAboutEverything(statement) &&
        coversOwn(statement, action),
    )
  );
}

/** The dangers of each policy; remedies know an inline one as `{{policy}}`. */
export function inEachPolicy(resource: Resource, look: (policy: IdentityPolicy) => Danger[]): Danger[] {
  return identityPolicies(resource).flatMap((policy) =>
    look(policy).map((danger) =>
      policy.inlineName === undefined ? danger : { ...danger, values: { policy: policy.inlineName } },
    ),
  );
}
