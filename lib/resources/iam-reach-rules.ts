import type { PolicyStatement } from '../model/policy.ts';
import type { Danger, StateRule } from '../model/rule.ts';
import { allowsOnEverything, inEachPolicy } from './iam-policies.ts';

/** Actions after which nobody sees what is done. */
const blinding = [
  'cloudtrail:StopLogging',
  'cloudtrail:DeleteTrail',
  'cloudtrail:PutEventSelectors',
  'config:StopConfigurationRecorder',
  'guardduty:DeleteDetector',
  'guardduty:UpdateDetector',
  'securityhub:DisableSecurityHub',
];

/** Sets of actions that together give away all secrets of one kind. */
const secretReading: readonly { readonly what: string; readonly actions: readonly string[] }[] = [
  { what: 'every secret of Secrets Manager', actions: ['secretsmanager:GetSecretValue'] },
  { what: 'every encrypted parameter of Systems Manager', actions: ['ssm:GetParameter', 'kms:Decrypt'] },
];

/** Actions that start something with a role that was passed. */
const starting = [
  'cloudformation:CreateStack',
  'codebuild:CreateProject',
  'ec2:RunInstances',
  'ecs:RunTask',
  'glue:CreateJob',
  'lambda:CreateFunction',
  'sagemaker:CreateNotebookInstance',
];

const service = 'iam:passedtoservice';

/** The services to which a document lets any role be passed; that it names them narrows what can be done with it. */
function passedTo(statements: readonly PolicyStatement[]): string[] {
  const bare = statements.map((statement) => ({
    ...statement,
    conditions: Object.fromEntries(
      Object.entries(statement.conditions).filter(([, keys]) => keys[service] === undefined),
    ),
  }));
  if (!allowsOnEverything(bare, 'iam:PassRole')) return [];
  return statements
    .filter(({ actions }) => actions.some((action) => action.startsWith('iam:')))
    .flatMap(({ conditions }) => Object.values(conditions).flatMap((keys) => keys[service] ?? []));
}

const passedToCompute: StateRule = {
  kind: 'state',
  id: 'iam-any-role-passed-to-compute',
  title: 'a policy lets its holder start something with any role',
  severity: 'HIGH',
  sources: ['MITRE ATT&CK T1548.005', 'AWS Well-Architected SEC03-BP02'],
  recommendation: 'Name the roles that may be passed; of all roles, one that the service may use is enough.',
  safer: 'the policy names the roles that may be passed',
  dangers: (resource) =>
    inEachPolicy(resource, ({ name, path, statements }) => {
      const action = starting.find((each) => allowsOnEverything(statements, each));
      const [first] = passedTo(statements);
      if (action === undefined || first === undefined) return [];
      return [
        {
          subject: `${name}: any role to ${first}`,
          path,
          reason: `Whoever has the ${name} of ${resource.type} ${resource.id} can take the permissions of any role that ${first} may use: it allows to pass all roles, and ${action}.`,
        },
      ];
    }),
};

const everySecret: StateRule = {
  kind: 'state',
  id: 'iam-read-every-secret',
  title: 'a policy lets its holder read every secret',
  severity: 'HIGH',
  sources: ['MITRE ATT&CK T1555.006', 'AWS Well-Architected SEC02-BP03'],
  recommendation: 'Name the secrets that are needed.',
  safer: 'the policy no longer lets its holder read every secret',
  dangers: (resource) =>
    inEachPolicy(resource, ({ name, path, statements }) =>
      secretReading
        .filter(({ actions }) => actions.every((action) => allowsOnEverything(statements, action)))
        .map(({ what, actions }) => ({
          subject: `${name}: ${what}`,
          path,
          reason: `Whoever has the ${name} of ${resource.type} ${resource.id} can read ${what}: it allows ${actions.join(' and ')} on every resource.`,
        })),
    ),
};

const blindWatchers: StateRule = {
  kind: 'state',
  id: 'iam-blind-watchers',
  title: 'a policy lets its holder turn off what watches',
  severity: 'HIGH',
  sources: ['MITRE ATT&CK T1562.008', 'AWS Well-Architected SEC03-BP02'],
  recommendation:
    'Take the actions away; who sets trails and detectors up needs them where he does so, nobody needs them everywhere.',
  safer: 'the policy no longer lets its holder turn off what watches',
  dangers: (resource) =>
    inEachPolicy(resource, ({ name, path, statements }): Danger[] => {
      const actions = blinding.filter((action) => allowsOnEverything(statements, action));
      if (actions.length === 0) return [];
      return [
        {
          subject: `${name}: turn off what watches`,
          path,
          reason: `Whoever has the ${name} of ${resource.type} ${resource.id} can do things unseen: it allows ${actions.slice(0, 3).join(', ')}${actions.length > 3 ? ` and ${actions.length - 3} more` : ''} on every resource.`,
        },
      ];
    }),
};

/** What the holder of a policy can reach beside administration: all secrets, any role of a service, the watchers. */
export const reachRules: readonly StateRule[] = [passedToCompute, everySecret, blindWatchers];
