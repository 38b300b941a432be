import { awsCronExpressionValidator } from 'aws-cron-expression-validator';
import { messageOf } from '../model/errors.ts';

/**
 * What is wrong with an EventBridge Scheduler expression, or undefined when nothing is: `rate(value unit)` or
 * `cron(minutes hours day-of-month month day-of-week year)`.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function scheduleMistake(expression: string): string | undefined {
  const rate = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression);
  if (rate) return rateMistake(Number(rate[1]), rate[3] === 's');
  const fields = /^cron\(([^()]*)\)$/.exec(expression)?.[1];
  if (fields === undefined) return 'it is neither cron(…) nor rate(…)';
  try {
    awsCronExpressionValidator(fields.trim().replaceAll(/\s+/g, ' '));
    return undefined;
  } catch (error) {
    return cronMistake(messageOf(error));
  }
}

function rateMistake(value: number, plural: boolean): string | undefined {
  if (value < 1) return 'the value of a rate is at least 1';
  if (plural === value > 1) return undefined;
  return value === 1 ? 'a rate of 1 has a singular unit' : 'a rate of more than 1 has a plural unit';
}

function cronMistake(message: string): string {
  const count = /6 required, (\d+) provided/.exec(message)?.[1];
  if (count !== undefined) {
    return `it has ${count} fields where AWS wants 6: minutes, hours, day of month, month, day of week, year`;
  }
  if (/must be a question mark/.test(message)) return 'exactly one of day of month and day of week must be ?';
  return message.replace(/\.$/, '').replace(/^./, (letter) => letter.toLowerCase());
}

/** Whether a time zone is one of the IANA database. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return /^(UTC|GMT|[A-Za-z_]+\/[\w+/-]+)$/.test(name);
  } catch {
    return false;
  }
}

/** The time zones to suggest from. */
export function timeZones(): string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone')];
}
