import ipaddr from 'ipaddr.js';
import type { AttributedEvent } from '../model/attribution.ts';
import type { JsonValue } from '../model/json.ts';
import { actorOf } from './actor.ts';
import { type CloudTrailRecord, madeChange } from './cloud-trail-record.ts';
import { type AttributedChange, directionFit, eventFit } from './event-fit.ts';
import { type Mention, mentionOf, textsIn } from './resource-names.ts';
import { throughOf } from './through.ts';

/** Characters of a user agent, and of any other text of an event, that are kept. */
const longestUserAgent = 200;
const longestText = 2_048;
/** Characters of an access key id that are kept: enough to tell two keys of a user apart, too few to use. */
const keptOfKey = 4;

/** The time in which a change was made. */
export interface Span {
  readonly since: Date;
  readonly until: Date;
}

interface Candidate {
  readonly record: CloudTrailRecord;
  readonly fit: number;
  readonly mention: Mention;
  readonly direction: number;
  readonly echo: number;
}

/** The values that came, or where nothing came, those that went; only of what changed. */
function changedValues({ properties }: AttributedChange): ReadonlySet<string> {
  const came = properties.flatMap(({ after }) => leaves(after));
  return new Set(came.length > 0 ? came : properties.flatMap(({ before }) => leaves(before)));
}

function leaves(value: JsonValue): string[] {
  return [...textsIn(value)].map((text) => text.toLowerCase());
}

/** How much of what changed stands in the request of an event, in tenths. */
function echoOf({ requestParameters }: CloudTrailRecord, values: ReadonlySet<string>): number {
  if (values.size === 0) return 0;
  const asked = new Set([...textsIn(requestParameters)].map((text) => text.toLowerCase()));
  return Math.round((10 * [...values].filter((value) => asked.has(value)).length) / values.size);
}

function isWithin({ eventTime }: CloudTrailRecord, { since, until }: Span): boolean {
  return eventTime >= since && eventTime <= until;
}

function candidatesFor(
  records: readonly CloudTrailRecord[],
  change: AttributedChange,
  span: Span,
): Candidate[] {
  const values = changedValues(change);
  return records.flatMap((record): Candidate[] => {
    if (!madeChange(record) || !isWithin(record, span)) return [];
    const fit = eventFit(record, change);
    const mention = fit === 0 ? undefined : mentionOf(record, change);
    if (mention === undefined) return [];
    return [{ record, fit, mention, direction: directionFit(record, change), echo: echoOf(record, values) }];
  });
}

/** Better candidates first: by name, by how they name the resource, by what they did, and at last the newest. */
function compareCandidates(one: Candidate, other: Candidate): number {
  return (
    other.fit - one.fit ||
    Number(other.mention === 'direct') - Number(one.mention === 'direct') ||
    other.direction - one.direction ||
    other.echo - one.echo ||
    other.record.eventTime.getTime() - one.record.eventTime.getTime()
  );
}

function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
}

function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1).toWellFormed()}…`;
}

/** An actor whose texts are no longer than names in AWS are. */
function shortened(actor: AttributedEvent['who']): AttributedEvent['who'] {
  const texts = Object.entries(actor).map(([key, value = '']) => [key, cut(value, longestText)]);
  return { ...actor, ...Object.fromEntries(texts) };
}

function describeEvent({ record, fit, mention }: Candidate, furtherEvents: number): AttributedEvent {
  const { userIdentity, sourceIPAddress, userAgent } = record;
  const optional = {
    sourceIp: sourceIPAddress !== undefined && isAddress(sourceIPAddress) ? sourceIPAddress : undefined,
    userAgent: userAgent && cut(userAgent, longestUserAgent),
    through: throughOf(record),
    mfaAuthenticated: userIdentity.sessionContext?.attributes?.mfaAuthenticated,
    accessKeyId: userIdentity.accessKeyId?.slice(-keptOfKey),
  };
  const known = Object.entries(optional).filter(([, value]) => value !== undefined);
  return {
    at: record.eventTime.toISOString(),
    eventName: cut(record.eventName, longestText),
    eventSource: cut(record.eventSource, longestText),
    eventId: cut(record.eventID, longestText),
    who: shortened(actorOf(record)),
    ...Object.fromEntries(known),
    confidence: fit >= 2 && mention === 'direct' ? 'named' : 'likely',
    furtherEvents,
  };
}

/**
 * The event that made a change, of those that CloudTrail has; undefined when none of them did. Events that failed, that
 * only read, that are about another resource or are older than the span are none.
 */
export function attributeChange(
  records: readonly CloudTrailRecord[],
  change: AttributedChange,
  span: Span,
): AttributedEvent | undefined {
  const unique = [...new Map(records.map((record) => [record.eventID, record])).values()];
  const [best, ...others] = candidatesFor(unique, change, span).sort(compareCandidates);
  return best && describeEvent(best, others.length);
}
