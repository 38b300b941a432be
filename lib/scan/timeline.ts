import type { ConfigServiceClient, ConfigurationItem } from '@aws-sdk/client-config-service';
import pLimit from 'p-limit';
import { isRecordedType, resourceHistory } from '../aws/config-history.ts';
import type { Recorder } from '../aws/config-service.ts';
import { awsErrorParts, describeAwsError } from '../aws/errors.ts';
import type { Finding, TimelineEntry } from '../model/finding.ts';
import { isJsonObject, type JsonValue, toJson } from '../model/json.ts';
import { toPointer } from '../model/pointer.ts';
import { reaches, type Severity } from '../model/severity.ts';
import { canonicalText } from '../snapshot/canonical.ts';

/** How many findings of a target get a timeline, the most dangerous ones, and how many entries it has. */
const findingsWithTimeline = 25;
const entriesOfTimeline = 10;
/** How many paths of an entry are named. */
const namedPaths = 20;
const callsAtOnce = 4;

/** What giving findings their timeline needs. */
export interface TimelineOptions {
  readonly client: ConfigServiceClient;
  readonly recorder: () => Promise<Recorder | undefined>;
  /** The severity from which findings are alerted. */
  readonly threshold: Severity;
  /** When the baseline was taken. */
  readonly since: Date;
  /** Told why timelines are missing. */
  readonly onFailure: (reason: string) => void;
}

function parsed(text: string): JsonValue {
  try {
    return toJson(JSON.parse(text));
  } catch {
    return text;
  }
}

/** The parts of a state by pointer, each as text to compare; undefined of a state that has none, such as a deleted one. */
function partsOf(item: ConfigurationItem): ReadonlyMap<string, string> | undefined {
  const { configuration = '', tags, relationships, supplementaryConfiguration = {} } = item;
  if (configuration === '' || configuration === 'null') return undefined;
  const model = parsed(configuration);
  const own = isJsonObject(model)
    ? Object.entries(model).map(([name, value]) => [toPointer(['configuration', name]), value] as const)
    : [['/configuration', model] as const];
  const further = Object.entries(supplementaryConfiguration).map(
    ([name, text]) => [toPointer(['supplementaryConfiguration', name]), parsed(text)] as const,
  );
  // An empty list and none are the same, and relationships come in any order.
  const related = (relationships ?? []).map((each) => canonicalText(toJson(each))).sort();
  const rest = [['/tags', toJson(tags ?? {})] as const, ['/relationships', related] as const];
  return new Map([...own, ...further, ...rest].map(([path, value]) => [path, canonicalText(value)]));
}

function changedPaths(item: ConfigurationItem, earlier: ConfigurationItem | undefined): string[] | undefined {
  const [after, before] = [partsOf(item), earlier && partsOf(earlier)];
  if (!after || !before) return undefined;
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths]
    .filter((path) => before.get(path) !== after.get(path))
    .sort()
    .slice(0, namedPaths);
}

/** The entries of states that are given newest first; what changed is named where the state before is known. */
function entriesOf(items: readonly ConfigurationItem[]): TimelineEntry[] {
  return items.slice(0, entriesOfTimeline).flatMap((item, at): TimelineEntry[] => {
    const { configurationItemCaptureTime: capturedAt, configurationItemStatus: status } = item;
    if (!capturedAt || !status) return [];
    const changed = changedPaths(item, items[at + 1]);
    return [{ at: capturedAt.toISOString(), status, ...(changed ? { changedPaths: changed } : {}) }];
  });
}

/** The findings that get a timeline, as far as AWS Config knows one. */
function chooseFindings(findings: readonly Finding[], threshold: Severity): ReadonlySet<Finding> {
  const chosen = findings.filter(
    ({ status, severity, type }) =>
      (status === 'new' || status === 'escalated') && reaches(severity, threshold) && isRecordedType(type),
  );
  return new Set(chosen.slice(0, findingsWithTimeline));
}

/** Whether a recorder runs; where that cannot be told, none does. */
async function isRecording({ recorder, onFailure }: TimelineOptions): Promise<boolean> {
  try {
    return (await recorder())?.records ?? false;
  } catch (error) {
    onFailure(describeAwsError(error));
    return false;
  }
}

/**
 * Findings, those that are to be alerted with what AWS Config recorded of their resource since the baseline. What it
 * does not know is left out; after its first failure it is not asked again.
 */
export async function withTimelines(
  findings: readonly Finding[],
  options: TimelineOptions,
): Promise<readonly Finding[]> {
  const { client, threshold, since, onFailure } = options;
  const chosen = chooseFindings(findings, threshold);
  if (chosen.size === 0 || !(await isRecording(options))) return findings;
  const limit = pLimit(callsAtOnce);
  let failed = false;
  const withTimeline = async (finding: Finding): Promise<Finding> => {
    if (failed) return finding;
    try {
      // One more than is told: the oldest entry names what changed only beside the state before it.
      const timeline = entriesOf(await resourceHistory(client, finding, since, entriesOfTimeline + 1));
      return timeline.length === 0 ? finding : { ...finding, timeline };
    } catch (error) {
      if (awsErrorParts(error).code === 'ResourceNotDiscoveredException') return finding;
      if (!failed) onFailure(describeAwsError(error));
      failed = true;
      return finding;
    }
  };
  return Promise.all(
    findings.map((finding) => (chosen.has(finding) ? limit(() => withTimeline(finding)) : finding)),
  );
}
