/**
 * The types of which a reading may be taken over when AWS Config says that nothing of them changed, with the reason
 * why its word is enough: it records every property that Tidemark reads, under the same id, and is told of every change
 * of them. All other types are read in every scan.
 *
 * What it records of a type: https://github.com/awslabs/aws-config-resource-schema. Much that looks as if it belonged
 * here does not. Of a queue its policies are not recorded, of a VPC whether DNS names resolve, of a route table which
 * gateways it is associated with, of a NAT gateway which address is the primary one, of a flow log the role in another account, of a state
 * machine its definition; a task definition and an IAM role have another id there.
 */
export const reusableTypes: ReadonlyMap<string, string> = new Map([
  [
    'AWS::EC2::InternetGateway',
    'Its id, owner, tags and the attachment to a VPC are all that DescribeInternetGateways tells, and all are recorded.',
  ],
  [
    'AWS::EC2::NetworkAcl',
    'Its id, VPC, owner, tags, every field of its entries and whether it is the default of its VPC are recorded.',
  ],
  [
    'AWS::EC2::SecurityGroup',
    'Its id, name, description, VPC, tags, and of each rule protocol, ports, source or destination and description are recorded.',
  ],
]);
