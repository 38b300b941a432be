import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  type GrantListEntry,
  type KeyMetadata,
  KMSClient,
  paginateListGrants,
  paginateListKeys,
  paginateListResourceTags,
} from '@aws-sdk/client-kms';
import type { ResourceReader } from '../aws/reader.ts';
import { priceSource } from '../cost/estimate.ts';
import { type MonthlyCost, unknownCost } from '../model/cost.ts';
import type { CostContext } from '../model/knowledge.ts';
import type { Resource, UnreadProperty } from '../model/resource.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { kmsKeyRules } from './kms-rules.ts';
import { readEach, unlessAbsent } from './read-each.ts';

/** States beyond `Enabled` and `Disabled` that last; the others pass by themselves. */
const lastingStates: ReadonlySet<string> = new Set([
  'PendingDeletion',
  'PendingImport',
  'PendingReplicaDeletion',
]);

/**
 * Whether a service made a grant for a resource that uses the key, as for each volume that is attached: those come
 * and go with the resources. https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
 */
function isOfService(grant: GrantListEntry, account: string): boolean {
  const isService = (name: string | undefined) => /(^|\.)amazonaws\.com(\.cn)?$/.test(name ?? '');
  const { GranteePrincipal: grantee = '' } = grant;
  return (
    grant.GranteeServicePrincipal !== undefined ||
    isService(grantee) ||
    /:assumed-role\/aws:ec2-infrastructure\//.test(grantee) ||
    // Lambda grants the key to the role of the function, and retires the grant itself.
    (isService(grant.RetiringServicePrincipal ?? grant.RetiringPrincipal) &&
      grantee.split(':')[4] === account)
  );
}

async function readGrants({ clients, account }: ResourceReader, KeyId: string): Promise<object[]> {
  const grants: object[] = [];
  for await (const page of paginateListGrants({ client: clients.get(KMSClient), pageSize: 100 }, { KeyId })) {
    const lasting = (page.Grants ?? []).filter((grant) => !isOfService(grant, account));
    grants.push(...lasting.map(({ CreationDate: _when, KeyId: _ofThis, ...grant }) => grant));
  }
  return grants;
}

async function readTags({ clients }: ResourceReader, KeyId: string): Promise<object[]> {
  const tags: object[] = [];
  for await (const page of paginateListResourceTags({ client: clients.get(KMSClient) }, { KeyId })) {
    tags.push(...(page.Tags ?? []));
  }
  return tags;
}

function properties(key: KeyMetadata): object {
  const state = key.KeyState ?? '';
  return {
    KeyId: key.KeyId,
    Arn: key.Arn,
    Description: key.Description,
    Enabled: key.Enabled,
    KeyState: lastingStates.has(state) ? state : undefined,
    DeletionDate: key.DeletionDate,
    PendingDeletionWindowInDays: key.PendingDeletionWindowInDays,
    KeySpec: key.KeySpec,
    KeyUsage: key.KeyUsage,
    Origin: key.Origin,
    ExpirationModel: key.ExpirationModel,
    ValidTo: key.ValidTo,
    CustomKeyStoreId: key.CustomKeyStoreId,
    CloudHsmClusterId: key.CloudHsmClusterId,
    XksKeyConfiguration: key.XksKeyConfiguration,
    MultiRegion: key.MultiRegion,
    MultiRegionConfiguration: key.MultiRegionConfiguration,
  };
}

/** Rotation is for symmetric keys whose material KMS holds. */
function canRotate({ KeySpec, Origin }: KeyMetadata): boolean {
  return KeySpec === 'SYMMETRIC_DEFAULT' && (Origin === 'AWS_KMS' || Origin === 'EXTERNAL');
}

async function readKey(reader: ResourceReader, KeyId: string): Promise<ReadResource | undefined> {
  const client = reader.clients.get(KMSClient);
  const { KeyMetadata: key } = await client.send(new DescribeKeyCommand({ KeyId }));
  if (!key || key.KeyManager === 'AWS') return undefined;
  const unread: UnreadProperty[] = [];
  const { optional } = reader;
  const policy = await optional(unread, '/KeyPolicy', () =>
    client.send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' })),
  );
  const rotation = canRotate(key)
    ? await optional(unread, ['/EnableKeyRotation', '/RotationPeriodInDays'], () =>
        unlessAbsent(/^UnsupportedOperation/, () => client.send(new GetKeyRotationStatusCommand({ KeyId }))),
      )
    : undefined;
  const grants = await optional(unread, '/Grants', () => readGrants(reader, KeyId));
  const tags = await optional(unread, '/Tags', () => readTags(reader, KeyId));
  return {
    id: KeyId,
    arn: key.Arn,
    tags,
    properties: {
      ...properties(key),
      EnableKeyRotation: rotation?.KeyRotationEnabled,
      RotationPeriodInDays: rotation?.KeyRotationEnabled ? rotation.RotationPeriodInDays : undefined,
      KeyPolicy: policy?.Policy,
      Grants: grants,
    },
    unread,
  };
}

/** https://aws.amazon.com/kms/pricing/ */
function monthlyCost({ region, properties: { KeyState } }: Resource, { prices }: CostContext): MonthlyCost {
  if (KeyState === 'PendingDeletion') {
    return { usd: 0, assumptions: ['A key that waits for its deletion is not charged.'] };
  }
  const price = prices.find('awskms', region, 'key/month');
  if (!price) return unknownCost(`The price book has no price of KMS keys in ${region}.`);
  return {
    usd: price.usd,
    assumptions: [
      `One key at ${price.usd} USD a month ${priceSource(price)}, without requests; the first and the second rotation each add as much.`,
    ],
  };
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html
 *
 * AWS managed keys are left out: nobody can change them. Beside the schema: the state, the date of deletion, and the
 * grants, which give the same as the policy and are seen by nobody who looks at the policy.
 */
export const kmsKey = defineResourceType({
  type: 'AWS::KMS::Key',
  scope: 'regional',
  permissions: [
    'kms:DescribeKey',
    'kms:GetKeyPolicy',
    'kms:GetKeyRotationStatus',
    'kms:ListGrants',
    'kms:ListKeys',
    'kms:ListResourceTags',
  ],
  async *read(reader) {
    yield* readEach({
      pages: paginateListKeys({ client: reader.clients.get(KMSClient), pageSize: 1000 }, {}),
      items: ({ Keys }) => Keys,
      id: ({ KeyId }) => KeyId,
      read: (_, id) => readKey(reader, id),
    });
  },
  unordered: {
    '/Grants': ['GrantId'],
    '/Grants/*/Operations': 'value',
    '/MultiRegionConfiguration/ReplicaKeys': ['Region'],
  },
  volatile: {
    '/CreationDate': 'time of creation',
    '/CurrentKeyMaterialId': 'changes with each rotation',
    '/NextRotationDate': 'changes with each rotation',
  },
  defaults: {
    KeySpec: 'SYMMETRIC_DEFAULT',
    KeyUsage: 'ENCRYPT_DECRYPT',
    MultiRegion: false,
    Origin: 'AWS_KMS',
  },
  holdsState: 'everything that was encrypted with it',
  sensitivity: { '': 'MEDIUM', '/Description': 'INFO' },
  rules: kmsKeyRules,
  monthlyCost,
});
