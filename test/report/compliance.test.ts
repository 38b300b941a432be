import { describe, expect, test } from 'vitest';
import { comparedWith, summaryOf } from '../../lib/compliance/report.ts';
import type { ComplianceDocument, ComplianceHistory } from '../../lib/model/compliance.ts';
import { complianceCsv } from '../../lib/report/compliance-csv.ts';
import { complianceHtml } from '../../lib/report/compliance-html.ts';
import { complianceText } from '../../lib/report/compliance-text.ts';
import { trendOf } from '../../lib/report/compliance-trend.ts';
import { htmlReport } from '../../lib/report/html.ts';
import { textReport } from '../../lib/report/text.ts';
import { danger, document, evidence, posture, publicDatabase } from '../compliance/evidence-fixtures.ts';
import { environmentReport, runReport, targetResult } from './report-fixtures.ts';

const noHistory: ComplianceHistory = { schemaVersion: 1, environment: 'prod', entries: [] };
const layout = { color: false, width: 100 };

function failing(rest: Parameters<typeof danger>[0] = {}): ComplianceDocument {
  const rules = { [publicDatabase.id]: { evaluated: 5, failing: 1, unknown: 1 } };
  return document([evidence({ posture: posture({ rules, dangers: [danger(rest)] }) })]);
}

function historyOf(...counts: [passing: number, failing: number][]): ComplianceHistory {
  const entries = counts.map(([passing, fails], at) => ({
    runId: `run-${at}`,
    at: `2026-11-${String(at + 1).padStart(2, '0')}T07:00:00.000Z`,
    frameworks: { fsbp: { passing, failing: fails, unknown: 0 } },
  }));
  return { ...noHistory, entries };
}

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style><script>alert(1)</script>',
];

