import {
  type FunctionUrlConfig,
  LambdaClient,
  paginateListFunctions,
  paginateListFunctionUrlConfigs,
} from '@aws-sdk/client-lambda';
import pLimit from 'p-limit';
import { isNotFound } from '../aws/errors.ts';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import { toList } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { StateRule } from '../model/rule.ts';
import { defineResourceType, type ReadResource } from './define.ts';

const callsAtOnce = 8;

function toResource(url: FunctionUrlConfig, targetArn: string): ReadResource | undefined {
  const { FunctionArn, FunctionUrl, AuthType, Cors, InvokeMode } = url;
  if (!FunctionArn) return undefined;
  const Qualifier = FunctionArn === targetArn ? undefined : FunctionArn.slice(targetArn.length + 1);
  return {
    id: FunctionArn,
    properties: {
      FunctionArn,
      TargetFunctionArn: targetArn,
      Qualifier,
      FunctionUrl,
      AuthType,
      Cors,
      InvokeMode,
    },
  };
}

/** The URLs of a function and of its aliases; none of a function that was deleted meanwhile. */
async function readUrls({ clients }: ResourceReader, name: string, arn: string): Promise<ReadResource[]> {
  const urls: ReadResource[] = [];
  const pages = paginateListFunctionUrlConfigs({ client: clients.get(LambdaClient) }, { FunctionName: name });
  try {
    for await (const page of pages) {
      urls.push(...(page.FunctionUrlConfigs ?? []).flatMap((url) => toResource(url, arn) ?? []));
    }
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
  return urls;
}

const withoutAuthentication: StateRule = {
  kind: 'state',
  id: 'lambda-url-without-authentication',
  title: 'a function URL asks for no authentication',
  severity: 'CRITICAL',
  sources: ['FSBP Lambda.1', 'AWS Well-Architected SEC03-BP07'],
  recommendation:
    'Set AuthType to AWS_IAM, or delete the URL; if it is meant for the public, put CloudFront with a WAF in front.',
  remedy: {
    command: 'aws lambda update-function-url-config --function-name {{id}} --auth-type AWS_IAM',
    console: 'Lambda › Functions › {{/TargetFunctionArn}} › Configuration › Function URL › Edit',
  },
  safer: 'the function URL asks for authentication',
  dangers: ({ properties }) =>
    properties.AuthType === 'NONE'
      ? [
          {
            subject: 'AuthType NONE',
            path: '/AuthType',
            reason: `Function ${String(properties.TargetFunctionArn)} has a URL with AuthType NONE: anyone on the internet whom the function's policy lets in can run it without signing in.`,
          },
        ]
      : [],
};

const anyOriginWithCredentials: StateRule = {
  kind: 'state',
  id: 'lambda-url-credentials-from-any-origin',
  title: 'a function URL takes credentials from any web site',
  severity: 'MEDIUM',
  sources: ['OWASP ASVS 14.5.3', 'https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html'],
  recommendation: 'Name the origins that may call the URL, or turn AllowCredentials off.',
  remedy: {
    command:
      'aws lambda update-function-url-config --function-name {{id}} --cors AllowCredentials=true,AllowOrigins=<https-origin>',
    console: 'Lambda › Functions › {{/TargetFunctionArn}} › Configuration › Function URL › Edit',
  },
  safer: 'credentials are taken from known origins only',
  dangers: ({ properties }) =>
    valueAt(properties, '/Cors/AllowCredentials') === true &&
    toList(valueAt(properties, '/Cors/AllowOrigins')).includes('*')
      ? [
          {
            subject: 'credentials from any origin',
            path: '/Cors',
            reason: `The URL of function ${String(properties.TargetFunctionArn)} takes requests with credentials from any web site.`,
          },
        ]
      : [],
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-url.html */
export const lambdaUrl = defineResourceType({
  type: 'AWS::Lambda::Url',
  scope: 'regional',
  permissions: ['lambda:ListFunctions', 'lambda:ListFunctionUrlConfigs'],
  async *read(reader) {
    const limit = pLimit(callsAtOnce);
    for await (const page of paginateListFunctions({ client: reader.clients.get(LambdaClient) }, {})) {
      const urls = await limit.map(page.Functions ?? [], ({ FunctionName, FunctionArn }) =>
        FunctionName && FunctionArn ? readUrls(reader, FunctionName, FunctionArn) : [],
      );
      yield* urls.flat();
    }
  },
  volatile: {
    '/CreationTime': 'time of creation',
    '/LastModifiedTime': 'time of the last change of any kind',
  },
  defaults: { InvokeMode: 'BUFFERED' },
  sensitivity: { '/AuthType': 'MEDIUM', '/Cors': 'MEDIUM' },
  rules: [withoutAuthentication, anyOriginWithCredentials],
  monthlyCost: () => free,
});
