import { type JsonObject, toList, toObjects } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { Rule } from '../model/rule.ts';
import type { Severity } from '../model/severity.ts';
import { becoming } from './becoming.ts';
import { deleted, disableTools, inState, redirected, when } from './watcher-rules.ts';

/** How MITRE calls what runs when something happens, long after who made it has gone. */
const eventTriggered = 'MITRE ATT&CK T1546';
const targetsDocument = 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html';

/** Sources of the events that tell of attacks. */
const watchers: ReadonlySet<string> = new Set([
  'aws.access-analyzer',
  'aws.cloudtrail',
  'aws.config',
  'aws.detective',
  'aws.guardduty',
  'aws.inspector2',
  'aws.macie',
  'aws.securityhub',
  'aws.signin',
]);

/** Whether a rule listens to what watches the account, or to calls that CloudTrail tells. */
export function watches({ properties }: Resource): boolean {
  const sources = toList(valueAt(properties, '/EventPattern/source')).map(String);
  const types = toList(valueAt(properties, '/EventPattern/detail-type')).map(String);
  return sources.some((source) => watchers.has(source)) || types.some((type) => /CloudTrail$/.test(type));
}

const nameOf = ({ id, properties }: Resource) => String(properties.Name ?? id);
const severityOf = (rule: Resource): Severity => (watches(rule) ? 'HIGH' : 'MEDIUM');

/** The account of a target; EventBridge's own API destinations are of the account of the rule. */
function accountOf({ Arn }: JsonObject): string | undefined {
  return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(String(Arn))?.[1];
}

/** What does its target's work on the machines of the account. */
const runsCommands = ({ Arn, RunCommandParameters }: JsonObject) =>
  RunCommandParameters !== undefined || /^arn:[^:]*:ssm:/.test(String(Arn));

