import { describe, expect, test } from 'vitest';
import { actorOf } from '../../lib/attribution/actor.ts';
import { parseCloudTrailRecord } from '../../lib/attribution/cloud-trail-record.ts';
import { throughOf } from '../../lib/attribution/through.ts';
import { event, identities } from './events.ts';

function record(rest: Readonly<Record<string, unknown>>) {
  const parsed = parseCloudTrailRecord(event(rest));
  if (!parsed) throw new Error('no event');
  return parsed;
}

const account = '111122223333';
const role = { kind: 'assumed role', account } as const;

describe('who made a call', () => {
  test.each([
    [
      'a user at the console',
      identities.consoleUser,
      { kind: 'IAM user', name: 'Alice', arn: `arn:aws:iam::${account}:user/Alice`, account },
    ],
    [
      'a user whose name only the ARN has',
      { type: 'IAMUser', arn: `arn:aws:iam::${account}:user/staff/Bob`, userName: '' },
      { kind: 'IAM user', name: 'Bob', arn: `arn:aws:iam::${account}:user/staff/Bob` },
    ],
    ['root', identities.root, { kind: 'root', name: 'root', arn: `arn:aws:iam::${account}:root`, account }],
    [
      'a session of a role',
      identities.deploySession,
      {
        ...role,
        name: 'deploy',
        arn: `arn:aws:sts::${account}:assumed-role/deploy/alice`,
        sessionName: 'alice',
        issuerArn: `arn:aws:iam::${account}:role/ci/deploy`,
      },
    ],
    [
      'a session whose issuer has only an ARN, and whose name only the principal id has',
      {
        type: 'AssumedRole',
        principalId: 'AROA:carol',
        accountId: account,
        sessionContext: { sessionIssuer: { arn: `arn:aws:iam::${account}:role/ops` } },
      },
      { ...role, name: 'ops', sessionName: 'carol', issuerArn: `arn:aws:iam::${account}:role/ops` },
    ],
    [
      'a session of which there is only the ARN',
      { type: 'AssumedRole', arn: `arn:aws:sts::${account}:assumed-role/ops/i-0123456789abcdef0` },
      {
        kind: 'assumed role',
        name: 'ops',
        arn: `arn:aws:sts::${account}:assumed-role/ops/i-0123456789abcdef0`,
        sessionName: 'i-0123456789abcdef0',
      },
    ],
    [
      'a session without a name anywhere',
      { type: 'AssumedRole', principalId: 'AROA', sessionContext: { sessionIssuer: { userName: 'ops' } } },
      { kind: 'assumed role', name: 'ops' },
    ],
    [
      'a pipeline that an OIDC provider vouched for',
      {
        ...identities.deploySession,
        sessionContext: {
          ...identities.deploySession.sessionContext,
          sourceIdentity: 'dave@example.com',
          webIdFederationData: {
            federatedProvider: `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`,
          },
        },
      },
      {
        ...role,
        name: 'deploy',
        arn: `arn:aws:sts::${account}:assumed-role/deploy/alice`,
        sessionName: 'alice',
        issuerArn: `arn:aws:iam::${account}:role/ci/deploy`,
        sourceIdentity: 'dave@example.com',
        federatedProvider: `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`,
      },
    ],
    [
      'a service by its service-linked role',
      identities.autoScaling,
      {
        kind: 'AWS service',
        name: 'autoscaling.amazonaws.com',
        account,
        arn: identities.autoScaling.arn,
        sessionName: 'AutoScaling',
        issuerArn: identities.autoScaling.sessionContext.sessionIssuer.arn,
      },
    ],
    [
      'a service',
      { type: 'AWSService', invokedBy: 'rds.amazonaws.com' },
      { kind: 'AWS service', name: 'rds.amazonaws.com' },
    ],
    [
      'a service without a type',
      { invokedBy: 'ecs.amazonaws.com' },
      { kind: 'AWS service', name: 'ecs.amazonaws.com' },
    ],
    [
      'a service that only the address names',
      { type: 'AWSService' },
      { kind: 'AWS service', name: '203.0.113.7' },
    ],
    [
      'a federated user',
      { type: 'FederatedUser', arn: `arn:aws:sts::${account}:federated-user/erin`, accountId: account },
      { kind: 'federated', name: 'erin', arn: `arn:aws:sts::${account}:federated-user/erin`, account },
    ],
    [
      'somebody whom a provider vouched for',
      { type: 'WebIdentityUser', identityProvider: 'accounts.google.com' },
      { kind: 'federated', name: 'accounts.google.com' },
    ],
    [
      'a user of IAM Identity Center',
      { type: 'IdentityCenterUser', accountId: account, onBehalfOf: { userId: '544894e8-80c1-707f' } },
      { kind: 'IAM Identity Center user', name: '544894e8-80c1-707f', account },
    ],
    [
      'another account',
      { type: 'AWSAccount', accountId: '444455556666' },
      { kind: 'AWS account', name: '444455556666', account: '444455556666' },
    ],
    ['a user of a directory', { type: 'Directory', userName: 'frank' }, { kind: 'directory', name: 'frank' }],
    ['what CloudTrail does not know', { type: 'Unknown', principalId: 'x' }, { kind: 'unknown', name: 'x' }],
    [
      'what this build does not know',
      { type: 'Martian', arn: 'arn:aws:mars::1:crew/g' },
      { kind: 'unknown', name: 'g', arn: 'arn:aws:mars::1:crew/g' },
    ],
    ['nobody', undefined, { kind: 'unknown', name: 'unknown' }],
    ['nonsense', 'root', { kind: 'unknown', name: 'unknown' }],
    [
      'fields of the wrong kind',
      { type: 7, userName: ['a'], sessionContext: 'x' },
      { kind: 'unknown', name: 'unknown' },
    ],
  ])('%s', (_what, userIdentity, actor) => {
    expect(actorOf(record({ userIdentity }))).toEqual(actor);
  });
});

