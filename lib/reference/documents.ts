import { attributedEventSchema } from '../model/attribution.ts';
import { complianceDocumentSchema, complianceHistorySchema } from '../model/compliance.ts';
import { assessedChangeSchema, findingSchema } from '../model/finding.ts';
import {
  comparisonSummarySchema,
  environmentReportSchema,
  runReportSchema,
  targetResultSchema,
} from '../model/report.ts';
import { resourceSchema } from '../model/resource.ts';
import { snapshotHeaderSchema } from '../model/snapshot.ts';
import { resourceTypes } from '../resources/index.ts';
import { configurationTable } from './configuration-table.ts';
import { formatTable } from './format-table.ts';
import { incidentTable } from './incident-table.ts';
import { commonRuleTable, resourceTypeTable } from './resource-type-table.ts';
import { celFunctionTable, ruleFileTable } from './rule-tables.ts';

/** A part of a document that is made from the code: what stands between its two markers. */
export interface GeneratedPart {
  readonly document: string;
  readonly marker: string;
  readonly content: () => string;
}

/** Every generated part of the documents. */
export const generatedParts: readonly GeneratedPart[] = [
  { document: 'docs/configuration.md', marker: 'fields', content: configurationTable },
  { document: 'docs/resource-types.md', marker: 'types', content: () => resourceTypeTable(resourceTypes) },
  { document: 'docs/resource-types.md', marker: 'rules', content: commonRuleTable },
  { document: 'docs/risk.md', marker: 'incidents', content: incidentTable },
  { document: 'docs/rules.md', marker: 'functions', content: celFunctionTable },
  { document: 'docs/rules.md', marker: 'rule-file', content: ruleFileTable },
  ...Object.entries({
    header: snapshotHeaderSchema,
    resource: resourceSchema,
    change: assessedChangeSchema,
    summary: comparisonSummarySchema,
    finding: findingSchema.pick({
      schemaVersion: true,
      fingerprint: true,
      environment: true,
      status: true,
      firstSeen: true,
      lastSeen: true,
      runId: true,
      timeline: true,
    }),
    attribution: attributedEventSchema,
    report: runReportSchema.omit({ environments: true }),
    environment: environmentReportSchema.omit({ targets: true, findings: true }),
    compliance: complianceDocumentSchema,
    'compliance history': complianceHistorySchema,
    target: targetResultSchema.omit({ findings: true, pendingAlerts: true }),
  }).map(([marker, format]) => ({
    document: 'docs/formats.md',
    marker,
    content: () => formatTable(format),
  })),
];

/** Puts a generated part into the text of its document. Throws an error when the markers are not there. */
export function withPart(text: string, { document, marker, content }: GeneratedPart): string {
  const begin = `<!-- generated: ${marker} -->`;
  const end = `<!-- end: ${marker} -->`;
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${document} lacks the markers ${begin} and ${end}`);
  return `${text.slice(0, from + begin.length)}\n${content()}\n${text.slice(to)}`;
}
