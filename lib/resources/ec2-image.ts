import {
  DescribeImageAttributeCommand,
  EC2Client,
  type Image,
  paginateDescribeImages,
} from '@aws-sdk/client-ec2';
import pLimit from 'p-limit';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import type { UnreadProperty } from '../model/resource.ts';
import type { ChangeRule } from '../model/rule.ts';
import { modifiedText } from './becoming.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { backupMembership, permissionIdentity, sharingRules } from './ec2-sharing.ts';

const callsAtOnce = 8;
const sharing = 'LaunchPermissions';
/** States of an image that exists; the others are on their way in or out, or failed. */
const livingStates: ReadonlySet<string | undefined> = new Set(['available', 'disabled']);

async function readImage(
  { clients, optional, partition, region }: ResourceReader,
  image: Image,
): Promise<ReadResource | undefined> {
  // That an image is public stands among its launch permissions.
  const { ImageId, Tags, Public, ...properties } = image;
  if (!ImageId || !livingStates.has(image.State)) return undefined;
  const unread: UnreadProperty[] = [];
  const shared = await optional(unread, `/${sharing}`, () =>
    clients
      .get(EC2Client)
      .send(new DescribeImageAttributeCommand({ ImageId, Attribute: 'launchPermission' })),
  );
  const isGone = shared === undefined && unread.length === 0;
  if (isGone) return undefined;
  return {
    id: ImageId,
    arn: `arn:${partition}:ec2:${region}::image/${ImageId}`,
    tags: Tags,
    properties: { ImageId, ...properties, [sharing]: shared?.LaunchPermissions },
    unread,
  };
}

const isProtected = (protection: string | undefined) => protection?.startsWith('enabled') === true;

const protectionLost: ChangeRule = {
  kind: 'change',
  id: 'ec2-image-deregistration-protection-lost',
  title: 'a machine image can be deregistered again',
  severity: 'MEDIUM',
  sources: ['https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-deregistration-protection.html'],
  recommendation:
    'Turn deregistration protection on again, and look for a deregistration that was to follow.',
  remedy: {
    command: 'aws ec2 enable-image-deregistration-protection --image-id {{id}}',
    console: 'EC2 › AMIs › {{id}} › Actions › Manage AMI deregistration protection',
  },
  dangers: (change) => {
    const protection = modifiedText(change, 'DeregistrationProtection');
    if (!isProtected(protection?.before) || isProtected(protection?.after)) return [];
    return [
      {
        subject: 'no deregistration protection',
        path: '/DeregistrationProtection',
        reason: `Machine image ${change.after?.id} lost its protection: whoever deregisters it stops all that is started from it.`,
      },
    ];
  },
  ended: (change) => {
    const protection = modifiedText(change, 'DeregistrationProtection');
    if (isProtected(protection?.before) || !isProtected(protection?.after)) return [];
    const reason = 'Safer: the image cannot be deregistered by mistake.';
    return [{ subject: 'no deregistration protection', path: '/DeregistrationProtection', reason }];
  },
};

/**
 * The machine images that the account owns, also deprecated and disabled ones; CloudFormation has no type for them. The
 * properties are those of DescribeImages. With whom an image is shared is a call for each: no list tells it.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html
 */
export const ec2Image = defineResourceType({
  type: 'AWS::EC2::Image',
  scope: 'regional',
  permissions: ['ec2:DescribeImageAttribute', 'ec2:DescribeImages'],
  async *read(reader) {
    const limit = pLimit(callsAtOnce);
    const pages = paginateDescribeImages(
      { client: reader.clients.get(EC2Client), pageSize: 1_000 },
      { Owners: ['self'], IncludeDeprecated: true, IncludeDisabled: true },
    );
    for await (const page of pages) {
      const read = await limit.map(page.Images ?? [], (image) => readImage(reader, image));
      yield* read.filter((resource) => resource !== undefined);
    }
  },
  unordered: {
    '/BlockDeviceMappings': ['DeviceName'],
    '/ImageWatermarks': 'value',
    [`/${sharing}`]: permissionIdentity,
    '/ProductCodes': ['ProductCodeId'],
  },
  volatile: {
    '/CreationDate': 'time of creation',
    '/FreeTierEligible': 'AWS decides what the free tier covers',
    '/ImageAllowed': 'follows from the images that the account allows',
    '/LastLaunchedTime': 'time of the last start of an instance',
    '/ScanResults': 'results of scans, which come by themselves',
    '/StateReason': 'why the state is what it is',
  },
  defaults: { DeregistrationProtection: 'disabled' },
  sensitivity: {
    '/Description': 'INFO',
    [`/${sharing}`]: 'MEDIUM',
    '/State': 'MEDIUM',
  },
  membership: backupMembership(sharing),
  rules: [
    ...sharingRules({
      id: 'ec2-image',
      noun: 'a machine image',
      property: sharing,
      use: (id) => `can start instances from machine image ${id}, and read all that is on its volumes`,
      publicSources: ['MITRE ATT&CK T1537'],
      remedies: {
        public: {
          command: `aws ec2 modify-image-attribute --image-id {{id}} --launch-permission '{"Remove":[{"Group":"all"}]}'`,
          console: 'EC2 › AMIs › {{id}} › Permissions › Edit AMI permissions',
        },
        shared: {
          command: `aws ec2 modify-image-attribute --image-id {{id}} --launch-permission '{"Remove":[{"UserId":"{{shared-with}}"}]}'`,
          console: 'EC2 › AMIs › {{id}} › Permissions › Edit AMI permissions',
        },
      },
      document: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharing-amis.html',
    }),
    protectionLost,
  ],
  monthlyCost: () => ({ ...free, assumptions: ['The snapshots of an image are billed as snapshots.'] }),
});
