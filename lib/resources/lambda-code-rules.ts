import { isJsonObject, toList } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger, Rule, StateRule } from '../model/rule.ts';
import { formerValue } from './former-state.ts';
import { accountOfArn, gained, gaveUp, values } from './lambda-changes.ts';

const roleChanged: ChangeRule = {
  kind: 'change',
  id: 'lambda-role-changed',
  title: 'a function runs with another role',
  severity: 'HIGH',
  sources: ['AWS Well-Architected SEC03-BP02', 'MITRE ATT&CK T1098.003'],
  recommendation:
    'Compare the permissions of both roles; set the approved role again if nobody can say why it was changed.',
  remedy: {
    command: 'aws lambda update-function-configuration --function-name {{id}} --role {{former}}',
    console: 'Lambda › Functions › {{id}} › Configuration › Permissions › Execution role › Edit',
  },
  dangers: (change) => {
    const found = values(change, '/Role');
    if (!found || found.before === null || found.before === found.after) return [];
    return [
      {
        subject: `role ${String(found.after)}`,
        path: '/Role',
        values: formerValue(found.before),
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
  sources: [
    'AWS Well-Architected SEC06-BP04',
    'https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html',
    'MITRE ATT&CK T1562.001',
  ],
  recommendation:
    'Bind the code signing configuration again, and check the code that was deployed without it.',
  remedy: {
    command:
      'aws lambda put-function-code-signing-config --function-name {{id}} --code-signing-config-arn {{former}}',
    console: 'Lambda › Functions › {{id}} › Configuration › Code signing › Edit',
  },
  dangers: (change) =>
    gaveUp(change, '/CodeSigningConfigArn')
      ? [
          {
            subject: 'code signing removed',
            path: '/CodeSigningConfigArn',
            values: formerValue(values(change, '/CodeSigningConfigArn')?.before),
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
  sources: [
    'AWS Well-Architected SEC06-BP04',
    'https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html',
  ],
  recommendation:
    'Make sure that you know the account that publishes the layer; better, publish a reviewed copy from your own.',
  remedy: {
    command:
      'aws lambda update-function-configuration --function-name {{id}} --layers <approved-layer-version-arns>',
    console: 'Lambda › Functions › {{id}} › Code › Layers › Edit',
  },
  safer: 'the function no longer runs the layer of another account',
  dangers: foreignLayers,
};

const imageOfForeignAccount: StateRule = {
  kind: 'state',
  id: 'lambda-image-of-foreign-account',
  title: 'a function runs an image of another account',
  severity: 'HIGH',
  sources: [
    'AWS Well-Architected SEC06-BP04',
    'https://docs.aws.amazon.com/lambda/latest/dg/images-create.html',
    'MITRE ATT&CK T1525',
  ],
  recommendation:
    'Make sure that you know the account whose registry it is; better, run a reviewed copy from your own.',
  remedy: {
    command: 'aws lambda update-function-code --function-name {{id}} --image-uri <approved-image>',
    console: 'Lambda › Functions › {{id}} › Image › Deploy new image',
  },
  safer: 'the function no longer runs the image of another account',
  dangers: (resource) => {
    const image = String(valueAt(resource.properties, '/Code/ImageUri') ?? '');
    const owner = /^(\d{12})\.dkr\.ecr\./.exec(image)?.[1];
    if (owner === undefined || resource.account === '' || owner === resource.account) return [];
    return [
      {
        subject: `image of account ${owner}`,
        path: '/Code/ImageUri',
        reason: `Function ${resource.id} runs code of account ${owner}: image ${image}.`,
      },
    ];
  },
};

/**
 * Variables through which a runtime runs other code than the handler.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html
 */
const hookVariables = [
  'AWS_LAMBDA_EXEC_WRAPPER',
  'BASH_ENV',
  'DOTNET_STARTUP_HOOKS',
  'JAVA_TOOL_OPTIONS',
  'LD_AUDIT',
  'LD_PRELOAD',
  'NODE_OPTIONS',
  'PYTHONSTARTUP',
  'RUBYOPT',
] as const;

const executionHook: StateRule = {
  kind: 'state',
  id: 'lambda-execution-hook',
  title: 'an environment variable runs code beside the handler',
  severity: 'HIGH',
  sources: ['MITRE ATT&CK T1574.006', 'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html'],
  recommendation: 'Find out what the variable starts; remove it unless a monitoring layer needs it.',
  remedy: {
    command:
      'aws lambda update-function-configuration --function-name {{id}} --environment file://<approved-environment.json>',
    console: 'Lambda › Functions › {{id}} › Configuration › Environment variables › Edit',
  },
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

/** Dangers of what code a function runs, and with whose permissions. */
export const lambdaCodeRules: readonly Rule[] = [
  roleChanged,
  codeSigningRemoved,
  layerOfForeignAccount,
  imageOfForeignAccount,
  executionHook,
];
