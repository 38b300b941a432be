import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger } from '../model/rule.ts';
import { formerValue } from './former-state.ts';

const daysPerUnit: Readonly<Record<string, number>> = { hour: 1 / 24, day: 1 };

/** When a secret is rotated: every so many days, or on days that a cron expression tells. */
interface Rotation {
  readonly words: string;
  readonly days?: number;
  /** A cron expression without its minute and hour, which say nothing of how often. */
  readonly calendar?: string;
}

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html */
function rotationOf({ properties }: Resource): Rotation | undefined {
  const schedule = valueAt(properties, '/RotationRules/ScheduleExpression');
  const every = valueAt(properties, '/RotationRules/AutomaticallyAfterDays');
  if (typeof schedule === 'string') {
    const [, number, unit = ''] = /^rate\((\d+) (hour|day)s?\)$/.exec(schedule) ?? [];
    if (number !== undefined) return { words: schedule, days: Number(number) * (daysPerUnit[unit] ?? 1) };
    const [, calendar] = /^cron\(\S+ \S+ (.*)\)$/.exec(schedule) ?? [];
    return { words: schedule, ...(calendar === undefined ? {} : { calendar }) };
  }
  return every === undefined ? undefined : { words: `every ${String(every)} days`, days: Number(every) };
}

/** Whether one rotation may be rarer than another; of days in the calendar that differ, nobody can tell quickly. */
function mayBeRarer(was: Rotation, is: Rotation): boolean {
  if (was.days !== undefined && is.days !== undefined) return is.days > was.days;
  return was.calendar === undefined || was.calendar !== is.calendar;
}

function rarer(from: Resource, to: Resource): Danger[] {
  const [was, is] = [rotationOf(from), rotationOf(to)];
  if (was === undefined || is === undefined || was.words === is.words || !mayBeRarer(was, is)) return [];
  return [
    {
      subject: is.words,
      path: '/RotationRules',
      values: formerValue(from.properties.RotationRules),
      reason: `Secret ${String(to.properties.Name)} is rotated ${is.words} now, no longer ${was.words}: what was stolen of it may work for longer.`,
    },
  ];
}

/** A rotation that may let a stolen value work for longer; another hour of the same days is none. */
export const rotatedLessOften: ChangeRule = {
  kind: 'change',
  id: 'secretsmanager-rotated-less-often',
  title: 'a secret may be rotated less often',
  severity: 'MEDIUM',
  sources: ['FSBP SecretsManager.4', 'AWS Well-Architected SEC02-BP03'],
  recommendation: 'Set the former schedule again, unless the new one is as frequent.',
  remedy: {
    command: 'aws secretsmanager rotate-secret --secret-id {{id}} --rotation-rules {{former}}',
    console: 'Secrets Manager › Secrets › {{/Name}} › Rotation › Edit rotation',
  },
  dangers: (change) => (change.kind === 'modified' ? rarer(change.before, change.after) : []),
  ended: (change) => {
    if (change.kind !== 'modified' || rarer(change.before, change.after).length > 0) return [];
    return rarer(change.after, change.before).map((danger) => ({
      ...danger,
      reason: `Safer: the secret is rotated more often than ${danger.subject}.`,
    }));
  },
};
