import { stringify } from 'csv-stringify/sync';
import type {
  ComplianceDocument,
  ControlFailure,
  ControlResult,
  FrameworkResult,
} from '../model/compliance.ts';
import { plainText } from './plain-text.ts';

type Row = Readonly<Record<string, string | number>>;

function failureCells(failure: ControlFailure | undefined): Row {
  if (failure === undefined) return {};
  const { severity, standing, account, region, type, id, name, rule, reason, acknowledgement } = failure;
  return {
    severity,
    standing,
    account,
    region,
    type,
    resource: id,
    name,
    rule,
    reason,
    acknowledgedBy: acknowledgement?.by ?? '',
    acknowledgedBecause: acknowledgement?.reason ?? '',
    acknowledgedUntil: acknowledgement?.until ?? '',
  };
}

/** A row for each danger that the control names, or one for a control that names none. */
function rowsOf({ name, version }: FrameworkResult, control: ControlResult): Row[] {
  const { id, title, status, change = '', rules, evaluated, failing, unknown, failures } = control;
  const cells = { framework: name, version, control: id, title, status, change, evaluated, failing, unknown };
  const named = failures.length === 0 ? [undefined] : failures;
  return named.map((failure) => ({ ...cells, rule: rules.join(' '), ...failureCells(failure) }));
}

const columns = [
  'environment',
  'run',
  'framework',
  'version',
  'control',
  'title',
  'status',
  'change',
  'evaluated',
  'failing',
  'unknown',
  'severity',
  'standing',
  'account',
  'region',
  'type',
  'resource',
  'name',
  'rule',
  'reason',
  'acknowledgedBy',
  'acknowledgedBecause',
  'acknowledgedUntil',
];

/**
 * Compliance documents as CSV: RFC 4180 with a header, lines that end with CRLF, in UTF-8. A cell that a spreadsheet
 * would take for a formula begins with an apostrophe, which shows as text:
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
export function complianceCsv(documents: readonly ComplianceDocument[]): string {
  const rows = documents.flatMap(({ environment, runId, frameworks }) =>
    frameworks.flatMap((framework) =>
      framework.controls.flatMap((control) =>
        rowsOf(framework, control).map((row): Row => ({ environment, run: runId, ...row })),
      ),
    ),
  );
  const cells = rows.map((row) =>
    columns.map((column) => {
      const value = row[column] ?? '';
      return typeof value === 'number' ? value : plainText(value);
    }),
  );
  return stringify(cells, { header: true, columns, record_delimiter: 'windows', escape_formulas: true });
}
