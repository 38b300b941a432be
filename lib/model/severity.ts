import { z } from 'zod';

/** The five levels, most severe first. */
export const severities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO'] as const;

/** How dangerous a finding is. */
export const severitySchema = z.enum(severities);
export type Severity = z.infer<typeof severitySchema>;

/** Orders severities: negative when `left` is the more severe of the two, 0 when equal. */
export function compareSeverity(left: Severity, right: Severity): number {
  return severities.indexOf(left) - severities.indexOf(right);
}

/** Whether a severity reaches a threshold: `reaches('CRITICAL', 'HIGH')` is true. */
export function reaches(severity: Severity, threshold: Severity): boolean {
  return compareSeverity(severity, threshold) <= 0;
}

/** The more severe of two severities. */
export function mostSevere(left: Severity, right: Severity): Severity {
  return reaches(left, right) ? left : right;
}
