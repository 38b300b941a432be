import { describe, expect, test } from 'vitest';
import { awsErrorParts, describeAwsError, isNotFound, isThrottling } from '../../lib/aws/errors.ts';

function sdkError(name: string, httpStatusCode?: number): Error {
  const error = Object.assign(new Error(`about ${name}`), { name });
  return httpStatusCode === undefined ? error : Object.assign(error, { $metadata: { httpStatusCode } });
}

describe('anything that was thrown has a code, a message and perhaps a status', () => {
  test.each([
    ['an SDK error', sdkError('AccessDenied', 403), { code: 'AccessDenied', status: 403 }],
    ['an error without metadata', new TypeError('x'), { code: 'TypeError', status: undefined }],
    ['metadata without status', Object.assign(sdkError('X'), { $metadata: {} }), { status: undefined }],
    ['metadata that is none', Object.assign(sdkError('X'), { $metadata: null }), { status: undefined }],
    ['a status that is no number', Object.assign(sdkError('X'), { $metadata: { httpStatusCode: 'x' } }), {}],
    ['something that is no error', 'boom', { code: 'Error', message: 'boom', status: undefined }],
  ])('%s', (_name, error, parts) => {
    expect(awsErrorParts(error)).toMatchObject(parts);
  });

  test('and one line to show', () => {
    expect(describeAwsError(sdkError('AccessDenied'))).toBe('AccessDenied: about AccessDenied');
  });
});

describe('throttling is recognised in the words of each service', () => {
  test.each([
    ['Lambda, IAM, RDS, ECS', 'ThrottlingException'],
    ['EC2', 'RequestLimitExceeded'],
    ['S3', 'SlowDown'],
    ['IAM', 'Throttling'],
    ['Lambda', 'TooManyRequestsException'],
    ['DynamoDB', 'ProvisionedThroughputExceededException'],
    ['Kinesis', 'LimitExceededException'],
  ])('%s: %s', (_service, code) => {
    expect(isThrottling(sdkError(code))).toBe(true);
  });

  test('any answer with status 429 is throttled; a denial is not', () => {
    expect(isThrottling(sdkError('Whatever', 429))).toBe(true);
    expect(isThrottling(sdkError('AccessDenied', 403))).toBe(false);
  });
});

describe('"there is none" is recognised in the words of each service', () => {
  test.each([
    'NoSuchBucketPolicy',
    'NoSuchEntity',
    'ResourceNotFoundException',
    'DBInstanceNotFoundFault',
    'InvalidGroup.NotFound',
    'ServerSideEncryptionConfigurationNotFoundError',
  ])('%s', (code) => {
    expect(isNotFound(sdkError(code))).toBe(true);
  });

  test('a denial does not say that there is none', () => {
    expect(isNotFound(sdkError('AccessDenied', 403))).toBe(false);
  });
});
