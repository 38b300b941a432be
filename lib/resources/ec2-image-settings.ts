import {
  EC2Client,
  GetAllowedImagesSettingsCommand,
  GetImageBlockPublicAccessStateCommand,
} from '@aws-sdk/client-ec2';
import { accountSetting, lost } from './ec2-setting.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-public-access-to-amis.html */
export const imageBlockPublicAccess = accountSetting({
  type: 'AWS::EC2::ImageBlockPublicAccess',
  permissions: ['ec2:GetImageBlockPublicAccessState'],
  read: async ({ clients }) => {
    const { ImageBlockPublicAccessState, ManagedBy } = await clients
      .get(EC2Client)
      .send(new GetImageBlockPublicAccessStateCommand({}));
    return { ImageBlockPublicAccessState, ManagedBy };
  },
  rules: [
    lost({
      id: 'ec2-image-public-block-lifted',
      title: 'machine images can be made public',
      severity: 'HIGH',
      sources: ['https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-public-access-to-amis.html'],
      recommendation: 'Block public access again, and look for images that were shared meanwhile.',
      remedy: {
        command:
          'aws ec2 enable-image-block-public-access --image-block-public-access-state block-new-sharing',
        console:
          'EC2 › Dashboard › Account attributes › Data protection and security › Block public access for AMIs › Manage',
      },
      property: 'ImageBlockPublicAccessState',
      safe: ['block-new-sharing'],
      consequence: 'any machine image can be shared with everybody',
      safer: 'machine images can no longer be made public',
    }),
  ],
});

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-allowed-amis.html */
export const allowedImagesSettings = accountSetting({
  type: 'AWS::EC2::AllowedImagesSettings',
  permissions: ['ec2:GetAllowedImagesSettings'],
  read: async ({ clients }) => {
    const { State, ImageCriteria, ManagedBy } = await clients
      .get(EC2Client)
      .send(new GetAllowedImagesSettingsCommand({}));
    return { State, ImageCriteria, ManagedBy };
  },
  unordered: {
    '/ImageCriteria': 'value',
    '/ImageCriteria/*/ImageNames': 'value',
    '/ImageCriteria/*/ImageProviders': 'value',
    '/ImageCriteria/*/ImageWatermarks': 'value',
    '/ImageCriteria/*/MarketplaceProductCodes': 'value',
  },
  defaults: { State: 'disabled' },
  rules: [
    lost({
      id: 'ec2-allowed-images-lifted',
      title: 'instances can be started from any machine image',
      severity: 'MEDIUM',
      sources: ['https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-allowed-amis.html'],
      recommendation: 'Set the state of Allowed AMIs to enabled again.',
      remedy: {
        command: 'aws ec2 enable-allowed-images-settings --allowed-images-settings-state enabled',
        console: 'EC2 › Dashboard › Account attributes › Allowed AMIs › Manage',
      },
      property: 'State',
      safe: ['enabled'],
      consequence: 'images of publishers that were not approved can be used',
      safer: 'only allowed images can be used',
    }),
  ],
});
