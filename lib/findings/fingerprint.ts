import { createHash } from 'node:crypto';
import type { AssessedChange } from '../model/finding.ts';
import type { Target } from '../model/snapshot.ts';
import { canonicalText } from '../snapshot/canonical.ts';

/**
 * The identity of a finding over time, as 32 hexadecimal digits: the target, the resource and the change itself.
 * Severity, cost, prices and reasons have no part in it, so a better rule does not make an old finding new.
 */
export function fingerprintOf(target: Target, change: AssessedChange): string {
  const { environment, account, region } = target;
  const identity = canonicalText([
    environment,
    account,
    region,
    change.type,
    change.id,
    change.change,
    change.properties,
  ]);
  return createHash('sha256').update(identity).digest('hex').slice(0, 32);
}
