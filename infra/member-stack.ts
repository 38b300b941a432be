import { Aws, CfnOutput, CfnParameter, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, ManagedPolicy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { lookupEventsAction } from '../lib/aws/cloud-trail-events.ts';
import { aggregatorActions, recorderActions } from '../lib/aws/config-service.ts';
import { taggedResourcesPermission } from '../lib/aws/tagged-resources.ts';
import type { Configuration } from '../lib/config/schema.ts';
import { environmentTypes } from '../lib/config/types.ts';
import { ConfigurationError } from '../lib/model/errors.ts';
import { cloudControlType } from '../lib/resources/cloud-control.ts';
import type { ResourceType } from '../lib/resources/define.ts';
import { acknowledge } from './acknowledge.ts';
import { functionNames } from './names.ts';
import { NeverRead } from './never-read.ts';
import { PlainTemplateSynthesizer } from './plain-template.ts';

/** What the member stack is made from. */
export interface MemberStackProps {
  readonly configuration: Configuration;
  readonly types: readonly ResourceType[];
  /** The account of the hub, when it is known at synthesis; otherwise it is asked for at deployment. */
  readonly hubAccount?: string | undefined;
}

/** The IAM actions by which AWS Config is asked, where the configuration has it asked. */
function awsConfigActions({ awsConfig: { mode, aggregator } }: Configuration): readonly string[] {
  if (mode === 'off') return [];
  return aggregator === undefined ? recorderActions : [...recorderActions, ...aggregatorActions];
}

/**
 * The IAM actions that reading the enabled types of all environments needs, seeing what else exists, and asking AWS Config: service → its actions,
 * sorted.
 */
export function readActions(
  configuration: Configuration,
  types: readonly ResourceType[],
): ReadonlyMap<string, readonly string[]> {
  const names = types.map(({ type }) => type);
  const enabled = new Set(
    Object.keys(configuration.environments).flatMap((environment) =>
      environmentTypes(configuration, environment, names),
    ),
  );
  const native = new Map(types.map((type) => [type.type, type]));
  const read = [...enabled].flatMap((name) => native.get(name) ?? cloudControlType(name) ?? []);
  const actions = [
    taggedResourcesPermission,
    ...read.flatMap(({ permissions }) => permissions),
    ...awsConfigActions(configuration),
    ...(configuration.attribution.mode === 'off' ? [] : [lookupEventsAction]),
  ];
  const sorted = [...new Set(actions)].sort();
  return Map.groupBy(sorted, (action) => action.slice(0, action.indexOf(':')));
}

/**
 * The most characters of a managed policy, spaces not counted, and the most policies of a role without a raised quota,
 * less the one that says what is never read.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const policyCharacters = 6_144;
const policiesOfRole = 9;
/** What a policy needs beside its statements, and a statement beside its actions, with some to spare. */
const documentCharacters = 200;
const statementCharacters = 120;

type ServiceActions = readonly [service: string, actions: readonly string[]];

function charactersOf([, actions]: ServiceActions): number {
  return statementCharacters + actions.reduce((sum, action) => sum + action.length + 3, 0);
}

/**
 * The statements of a role in as many policies as IAM's limit for one makes necessary.
 *
 * @throws {ConfigurationError} when a role cannot have so many
 */
export function policiesOf(statements: readonly ServiceActions[]): ServiceActions[][] {
  const policies: ServiceActions[][] = [];
  let left = 0;
  for (const statement of statements) {
    const characters = charactersOf(statement);
    if (characters > left) {
      policies.push([]);
      left = policyCharacters - documentCharacters;
    }
    policies.at(-1)?.push(statement);
    left -= characters;
  }
  if (policies.length <= policiesOfRole) return policies;
  throw new ConfigurationError(
    `types: reading all of them needs ${policies.length} policies, and IAM leaves room for ${policiesOfRole}; enable fewer types, such as cloudControl: ['AWS::AppSync::*']`,
  );
}

/**
 * The role by which the hub reads an account. A plain template without assets: for `cdk deploy` in each account, or
 * for a StackSet over an organisation. Global like IAM itself, so one region is enough.
 */
export class MemberStack extends Stack {
  constructor(scope: Construct, id: string, { configuration, types, hubAccount }: MemberStackProps) {
    super(scope, id, {
      description: 'Tidemark: the role by which the hub reads this account',
      synthesizer: new PlainTemplateSynthesizer(),
      analyticsReporting: false,
    });
    const hub = new CfnParameter(this, 'HubAccount', {
      description: 'Account id of the Tidemark hub',
      allowedPattern: '^\\d{12}$',
      constraintDescription: 'a 12-digit account id, such as 111122223333',
      ...(hubAccount === undefined ? {} : { default: hubAccount }),
    }).valueAsString;
    const role = new Role(this, 'ReadRole', {
      roleName: configuration.memberRole.name,
      description: 'Lets Tidemark read the configuration of resources in this account',
      // The account with a condition, not the role: IAM replaces a role that is deleted by an id that nobody has, and
      // refuses one that does not exist yet, so the hub could neither be made again nor deployed after its members.
      assumedBy: new AccountPrincipal(hub).withConditions({
        StringEquals: { 'sts:ExternalId': configuration.memberRole.externalId },
        ArnEquals: {
          'aws:PrincipalArn': `arn:${Aws.PARTITION}:iam::${hub}:role/${functionNames.scanTarget}`,
        },
      }),
    });
    const statements = [...readActions(configuration, types)];
    policiesOf(statements).forEach((part, at) => {
      new ManagedPolicy(this, `ReadPolicy${at + 1}`, {
        description: 'What Tidemark calls to read this account',
        roles: [role],
        statements: part.map(
          ([service, actions]) =>
            new PolicyStatement({
              sid: `Read${service.replaceAll(/[^A-Za-z0-9]/g, '')}`,
              actions: [...actions],
              resources: ['*'],
            }),
        ),
      });
    });
    new NeverRead(this, 'NeverReadPolicy', role);
    acknowledge(
      this,
      'AwsSolutions-IAM5[Resource::*]',
      'Every resource of the enabled types is to be read, those made tomorrow included; the actions are computed from what reading them calls, and none of them writes.',
    );
    new CfnOutput(this, 'ReadRoleArn', { value: role.roleArn });
  }
}
