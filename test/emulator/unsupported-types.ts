/** Types that the pinned emulator cannot be asked for, with the call it lacks. */
export const unsupportedTypes: Readonly<Record<string, string>> = {
  'AWS::CloudTrail::Trail': 'GetInsightSelectors',
  'AWS::EC2::AllowedImagesSettings': 'GetAllowedImagesSettings',
  'AWS::EC2::EbsEncryptionByDefault': 'GetEbsEncryptionByDefault',
  'AWS::EC2::ImageBlockPublicAccess': 'GetImageBlockPublicAccessState',
  'AWS::EC2::InstanceMetadataDefaults': 'GetInstanceMetadataDefaults',
  'AWS::EC2::SerialConsoleAccess': 'GetSerialConsoleAccessStatus',
  'AWS::EC2::SnapshotBlockPublicAccess': 'GetSnapshotBlockPublicAccessState',
  'AWS::EC2::TransitGateway': 'DescribeTransitGateways',
  'AWS::EC2::TransitGatewayAttachment': 'DescribeTransitGatewayAttachments',
  'AWS::IAM::ServerCertificate': 'ListServerCertificates',
  'AWS::IAM::VirtualMFADevice': 'ListMFADeviceTags',
  'AWS::Organizations::ResourcePolicy': 'DescribeResourcePolicy',
  'AWS::RDS::DBSnapshot': 'DescribeDBSnapshotAttributes',
  'AWS::S3::AccountPublicAccessBlock': 'GetPublicAccessBlock',
  'AWS::SNS::Topic': 'GetDataProtectionPolicy',
};
