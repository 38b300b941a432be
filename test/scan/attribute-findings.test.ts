import { describe, expect, test } from 'vitest';
import type { LifecycleStep, OpenFinding } from '../../lib/findings/lifecycle.ts';
import type { LookedUpEvent } from '../../lib/model/attribution.ts';
import { type Finding, findingSchema } from '../../lib/model/finding.ts';
import { attributeFindings, type EventHistory } from '../../lib/scan/attribute-findings.ts';
import { runLocally } from '../../lib/scan/run.ts';
import { event } from '../attribution/events.ts';
import { finding } from '../report/report-fixtures.ts';
import { World } from './world.ts';

const now = new Date('2026-11-20T07:00:00Z');
const baselineTakenAt = new Date('2026-11-19T07:00:00Z');
const group = 'sg-0aaaaaaaaaaaaaaa1';
const opened = event();

/** Findings of groups with these ids, and what is remembered of them. */
function stepOf(...given: Partial<Finding>[]): LifecycleStep {
  const findings = given.map((rest, at) =>
    finding({ id: group, arn: undefined, fingerprint: `f-${at}`, ...rest }),
  );
  const open = findings.map(
    ({ fingerprint, type, id, severity, dangers, firstSeen, lastSeen }): OpenFinding => {
      return { fingerprint, type, id, severity, dangers, firstSeen, lastSeen, pending: true };
    },
  );
  return { findings, open, resolved: 0 };
}

/** A history that knows events by names, and keeps what it was asked for. */
function historyOf(known: Readonly<Record<string, LookedUpEvent[] | Error>>) {
  const asked: string[] = [];
  const answer = async (name: string) => {
    asked.push(name);
    const events = known[name] ?? [];
    if (events instanceof Error) throw events;
    return events;
  };
  const history: EventHistory = { byResourceName: answer, byEventName: answer };
  const spans: unknown[] = [];
  const open = (options: unknown) => {
    spans.push(options);
    return history;
  };
  return { asked, spans, options: { open, threshold: 'HIGH', findings: 1, now: () => now } as const };
}

function refusal(name: string, message = 'no'): Error {
  return Object.assign(new Error(message), { name });
}

describe('findings get who made their changes', () => {
  test('from the events of the resource, in the finding and in what is remembered of it', async () => {
    const { options, asked, spans } = historyOf({ [group]: [opened] });
    const { findings, open } = await attributeFindings(stepOf({}), baselineTakenAt, options);
    expect(findings[0]?.attribution).toMatchObject({
      eventName: 'AuthorizeSecurityGroupIngress',
      confidence: 'named',
    });
    expect(findingSchema.safeParse(findings[0]).success).toBe(true);
    expect(open[0]?.attribution).toEqual(findings[0]?.attribution);
    expect(asked).toEqual([group]);
    expect(spans).toEqual([{ since: baselineTakenAt, until: now, budget: 60_000 }]);
  });

  test('from the events of an operation, where CloudTrail lists none under the name', async () => {
    const { options, asked } = historyOf({ AuthorizeSecurityGroupIngress: [opened] });
    const { findings } = await attributeFindings(stepOf({}), baselineTakenAt, options);
    expect(findings[0]?.attribution).toMatchObject({ confidence: 'named' });
    expect(asked).toEqual([group, 'AuthorizeSecurityGroupIngress']);
  });

  test('and say that there is no event, after three operations at most', async () => {
    const { options, asked } = historyOf({});
    const { findings } = await attributeFindings(stepOf({}), baselineTakenAt, options);
    expect(findings[0]?.attribution).toEqual({ noEvent: 'CloudTrail has no event of it since the baseline' });
    expect(asked).toHaveLength(4);
  });

  test('and say that a baseline is older than what CloudTrail keeps', async () => {
    const { options, spans } = historyOf({});
    const { findings } = await attributeFindings(stepOf({}), new Date('2026-01-01T00:00:00Z'), options);
    expect(findings[0]?.attribution).toEqual({ noEvent: expect.stringContaining('90 days') });
    expect(spans).toMatchObject([{ since: new Date('2026-08-22T07:00:00Z') }]);
  });
});

