import {
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  paginateListSecrets,
  type SecretListEntry,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { ResourceReader } from '../aws/reader.ts';
import { priceSource } from '../cost/estimate.ts';
import { type MonthlyCost, unknownCost } from '../model/cost.ts';
import type { CostContext } from '../model/knowledge.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import type { Rule } from '../model/rule.ts';
import { becoming } from './becoming.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { readEach } from './read-each.ts';
import { rotatedLessOften } from './secret-rotation.ts';
import { inState, redirected, when } from './watcher-rules.ts';

async function readSecret(
  { clients, optional }: ResourceReader,
  secret: SecretListEntry,
  SecretId: string,
): Promise<ReadResource> {
  const client = clients.get(SecretsManagerClient);
  const unread: UnreadProperty[] = [];
  const described = await optional(unread, '/ReplicaRegions', () =>
    client.send(new DescribeSecretCommand({ SecretId })),
  );
  const policy = await optional(unread, '/ResourcePolicy', () =>
    client.send(new GetResourcePolicyCommand({ SecretId })),
  );
  return {
    id: SecretId,
    arn: SecretId,
    tags: secret.Tags,
    properties: {
      Id: SecretId,
      Name: secret.Name,
      Type: secret.Type,
      Description: secret.Description,
      KmsKeyId: secret.KmsKeyId,
      OwningService: secret.OwningService,
      PrimaryRegion: secret.PrimaryRegion,
      ReplicaRegions: described?.ReplicationStatus?.map(({ Region, KmsKeyId }) => ({ Region, KmsKeyId })),
      RotationEnabled: secret.RotationEnabled,
      RotationLambdaARN: secret.RotationLambdaARN,
      RotationRules: secret.RotationRules,
      ExternalSecretRotationMetadata: secret.ExternalSecretRotationMetadata,
      ExternalSecretRotationRoleArn: secret.ExternalSecretRotationRoleArn,
      DeletedDate: secret.DeletedDate,
      ResourcePolicy: policy?.ResourcePolicy,
    },
    unread,
  };
}

const rules: readonly Rule[] = [
  inState(
    {
      id: 'secretsmanager-secret-pending-deletion',
      title: 'a secret is about to be deleted',
      severity: 'HIGH',
      sources: [
        'https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html',
        'MITRE ATT&CK T1485',
      ],
      recommendation: 'Restore the secret now, unless you know that nobody needs it any more.',
      remedy: {
        command: 'aws secretsmanager restore-secret --secret-id {{id}}',
        console: 'Secrets Manager › Secrets › {{/Name}} › Cancel deletion',
      },
      safer: 'the secret stays',
    },
    ({ properties: { Name, DeletedDate } }) =>
      when(DeletedDate !== undefined, () => ({
        subject: 'pending deletion',
        path: '/DeletedDate',
        reason: `Secret ${String(Name)} is to be deleted on ${String(DeletedDate).slice(0, 10)}: nobody can read it any more, and then its values are lost.`,
      })),
  ),
  becoming({
    id: 'secretsmanager-rotation-turned-off',
    title: 'a secret is no longer rotated',
    severity: 'MEDIUM',
    createdSeverity: () => 'LOW',
    sources: ['FSBP SecretsManager.1', 'FSBP SecretsManager.4'],
    recommendation: 'Turn the rotation on again, and rotate the secret now.',
    remedy: {
      command:
        'aws secretsmanager rotate-secret --secret-id {{id}} --rotation-lambda-arn {{/RotationLambdaARN}} --rotation-rules AutomaticallyAfterDays=30',
      console: 'Secrets Manager › Secrets › {{/Name}} › Rotation › Edit rotation',
    },
    safer: 'the secret is rotated',
    dangersOf: ({ properties: { Name, RotationEnabled } }) =>
      when(RotationEnabled === false, () => ({
        subject: 'no rotation',
        path: '/RotationEnabled',
        reason: `Secret ${String(Name)} is not rotated: its values stay the same until somebody changes them.`,
      })),
  }),
  redirected(
    {
      id: 'secretsmanager-rotation-function-changed',
      title: 'another function rotates a secret',
      severity: 'HIGH',
      property: 'RotationLambdaARN',
      sources: [
        'https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html',
        'MITRE ATT&CK T1555.006',
      ],
      recommendation:
        'Make sure that you know the function: it reads and writes the values of the secret; if not, set the former one, which gives the secret a new value too.',
      remedy: {
        command: 'aws secretsmanager rotate-secret --secret-id {{id}} --rotation-lambda-arn {{former}}',
        console: 'Secrets Manager › Secrets › {{/Name}} › Rotation › Edit rotation',
      },
    },
    ({ properties: { Name } }, from, to) =>
      to === 'none'
        ? `Secret ${String(Name)} is no longer rotated by ${from}, nor by any other function.`
        : `Secret ${String(Name)} is rotated by ${to} now, which reads its values, no longer by ${from}.`,
  ),
  rotatedLessOften,
];

/** https://aws.amazon.com/secrets-manager/pricing/ */
function monthlyCost({ region, properties }: Resource, { prices }: CostContext): MonthlyCost {
  if (properties.DeletedDate !== undefined) {
    return { usd: 0, assumptions: ['A secret that waits for its deletion is not charged.'] };
  }
  const price = prices.find('AWSSecretsManager', region, 'secret/month');
  if (!price) return unknownCost(`The price book has no price of secrets in ${region}.`);
  return {
    usd: price.usd,
    assumptions: [`One secret at ${price.usd} USD a month ${priceSource(price)}, without calls.`],
  };
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html
 *
 * Never the values: the role may not read them. Their versions change with each rotation. Beside the schema: the
 * rotation and the policy, which are resources of their own in CloudFormation (`AWS::SecretsManager::RotationSchedule`
 * and `ResourcePolicy`), and the planned deletion.
 */
export const secret = defineResourceType({
  type: 'AWS::SecretsManager::Secret',
  scope: 'regional',
  permissions: [
    'secretsmanager:DescribeSecret',
    'secretsmanager:GetResourcePolicy',
    'secretsmanager:ListSecrets',
  ],
  async *read(reader) {
    const client = reader.clients.get(SecretsManagerClient);
    yield* readEach({
      pages: paginateListSecrets({ client, pageSize: 100 }, { IncludePlannedDeletion: true }),
      items: ({ SecretList }) => SecretList,
      id: ({ ARN }) => ARN,
      read: (each, id) => readSecret(reader, each, id),
    });
  },
  unordered: { '/ReplicaRegions': ['Region'], '/ExternalSecretRotationMetadata': ['Key'] },
  volatile: {
    '/LastAccessedDate': 'changes whenever the secret is read',
    '/LastChangedDate': 'changes with each rotation',
    '/LastRotatedDate': 'changes with each rotation',
    '/NextRotationDate': 'changes with each rotation',
    '/SecretVersionsToStages': 'changes with each rotation',
    '/VersionIdsToStages': 'changes with each rotation',
  },
  secret: ['/GenerateSecretString/SecretStringTemplate', '/SecretString'],
  defaults: { RotationEnabled: false },
  holdsState: 'its values',
  sensitivity: { '': 'MEDIUM', '/Description': 'INFO', '/RotationRules': 'LOW' },
  rules,
  monthlyCost,
});
