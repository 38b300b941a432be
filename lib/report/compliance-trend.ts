import { scoreOf } from '../compliance/report.ts';
import type { ComplianceHistory } from '../model/compliance.ts';
import { describeScore } from './compliance-words.ts';
import { countOf } from './plain-text.ts';

/** The line of a framework's scores, in a box of 100 by 20 with the y axis pointing down. */
export interface Trend {
  /** `x,y` of each run, parted by spaces, as an SVG polyline has them. */
  readonly points: string;
  /** Where the last run is. */
  readonly last: { readonly x: string; readonly y: string };
  /** What the line says, for whoever cannot see it. */
  readonly label: string;
}

const box = { width: 100, height: 20 } as const;

/** The scores of a framework over the runs that have it; undefined where no run has one. */
export function trendOf({ entries }: ComplianceHistory, framework: string): Trend | undefined {
  const scores = entries
    .flatMap(({ frameworks }) => frameworks[framework] ?? [])
    .map(scoreOf)
    .filter((score) => score !== null);
  const [first, ...others] = scores;
  if (first === undefined) return undefined;
  const newest = others.at(-1) ?? first;
  const places = scores.map((score, at) => ({
    x: (scores.length === 1 ? box.width : (at * box.width) / (scores.length - 1)).toFixed(1),
    y: (box.height - (score * box.height) / 100).toFixed(1),
  }));
  return {
    points: places.map(({ x, y }) => `${x},${y}`).join(' '),
    last: places.at(-1) ?? { x: '0', y: '0' },
    label: `Score over ${countOf(scores.length, 'run')}: from ${describeScore(first)} to ${describeScore(newest)}`,
  };
}