describe('who is asked about', () => {
  test('all that reach the threshold, of the others so many as are wanted, and none about Tidemark itself', async () => {
    const { options } = historyOf({});
    const given = stepOf(
      { severity: 'CRITICAL' },
      { severity: 'HIGH', type: 'Tidemark::Coverage::ResourceType' },
      { severity: 'HIGH' },
      { severity: 'LOW' },
      { severity: 'INFO' },
    );
    const { findings } = await attributeFindings(given, baselineTakenAt, options);
    expect(findings.map(({ attribution }) => attribution !== undefined)).toEqual([
      true,
      false,
      true,
      true,
      false,
    ]);
  });

  test('none that is known already, and then CloudTrail is not opened', async () => {
    const { options, spans } = historyOf({});
    const given = stepOf({ attribution: { noEvent: 'none' } });
    expect(await attributeFindings(given, baselineTakenAt, options)).toBe(given);
    expect(spans).toEqual([]);
  });
});

describe('what cannot be read never stops a scan', () => {
  test.each([
    [
      'a refusal',
      refusal('AccessDeniedException'),
      /^AccessDeniedException: no\. Deploy the member stack again: its role may call cloudtrail:LookupEvents$/,
    ],
    [
      'throttling',
      refusal('ThrottlingException', 'Rate exceeded'),
      /^ThrottlingException: Rate exceeded\. The next run asks again$/,
    ],
    ['a failure', refusal('InternalError'), /^InternalError: no$/],
  ])(
    '%s is told by the finding and all after it, and nothing more is asked',
    async (_what, error, reason) => {
      const { options, asked } = historyOf({ 'sg-0bbbbbbbbbbbbbbb2': error, [group]: [opened] });
      const given = stepOf({}, { id: 'sg-0bbbbbbbbbbbbbbb2' }, {});
      const { findings } = await attributeFindings(given, baselineTakenAt, options);
      const unread = { unread: expect.stringMatching(reason) };
      expect(findings.map(({ attribution }) => attribution)).toEqual([
        expect.objectContaining({ confidence: 'named' }),
        unread,
        unread,
      ]);
      expect(asked).toEqual([group, 'sg-0bbbbbbbbbbbbbbb2']);
    },
  );
});

describe('a scan', () => {
  const thing = { id: 'thing-1', properties: { Size: 1 } };

  /** Scans twice or more with a change in between, and gives what the findings of each detection tell. */
  async function story(attribution: string | undefined, answers: (() => Promise<LookedUpEvent[]>)[]) {
    const world = await World.create(
      `{ prod: { accounts: ["111122223333"], regions: [eu-west-1], alerts: { threshold: INFO } } }${attribution ?? ''}`,
    );
    const told: unknown[] = [];
    let asked = 0;
    try {
      world.put('Test::Regional::Thing', '111122223333', 'eu-west-1', thing);
      await world.run({ mode: 'baseline' });
      world.put('Test::Regional::Thing', '111122223333', 'eu-west-1', { ...thing, properties: { Size: 2 } });
      for (const answer of answers) {
        const look = () => {
          asked += 1;
          return answer();
        };
        const openEventHistory = () => ({ byResourceName: look, byEventName: async () => [] });
        const report = await runLocally(
          { mode: 'detect', trigger: 'cli' },
          { ...world.options, openEventHistory },
        );
        told.push(...report.environments.flatMap(({ findings }) => findings.map((each) => each.attribution)));
      }
    } finally {
      await world.remove();
    }
    return { told, asked };
  }

  const made = event({
    eventSource: 'regional.amazonaws.com',
    eventName: 'UpdateThing',
    eventTime: '2026-11-21T07:00:10Z',
    requestParameters: { thingId: 'thing-1' },
  });
  const found = async () => [made];
  const nothing = async () => [];
  const refused = async () => {
    throw refusal('AccessDeniedException');
  };
  const named = expect.objectContaining({ eventName: 'UpdateThing' });

  test('tells who made a change, and later runs tell the same without asking', async () => {
    expect(await story(undefined, [found, refused])).toEqual({ told: [named, named], asked: 1 });
  });

  test('asks again for what could not be read', async () => {
    const { told } = await story(undefined, [refused, found]);
    expect(told).toEqual([{ unread: expect.any(String) }, named]);
  });

  test('asks once more for what CloudTrail had no event of, since it may be late', async () => {
    const none = { noEvent: expect.any(String) };
    expect(await story(undefined, [nothing, found])).toMatchObject({ told: [none, named] });
    expect(await story(undefined, [nothing, nothing, found])).toMatchObject({
      told: [none, none, none],
      asked: 2,
    });
  });

  test('asks nobody where that is off', async () => {
    expect(await story('\nattribution: { mode: off }', [found])).toEqual({ told: [undefined], asked: 0 });
  });
});
