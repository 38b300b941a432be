import { KMSClient, paginateListAliases } from '@aws-sdk/client-kms';
import { free } from '../model/cost.ts';
import { defineResourceType } from './define.ts';
import { redirected } from './watcher-rules.ts';

const aliasRedirected = redirected(
  {
    id: 'kms-alias-redirected',
    title: 'an alias stands for another key',
    severity: 'HIGH',
    property: 'TargetKeyId',
    sources: ['https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html', 'MITRE ATT&CK T1486'],
    recommendation:
      'Make sure that the key is yours and stays; if not, let the alias stand for the former key again, and encrypt what was written meanwhile with it.',
    remedy: {
      command: 'aws kms update-alias --alias-name {{id}} --target-key-id {{former}}',
      console: 'Key Management Service (KMS) › Customer managed keys › {{former}} › Aliases › {{id}}',
    },
  },
  ({ id }, from, to) => `What uses ${id} encrypts with key ${to} now, no longer with ${from}.`,
);

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-alias.html
 * Aliases of AWS managed keys are left out, as those keys are.
 */
export const kmsAlias = defineResourceType({
  type: 'AWS::KMS::Alias',
  scope: 'regional',
  taggable: false,
  permissions: ['kms:ListAliases'],
  async *read({ clients }) {
    for await (const page of paginateListAliases({ client: clients.get(KMSClient), pageSize: 100 }, {})) {
      for (const { AliasName, AliasArn, TargetKeyId } of page.Aliases ?? []) {
        if (!AliasName || AliasName.startsWith('alias/aws/')) continue;
        yield { id: AliasName, arn: AliasArn, properties: { AliasName, TargetKeyId } };
      }
    }
  },
  sensitivity: { '/TargetKeyId': 'MEDIUM' },
  rules: [aliasRedirected],
  monthlyCost: () => free,
});
