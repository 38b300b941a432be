import { isJsonObject, toList, toObjects } from '../model/json.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Remedy, Rule, StateRule } from '../model/rule.ts';
import { propertyDanger, protectionLost } from './property-rules.ts';

/** The rule of an API, of either kind, whose default endpoint answers again. */
const defaultEndpointEnabled = (remedy: Remedy): ChangeRule =>
  protectionLost({
    id: 'apigateway-default-endpoint-enabled',
    title: 'the default endpoint of an API was enabled',
    severity: 'MEDIUM',
    sources: [
      'https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html',
    ],
    recommendation:
      'Disable the default endpoint again, so that callers pass the custom domain and its firewall.',
    remedy,
    path: '/DisableExecuteApiEndpoint',
    protects: (value) => value === true,
    reason: ({ id }) => `API ${id} answers at its default endpoint again, past its custom domain.`,
    better: 'the default endpoint is disabled',
  });

/** The dangers of AWS::ApiGateway::RestApi. */
export const restApiRules: readonly Rule[] = [
  protectionLost({
    id: 'apigateway-private-api-opened',
    title: 'a private API can be reached from the internet',
    severity: 'HIGH',
    sources: ['https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html'],
    recommendation: 'Make the endpoint private again.',
    remedy: {
      command:
        'aws apigateway update-rest-api --rest-api-id {{id}} --patch-operations op=replace,path=/endpointConfiguration/types/{{/EndpointConfiguration/Types/0}},value=PRIVATE',
      console: 'API Gateway › APIs › {{id}} › API settings › Edit',
    },
    path: '/EndpointConfiguration/Types',
    protects: (types) => toList(types).includes('PRIVATE'),
    reason: ({ id }, _, to) =>
      `API ${id} was private and has a public endpoint now (${toList(to).join(', ')}).`,
    better: 'the API can be reached from VPCs only',
  }),
  protectionLost({
    id: 'apigateway-policy-removed',
    title: 'an API lost its resource policy',
    severity: 'HIGH',
    sources: [
      'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html',
    ],
    recommendation: 'Set the resource policy again and deploy the API.',
    remedy: {
      command: `aws apigateway update-rest-api --rest-api-id {{id}} --patch-operations '[{"op":"replace","path":"/policy","value":"{{former}}"}]'`,
      console: 'API Gateway › APIs › {{id}} › Resource policy › Create policy',
    },
    path: '/Policy',
    protects: (policy) => policy !== null,
    reason: ({ id }) =>
      `API ${id} has no resource policy any more: who may call it is left to its methods alone.`,
    better: 'the API has a resource policy',
  }),
  defaultEndpointEnabled({
    command:
      'aws apigateway update-rest-api --rest-api-id {{id}} --patch-operations op=replace,path=/disableExecuteApiEndpoint,value=true',
    console: 'API Gateway › APIs › {{id}} › API settings › Edit › Default endpoint',
  }),
];

function loggedMethods({ properties }: Resource): Map<string, string> {
  const logged = toObjects(properties.MethodSettings)
    .filter(({ LoggingLevel = 'OFF' }) => LoggingLevel !== 'OFF')
    .map(
      ({ ResourcePath, HttpMethod, LoggingLevel }) =>
        [`${ResourcePath} ${HttpMethod}`, String(LoggingLevel)] as const,
    );
  return new Map(logged);
}

const unlogged = (had: Resource, has: Resource) =>
  [...loggedMethods(had).keys()].filter((method) => !loggedMethods(has).has(method));

const executionLogOff: ChangeRule = {
  kind: 'change',
  id: 'apigateway-execution-logging-off',
  title: 'methods of an API are no longer logged',
  severity: 'MEDIUM',
  sources: ['FSBP APIGateway.1'],
  recommendation: 'Set the logging level of the stage to ERROR or INFO again.',
  remedy: {
    command:
      "aws apigateway update-stage --rest-api-id {{/RestApiId}} --stage-name {{/StageName}} --patch-operations 'op=replace,path=/*/*/logging/loglevel,value=ERROR'",
    console: 'API Gateway › APIs › {{/RestApiId}} › Stages › {{/StageName}} › Logs and tracing › Edit',
  },
  dangers: (change) =>
    change.kind === 'modified'
      ? unlogged(change.before, change.after).map((method) => ({
          subject: method,
          path: '/MethodSettings',
          reason: `Stage ${change.after.id} no longer logs ${method}.`,
        }))
      : [],
  ended: (change) =>
    change.kind === 'modified'
      ? unlogged(change.after, change.before).map((method) => ({
          subject: method,
          path: '/MethodSettings',
          reason: `Safer: ${method} is logged.`,
        }))
      : [],
};

