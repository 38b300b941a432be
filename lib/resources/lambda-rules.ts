import type { ResourceChange } from '../model/change.ts';
import type { ChangeRule, Rule, StateRule } from '../model/rule.ts';
import { formerValue } from './former-state.ts';
import { gained, gaveUp, values } from './lambda-changes.ts';
import { lambdaCodeRules } from './lambda-code-rules.ts';
import { deprecatedRuntime } from './lambda-runtimes.ts';

const removedFromVpc: ChangeRule = {
  kind: 'change',
  id: 'lambda-removed-from-vpc',
  title: 'a function left its VPC',
  severity: 'MEDIUM',
  sources: ['Security Hub Lambda.3', 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html'],
  recommendation:
    'Put the function back into its subnets and security groups: outside, no network rule of the VPC holds for it.',
  remedy: {
    command: 'aws lambda update-function-configuration --function-name {{id}} --vpc-config {{former}}',
    console: 'Lambda › Functions › {{id}} › Configuration › VPC › Edit',
  },
  dangers: (change) =>
    gaveUp(change, '/VpcConfig')
      ? [
          {
            subject: 'no VPC',
            path: '/VpcConfig',
            values: formerValue(values(change, '/VpcConfig')?.before),
            reason: `Function ${change.after?.id} left its VPC: it reaches the internet without the VPC's rules, and the private resources of the VPC no more.`,
          },
        ]
      : [],
  ended: (change) =>
    gained(change, '/VpcConfig')
      ? [{ subject: 'no VPC', path: '/VpcConfig', reason: 'Safer: the function runs in a VPC.' }]
      : [],
};

function tracingMode(change: ResourceChange) {
  return values(change, '/TracingConfig/Mode');
}

const tracingTurnedOff: ChangeRule = {
  kind: 'change',
  id: 'lambda-tracing-turned-off',
  title: 'tracing of a function was turned off',
  severity: 'LOW',
  sources: ['Security Hub Lambda.7', 'https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html'],
  recommendation: 'Turn active tracing on again, unless somebody decided to save it.',
  remedy: {
    command: 'aws lambda update-function-configuration --function-name {{id}} --tracing-config Mode=Active',
    console: 'Lambda › Functions › {{id}} › Configuration › Monitoring and operations tools › Edit',
  },
  dangers: (change) => {
    const mode = tracingMode(change);
    return mode?.before === 'Active' && mode.after !== 'Active'
      ? [
          {
            subject: 'tracing off',
            path: '/TracingConfig/Mode',
            reason: `Function ${change.after?.id} is no longer traced with X-Ray.`,
          },
        ]
      : [];
  },
  ended: (change) => {
    const mode = tracingMode(change);
    return mode?.after === 'Active' && mode.before !== 'Active'
      ? [{ subject: 'tracing off', path: '/TracingConfig/Mode', reason: 'Safer: the function is traced.' }]
      : [];
  },
};

const functionStopped: StateRule = {
  kind: 'state',
  id: 'lambda-function-stopped',
  title: 'a function is not allowed to run',
  severity: 'MEDIUM',
  sources: [
    'https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html',
    'MITRE ATT&CK T1489',
  ],
  recommendation: 'Remove the reserved concurrency of 0, unless somebody stopped the function on purpose.',
  remedy: {
    command: 'aws lambda delete-function-concurrency --function-name {{id}}',
    console:
      'Lambda › Functions › {{id}} › Configuration › Concurrency and recursion detection › Concurrency › Edit › Use unreserved account concurrency',
  },
  safer: 'the function may run',
  dangers: ({ id, properties }) =>
    properties.ReservedConcurrentExecutions === 0
      ? [
          {
            subject: 'reserved concurrency 0',
            path: '/ReservedConcurrentExecutions',
            reason: `Function ${id} has a reserved concurrency of 0: every invocation is refused.`,
          },
        ]
      : [],
};

const recursionAllowed: StateRule = {
  kind: 'state',
  id: 'lambda-recursion-allowed',
  title: 'a function may call itself without end',
  severity: 'MEDIUM',
  sources: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html'],
  recommendation: 'Set RecursiveLoop to Terminate again, unless the function is meant to call itself.',
  remedy: {
    command: 'aws lambda put-function-recursion-config --function-name {{id}} --recursive-loop Terminate',
    console:
      'Lambda › Functions › {{id}} › Configuration › Concurrency and recursion detection › Recursive loop detection › Edit',
  },
  safer: 'endless loops are stopped',
  dangers: ({ id, properties }) =>
    properties.RecursiveLoop === 'Allow'
      ? [
          {
            subject: 'recursive loops allowed',
            path: '/RecursiveLoop',
            reason: `Lambda no longer stops function ${id} when it calls itself in a loop, whatever that costs.`,
          },
        ]
      : [],
};

/** The dangers of a Lambda function. */
export const lambdaFunctionRules: readonly Rule[] = [
  ...lambdaCodeRules,
  removedFromVpc,
  deprecatedRuntime,
  functionStopped,
  recursionAllowed,
  tracingTurnedOff,
];
