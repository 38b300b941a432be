import {
  AccessAnalyzerClient,
  type AnalyzerConfiguration,
  type AnalyzerSummary,
  type ArchiveRuleSummary,
  paginateListAnalyzers,
  paginateListArchiveRules,
} from '@aws-sdk/client-accessanalyzer';
import type { ResourceReader } from '../aws/reader.ts';
import { free, unknownCost } from '../model/cost.ts';
import { toObjects } from '../model/json.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { Rule } from '../model/rule.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { readEach } from './read-each.ts';
import { capitalised } from './schema-names.ts';
import { deleted, disableTools, inState, when } from './watcher-rules.ts';

const archiveRules = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-archive-rules.html';

function archiveRule({ ruleName, filter = {} }: ArchiveRuleSummary): object {
  return {
    RuleName: ruleName,
    Filter: Object.entries(filter).map(([Property, { eq, neq, contains, exists }]) => ({
      Property,
      Eq: eq,
      Neq: neq,
      Contains: contains,
      Exists: exists,
    })),
  };
}

async function readArchiveRules({ clients }: ResourceReader, analyzerName: string): Promise<object[]> {
  const client = clients.get(AccessAnalyzerClient);
  const rules: object[] = [];
  for await (const page of paginateListArchiveRules({ client }, { analyzerName })) {
    rules.push(...(page.archiveRules ?? []).map(archiveRule));
  }
  return rules;
}

/** A configuration in the words of the schema, where tags are lists of keys and values. */
function configuration({ unusedAccess, internalAccess }: Partial<AnalyzerConfiguration>): object {
  const unused = unusedAccess && {
    UnusedAccessAge: unusedAccess.unusedAccessAge,
    AnalysisRule: {
      Exclusions: unusedAccess.analysisRule?.exclusions?.map(({ accountIds, resourceTags }) => ({
        AccountIds: accountIds,
        ResourceTags: resourceTags?.map((tags) =>
          Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        ),
      })),
    },
  };
  return {
    UnusedAccessConfiguration: unused,
    InternalAccessConfiguration: internalAccess && {
      InternalAccessAnalysisRule: capitalised(internalAccess.analysisRule),
    },
  };
}

async function readAnalyzer(
  reader: ResourceReader,
  analyzer: AnalyzerSummary,
  id: string,
): Promise<ReadResource> {
  const unread: UnreadProperty[] = [];
  const { name, status = 'ACTIVE' } = analyzer;
  const rules = await reader.optional(unread, '/ArchiveRules', async () =>
    name ? readArchiveRules(reader, name) : [],
  );
  return {
    id,
    arn: id,
    tags: analyzer.tags,
    properties: {
      Arn: id,
      AnalyzerName: name,
      Type: analyzer.type,
      ManagedBy: analyzer.managedBy,
      AnalyzerConfiguration: configuration(analyzer.configuration ?? {}),
      ArchiveRules: rules,
      // An analyzer that is being created is one that works.
      Status: status === 'DISABLED' || status === 'FAILED' ? status : undefined,
      StatusReason: analyzer.statusReason?.code,
    },
    unread,
  };
}

const nameOf = ({ id, properties }: Resource) => String(properties.AnalyzerName ?? id);

