import type { ResourceChange } from '../model/change.ts';
import { isJsonObject, type JsonObject, type JsonValue, toObjects } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger, Rule } from '../model/rule.ts';
import { becoming } from './becoming.ts';

interface Version {
  readonly path: string;
  readonly words: string;
  readonly data: JsonObject;
}

/** The versions that instances are started from: the latest, and the default where that is another. */
function versions({ properties }: Resource): Version[] {
  return [
    { path: '/LaunchTemplateData', words: 'the latest version', data: properties.LaunchTemplateData },
    { path: '/DefaultVersionData', words: 'the default version', data: properties.DefaultVersionData },
  ].flatMap(({ data, ...rest }) => (isJsonObject(data) ? [{ ...rest, data }] : []));
}

const nameOf = ({ id, properties: { LaunchTemplateName } }: Resource) => String(LaunchTemplateName ?? id);

/** What is in one of the versions, as a danger with one subject whichever version it is in. */
function inVersions(
  template: Resource,
  look: (version: Version) => (Pick<Danger, 'values'> & { at: string; what: string })[],
): Danger[] {
  return versions(template).flatMap((version) =>
    look(version).map(({ at, what, ...rest }) => ({
      ...rest,
      subject: at,
      path: `${version.path}/${at}`,
      reason: `${version.words} of launch template ${nameOf(template)} ${what}`.replace(/^t/, 'T'),
    })),
  );
}

/** What was not known before is not known to be new. */
const wasUnread = ({ unread }: Resource) =>
  unread?.some(({ path }) => path === '/LaunchTemplateData' || path === '/DefaultVersionData') ?? false;

const metadataVersion1: ChangeRule = becoming({
  id: 'ec2-launch-template-imdsv1-allowed',
  title: 'instances of a launch template allow version 1 of the metadata service',
  severity: 'HIGH',
  createdSeverity: () => 'MEDIUM',
  expected: wasUnread,
  sources: ['FSBP EC2.170'],
  recommendation: 'Make a version in which HttpTokens of the metadata options is required.',
  remedy: {
    command: `aws ec2 create-launch-template-version --launch-template-id {{id}} --source-version '$Latest' --launch-template-data '{"MetadataOptions":{"HttpTokens":"required"}}'`,
    console:
      'EC2 › Launch Templates › {{id}} › Actions › Modify template (Create new version) › Advanced details › Metadata version',
  },
  safer: 'metadata requests need a token',
  dangersOf: (template) =>
    inVersions(template, ({ data }) =>
      valueAt(data, '/MetadataOptions/HttpTokens') === 'optional' &&
      valueAt(data, '/MetadataOptions/HttpEndpoint') !== 'disabled'
        ? [
            {
              at: 'MetadataOptions',
              what: 'answers metadata requests without a token (HttpTokens is optional): a forged request is enough to steal the credentials of the role.',
            },
          ]
        : [],
    ),
});

/** The interfaces of a version without public addresses, as data of a new one. */
function privateInterfaces({ NetworkInterfaces }: JsonObject): string {
  const interfaces = toObjects(NetworkInterfaces).map((each) => ({
    ...each,
    AssociatePublicIpAddress: false,
  }));
  return JSON.stringify({ NetworkInterfaces: interfaces });
}

const publicAddress: ChangeRule = becoming({
  id: 'ec2-launch-template-public-address',
  title: 'instances of a launch template have public addresses',
  severity: 'HIGH',
  createdSeverity: () => 'MEDIUM',
  expected: wasUnread,
  sources: ['FSBP EC2.25'],
  recommendation: 'Make a version in which no network interface has a public address.',
  remedy: {
    command:
      "aws ec2 create-launch-template-version --launch-template-id {{id}} --source-version '$Latest' --launch-template-data {{private-interfaces}}",
    console:
      'EC2 › Launch Templates › {{id}} › Actions › Modify template (Create new version) › Network settings › Auto-assign public IP',
  },
  safer: 'instances have no public addresses',
  dangersOf: (template) =>
    inVersions(template, ({ data }) =>
      toObjects(data.NetworkInterfaces).some(
        ({ AssociatePublicIpAddress }) => AssociatePublicIpAddress === true,
      )
        ? [
            {
              at: 'NetworkInterfaces',
              what: 'gives every instance a public address.',
              values: { 'private-interfaces': privateInterfaces(data) },
            },
          ]
        : [],
    ),
});

