import {
  DescribeStateMachineCommand,
  type DescribeStateMachineOutput,
  ListTagsForResourceCommand,
  paginateListStateMachines,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { awsErrorParts } from '../aws/errors.ts';
import type { ResourceReader } from '../aws/reader.ts';
import { unknownCost } from '../model/cost.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../model/json.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { Rule } from '../model/rule.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { formerValue, type RemedyValues } from './former-state.ts';
import { readEach } from './read-each.ts';
import { capitalised } from './schema-names.ts';
import { isPowerful } from './sdk-calls.ts';
import { inState, redirected } from './watcher-rules.ts';

/** A state machine; without its definition where the key that encrypts it must not be used. */
async function describe(
  { clients }: ResourceReader,
  stateMachineArn: string,
  unread: UnreadProperty[],
): Promise<DescribeStateMachineOutput> {
  const client = clients.get(SFNClient);
  try {
    return await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
  } catch (error) {
    const { code, message } = awsErrorParts(error);
    if (!/^Kms/.test(code)) throw error;
    unread.push({ path: '/Definition', reason: `${code}: ${message}` });
    const includedData = 'METADATA_ONLY';
    return client.send(new DescribeStateMachineCommand({ stateMachineArn, includedData }));
  }
}

/** A level of OFF is no logging at all, as a state machine without the configuration has. */
function logging({ loggingConfiguration }: DescribeStateMachineOutput): JsonValue {
  return loggingConfiguration?.level === 'OFF' ? null : capitalised(loggingConfiguration);
}

async function readStateMachine(reader: ResourceReader, id: string): Promise<ReadResource | undefined> {
  const unread: UnreadProperty[] = [];
  const machine = await describe(reader, id, unread);
  if (machine.status === 'DELETING') return undefined;
  const tags = await reader.optional(unread, '/Tags', () =>
    reader.clients.get(SFNClient).send(new ListTagsForResourceCommand({ resourceArn: id })),
  );
  return {
    id,
    arn: id,
    tags: tags?.tags,
    properties: {
      Arn: id,
      StateMachineName: machine.name,
      StateMachineType: machine.type,
      Description: machine.description,
      Label: machine.label,
      RoleArn: machine.roleArn,
      Definition: machine.definition,
      LoggingConfiguration: logging(machine),
      TracingConfiguration: capitalised(machine.tracingConfiguration),
      EncryptionConfiguration: capitalised(machine.encryptionConfiguration),
    },
    unread,
  };
}

/** The ARNs anywhere in a definition. */
function arnsIn(value: JsonValue | undefined): string[] {
  if (typeof value === 'string') return /^arn:[^:]*:[^:]*:[^:]*:\d{12}:/.test(value) ? [value] : [];
  if (isJsonArray(value)) return value.flatMap(arnsIn);
  return isJsonObject(value) ? Object.values(value).flatMap(arnsIn) : [];
}

/** The API calls of powerful services that the tasks of a definition make, such as `iam:createUser`. */
function powerfulCalls(value: JsonValue | undefined): string[] {
  if (typeof value === 'string') {
    const call = /^arn:[^:]*:states:::aws-sdk:([^:]+:[^:.]+)/.exec(value)?.[1];
    return call !== undefined && isPowerful(call) ? [call] : [];
  }
  if (isJsonArray(value)) return value.flatMap(powerfulCalls);
  return isJsonObject(value) ? Object.values(value).flatMap(powerfulCalls) : [];
}

function foreignArns({ account, properties }: Resource): { arn: string; owner: string }[] {
  return [...new Set(arnsIn(properties.Definition))]
    .map((arn) => ({ arn, owner: arn.split(':')[4] ?? '' }))
    .filter(({ owner }) => account !== '' && owner !== account);
}

/** The encryption that a state machine had, in the words of the API. */
function formerEncryption({ properties: { EncryptionConfiguration: former } }: Resource): RemedyValues {
  if (!isJsonObject(former)) return {};
  const inWordsOfApi = Object.entries(former).map(([name, value]) => [
    `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
    value,
  ]);
  return formerValue(Object.fromEntries(inWordsOfApi));
}

const rules: readonly Rule[] = [
  redirected(
    {
      id: 'states-role-changed',
      title: 'a state machine works with another role',
      severity: 'HIGH',
      property: 'RoleArn',
      sources: [
        'https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html',
        'MITRE ATT&CK T1098.003',
      ],
      recommendation: 'Compare what the roles may do; if nobody meant the change, set the former role again.',
      remedy: {
        command: 'aws stepfunctions update-state-machine --state-machine-arn {{id}} --role-arn {{former}}',
        console: 'Step Functions › State machines › {{/StateMachineName}} › Edit › Config › Execution role',
      },
    },
    ({ properties }, from, to) =>
      `State machine ${String(properties.StateMachineName)} works with role ${to} now, no longer with ${from}.`,
  ),
  redirected(
    {
      id: 'states-encryption-changed',
      title: 'a state machine is encrypted otherwise',
      severity: 'MEDIUM',
      property: 'EncryptionConfiguration',
      values: formerEncryption,
      sources: ['https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html'],
      recommendation: 'Set the key of the state machine again, or make sure that the new one is yours.',
      remedy: {
        command:
          'aws stepfunctions update-state-machine --state-machine-arn {{id}} --encryption-configuration {{former}}',
        console: 'Step Functions › State machines › {{/StateMachineName}} › Edit › Config › Encryption',
      },
    },
    ({ properties }) =>
      `The definition and the executions of state machine ${String(properties.StateMachineName)} are encrypted otherwise than before.`,
  ),
  inState(
    {
      id: 'states-uses-foreign-account',
      title: 'a state machine uses resources of another account',
      severity: 'HIGH',
      sources: [
        'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html',
        'AWS Well-Architected SEC03-BP07',
      ],
      recommendation: 'Make sure that you know the account; if not, set the former definition again.',
      remedy: {
        command:
          'aws stepfunctions update-state-machine --state-machine-arn {{id}} --definition file://<approved-definition.json>',
        console: 'Step Functions › State machines › {{/StateMachineName}} › Edit › Code',
      },
      safer: 'the state machine stays in the account',
    },
    (machine) =>
      foreignArns(machine).map(({ arn, owner }) => ({
        subject: `account ${owner}: ${arn}`,
        path: '/Definition',
        reason: `State machine ${String(machine.properties.StateMachineName)} uses ${arn}, of account ${owner}.`,
      })),
  ),
  inState(
    {
      id: 'states-calls-powerful-api',
      title: 'a state machine calls an API that gives power or takes watchers away',
      severity: 'HIGH',
      sources: [
        'https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html',
        'MITRE ATT&CK T1648',
      ],
      recommendation:
        'Make sure that you know the call and why the workflow makes it; if not, set the former definition again.',
      remedy: {
        command:
          'aws stepfunctions update-state-machine --state-machine-arn {{id}} --definition file://<approved-definition.json>',
        console: 'Step Functions › State machines › {{/StateMachineName}} › Edit › Code',
      },
      safer: 'the state machine no longer makes the call',
    },
    ({ properties: { StateMachineName, Definition } }) =>
      [...new Set(powerfulCalls(Definition))].map((call) => ({
        subject: call,
        path: '/Definition',
        reason: `State machine ${String(StateMachineName)} calls ${call}, with the permissions of its role.`,
      })),
  ),
];

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html
 *
 * The definition is compared by meaning: the JSON it is, whatever its spaces and the order of its keys. The revision
 * changes with each update, and says nothing that the definition and the role do not.
 */
export const stateMachine = defineResourceType({
  type: 'AWS::StepFunctions::StateMachine',
  scope: 'regional',
  permissions: ['states:DescribeStateMachine', 'states:ListStateMachines', 'states:ListTagsForResource'],
  async *read(reader) {
    yield* readEach({
      pages: paginateListStateMachines({ client: reader.clients.get(SFNClient), pageSize: 1000 }, {}),
      items: ({ stateMachines }) => stateMachines,
      id: ({ stateMachineArn }) => stateMachineArn,
      read: (_, id) => readStateMachine(reader, id),
    });
  },
  unordered: { '/LoggingConfiguration/Destinations': 'value' },
  volatile: {
    '/CreationDate': 'time of creation',
    '/StateMachineRevisionId': 'made anew with each update',
    '/Status': 'a state machine that is being deleted is none any more',
  },
  defaults: {
    EncryptionConfiguration: { Type: 'AWS_OWNED_KEY' },
    StateMachineType: 'STANDARD',
    TracingConfiguration: { Enabled: false },
  },
  sensitivity: { '': 'MEDIUM', '/Description': 'INFO', '/TracingConfiguration': 'LOW' },
  rules,
  monthlyCost: () =>
    unknownCost(
      'Step Functions charges by state transition, or by request and duration: how many there will be is not known.',
    ),
});
