import type { AssessedChange } from '../model/finding.ts';
import { reaches, type Severity } from '../model/severity.ts';

/** A sign by which a finding plays a part in an incident; all that is given must fit. */
export interface IncidentSign {
  /** Ids of rules, or patterns of them, one of which fired. */
  readonly rules?: readonly (string | RegExp)[];
  readonly type?: RegExp;
  readonly change?: AssessedChange['change'];
  /** What a danger names. */
  readonly danger?: RegExp;
  /** The least severity. */
  readonly atLeast?: Severity;
}

/** A part that findings play in an incident, by any of its signs. */
export type IncidentRole = readonly IncidentSign[];

function fits(finding: AssessedChange, { rules, type, change, danger, atLeast }: IncidentSign): boolean {
  const names = (id: string, wanted: string | RegExp) =>
    typeof wanted === 'string' ? wanted === id : wanted.test(id);
  return (
    (rules === undefined || finding.rules.some((id) => rules.some((wanted) => names(id, wanted)))) &&
    (type === undefined || type.test(finding.type)) &&
    (change === undefined || change === finding.change) &&
    (danger === undefined || finding.dangers.some((each) => danger.test(each))) &&
    (atLeast === undefined || reaches(finding.severity, atLeast))
  );
}

/** Whether a finding plays a part. */
export function plays(finding: AssessedChange, role: IncidentRole): boolean {
  return role.some((sign) => fits(finding, sign));
}

/** Changes that mean more together than each of them. */
export interface IncidentPattern {
  readonly id: string;
  readonly title: string;
  /** Each must be played by a finding, and two findings at least must take part. */
  readonly roles: readonly IncidentRole[];
  /** Those that tell the story better where they are there. */
  readonly also?: IncidentRole;
  /**
   * `linked`: the resources name each other. `account`: they are in one account. `stranger`: their dangers name the same
   * foreign account.
   */
  readonly together: 'linked' | 'account' | 'stranger';
  /** Whether the incident is one step more severe than its worst finding. */
  readonly raises: boolean;
  /** What they mean together, as one sentence. */
  readonly meaning: string;
  readonly recommendation: string;
}

const opened: IncidentRole = [
  {
    rules: [
      /^ec2-(administrative-port|port)-open-to-/,
      'ec2-network-acl-open-administrative-port',
      'ec2-prefix-list-holds-internet',
      'ec2-route-to-internet',
      'ec2-internet-block-lifted',
    ],
  },
];
const reachable: IncidentRole = [
  {
    rules: [
      'ec2-instance-public-address',
      'ec2-launch-template-public-address',
      'ec2-subnet-assigns-public-addresses',
      'ecs-public-ip-assigned',
      'eks-endpoint-open-to-world',
      'elb-internet-facing',
      'rds-publicly-accessible',
    ],
  },
];

const powerful: IncidentRole = [
  {
    rules: [
      'policy-administrator',
      'iam-administrative-policy-attached',
      'iam-customer-administrative-policy-attached',
      'iam-powerful-policy-attached',
      'iam-privilege-escalation',
      'iam-everything-but',
      'iam-any-role-passed-to-compute',
      'iam-permissions-boundary-removed',
      'iam-user-joined-group',
    ],
  },
];
const wayIn: IncidentRole = [
  {
    rules: [
      'iam-access-key-active',
      'iam-console-password-given',
      'iam-mfa-removed',
      'iam-mfa-set-up-again',
      'iam-service-credential-active',
      'iam-trust-condition-removed',
      /^iam-federation-/,
      'iam-oidc-provider-created',
      'iam-saml-provider-created',
    ],
  },
  { type: /^AWS::IAM::Role$/, rules: ['policy-public', 'policy-foreign-account'] },
];
const newPrincipal: IncidentRole = [{ change: 'added', type: /^AWS::IAM::(User|Role|Group)$/ }];

const powerMade: IncidentRole = [
  {
    type: /^AWS::IAM::ManagedPolicy$/,
    rules: ['policy-administrator', 'iam-privilege-escalation', 'iam-everything-but'],
  },
];
const powerGiven: IncidentRole = [
  { rules: ['iam-customer-administrative-policy-attached', 'iam-powerful-policy-attached'] },
];

const blockLifted: IncidentRole = [
  { rules: ['public-access-block-lifted', 'account-public-access-block-lifted', /-public-block-lifted$/] },
];
const madePublic: IncidentRole = [
  { rules: ['policy-public', 's3-public-acl', /^(ec2|rds)-(image|snapshot)-public$/] },
];

const behaviour: IncidentRole = [
  {
    rules: [
      /^lambda-(role-changed|layer-of-foreign-account|execution-hook|code-signing-removed)$/,
      'ec2-user-data-changed',
      'ecs-image-from-other-registry',
      'ecs-container-added',
      'states-role-changed',
    ],
  },
];
const trigger: IncidentRole = [
  {
    rules: [
      /^lambda-(permission|url)-/,
      /^events-target-/,
      /^scheduler-/,
      'lambda-event-source-foreign-account',
      'iam-instance-profile-role-changed',
      'ec2-instance-profile-changed',
    ],
  },
];