/** The dangers of an EventBridge rule: that it no longer tells, and that it stays to act. */
export const eventsRuleRules: readonly Rule[] = [
  deleted(
    {
      id: 'events-watching-rule-deleted',
      title: 'a rule that tells of attacks was deleted',
      severity: 'HIGH',
      sources: [
        'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html',
        disableTools,
      ],
      recommendation:
        'Create the rule again, give it its targets, and look at what it would have told meanwhile.',
      remedy: {
        command:
          'aws events put-rule --name {{/Name}} --event-bus-name {{/EventBusName}} --event-pattern {{/EventPattern}} --state ENABLED',
        console: 'Amazon EventBridge › Buses › Rules › {{/EventBusName}} › Create rule › {{/Name}}',
      },
    },
    (rule) => `Rule ${nameOf(rule)} was deleted: what it told of no longer reaches anybody.`,
    watches,
  ),
  becoming({
    id: 'events-rule-disabled',
    title: 'a rule was disabled',
    severity: 'MEDIUM',
    createdSeverity: () => 'LOW',
    sources: ['https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-delete-rule.html', disableTools],
    recommendation: 'Enable the rule again, and look at what happened meanwhile.',
    remedy: {
      command: 'aws events enable-rule --name {{/Name}} --event-bus-name {{/EventBusName}}',
      console: 'Amazon EventBridge › Buses › Rules › {{/EventBusName}} › {{/Name}} › Enable',
    },
    safer: 'the rule works',
    dangersOf: (rule) =>
      when(rule.properties.State === 'DISABLED', () => ({
        subject: 'disabled',
        path: '/State',
        severity: severityOf(rule),
        reason: `Rule ${nameOf(rule)} is disabled: its targets hear of nothing${watches(rule) ? ', and it tells of attacks' : ''}.`,
      })),
  }),
  {
    kind: 'change',
    id: 'events-target-removed',
    title: 'a rule no longer reaches a target',
    severity: 'MEDIUM',
    sources: [targetsDocument, disableTools],
    recommendation: 'Give the rule its target again, unless somebody meant to replace it.',
    remedy: {
      command:
        'aws events put-targets --rule {{/Name}} --event-bus-name {{/EventBusName}} --targets Id={{target}},Arn={{former}}',
      console: 'Amazon EventBridge › Buses › Rules › {{/EventBusName}} › {{/Name}} › Targets › Edit',
    },
    dangers: (change) => {
      if (change.kind !== 'modified') return [];
      const { before, after } = change;
      const still = new Set(toObjects(after.properties.Targets).map(({ Arn }) => Arn));
      return toObjects(before.properties.Targets)
        .filter(({ Arn }) => !still.has(Arn))
        .map(({ Arn, Id }) => ({
          subject: `no longer ${String(Arn)}`,
          path: '/Targets',
          values: { target: String(Id), former: String(Arn) },
          severity: severityOf(before),
          reason: `Rule ${nameOf(after)} no longer reaches ${String(Arn)}.`,
        }));
    },
  },
  redirected(
    {
      id: 'events-pattern-changed',
      title: 'a rule listens to other events',
      severity: 'MEDIUM',
      property: 'EventPattern',
      sources: [
        'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html',
        disableTools,
      ],
      recommendation:
        'Compare the event pattern with the approved one: what it no longer matches is not told.',
      remedy: {
        command:
          'aws events put-rule --name {{/Name}} --event-bus-name {{/EventBusName}} --event-pattern {{former}}',
        console: 'Amazon EventBridge › Buses › Rules › {{/EventBusName}} › {{/Name}} › Event pattern › Edit',
      },
    },
    (rule) => `Rule ${nameOf(rule)} listens to other events than before.`,
  ),
  inState(
    {
      id: 'events-target-in-foreign-account',
      title: 'events are sent to another account',
      severity: 'HIGH',
      sources: [
        'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html',
        'MITRE ATT&CK T1537',
      ],
      recommendation:
        'Make sure that you know the account and it needs the events; if not, remove the target.',
      remedy: {
        command:
          'aws events remove-targets --rule {{/Name}} --event-bus-name {{/EventBusName}} --ids {{target}}',
        console:
          'Amazon EventBridge › Buses › Rules › {{/EventBusName}} › {{/Name}} › Targets › Edit › Remove',
      },
      safer: 'events stay in the account',
    },
    (rule) =>
      toObjects(rule.properties.Targets).flatMap((target, at) => {
        const account = accountOf(target);
        return when(rule.account !== '' && account !== undefined && account !== rule.account, () => ({
          subject: `account ${account}`,
          path: `/Targets/${at}`,
          values: { target: String(target.Id) },
          reason: `Rule ${nameOf(rule)} sends events to account ${account}: ${String(target.Arn)}.`,
        }));
      }),
  ),
  inState(
    {
      id: 'events-target-runs-commands',
      title: 'a rule runs commands on instances',
      severity: 'HIGH',
      sources: [targetsDocument, eventTriggered, 'MITRE ATT&CK T1651'],
      recommendation:
        'Make sure that you know the commands; if not, remove the target and look at what it ran.',
      remedy: {
        command:
          'aws events remove-targets --rule {{/Name}} --event-bus-name {{/EventBusName}} --ids {{target}}',
        console:
          'Amazon EventBridge › Buses › Rules › {{/EventBusName}} › {{/Name}} › Targets › Edit › Remove',
      },
      safer: 'the rule runs no commands',
    },
    (rule) =>
      toObjects(rule.properties.Targets).flatMap((target, at) =>
        when(runsCommands(target), () => ({
          subject: `commands of ${String(target.Arn)}`,
          path: `/Targets/${at}`,
          values: { target: String(target.Id) },
          reason: `Rule ${nameOf(rule)} runs ${String(target.Arn)} on instances by itself, whenever it matches.`,
        })),
      ),
  ),
  {
    kind: 'change',
    id: 'events-target-added',
    title: 'a rule reaches a further target',
    severity: 'MEDIUM',
    sources: [targetsDocument, eventTriggered],
    recommendation: 'Make sure that you know the target and why it is to run; if not, remove it.',
    remedy: {
      command:
        'aws events remove-targets --rule {{/Name}} --event-bus-name {{/EventBusName}} --ids {{target}}',
      console: 'Amazon EventBridge › Buses › Rules › {{/EventBusName}} › {{/Name}} › Targets › Edit › Remove',
    },
    dangers: (change) => {
      if (change.kind !== 'modified') return [];
      const known = new Set(toObjects(change.before.properties.Targets).map(({ Arn }) => Arn));
      return toObjects(change.after.properties.Targets).flatMap(({ Arn, Id }, at) =>
        when(!known.has(Arn), () => ({
          subject: `target ${String(Arn)}`,
          path: `/Targets/${at}`,
          values: { target: String(Id) },
          reason: `Rule ${nameOf(change.after)} also reaches ${String(Arn)} now, and so runs it by itself.`,
        })),
      );
    },
  },
];
