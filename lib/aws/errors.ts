/** What of an AWS SDK error is of use: its code, message and HTTP status. */
export interface AwsErrorParts {
  readonly code: string;
  readonly message: string;
  readonly status: number | undefined;
}

/** The parts of anything that was thrown. */
export function awsErrorParts(error: unknown): AwsErrorParts {
  if (!(error instanceof Error)) return { code: 'Error', message: String(error), status: undefined };
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  const status: unknown =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? metadata.httpStatusCode
      : undefined;
  return {
    code: error.name,
    message: error.message,
    status: typeof status === 'number' ? status : undefined,
  };
}

/** An error as `Code: message`. */
export function describeAwsError(error: unknown): string {
  const { code, message } = awsErrorParts(error);
  return `${code}: ${message}`;
}

/** Whether AWS throttled a call. */
export function isThrottling(error: unknown): boolean {
  const { code, status } = awsErrorParts(error);
  return (
    status === 429 ||
    /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|ProvisionedThroughputExceeded|BandwidthLimitExceeded|LimitExceededException$/.test(
      code,
    )
  );
}

/**
 * Whether a call failed because what it asks for is not there: a bucket without a policy, a function that was deleted
 * between the list and the call. Each service has its own codes; all say `NoSuch…`, `…NotFound…`, `…DoesNotExist` or
 * `…Nonexistent…`.
 */
export function isNotFound(error: unknown): boolean {
  const { code } = awsErrorParts(error);
  return /NoSuch|NotFound|DoesNotExist|Non[Ee]xistent/.test(code);
}
