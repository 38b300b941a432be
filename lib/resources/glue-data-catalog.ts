import {
  GetDataCatalogEncryptionSettingsCommand,
  GetResourcePolicyCommand,
  GlueClient,
} from '@aws-sdk/client-glue';
import { isNotFound } from '../aws/errors.ts';
import { free } from '../model/cost.ts';
import type { JsonValue } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import { defineResourceType } from './define.ts';
import { asWord, type RemedyValues } from './former-state.ts';
import { protectionLost } from './property-rules.ts';

/** What each data catalog has once; the catalog has the id of its account. */
const ofCatalog = { scope: 'regional', taggable: false, monthlyCost: () => free } as const;
const settings = '/DataCatalogEncryptionSettings';
const passwords = `${settings}/ConnectionPasswordEncryption`;

/**
 * CloudFormation has no type for the policy of the data catalog; the name is in its style.
 * https://docs.aws.amazon.com/glue/latest/webapi/API_GetResourcePolicy.html
 */
export const glueResourcePolicy = defineResourceType({
  ...ofCatalog,
  type: 'AWS::Glue::ResourcePolicy',
  permissions: ['glue:GetResourcePolicy'],
  async *read({ clients, account }) {
    try {
      const { PolicyInJson } = await clients.get(GlueClient).send(new GetResourcePolicyCommand({}));
      if (PolicyInJson) yield { id: account, properties: { CatalogId: account, PolicyInJson } };
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  },
  sensitivity: { '/PolicyInJson': 'MEDIUM' },
});

/** The settings as they were, in the words of the API: `{{settings}}`. */
function formerSettings(_: JsonValue, { properties }: Resource): RemedyValues {
  const EncryptionAtRest = valueAt(properties, `${settings}/EncryptionAtRest`);
  const isEncrypted = valueAt(properties, `${passwords}/ReturnConnectionPasswordEncrypted`);
  const AwsKmsKeyId = valueAt(properties, `${passwords}/KmsKeyId`);
  return {
    settings: asWord({
      ...(EncryptionAtRest && { EncryptionAtRest }),
      ConnectionPasswordEncryption: {
        ReturnConnectionPasswordEncrypted: isEncrypted === true,
        ...(AwsKmsKeyId && { AwsKmsKeyId }),
      },
    }),
  };
}

/** Sets both encryptions as they were, which Glue takes only together. */
const settingsAsBefore = {
  command: 'aws glue put-data-catalog-encryption-settings --data-catalog-encryption-settings {{settings}}',
  console: 'Glue › Data Catalog › Catalog settings',
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-glue-datacatalogencryptionsettings.html */
export const glueCatalogEncryption = defineResourceType({
  ...ofCatalog,
  type: 'AWS::Glue::DataCatalogEncryptionSettings',
  permissions: ['glue:GetDataCatalogEncryptionSettings'],
  async *read({ clients, account }) {
    const answer = await clients.get(GlueClient).send(new GetDataCatalogEncryptionSettingsCommand({}));
    const { EncryptionAtRest, ConnectionPasswordEncryption: ofPasswords } =
      answer.DataCatalogEncryptionSettings ?? {};
    yield {
      id: account,
      properties: {
        CatalogId: account,
        DataCatalogEncryptionSettings: {
          EncryptionAtRest,
          ConnectionPasswordEncryption: ofPasswords && {
            ReturnConnectionPasswordEncrypted: ofPasswords.ReturnConnectionPasswordEncrypted,
            KmsKeyId: ofPasswords.AwsKmsKeyId,
          },
        },
      },
    };
  },
  sensitivity: { [settings]: 'MEDIUM' },
  rules: [
    protectionLost({
      id: 'glue-catalog-encryption-off',
      title: 'the data catalog is no longer encrypted',
      severity: 'HIGH',
      sources: ['https://docs.aws.amazon.com/glue/latest/dg/encrypt-glue-data-catalog.html'],
      recommendation: 'Turn the encryption of the data catalog on again.',
      remedy: settingsAsBefore,
      path: `${settings}/EncryptionAtRest/CatalogEncryptionMode`,
      protects: (mode) => typeof mode === 'string' && mode !== 'DISABLED',
      reason: () => 'New metadata of the data catalog is no longer encrypted with a KMS key.',
      better: 'the data catalog is encrypted',
      values: formerSettings,
    }),
    protectionLost({
      id: 'glue-password-encryption-off',
      title: 'passwords of connections are readable',
      severity: 'HIGH',
      sources: ['https://docs.aws.amazon.com/glue/latest/dg/encrypt-connection-passwords.html'],
      recommendation: 'Turn the encryption of connection passwords on again.',
      remedy: settingsAsBefore,
      path: `${passwords}/ReturnConnectionPasswordEncrypted`,
      protects: (value) => value === true,
      reason: () => 'Whoever may read the connections of Glue reads their passwords too.',
      better: 'passwords of connections are encrypted',
      values: formerSettings,
    }),
  ],
});
