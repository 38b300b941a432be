import {
  GetResourcePoliciesCommand,
  ListTagsForResourceCommand,
  type ParameterMetadata,
  paginateDescribeParameters,
  SSMClient,
} from '@aws-sdk/client-ssm';
import type { ResourceReader } from '../aws/reader.ts';
import { priceSource } from '../cost/estimate.ts';
import { free, type MonthlyCost, unknownCost } from '../model/cost.ts';
import type { CostContext } from '../model/knowledge.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { Rule } from '../model/rule.ts';
import { becoming } from './becoming.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { readEach } from './read-each.ts';
import { deleted, redirected, when } from './watcher-rules.ts';

/** Policies that share a parameter with other accounts; only advanced parameters can have them. */
async function readSharing({ clients }: ResourceReader, ResourceArn: string): Promise<object[]> {
  const found: object[] = [];
  let NextToken: string | undefined;
  do {
    const page = await clients
      .get(SSMClient)
      .send(
        new GetResourcePoliciesCommand({ ResourceArn, ...(NextToken === undefined ? {} : { NextToken }) }),
      );
    found.push(...(page.Policies ?? []).map(({ PolicyId, Policy }) => ({ PolicyId, Policy })));
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}

async function readParameter(
  reader: ResourceReader,
  parameter: ParameterMetadata,
  id: string,
): Promise<ReadResource> {
  const { partition, region, account, optional, clients } = reader;
  const unread: UnreadProperty[] = [];
  const arn = parameter.ARN ?? `arn:${partition}:ssm:${region}:${account}:parameter/${id.replace(/^\//, '')}`;
  const tags = await optional(unread, '/Tags', () =>
    clients
      .get(SSMClient)
      .send(new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: id })),
  );
  const sharing =
    parameter.Tier === 'Advanced'
      ? await optional(unread, '/ResourcePolicies', () => readSharing(reader, arn))
      : undefined;
  return {
    id,
    arn,
    tags: tags?.TagList,
    properties: {
      Name: id,
      Arn: arn,
      Type: parameter.Type,
      KeyId: parameter.KeyId,
      DataType: parameter.DataType,
      Tier: parameter.Tier,
      Description: parameter.Description,
      AllowedPattern: parameter.AllowedPattern,
      Policies: parameter.Policies?.map(({ PolicyText }) => PolicyText),
      ResourcePolicies: sharing,
    },
    unread,
  };
}

const isSecret = ({ properties }: Resource) => properties.Type === 'SecureString';
/** Names that people give to secrets. */
const secretName = /(password|passwd|secret|token|api[-_]?key|private[-_]?key|credential)s?$/i;

