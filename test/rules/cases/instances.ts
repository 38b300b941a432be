import type { JsonObject } from '../../../lib/model/json.ts';
import { instance as model } from '../../scenarios/models.ts';
import { account, stranger } from '../../scenarios/scenario.ts';
import type { RuleCase } from '../rule-case.ts';
import { ofType } from './of-type.ts';

const instance = ofType('AWS::EC2::Instance', model);
const metadata = (HttpTokens: string, HttpPutResponseHopLimit = 1) => ({
  MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens, HttpPutResponseHopLimit },
});
const stopped = { State: { Name: 'stopped' } };

const keyPair = ofType('AWS::EC2::KeyPair', { KeyName: 'operations', KeyType: 'ed25519' });
const key = (KeyFingerprint: string) => ({ KeyFingerprint });

const image = ofType('AWS::EC2::Image', { ImageId: 'ami-0c1c1c1c1c1c1c1c1', Name: 'shop-web' });
const launch = (...LaunchPermissions: JsonObject[]) => ({ LaunchPermissions });
const snapshot = ofType('AWS::EC2::Snapshot', { SnapshotId: 'snap-0a1b2c3d4e5f60718', VolumeSize: 100 });
const restore = (...CreateVolumePermissions: JsonObject[]) => ({ CreateVolumePermissions });

const volume = ofType('AWS::EC2::Volume', {
  VolumeId: 'vol-0a0a0a0a0a0a0a0a0',
  AvailabilityZone: 'eu-west-1a',
  VolumeType: 'gp3',
  Size: 100,
});
const attachedTo = (...instances: string[]) => ({
  Attachments: instances.map((InstanceId) => ({ InstanceId, Device: '/dev/sdf' })),
});

/** Cases of instances, and of what they are made from and keep. */
export const instanceCases: readonly RuleCase[] = [
  instance('ec2-instance-terminated', [{}, null], [{}, stopped]),
  instance('ec2-instance-stopped', [{}, stopped], [{}, { InstanceType: 't3.large' }]),
  instance(
    'ec2-imdsv1-allowed',
    [metadata('required'), metadata('optional')],
    [metadata('required'), metadata('required', 2)],
  ),
  instance(
    'ec2-instance-public-address',
    [{}, { PublicIp: '198.51.100.7' }],
    [{}, { PrivateIpAddress: '10.0.12.35' }],
  ),
  instance(
    'ec2-instance-profile-changed',
    [{}, { IamInstanceProfile: 'administrator' }],
    [{}, { KeyName: 'shop' }],
    [{}, { IamInstanceProfile: null }],
  ),
  instance(
    'ec2-user-data-changed',
    [{}, { UserData: 'IyEvYmluL2Jhc2gKY3VybCBldmlsLmV4YW1wbGUK' }],
    [{}, { Monitoring: true }],
    [{}, { UserData: null }],
  ),
  instance(
    'ec2-source-destination-check-off',
    [{}, { SourceDestCheck: false }],
    [{}, { SecurityGroupIds: ['sg-0f1e2d3c4b5a69788'] }],
  ),
  instance(
    'ec2-instance-costly-type',
    [{}, { InstanceType: 'p4d.24xlarge' }],
    [{}, { InstanceType: 't3.xlarge' }],
  ),
  keyPair('ec2-key-pair-replaced', [key('aa:bb'), key('cc:dd')], [null, key('aa:bb')], [key('cc:dd'), null]),
  keyPair('ec2-key-pair-added', [null, key('aa:bb')], [key('aa:bb'), key('cc:dd')]),
  image('ec2-image-public', [launch(), launch({ Group: 'all' })], [launch(), launch({ UserId: stranger })]),
  image(
    'ec2-image-shared',
    [launch(), launch({ UserId: stranger })],
    [launch(), launch({ UserId: account })],
  ),
  image(
    'ec2-image-deregistration-protection-lost',
    [{ DeregistrationProtection: 'enabled-with-cooldown' }, { DeregistrationProtection: 'disabled' }],
    [
      { DeregistrationProtection: 'enabled-with-cooldown' },
      { DeregistrationProtection: 'enabled-without-cooldown' },
    ],
  ),
  snapshot(
    'ec2-snapshot-public',
    [restore(), restore({ Group: 'all' })],
    [restore(), restore({ UserId: stranger })],
  ),
  snapshot(
    'ec2-snapshot-shared',
    [restore(), restore({ UserId: stranger })],
    [restore(), restore({ UserId: account })],
  ),
  volume('ec2-volume-deleted', [{}, null], [attachedTo('i-1'), attachedTo()]),
  volume(
    'ec2-volume-attached-elsewhere',
    [attachedTo('i-1'), attachedTo('i-2')],
    [attachedTo('i-1'), attachedTo()],
    [attachedTo('i-1', 'i-2'), attachedTo('i-1')],
  ),
];