const blinded: IncidentRole = [
  {
    atLeast: 'HIGH',
    rules: [
      /^(cloudtrail|guardduty|securityhub|macie)-/,
      /^config-(recorder|recording|records|delivery)/,
      /^accessanalyzer-/,
      'ec2-flow-log-deleted',
      'ec2-flow-log-not-delivered',
      /^resolver-query-log/,
      'route53-query-logging-off',
      'events-watching-rule-deleted',
      'cloudwatch-alarm-actions-disabled',
      'logging-turned-off',
    ],
  },
];
const wayBackRemoved: IncidentRole = [
  {
    atLeast: 'HIGH',
    rules: [
      'backups-turned-off',
      'versioning-turned-off',
      'deletion-protection-turned-off',
      /^backup-(plan|vault|selection)-/,
      'efs-backups-turned-off',
      's3-object-lock-weakened',
      's3-mfa-delete-turned-off',
      'cloudtrail-store-termination-protection-off',
    ],
  },
];
const destroyed: IncidentRole = [
  {
    atLeast: 'HIGH',
    rules: [
      'stateful-resource-deleted',
      /^kms-key-(pending-deletion|disabled|out-of-reach|material-missing)$/,
      's3-lifecycle-deletes-more',
      's3-encryption-foreign-key',
      's3-policy-locks-everybody-out',
      'ec2-volume-deleted',
      'secretsmanager-secret-pending-deletion',
    ],
  },
];
const lettingIn: IncidentRole = [{ atLeast: 'HIGH', danger: /\b\d{12}\b/ }];

/** The incidents that are looked for, most telling first: a finding takes part in the first that it fits. */
export const incidentPatterns: readonly IncidentPattern[] = [
  {
    id: 'opened-to-internet',
    title: 'Something was made reachable from the internet in several steps',
    roles: [opened, reachable],
    together: 'linked',
    raises: true,
    meaning: 'Together they let anyone on the internet reach it; neither would have alone.',
    recommendation:
      'Close the port first, then find out who made the changes and what was reached since; take the public address away.',
  },
  {
    id: 'new-administrator',
    title: 'Somebody got administrative power and a way to use it',
    roles: [powerful, wayIn],
    also: newPrincipal,
    together: 'linked',
    raises: true,
    meaning:
      'Together they are how an intruder makes sure to come back: power, and credentials or trust to use it with.',
    recommendation:
      'Deactivate the credentials and take the policies away first, then look in CloudTrail for what was done with them.',
  },
  {
    id: 'administrator-made',
    title: 'A policy that makes its holder an administrator was made and given to somebody',
    roles: [powerMade, powerGiven],
    together: 'linked',
    raises: true,
    meaning: 'Together they made somebody an administrator of the account.',
    recommendation:
      'Detach the policy first, then delete it, and look in CloudTrail for what was done with it.',
  },
  {
    id: 'data-made-public',
    title: 'What kept data private was turned off, and the data made public',
    roles: [blockLifted, madePublic],
    together: 'linked',
    raises: true,
    meaning:
      'Together they let anyone on the internet have the data: the block would have kept the rest from working.',
    recommendation:
      'Turn the block of public access on again first, which ends it at once; then remove the grant, and look at who read what.',
  },
  {
    id: 'running-code-changed',
    title: 'What runs was changed, and so was what starts it or what it may do',
    roles: [behaviour, trigger],
    together: 'linked',
    raises: true,
    meaning: 'Together they let other code run with permissions that were meant for something else.',
    recommendation: 'Compare the code with what was deployed, deploy it again, and take back what starts it.',
  },
  {
    id: 'stranger-let-in',
    title: 'A foreign account was let in at several places',
    roles: [lettingIn],
    together: 'stranger',
    raises: false,
    meaning:
      'One foreign account got access at several places: what it has is more than any one of them shows.',
    recommendation:
      'Find out whose account it is; take its access away everywhere, and look at what it read.',
  },
  {
    id: 'watchers-blinded',
    title: 'Several of the services that watch the account were turned off',
    roles: [blinded],
    together: 'account',
    raises: true,
    meaning: 'What happens in the account from now on is hard to see: whoever did it may be about to act.',
    recommendation: 'Turn them on again, and look at everything that was done in the account since.',
  },
  {
    id: 'data-destroyed',
    title: 'Data and what would bring it back were destroyed or made ready for it',
    roles: [wayBackRemoved, destroyed],
    together: 'account',
    raises: true,
    meaning: 'Together they are how data is held to ransom or erased: first the way back, then the data.',
    recommendation:
      'Cancel what can be cancelled (key deletions, secret deletions), restore what expires first, and lock the backups.',
  },
];
