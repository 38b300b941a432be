import { toObjects } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger, Remedy, Rule } from '../model/rule.ts';
import { becoming, modifiedText } from './becoming.ts';
import { textAt } from './network-shape.ts';

/** The actions of a listener, or of a rule of one. */
function actionsOf({ properties }: Resource) {
  const path = properties.Actions === undefined ? '/DefaultActions' : '/Actions';
  return { path, actions: toObjects(valueAt(properties, path)) };
}

/** What remedies give back: the actions of a listener or rule, and the client certificates that it asked for. */
function formerActions(resource: Resource): Readonly<Record<string, string>> {
  const { path, actions } = actionsOf(resource);
  const { MutualAuthentication } = resource.properties;
  return { 'former-actions': JSON.stringify({ [path.slice(1)]: actions, MutualAuthentication }) };
}

const place = (resource: Resource) => {
  const [, name] = /:(?:listener|listener-rule)\/(?:app|net|gwy)\/([^/]+)\//.exec(resource.id) ?? [];
  return `${resource.type.endsWith('Rule') ? 'a rule' : `port ${textAt(resource, '/Port') ?? resource.properties.Port}`} of load balancer ${name ?? resource.id}`;
};

const plain: ChangeRule = becoming({
  id: 'elb-listener-unencrypted',
  title: 'a listener takes requests in clear text',
  severity: 'HIGH',
  createdSeverity: () => 'MEDIUM',
  sources: ['FSBP ELB.1', 'FSBP ELB.18'],
  recommendation: 'Redirect HTTP to HTTPS, or make the listener an HTTPS or TLS listener.',
  remedy: {
    command: `aws elbv2 modify-listener --listener-arn {{id}} --default-actions '[{"Type":"redirect","RedirectConfig":{"Protocol":"HTTPS","Port":"443","StatusCode":"HTTP_301"}}]'`,
    console:
      'EC2 › Load Balancers › Listeners and rules › {{/Protocol}}:{{/Port}} › Edit listener › Redirect to URL',
  },
  safer: 'the listener encrypts or redirects to HTTPS',
  dangersOf: (resource) => {
    const { path, actions } = actionsOf(resource);
    const redirects = actions.some((action) => valueAt(action, '/RedirectConfig/Protocol') === 'HTTPS');
    if (textAt(resource, '/Protocol') !== 'HTTP' || redirects) return [];
    return ['/Protocol', path].map((where) => ({
      subject: 'HTTP',
      path: where,
      reason: `${place(resource)} takes requests over HTTP, which anybody on the way can read and change.`,
    }));
  },
});

/** The certificates and the security policy of a listener, as the remedy names them. */
function formerTls({ properties: { Certificates, SslPolicy } }: Resource): Readonly<Record<string, string>> {
  return {
    ...(Certificates === undefined ? {} : { certificates: JSON.stringify(Certificates) }),
    ...(typeof SslPolicy === 'string' ? { policy: SslPolicy } : {}),
  };
}

/** A listener of a Network Load Balancer that was TLS; of HTTPS, the rule before tells. */
const decrypted: ChangeRule = {
  kind: 'change',
  id: 'elb-listener-encryption-removed',
  title: 'a listener lost its encryption',
  severity: 'HIGH',
  sources: ['FSBP ELB.18'],
  recommendation: 'Make the listener an HTTPS or TLS listener again.',
  remedy: {
    command:
      'aws elbv2 modify-listener --listener-arn {{id}} --protocol TLS --certificates {{certificates}} --ssl-policy {{policy}}',
    console:
      'EC2 › Load Balancers › Listeners and rules › {{/Protocol}}:{{/Port}} › Edit listener › Protocol',
  },
  dangers: (change) => {
    if (change.kind !== 'modified') return [];
    const [from, to] = [textAt(change.before, '/Protocol'), textAt(change.after, '/Protocol')];
    if (from !== 'TLS' || to === 'TLS') return [];
    return [
      {
        subject: `${from} to ${to}`,
        values: formerTls(change.before),
        path: '/Protocol',
        reason: `${place(change.after)} was ${from} and is ${to} now: the load balancer no longer encrypts.`,
      },
    ];
  },
};

/** The least version of TLS 1 that a security policy takes: 2 for TLS 1.2; 0 of policies that do not say. */
function leastTls(policy: string): number {
  return Number(/-(?:TLS|TLS13|FS)-1-(\d)(?:-|$)/.exec(policy)?.[1] ?? 0);
}

const lowerTls: ChangeRule = {
  kind: 'change',
  id: 'elb-listener-lower-tls',
  title: 'a listener takes an older version of TLS than before',
  severity: 'MEDIUM',
  sources: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html'],
  recommendation: 'Set the approved security policy again, unless callers need the older version.',
  remedy: {
    command: 'aws elbv2 modify-listener --listener-arn {{id}} --ssl-policy {{former}}',
    console:
      'EC2 › Load Balancers › Listeners and rules › {{/Protocol}}:{{/Port}} › Security › Edit secure listener settings',
  },
  dangers: (change) => {
    const policy = modifiedText(change, 'SslPolicy');
    if (change.kind !== 'modified' || policy?.before === undefined || policy.after === undefined) return [];
    const [from, to] = [leastTls(policy.before), leastTls(policy.after)];
    // What is older than TLS 1.2 is told by a rule of its own.
    if (to >= from || to < 2) return [];
    return [
      {
        subject: `TLS 1.${to}`,
        values: { former: policy.before },
        path: '/SslPolicy',
        reason: `${place(change.after)} takes TLS 1.${to} again, no longer TLS 1.${from} only.`,
      },
    ];
  },
};

