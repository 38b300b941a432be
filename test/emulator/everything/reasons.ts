/** Types of which the pinned emulator can make nothing, though it answers that there is nothing, with the reason. */
export const notCreatable: Readonly<Record<string, string>> = {
  'AWS::EC2::CapacityReservation': 'CreateCapacityReservation is not there',
  'AWS::ECR::ReplicationConfiguration': 'PutReplicationConfiguration is not there',
  'AWS::EKS::IdentityProviderConfig': 'AssociateIdentityProviderConfig is not there',
  'AWS::IAM::MFADevice': 'every device it makes is a virtual one',
};

/** Types that the pinned emulator can be asked for, but not for everything: the calls it lacks. */
export const partlyAnswered: Readonly<Record<string, string>> = {
  'AWS::AutoScaling::AutoScalingGroup': 'DescribeNotificationConfigurations',
  'AWS::EC2::EIP': 'DescribeAddressTransfers',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'DescribeCapacityReservation',
};
