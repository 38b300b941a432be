import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { type ConnectOptions, roleConnector } from '../../lib/aws/connect.ts';
import { AssumeRoleError, ThrottledError } from '../../lib/model/errors.ts';
import { awsError } from '../resources/type-fixtures.ts';

const target = { environment: 'prod', account: '111122223333', region: 'eu-west-1' };
const options: ConnectOptions = {
  roleName: 'tidemark-read',
  externalId: 'tidemark-7f3a9c',
  referenceRegion: 'eu-west-1',
  runId: '20261121T070000Z-4f2a9c1b',
  ownAccountWithoutRole: false,
};
const credentials = {
  AccessKeyId: 'ASIAEXAMPLE',
  SecretAccessKey: 'secret',
  SessionToken: 'token',
  Expiration: new Date('2026-11-21T08:00:00Z'),
};

const sts = mockClient(STSClient);
beforeEach(() => {
  sts.reset();
  sts.on(AssumeRoleCommand).resolves({ Credentials: credentials });
});

function assumed() {
  return sts.commandCalls(AssumeRoleCommand).map(({ args }) => args[0].input);
}

describe('a target is opened by assuming the role of its account', () => {
  test('with the external id, for an hour, under the name of the run', async () => {
    const reader = await roleConnector(options)(target);
    expect(assumed()).toEqual([
      {
        RoleArn: 'arn:aws:iam::111122223333:role/tidemark-read',
        RoleSessionName: 'tidemark-20261121T070000Z-4f2a9c1b',
        ExternalId: 'tidemark-7f3a9c',
        DurationSeconds: 3_600,
      },
    ]);
    expect(reader).toMatchObject({ partition: 'aws', account: '111122223333', region: 'eu-west-1' });
    expect(await reader.clients.get(STSClient).config.credentials()).toMatchObject({
      accessKeyId: 'ASIAEXAMPLE',
      secretAccessKey: 'secret',
      sessionToken: 'token',
    });
    reader.clients.destroy();
  });

  test('and a run id too long for a session name is cut', async () => {
    (await roleConnector({ ...options, runId: 'r'.repeat(80) })(target)).clients.destroy();
    expect(assumed()[0]?.RoleSessionName).toHaveLength(64);
  });

  test.each([
    ['global', 'eu-west-1', 'aws', 'us-east-1'],
    ['cn-north-1', 'cn-north-1', 'aws-cn', 'cn-north-1'],
    ['global', 'cn-northwest-1', 'aws-cn', 'cn-north-1'],
    ['us-gov-east-1', 'us-gov-east-1', 'aws-us-gov', 'us-gov-east-1'],
    ['global', 'us-gov-east-1', 'aws-us-gov', 'us-gov-west-1'],
    ['eusc-de-east-1', 'eusc-de-east-1', 'aws-eusc', 'eusc-de-east-1'],
  ])('%s of an environment in %s is read in partition %s from %s', async (region, ...rest) => {
    const [referenceRegion, partition, endpoint] = rest;
    const reader = await roleConnector({ ...options, referenceRegion })({ ...target, region });
    expect(assumed()[0]?.RoleArn).toBe(`arn:${partition}:iam::111122223333:role/tidemark-read`);
    expect(reader).toMatchObject({ partition, region: endpoint });
    reader.clients.destroy();
  });
});

describe('a role that cannot be assumed', () => {
  test('is an error that names environment, account, role and what to do', async () => {
    sts.on(AssumeRoleCommand).rejects(awsError('AccessDenied', 'not authorized to perform sts:AssumeRole'));
    const opening = roleConnector(options)(target);
    await expect(opening).rejects.toBeInstanceOf(AssumeRoleError);
    await expect(opening).rejects.toThrow(
      'Could not assume arn:aws:iam::111122223333:role/tidemark-read: AccessDenied: not authorized to perform sts:AssumeRole. Deploy the Tidemark member stack to the account, and check its trust policy and external id [environment prod, account 111122223333, region eu-west-1]',
    );
  });

  test('for throttling is worth another try', async () => {
    sts.on(AssumeRoleCommand).rejects(awsError('Throttling', 'Rate exceeded'));
    await expect(roleConnector(options)(target)).rejects.toBeInstanceOf(ThrottledError);
  });

  test.each([
    ['no credentials', undefined],
    ['half of them', { ...credentials, SessionToken: undefined }],
  ])('when STS answers with %s, never falls back to those of the caller', async (_name, Credentials) => {
    sts.on(AssumeRoleCommand).resolves({ Credentials });
    await expect(roleConnector(options)(target)).rejects.toThrow(
      /STS answered without credentials for arn:aws:iam::111122223333:role\/tidemark-read/,
    );
  });
});

describe("the caller's own account, when no role is wanted there", () => {
  const connect = roleConnector({ ...options, ownAccountWithoutRole: true });

  test("is read with the caller's credentials", async () => {
    sts.on(GetCallerIdentityCommand).resolves({ Account: '111122223333' });
    (await connect(target)).clients.destroy();
    expect(assumed()).toEqual([]);
  });

  test('does not spare any other account its role', async () => {
    sts.on(GetCallerIdentityCommand).resolves({ Account: '999988887777' });
    (await connect(target)).clients.destroy();
    expect(assumed()).toHaveLength(1);
  });

  test('without valid credentials is an error that says to sign in', async () => {
    sts.on(GetCallerIdentityCommand).rejects(awsError('ExpiredToken', 'the token has expired'));
    await expect(connect(target)).rejects.toThrow(
      'Could not find out whose credentials these are: ExpiredToken: the token has expired. Check AWS_PROFILE, or sign in again [environment prod, account 111122223333, region eu-west-1]',
    );
  });
});
