import type { ResourceChange } from '../model/change.ts';
import type { JsonValue } from '../model/json.ts';
import type { Resource } from '../model/resource.ts';
import type { Coverage, Target, TypeCoverage } from '../model/snapshot.ts';

/**
 * The pseudo-type under which a change of coverage is reported: one resource for each AWS type, whose id is that
 * type. So losing sight of a type is a finding like any other, with a status and an alert.
 */
export const coverageType = 'Tidemark::Coverage::ResourceType';

function coverageResource(target: Target, type: string, coverage: TypeCoverage): Resource {
  const gaps = coverage.gaps.map(
    ({ code, operation }): JsonValue => (operation ? `${code} on ${operation}` : code),
  );
  return {
    type: coverageType,
    id: type,
    account: target.account,
    region: target.region,
    tags: {},
    properties: { Status: coverage.status, ...(gaps.length > 0 ? { Gaps: gaps } : {}) },
  };
}

/**
 * What became readable or unreadable since the baseline, as changes. Only types that both snapshots were asked for
 * count, and only a changed status: another error of the same gap is no news.
 */
export function coverageChanges(target: Target, before: Coverage, after: Coverage): ResourceChange[] {
  return Object.entries(after).flatMap(([type, now]): ResourceChange[] => {
    const then = before[type];
    if (!then || then.status === now.status) return [];
    return [
      {
        kind: 'modified',
        before: coverageResource(target, type, then),
        after: coverageResource(target, type, now),
        properties: [{ path: '/Status', before: then.status, after: now.status }],
      },
    ];
  });
}
