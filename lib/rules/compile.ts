import type { ResourceChange } from '../model/change.ts';
import type { JsonValue } from '../model/json.ts';
import { matchesPattern } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { Danger, Rule } from '../model/rule.ts';
import { fillTemplate, propertyAt, resourcePlaceholders, resourceValue } from '../risk/template.ts';
import { type CelMap, celResource } from './cel-values.ts';
import type { OwnRule } from './definition.ts';
import { type Answer, compileExpression, ExpressionError } from './expression.ts';

/** The names that a reason may have between braces, beside JSON Pointers. */
export const reasonPlaceholders = [...resourcePlaceholders, 'kind', 'subject'] as const;

/** Told that a rule could not be evaluated on a resource. */
export type OnFailure = (rule: string, resource: Resource, message: string) => void;

/** What a reason is filled with. */
interface Telling {
  readonly resource: Resource;
  readonly before?: Resource | undefined;
  readonly after?: Resource | undefined;
  readonly kind: string;
}

const nothing: CelMap = {};
/** What stands for the subject of a rule that says only that there is a danger, and looks at no property. */
const wholeResource = 'the resource itself';

/** What a placeholder of a reason stands for: `before/X` and `after/X` are the property `/X` of that side. */
function reasonValue(
  name: string,
  { resource, before, after, kind }: Telling,
  { subject, path }: Pick<Danger, 'subject' | 'path'>,
): JsonValue | undefined {
  if (name === 'subject') return subject;
  if (name === 'kind') return kind;
  if (name.startsWith('before/')) return before && propertyAt(before, name.slice('before'.length));
  if (name.startsWith('after/')) return after && propertyAt(after, name.slice('after'.length));
  return resourceValue(name, resource, path);
}

/** Whether a part of a resource that could not be read is one that a rule looks at. */
function isUnread({ unread = [] }: Resource, reads: readonly string[]): boolean {
  return unread.some((gap) =>
    reads.some((read) => matchesPattern(read, gap.path) || matchesPattern(gap.path, read)),
  );
}

function dangersOf(rule: OwnRule, answer: Answer, reads: readonly string[], telling: Telling): Danger[] {
  if (answer === false) return [];
  const path = rule.path ?? reads[0];
  const subjects = answer === true ? [path ?? wholeResource] : answer;
  return subjects.map((subject) => {
    const about = { subject, ...(path === undefined ? {} : { path }) };
    const reason = fillTemplate(rule.reason, {
      standsFor: (name) => reasonValue(name, telling, about),
      inWords: (values) => values.join(', '),
      unknown: () => 'nothing',
    });
    return { ...about, reason };
  });
}

function changeVariables({ kind, before, after, ...rest }: ResourceChange) {
  return {
    kind,
    before: before ? celResource(before) : nothing,
    after: after ? celResource(after) : nothing,
    paths: 'properties' in rest ? rest.properties.map(({ path }) => path) : [],
  };
}

/**
 * Makes a rule of the engine of one of the user's own. Where an expression cannot be evaluated on a resource,
 * `onFailure` is told and the rule sees no danger there. Throws an {@link ExpressionError} when the expression is none.
 */
export function compileRule(rule: OwnRule, onFailure: OnFailure): Rule {
  const { id, title, severity, sources, recommendation, remedy, safer = '', state, change = '' } = rule;
  const base = { id, title, severity, sources, recommendation, ...(remedy === undefined ? {} : { remedy }) };
  const { reads, evaluate } = compileExpression(state ?? change, state === undefined ? 'change' : 'state');
  const answer = (resource: Resource, variables: Readonly<Record<string, unknown>>): Answer => {
    try {
      return evaluate(variables);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      onFailure(id, resource, error.message);
      return false;
    }
  };
  if (state === undefined) {
    return {
      ...base,
      kind: 'change',
      dangers: (of) => {
        const resource = of.after ?? of.before;
        if ([of.before, of.after].some((side) => side && isUnread(side, reads))) return [];
        return dangersOf(rule, answer(resource, changeVariables(of)), reads, { ...of, resource });
      },
    };
  }
  return {
    ...base,
    kind: 'state',
    safer,
    dangers: (resource) => {
      if (isUnread(resource, reads)) return [];
      const found = answer(resource, { resource: celResource(resource) });
      return dangersOf(rule, found, reads, { resource, kind: 'present' });
    },
  };
}
