import type { EnvironmentReport, TargetResult } from '../model/report.ts';
import type { ReadGap } from '../model/snapshot.ts';
import { describePlace } from './finding-view.ts';
import { plainText } from './plain-text.ts';

/** Something that was not read, why, and where. */
export interface ReadingGap {
  /** `AWS::S3::Bucket partly read`, `AWS::IAM::Role not read`. */
  readonly what: string;
  readonly reason: string;
  readonly places: readonly string[];
}

/** A target that could not be read at all. */
export interface FailedTarget {
  readonly place: string;
  readonly reason: string;
}

type ReportedTarget = EnvironmentReport['targets'][number];

function describeCause({ code, message, operation }: ReadGap): string {
  const said = message.startsWith(code) ? message : `${code}: ${message}`;
  return plainText(operation === undefined ? said : `${operation}: ${said}`);
}

/** The types that were read partly or not at all, equal reasons together. */
export function readingGaps(
  targets: readonly Pick<ReportedTarget, 'account' | 'region' | 'coverage'>[],
): ReadingGap[] {
  const gaps = new Map<string, ReadingGap>();
  for (const target of targets) {
    for (const [type, { status, gaps: causes }] of Object.entries(target.coverage)) {
      if (status === 'complete') continue;
      const what = `${plainText(type)} ${status === 'partial' ? 'partly read' : 'not read'}`;
      for (const reason of causes.length === 0 ? ['no reason is known'] : causes.map(describeCause)) {
        const key = `${what} ${reason}`;
        const places = gaps.get(key)?.places ?? [];
        gaps.set(key, { what, reason, places: [...places, describePlace(target)] });
      }
    }
  }
  return [...gaps.values()].sort((one, other) => (one.what < other.what ? -1 : 1));
}

/** The types of which something exists and that are not read, as `AWS::AppSync::Api (3)`, most of it first. */
export function typesNotRead(targets: readonly Pick<ReportedTarget, 'notRead'>[]): string[] {
  const counts = new Map<string, number>();
  for (const { types, resources } of targets.flatMap(({ notRead }) => notRead ?? [])) {
    const name = types.map(plainText).join(' or ');
    counts.set(name, (counts.get(name) ?? 0) + resources);
  }
  return [...counts]
    .sort(([one, left], [other, right]) => right - left || (one < other ? -1 : 1))
    .map(([name, count]) => `${name} (${count})`);
}

/** The targets that failed, with their errors. */
export function failedTargets(
  targets: readonly Pick<TargetResult, 'account' | 'region' | 'status' | 'error'>[],
): FailedTarget[] {
  return targets
    .filter(({ status }) => status === 'failed')
    .map((target) => ({
      place: describePlace(target),
      reason: plainText(target.error ?? 'no reason is known'),
    }));
}
