import { toObjects } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger, Rule, StateRule } from '../model/rule.ts';
import { becoming, modifiedText } from './becoming.ts';
import { costlyType } from './ec2-costly-types.ts';
import { ownerOf } from './ec2-instance-membership.ts';

/** A danger that every member of a group is created with is the group's, not the member's. */
const createdSeverity = (instance: Resource) => (ownerOf(instance) === undefined ? 'MEDIUM' : 'LOW');
const stateOf = ({ properties }: Resource) => valueAt(properties, '/State/Name');

/** Devices whose data is gone with the instance, beside the root device. */
function lostVolumes({ properties }: Resource): string[] {
  return toObjects(properties.BlockDeviceMappings)
    .filter(({ DeviceName }) => DeviceName !== properties.RootDeviceName)
    .filter((mapping) => valueAt(mapping, '/Ebs/DeleteOnTermination') === true)
    .map(({ DeviceName }) => String(DeviceName));
}

const terminated: ChangeRule = {
  kind: 'change',
  id: 'ec2-instance-terminated',
  title: 'an instance was terminated',
  severity: 'MEDIUM',
  sources: ['AWS Well-Architected REL09-BP01'],
  recommendation:
    'Find out who terminated the instance and why; if it was not meant, start it again from its image and the last snapshots of its volumes.',
  remedy: {
    command:
      'aws ec2 run-instances --count 1 --image-id {{/ImageId}} --instance-type {{/InstanceType}} --subnet-id {{/SubnetId}} --security-group-ids {{/SecurityGroupIds}} --iam-instance-profile Name={{/IamInstanceProfile}}',
    console: 'EC2 › Instances › Launch instances',
  },
  dangers: (change) => {
    if (change.kind !== 'removed' || ownerOf(change.before) !== undefined) return [];
    const { id, properties } = change.before;
    if (properties.DisableApiTermination === true) {
      const reason = `Instance ${id} was terminated although it was protected against it: somebody lifted the protection first.`;
      return [{ subject: 'terminated', severity: 'HIGH', reason }];
    }
    const lost = lostVolumes(change.before);
    if (lost.length > 0) {
      const reason = `Instance ${id} was terminated, and its data volumes (${lost.join(', ')}) were deleted with it.`;
      return [{ subject: 'terminated', severity: 'HIGH', reason }];
    }
    return [{ subject: 'terminated', reason: `Instance ${id} was terminated.` }];
  },
};

const stopped: ChangeRule = becoming({
  id: 'ec2-instance-stopped',
  title: 'an instance was stopped',
  severity: 'MEDIUM',
  createdSeverity: () => 'LOW',
  sources: ['https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Stop_Start.html'],
  recommendation: 'Start the instance again, unless somebody stopped it on purpose.',
  remedy: {
    command: 'aws ec2 start-instances --instance-ids {{id}}',
    console: 'EC2 › Instances › {{id}} › Instance state › Start instance',
  },
  safer: 'the instance runs',
  dangersOf: (instance) =>
    stateOf(instance) === 'stopped'
      ? [
          {
            subject: 'stopped',
            path: '/State',
            reason: `Instance ${instance.id} is stopped: what runs on it is down.`,
          },
        ]
      : [],
});

function allowsVersion1({ id, properties }: Resource): Danger[] {
  if (valueAt(properties, '/MetadataOptions/HttpTokens') !== 'optional') return [];
  if (valueAt(properties, '/MetadataOptions/HttpEndpoint') === 'disabled') return [];
  const reason = `Instance ${id} answers metadata requests without a token (HttpTokens is optional): a forged request is enough to steal the credentials of its role.`;
  return ['/MetadataOptions/HttpTokens', '/MetadataOptions/HttpEndpoint'].map((path) => ({
    subject: 'IMDSv1',
    path,
    reason,
  }));
}

const metadataVersion1: ChangeRule = becoming({
  id: 'ec2-imdsv1-allowed',
  title: 'an instance allows version 1 of the metadata service',
  severity: 'HIGH',
  aggravatedBy: ['internet'],
  createdSeverity,
  sources: ['FSBP EC2.8', 'CIS AWS Foundations 3.0 5.6'],
  recommendation: 'Set HttpTokens of the metadata options to required.',
  remedy: {
    command: 'aws ec2 modify-instance-metadata-options --instance-id {{id}} --http-tokens required',
    console: 'EC2 › Instances › {{id}} › Actions › Instance settings › Modify instance metadata options',
  },
  safer: 'metadata requests need a token',
  dangersOf: allowsVersion1,
});

function elasticAddress({ properties }: Resource): string | undefined {
  return typeof properties.PublicIp === 'string' ? properties.PublicIp : undefined;
}

function publicAddress(instance: Resource): Danger[] {
  const address = elasticAddress(instance);
  const reason = `Instance ${instance.id} has a public IPv4 address${address ? ` (${address})` : ''}: what its security groups let in comes straight from the internet.`;
  const paths = toObjects(instance.properties.NetworkInterfaces).flatMap((each, at) =>
    each.AssociatePublicIpAddress === true ? [`/NetworkInterfaces/${at}/AssociatePublicIpAddress`] : [],
  );
  return [...paths, ...(address === undefined ? [] : ['/PublicIp'])].map((path) => ({
    subject: 'public IPv4 address',
    path,
    reason,
  }));
}

