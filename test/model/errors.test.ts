import { describe, expect, test } from 'vitest';
import {
  AssumeRoleError,
  ConfigurationError,
  ConflictError,
  FormatError,
  InputError,
  messageOf,
  NotFoundError,
  ThrottledError,
  TidemarkError,
} from '../../lib/model/errors.ts';

describe('an error says where it happened', () => {
  test.each([
    [{}, 'Failed'],
    [{ environment: 'prod' }, 'Failed [environment prod]'],
    [
      { environment: 'prod', account: '111122223333', region: 'eu-west-1', resource: 'sg-1' },
      'Failed [environment prod, account 111122223333, region eu-west-1, resource sg-1]',
    ],
  ])('%j', (place, message) => {
    expect(new TidemarkError('Failed', place)).toMatchObject({ message, place });
  });

  test('and carries its cause', () => {
    const cause = new Error('why');
    expect(new TidemarkError('Failed', {}, { cause }).cause).toBe(cause);
  });
});

describe('what must be corrected exits with 2, what could not be completed with 3', () => {
  test.each([
    [InputError, 2],
    [ConfigurationError, 2],
    [FormatError, 2],
    [TidemarkError, 3],
    [AssumeRoleError, 3],
    [ThrottledError, 3],
    [ConflictError, 3],
    [NotFoundError, 3],
  ])('%o', (kind, exitCode) => {
    const error = new kind('x');
    expect(error.exitCode).toBe(exitCode);
    expect(error.name).toBe(kind.name);
  });
});

test('anything that was thrown says something', () => {
  expect(messageOf(new Error('no'))).toBe('no');
  expect(messageOf('boom')).toBe('boom');
});