const dataTrace: StateRule = {
  kind: 'state',
  id: 'apigateway-requests-logged-whole',
  title: 'whole requests are written to the log',
  severity: 'MEDIUM',
  sources: ['https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html'],
  recommendation: 'Turn data tracing off: tokens and personal data of the callers are in the log.',
  remedy: {
    command:
      "aws apigateway update-stage --rest-api-id {{/RestApiId}} --stage-name {{/StageName}} --patch-operations 'op=replace,path=/*/*/logging/dataTrace,value=false'",
    console:
      'API Gateway › APIs › {{/RestApiId}} › Stages › {{/StageName}} › Logs and tracing › Edit › Data tracing',
  },
  safer: 'requests are no longer logged whole',
  dangers: ({ id, properties }) =>
    toObjects(properties.MethodSettings)
      .filter(({ DataTraceEnabled }) => DataTraceEnabled === true)
      .map(({ ResourcePath, HttpMethod }) => ({
        subject: `${ResourcePath} ${HttpMethod}`,
        path: '/MethodSettings',
        reason: `Stage ${id} logs whole requests and answers of ${ResourcePath} ${HttpMethod}.`,
      })),
};

/** The dangers of AWS::ApiGateway::Stage. */
export const stageRules: readonly Rule[] = [
  executionLogOff,
  dataTrace,
  protectionLost({
    id: 'apigateway-firewall-removed',
    title: 'a stage lost its web ACL',
    severity: 'HIGH',
    sources: ['FSBP APIGateway.4'],
    recommendation: 'Associate the web ACL with the stage again.',
    remedy: {
      command: 'aws wafv2 associate-web-acl --web-acl-arn {{former}} --resource-arn {{arn}}',
      console:
        'API Gateway › APIs › {{/RestApiId}} › Stages › {{/StageName}} › Stage details › Edit › Web ACL',
    },
    path: '/WebAclArn',
    protects: (value) => value !== null,
    reason: ({ id }, from) => `Stage ${id} is no longer protected by ${String(from)}.`,
    better: 'the stage is protected by a web ACL',
  }),
];

/** The dangers of AWS::ApiGatewayV2::Api. */
export const httpApiRules: readonly Rule[] = [
  propertyDanger({
    id: 'apigateway-cors-everybody',
    title: 'scripts of every web site may call an API',
    severity: 'MEDIUM',
    sources: ['https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html'],
    recommendation: 'Name the origins that may call the API.',
    remedy: {
      command:
        'aws apigatewayv2 update-api --api-id {{id}} --cors-configuration AllowOrigins=<https://approved-site>,AllowMethods=<as-before>,AllowHeaders=<as-before>',
      console: 'API Gateway › APIs › {{id}} › CORS › Configure',
    },
    safer: 'only known origins may call the API',
    path: '/CorsConfiguration/AllowOrigins',
    isDanger: (origins) => toList(origins).includes('*'),
    reason: ({ id }) => `API ${id} answers scripts of every web site (AllowOrigins *).`,
  }),
  defaultEndpointEnabled({
    command: 'aws apigatewayv2 update-api --api-id {{id}} --disable-execute-api-endpoint',
    console: 'API Gateway › APIs › {{id}} › API details › Edit › Default endpoint',
  }),
];

/** The dangers of AWS::ApiGatewayV2::Stage. */
export const httpStageRules: readonly Rule[] = [
  protectionLost({
    id: 'apigateway-access-log-off',
    title: 'requests to an API are no longer logged',
    severity: 'HIGH',
    sources: ['FSBP APIGateway.9'],
    recommendation: 'Set the access log of the stage again.',
    remedy: {
      command:
        'aws apigatewayv2 update-stage --api-id {{/ApiId}} --stage-name {{/StageName}} --access-log-settings {{former}}',
      console: 'API Gateway › APIs › {{/ApiId}} › Logging › {{/StageName}} › Edit',
    },
    path: '/AccessLogSettings',
    protects: (value) => isJsonObject(value) && value.DestinationArn !== undefined,
    reason: ({ id }) => `Stage ${id} no longer logs who calls it.`,
    better: 'requests are logged',
  }),
];