const oldTls: ChangeRule = becoming({
  id: 'elb-listener-old-tls',
  title: 'a listener takes TLS 1.0 or 1.1',
  severity: 'HIGH',
  createdSeverity: () => 'MEDIUM',
  sources: ['FSBP ELB.17'],
  recommendation: 'Set a security policy of TLS 1.2 or 1.3, such as ELBSecurityPolicy-TLS13-1-2-2021-06.',
  remedy: {
    command:
      'aws elbv2 modify-listener --listener-arn {{id}} --ssl-policy ELBSecurityPolicy-TLS13-1-2-2021-06',
    console:
      'EC2 › Load Balancers › Listeners and rules › {{/Protocol}}:{{/Port}} › Security › Edit secure listener settings',
  },
  safer: 'the listener takes TLS 1.2 or later only',
  dangersOf: (resource) => {
    const policy = textAt(resource, '/SslPolicy');
    if (policy === undefined || leastTls(policy) >= 2) return [];
    return [
      {
        subject: 'old TLS',
        path: '/SslPolicy',
        reason: `${place(resource)} takes versions of TLS that are broken: its security policy is ${policy}.`,
      },
    ];
  },
});

/** Actions that let only known callers through. */
const authenticating: ReadonlySet<unknown> = new Set([
  'authenticate-cognito',
  'authenticate-oidc',
  'jwt-validation',
]);

function checksOf(resource: Resource): Map<string, Danger> {
  const { path, actions } = actionsOf(resource);
  const mode = textAt(resource, '/MutualAuthentication/Mode');
  const reason = (what: string) => `${place(resource)} no longer asks for ${what}: everybody gets through.`;
  return new Map([
    ...actions
      .filter(({ Type }) => authenticating.has(Type))
      .map((): [string, Danger] => ['sign-in', { subject: 'sign-in', path, reason: reason('a sign-in') }]),
    ...(mode === 'verify'
      ? [
          [
            'client certificate',
            {
              subject: 'client certificate',
              path: '/MutualAuthentication',
              reason: reason('a valid client certificate'),
            },
          ] as const,
        ]
      : []),
  ]);
}

const authenticationRemoved = (remedy: Remedy): ChangeRule => ({
  kind: 'change',
  id: 'elb-listener-authentication-removed',
  title: 'a load balancer lets callers through unasked',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html',
  ],
  recommendation: 'Put the authentication back, and look at who got through meanwhile.',
  remedy,
  dangers: (change) => {
    if (change.kind !== 'modified') return [];
    const after = checksOf(change.after);
    return [...checksOf(change.before)]
      .filter(([subject]) => !after.has(subject))
      .map(([, danger]) => ({ ...danger, values: formerActions(change.before) }));
  },
  ended: (change) => {
    if (change.kind !== 'modified') return [];
    const before = checksOf(change.before);
    return [...checksOf(change.after)]
      .filter(([subject]) => !before.has(subject))
      .map(([subject, danger]) => ({ ...danger, reason: `Safer: callers are asked for a ${subject}.` }));
  },
});

const redirectsElsewhere = (remedy: Remedy): ChangeRule =>
  becoming({
    id: 'elb-listener-redirects-elsewhere',
    title: 'a load balancer sends callers to another host',
    severity: 'HIGH',
    createdSeverity: () => 'MEDIUM',
    sources: ['MITRE ATT&CK T1557'],
    recommendation: 'Make sure that the host is yours; if not, put the approved action back.',
    remedy,
    safer: 'callers stay at the host they asked for',
    former: formerActions,
    dangersOf: (resource) => {
      const { path, actions } = actionsOf(resource);
      return actions.flatMap((action, at) => {
        const host = valueAt(action, '/RedirectConfig/Host');
        if (typeof host !== 'string' || host === '#{host}') return [];
        return [
          {
            subject: `host ${host}`,
            path: `${path}/${at}`,
            reason: `${place(resource)} sends callers to ${host}.`,
          },
        ];
      });
    },
  });

/** The dangers of what is done with a request, by a listener or by one of its rules. */
const actionRules = (remedy: Remedy): Rule[] => [authenticationRemoved(remedy), redirectsElsewhere(remedy)];

/** The dangers of a rule of a listener. */
export const listenerRuleRules: readonly Rule[] = actionRules({
  command: 'aws elbv2 modify-rule --rule-arn {{id}} --cli-input-json {{former-actions}}',
  console: 'EC2 › Load Balancers › Listeners and rules › Rules › {{/Priority}} › Edit rule',
});

/** The dangers of a listener. */
export const listenerRules: readonly Rule[] = [
  plain,
  decrypted,
  oldTls,
  lowerTls,
  ...actionRules({
    command: 'aws elbv2 modify-listener --listener-arn {{id}} --cli-input-json {{former-actions}}',
    console: 'EC2 › Load Balancers › Listeners and rules › {{/Protocol}}:{{/Port}} › Edit listener',
  }),
];