const rules: readonly Rule[] = [
  becoming({
    id: 'ssm-parameter-secret-in-plain',
    title: 'a parameter that holds a secret is not encrypted',
    severity: 'HIGH',
    createdSeverity: () => 'MEDIUM',
    sources: [
      'https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html',
      'MITRE ATT&CK T1552',
    ],
    recommendation:
      'Make it a SecureString, and change the secret: whoever may read parameters may have read it.',
    remedy: {
      command: 'aws ssm put-parameter --name {{id}} --type SecureString --value <new-secret> --overwrite',
      console: 'Systems Manager › Parameter Store › {{id}} › Edit › Type › SecureString',
    },
    safer: 'the secret is encrypted',
    dangersOf: ({ id, properties: { Type } }) =>
      when(Type === 'String' && secretName.test(id), () => ({
        subject: 'secret in plain text',
        path: '/Type',
        reason: `Parameter ${id} is named as a secret, but stored in plain text.`,
      })),
  }),
  {
    kind: 'change',
    id: 'ssm-parameter-no-longer-encrypted',
    title: 'a parameter is no longer encrypted',
    severity: 'HIGH',
    sources: [
      'https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html',
      'MITRE ATT&CK T1552',
    ],
    recommendation: 'Make it a SecureString again, and change its value.',
    remedy: {
      command: 'aws ssm put-parameter --name {{id}} --type SecureString --value <new-value> --overwrite',
      console: 'Systems Manager › Parameter Store › {{id}} › Edit › Type › SecureString',
    },
    dangers: (change) =>
      when(change.kind === 'modified' && isSecret(change.before) && !isSecret(change.after), () => ({
        subject: 'not encrypted',
        path: '/Type',
        reason: `Parameter ${change.after?.id} was a SecureString and is a ${String(change.after?.properties.Type)} now: its value is stored in plain text.`,
      })),
    ended: (change) =>
      change.kind === 'modified' && !isSecret(change.before) && isSecret(change.after)
        ? ['/Type', '/KeyId'].map((path) => ({
            subject: 'not encrypted',
            path,
            reason: 'Safer: the value of the parameter is encrypted.',
          }))
        : [],
  },
  redirected(
    {
      id: 'ssm-parameter-key-changed',
      title: 'a parameter is encrypted with another key',
      severity: 'MEDIUM',
      property: 'KeyId',
      sources: [
        'https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html',
      ],
      recommendation: 'Make sure that you know the key, and that those who need the value may use it.',
      remedy: {
        command:
          'aws ssm put-parameter --name {{id}} --type SecureString --key-id {{former}} --value <value> --overwrite',
        console: 'Systems Manager › Parameter Store › {{id}} › Edit › KMS key ID',
      },
    },
    ({ id }, from, to) =>
      to === 'none'
        ? `Parameter ${id} is no longer encrypted with key ${from}, nor with any other.`
        : `Parameter ${id} is encrypted with key ${to} now, no longer with ${from}.`,
  ),
  deleted(
    {
      id: 'ssm-secure-parameter-deleted',
      title: 'an encrypted parameter was deleted',
      severity: 'HIGH',
      sources: ['MITRE ATT&CK T1485'],
      recommendation:
        'Confirm that nobody needs it any more; if somebody does, set it again from where it came.',
      remedy: {
        command:
          'aws ssm put-parameter --name {{id}} --type SecureString --key-id {{/KeyId}} --value <value>',
        console: 'Systems Manager › Parameter Store › Create parameter › {{id}}',
      },
    },
    ({ id }) => `Parameter ${id}, a SecureString, was deleted: its value and the earlier ones are lost.`,
    isSecret,
  ),
];

/** https://aws.amazon.com/systems-manager/pricing/ */
function monthlyCost({ region, properties }: Resource, { prices }: CostContext): MonthlyCost {
  if (properties.Tier !== 'Advanced') return free;
  const price = prices.find('AWSSystemsManager', region, 'advanced-parameter/month');
  if (!price) return unknownCost(`The price book has no price of advanced parameters in ${region}.`);
  return {
    usd: price.usd,
    assumptions: [`One advanced parameter at ${price.usd} USD a month ${priceSource(price)}.`],
  };
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html
 *
 * Never the value: the role may not read it. The version and the last modification go with the value, which programs
 * write too. Beside the schema: the key of a SecureString, and with whom a parameter is shared.
 */
export const ssmParameter = defineResourceType({
  type: 'AWS::SSM::Parameter',
  scope: 'regional',
  permissions: ['ssm:DescribeParameters', 'ssm:GetResourcePolicies', 'ssm:ListTagsForResource'],
  async *read(reader) {
    yield* readEach({
      pages: paginateDescribeParameters({ client: reader.clients.get(SSMClient), pageSize: 50 }, {}),
      items: ({ Parameters }) => Parameters,
      id: ({ Name }) => Name,
      read: (each, id) => readParameter(reader, each, id),
    });
  },
  unordered: { '/Policies': 'value', '/ResourcePolicies': ['PolicyId'] },
  volatile: {
    '/LastModifiedDate': 'changes with the value',
    '/LastModifiedUser': 'changes with the value',
    '/Version': 'counts the changes of the value',
  },
  secret: ['/Value'],
  defaults: { DataType: 'text', Tier: 'Standard' },
  sensitivity: { '': 'MEDIUM', '/Description': 'INFO', '/Tier': 'LOW' },
  rules,
  monthlyCost,
});
