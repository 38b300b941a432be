import type { TargetEvidence } from '../../lib/compliance/evidence.ts';
import { complianceOf } from '../../lib/compliance/report.ts';
import { RuleControls } from '../../lib/compliance/rule-controls.ts';
import type { ComplianceDocument, ControlResult } from '../../lib/model/compliance.ts';
import type { Finding } from '../../lib/model/finding.ts';
import type { TypeKnowledge } from '../../lib/model/knowledge.ts';
import { type Posture, type PresentDanger, postureSchemaVersion } from '../../lib/model/posture.ts';
import type { ChangeRule, StateRule } from '../../lib/model/rule.ts';
import type { Coverage, TypeCoverage } from '../../lib/model/snapshot.ts';
import { finding } from '../report/report-fixtures.ts';

export const target = { environment: 'prod', account: '111122223333', region: 'eu-west-1' };
const words = { severity: 'HIGH', recommendation: 'Close it.' } as const;

/** A state rule for FSBP RDS.2, which AWS relates to PCI DSS 4.0.1 1.4.4. */
export const publicDatabase: StateRule = {
  ...words,
  kind: 'state',
  id: 'rds-publicly-accessible',
  title: 'a database can be reached from the internet',
  sources: ['FSBP RDS.2'],
  safer: 'closed',
  dangers: () => [],
};
/** A rule that only changes tell of. */
export const trailDeleted: ChangeRule = {
  ...words,
  kind: 'change',
  id: 'cloudtrail-trail-deleted',
  title: 'a trail was deleted',
  sources: ['FSBP CloudTrail.1'],
  dangers: () => [],
};
/** A rule for types of several services, each with a control of its own. */
export const publicPolicy: StateRule = {
  ...publicDatabase,
  id: 'policy-public',
  title: 'a policy lets everybody in',
  sources: ['FSBP SNS.4', 'FSBP SQS.3'],
};

const rulesByType: Readonly<Record<string, TypeKnowledge['rules']>> = {
  'AWS::RDS::DBInstance': [publicDatabase],
  'AWS::CloudTrail::Trail': [trailDeleted],
  'AWS::SNS::Topic': [publicPolicy],
  'AWS::SQS::Queue': [publicPolicy],
};
const types = Object.keys(rulesByType);

/** Only the rules above judge. */
export function controlsOfFixtures(): RuleControls {
  return new RuleControls(types, (type) => ({ type, judgedBy: () => rulesByType[type] ?? [] }));
}

export function danger(rest: Partial<PresentDanger> = {}): PresentDanger {
  return {
    fingerprint: '0'.repeat(32),
    rule: publicDatabase.id,
    severity: 'CRITICAL',
    type: 'AWS::RDS::DBInstance',
    id: 'orders',
    name: 'orders',
    subject: 'public',
    reason: 'The database orders can be reached from the internet.',
    recommendation: 'Close it.',
    standing: 'inherited',
    ...rest,
  };
}

export function posture(rest: Partial<Posture> = {}): Posture {
  return {
    schemaVersion: postureSchemaVersion,
    ...target,
    runId: 'run-1',
    takenAt: '2026-11-21T07:00:00.000Z',
    rules: {},
    dangers: [],
    cost: { usd: 0, unknown: 0, currency: 'USD' },
    ...rest,
  };
}

export function coverage(resources: number, status: TypeCoverage['status'] = 'complete'): TypeCoverage {
  return { status, resources, gaps: [] };
}

export function evidence(rest: Partial<TargetEvidence> = {}): TargetEvidence {
  const read: Coverage = Object.fromEntries(types.map((type) => [type, coverage(1)]));
  return { target, coverage: read, posture: posture(), findings: [], ...rest };
}

export function firedFinding(rest: Partial<Finding> = {}): Finding {
  return finding({
    type: 'AWS::CloudTrail::Trail',
    id: 'trail',
    name: 'trail',
    rules: [trailDeleted.id],
    reasons: ['The trail trail was deleted.'],
    ...rest,
  });
}

export function document(
  targets: readonly TargetEvidence[],
  rest: Partial<ComplianceDocument> = {},
): ComplianceDocument {
  return {
    ...complianceOf({
      environment: 'prod',
      runId: 'run-1',
      at: '2026-11-21T07:00:00.000Z',
      scope: 'whole',
      targets,
      controls: controlsOfFixtures(),
      isGlobal: (type) => type === 'AWS::IAM::Role',
    }),
    ...rest,
  };
}

/** A control of a document, by the ids of its framework and its own. */
export function control(of: ComplianceDocument, framework: string, id: string): ControlResult {
  const found = of.frameworks.find((each) => each.id === framework)?.controls.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no control ${framework} ${id}`);
  return found;
}