describe('what a call was made with', () => {
  const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0';
  test.each([
    ['the AWS CLI', {}],
    ['the AWS CLI in CloudShell', { userAgent: 'aws-cli/2.31.2 exec-env/CloudShell Botocore/2.31.2' }],
    [
      'Terraform',
      {
        userAgent:
          'APN/1.0 HashiCorp/1.0 Terraform/1.13.4 (+https://www.terraform.io) terraform-provider-aws/6.17.0 aws-sdk-go-v2/1.39.2',
      },
    ],
    [
      'OpenTofu',
      {
        userAgent: 'APN/1.0 HashiCorp/1.0 OpenTofu/1.10.6 terraform-provider-aws/6.17.0 aws-sdk-go-v2/1.39.2',
      },
    ],
    ['Pulumi', { userAgent: 'APN/1.0 Pulumi/1.0 PulumiAWS/7 aws-sdk-go-v2/1.39.2' }],
    ['Ansible', { userAgent: 'Ansible/2.19 Boto3/1.40.1 Botocore/1.40.1' }],
    ['Crossplane', { userAgent: 'crossplane-provider-aws/v1 aws-sdk-go-v2/1.39.2' }],
    ['the AWS CDK', { userAgent: 'aws-sdk-js/3.900.0 ua/2.1 aws-cdk/2.1148.1' }],
    ['the AWS Tools for PowerShell', { userAgent: 'AWSPowerShell.NetCore/5.0.1' }],
    ['eksctl', { userAgent: 'eksctl/0.215.0 aws-sdk-go-v2/1.39.2' }],
    ['Boto3 (Python)', { userAgent: 'Boto3/1.40.1 md/Botocore#1.40.1 Botocore/1.40.1' }],
    ['Botocore (Python)', { userAgent: 'Botocore/1.40.1' }],
    ['an AWS SDK', { userAgent: 'aws-sdk-js/3.900.0 os/linux lang/js' }],
    ['the console', { userAgent: 'console.ec2.amazonaws.com' }],
    ['the console', { userAgent: 'console.amazonaws.com' }],
    [
      'the console',
      {
        userAgent: 'signin.amazonaws.com',
        userIdentity: { ...identities.root, invokedBy: 'signin.amazonaws.com' },
      },
    ],
    ['the console', { userAgent: '[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12]' }],
    ['the console', { userAgent: chrome, sessionCredentialFromConsole: 'true' }],
    ['the console', { userAgent: undefined, sessionCredentialFromConsole: true }],
    ['a browser', { userAgent: chrome }],
    // The shell of the console has the console's credentials.
    [
      'the AWS CLI in CloudShell',
      { userAgent: 'aws-cli/2.31.2 exec-env/CloudShell', sessionCredentialFromConsole: 'true' },
    ],
    [
      'CloudFormation',
      {
        userIdentity: { ...identities.deploySession, invokedBy: 'cloudformation.amazonaws.com' },
        sourceIPAddress: 'cloudformation.amazonaws.com',
        userAgent: 'cloudformation.amazonaws.com',
      },
    ],
    ['CloudFormation', { userAgent: 'cloudformation.amazonaws.com' }],
    ['AWS itself', { sourceIPAddress: 'AWS Internal', userAgent: 'AWS Internal' }],
    [
      'backup.amazonaws.com',
      { userIdentity: { ...identities.deploySession, invokedBy: 'backup.amazonaws.com' } },
    ],
    [undefined, { userAgent: 'curl/8.5.0' }],
    [undefined, { userAgent: undefined }],
  ])('%s', (through, rest) => {
    expect(throughOf(record(rest))).toBe(through);
  });
});
