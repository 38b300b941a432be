import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient } from '@aws-sdk/client-ecs';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import type { AwsCredentialIdentity } from '@smithy/types';

/** The programs that npm installed: above all the Node.js that the functions and the CDK app run on. */
const programs = fileURLToPath(new URL('../../node_modules/.bin', import.meta.url));

/** An AWS account in the emulator, and where to reach it. */
export interface EmulatedAccount {
  /** For example `http://127.0.0.1:43567`. */
  readonly endpoint: string;
  /** Twelve digits. An account exists as soon as somebody uses it. */
  readonly account: string;
  readonly region: string;
}

/**
 * The root user of an account: MiniStack takes an access key that is an account id for that account's root.
 * No policy is evaluated for it, not even a bucket's: what a policy forbids is shown with a role.
 */
export function rootCredentials(account: string): AwsCredentialIdentity {
  return { accessKeyId: account, secretAccessKey: 'test' };
}

/** What every AWS SDK client needs to work as root of an emulated account. */
export function clientConfiguration({ endpoint, account, region }: EmulatedAccount) {
  return { endpoint, region, credentials: rootCredentials(account) };
}

/** As {@link clientConfiguration}, for S3: there is no DNS for `bucket.127.0.0.1`, so the bucket is in the path. */
export function s3Configuration(account: EmulatedAccount) {
  return { ...clientConfiguration(account), forcePathStyle: true };
}

/** The services in which members have their resources, as root of one account, in one region. */
export interface MemberClients {
  readonly ec2: EC2Client;
  readonly ecs: ECSClient;
  readonly iam: IAMClient;
  readonly lambda: LambdaClient;
  readonly rds: RDSClient;
  readonly s3: S3Client;
}

/** Makes the clients with which an account is filled and changed. */
export function memberClients(account: EmulatedAccount): MemberClients {
  const configuration = clientConfiguration(account);
  return {
    ec2: new EC2Client(configuration),
    ecs: new ECSClient(configuration),
    iam: new IAMClient(configuration),
    lambda: new LambdaClient(configuration),
    rds: new RDSClient(configuration),
    s3: new S3Client(s3Configuration(account)),
  };
}

/** Environment variables with which the AWS CLI, the CDK CLI and any AWS SDK work as root of an emulated account. */
export function accountEnvironment({ endpoint, account, region }: EmulatedAccount): Record<string, string> {
  const { accessKeyId, secretAccessKey } = rootCredentials(account);
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
  };
}

/** The PATH with the programs that npm installed first, `node` among them. */
export function programsFirst(): string {
  return [programs, process.env.PATH ?? ''].join(delimiter);
}

/**
 * An environment for programs that must never see the developer's own AWS account: the few variables a program
 * needs to run at all, and files without profiles or credentials in place of `~/.aws`.
 */
export function isolatedEnvironment(account: EmulatedAccount): Record<string, string> {
  const kept = ['HOME', 'LANG', 'LC_ALL', 'TMPDIR', 'TERM'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(kept),
    PATH: programsFirst(),
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    ...accountEnvironment(account),
  };
}
