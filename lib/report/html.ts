import type { RunReport } from '../model/report.ts';
export function htmlReport(report: RunReport): string {
  return `<pre>${JSON.stringify(report)}</pre>`;
}
