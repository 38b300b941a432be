import {
  IAMClient,
  paginateListMFADeviceTags,
  paginateListVirtualMFADevices,
  type Tag,
  type VirtualMFADevice,
} from '@aws-sdk/client-iam';
import pLimit from 'p-limit';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { mfaRules } from './iam-mfa.ts';
import { callsAtOnce } from './iam-principals.ts';

/** Path and name in the serial number of a virtual device, which is its ARN. */
const serial = /:mfa(\/(?:.*\/)?)([^/]+)$/;

async function readTags(
  { clients, optional }: ResourceReader,
  SerialNumber: string,
  unread: UnreadProperty[],
) {
  const tags: Tag[] = [];
  await optional(unread, '/Tags', async () => {
    const client = clients.get(IAMClient);
    for await (const page of paginateListMFADeviceTags({ client }, { SerialNumber })) {
      tags.push(...(page.Tags ?? []));
    }
  });
  return tags;
}

async function readDevice(
  reader: ResourceReader,
  { SerialNumber, User, EnableDate }: VirtualMFADevice,
): Promise<ReadResource[]> {
  if (!SerialNumber) return [];
  const unread: UnreadProperty[] = [];
  const [, Path, VirtualMfaDeviceName] = serial.exec(SerialNumber) ?? [];
  const isRoot = User?.Arn?.endsWith(':root') === true;
  // The root user's device has no tags, and IAM knows it by no call that takes a device.
  const tags = isRoot ? [] : await readTags(reader, SerialNumber, unread);
  return [
    {
      id: SerialNumber,
      arn: SerialNumber,
      tags,
      properties: {
        SerialNumber,
        VirtualMfaDeviceName,
        Path,
        Users: isRoot ? ['root'] : [User?.UserName].filter((name) => name !== undefined),
        EnableDate,
      },
      unread,
    },
  ];
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-virtualmfadevice.html
 * The root user's device is among them, with `root` as its user. `EnableDate` is not in the schema: it is all that
 * tells that a device of the same name has another secret. The secret itself is never told.
 */
export const iamVirtualMfaDevice = defineResourceType({
  type: 'AWS::IAM::VirtualMFADevice',
  scope: 'global',
  permissions: ['iam:ListMFADeviceTags', 'iam:ListVirtualMFADevices'],
  async *read(reader) {
    const limit = pLimit(callsAtOnce);
    const client = reader.clients.get(IAMClient);
    for await (const page of paginateListVirtualMFADevices({ client, pageSize: 1_000 }, {})) {
      const read = await limit.map(page.VirtualMFADevices ?? [], (device) => readDevice(reader, device));
      yield* read.flat();
    }
  },
  unordered: { '/Users': 'value' },
  secret: ['/Base32StringSeed', '/QRCodePNG'],
  defaults: { Path: '/' },
  sensitivity: { '/EnableDate': 'MEDIUM', '/Users': 'MEDIUM' },
  rules: mfaRules,
  monthlyCost: () => free,
});
