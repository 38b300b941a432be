import type { CostChange } from '../model/cost.ts';
import type { CostSummary } from '../model/report.ts';
import { countOf } from './plain-text.ts';

// A sum that rounds to zero is not written as `-$0.00`.
const usd = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', signDisplay: 'negative' });
const signedUsd = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  signDisplay: 'exceptZero',
});
const signedPercent = new Intl.NumberFormat('en-US', {
  signDisplay: 'exceptZero',
  maximumFractionDigits: 1,
});

/** An amount: `$1,234.50`. */
export function formatUsd(amount: number): string {
  return usd.format(amount);
}

/** A difference: `+$12.30`, `-$4.00`, `$0.00`. */
export function formatDelta(amount: number): string {
  return signedUsd.format(amount);
}

function formatPercent(percent: number | null): string {
  return percent === null ? '' : `, ${signedPercent.format(percent)} %`;
}

function side(amount: number | null): string {
  return amount === null ? 'unknown' : formatUsd(amount);
}

/** What a change costs a month, in words; what is unknown is said to be. */
export function describeCost({ before, after, delta, percent, range }: CostChange): string {
  if (delta === null) {
    return before === null && after === null ? 'unknown' : `${side(before)} → ${side(after)} a month`;
  }
  if (delta === 0) return before === 0 ? 'none' : `unchanged at ${side(before)} a month`;
  const between =
    range === undefined ? '' : `, between ${formatDelta(range.low)} and ${formatDelta(range.high)}`;
  return `${side(before)} → ${side(after)} a month (${formatDelta(delta)}${formatPercent(percent)}${between})`;
}

/** What a set of findings costs a month, in words; findings whose cost is unknown are counted beside it. */
export function describeCostSummary({ delta, baseline, percent, unknown }: CostSummary): string {
  const unknownPart = `unknown for ${countOf(unknown, 'finding')}`;
  if (delta === 0 && baseline === 0) return unknown === 0 ? 'no change' : unknownPart;
  const known =
    delta === 0
      ? `unchanged at ${formatUsd(baseline)} a month`
      : `${formatUsd(baseline)} → ${formatUsd(baseline + delta)} a month (${formatDelta(delta)}${formatPercent(percent)})`;
  return unknown === 0 ? known : `${known}; ${unknownPart}`;
}

/** The same, in a few characters for a table: `+$12.30`, `$0.00, 2 unknown`. */
export function describeCostDelta({ delta, baseline, unknown }: CostSummary): string {
  if (unknown === 0) return formatDelta(delta);
  return delta === 0 && baseline === 0 ? `${unknown} unknown` : `${formatDelta(delta)}, ${unknown} unknown`;
}
