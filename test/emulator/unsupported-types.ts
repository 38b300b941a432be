/** Types that the pinned emulator cannot be asked for, with the call it lacks. */
export const unsupportedTypes: Readonly<Record<string, string>> = {
  'AWS::CloudTrail::Trail': 'GetInsightSelectors',
  'AWS::IAM::ServerCertificate': 'ListServerCertificates',
  'AWS::IAM::VirtualMFADevice': 'ListMFADeviceTags',
  'AWS::RDS::DBSnapshot': 'DescribeDBSnapshotAttributes',
};
