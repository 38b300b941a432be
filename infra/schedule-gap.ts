import cron from 'aws-cron-parser';

/** The parsed fields; undefined for the few that the parser does not know (LW), all of which pause for a month. */
function parse(fields: string): ReturnType<typeof cron.parse> | undefined {
  try {
    const parsed = cron.parse(fields);
    cron.next(parsed, from);
    return parsed;
  } catch {
    return undefined;
  }
}

/** A fixed time, so that the same configuration gives the same template on every day. */
const from = new Date('2027-01-01T00:00:00Z');
/** More than a year of a schedule that runs six times a day; a gap that appears later is not a schedule's habit. */
const lookedAt = 2_200;

const hoursOf = { minute: 1 / 60, hour: 1, day: 24 } as const;

/**
 * The longest time between two runs of an EventBridge Scheduler expression, in hours, or undefined where there is none:
 * a schedule that has ended or runs once. Reckoned in UTC, so that it may be an hour less than in a time zone with
 * summer time.
 */
export function longestGap(expression: string): number | undefined {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  const unit = rate?.[2];
  if (unit === 'minute' || unit === 'hour' || unit === 'day') return Number(rate?.[1]) * hoursOf[unit];
  const fields = /^cron\((.*)\)$/.exec(expression)?.[1];
  return fields === undefined ? undefined : longestCronGap(fields);
}

function longestCronGap(fields: string): number | undefined {
  const parsed = parse(fields);
  if (parsed === undefined) return undefined;
  let longest: number | undefined;
  let last = cron.next(parsed, from);
  for (let count = 0; last !== null && count < lookedAt; count += 1) {
    const next = cron.next(parsed, last);
    if (next === null) break;
    longest = Math.max(longest ?? 0, (next.getTime() - last.getTime()) / 3_600_000);
    last = next;
  }
  return longest;
}