const publicInstance: ChangeRule = becoming({
  id: 'ec2-instance-public-address',
  title: 'an instance has a public IPv4 address',
  severity: 'HIGH',
  aggravatedBy: ['internet'],
  createdSeverity,
  sources: ['FSBP EC2.9'],
  recommendation:
    'Take the address away, and reach the instance through a load balancer, a VPN or Systems Manager Session Manager.',
  remedy: {
    command: 'aws ec2 disassociate-address --public-ip {{/PublicIp}}',
    console: 'EC2 › Instances › {{id}} › Actions › Networking › Disassociate Elastic IP address',
  },
  safer: 'the instance has no public address any more',
  dangersOf: publicAddress,
  // EC2 takes a lent address back when an instance stops and lends another when it starts.
  expected: (before, after) => stateOf(before) === 'stopped' && elasticAddress(after) === undefined,
});

const profileChanged: ChangeRule = {
  kind: 'change',
  id: 'ec2-instance-profile-changed',
  title: 'an instance has another role',
  severity: 'HIGH',
  aggravatedBy: ['internet'],
  sources: ['AWS Well-Architected SEC03-BP02', 'MITRE ATT&CK T1098'],
  recommendation:
    'Compare the permissions of both roles; attach the approved instance profile again if nobody can say why it was changed.',
  remedy: {
    command:
      'aws ec2 replace-iam-instance-profile-association --association-id <association-id> --iam-instance-profile Name={{former}}',
    console: 'EC2 › Instances › {{id}} › Actions › Security › Modify IAM role',
  },
  dangers: (change) => {
    const profile = modifiedText(change, 'IamInstanceProfile');
    if (profile?.after === undefined) return [];
    const from =
      profile.before === undefined ? 'and had none before' : `no longer those of ${profile.before}`;
    return [
      {
        subject: `instance profile ${profile.after}`,
        path: '/IamInstanceProfile',
        values: profile.before === undefined ? {} : { former: profile.before },
        reason: `Everything on instance ${change.after?.id} has the permissions of instance profile ${profile.after} now, ${from}.`,
      },
    ];
  },
};

const userDataChanged: ChangeRule = {
  kind: 'change',
  id: 'ec2-user-data-changed',
  title: 'the user data of an instance changed',
  severity: 'HIGH',
  sources: ['MITRE ATT&CK T1059', 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html'],
  recommendation: 'Read the new user data before the next start of the instance, which may run it as root.',
  remedy: {
    command:
      'aws ec2 describe-instance-attribute --instance-id {{id}} --attribute userData --query UserData.Value --output text',
    console: 'EC2 › Instances › {{id}} › Actions › Instance settings › Edit user data',
  },
  dangers: (change) => {
    const userData = modifiedText(change, 'UserData');
    if (userData?.after === undefined) return [];
    return [
      {
        subject: `user data ${userData.after}`,
        path: '/UserData',
        reason: `The user data of instance ${change.after?.id} is another: the next start may run it as root.`,
      },
    ];
  },
};

/** Where the source/destination check is off: the primary interface's stands with the instance. */
function uncheckedTraffic({ id, properties }: Resource): Danger[] {
  const own =
    properties.SourceDestCheck === false ? [{ name: 'primary interface', path: '/SourceDestCheck' }] : [];
  const others = toObjects(properties.NetworkInterfaces).flatMap((each, at) =>
    each.SourceDestCheck === false
      ? [{ name: `interface ${each.DeviceIndex}`, path: `/NetworkInterfaces/${at}/SourceDestCheck` }]
      : [],
  );
  return [...own, ...others].map(({ name, path }) => ({
    subject: `source/destination check of the ${name} off`,
    path,
    reason: `Instance ${id} may send and receive traffic that is not its own: the source/destination check of its ${name} is off.`,
  }));
}

const forwarding: StateRule = {
  kind: 'state',
  id: 'ec2-source-destination-check-off',
  title: 'an instance may pass on the traffic of others',
  severity: 'MEDIUM',
  sources: ['FSBP EC2.180'],
  recommendation: 'Turn the source/destination check on again, unless the instance is a router or a NAT.',
  remedy: {
    command: 'aws ec2 modify-instance-attribute --instance-id {{id}} --source-dest-check',
    console: 'EC2 › Instances › {{id}} › Actions › Networking › Change source/destination check',
  },
  safer: 'the source/destination check is on',
  dangers: uncheckedTraffic,
};

/** The dangers of an EC2 instance. Termination protection is among those that all types have in common. */
export const instanceRules: readonly Rule[] = [
  terminated,
  stopped,
  metadataVersion1,
  publicInstance,
  profileChanged,
  userDataChanged,
  forwarding,
  costlyType,
];
