import type { AttributedChange } from '../../lib/attribution/event-fit.ts';
import type { LookedUpEvent } from '../../lib/model/attribution.ts';

/** Identities as https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html shows them. */
export const identities = {
  consoleUser: {
    type: 'IAMUser',
    principalId: 'AIDAJ45Q7YFFAREXAMPLE',
    arn: 'arn:aws:iam::111122223333:user/Alice',
    accountId: '111122223333',
    accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
    userName: 'Alice',
    sessionContext: { attributes: { mfaAuthenticated: 'true', creationDate: '2026-11-20T02:00:00Z' } },
  },
  root: {
    type: 'Root',
    principalId: '111122223333',
    arn: 'arn:aws:iam::111122223333:root',
    accountId: '111122223333',
    accessKeyId: '',
    sessionContext: { attributes: { mfaAuthenticated: 'false', creationDate: '2026-11-20T02:00:00Z' } },
  },
  deploySession: {
    type: 'AssumedRole',
    principalId: 'AROAIDPPEZS35WEXAMPLE:alice',
    arn: 'arn:aws:sts::111122223333:assumed-role/deploy/alice',
    accountId: '111122223333',
    accessKeyId: 'ASIAI44QH8DHBEXAMPLE',
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: 'AROAIDPPEZS35WEXAMPLE',
        arn: 'arn:aws:iam::111122223333:role/ci/deploy',
        accountId: '111122223333',
        userName: 'deploy',
      },
      attributes: { mfaAuthenticated: 'false', creationDate: '2026-11-20T02:00:00Z' },
    },
  },
  autoScaling: {
    type: 'AssumedRole',
    principalId: 'AROAIDPPEZS35WEXAMPLE:AutoScaling',
    arn: 'arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForAutoScaling/AutoScaling',
    accountId: '111122223333',
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        arn: 'arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling',
        accountId: '111122223333',
        userName: 'AWSServiceRoleForAutoScaling',
      },
    },
    invokedBy: 'autoscaling.amazonaws.com',
  },
} as const;

/** An event as LookupEvents gives it: SSH opened to the world with the AWS CLI, but for what is given. */
export function event(
  rest: Readonly<Record<string, unknown>> = {},
  resourceNames: string[] = [],
): LookedUpEvent {
  return {
    json: JSON.stringify({
      eventVersion: '1.11',
      userIdentity: identities.deploySession,
      eventTime: '2026-11-20T02:13:27Z',
      eventSource: 'ec2.amazonaws.com',
      eventName: 'AuthorizeSecurityGroupIngress',
      awsRegion: 'eu-west-1',
      sourceIPAddress: '203.0.113.7',
      userAgent:
        'aws-cli/2.31.2 md/awscrt#0.27.6 ua/2.1 os/linux#6.8 md/arch#x86_64 lang/python#3.13.7 Botocore/2.31.2',
      requestParameters: {
        groupId: 'sg-0aaaaaaaaaaaaaaa1',
        ipPermissions: {
          items: [
            { ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } },
          ],
        },
      },
      responseElements: { requestId: '5b41', _return: true },
      requestID: '5b41',
      eventID: 'e-1',
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: '111122223333',
      eventCategory: 'Management',
      ...rest,
    }),
    resourceNames,
  };
}

/** A change: SSH opened to the world, but for what is given. */
export function change(rest: Partial<AttributedChange> = {}): AttributedChange {
  return {
    type: 'AWS::EC2::SecurityGroup',
    id: 'sg-0aaaaaaaaaaaaaaa1',
    account: '111122223333',
    change: 'modified',
    properties: [
      {
        path: '/SecurityGroupIngress/1',
        before: null,
        after: { CidrIp: '0.0.0.0/0', FromPort: 22, IpProtocol: 'tcp', ToPort: 22 },
      },
    ],
    ...rest,
  };
}
