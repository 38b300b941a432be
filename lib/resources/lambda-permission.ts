import { GetPolicyCommand, LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import pLimit from 'p-limit';
import { z } from 'zod';
import { isNotFound } from '../aws/errors.ts';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import type { JsonObject } from '../model/json.ts';
import { jsonObjectSchema, type Resource } from '../model/resource.ts';
import type { Danger, StateRule } from '../model/rule.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { aliasesOf } from './lambda-alias.ts';
import { accountOfArn } from './lambda-changes.ts';
import { deleted } from './watcher-rules.ts';

const callsAtOnce = 8;

const conditionsSchema = z.record(
  z.string(),
  z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string())])),
);
const policySchema = z.object({
  Statement: z
    .array(
      z.object({
        Sid: z.string(),
        Effect: z.string(),
        Action: z.union([z.string(), z.array(z.string())]),
        Principal: z.union([z.string(), jsonObjectSchema]),
        Resource: z.string().optional(),
        Condition: conditionsSchema.optional(),
      }),
    )
    .default([]),
});
type Statement = z.infer<typeof policySchema>['Statement'][number];

/**
 * The condition that AddPermission writes for each property of the schema. Condition keys ignore case.
 * https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 */
const conditionProperties: Readonly<Record<string, string>> = {
  'arnlike aws:sourcearn': 'SourceArn',
  'stringequals aws:sourceaccount': 'SourceAccount',
  'stringequals aws:principalorgid': 'PrincipalOrgID',
  'stringequals lambda:eventsourcetoken': 'EventSourceToken',
  'stringequals lambda:functionurlauthtype': 'FunctionUrlAuthType',
  'bool lambda:invokedviafunctionurl': 'InvokedViaFunctionUrl',
};

/** Conditions as properties of the schema; what the schema has no property for stays a condition. */
function conditions({ Condition = {} }: Statement): JsonObject {
  const known: Record<string, string | boolean | string[]> = {};
  const other: Record<string, Record<string, string | boolean | string[]>> = {};
  for (const [operator, keys] of Object.entries(Condition)) {
    for (const [key, value] of Object.entries(keys)) {
      const property = conditionProperties[`${operator} ${key}`.toLowerCase()];
      if (property === 'InvokedViaFunctionUrl') known[property] = String(value) === 'true';
      else if (property) known[property] = value;
      else other[operator] = { ...other[operator], [key]: value };
    }
  }
  return { ...known, Condition: other };
}

/** The one principal of a statement; an account's root ARN is the account, as it was given to AddPermission. */
function principal({ Principal }: Statement): JsonObject | string {
  if (typeof Principal === 'string') return Principal;
  const [name, ...further] = Object.values(Principal);
  if (typeof name !== 'string' || further.length > 0) return Principal;
  return /^arn:aws[a-z-]*:iam::(\d{12}):root$/.exec(name)?.[1] ?? name;
}

function toResource(statement: Statement, arn: string): ReadResource {
  const FunctionName = statement.Resource ?? arn;
  return {
    id: `${FunctionName}|${statement.Sid}`,
    properties: {
      FunctionName,
      Id: statement.Sid,
      Action: statement.Action,
      Principal: principal(statement),
      Effect: statement.Effect === 'Allow' ? undefined : statement.Effect,
      ...conditions(statement),
    },
  };
}

