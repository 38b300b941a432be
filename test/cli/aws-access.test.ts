import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { HeadBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { functionNames } from '../../infra/names.ts';
import { openAws, scanFunctionName } from '../../lib/cli/aws-access.ts';
import { keyedDigest } from '../../lib/model/digest.ts';
import { InputError } from '../../lib/model/errors.ts';
import type { Plan, PlannedEnvironment } from '../../lib/scan/plan.ts';

const sts = mockClient(STSClient);
const s3 = mockClient(S3Client);
const lambda = mockClient(LambdaClient);
const secrets = mockClient(SecretsManagerClient);
const key = 'k'.repeat(64);
const hubVariables = { TIDEMARK_BUCKET: 'hub', TIDEMARK_DIGEST_SECRET_ARN: 'arn:secret' };

function awsError(name: string, httpStatusCode = 400): Error {
  return Object.assign(new Error('said AWS'), { name, $metadata: { httpStatusCode } });
}

beforeEach(() => {
  for (const mock of [sts, s3, lambda, secrets]) mock.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: '111122223333', Arn: 'arn:me' });
  s3.on(HeadBucketCommand).resolves({ BucketRegion: 'eu-central-1' });
  lambda.on(GetFunctionConfigurationCommand).resolves({ Environment: { Variables: hubVariables } });
  secrets.on(GetSecretValueCommand).resolves({ SecretString: key });
});

describe('the caller', () => {
  test('is who AWS says', async () => {
    expect(await openAws(undefined).caller('eu-west-1')).toEqual({ account: '111122223333', arn: 'arn:me' });
  });

  test.each([
    [
      'CredentialsProviderError',
      undefined,
      'No valid AWS credentials (CredentialsProviderError: said AWS); sign in',
    ],
    ['ExpiredTokenException', undefined, 'No valid AWS credentials (ExpiredTokenException'],
    ['InvalidClientTokenId', 'audit', '--profile audit: no valid credentials (InvalidClientTokenId'],
  ])('%s with profile %j must be corrected', async (name, profile, message) => {
    sts.on(GetCallerIdentityCommand).rejects(awsError(name, 403));
    const asked = openAws(profile).caller('eu-west-1');
    await expect(asked).rejects.toBeInstanceOf(InputError);
    await expect(asked).rejects.toThrow(message);
  });

  test('that AWS cannot be asked for is another error', async () => {
    sts.on(GetCallerIdentityCommand).rejects(awsError('TimeoutError'));
    await expect(openAws(undefined).caller('eu-west-1')).rejects.not.toBeInstanceOf(InputError);
  });
});

describe('a profile', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tidemark-profile-'));
    writeFileSync(
      join(folder, 'credentials'),
      '[audit]\naws_access_key_id = AUDITKEY\naws_secret_access_key = s\n',
    );
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
    vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'none'));
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'OTHERKEY');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'o');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  test('goes before the credentials of the environment', async () => {
    await openAws('audit').caller('eu-west-1');
    const client = sts.commandCalls(GetCallerIdentityCommand)[0]?.thisValue;
    const used = client instanceof STSClient ? await client.config.credentials() : undefined;
    expect(used?.accessKeyId).toBe('AUDITKEY');
  });
});

describe('targets', () => {
  const plan = {
    memberRole: { name: 'tidemark-read', externalId: 'x-1' },
    runId: 'r',
  } satisfies Partial<Plan>;
  const planned = { referenceRegion: 'eu-west-1' } satisfies Partial<PlannedEnvironment>;
  const wholePlan: Plan = {
    schemaVersion: 1,
    executionName: 'local',
    startedAt: '',
    request: { mode: 'detect', trigger: 'cli' },
    environments: [],
    ...plan,
  };
  const wholeEnvironment: PlannedEnvironment = {
    environment: 'prod',
    concurrency: 1,
    types: [],
    tags: {},
    threshold: 'HIGH',
    weight: 'normal',
    targets: 1,
    ...planned,
  };
  const connect = openAws(undefined).connectorFor(wholePlan, wholeEnvironment);

  test("in the caller's own account are read without a role", async () => {
    await connect({ environment: 'prod', account: '111122223333', region: 'eu-west-1' });
    expect(sts.commandCalls(AssumeRoleCommand)).toHaveLength(0);
  });

  test('in other accounts are read with the configured role', async () => {
    sts.on(AssumeRoleCommand).resolves({
      Credentials: { AccessKeyId: 'a', SecretAccessKey: 'b', SessionToken: 'c', Expiration: new Date() },
    });
    await connect({ environment: 'prod', account: '999988887777', region: 'eu-west-1' });
    expect(sts.commandCalls(AssumeRoleCommand)[0]?.args[0].input).toMatchObject({
      RoleArn: 'arn:aws:iam::999988887777:role/tidemark-read',
      ExternalId: 'x-1',
    });
  });
});

