import { summarizeCost } from '../cost/change.ts';
import { countSeverities } from '../findings/summary.ts';
import { mostSevere, type Severity } from '../model/severity.ts';
import type { AlertInput } from './alert-input.ts';
import { cutText, plainText } from './plain-text.ts';

/** A message attribute of SNS. */
export interface AlertAttribute {
  readonly DataType: 'String' | 'String.Array' | 'Number';
  readonly StringValue: string;
}

/** A list in an attribute has at most this many bytes. */
const listBytes = 12_000;
/** Characters of a value. */
const longestValue = 256;
/** Filter policies compare numbers up to this: https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
const largestNumber = 1e9;

/** The different values, sorted, as many as fit into an attribute. */
export function distinct(values: readonly string[]): string[] {
  const sorted = [...new Set(values.map((value) => cutText(plainText(value), longestValue)))].sort();
  let left = listBytes;
  return sorted.filter((value) => {
    left -= Buffer.byteLength(JSON.stringify(value)) + 1;
    return left > 0;
  });
}

function text(value: string): AlertAttribute {
  // SNS refuses an empty value.
  return { DataType: 'String', StringValue: cutText(plainText(value), longestValue) || 'unknown' };
}

function list(values: readonly string[]): AlertAttribute {
  return { DataType: 'String.Array', StringValue: JSON.stringify(values) };
}

function number(value: number): AlertAttribute {
  const within = Math.min(Math.max(value, -largestNumber), largestNumber);
  return { DataType: 'Number', StringValue: String(Math.round(within * 100) / 100) };
}

/** The severity of the worst finding or incident. */
export function highestSeverity(
  findings: AlertInput['findings'],
  incidents: AlertInput['incidents'],
): Severity {
  return [...findings, ...incidents].map(({ severity }) => severity).reduce(mostSevere, 'INFO');
}

/**
 * Ten attributes for filter policies, as many as a queue with raw delivery takes:
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
export function attributesOf({
  environment,
  findings,
  incidents,
  total,
}: AlertInput): Record<string, AlertAttribute> {
  const counts = countSeverities(findings);
  return {
    environment: text(environment),
    severity: text(highestSeverity(findings, incidents)),
    severities: list(distinct([...findings, ...incidents].map(({ severity }) => severity))),
    accounts: list(distinct(findings.map(({ account }) => account))),
    regions: list(distinct(findings.map(({ region }) => region))),
    resourceTypes: list(distinct(findings.map(({ type }) => type))),
    findings: number(total),
    critical: number(counts.CRITICAL),
    high: number(counts.HIGH),
    monthlyCostDelta: number(summarizeCost(findings.map(({ monthlyCost }) => monthlyCost)).delta),
  };
}
