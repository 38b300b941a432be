import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { DescribeExecutionCommandOutput } from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { HttpRequest } from '@smithy/core/protocols';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientConfiguration, type EmulatedAccount, s3Configuration } from '../emulator/accounts.ts';
import { bootstrap, deploy, synthesize } from '../emulator/cdk.ts';
import { runStateMachine } from '../emulator/executions.ts';
import { given } from '../emulator/seed/plan.ts';
import { type Emulator, startEmulator } from '../emulator/server.ts';
import { hubAccount, roleWith } from './role.ts';

const region = 'eu-west-1';
let emulator: Emulator;
let hub: EmulatedAccount;

beforeAll(async () => {
  emulator = await startEmulator({ hubAccount });
  hub = { endpoint: emulator.endpoint, account: hubAccount, region };
});

afterAll(() => emulator.stop());

/** Whether somebody listens there. */
async function answers(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port, timeout: 2_000 });
  try {
    return await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'timeout').then(() => false),
    ]);
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('the emulator', () => {
  it('is reached from this machine only', async () => {
    const outside = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    expect(await answers('127.0.0.1', emulator.port)).toBe(true);
    for (const { address } of outside) expect(await answers(address, emulator.port)).toBe(false);
  });

  it('is gone with all its files once it is stopped', async () => {
    const second = await startEmulator({ hubAccount });
    await second.stop();
    await second.stop();
    expect(isRunning(second.pid)).toBe(false);
    await expect(access(second.logFile)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await answers('127.0.0.1', second.port)).toBe(false);
  });

  it('ends with the process that started it, however that ends', async () => {
    const server = fileURLToPath(new URL('../emulator/server.ts', import.meta.url));
    const script = `const { startEmulator } = await import(${JSON.stringify(server)});
      console.log((await startEmulator({ hubAccount: '${hubAccount}' })).pid);
      setInterval(() => {}, 1000);`;
    const starter = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface({ input: starter.stdout }), 'line');
    const pid = Number(line);
    expect(isRunning(pid)).toBe(true);
    starter.kill('SIGKILL');
    await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false);
  });

  it('shows the end of its log when it does not start', async () => {
    const start = startEmulator({ hubAccount, environment: { MINISTACK_DOCKER_TIMEOUT: 'soon' } });
    await expect(start).rejects.toThrow(/ended with code 1.*could not convert string to float: 'soon'/s);
  });
});

describe('a CDK app deployed to the emulator', () => {
  let outputs: Readonly<Record<string, string>>;
  let cache: string;
  let execution: DescribeExecutionCommandOutput;

  beforeAll(async () => {
    cache = await mkdtemp(join(tmpdir(), 'tidemark-cdk-test-'));
    const output = join(cache, 'cdk.out');
    const app = `node "${fileURLToPath(new URL('../emulator/probe/app.ts', import.meta.url))}"`;
    await Promise.all([bootstrap({ ...hub, cache }), synthesize({ ...hub, cache, app, output })]);
    const outputsFile = join(cache, 'outputs.json');
    const deployed = await deploy({ ...hub, cache, app: output, stacks: ['Probe'], outputsFile });
    outputs = given(deployed.Probe, 'outputs');
    execution = await runMachine([
      { name: 'first' },
      { name: 'second' },
      { name: 'third' },
      { name: 'throttled', fails: 'ThrottledError' },
    ]);
  });

  afterAll(() => rm(cache, { recursive: true, force: true }));

  async function runMachine(items: readonly object[]): Promise<DescribeExecutionCommandOutput> {
    const itemsKey = 'items.json';
    const Body = JSON.stringify(items);
    await new S3Client(s3Configuration(hub)).send(
      new PutObjectCommand({ Bucket: outputs.BucketName, Key: itemsKey, Body }),
    );
    return runStateMachine({
      account: hub,
      stateMachineArn: given(outputs.MachineArn, 'state machine'),
      input: { itemsKey, concurrency: 1 },
    });
  }

  it('runs its functions with the permissions of their roles: a secret is read by its ARN', () => {
    expect(execution.status).toBe('SUCCEEDED');
    const results: unknown[] = JSON.parse(execution.output ?? '[]');
    expect(results.slice(0, 3)).toEqual(Array(3).fill(expect.objectContaining({ secret: 32 })));
  });

  it('keeps to the concurrency that MaxConcurrencyPath names', () => {
    const [first, second, third] = JSON.parse(execution.output ?? '[]');
    expect(second.start).toBeGreaterThanOrEqual(first.end);
    expect(third.start).toBeGreaterThanOrEqual(second.end);
  });

  const failure = { Error: 'ThrottledError', Cause: expect.stringContaining('as asked') };

  it('records a failure in S3, under the name of the error', async () => {
    const s3 = new S3Client(s3Configuration(hub));
    const Key = 'failures/throttled.json';
    const { Body, ContentType } = await s3.send(new GetObjectCommand({ Bucket: outputs.BucketName, Key }));
    expect(ContentType).toBe('application/json');
    expect(JSON.parse((await Body?.transformToString()) ?? '')).toEqual({
      name: 'throttled',
      error: failure,
    });
  });

  it('sends a failure to the queue', async () => {
    const sqs = new SQSClient(clientConfiguration(hub));
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: outputs.QueueUrl }));
    expect(JSON.parse(Messages?.[0]?.Body ?? '')).toEqual({ name: 'throttled', error: failure });
  });

  it('says what the CDK CLI printed when it fails', async () => {
    const app = join(cache, 'cdk.out');
    const unknown = deploy({ ...hub, cache, app, stacks: ['Nobody'], outputsFile: join(cache, 'none.json') });
    await expect(unknown).rejects.toThrow(/`cdk deploy Nobody .*` failed:.*Nobody.*account 999999999999/s);
  });

  it('refuses plain HTTP where a bucket policy says so', async () => {
    const s3 = new S3Client(await roleWith(hub, 'prober', ['s3:GetObject']));
    const get = () => s3.send(new GetObjectCommand({ Bucket: outputs.BucketName, Key: 'items.json' }));
    await expect(get()).resolves.toBeDefined();
    s3.middlewareStack.add(
      (next) => async (step) => {
        if (HttpRequest.isInstance(step.request)) step.request.headers['x-forwarded-proto'] = 'http';
        return next(step);
      },
      { step: 'build' },
    );
    await expect(get()).rejects.toThrow('explicit deny in a resource-based policy');
  });
});