describe('the page', () => {
  test.each(hostile)('takes %s for text, wherever it stands', (name) => {
    const told = failing({
      id: name,
      name,
      reason: name,
      standing: 'acknowledged',
      acknowledgement: { by: name, reason: name, at: '2026-11-21T07:00:00Z', until: '2027-01-01' },
    });
    const page = complianceHtml({ ...told, environment: name, runId: name, comparedWith: name }, noHistory);
    expect(page).not.toContain('<script');
    expect(page).not.toContain('<img');
    expect(page).not.toMatch(/<[^>]*'\s*onmouseover/);
    expect(page).toContain("default-src 'none'");
  });

  test('tells frameworks, scores, what fails and since when', () => {
    const page = complianceHtml(failing(), historyOf([1, 3], [2, 2]));
    for (const text of [
      'Compliance of prod',
      'AWS Foundational Security Best Practices 1.0.0',
      'PCI DSS 4.0.1',
      '1 of 5 judgements failed, 1 unknown',
      'older than the baseline',
      'The database orders can be reached from the internet.',
      'aria-label="Score over 2 runs: from 25 % to 50 %"',
      'It is evidence for an audit, and not its result',
    ])
      expect(page).toContain(text);
    expect(page).not.toMatch(/<(script|link)\b|\bsrc=|url\(/);
  });

  test('tells the changes since the run before, what was told of a part, and that there is nothing', () => {
    const before = document(
      [
        evidence({
          posture: posture({ rules: { [publicDatabase.id]: { evaluated: 1, failing: 0, unknown: 0 } } }),
        }),
      ],
      { runId: 'run-0' },
    );
    const page = complianceHtml(comparedWith({ ...failing(), scope: 'part' }, before), noHistory);
    expect(page).toContain('newly failing');
    expect(page).toContain('since run-0');
    expect(page).toContain('a part of the environment');
    expect(complianceHtml({ ...failing(), frameworks: [] }, noHistory)).toContain('No rule that judges');
  });
});

describe('the line of scores', () => {
  test.each<[string, ComplianceHistory, ReturnType<typeof trendOf>]>([
    ['no run', noHistory, undefined],
    ['runs without the framework', { ...historyOf([1, 1]), entries: [] }, undefined],
    ['runs without anything to look at', historyOf([0, 0]), undefined],
    [
      'one run',
      historyOf([1, 1]),
      {
        points: '100.0,10.0',
        last: { x: '100.0', y: '10.0' },
        label: 'Score over 1 run: from 50 % to 50 %',
      },
    ],
    [
      'several runs: up is better',
      historyOf([0, 4], [2, 2], [4, 0]),
      {
        points: '0.0,20.0 50.0,10.0 100.0,0.0',
        last: { x: '100.0', y: '0.0' },
        label: 'Score over 3 runs: from 0 % to 100 %',
      },
    ],
  ])('%s', (_name, history, expected) => {
    expect(trendOf(history, 'fsbp')).toEqual(expected);
  });
});

describe('the CSV', () => {
  test.each(['=cmd()', '+1', '-1', '@SUM(A1)', '\t=1', '＝1'])('no cell is a formula: %s', (name) => {
    const csv = complianceCsv([failing({ id: name, name, reason: name })]);
    const cells = csv.split('\r\n').flatMap((line) => line.split(','));
    expect(cells.filter((cell) => /^"?[=+@\t\r＝-]/.test(cell))).toEqual([]);
  });

  test('quotes, commas and line breaks stay in their cell, and lines end as RFC 4180 says', () => {
    const csv = complianceCsv([failing({ name: 'a,"b"\nc', reason: 'x' })]);
    expect(csv).toContain('"a,""b"" c"');
    expect(csv.endsWith('\r\n')).toBe(true);
    expect(csv.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  test('has a row for each danger, and one for each control without', () => {
    const told = failing();
    const lines = complianceCsv([told, told]).trim().split('\r\n');
    const controls = told.frameworks.flatMap((framework) => framework.controls);
    expect(lines).toHaveLength(1 + 2 * controls.length);
    expect(lines[0]).toMatch(/^environment,run,framework,version,control,title,status,/);
    expect(lines.find((line) => line.includes(',RDS.2,'))).toMatch(
      /,failing,,5,1,1,CRITICAL,inherited,111122223333,eu-west-1,AWS::RDS::DBInstance,orders,orders,rds-publicly-accessible,/,
    );
  });
});

describe('the text', () => {
  test('is a table of frameworks, and tells the controls of one', () => {
    const all = complianceText(failing(), layout);
    expect(all).toContain('Compliance of prod by run run-1, 2026-11-21 07:00 UTC');
    expect(all).toContain('--framework pci-dss-4.0.1');
    expect(all).not.toContain('orders');
    const told = failing();
    const one = { ...told, frameworks: told.frameworks.filter(({ id }) => id === 'fsbp') };
    const text = complianceText(one, layout);
    expect(text).toContain('1 failing control');
    expect(text).toContain('RDS.2');
    expect(text).toMatch(/CRITICAL orders, 111122223333 eu-west-1, older than the baseline/);
    expect(complianceText({ ...told, frameworks: [], scope: 'part' }, layout)).toContain(
      'No rule is evidence for a control.',
    );
  });

  test('names a few dangers of a control, and how many more there are', () => {
    const dangers = Array.from({ length: 12 }, (_each, at) => danger({ id: `db-${at}`, name: `db-${at}` }));
    const rules = { [publicDatabase.id]: { evaluated: 12, failing: 12, unknown: 0 } };
    const told = document([evidence({ posture: posture({ rules, dangers }) })]);
    const one = { ...told, frameworks: told.frameworks.filter(({ id }) => id === 'fsbp') };
    expect(complianceText(one, layout)).toContain('and 9 dangers more');
  });
});

describe('a run report tells of published controls', () => {
  const summary = summaryOf(
    comparedWith(
      failing(),
      document(
        [
          evidence({
            posture: posture({ rules: { [publicDatabase.id]: { evaluated: 1, failing: 0, unknown: 0 } } }),
          }),
        ],
        { runId: 'run-0' },
      ),
    ),
    'runs/run-1/compliance/prod.json',
  );
  const report = runReport([environmentReport([], [targetResult()], { compliance: summary })]);

  test('on one line of the text', () => {
    const text = textReport(report, layout).replaceAll(/\s+/g, ' ');
    expect(text).toContain('controls');
    expect(text).toContain('PCI DSS 4.0.1 0 %');
    expect(text).toMatch(/\d+ controls newly failing; tell them: tidemark compliance --environment prod/);
    expect(textReport(runReport([environmentReport()]), layout)).not.toContain('tidemark compliance');
  });

  test('as a table of the page, with a link where the store keeps the other pages', () => {
    expect(htmlReport(report)).toContain('RDS.2 newly failing');
    expect(htmlReport(report)).not.toContain('compliance/prod.html');
    expect(htmlReport(report, { isBesidePages: true })).toContain('<a href="compliance/prod.html">');
    expect(htmlReport(runReport([environmentReport()]))).not.toContain('Published controls');
  });
});