/** The statements of the resource policy of a function or alias; none where it has no policy or is gone. */
async function readStatements({ clients }: ResourceReader, arn: string): Promise<ReadResource[]> {
  try {
    const { Policy } = await clients.get(LambdaClient).send(new GetPolicyCommand({ FunctionName: arn }));
    return policySchema
      .parse(JSON.parse(Policy ?? '{}'))
      .Statement.map((statement) => toResource(statement, arn));
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

function text(resource: Resource, property: string): string | undefined {
  const value = resource.properties[property];
  return typeof value === 'string' ? value : undefined;
}

const isService = (name: string) => /\.amazonaws\.com(\.cn)?$/.test(name);
const isAllowed = ({ properties }: Resource) => (properties.Effect ?? 'Allow') === 'Allow';

/** `*`, or an ARN with neither an account nor the beginning of a resource. */
const isAnything = (source: string) => /^(\*|arn:[^:]*:[^:]*:[^:]*:\*?:\*.*)$/.test(source);

/** What narrows a permission to known callers, whoever its principal is. */
function restrictions(resource: Resource): string[] {
  return ['SourceAccount', 'SourceArn', 'PrincipalOrgID', 'EventSourceToken'].filter(
    (property) => !isAnything(text(resource, property) ?? '*'),
  );
}

function publicDangers(resource: Resource): Danger[] {
  if (!isAllowed(resource) || text(resource, 'Principal') !== '*' || restrictions(resource).length > 0)
    return [];
  const who =
    text(resource, 'FunctionUrlAuthType') === 'NONE'
      ? 'anyone on the internet through its URL, without signing in'
      : 'every AWS account';
  return [
    {
      subject: 'principal *',
      path: '/Principal',
      reason: `${String(resource.properties.FunctionName)} grants ${String(resource.properties.Action)} to ${who}.`,
    },
  ];
}

const publicPermission: StateRule = {
  kind: 'state',
  id: 'lambda-permission-public',
  title: 'a permission lets everybody use a function',
  severity: 'CRITICAL',
  sources: ['FSBP Lambda.1', 'IAM Access Analyzer external access'],
  recommendation:
    'Remove the permission, or name the account, organization or service that needs it as principal or source.',
  remedy: {
    command: 'aws lambda remove-permission --function-name {{/FunctionName}} --statement-id {{/Id}}',
    console:
      'Lambda › Functions › {{/FunctionName}} › Configuration › Permissions › Resource-based policy statements › {{/Id}} › Delete',
  },
  safer: 'the permission no longer lets everybody in',
  dangers: publicDangers,
};

/** A permission is nothing else than what it allows: without one that let everybody in, the function is safer. */
const publicPermissionDeleted = deleted(
  {
    id: 'lambda-public-permission-deleted',
    title: 'a permission that let everybody use a function was deleted',
    severity: 'INFO',
    sources: ['FSBP Lambda.1'],
    recommendation: 'Nothing to do, unless a caller lost its way: then let that one in by name.',
    remedy: {
      command:
        'aws lambda add-permission --function-name {{/FunctionName}} --statement-id {{/Id}} --action {{/Action}} --principal <account-or-service>',
      console:
        'Lambda › Functions › {{/FunctionName}} › Configuration › Permissions › Resource-based policy statements › Add permissions',
    },
  },
  ({ properties: { FunctionName, Action } }) =>
    `Safer: ${String(FunctionName)} no longer grants ${String(Action)} to everybody.`,
  (before) => publicDangers(before).length > 0,
);

/** The accounts a permission lets in: as principal, or as the source of a service's calls. */
function accountsLetIn(resource: Resource): { account: string; path: string }[] {
  const name = text(resource, 'Principal') ?? '';
  return [
    { account: /^\d{12}$/.test(name) ? name : accountOfArn(name), path: '/Principal' },
    { account: text(resource, 'SourceAccount'), path: '/SourceAccount' },
    { account: accountOfArn(text(resource, 'SourceArn') ?? ''), path: '/SourceArn' },
  ].flatMap(({ account, path }) => (account === undefined ? [] : [{ account, path }]));
}

const foreignPermission: StateRule = {
  kind: 'state',
  id: 'lambda-permission-foreign-account',
  title: 'a permission lets another account use a function',
  severity: 'HIGH',
  sources: ['IAM Access Analyzer external access', 'AWS Well-Architected SEC03-BP07'],
  recommendation: 'Make sure that you know the account and need the access; if not, remove the permission.',
  remedy: {
    command: 'aws lambda remove-permission --function-name {{/FunctionName}} --statement-id {{/Id}}',
    console:
      'Lambda › Functions › {{/FunctionName}} › Configuration › Permissions › Resource-based policy statements › {{/Id}} › Delete',
  },
  safer: 'the permission no longer lets the other account in',
  dangers: (resource) =>
    resource.account === '' || !isAllowed(resource)
      ? []
      : accountsLetIn(resource)
          .filter(({ account }) => account !== resource.account)
          .map(({ account, path }) => ({
            subject: `account ${account}`,
            path,
            reason: `${String(resource.properties.FunctionName)} grants ${String(resource.properties.Action)} to ${String(resource.properties.Principal)} of account ${account}.`,
          })),
};

const serviceWithoutSource: StateRule = {
  kind: 'state',
  id: 'lambda-permission-without-source',
  title: 'a permission lets a service use a function on behalf of any account',
  severity: 'MEDIUM',
  sources: ['FSBP Lambda.1', 'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html'],
  recommendation:
    'Add a permission with SourceAccount, or with SourceArn where its ARN holds the account, and then remove this one.',
  remedy: {
    command: 'aws lambda remove-permission --function-name {{/FunctionName}} --statement-id {{/Id}}',
    console:
      'Lambda › Functions › {{/FunctionName}} › Configuration › Permissions › Resource-based policy statements › {{/Id}} › Delete',
  },
  safer: 'the service is let in for a known source only',
  dangers: (resource) => {
    const name = text(resource, 'Principal') ?? '';
    if (!isAllowed(resource) || !isService(name) || restrictions(resource).length > 0) return [];
    return [
      {
        subject: `${name} without source`,
        path: '/Principal',
        // FSBP Lambda.1 names S3 alone: there every customer can point a bucket at the function.
        ...(name.startsWith('s3.') ? { severity: 'HIGH' as const } : {}),
        reason: `${String(resource.properties.FunctionName)} can be used through ${name} by any AWS customer: the permission names no source account or ARN.`,
      },
    ];
  },
};

/**
 * The statements of the resource policies of functions and of their aliases, each a resource, as in CloudFormation:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html
 * The policies of single versions are not read: it would take a call for every version ever published.
 */
export const lambdaPermission = defineResourceType({
  type: 'AWS::Lambda::Permission',
  scope: 'regional',
  permissions: ['lambda:GetPolicy', 'lambda:ListAliases', 'lambda:ListFunctions'],
  async *read(reader) {
    const limit = pLimit(callsAtOnce);
    const readFunction = async (name: string, arn: string): Promise<ReadResource[]> => {
      const aliases = await aliasesOf(reader, name);
      const own = await readStatements(reader, arn);
      const further: ReadResource[] = [];
      for (const { AliasArn } of aliases) {
        if (AliasArn) further.push(...(await readStatements(reader, AliasArn)));
      }
      return [...new Map([...own, ...further].map((each) => [each.id, each])).values()];
    };
    for await (const page of paginateListFunctions({ client: reader.clients.get(LambdaClient) }, {})) {
      const read = await limit.map(page.Functions ?? [], ({ FunctionName, FunctionArn }) =>
        FunctionName && FunctionArn ? readFunction(FunctionName, FunctionArn) : [],
      );
      yield* read.flat();
    }
  },
  secret: ['/EventSourceToken'],
  sensitivity: { '': 'MEDIUM' },
  rules: [publicPermission, publicPermissionDeleted, foreignPermission, serviceWithoutSource],
  monthlyCost: () => free,
});
