import type { CloudTrailRecord } from './cloud-trail-record.ts';

/** Services that call others for somebody, by their principal. Others are told as they are. */
const services: ReadonlyMap<string, string> = new Map([
  ['autoscaling.amazonaws.com', 'EC2 Auto Scaling'],
  ['cloudcontrolapi.amazonaws.com', 'Cloud Control'],
  ['cloudformation.amazonaws.com', 'CloudFormation'],
  ['config.amazonaws.com', 'AWS Config'],
  ['console.amazonaws.com', 'the console'],
  ['controltower.amazonaws.com', 'Control Tower'],
  ['elasticbeanstalk.amazonaws.com', 'Elastic Beanstalk'],
  ['servicecatalog.amazonaws.com', 'Service Catalog'],
  ['signin.amazonaws.com', 'the console'],
  ['ssm.amazonaws.com', 'Systems Manager'],
  ['AWS Internal', 'AWS itself'],
]);

/**
 * What tools say of themselves, those that are built on others before these: Terraform says which SDK it has, Ansible
 * that it has Boto3, and the AWS CLI that it has Botocore.
 */
const tools: readonly (readonly [RegExp, string])[] = [
  [/OpenTofu/i, 'OpenTofu'],
  [/Terraform/i, 'Terraform'],
  [/Pulumi/i, 'Pulumi'],
  [/Ansible/i, 'Ansible'],
  [/Crossplane/i, 'Crossplane'],
  [/aws-cdk/i, 'the AWS CDK'],
  [/exec-env\/CloudShell/, 'the AWS CLI in CloudShell'],
  [/aws-cli\//, 'the AWS CLI'],
  [/AWSPowerShell|AWS-PowerShell|aws-tools-powershell/i, 'the AWS Tools for PowerShell'],
  [/^(?:console|signin)\.[a-z0-9.-]*amazonaws\.com|AWSConsole|S3Console|AWS-Console/, 'the console'],
  [/eksctl/i, 'eksctl'],
  [/Boto3\//, 'Boto3 (Python)'],
  [/Botocore\//, 'Botocore (Python)'],
  [/aws-sdk-[\w-]+/, 'an AWS SDK'],
  [/^Mozilla\//, 'a browser'],
];

const servicePrincipal = /^[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?$/;

function serviceBetween({ userIdentity, sourceIPAddress, userAgent }: CloudTrailRecord): string | undefined {
  const candidates = [userIdentity.invokedBy, sourceIPAddress, userAgent];
  const named = candidates.find(
    (candidate) => candidate !== undefined && (services.has(candidate) || servicePrincipal.test(candidate)),
  );
  if (named === undefined) return undefined;
  // The console of a service signs with its own name: console.ec2.amazonaws.com.
  return services.get(named) ?? (named.startsWith('console.') ? 'the console' : named);
}

/**
 * What a call was made with: the AWS service in between, which AWS vouches for, or what the user agent says, which any
 * caller can set. Undefined where neither tells.
 */
export function throughOf(record: CloudTrailRecord): string | undefined {
  const service = serviceBetween(record);
  if (service !== undefined) return service;
  const { userAgent = '', sessionCredentialFromConsole } = record;
  const tool = tools.find(([pattern]) => pattern.test(userAgent))?.[1];
  if (sessionCredentialFromConsole === true && (tool === undefined || tool === 'a browser'))
    return 'the console';
  return tool;
}
