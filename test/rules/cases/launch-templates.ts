import type { JsonObject } from '../../../lib/model/json.ts';
import { account } from '../../scenarios/scenario.ts';
import type { RuleCase } from '../rule-case.ts';
import { ofType } from './of-type.ts';

const template = ofType('AWS::EC2::LaunchTemplate', {
  LaunchTemplateId: 'lt-0a1b2c3d4e5f60718',
  LaunchTemplateName: 'shop-web',
});
const starts = (more: JsonObject) => ({ LaunchTemplateData: { InstanceType: 't3.medium', ...more } });
const metadata = (HttpTokens: string, HttpPutResponseHopLimit = 1) =>
  starts({ MetadataOptions: { HttpTokens, HttpPutResponseHopLimit } });
const address = (AssociatePublicIpAddress: boolean, DeviceIndex = 0) =>
  starts({ NetworkInterfaces: [{ DeviceIndex, AssociatePublicIpAddress }] });
const profile = (IamInstanceProfile: JsonObject) => starts({ IamInstanceProfile });

/** Cases of launch templates. */
export const launchTemplateCases: readonly RuleCase[] = [
  template(
    'ec2-launch-template-imdsv1-allowed',
    [metadata('required'), metadata('optional')],
    [metadata('required'), metadata('required', 2)],
  ),
  template(
    'ec2-launch-template-public-address',
    [address(false), address(true)],
    [address(false), address(false, 1)],
  ),
  template(
    'ec2-launch-template-profile-changed',
    [profile({ Name: 'shop-web' }), profile({ Name: 'administrator' })],
    [profile({ Name: 'shop-web' }), profile({ Arn: `arn:aws:iam::${account}:instance-profile/shop-web` })],
    [profile({ Name: 'administrator' }), starts({})],
  ),
  template(
    'ec2-launch-template-user-data-changed',
    [starts({ UserData: 'YQ==' }), starts({ UserData: 'Yg==' })],
    [starts({ UserData: 'YQ==' }), starts({ UserData: 'YQ==', KeyName: 'shop' })],
    [starts({ UserData: 'Yg==' }), starts({})],
  ),
  template(
    'ec2-launch-template-image-changed',
    [starts({ ImageId: 'ami-1' }), starts({ ImageId: 'ami-2' })],
    [starts({ ImageId: 'ami-1' }), starts({ ImageId: 'ami-1', InstanceType: 't3.large' })],
    [starts({ ImageId: 'ami-2' }), starts({})],
  ),
];
