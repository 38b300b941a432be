import type { PolicyStatement } from '../model/policy.ts';
import type { Danger, StateRule } from '../model/rule.ts';
import { coversAction } from '../risk/policy-documents.ts';
import { allowsOnEverything, inEachPolicy, isDenied } from './iam-policies.ts';

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
const assume = 'sts:AssumeRole';

/** At most three actions, and how many more there are. */
function listed(actions: readonly string[]): string {
  const shown = actions.slice(0, 3).join(', ');
  return actions.length > 3 ? `${shown} and ${actions.length - 3} more` : shown;
}

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
          reason: `Whoever has the ${name} of ${resource.type} ${resource.id} can do things unseen: it allows ${listed(actions)} on every resource.`,
        },
      ];
    }),
};

/**
 * Roles of administrators that AWS makes in the accounts of an organization, each trusting the management account.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access-cross-account-role.html,
 * https://docs.aws.amazon.com/controltower/latest/userguide/roles-how.html,
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-prereqs-self-managed.html
 */
const administratorRoles =
  /:role\/(.*\/)?(OrganizationAccountAccessRole|AWSControlTowerExecution|AWSCloudFormationStackSetExecutionRole)$/;

const administratorsRole: StateRule = {
  kind: 'state',
  id: 'iam-assume-role-of-administrators',
  title: "a policy lets its holder assume an administrators' role of other accounts",
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access-cross-account-role.html',
    'MITRE ATT&CK T1548.005',
    'MITRE ATT&CK T1021.007',
  ],
  recommendation:
    'Name a role that may do only what is needed there; keep that of the administrators for emergencies.',
  safer: "the policy no longer lets its holder assume an administrators' role",
  dangers: (resource) =>
    inEachPolicy(resource, ({ name, path, statements }) => {
      if (isDenied(statements, assume)) return [];
      const roles = statements
        .filter(
          ({ effect, actions }) => effect === 'Allow' && actions.some((each) => coversAction(each, assume)),
        )
        .flatMap(({ resources }) => resources.filter((each) => administratorRoles.test(each)));
      return [...new Set(roles)].map((role) => ({
        subject: `${name}: ${role}`,
        path,
        reason: `Whoever has the ${name} of ${resource.type} ${resource.id} can become administrator elsewhere: it allows to assume ${role}.`,
      }));
    }),
};

/** Actions that take an account out from under the policies of its organization. */
const liftingGuardrails = [
  'organizations:LeaveOrganization',
  'organizations:DetachPolicy',
  'organizations:DeletePolicy',
  'organizations:UpdatePolicy',
  'organizations:DisablePolicyType',
  'organizations:MoveAccount',
  'account:CloseAccount',
];

const guardrails: StateRule = {
  kind: 'state',
  id: 'iam-lift-guardrails',
  title: 'a policy lets its holder lift the guardrails of the organization',
  severity: 'HIGH',
  sources: ['MITRE ATT&CK T1666', 'AWS Well-Architected SEC01-BP01'],
  recommendation:
    'Take the actions away, or deny them by a service control policy; who runs the organization needs them in its management account.',
  safer: 'the policy no longer lets its holder lift the guardrails of the organization',
  dangers: (resource) =>
    inEachPolicy(resource, ({ name, path, statements }): Danger[] => {
      const actions = liftingGuardrails.filter((action) => allowsOnEverything(statements, action));
      if (actions.length === 0) return [];
      return [
        {
          subject: `${name}: lift guardrails`,
          path,
          reason: `Whoever has the ${name} of ${resource.type} ${resource.id} can end what the organization forbids or watches: it allows ${listed(actions)} on every resource.`,
        },
      ];
    }),
};

/** What stolen keys are used for by those who sell it: mail in the name of others, and models at the cost of others. */
const sold: readonly { readonly what: string; readonly actions: readonly string[] }[] = [
  { what: 'send mail as anybody', actions: ['ses:SendEmail', 'ses:SendRawEmail'] },
  {
    what: 'use every model',
    actions: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
  },
];

const abusable: StateRule = {
  kind: 'state',
  id: 'iam-mail-or-models-of-all',
  title: 'a policy lets its holder send mail as anybody or use every model',
  severity: 'MEDIUM',
  sources: ['MITRE ATT&CK T1496.004', 'AWS Well-Architected SEC03-BP02'],
  recommendation: 'Name the identities that mail is sent by, and the models that are used.',
  safer: 'the policy names the identities or the models',
  dangers: (resource) =>
    inEachPolicy(resource, ({ name, path, statements }) =>
      sold.flatMap(({ what, actions }) => {
        const first = actions.find((action) => allowsOnEverything(statements, action));
        if (first === undefined) return [];
        return [
          {
            subject: `${name}: ${what}`,
            path,
            reason: `Whoever has the ${name} of ${resource.type} ${resource.id} can ${what}, which stolen keys are sold for: it allows ${first} on every resource.`,
          },
        ];
      }),
    ),
};

/** What the holder of a policy can reach beside administration: all secrets, any role of a service, the watchers. */
export const reachRules: readonly StateRule[] = [
  passedToCompute,
  everySecret,
  blindWatchers,
  administratorsRole,
  guardrails,
  abusable,
];
