import { describe, expect, test } from 'vitest';
import { frameworkIds } from '../../lib/cli/compliance-formats.ts';
import { findControl, frameworks, relatedControls } from '../../lib/compliance/catalogue.ts';
import { controlsOf, RuleControls } from '../../lib/compliance/rule-controls.ts';
import { isAbout } from '../../lib/compliance/services.ts';
import { sourceKind } from '../../lib/compliance/sources.ts';
import type { StateRule } from '../../lib/model/rule.ts';
import { knowledgeOf, resourceTypes } from '../../lib/resources/index.ts';
import { publicDatabase } from './evidence-fixtures.ts';

const controls = new RuleControls(
  resourceTypes.map(({ type }) => type),
  knowledgeOf,
);

describe('the catalogue', () => {
  test('has the frameworks that the command line names', () => {
    expect(frameworks.map(({ id }) => id)).toEqual([...frameworkIds]);
  });

  test.each(frameworks.map((framework) => [framework.id, framework] as const))(
    '%s tells where it is published and when it was read, and has each control once, with a title',
    (_id, { source, read, controls: all, prefix }) => {
      expect(source).toMatch(/^https:\/\//);
      expect(read).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
      expect(all.filter(({ title }) => title.trim().length < 5)).toEqual([]);
      expect(all.filter(({ id }) => findControl(`${prefix} ${id}`)?.title === undefined)).toEqual([]);
    },
  );

  test('relates only controls that it has', () => {
    const related = frameworks.flatMap(({ prefix, controls: all }) =>
      all.flatMap(({ id }) => relatedControls(`${prefix} ${id}`)),
    );
    expect(related.filter((name) => !findControl(name))).toEqual([]);
  });
});

test.each([
  [
    'FSBP EC2.8',
    ['PCI DSS 4.0.1 2.2.6', 'CIS AWS Foundations 3.0 5.6', 'CIS AWS Foundations 5.0 5.7', 'SOC 2 CC6.1'],
  ],
  ['FSBP RDS.2', ['PCI DSS 4.0.1 1.4.4', 'CIS AWS Foundations 3.0 2.3.3', 'CIS AWS Foundations 5.0 2.2.3']],
  ['Security Hub KMS.4', ['PCI DSS 4.0.1 3.7.4', 'CIS AWS Foundations 3.0 3.6', 'SOC 2 CC6.1']],
  [
    'CIS AWS Foundations 3.0 1.5',
    ['Security Hub IAM.9', 'CIS AWS Foundations 5.0 1.4', 'PCI DSS 4.0.1 8.4.2'],
  ],
  // Two Security Hub controls stand for it: which one a rule is evidence for, it does not tell.
  ['CIS AWS Foundations 3.0 2.1.4', ['CIS AWS Foundations 5.0 2.1.4']],
  ['PCI DSS 4.0.1 1.3.1', []],
])('%s is related to %j', (name, related) => {
  expect(relatedControls(name)).toEqual(expect.arrayContaining(related));
  expect(relatedControls(name)).not.toContain('FSBP S3.1');
});

describe('what a rule stands on can be looked up', () => {
  test.each([
    ['FSBP EC2.19', 'control'],
    ['Security Hub IAM.28', 'control'],
    ['CIS AWS Foundations 3.0 5.2', 'control'],
    ['https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html', 'page'],
    ['MITRE ATT&CK T1562.008', 'technique'],
    ['AWS Well-Architected SEC05-BP02', 'practice'],
    ['IAM Access Analyzer external access', 'practice'],
    ['OWASP API Security API2:2023', 'practice'],
    ['FSBP EC2.999', undefined],
    // It exists, and is not part of FSBP.
    ['FSBP IAM.28', undefined],
    ['CIS AWS Foundations 3.0 9.9', undefined],
    ['CIS AWS Foundations 1.2 1.1', undefined],
    ['MITRE ATT&CK 1562', undefined],
    ['AWS Well-Architected security', undefined],
    ['http://example.com', undefined],
  ])('%s: %s', (source, kind) => {
    expect(sourceKind(source)).toBe(kind);
  });

  test('every source of every rule is a page, a technique, a practice, or a control that exists', () => {
    const wrong = [...controls.rules.values()].flatMap(({ rule }) =>
      rule.sources
        .filter((source) => sourceKind(source) === undefined)
        .map((source) => `${rule.id}: ${source}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe('which controls a rule is evidence for', () => {
  const rule = (...sources: string[]): StateRule => ({ ...publicDatabase, sources });
  test.each<[string, StateRule, boolean, string | undefined, string[], string[]]>([
    ['its own', rule('FSBP RDS.2'), false, undefined, ['FSBP RDS.2', 'PCI DSS 4.0.1 1.4.4'], []],
    [
      'what is no control is none',
      rule('MITRE ATT&CK T1537', 'FSBP EC2.999'),
      false,
      undefined,
      [],
      ['FSBP EC2.999'],
    ],
    [
      'of a rule for one service, those of another service too',
      rule('Security Hub EC2.13'),
      false,
      'AWS::EKS::Nodegroup',
      ['Security Hub EC2.13'],
      [],
    ],
    [
      'of a rule for several, those of the service of the type',
      rule('FSBP S3.9', 'FSBP RDS.9', 'CIS AWS Foundations 3.0 3.1', 'PCI DSS 4.0.1 10.2.1'),
      true,
      'AWS::RDS::DBInstance',
      ['FSBP RDS.9', 'PCI DSS 4.0.1 10.2.1'],
      ['FSBP S3.9', 'CIS AWS Foundations 3.0 3.1'],
    ],
  ])('%s', (_name, each, isGeneral, type, names, others) => {
    const told = controlsOf({ rule: each, isGeneral }, type);
    expect(told).toEqual(expect.arrayContaining(names));
    expect(told.filter((name) => others.includes(name))).toEqual([]);
  });

  test.each([
    ['FSBP Opensearch.1', 'AWS::OpenSearchService::Domain', true],
    ['FSBP ELB.5', 'AWS::ElasticLoadBalancingV2::LoadBalancer', true],
    ['FSBP S3.8', 'AWS::S3::Bucket', true],
    ['FSBP S3.8', 'AWS::SQS::Queue', false],
    ['CIS AWS Foundations 3.0 1.20', 'AWS::AccessAnalyzer::Analyzer', true],
    ['CIS AWS Foundations 3.0 1.16', 'AWS::IAM::Role', true],
    ['CIS AWS Foundations 3.0 3.7', 'AWS::CloudTrail::Trail', false],
    ['SOC 2 CC6.1', 'Test::Regional::Thing', true],
  ])('%s is about %s: %s', (name, type, expected) => {
    const found = findControl(name);
    expect(found && isAbout(found, type)).toBe(expected);
  });

  test('a finding has the controls of all rules that fired, each once', () => {
    const names = controls.controlNamesOf(
      ['rds-publicly-accessible', 'policy-public', 'no-such'],
      'AWS::RDS::DBInstance',
    );
    expect(names).toContain('PCI DSS 4.0.1 1.4.4');
    expect(names).not.toContain('FSBP SQS.3');
    expect(new Set(names).size).toBe(names.length);
  });

  test('most rules that tell of a state are evidence for something', () => {
    const told = [...controls.rules.values()].filter(
      ({ rule: each, types }) => controls.namesOf(each.id, types[0] ?? '').length > 0,
    );
    expect(told.length).toBeGreaterThan(100);
  });
});
