declare module 'aws-cron-expression-validator' {
  /** Throws an error that names the wrong field when the six fields of an AWS cron expression are not valid. */
  export function awsCronExpressionValidator(fields: string): object;
}