describe('the bucket of a hub', () => {
  const open = (secret?: string) => openAws(undefined).openBucket('hub', secret, 'eu-west-1');

  test('is used in its own region, under the key that its functions use', async () => {
    const { store, digest } = await open();
    expect(digest('x')).toBe(keyedDigest(key)('x'));
    expect(store.location).toBe('s3://hub');
    s3.on(PutObjectCommand).resolves({});
    await store.put('a', 'b');
    const client = s3.commandCalls(PutObjectCommand)[0]?.thisValue;
    expect(client instanceof S3Client && (await client.config.region())).toBe('eu-central-1');
    expect(lambda.commandCalls(GetFunctionConfigurationCommand)[0]?.args[0].input.FunctionName).toBe(
      functionNames.scanTarget,
    );
    expect(scanFunctionName).toBe(functionNames.scanTarget);
  });

  test('that does not tell its region is used where it was asked for', async () => {
    s3.on(HeadBucketCommand).resolves({});
    await open('mine');
    const client = secrets.commandCalls(GetSecretValueCommand)[0]?.thisValue;
    expect(client instanceof SecretsManagerClient && (await client.config.region())).toBe('eu-west-1');
  });

  test('takes the key of a named secret without asking the functions', async () => {
    await open('mine');
    expect(secrets.commandCalls(GetSecretValueCommand)[0]?.args[0].input).toEqual({ SecretId: 'mine' });
    expect(lambda.commandCalls(GetFunctionConfigurationCommand)).toHaveLength(0);
  });

  const refusals: [string, () => unknown, string][] = [
    [
      'the bucket is not there',
      () => s3.on(HeadBucketCommand).rejects(awsError('NotFound', 404)),
      '--bucket hub does not exist; name the bucket',
    ],
    [
      'the bucket is not for the caller',
      () => s3.on(HeadBucketCommand).rejects(awsError('403', 403)),
      '--bucket hub is not for these credentials: they need s3:ListBucket',
    ],
    [
      'there is no hub',
      () => lambda.on(GetFunctionConfigurationCommand).rejects(awsError('ResourceNotFoundException', 404)),
      'could not be looked up at the function tidemark-scan-target in eu-central-1',
    ],
    [
      'the function is not for the caller',
      () => lambda.on(GetFunctionConfigurationCommand).rejects(awsError('AccessDeniedException', 403)),
      'get lambda:GetFunctionConfiguration, or name the secret yourself, such as --digest-secret',
    ],
    [
      'the hub has another bucket',
      () =>
        lambda
          .on(GetFunctionConfigurationCommand)
          .resolves({ Environment: { Variables: { ...hubVariables, TIDEMARK_BUCKET: 'other' } } }),
      '--bucket hub is not the bucket of the hub in eu-central-1, which is other',
    ],
    [
      'the function has no variables',
      () => lambda.on(GetFunctionConfigurationCommand).resolves({}),
      'which is unknown',
    ],
    [
      'the key is not for the caller',
      () => secrets.on(GetSecretValueCommand).rejects(awsError('AccessDeniedException')),
      'Get secretsmanager:GetSecretValue on it; or let the hub scan: aws lambda invoke',
    ],
    [
      'the key is not there',
      () => secrets.on(GetSecretValueCommand).rejects(awsError('ResourceNotFoundException')),
      'may not be read with these credentials (ResourceNotFoundException',
    ],
    [
      'the secret holds no key',
      () => secrets.on(GetSecretValueCommand).resolves({ SecretString: 'short' }),
      'holds no key of at least 32 characters',
    ],
  ];
  test.each(refusals)('is refused when %s', async (_name, arrange, message) => {
    arrange();
    const opened = open();
    await expect(opened).rejects.toBeInstanceOf(InputError);
    await expect(opened).rejects.toThrow(message);
  });

  test.each([
    ['the bucket', () => s3.on(HeadBucketCommand).rejects(awsError('InternalError', 500))],
    [
      'the function',
      () => lambda.on(GetFunctionConfigurationCommand).rejects(awsError('ServiceException', 500)),
    ],
    ['the key', () => secrets.on(GetSecretValueCommand).rejects(awsError('InternalServiceError', 500))],
  ])('passes on what is no fault of the caller: %s', async (_name, arrange) => {
    arrange();
    await expect(open()).rejects.not.toBeInstanceOf(InputError);
  });
});
