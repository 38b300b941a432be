import { type JsonObject, toObjects } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { Severity } from '../model/severity.ts';
import { canonicalText } from '../snapshot/canonical.ts';
import { restoration } from './former-state.ts';
import { worsening } from './s3-states.ts';

/** Objects that S3 deletes by itself, and when. */
interface Expiry {
  /** `versions`: those that were overwritten or deleted before. */
  readonly what: 'objects' | 'versions';
  readonly prefix: string;
  /** The tags an object must have, as canonical text. */
  readonly tags: readonly string[];
  /** The sizes it must have, as canonical text. */
  readonly sizes: string;
  /** Days of age, or the day on which all of them go. */
  readonly days: number | undefined;
  readonly date: string | undefined;
  /** How many of an object's newest old versions stay. */
  readonly kept: number;
}

function number(value: unknown): number | undefined {
  const parsed = Number(value ?? Number.NaN);
  return Number.isNaN(parsed) ? undefined : parsed;
}

function expiriesOfRule(rule: JsonObject): Expiry[] {
  if (rule.Status !== 'Enabled') return [];
  const scope = {
    prefix: typeof rule.Prefix === 'string' ? rule.Prefix : '',
    tags: toObjects(rule.TagFilters).map(canonicalText),
    sizes: canonicalText([rule.ObjectSizeGreaterThan ?? null, rule.ObjectSizeLessThan ?? null]),
  };
  const days = number(rule.ExpirationInDays);
  const date = typeof rule.ExpirationDate === 'string' ? rule.ExpirationDate : undefined;
  const noncurrent = '/NoncurrentVersionExpiration';
  const versionDays = number(
    valueAt(rule, `${noncurrent}/NoncurrentDays`) ?? rule.NoncurrentVersionExpirationInDays,
  );
  const kept = number(valueAt(rule, `${noncurrent}/NewerNoncurrentVersions`)) ?? 0;
  return [
    ...(days === undefined && date === undefined
      ? []
      : [{ ...scope, what: 'objects' as const, days, date, kept: 0 }]),
    ...(versionDays === undefined
      ? []
      : [{ ...scope, what: 'versions' as const, days: versionDays, date: undefined, kept }]),
  ];
}

function expiriesOf({ properties }: Resource): Expiry[] {
  return toObjects(valueAt(properties, '/LifecycleConfiguration/Rules')).flatMap(expiriesOfRule);
}

const anySize = canonicalText([null, null]);

/** Whether one expiry deletes all that another deletes, and no later. */
function includes(one: Expiry, other: Expiry): boolean {
  const isEarlier =
    one.days !== undefined && other.days !== undefined
      ? one.days <= other.days
      : one.date !== undefined && other.date !== undefined && one.date <= other.date;
  return (
    isEarlier &&
    one.what === other.what &&
    other.prefix.startsWith(one.prefix) &&
    one.tags.every((tag) => other.tags.includes(tag)) &&
    (one.sizes === anySize || one.sizes === other.sizes) &&
    one.kept <= other.kept
  );
}

const isWhole = ({ prefix, tags, sizes }: Expiry) => prefix === '' && tags.length === 0 && sizes === anySize;

function describe(expiry: Expiry): string {
  const { what, prefix, tags, sizes, days, date, kept } = expiry;
  const scope = [
    ...(prefix === '' ? [] : [`under ${prefix}`]),
    ...(tags.length === 0 ? [] : ['with certain tags']),
    ...(sizes === anySize ? [] : ['of certain sizes']),
  ];
  const which = isWhole(expiry) ? `all ${what}` : [what, ...scope].join(' ');
  const when = days === undefined ? `on ${date}` : `after ${days} ${days === 1 ? 'day' : 'days'}`;
  return `${what === 'versions' ? which.replace('versions', 'old versions') : which} ${when}${kept > 0 ? ` but the newest ${kept}` : ''}`;
}

/** Objects that are gone before anybody looks at a bucket again. */
const daysToNotice = 30;
/** Old versions are what brings objects back; fewer days of them than this save nobody. */
const daysToRestore = 7;

function severityOf(expiry: Expiry, bucket: Resource): Severity {
  const { what, days = 0 } = expiry;
  if (what === 'versions') return days <= daysToRestore ? 'HIGH' : 'MEDIUM';
  // In a versioned bucket an expired object gets a delete marker, which can be removed again.
  if (valueAt(bucket.properties, '/VersioningConfiguration/Status') === 'Enabled') return 'MEDIUM';
  return isWhole(expiry) || days <= daysToNotice ? 'HIGH' : 'MEDIUM';
}

/** Lifecycle rules that delete more than the baseline's, or sooner, whatever they are called. */
export const dataExpires = worsening({
  id: 's3-lifecycle-deletes-more',
  title: 'a lifecycle rule deletes more objects, or sooner',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html',
    'MITRE ATT&CK T1485.001',
  ],
  recommendation:
    'Disable the rule today unless it was meant: S3 queues the objects for deletion once a day, and does not ask again.',
  remedy: {
    command: restoration,
    console: 'S3 › General purpose buckets › {{id}} › Management › Lifecycle rules › Actions › Disable rule',
  },
  path: '/LifecycleConfiguration',
  safer: 'fewer objects are deleted, or later',
  worse: (before, after) => {
    const known = expiriesOf(before);
    return expiriesOf(after)
      .filter((expiry) => !known.some((each) => includes(each, expiry)))
      .map((expiry) => ({
        subject: describe(expiry),
        severity: severityOf(expiry, after),
        reason: `S3 deletes ${describe(expiry)} from bucket ${after.id}; the baseline does not.`,
      }));
  },
});
