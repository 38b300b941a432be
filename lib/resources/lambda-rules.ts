import type { ResourceChange } from '../model/change.ts';
import { isJsonObject, type JsonValue, toList } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger, Rule, StateRule } from '../model/rule.ts';
import { deprecatedRuntime } from './lambda-runtimes.ts';

/** The account of an ARN; undefined where it names none, as the ARN of an S3 bucket. */
export function accountOfArn(arn: string): string | undefined {
  return /^arn:aws[a-z-]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1];
}

/** A value of a modified resource, before and after. */
function values(change: ResourceChange, path: string): { before: JsonValue; after: JsonValue } | undefined {
  if (change.kind !== 'modified') return undefined;
  return {
    before: valueAt(change.before.properties, path) ?? null,
    after: valueAt(change.after.properties, path) ?? null,
  };
}

/** Where a change gives up a property altogether, and where it brings one. */
function gaveUp(change: ResourceChange, path: string): boolean {
  const found = values(change, path);
  return found !== undefined && found.before !== null && found.after === null;
}

function gained(change: ResourceChange, path: string): boolean {
  const found = values(change, path);
  return found !== undefined && found.before === null && found.after !== null;
}

const roleChanged: ChangeRule = {
  kind: 'change',
  id: 'lambda-role-changed',
  title: 'a function runs with another role',
  severity: 'HIGH',
  sources: ['AWS Well-Architected SEC03-BP02'],
  recommendation:
    'Compare the permissions of both roles; set the approved role again if nobody can say why it was changed.',
  dangers: (change) => {
    const found = values(change, '/Role');
    if (!found || found.before === null || found.before === found.after) return [];
    return [
      {
        subject: `role ${String(found.after)}`,
        path: '/Role',
        reason: `Function ${change.after?.id} runs with the permissions of ${String(found.after)} now, no longer with those of ${String(found.before)}.`,
      },
    ];
  },
};

const codeSigningRemoved: ChangeRule = {
  kind: 'change',
  id: 'lambda-code-signing-removed',
  title: 'code signing of a function was removed',
  severity: 'HIGH',
  sources: ['AWS Well-Architected SEC06-BP05'],
  recommendation:
    'Bind the code signing configuration again, and check the code that was deployed without it.',
  dangers: (change) =>
    gaveUp(change, '/CodeSigningConfigArn')
      ? [
          {
            subject: 'code signing removed',
            path: '/CodeSigningConfigArn',
            reason: `Function ${change.after?.id} accepts code that nobody signed: its code signing configuration ${String(values(change, '/CodeSigningConfigArn')?.before)} was removed.`,
          },
        ]
      : [],
  ended: (change) =>
    gained(change, '/CodeSigningConfigArn')
      ? [
          {
            subject: 'code signing removed',
            path: '/CodeSigningConfigArn',
            reason: 'Safer: the function accepts signed code only.',
          },
        ]
      : [],
};

const removedFromVpc: ChangeRule = {
  kind: 'change',
  id: 'lambda-removed-from-vpc',
  title: 'a function left its VPC',
  severity: 'MEDIUM',
  sources: ['FSBP Lambda.3'],
  recommendation:
    'Put the function back into its subnets and security groups: outside, no network rule of the VPC holds for it.',
  dangers: (change) =>
    gaveUp(change, '/VpcConfig')
      ? [
          {
            subject: 'no VPC',
            path: '/VpcConfig',
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
  sources: ['FSBP Lambda.7'],
  recommendation: 'Turn active tracing on again, unless somebody decided to save it.',
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

/**
 * Accounts from which AWS publishes layers in every region: Distro for OpenTelemetry, Lambda Insights, Powertools,
 * SDK for pandas. https://aws-otel.github.io/docs/getting-started/lambda,
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Lambda-Insights-extension-versions.html,
 * https://docs.powertools.aws.dev/lambda/, https://aws-sdk-pandas.readthedocs.io/en/stable/layers.html
 */
const awsLayerAccounts: ReadonlySet<string> = new Set([
  '901920570463',
  '580247275435',
  '017000801446',
  '336392948345',
]);
/** Extensions that AWS publishes from an account of its own in each region; the name alone proves nothing. */
const awsLayerName =
  /:layer:(AWS-Parameters-and-Secrets-Lambda-Extension|AWS-AppConfig-Extension|LambdaInsightsExtension)(-Arm64)?:/;

function foreignLayers(resource: Resource): Danger[] {
  return toList(resource.properties.Layers).flatMap((layer, at) => {
    const arn = String(layer);
    const account = accountOfArn(arn);
    if (!account || resource.account === '' || account === resource.account) return [];
    if (awsLayerAccounts.has(account)) return [];
    return [
      {
        subject: `layer of account ${account}`,
        path: `/Layers/${at}`,
        ...(awsLayerName.test(arn) ? { severity: 'MEDIUM' as const } : {}),
        reason: `Function ${resource.id} runs code of account ${account}: layer ${arn}.`,
      },
    ];
  });
}

const layerOfForeignAccount: StateRule = {
  kind: 'state',
  id: 'lambda-layer-of-foreign-account',
  title: 'a function runs a layer of another account',
  severity: 'HIGH',
  sources: ['AWS Well-Architected SEC06-BP05'],
  recommendation:
    'Make sure that you know the account that publishes the layer; better, publish a reviewed copy from your own.',
  safer: 'the function no longer runs the layer of another account',
  dangers: foreignLayers,
};

/**
 * Variables through which a runtime runs other code than the handler.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html
 */
const hookVariables = [
  'AWS_LAMBDA_EXEC_WRAPPER',
  'JAVA_TOOL_OPTIONS',
  'LD_PRELOAD',
  'NODE_OPTIONS',
  'PYTHONSTARTUP',
] as const;

const executionHook: StateRule = {
  kind: 'state',
  id: 'lambda-execution-hook',
  title: 'an environment variable runs code beside the handler',
  severity: 'HIGH',
  sources: ['MITRE ATT&CK T1574.006'],
  recommendation: 'Find out what the variable starts; remove it unless a monitoring layer needs it.',
  safer: 'the variable is gone',
  dangers: ({ id, properties }) => {
    const variables = valueAt(properties, '/Environment/Variables');
    return hookVariables
      .filter((name) => isJsonObject(variables) && variables[name] !== undefined)
      .map((name) => ({
        subject: name,
        path: `/Environment/Variables/${name}`,
        reason: `Environment variable ${name} of function ${id} can run other code than the handler on every start.`,
      }));
  },
};

const functionStopped: StateRule = {
  kind: 'state',
  id: 'lambda-function-stopped',
  title: 'a function is not allowed to run',
  severity: 'MEDIUM',
  sources: ['AWS Lambda reserved concurrency'],
  recommendation: 'Remove the reserved concurrency of 0, unless somebody stopped the function on purpose.',
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
  sources: ['AWS Lambda recursive loop detection'],
  recommendation: 'Set RecursiveLoop to Terminate again, unless the function is meant to call itself.',
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
  roleChanged,
  codeSigningRemoved,
  layerOfForeignAccount,
  removedFromVpc,
  deprecatedRuntime,
  executionHook,
  functionStopped,
  recursionAllowed,
  tracingTurnedOff,
];
