import {
  AccessAnalyzerClient,
  type AnalyzerSummary,
  ListAnalyzersCommand,
  ListArchiveRulesCommand,
} from '@aws-sdk/client-accessanalyzer';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { accessAnalyzer } from '../../lib/resources/access-analyzer.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const analyzers = mockClient(AccessAnalyzerClient);
const arn = (name: string) => `arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/${name}`;
const unused: AnalyzerSummary = {
  arn: arn('unused'),
  name: 'unused',
  type: 'ACCOUNT_UNUSED_ACCESS',
  createdAt: new Date(1),
  lastResourceAnalyzed: 'r',
  lastResourceAnalyzedAt: new Date(2),
  tags: { Name: 'u' },
  status: 'ACTIVE',
  managedBy: 'm',
  configuration: {
    unusedAccess: {
      unusedAccessAge: 90,
      analysisRule: { exclusions: [{ accountIds: ['2', '1'], resourceTags: [{ b: '2', a: '1' }] }] },
    },
  },
};
const internal: AnalyzerSummary = {
  arn: arn('internal'),
  name: 'internal',
  type: 'ACCOUNT_INTERNAL_ACCESS',
  createdAt: new Date(1),
  status: 'DISABLED',
  statusReason: { code: 'AWS_SERVICE_ACCESS_DISABLED' },
  configuration: {
    internalAccess: { analysisRule: { inclusions: [{ resourceTypes: ['AWS::S3::Bucket'] }] } },
  },
};
const creating: AnalyzerSummary = {
  arn: arn('new'),
  name: undefined,
  type: 'ACCOUNT',
  createdAt: new Date(1),
  status: 'CREATING',
};
const rule = (ruleName: string) => ({
  ruleName,
  filter: { resource: { contains: ['b', 'a'] }, isPublic: { eq: ['false'], neq: ['x'], exists: true } },
  createdAt: new Date(1),
  updatedAt: new Date(2),
});

beforeEach(() => {
  analyzers.reset();
  analyzers
    .on(ListAnalyzersCommand)
    .resolves({ analyzers: [unused], nextToken: '2' })
    .on(ListAnalyzersCommand, { nextToken: '2' })
    .resolves({ analyzers: [internal, creating] })
    .on(ListArchiveRulesCommand)
    .resolves({ archiveRules: [] })
    .on(ListArchiveRulesCommand, { analyzerName: 'unused' })
    .resolves({ archiveRules: [rule('second')], nextToken: '2' })
    .on(ListArchiveRulesCommand, { analyzerName: 'unused', nextToken: '2' })
    .resolves({ archiveRules: [rule('first')] });
});

describe('reading', () => {
  test('every property of every page, in the words of CloudFormation', async () => {
    const read = await readAll(accessAnalyzer);
    expect(read.map(({ id }) => id)).toEqual(['unused', 'internal', 'new'].map(arn));
    const [first, second, third] = read.map((each) => stored(accessAnalyzer, each));
    const Filter = [
      { Property: 'isPublic', Eq: ['false'], Neq: ['x'], Exists: true },
      { Property: 'resource', Contains: ['a', 'b'] },
    ];
    expect(first?.tags).toEqual({ Name: 'u' });
    expect(first?.properties).toEqual({
      Arn: arn('unused'),
      AnalyzerName: 'unused',
      Type: 'ACCOUNT_UNUSED_ACCESS',
      ManagedBy: 'm',
      AnalyzerConfiguration: {
        UnusedAccessConfiguration: {
          UnusedAccessAge: 90,
          AnalysisRule: {
            Exclusions: [
              {
                AccountIds: ['1', '2'],
                ResourceTags: [
                  [
                    { Key: 'a', Value: '1' },
                    { Key: 'b', Value: '2' },
                  ],
                ],
              },
            ],
          },
        },
      },
      ArchiveRules: [
        { RuleName: 'first', Filter },
        { RuleName: 'second', Filter },
      ],
    });
    expect(second?.properties).toMatchObject({
      Status: 'DISABLED',
      StatusReason: 'AWS_SERVICE_ACCESS_DISABLED',
      AnalyzerConfiguration: {
        InternalAccessConfiguration: {
          InternalAccessAnalysisRule: { Inclusions: [{ ResourceTypes: ['AWS::S3::Bucket'] }] },
        },
      },
    });
    expect(third?.properties).toEqual({ Arn: arn('new'), Type: 'ACCOUNT' });
  });

  test('read again in another order, it gives the same bytes', async () => {
    const first = storedLines(accessAnalyzer, await readAll(accessAnalyzer));
    analyzers.on(ListAnalyzersCommand).resolves({
      analyzers: [{ ...creating, status: 'ACTIVE' }, internal, { ...unused, lastResourceAnalyzed: 's' }],
    });
    analyzers
      .on(ListArchiveRulesCommand, { analyzerName: 'unused' })
      .resolves({ archiveRules: [rule('first'), rule('second')] });
    expect(storedLines(accessAnalyzer, await readAll(accessAnalyzer))).toEqual(first);
  });

  test('what is denied is unread', async () => {
    analyzers.on(ListArchiveRulesCommand).rejects(awsError('AccessDeniedException', 'no'));
    expect((await readAll(accessAnalyzer))[0]?.unread).toEqual([
      { path: '/ArchiveRules', reason: 'AccessDeniedException: no' },
    ]);
  });
});

const archived = { ArchiveRules: [{ RuleName: 'a' }] };

describe('what a change of an analyzer means', () => {
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['findings are hidden', {}, archived, 'MEDIUM', ['accessanalyzer-findings-archived']],
    ['findings are no longer hidden', archived, {}, 'INFO', []],
    ['it failed', {}, { Status: 'FAILED' }, 'HIGH', ['accessanalyzer-analyzer-disabled']],
    ['it works', { Status: 'FAILED' }, {}, 'INFO', []],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(accessAnalyzer, before, after)).toMatchObject({ severity, rules });
  });

  test('deleted', () => {
    const before = resource(accessAnalyzer.type, { AnalyzerName: 'a' });
    const risk = assessRisk({ kind: 'removed', before }, accessAnalyzer);
    expect(risk).toMatchObject({ severity: 'HIGH', rules: ['accessanalyzer-analyzer-deleted'] });
  });
});

test.each<[string, number | null]>([
  ['ACCOUNT', 0],
  ['ACCOUNT_UNUSED_ACCESS', null],
  ['ACCOUNT_INTERNAL_ACCESS', null],
])('an analyzer of %s costs %s', (Type, usd) => {
  expect(accessAnalyzer.monthlyCost?.(resource('', { Type }), costContext({})).usd).toBe(usd);
});
