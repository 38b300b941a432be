import { IAMClient, type MFADevice, paginateListMFADevices } from '@aws-sdk/client-iam';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { mfaRules } from './iam-mfa.ts';
import { ofEachUser, principalsPermission } from './iam-principals.ts';

function toResource({ SerialNumber, UserName, EnableDate }: MFADevice): ReadResource | undefined {
  const isVirtual = SerialNumber?.includes(':mfa/') === true;
  if (!SerialNumber || !UserName || isVirtual) return undefined;
  return {
    id: `${UserName}|${SerialNumber}`,
    arn: SerialNumber.startsWith('arn:') ? SerialNumber : undefined,
    properties: { SerialNumber, Users: [UserName], EnableDate },
  };
}

async function readDevices({ clients }: ResourceReader, UserName: string): Promise<ReadResource[]> {
  const devices: ReadResource[] = [];
  for await (const page of paginateListMFADevices({ client: clients.get(IAMClient) }, { UserName })) {
    devices.push(...(page.MFADevices ?? []).flatMap((device) => toResource(device) ?? []));
  }
  return devices;
}

/**
 * The hardware tokens, security keys and passkeys of users, which CloudFormation has no type for. Virtual devices are
 * `AWS::IAM::VirtualMFADevice`; that the root user has a device of any kind is told by `AWS::IAM::AccountSummary`.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADevices.html
 */
export const iamMfaDevice = defineResourceType({
  type: 'AWS::IAM::MFADevice',
  scope: 'global',
  taggable: false,
  permissions: [principalsPermission, 'iam:ListMFADevices'],
  async *read(reader) {
    yield* await ofEachUser(reader, (userName) => readDevices(reader, userName));
  },
  unordered: { '/Users': 'value' },
  sensitivity: { '/EnableDate': 'MEDIUM' },
  rules: mfaRules,
  monthlyCost: () => free,
});
