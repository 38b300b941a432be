import { coverageType } from '../diff/coverage.ts';
import type { EnvironmentReport, RunReport, SeverityCounts } from '../model/report.ts';
import { reaches, type Severity, severities } from '../model/severity.ts';

/** What the CLI exits with. */
export const exitCodes = {
  /** Nothing at or above the severity, and everything was read. */
  nothing: 0,
  /** Drift at or above the severity, whether or not everything could be read. */
  drift: 1,
  /** A flag, the configuration, a file or the credentials must be corrected; nothing was scanned. */
  usage: 2,
  /** A target or a type could not be read, and nothing at or above the severity was found in the rest. */
  incomplete: 3,
  /** Ended by Ctrl-C: 128 and the number of SIGINT. */
  interrupted: 130,
} as const;

/** How many findings reach a severity. */
export function countReaching(counts: SeverityCounts, threshold: Severity): number {
  return severities
    .filter((severity) => reaches(severity, threshold))
    .reduce((sum, severity) => sum + counts[severity], 0);
}

/**
 * Findings that tell of a lost permission to read are no drift of the account: the scan was incomplete, which has an
 * exit code of its own.
 */
function driftReaching({ severities: counts, findings }: EnvironmentReport, threshold: Severity): number {
  const coverage = findings.filter(
    ({ type, severity }) => type === coverageType && reaches(severity, threshold),
  );
  return countReaching(counts, threshold) - coverage.length;
}

/**
 * The exit code of a run. Drift goes before an incomplete scan: it is certain whatever else could not be read, and an
 * account whose role is missing for weeks must not hide the drift of the others.
 */
export function runExitCode(report: RunReport, thresholdOf: (environment: string) => Severity): number {
  const drift = report.environments.some(
    (environment) => driftReaching(environment, thresholdOf(environment.environment)) > 0,
  );
  if (drift) return exitCodes.drift;
  return report.status === 'complete' ? exitCodes.nothing : exitCodes.incomplete;
}