/** A value in words: of an instance profile, whether by name or by ARN, its name. */
function textOf(value: JsonValue): string {
  const name = isJsonObject(value) ? (value.Arn ?? value.Name ?? null) : value;
  return String(name).replace(/^arn:.*\//, '');
}

/** The version that remedies make the default again. */
function formerVersion({ properties: { DefaultVersionNumber } }: Resource): Readonly<Record<string, string>> {
  return DefaultVersionNumber === undefined ? {} : { 'former-version': String(DefaultVersionNumber) };
}

/** What a change gives instances that are started from now on, by what is changed in either version. */
function changedIn(
  change: ResourceChange,
  at: string,
  reason: (template: string, value: string) => string,
): Danger[] {
  if (change.kind !== 'modified') return [];
  // What one side could not read takes no part in the properties that changed.
  const isAbout = (path: string) =>
    change.properties.some((each) => each.path.startsWith(path) || path.startsWith(each.path));
  const valuesOf = (template: Resource) =>
    versions(template).flatMap(({ path, data }) => {
      const value = valueAt(data, `/${at}`);
      return value === undefined ? [] : [{ path: `${path}/${at}`, text: textOf(value) }];
    });
  const before = new Set(valuesOf(change.before).map(({ text }) => text));
  const added = valuesOf(change.after).filter(({ path, text }) => isAbout(path) && !before.has(text));
  return [...new Map(added.map((each) => [each.text, each])).values()].map(({ path, text }) => ({
    subject: `${at} ${text}`,
    values: formerVersion(change.before),
    path,
    reason: reason(nameOf(change.after), text),
  }));
}

const otherProfile: ChangeRule = {
  kind: 'change',
  id: 'ec2-launch-template-profile-changed',
  title: 'instances of a launch template have another role',
  severity: 'HIGH',
  sources: ['AWS Well-Architected SEC03-BP02', 'MITRE ATT&CK T1098'],
  recommendation:
    'Compare the permissions of both roles; make a version with the approved instance profile if nobody can say why it was changed.',
  remedy: {
    command:
      'aws ec2 modify-launch-template --launch-template-id {{id}} --default-version {{former-version}}',
    console: 'EC2 › Launch Templates › {{id}} › Actions › Set default version',
  },
  dangers: (change) =>
    changedIn(
      change,
      'IamInstanceProfile',
      (template, profile) =>
        `What is started from launch template ${template} has the permissions of instance profile ${profile} now.`,
    ),
};

const otherUserData: ChangeRule = {
  kind: 'change',
  id: 'ec2-launch-template-user-data-changed',
  title: 'instances of a launch template run other commands when they start',
  severity: 'MEDIUM',
  sources: ['MITRE ATT&CK T1059', 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html'],
  recommendation: 'Read the new user data: every instance that is started from now on runs it as root.',
  remedy: {
    command:
      'aws ec2 modify-launch-template --launch-template-id {{id}} --default-version {{former-version}}',
    console: 'EC2 › Launch Templates › {{id}} › Actions › Set default version',
  },
  dangers: (change) =>
    changedIn(
      change,
      'UserData',
      (template) =>
        `The user data of launch template ${template} is another: what is started from it runs that as root.`,
    ),
};

const otherImage: ChangeRule = {
  kind: 'change',
  id: 'ec2-launch-template-image-changed',
  title: 'instances of a launch template start from another image',
  severity: 'MEDIUM',
  sources: ['MITRE ATT&CK T1525'],
  recommendation: 'Make sure that the image is one of yours or of somebody you trust.',
  remedy: {
    command:
      'aws ec2 modify-launch-template --launch-template-id {{id}} --default-version {{former-version}}',
    console: 'EC2 › Launch Templates › {{id}} › Actions › Set default version',
  },
  dangers: (change) =>
    changedIn(
      change,
      'ImageId',
      (template, image) => `What is started from launch template ${template} starts from image ${image} now.`,
    ),
};

/** The dangers of a launch template. Unencrypted volumes are among those that all types have in common. */
export const launchTemplateRules: readonly Rule[] = [
  metadataVersion1,
  publicAddress,
  otherProfile,
  otherUserData,
  otherImage,
];
