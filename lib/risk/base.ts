import {
  changedResource,
  type PropertyChange,
  type Replacement,
  type ResourceChange,
} from '../model/change.ts';
import type { TypeKnowledge } from '../model/knowledge.ts';
import { matchesPattern } from '../model/pointer.ts';
import { mostSevere, type Severity } from '../model/severity.ts';
import { narrowPolicyPaths } from './narrow-policy.ts';

/** A severity with the sentence that says why. */
export interface Judgement {
  readonly severity: Severity;
  readonly reason: string;
}

/** Tags are compared one by one. */
const isTag = (path: string) => path.startsWith('/Tags/');

/** How severe a change of one path is when no rule has anything to say of it. */
function pathSeverity(path: string, sensitivity: Readonly<Record<string, Severity>>): Severity {
  if (isTag(path)) return 'INFO';
  const match = Object.entries(sensitivity)
    .filter(([pattern]) => matchesPattern(path, pattern))
    .sort(([one], [other]) => other.length - one.length)[0];
  return match?.[1] ?? 'LOW';
}

/** At most three properties, in words. */
function listProperties(paths: readonly string[]): string {
  const shown = paths
    .slice(0, 3)
    .map((path) => path.slice(1).replaceAll('/', '.'))
    .join(', ');
  return paths.length > 3 ? `${shown} and ${paths.length - 3} more` : shown;
}

/**
 * How severe a change is by its kind, its type and the properties it touches, before any rule is asked: what
 * nobody approved deserves a look (LOW), what is gone for good more than that, tags hardly any; a policy counts by what
 * it came to allow. Paths that are
 * `explained` otherwise do not count.
 */
export function baseJudgement(
  change: ResourceChange,
  knowledge: TypeKnowledge,
  explained: (property: PropertyChange) => boolean,
): Judgement {
  const { type } = changedResource(change);
  if (change.kind === 'added')
    return { severity: 'LOW', reason: `A new ${type} appeared that the baseline does not have.` };
  if (change.kind === 'removed') {
    return { severity: 'MEDIUM', reason: `This ${type} of the baseline was deleted.` };
  }
  const paths = change.properties.map(({ path }) => path);
  const isNarrow = knowledge.grants === false ? () => false : narrowPolicyPaths(change);
  const severity = change.properties
    .filter((property) => !explained(property))
    .map(({ path }) => (isNarrow(path) ? 'LOW' : pathSeverity(path, knowledge.sensitivity ?? {})))
    .reduce<Severity>(mostSevere, 'INFO');
  const onlyTags = paths.every(isTag);
  const subject = onlyTags ? 'Only tags differ' : 'Differs';
  return { severity, reason: `${subject} from what was approved: ${listProperties(paths)}.` };
}

/** How severe a replacement is before any rule is asked: something new runs under a known name. */
export function replacementJudgement({ before, after }: Replacement): Judgement {
  return {
    severity: 'MEDIUM',
    reason: `This ${after.type} took the place of ${before.id}, which is gone, under the same name.`,
  };
}