const rules: readonly Rule[] = [
  deleted(
    {
      id: 'accessanalyzer-analyzer-deleted',
      title: 'an access analyzer was deleted',
      severity: 'HIGH',
      sources: ['CIS AWS Foundations 3.0 1.20', 'Security Hub IAM.28', disableTools],
      recommendation: 'Create the analyzer again, and look at what was shared since.',
      remedy: {
        command: 'aws accessanalyzer create-analyzer --analyzer-name {{/AnalyzerName}} --type {{/Type}}',
        console: 'IAM › Access analyzer › Analyzer settings › Create analyzer › {{/AnalyzerName}}',
      },
    },
    (analyzer) =>
      `Analyzer ${nameOf(analyzer)} was deleted: nobody is told any more of what is shared, or of access that is not used.`,
  ),
  inState(
    {
      id: 'accessanalyzer-analyzer-disabled',
      title: 'an access analyzer does not work',
      severity: 'HIGH',
      sources: ['CIS AWS Foundations 3.0 1.20', 'Security Hub IAM.28', disableTools],
      recommendation:
        'Make the analyzer work again; the reason tells what it lacks, mostly its access to the organization.',
      remedy: {
        command:
          'aws organizations enable-aws-service-access --service-principal access-analyzer.amazonaws.com',
        console: 'IAM › Access analyzer › Analyzer settings › {{/AnalyzerName}}',
      },
      safer: 'the analyzer works',
    },
    (analyzer) =>
      when(analyzer.properties.Status !== undefined, () => ({
        subject: String(analyzer.properties.Status),
        path: '/Status',
        reason: `Analyzer ${nameOf(analyzer)} does not work: ${String(analyzer.properties.StatusReason ?? analyzer.properties.Status)}.`,
      })),
  ),
  inState(
    {
      id: 'accessanalyzer-findings-archived',
      title: 'findings of an access analyzer are archived by themselves',
      severity: 'MEDIUM',
      sources: [archiveRules, disableTools],
      recommendation: 'Make sure that the archive rule hides only what was approved; if not, delete it.',
      remedy: {
        command:
          'aws accessanalyzer delete-archive-rule --analyzer-name {{/AnalyzerName}} --rule-name {{archiveRule}}',
        console: 'IAM › Access analyzer › Analyzer settings › {{/AnalyzerName}} › Archive rules › Delete',
      },
      safer: 'findings are no longer archived',
    },
    (analyzer) =>
      toObjects(analyzer.properties.ArchiveRules).map(({ RuleName }, at) => ({
        subject: `archive rule ${String(RuleName)}`,
        path: `/ArchiveRules/${at}`,
        values: { archiveRule: String(RuleName) },
        reason: `Archive rule ${String(RuleName)} hides findings of analyzer ${nameOf(analyzer)} before anybody sees them.`,
      })),
  ),
];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-accessanalyzer-analyzer.html */
export const accessAnalyzer = defineResourceType({
  type: 'AWS::AccessAnalyzer::Analyzer',
  scope: 'regional',
  permissions: ['access-analyzer:ListAnalyzers', 'access-analyzer:ListArchiveRules'],
  async *read(reader) {
    yield* readEach({
      pages: paginateListAnalyzers({ client: reader.clients.get(AccessAnalyzerClient) }, {}),
      items: ({ analyzers }) => analyzers,
      id: ({ arn }) => arn,
      read: (each, id) => readAnalyzer(reader, each, id),
    });
  },
  unordered: {
    '/ArchiveRules': ['RuleName'],
    '/ArchiveRules/*/Filter': ['Property'],
    '/ArchiveRules/*/Filter/*/*': 'value',
    '/AnalyzerConfiguration/UnusedAccessConfiguration/AnalysisRule/Exclusions': 'value',
    '/AnalyzerConfiguration/UnusedAccessConfiguration/AnalysisRule/Exclusions/*/AccountIds': 'value',
    '/AnalyzerConfiguration/UnusedAccessConfiguration/AnalysisRule/Exclusions/*/ResourceTags': 'value',
    '/AnalyzerConfiguration/UnusedAccessConfiguration/AnalysisRule/Exclusions/*/ResourceTags/*': ['Key'],
    '/AnalyzerConfiguration/InternalAccessConfiguration/InternalAccessAnalysisRule/Inclusions': 'value',
    '/AnalyzerConfiguration/InternalAccessConfiguration/InternalAccessAnalysisRule/Inclusions/*/*': 'value',
  },
  volatile: {
    '/CreatedAt': 'time of creation',
    '/LastResourceAnalyzed': 'progress of the analysis',
    '/LastResourceAnalyzedAt': 'progress of the analysis',
  },
  sensitivity: { '': 'MEDIUM' },
  rules,
  monthlyCost: ({ properties }) =>
    /UNUSED|INTERNAL/.test(String(properties.Type))
      ? unknownCost(
          'Access Analyzer charges by the roles, users or resources it looks at: how many there are is not known.',
        )
      : free,
});
