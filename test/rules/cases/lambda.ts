import type { JsonObject } from '../../../lib/model/json.ts';
import { lambda } from '../../scenarios/models.ts';
import { account, stranger } from '../../scenarios/scenario.ts';
import type { RuleCase } from '../rule-case.ts';
import { type Turn, turning } from '../turning.ts';

const functionArn = `arn:aws:lambda:eu-west-1:${account}:function:shop-checkout`;
const { VpcConfig, Environment, ...outside } = lambda;
const signed = {
  CodeSigningConfigArn: `arn:aws:lambda:eu-west-1:${account}:code-signing-config:csc-0123456789abcdef0`,
};
const layer = (owner: string) => `arn:aws:lambda:eu-west-1:${owner}:layer:observability:12`;

const ofFunction = (rule: string, turn: Turn, resource: JsonObject = lambda): RuleCase =>
  turning(rule, 'AWS::Lambda::Function', resource, turn);

const mapping: JsonObject = {
  FunctionName: functionArn,
  EventSourceArn: `arn:aws:sqs:eu-west-1:${account}:orders`,
  Enabled: true,
  BatchSize: 10,
};
const ofMapping = (rule: string, turn: Turn): RuleCase =>
  turning(rule, 'AWS::Lambda::EventSourceMapping', mapping, turn);

const url: JsonObject = {
  FunctionArn: functionArn,
  TargetFunctionArn: functionArn,
  AuthType: 'AWS_IAM',
  InvokeMode: 'BUFFERED',
};
const ofUrl = (rule: string, turn: Turn): RuleCase => turning(rule, 'AWS::Lambda::Url', url, turn);

const permission = (more: JsonObject): JsonObject => ({
  FunctionName: functionArn,
  Id: 'invoke',
  Action: 'lambda:InvokeFunction',
  ...more,
});

/** A permission that is dangerous, or is not. */
function granting(rule: string, dangerous: JsonObject, harmless: JsonObject): RuleCase {
  return {
    rule,
    type: 'AWS::Lambda::Permission',
    fires: [null, permission(dangerous)],
    nearMiss: [null, permission(harmless)],
    safer: [permission(dangerous), permission(harmless)],
  };
}

const version: JsonObject = { LayerVersionArn: `${layer(account)}`, LayerName: 'observability', Version: 12 };

/** Cases of Lambda functions and of who may call them. */
export const lambdaCases: readonly RuleCase[] = [
  ofFunction('lambda-role-changed', {
    from: {},
    to: { Role: `arn:aws:iam::${account}:role/administrator` },
    not: { Timeout: 60 },
    instead: { Description: 'takes the orders' },
  }),
  ofFunction('lambda-code-signing-removed', { from: signed, to: {}, not: { ...signed, Timeout: 60 } }),
  ofFunction('lambda-layer-of-foreign-account', {
    from: {},
    to: { Layers: [layer(account), layer(stranger)] },
    not: { Layers: [layer(account), layer('901920570463')] },
  }),
  ofFunction('lambda-execution-hook', {
    from: { Environment: { Variables: { TABLE: 'orders' } } },
    to: { Environment: { Variables: { TABLE: 'orders', NODE_OPTIONS: '--require /opt/hook.js' } } },
    not: { Environment: { Variables: { TABLE: 'orders', LOG_LEVEL: 'debug' } } },
  }),
  ofFunction('lambda-deprecated-runtime', {
    from: {},
    to: { Runtime: 'nodejs16.x' },
    not: { Runtime: 'nodejs24.x' },
  }),
  ofFunction(
    'lambda-removed-from-vpc',
    {
      from: { VpcConfig: VpcConfig ?? {} },
      to: {},
      not: { VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] } },
    },
    { ...outside, Environment: Environment ?? {} },
  ),
  ofFunction('lambda-function-stopped', {
    from: { ReservedConcurrentExecutions: 50 },
    to: { ReservedConcurrentExecutions: 0 },
    not: { ReservedConcurrentExecutions: 5 },
  }),
  ofFunction('lambda-recursion-allowed', {
    from: { RecursiveLoop: 'Terminate' },
    to: { RecursiveLoop: 'Allow' },
    not: { RecursiveLoop: 'Terminate', Timeout: 60 },
  }),
  ofFunction('lambda-tracing-turned-off', {
    from: {},
    to: { TracingConfig: { Mode: 'PassThrough' } },
    not: { Timeout: 60 },
  }),
  ofMapping('lambda-event-source-disabled', { from: {}, to: { Enabled: false }, not: { BatchSize: 100 } }),
  ofMapping('lambda-event-source-foreign-account', {
    from: {},
    to: { DestinationConfig: { OnFailure: { Destination: `arn:aws:sqs:eu-west-1:${stranger}:orders` } } },
    not: { DestinationConfig: { OnFailure: { Destination: `arn:aws:sqs:eu-west-1:${account}:failed` } } },
  }),
  ofUrl('lambda-url-without-authentication', {
    from: {},
    to: { AuthType: 'NONE' },
    not: { InvokeMode: 'RESPONSE_STREAM' },
  }),
  ofUrl('lambda-url-credentials-from-any-origin', {
    from: { Cors: { AllowCredentials: true, AllowOrigins: ['https://shop.example.com'] } },
    to: { Cors: { AllowCredentials: true, AllowOrigins: ['*'] } },
    not: { Cors: { AllowCredentials: false, AllowOrigins: ['*'] } },
  }),
  granting(
    'lambda-permission-public',
    { Principal: '*' },
    { Principal: '*', PrincipalOrgID: 'o-a1b2c3d4e5' },
  ),
  granting('lambda-permission-foreign-account', { Principal: stranger }, { Principal: account }),
  granting(
    'lambda-permission-without-source',
    { Principal: 's3.amazonaws.com' },
    { Principal: 's3.amazonaws.com', SourceAccount: account },
  ),
  {
    rule: 'lambda-layer-version-deleted',
    type: 'AWS::Lambda::LayerVersion',
    fires: [version, null],
    nearMiss: [version, { ...version, Description: 'deprecated' }],
    safer: [null, version],
  },
  ofFunction('lambda-image-of-foreign-account', {
    from: { Code: { ImageUri: `${account}.dkr.ecr.eu-west-1.amazonaws.com/shop:1` } },
    to: { Code: { ImageUri: `${stranger}.dkr.ecr.eu-west-1.amazonaws.com/shop:1` } },
    not: { Code: { ImageUri: `${account}.dkr.ecr.eu-west-1.amazonaws.com/shop:2` } },
  }),
  {
    rule: 'lambda-public-permission-deleted',
    type: 'AWS::Lambda::Permission',
    fires: [permission({ Principal: '*' }), null],
    nearMiss: [permission({ Principal: 's3.amazonaws.com', SourceAccount: account }), null],
    safer: [permission({ Principal: '*' }), permission({ Principal: account })],
  },
];
