import { toObjects } from '../model/json.ts';
import type { Membership } from '../model/knowledge.ts';
import type { Resource } from '../model/resource.ts';
import type { Rule } from '../model/rule.ts';
import { canonicalText } from '../snapshot/canonical.ts';
import { becoming } from './becoming.ts';
import { asWord, type RemedyValues } from './former-state.ts';
import { inState, redirected, when } from './watcher-rules.ts';

/** How MITRE calls the removal of what would tell. */
const removeIndicators = 'MITRE ATT&CK T1070';
const dataProtection =
  'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/mask-sensitive-log-data.html';
/** A retention below this many days keeps hardly enough to find out what happened. */
const fewDays = 30;

/** What a service names the groups after that it makes itself when something first runs. */
const servicePrefixes: Readonly<Record<string, string>> = {
  '/aws/lambda/': 'Lambda function',
  '/aws/codebuild/': 'CodeBuild project',
  '/aws/apigateway/': 'API Gateway',
  '/aws-glue/': 'Glue',
  '/aws/batch/': 'Batch',
};

/**
 * A service makes a log group when a function first runs. One that a person ever touched, or a template made, is kept
 * by people: only then has it a retention, a key, a subscription, protection or tags.
 */
function ownerOf({ id, tags, properties }: Resource): string | undefined {
  const [prefix, owner] = Object.entries(servicePrefixes).find(([start]) => id.startsWith(start)) ?? [];
  if (prefix === undefined) return undefined;
  const isKept =
    Object.keys(tags).length > 0 ||
    properties.DeletionProtectionEnabled === true ||
    [
      'RetentionInDays',
      'KmsKeyId',
      'SubscriptionFilters',
      'DataProtectionPolicy',
      'ResourcePolicyDocument',
    ].some((name) => properties[name] !== undefined);
  return isKept ? undefined : `${owner} ${id.slice(prefix.length)}`;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html */
export const logGroupMembership: Membership = {
  reason: 'Lambda and other services make a log group by themselves when something first runs',
  ownerOf,
};

/** The longest retention that there is, for logs that were kept for ever. */
const longestRetention = 3653;

/** The first subscription filter that is lost or another now, as CloudWatch Logs takes it: `{{filter}}`. */
function lostFilter({ id, properties }: Resource, after?: Resource): RemedyValues {
  const left = toObjects(after?.properties.SubscriptionFilters).map(canonicalText);
  const filter = toObjects(properties.SubscriptionFilters).find(
    (each) => !left.includes(canonicalText(each)),
  );
  if (filter === undefined) return {};
  const members = Object.entries(filter).map(([name, value]) => [
    `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
    value,
  ]);
  // A pattern that matches everything is empty, and what is empty is not kept in a model.
  return { filter: asWord({ logGroupName: id, filterPattern: '', ...Object.fromEntries(members) }) };
}

/** Days that logs are kept; for ever without a retention. */
const days = ({ properties }: Resource) => Number(properties.RetentionInDays ?? Number.POSITIVE_INFINITY);
const inWords = (count: number) => (Number.isFinite(count) ? `${count} days` : 'for ever');

/** The dangers of a log group, beside its deletion and its deletion protection. */
export const logGroupRules: readonly Rule[] = [
  {
    kind: 'change',
    id: 'logs-retention-shortened',
    title: 'logs are kept for a shorter time',
    severity: 'MEDIUM',
    sources: ['Security Hub CloudWatch.16', removeIndicators],
    recommendation: 'Set the retention again today: CloudWatch deletes what is older within some days.',
    remedy: {
      command: 'aws logs put-retention-policy --log-group-name {{id}} --retention-in-days {{former}}',
      console: 'CloudWatch › Log groups › {{id}} › Actions › Edit retention setting',
    },
    dangers: (change) =>
      when(change.kind === 'modified' && days(change.after) < days(change.before), () => {
        const [from, to] = [change.before, change.after].map((each) => (each ? days(each) : 0));
        return {
          subject: `retention ${inWords(to ?? 0)}`,
          path: '/RetentionInDays',
          ...((to ?? 0) < fewDays ? { severity: 'HIGH' as const } : {}),
          values: { former: `${Number.isFinite(from) ? from : longestRetention}` },
          reason: `Log group ${change.after?.id} keeps its logs ${inWords(to ?? 0)}, no longer ${inWords(from ?? 0)}: what is older is deleted.`,
        };
      }),
    ended: (change) =>
      when(change.kind === 'modified' && days(change.after) > days(change.before), () => ({
        subject: 'retention',
        path: '/RetentionInDays',
        reason: 'Safer: the logs are kept for a longer time.',
      })),
  },
  redirected(
    {
      id: 'logs-key-changed',
      title: 'logs are encrypted otherwise',
      severity: 'HIGH',
      property: 'KmsKeyId',
      sources: ['https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html'],
      recommendation: 'Set the key of the log group again.',
      remedy: {
        command: 'aws logs associate-kms-key --log-group-name {{id}} --kms-key-id {{former}}',
        console: 'CloudWatch › Log groups › {{id}} › Log group details › KMS key ID',
      },
    },
    ({ id }, from, to) =>
      to === 'none'
        ? `New logs of ${id} are no longer encrypted with your key ${from}.`
        : `New logs of ${id} are encrypted with key ${to} instead of ${from}.`,
  ),
  redirected(
    {
      id: 'logs-data-protection-changed',
      title: 'other data in logs is masked, or none',
      severity: 'MEDIUM',
      property: 'DataProtectionPolicy',
      better: 'sensitive data in the logs is masked',
      sources: [dataProtection],
      recommendation: 'Compare the policy with the approved one.',
      remedy: {
        command:
          'aws logs put-data-protection-policy --log-group-identifier {{id}} --policy-document {{former}}',
        console: 'CloudWatch › Log groups › {{id}} › Data protection › Edit',
      },
    },
    ({ id }, _, to) =>
      to === 'none'
        ? `Nothing in the logs of ${id} is masked any more.`
        : `Other data in the logs of ${id} is masked than before.`,
  ),
  becoming({
    id: 'logs-bearer-token-accepted',
    title: 'a log group takes logs from whoever has a token',
    severity: 'MEDIUM',
    createdSeverity: () => 'LOW',
    sources: [
      'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_HTTP_Endpoints_BearerTokenAuth.html',
    ],
    recommendation: 'Turn bearer tokens off unless a sender needs them: a token does not expire with a role.',
    remedy: {
      command:
        'aws logs put-bearer-token-authentication --log-group-identifier {{id}} --no-bearer-token-authentication-enabled',
      console: 'CloudWatch › Log groups › {{id}} › Actions › Edit bearer token authentication',
    },
    safer: 'tokens are not accepted',
    dangersOf: ({ id, properties }) =>
      when(properties.BearerTokenAuthenticationEnabled === true, () => ({
        subject: 'bearer tokens',
        path: '/BearerTokenAuthenticationEnabled',
        reason: `Log group ${id} takes logs from whoever has a token for it.`,
      })),
  }),
  inState(
    {
      id: 'logs-sent-to-foreign-account',
      title: 'logs are sent to another account',
      severity: 'HIGH',
      sources: [
        'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CrossAccountSubscriptions.html',
        'MITRE ATT&CK T1537',
      ],
      recommendation:
        'Make sure that the destination is your log archive; if not, delete the subscription filter.',
      remedy: {
        command: 'aws logs delete-subscription-filter --log-group-name {{id}} --filter-name {{filter}}',
        console: 'CloudWatch › Log groups › {{id}} › Subscription filters › Delete',
      },
      safer: 'logs stay in the account',
    },
    ({ id, account, properties }) =>
      toObjects(properties.SubscriptionFilters).flatMap(({ FilterName, DestinationArn }, at) => {
        const owner = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(String(DestinationArn))?.[1];
        return when(account !== '' && owner !== undefined && owner !== account, () => ({
          subject: `account ${owner}`,
          path: `/SubscriptionFilters/${at}`,
          reason: `Filter ${String(FilterName)} sends the logs of ${id} to account ${owner}: ${String(DestinationArn)}.`,
          values: { filter: String(FilterName) },
        }));
      }),
  ),
  redirected(
    {
      id: 'logs-subscription-changed',
      title: 'logs are sent elsewhere, or nowhere',
      severity: 'MEDIUM',
      property: 'SubscriptionFilters',
      values: lostFilter,
      sources: [
        'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Subscriptions.html',
        'MITRE ATT&CK T1562.008',
      ],
      recommendation:
        'Compare the subscription filters with the approved ones: what they fed may see nothing now.',
      remedy: {
        command: 'aws logs put-subscription-filter --cli-input-json {{filter}}',
        console: 'CloudWatch › Log groups › {{id}} › Subscription filters › Create',
      },
    },
    ({ id }, _, to) =>
      to === 'none'
        ? `The logs of ${id} are no longer sent on to anything.`
        : `The logs of ${id} are sent on otherwise than before.`,
  ),
];
