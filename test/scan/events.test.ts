import { describe, expect, test } from 'vitest';
import { InputError, NotFoundError } from '../../lib/model/errors.ts';
import {
  auditEventSchema,
  parseEvent,
  publishAlertsEventSchema,
  scanRequestSchema,
  scanTargetEventSchema,
} from '../../lib/scan/events.ts';
import { plannedEnvironment } from '../../lib/scan/plan.ts';

const example = { environment: 'prod' };

describe('an event is checked field by field', () => {
  test('and gets its defaults', () => {
    expect(parseEvent(auditEventSchema, {}, example)).toEqual({ mode: 'detect', wait: false });
    expect(parseEvent(scanRequestSchema, { trigger: 'schedule' }, example)).toEqual({
      mode: 'detect',
      trigger: 'schedule',
    });
  });

  test.each<[string, unknown, string]>([
    ['no event at all', undefined, 'the event: '],
    ['an unknown field', { enviroment: 'prod' }, 'Unrecognized key: "enviroment"'],
    ['a bad account', { accounts: ['1234'] }, 'accounts.0: must be a 12-digit account id'],
    ['an empty list', { types: [] }, 'types: '],
    ['an unknown mode', { mode: 'destroy' }, 'mode: '],
    ['wait as text', { wait: 'true' }, 'wait: '],
  ])('%s is refused with the field and an example', (_name, event, message) => {
    const parse = () => parseEvent(auditEventSchema, event, example);
    expect(parse).toThrow(InputError);
    expect(parse).toThrow(message);
    expect(parse).toThrow('Example: {"environment":"prod"}');
  });

  test.each(['../../etc', 'a b', '', 'x'.repeat(81)])(
    'a run id is part of keys, so %j is refused',
    (runId) => {
      expect(() => parseEvent(publishAlertsEventSchema, { runId, environment: 'prod' }, example)).toThrow(
        'runId: must be 1 to 80 letters, digits, hyphens and underscores',
      );
    },
  );

  test('all mistakes are told together', () => {
    const event = { runId: 'ok', environment: '', account: 'x', region: '' };
    expect(() => parseEvent(scanTargetEventSchema, event, example)).toThrow(
      /environment: .*; account: .*; region: /,
    );
  });
});

test('an environment that a run does not scan is an error that names both', () => {
  const plan = {
    schemaVersion: 1 as const,
    runId: 'run-1',
    executionName: 'local',
    startedAt: '2026-11-21T07:00:00Z',
    request: scanRequestSchema.parse({ trigger: 'cli' }),
    memberRole: { name: 'r', externalId: 'e' },
    environments: [],
  };
  expect(() => plannedEnvironment(plan, 'qa')).toThrow(NotFoundError);
  expect(() => plannedEnvironment(plan, 'qa')).toThrow('Run run-1 does not scan environment qa');
});
