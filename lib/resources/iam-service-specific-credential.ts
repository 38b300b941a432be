import {
  IAMClient,
  ListServiceSpecificCredentialsCommand,
  type ServiceSpecificCredentialMetadata,
} from '@aws-sdk/client-iam';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import type { StateRule } from '../model/rule.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { ofEachUser, principalsPermission } from './iam-principals.ts';

function toResource(credential: ServiceSpecificCredentialMetadata): ReadResource | undefined {
  const { ServiceSpecificCredentialId, UserName, Status, ServiceName } = credential;
  const { ServiceUserName, ServiceCredentialAlias, ExpirationDate } = credential;
  if (!ServiceSpecificCredentialId) return undefined;
  return {
    id: ServiceSpecificCredentialId,
    properties: { UserName, Status, ServiceName, ServiceUserName, ServiceCredentialAlias, ExpirationDate },
  };
}

async function readCredentials({ clients }: ResourceReader, UserName: string): Promise<ReadResource[]> {
  const client = clients.get(IAMClient);
  const credentials: ReadResource[] = [];
  let Marker: string | undefined;
  do {
    const page = await client.send(new ListServiceSpecificCredentialsCommand({ UserName, Marker }));
    credentials.push(...(page.ServiceSpecificCredentials ?? []).flatMap((each) => toResource(each) ?? []));
    Marker = page.IsTruncated ? page.Marker : undefined;
  } while (Marker !== undefined);
  return credentials;
}

const active: StateRule = {
  kind: 'state',
  id: 'iam-service-credential-active',
  title: 'a credential for a service was created or activated',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceSpecificCredential.html',
    'MITRE ATT&CK T1098.001',
  ],
  recommendation:
    'Ask the owner of the user whether the credential is theirs; deactivate it if not, and delete it once that is certain.',
  remedy: {
    command:
      'aws iam update-service-specific-credential --service-specific-credential-id {{id}} --user-name {{/UserName}} --status Inactive',
    console:
      'IAM › Users › {{/UserName}} › Security credentials › {{/ServiceName}} credentials › {{id}} › Actions › Deactivate',
  },
  safer: 'the credential was deactivated',
  dangers: ({ id, properties }) =>
    properties.Status === 'Inactive'
      ? []
      : [
          {
            subject: 'active',
            path: '/Status',
            reason: `Credential ${id} of user ${String(properties.UserName)} works: whoever has it can use ${String(properties.ServiceName)} as the user, without an access key${properties.ExpirationDate === undefined ? ' and for ever' : ''}.`,
          },
        ],
};

/**
 * The credentials that users have for one service each: Amazon Bedrock API keys, and the passwords of CodeCommit and
 * Amazon Keyspaces. IAM never tells their secrets; CloudFormation has no type for them.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServiceSpecificCredentials.html
 */
export const iamServiceSpecificCredential = defineResourceType({
  type: 'AWS::IAM::ServiceSpecificCredential',
  scope: 'global',
  taggable: false,
  permissions: [principalsPermission, 'iam:ListServiceSpecificCredentials'],
  async *read(reader) {
    yield* await ofEachUser(reader, (userName) => readCredentials(reader, userName));
  },
  volatile: { '/CreateDate': 'time of creation' },
  secret: ['/ServicePassword', '/ServiceCredentialSecret'],
  sensitivity: { '/Status': 'MEDIUM', '/UserName': 'MEDIUM' },
  rules: [active],
  monthlyCost: () => free,
});
