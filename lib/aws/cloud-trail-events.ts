import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudTrailClient,
  type Event,
  type LookupAttributeKey,
  LookupEventsCommand,
} from '@aws-sdk/client-cloudtrail';
import type { LookedUpEvent } from '../model/attribution.ts';
import { TidemarkError } from '../model/errors.ts';
import type { AwsClients } from './clients.ts';

/** The IAM action of {@link CloudTrailEvents}. */
export const lookupEventsAction = 'cloudtrail:LookupEvents';

/** Days for which CloudTrail can look events up, whether there is a trail or not. */
export const keptDays = 90;
/**
 * CloudTrail gives at most 50 events a call, and takes two calls a second for each account and region, whoever makes
 * them. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 */
const eventsPerPage = 50;
const millisecondsBetweenCalls = 500;
/** Pages that are asked for of one name: its newest 100 events. */
const mostPages = 2;

/** When events are looked up, and how long that may take. */
export interface LookUpOptions {
  readonly since: Date;
  readonly until: Date;
  /** Milliseconds after which lookups are refused, and a running one is given up. */
  readonly budget: number;
  /** Waits so many milliseconds. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  /** Milliseconds on a clock that never goes back. */
  readonly clock?: () => number;
}

function toLookedUp({ CloudTrailEvent: json, Resources = [] }: Event): LookedUpEvent[] {
  const resourceNames = Resources.flatMap(({ ResourceName }) => ResourceName ?? []);
  return json === undefined ? [] : [{ json, resourceNames }];
}

const outOfTime = 'the time for asking CloudTrail was over; the next run asks for the rest';

/** Said of a lookup for which there was no time left. */
export class OutOfTimeError extends TidemarkError {}

/**
 * Events that CloudTrail recorded in the account and region of a client, newest first. Asks one call after the other, no
 * more often than AWS takes, and the same only once. A lookup throws what the SDK throws, and an
 * {@link OutOfTimeError} when the time is over.
 */
export class CloudTrailEvents {
  readonly #client: CloudTrailClient;
  readonly #options: LookUpOptions & Required<Pick<LookUpOptions, 'wait' | 'clock'>>;
  readonly #known = new Map<string, Promise<LookedUpEvent[]>>();
  readonly #deadline: number;
  #nextCall = 0;

  constructor(client: CloudTrailClient, options: LookUpOptions) {
    this.#client = client;
    this.#options = { wait: sleep, clock: () => performance.now(), ...options };
    this.#deadline = this.#options.clock() + options.budget;
  }

  /** Events that CloudTrail lists under the name of a resource. */
  byResourceName(name: string): Promise<LookedUpEvent[]> {
    return this.#lookUpOnce('ResourceName', name);
  }

  /** Events of an API operation, on whichever resource. */
  byEventName(name: string): Promise<LookedUpEvent[]> {
    return this.#lookUpOnce('EventName', name);
  }

  #lookUpOnce(key: LookupAttributeKey, value: string): Promise<LookedUpEvent[]> {
    const known = this.#known.get(`${key} ${value}`);
    if (known) return known;
    const asked = this.#lookUp(key, value);
    this.#known.set(`${key} ${value}`, asked);
    return asked;
  }

  async #lookUp(key: LookupAttributeKey, value: string): Promise<LookedUpEvent[]> {
    const events: LookedUpEvent[] = [];
    let NextToken: string | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      const answer = await this.#call(key, value, NextToken);
      events.push(...(answer.Events ?? []).flatMap(toLookedUp));
      NextToken = answer.NextToken;
      if (NextToken === undefined || NextToken === '') break;
    }
    return events;
  }

  async #call(AttributeKey: LookupAttributeKey, AttributeValue: string, NextToken: string | undefined) {
    const { since, until, wait, clock } = this.#options;
    await wait(Math.max(this.#nextCall - clock(), 0));
    const left = this.#deadline - clock();
    if (left <= 0) throw new OutOfTimeError(outOfTime);
    this.#nextCall = clock() + millisecondsBetweenCalls;
    const command = new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey, AttributeValue }],
      StartTime: since,
      EndTime: until,
      MaxResults: eventsPerPage,
      ...(NextToken === undefined ? {} : { NextToken }),
    });
    const abortSignal = AbortSignal.timeout(Math.ceil(left));
    try {
      return await this.#client.send(command, { abortSignal });
    } catch (error) {
      if (!abortSignal.aborted) throw error;
      throw new OutOfTimeError(outOfTime, {}, { cause: error });
    }
  }
}

/** Opens the event history of the account and region of some clients. */
export function openEventHistory(clients: AwsClients, options: LookUpOptions): CloudTrailEvents {
  return new CloudTrailEvents(clients.get(CloudTrailClient), options);
}
