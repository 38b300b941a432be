import {
  DescribeLaunchTemplateVersionsCommand,
  EC2Client,
  type LaunchTemplate,
  type LaunchTemplateVersion,
  paginateDescribeLaunchTemplates,
  paginateDescribeLaunchTemplateVersions,
} from '@aws-sdk/client-ec2';
import type { ResourceReader } from '../aws/reader.ts';
import { free } from '../model/cost.ts';
import type { Membership } from '../model/knowledge.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { defineResourceType } from './define.ts';
import { launchTemplateRules } from './launch-template-rules.ts';
import { ec2Arn, textAt } from './network-shape.ts';

/** Most that EC2 lists of templates and of their versions in one page. */
const templatesPerPage = 200;
/** What the list of templates does not tell: what they hold. */
const contents = ['/DefaultVersionData', '/LaunchTemplateData', '/VersionDescription'];

interface Versions {
  readonly of: ReadonlyMap<string, readonly LaunchTemplateVersion[]>;
  readonly unread: readonly UnreadProperty[];
}

/** The latest and the default version of all templates: without ids, EC2 lists them for every template. */
async function readVersions({ clients, optional }: ResourceReader): Promise<Versions> {
  const versions = new Map<string, LaunchTemplateVersion[]>();
  const unread: UnreadProperty[] = [];
  await optional(unread, contents, async () => {
    for await (const page of paginateDescribeLaunchTemplateVersions(
      { client: clients.get(EC2Client), pageSize: templatesPerPage },
      { Versions: ['$Latest', '$Default'] },
    )) {
      for (const version of page.LaunchTemplateVersions ?? []) {
        const id = version.LaunchTemplateId ?? '';
        versions.set(id, [...(versions.get(id) ?? []), version]);
      }
    }
  });
  return { of: versions, unread };
}

/** The versions of one template that the list of all did not have; `gone` when the template is. */
async function readVersionsOf(
  { clients, optional }: ResourceReader,
  LaunchTemplateId: string,
  unread: UnreadProperty[],
): Promise<readonly LaunchTemplateVersion[] | 'gone'> {
  const gaps = unread.length;
  const command = new DescribeLaunchTemplateVersionsCommand({
    LaunchTemplateId,
    Versions: ['$Latest', '$Default'],
  });
  const answer = await optional(unread, contents, () => clients.get(EC2Client).send(command));
  return answer === undefined && unread.length === gaps ? 'gone' : (answer?.LaunchTemplateVersions ?? []);
}

function properties(template: LaunchTemplate, versions: readonly LaunchTemplateVersion[]): object {
  const { DefaultVersionNumber, LatestVersionNumber } = template;
  const numbered = (number: number | undefined) =>
    versions.find(({ VersionNumber }) => VersionNumber === number);
  const latest = numbered(LatestVersionNumber);
  return {
    LaunchTemplateId: template.LaunchTemplateId,
    LaunchTemplateName: template.LaunchTemplateName,
    DefaultVersionNumber,
    LatestVersionNumber,
    VersionDescription: latest?.VersionDescription,
    LaunchTemplateData: latest?.LaunchTemplateData,
    DefaultVersionData:
      DefaultVersionNumber === LatestVersionNumber
        ? undefined
        : numbered(DefaultVersionNumber)?.LaunchTemplateData,
    Operator: template.Operator?.Managed ? template.Operator.Principal : undefined,
  };
}

/** Services make templates for the instances that they start, and make them again with every change. */
const membership: Membership = {
  reason:
    'EKS, Batch and other services make and delete the launch templates of the instances that they start',
  ownerOf: (template) => {
    const nodeGroup = template.tags['eks:nodegroup-name'];
    return nodeGroup === undefined ? textAt(template, '/Operator') : `EKS node group ${nodeGroup}`;
  },
};

/** Sets in what a version holds. */
const setsOfData = {
  BlockDeviceMappings: ['DeviceName'],
  ElasticGpuSpecifications: ['Type'],
  ElasticInferenceAccelerators: ['Type'],
  'InstanceRequirements/AcceleratorManufacturers': 'value',
  'InstanceRequirements/AcceleratorNames': 'value',
  'InstanceRequirements/AcceleratorTypes': 'value',
  'InstanceRequirements/AllowedInstanceTypes': 'value',
  'InstanceRequirements/CpuManufacturers': 'value',
  'InstanceRequirements/ExcludedInstanceTypes': 'value',
  'InstanceRequirements/InstanceGenerations': 'value',
  'InstanceRequirements/LocalStorageTypes': 'value',
  LicenseSpecifications: ['LicenseConfigurationArn'],
  NetworkInterfaces: ['NetworkCardIndex', 'DeviceIndex'],
  'NetworkInterfaces/*/Ipv4Prefixes': ['Ipv4Prefix'],
  'NetworkInterfaces/*/Ipv6Addresses': ['Ipv6Address'],
  'NetworkInterfaces/*/Ipv6Prefixes': ['Ipv6Prefix'],
  'NetworkInterfaces/*/PrivateIpAddresses': ['PrivateIpAddress'],
  SecondaryInterfaces: ['NetworkCardIndex', 'DeviceIndex'],
  TagSpecifications: ['ResourceType'],
} as const;

/** The same below each of the two versions that count. */
function inBoth<T>(of: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(of).flatMap(([path, value]) => [
      [`/LaunchTemplateData/${path}`, value],
      [`/DefaultVersionData/${path}`, value],
    ]),
  );
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-launchtemplate.html
 *
 * `LaunchTemplateData` is the latest version. Where another one is the default, what that holds is in
 * `DefaultVersionData`, which the schema does not have: instances are started from either. `TagSpecifications` are
 * the tags of the template, and act on creation only.
 */
export const launchTemplate = defineResourceType({
  type: 'AWS::EC2::LaunchTemplate',
  scope: 'regional',
  permissions: ['ec2:DescribeLaunchTemplates', 'ec2:DescribeLaunchTemplateVersions'],
  async *read(reader) {
    let versions: Versions | undefined;
    const pages = paginateDescribeLaunchTemplates(
      { client: reader.clients.get(EC2Client), pageSize: templatesPerPage },
      {},
    );
    for await (const page of pages) {
      for (const template of page.LaunchTemplates ?? []) {
        const { LaunchTemplateId } = template;
        if (!LaunchTemplateId) continue;
        versions ??= await readVersions(reader);
        const unread = [...versions.unread];
        const own =
          versions.of.get(LaunchTemplateId) ??
          (unread.length > 0 ? [] : await readVersionsOf(reader, LaunchTemplateId, unread));
        if (own === 'gone') continue;
        yield {
          id: LaunchTemplateId,
          arn: ec2Arn(reader, 'launch-template', LaunchTemplateId),
          tags: template.Tags,
          properties: properties(template, own),
          unread,
        };
      }
    }
  },
  unordered: inBoth(setsOfData),
  volatile: {
    '/CreateTime': 'time of creation',
    ...inBoth({ 'MetadataOptions/State': 'progress of the last modification' }),
  },
  secret: ['/LaunchTemplateData/UserData', '/DefaultVersionData/UserData'],
  sensitivity: { '': 'MEDIUM', '/LatestVersionNumber': 'LOW', '/VersionDescription': 'LOW' },
  membership,
  rules: launchTemplateRules,
  monthlyCost: () => free,
});
