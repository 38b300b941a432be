import stringify from 'safe-stable-stringify';
import type { ResourceChange } from '../model/change.ts';
import { matchesPattern } from '../model/pointer.ts';
import type { PolicyStatement } from '../model/policy.ts';
import { coversAction, type PolicyDocument, policyDocuments } from './policy-documents.ts';

/** Services whose actions give power, keys or secrets, or take the watchers away: nothing there is small. */
const powerfulService =
  /^(cloudtrail|config|guardduty|iam|kms|lambda:update|organizations|secretsmanager|securityhub|sso|ssm|sts)/;
/** Actions that give others access, or take away what protects or exists, in any service. */
const powerfulVerb =
  /:(put.*policy|delete.*|add.*permission.*|modify.*attribute|create.*grant|share.*|.*acl)$/;
/** By a pattern of actions, only reading is small. */
const readingPattern = /^[a-z0-9-]+:(batchget|describe|get|list)[a-z]*\*$/;

function isSmallAction(action: string): boolean {
  if (powerfulService.test(action) || powerfulVerb.test(action)) return false;
  return !/[*?]/.test(action) || readingPattern.test(action);
}

/** Whether all that a statement allows is to pass named roles to a named service, as it takes to start anything. */
function isPassedToOneService({ actions, resources, conditions }: PolicyStatement): boolean {
  const isForService = Object.entries(conditions).some(
    ([operator, keys]) => /^stringequals$/i.test(operator) && keys['iam:passedtoservice'] !== undefined,
  );
  return (
    isForService &&
    actions.every((action) => action === 'iam:passrole') &&
    resources.every((resource) => !/[*?]/.test(resource))
  );
}

/** Whether a resource is one thing, or what is in it: `arn:aws:s3:::assets/*`, not `*` or `arn:aws:s3:::*`. */
function isNamed(resource: string): boolean {
  return /^arn:[^:*]+:[^:*]+:[^:]*:[^:*]*:[^*?]{3,}/.test(resource);
}

/** Whether the principals of a statement of a resource policy are known ones of the account. */
function isForOwnCallers(statement: PolicyStatement, account: string): boolean {
  const { principals, notPrincipals, conditions } = statement;
  if (notPrincipals !== undefined) return false;
  const keys = Object.values(conditions).flatMap((byKey) => Object.keys(byKey));
  const hasSource = keys.some((key) => key === 'aws:sourcearn' || key === 'aws:sourceaccount');
  const isOwn = (name: string) => new RegExp(`^arn:[^:]+:(iam|sts)::${account}:[^*?]+$`).test(name);
  return Object.entries(principals ?? {}).every(([kind, names]) =>
    kind === 'Service' ? hasSource : kind === 'AWS' && names.every(isOwn),
  );
}

/** Whether a statement allows named actions that give no power, on named things, to callers of the account. */
function isSmall(statement: PolicyStatement, account: string): boolean {
  const { effect, actions, notActions, resources, notResources } = statement;
  if (effect === 'Deny' || notActions.length > 0 || notResources.length > 0) return false;
  return (
    account !== '' &&
    isForOwnCallers(statement, account) &&
    (actions.every(isSmallAction) || isPassedToOneService(statement)) &&
    resources.length > 0 &&
    resources.every(isNamed)
  );
}

/** Whether a document denies everything, so that it does not matter what it allows. */
function deniesAll({ statements }: PolicyDocument): boolean {
  return statements.some(
    ({ effect, actions, resources, conditions }) =>
      effect === 'Deny' &&
      actions.includes('*') &&
      resources.includes('*') &&
      Object.keys(conditions).length === 0,
  );
}

const textOf = ({ sid: _, ...statement }: PolicyStatement) => stringify(statement) ?? '';

/** The statements that are in one document and not in the other, whatever they are called. */
function onlyIn(here: PolicyDocument | undefined, there: PolicyDocument | undefined): PolicyStatement[] {
  const others = new Set((there?.statements ?? []).map(textOf));
  return (here?.statements ?? []).filter((statement) => !others.has(textOf(statement)));
}

/** Whether a pattern of resources covers a resource, or another pattern. Unlike in actions, case matters. */
const isWildcardOf = (pattern: string, text: string) =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(text);

/** Whether a statement allows no more than another did: the same callers, under the same conditions, a part of it. */
function isWithin(statement: PolicyStatement, former: PolicyStatement): boolean {
  const isPlain = [statement, former].every(
    ({ effect, notActions, notResources }) =>
      effect === 'Allow' && notActions.length === 0 && notResources.length === 0,
  );
  const callers = ({ principals, notPrincipals, conditions }: PolicyStatement) =>
    stringify([principals, notPrincipals, conditions]);
  return (
    isPlain &&
    callers(statement) === callers(former) &&
    statement.actions.every((action) => former.actions.some((each) => coversAction(each, action))) &&
    statement.resources.length > 0 &&
    statement.resources.every((resource) => former.resources.some((each) => isWildcardOf(each, resource)))
  );
}

/** Whether a document came to allow only a little more, or less. */
function allowsLittleMore(
  before: PolicyDocument | undefined,
  after: PolicyDocument | undefined,
  account: string,
): boolean {
  if (onlyIn(before, after).some(({ effect }) => effect === 'Deny')) return false;
  if (after && deniesAll(after)) return true;
  return onlyIn(after, before).every(
    (statement) =>
      isSmall(statement, account) || (before?.statements ?? []).some((former) => isWithin(statement, former)),
  );
}

/**
 * Says of a changed path whether it belongs to a policy that came to allow a little more or less: named actions that
 * give no power, on named things, for callers of the account. That is what deployments do every day, and weighs less
 * than a change of a policy of which nothing is known.
 */
export function narrowPolicyPaths(change: ResourceChange): (path: string) => boolean {
  if (change.kind !== 'modified') return () => false;
  const [before, after] = [policyDocuments(change.before), policyDocuments(change.after)];
  const place = (documents: readonly PolicyDocument[]) =>
    new Map(documents.map((document) => [document.place, document]));
  const [had, has] = [place(before), place(after)];
  const documents = [...new Set([...had.keys(), ...has.keys()])].map((name) => ({
    paths: [had.get(name)?.path, has.get(name)?.path].filter((path) => path !== undefined),
    isNarrow: allowsLittleMore(had.get(name), has.get(name), change.after.account),
  }));
  return (path) => {
    const touched = documents.filter(({ paths }) =>
      paths.some((each) => matchesPattern(path, each) || matchesPattern(each, path)),
    );
    return touched.length > 0 && touched.every(({ isNarrow }) => isNarrow);
  };
}
