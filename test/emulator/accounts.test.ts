import { delimiter } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  accountEnvironment,
  clientConfiguration,
  isolatedEnvironment,
  programsFirst,
  s3Configuration,
} from './accounts.ts';

const account = { endpoint: 'http://127.0.0.1:4566', account: '111111111111', region: 'eu-west-1' };

afterEach(() => vi.unstubAllEnvs());

describe('working in an emulated account', () => {
  it('is done as its root user', () => {
    expect(clientConfiguration(account)).toEqual({
      endpoint: 'http://127.0.0.1:4566',
      region: 'eu-west-1',
      credentials: { accessKeyId: '111111111111', secretAccessKey: 'test' },
    });
  });

  it('puts the bucket in the path for S3', () => {
    expect(s3Configuration(account)).toMatchObject({ endpoint: account.endpoint, forcePathStyle: true });
  });

  it('takes the same from the environment', () => {
    expect(accountEnvironment(account)).toMatchObject({
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      AWS_ACCESS_KEY_ID: '111111111111',
      AWS_REGION: 'eu-west-1',
    });
  });

  it("never sees the developer's own AWS account", () => {
    vi.stubEnv('AWS_PROFILE', 'production');
    vi.stubEnv('AWS_SESSION_TOKEN', 'real');
    vi.stubEnv('NODE_OPTIONS', '--inspect');
    const environment = isolatedEnvironment(account);
    expect(environment).not.toHaveProperty('AWS_PROFILE');
    expect(environment).not.toHaveProperty('AWS_SESSION_TOKEN');
    expect(environment).not.toHaveProperty('NODE_OPTIONS');
    expect(environment).toMatchObject({
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    });
  });

  it('runs the programs of the checkout before those of the machine', () => {
    vi.stubEnv('PATH', '/usr/bin');
    expect(programsFirst().split(delimiter)).toEqual([
      expect.stringMatching(/node_modules\/\.bin$/),
      '/usr/bin',
    ]);
  });
});
