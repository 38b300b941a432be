import { attributeChange, type Span } from '../attribution/attribute.ts';
import { parseCloudTrailRecord } from '../attribution/cloud-trail-record.ts';
import { type AttributedChange, operationsFor } from '../attribution/event-fit.ts';
import { namesToLookUp } from '../attribution/resource-names.ts';
import type { AwsClients } from '../aws/clients.ts';
import { keptDays, lookupEventsAction } from '../aws/cloud-trail-events.ts';
import { awsErrorParts, describeAwsError, isThrottling } from '../aws/errors.ts';
import type { LifecycleStep } from '../findings/lifecycle.ts';
import type { AttributedEvent, Attribution, LookedUpEvent } from '../model/attribution.ts';
import { TidemarkError } from '../model/errors.ts';
import type { Finding } from '../model/finding.ts';
import { reaches, type Severity } from '../model/severity.ts';

/** Milliseconds that asking may take in a target: some hundred calls, and little of a function's 15 minutes. */
const budget = 60_000;
/** Operations of which all events are looked through when CloudTrail lists none under the name of a resource. */
const mostOperations = 3;
const millisecondsOfDay = 86_400_000;

/** Where events are looked up, newest first. */
export interface EventHistory {
  byResourceName(name: string): Promise<readonly LookedUpEvent[]>;
  byEventName(name: string): Promise<readonly LookedUpEvent[]>;
}

/** Opens the history of the account and region of some clients. */
export type OpenEventHistory = (
  clients: AwsClients,
  options: Span & { readonly budget: number },
) => EventHistory;

/** Gives findings, and what is remembered of them, who made their changes since the baseline was taken. */
export type Attribute = (step: LifecycleStep, baselineTakenAt: Date) => Promise<LifecycleStep>;

/** What finding out who made changes needs. */
export interface AttributeOptions {
  readonly open: (options: Span & { readonly budget: number }) => EventHistory;
  /** The severity from which findings are alerted. */
  readonly threshold: Severity;
  /** How many findings below it are asked about too. */
  readonly findings: number;
  readonly now: () => Date;
}

/** The findings to ask about: those that nobody asked about yet, but what is about Tidemark itself. */
function chooseFindings(
  findings: readonly Finding[],
  { threshold, findings: limit }: AttributeOptions,
): readonly Finding[] {
  const open = findings.filter(
    ({ attribution, type }) => attribution === undefined && !type.startsWith('Tidemark::'),
  );
  const alerted = open.filter(({ severity }) => reaches(severity, threshold));
  const others = open.filter(({ severity }) => !reaches(severity, threshold));
  return [...alerted, ...others.slice(0, limit)];
}

/** Looks for the event of a change: by the names of the resource, and only where that tells none, by the operations. */
async function findEvent(
  history: EventHistory,
  change: AttributedChange,
  span: Span,
): Promise<AttributedEvent | undefined> {
  const lookUps = [
    ...namesToLookUp(change).map((name) => () => history.byResourceName(name)),
    ...operationsFor(change)
      .slice(0, mostOperations)
      .map((name) => () => history.byEventName(name)),
  ];
  const events: LookedUpEvent[] = [];
  let best: AttributedEvent | undefined;
  for (const lookUp of lookUps) {
    events.push(...(await lookUp()));
    const records = events.flatMap((event) => parseCloudTrailRecord(event) ?? []);
    best = attributeChange(records, change, span);
    if (best?.confidence === 'named') break;
  }
  return best;
}

function describeFailure(error: unknown): string {
  if (error instanceof TidemarkError) return error.message;
  const told = describeAwsError(error);
  if (/AccessDenied|UnauthorizedOperation/.test(awsErrorParts(error).code))
    return `${told}. Deploy the member stack again: its role may call ${lookupEventsAction}`;
  return isThrottling(error) ? `${told}. The next run asks again` : told;
}

function describeNoEvent(since: Date, until: Date): string {
  const days = (until.getTime() - since.getTime()) / millisecondsOfDay;
  return days > keptDays
    ? `CloudTrail keeps events for ${keptDays} days, and the baseline is older`
    : 'CloudTrail has no event of it since the baseline';
}

/**
 * The findings of a run with who made their changes. Asks about what reaches the threshold and about some more, the most
 * dangerous first, and not again about what an earlier run found out. Never fails: a finding that could not be asked about
 * says why, and after the first refusal nobody is asked any more.
 */
export async function attributeFindings(
  step: LifecycleStep,
  baselineTakenAt: Date,
  options: AttributeOptions,
): Promise<LifecycleStep> {
  const chosen = chooseFindings(step.findings, options);
  if (chosen.length === 0) return step;
  const until = options.now();
  const oldest = until.getTime() - keptDays * millisecondsOfDay;
  // CloudTrail has the times of events in whole seconds.
  const second = Math.floor(baselineTakenAt.getTime() / 1_000) * 1_000;
  const span: Span = { since: new Date(Math.max(second, oldest)), until };
  const history = options.open({ ...span, budget });
  const known = new Map<string, Attribution>();
  let unread: string | undefined;
  for (const finding of chosen) {
    if (unread === undefined) {
      try {
        const event = await findEvent(history, finding, span);
        known.set(finding.fingerprint, event ?? { noEvent: describeNoEvent(baselineTakenAt, until) });
        continue;
      } catch (error) {
        unread = describeFailure(error);
      }
    }
    known.set(finding.fingerprint, { unread });
  }
  return withAttributions(step, known);
}

function withAttributions(step: LifecycleStep, known: ReadonlyMap<string, Attribution>): LifecycleStep {
  const attributed = <T extends { readonly fingerprint: string }>(each: T): T => {
    const attribution = known.get(each.fingerprint);
    return attribution === undefined ? each : { ...each, attribution };
  };
  return { ...step, findings: step.findings.map(attributed), open: step.open.map(attributed) };
}
