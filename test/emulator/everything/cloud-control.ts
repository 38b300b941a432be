import { CloudControl } from '@aws-sdk/client-cloudcontrol';
import { type Place, policy, tagPairs } from './place.ts';

/** What is read through Cloud Control: its store in the emulator is apart from the services, so it is made there. */
export async function createControlled({ shop, configuration, arn }: Place): Promise<void> {
  const models: Readonly<Record<string, object>> = {
    'AWS::RolesAnywhere::TrustAnchor': {
      Name: 'laptops',
      Enabled: true,
      Source: {
        SourceType: 'AWS_ACM_PCA',
        SourceData: { AcmPcaArn: arn('acm-pca', 'certificate-authority/1') },
      },
      NotificationSettings: [
        { Enabled: true, Event: 'CA_CERTIFICATE_EXPIRY', Threshold: 45 },
        { Enabled: true, Event: 'END_ENTITY_CERTIFICATE_EXPIRY', Threshold: 45 },
      ],
      Tags: tagPairs,
    },
    'AWS::RolesAnywhere::Profile': {
      Name: 'laptops',
      Enabled: true,
      DurationSeconds: 3600,
      RoleArns: [`arn:aws:iam::${shop.account}:role/reader`, `arn:aws:iam::${shop.account}:role/writer`],
      SessionPolicy: policy('*', 's3'),
      Tags: tagPairs,
    },
    'AWS::Route53Resolver::ResolverQueryLoggingConfig': {
      Name: 'all-networks',
      DestinationArn: 'arn:aws:s3:::dns-logs',
      Tags: tagPairs,
    },
    'AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation': {
      Id: 'rqlca-1',
      ResolverQueryLogConfigId: 'rqlc-1',
      ResourceId: shop.network.vpcId,
    },
  };
  const cloudControl = new CloudControl(configuration);
  for (const [TypeName, model] of Object.entries(models)) {
    await cloudControl.createResource({ TypeName, DesiredState: JSON.stringify(model) });
  }
}
