import type { TimelineEntry } from '../model/finding.ts';
import { pointerSegments } from '../model/pointer.ts';
import { plainText } from './plain-text.ts';

/** A moment to the minute: `2026-11-20 14:02 UTC`. */
export function describeMoment(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`;
}

function describeStatus(status: string): string {
  if (status.startsWith('ResourceDeleted')) return 'deleted';
  return status === 'ResourceDiscovered' ? 'first seen' : 'changed';
}

/** The name of a part as people know it: without where AWS Config keeps it. */
function describePath(path: string): string {
  const segments = pointerSegments(path);
  return plainText(segments.length > 1 ? segments.slice(1).join('/') : segments.join('/'));
}

/** What AWS Config recorded of a resource, newest first: `changed at 2026-11-20 14:02 UTC (ipPermissions)`. */
export function describeTimeline(timeline: readonly TimelineEntry[]): string[] {
  return timeline.map(({ at, status, changedPaths = [] }) => {
    const paths = changedPaths.map(describePath).join(', ');
    return `${describeStatus(status)} at ${describeMoment(at)}${paths === '' ? '' : ` (${paths})`}`;
  });
}
