import type { Finding } from '../model/finding.ts';
import type { Incident } from '../model/incident.ts';
import type { TargetResult } from '../model/report.ts';

/** What an alert is made of. */
export interface AlertInput {
  readonly runId: string;
  readonly environment: string;
  /** The results of all targets of the environment, failed ones among them. */
  readonly results: readonly TargetResult[];
  /** The findings to alert, as far as the results name them. */
  readonly findings: readonly Finding[];
  /** The incidents that findings to alert take part in, most severe first. */
  readonly incidents: readonly Incident[];
  /** How many findings are to be alerted; at least as many as `findings`. */
  readonly total: number;
  /** Where the report is, as an S3 URI. */
  readonly reportLocation: string;
}

/** How much of an alert is told. */
export interface AlertLimits {
  /** Findings in the text for people. */
  readonly findings: number;
  /** Findings in the body for machines. */
  readonly machineFindings: number;
  /** Characters of a value. */
  readonly value: number;
  /** Incidents. */
  readonly incidents: number;
  /** Things that were not read. */
  readonly gaps: number;
}
