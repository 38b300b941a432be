import type { Scanner } from '../emulator/scanner.ts';

/** How to use a scanner that was left running, with the AWS CLI and with Tidemark itself. */
export function keepInstructions({ emulator, outputs }: Scanner): string {
  const exports = Object.entries(emulator.environment).map(([name, value]) => `  export ${name}=${value}`);
  return `
Everything is still running. With the AWS CLI:

${exports.join('\n')}
  aws s3 ls --recursive s3://${outputs.BucketName}
  aws stepfunctions list-executions --state-machine-arn ${outputs.StateMachineArn}
  aws lambda invoke --function-name ${outputs.AuditFunctionName} --cli-binary-format raw-in-base64-out \\
    --payload '{"environment":"prod","wait":true}' answer.json
  aws sqs receive-message --queue-url ${outputs.DeadLetterQueueUrl}

To end it:

  kill -- -${emulator.pid}
`;
}
