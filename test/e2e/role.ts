import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import {
  clientConfiguration,
  type EmulatedAccount,
  memberClients,
  s3Configuration,
} from '../emulator/accounts.ts';
import { given } from '../emulator/seed/plan.ts';

/** The account that the emulator's tests assume roles from. */
export const hubAccount = '999999999999';

/**
 * Creates a role that may do what is given, lets the hub account assume it, and gives the configuration with which
 * clients of any service use it.
 */
export async function roleWith(target: EmulatedAccount, RoleName: string, actions: readonly string[]) {
  const { iam } = memberClients(target);
  const policy = (statement: object) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
  const Principal = { AWS: `arn:aws:iam::${hubAccount}:root` };
  const AssumeRolePolicyDocument = policy({ Principal, Action: 'sts:AssumeRole' });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const PolicyDocument = policy({ Action: actions, Resource: '*' });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'test', PolicyDocument }));
  const sts = new STSClient(clientConfiguration({ ...target, account: hubAccount }));
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'test' }),
  );
  return {
    ...s3Configuration(target),
    credentials: {
      accessKeyId: given(Credentials?.AccessKeyId, 'access key'),
      secretAccessKey: given(Credentials?.SecretAccessKey, 'secret key'),
      sessionToken: given(Credentials?.SessionToken, 'session token'),
    },
  };
}
