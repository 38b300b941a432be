import {
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { findingSchema } from '../../lib/model/finding.ts';
import { type RunReport, runReportSchema } from '../../lib/model/report.ts';
import { resourceTypes } from '../../lib/resources/index.ts';
import { openSnapshot, readLines } from '../../lib/snapshot/format.ts';
import { clientConfiguration, s3Configuration } from '../emulator/accounts.ts';
import { makeNightChanges } from '../emulator/drift.ts';
import { runStateMachine } from '../emulator/executions.ts';
import {
  drainQueue,
  forgottenAccount,
  homeRegion,
  memberAccounts,
  memberOf,
  type Scanner,
  setUpScanner,
} from '../emulator/scanner.ts';
import { given } from '../emulator/seed/plan.ts';
import { canarySecret } from '../emulator/seed.ts';
import { unsupportedTypes } from '../emulator/unsupported-types.ts';

let scanner: Scanner;
let baseline: RunReport;
let drift: RunReport;
let alerts: Alert[];

const envelopeSchema = z.looseObject({
  Subject: z.string(),
  Message: z.string(),
  TopicArn: z.string(),
  MessageAttributes: z.record(z.string(), z.looseObject({ Type: z.string(), Value: z.string() })).optional(),
});
type Alert = z.infer<typeof envelopeSchema>;

async function received(): Promise<Alert[]> {
  const messages = await drainQueue(scanner.hub, scanner.subscriberQueueUrl);
  return messages.map(({ Body = '' }) => envelopeSchema.parse(JSON.parse(Body)));
}

const outputSchema = z.looseObject({ runId: z.string() });

async function object(key: string): Promise<Uint8Array> {
  const s3 = new S3Client(s3Configuration(scanner.hub));
  const { Body } = await s3.send(
    new GetObjectCommand({ Bucket: given(scanner.outputs.BucketName, 'bucket'), Key: key }),
  );
  return given(await Body?.transformToByteArray(), key);
}

async function keys(prefix: string): Promise<string[]> {
  const s3 = new S3Client(s3Configuration(scanner.hub));
  const Bucket = given(scanner.outputs.BucketName, 'bucket');
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: prefix }));
  return Contents.flatMap(({ Key }) => Key ?? []);
}

async function run(input: object): Promise<RunReport> {
  const stateMachineArn = given(scanner.outputs.StateMachineArn, 'state machine');
  const execution = await runStateMachine({ account: scanner.hub, stateMachineArn, input });
  expect({ status: execution.status, cause: execution.cause }).toEqual({
    status: 'SUCCEEDED',
    cause: undefined,
  });
  const { runId } = outputSchema.parse(JSON.parse(given(execution.output, 'output')));
  return runReportSchema.parse(JSON.parse(Buffer.from(await object(`runs/${runId}/report.json`)).toString()));
}

async function audit(event: object): Promise<unknown> {
  const lambda = new LambdaClient(clientConfiguration(scanner.hub));
  const answer = await lambda.send(
    new InvokeCommand({
      FunctionName: given(scanner.outputs.AuditFunctionName, 'audit'),
      Payload: JSON.stringify(event),
    }),
  );
  return JSON.parse(Buffer.from(given(answer.Payload, 'answer')).toString());
}

function targetsOf(report: RunReport) {
  return report.environments.flatMap(({ targets }) => targets);
}

function findingsOf(report: RunReport) {
  return report.environments.flatMap(({ findings }) => findings);
}

beforeAll(async () => {
  scanner = await setUpScanner();
  baseline = await run({
    mode: 'baseline',
    trigger: 'audit',
    requestedBy: 'end-to-end test',
    reason: 'first approval',
  });
  await received();
});
afterAll(() => scanner?.stop());

describe('the baseline run', () => {
  test('reads every type in every member account, completely', () => {
    const read = targetsOf(baseline).filter(({ status }) => status === 'baselined');
    expect(read.map(({ account, region }) => `${account} ${region}`).sort()).toEqual(
      [
        ...Object.values(memberAccounts).flatMap((account) => [
          `${account} ${homeRegion}`,
          `${account} global`,
        ]),
        `${memberAccounts.prod} eu-central-1`,
      ].sort(),
    );
    const types = new Set(read.flatMap(({ coverage }) => Object.keys(coverage)));
    const enabled = resourceTypes.map(({ type }) => type).filter((type) => !(type in unsupportedTypes));
    expect([...types].sort()).toEqual(enabled.sort());
    const incomplete = read.flatMap(({ account, region, coverage }) =>
      Object.entries(coverage).flatMap(([type, { status, gaps }]) =>
        status === 'complete' ? [] : [{ account, region, type, status, gaps }],
      ),
    );
    expect(incomplete).toEqual([]);
  });

  test.each([
    'AWS::EC2::Instance',
    'AWS::EC2::SecurityGroup',
    'AWS::EC2::Subnet',
    'AWS::EC2::VPC',
    'AWS::ECS::Cluster',
    'AWS::ECS::Service',
    'AWS::ECS::TaskDefinition',
    'AWS::IAM::ManagedPolicy',
    'AWS::IAM::Role',
    'AWS::Lambda::Alias',
    'AWS::Lambda::Function',
    'AWS::Lambda::Permission',
    'AWS::Lambda::Url',
    'AWS::RDS::DBCluster',
    'AWS::RDS::DBInstance',
    'AWS::S3::Bucket',
    'AWS::S3::BucketPolicy',
  ])('finds what the shop has of %s', (type) => {
    const counts = targetsOf(baseline).map(({ coverage }) => coverage[type]?.resources ?? 0);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
  });

  test('says that the account without a role failed, and why', () => {
    const failed = targetsOf(baseline).filter(({ status }) => status === 'failed');
    expect(failed.map(({ account, region, error }) => [account, region, error])).toEqual([
      [
        forgottenAccount,
        homeRegion,
        expect.stringMatching(/^AssumeRoleError: Could not assume .*role\/tidemark-read/),
      ],
      [forgottenAccount, 'global', expect.stringMatching(/^AssumeRoleError/)],
    ]);
    expect(baseline.status).toBe('incomplete');
  });

  test('leaves the failed targets in the dead-letter queue with all that is needed to run them again', async () => {
    const messages = await drainQueue(scanner.hub, given(scanner.outputs.DeadLetterQueueUrl, 'queue'));
    const bodies: { region: string }[] = messages.map(({ Body = '{}' }) => JSON.parse(Body));
    bodies.sort((one, other) => (one.region < other.region ? -1 : 1));
    expect(bodies).toMatchObject([
      {
        runId: baseline.runId,
        environment: 'dev',
        account: forgottenAccount,
        region: homeRegion,
        mode: 'baseline',
        error: { name: 'AssumeRoleError' },
      },
      { runId: baseline.runId, environment: 'dev', account: forgottenAccount, region: 'global' },
    ]);
  });

  test('stores whole snapshots, with no secret in anything that is stored', async () => {
    for (const key of await keys('')) {
      const bytes = await object(key);
      let text = '';
      for await (const batch of readLines(bytes, key)) text += batch.join('\n');
      expect({ key, leaks: text.includes(canarySecret) }).toEqual({ key, leaks: false });
    }
    const snapshot = await openSnapshot(
      await object(`baselines/prod/${memberAccounts.prod}/${homeRegion}.jsonl.gz`),
      'baseline',
    );
    let resources = 0;
    for await (const batch of snapshot.lines) resources += batch.length;
    expect(resources).toBeGreaterThan(10);
  });

  test('records the approval', async () => {
    const records = await keys('audit/');
    expect(records).toHaveLength(7);
    expect(JSON.parse(Buffer.from(await object(given(records[0], 'record'))).toString())).toMatchObject({
      action: 'baseline-approved',
      requestedBy: 'end-to-end test',
      reason: 'first approval',
    });
  });
});

describe('a run over unchanged accounts', () => {
  test('finds nothing and alerts nobody', async () => {
    const report = await run({ mode: 'detect', trigger: 'schedule' });
    expect(findingsOf(report).map(({ type, id, properties }) => ({ type, id, properties }))).toEqual([]);
    expect(targetsOf(report).filter(({ status }) => status === 'compared')).toHaveLength(7);
    expect(await received()).toEqual([]);
  });
});

describe('the morning after', () => {
  beforeAll(async () => {
    await makeNightChanges(scanner.members);
    drift = await run({ mode: 'detect', trigger: 'schedule' });
    alerts = await received();
  });

  test.each([
    ['SSH open to the world', 'prod', 'AWS::EC2::SecurityGroup', 'modified', 'CRITICAL'],
    ['a larger database', 'prod', 'AWS::RDS::DBInstance', 'modified', undefined],
    ['a public bucket policy', 'staging', 'AWS::S3::BucketPolicy', 'modified', 'CRITICAL'],
    ['a public access block lifted', 'staging', 'AWS::S3::Bucket', 'modified', 'HIGH'],
    ['a deleted function', 'staging', 'AWS::Lambda::Function', 'removed', 'MEDIUM'],
    ['an administrator policy', 'dev', 'AWS::IAM::ManagedPolicy', 'added', 'CRITICAL'],
    ['twice the tasks', 'prod', 'AWS::ECS::Service', 'modified', undefined],
  ])('finds %s', (_name, environment, type, change, severity) => {
    const found = findingsOf(drift).filter(
      (finding) => finding.environment === environment && finding.type === type,
    );
    expect(found).toMatchObject([{ change, status: 'new', ...(severity === undefined ? {} : { severity }) }]);
  });

  test('knows what the larger database and the doubled service cost', () => {
    const delta = (type: string) =>
      findingsOf(drift).find((finding) => finding.type === type)?.monthlyCost.delta ?? 0;
    expect(delta('AWS::RDS::DBInstance')).toBeGreaterThan(100);
    expect(delta('AWS::ECS::Service')).toBeGreaterThan(10);
    expect(drift.cost.delta).toBeGreaterThan(100);
  });

  test.each([
    ['the open port', 'AWS::EC2::SecurityGroup', 'AuthorizeSecurityGroupIngress'],
    ['the deleted function', 'AWS::Lambda::Function', 'DeleteFunction'],
    ['the administrator policy', 'AWS::IAM::ManagedPolicy', 'CreatePolicy'],
    ['twice the tasks', 'AWS::ECS::Service', 'UpdateService'],
  ])('tells who made %s, and where from', (_name, type, eventName) => {
    const [found] = findingsOf(drift).filter((finding) => finding.type === type);
    expect(found?.attribution).toMatchObject({
      eventName,
      confidence: 'named',
      sourceIp: '127.0.0.1',
      through: 'an AWS SDK',
      who: { kind: 'root', account: found?.account },
    });
  });

  test('tells what belongs together as one incident', () => {
    const incidents = drift.environments.flatMap(({ environment, incidents: told }) =>
      told.map(({ pattern, severity, steps }) => [environment, pattern, severity, steps.length]),
    );
    expect(incidents.sort()).toEqual([
      ['dev', 'administrator-made', 'CRITICAL', 2],
      ['staging', 'data-made-public', 'CRITICAL', 2],
    ]);
  });

  test('says of every finding in one paragraph what happened, who did it, what it costs and what to do', () => {
    for (const { explanation = '', name, severity } of findingsOf(drift)) {
      expect(explanation).toContain(name);
      expect(explanation).toContain(`It is ${severity}`);
    }
    const opened = findingsOf(drift).find(({ type }) => type === 'AWS::EC2::SecurityGroup');
    expect(opened?.explanation).toMatch(/by the root user .*AuthorizeSecurityGroupIngress/);
    expect(opened?.remedies[0]?.command).toMatch(/^aws ec2 revoke-security-group-ingress --group-id sg-/);
  });

  test('takes nothing that a finding tells of for inherited', () => {
    const dangers = drift.environments.flatMap(({ inherited }) => inherited.dangers);
    const before = baseline.environments.flatMap(({ inherited }) => inherited.dangers);
    expect(before.length).toBeGreaterThan(0);
    expect(dangers.map(({ fingerprint }) => fingerprint).sort()).toEqual(
      before.map(({ fingerprint }) => fingerprint).sort(),
    );
  });

  test('finds nothing in what nobody touched', () => {
    const touched = new Set([
      'AWS::EC2::SecurityGroup',
      'AWS::RDS::DBInstance',
      'AWS::S3::BucketPolicy',
      'AWS::S3::Bucket',
      'AWS::Lambda::Function',
      'AWS::Lambda::Permission',
      'AWS::Lambda::Url',
      'AWS::Lambda::Alias',
      'AWS::IAM::ManagedPolicy',
      'AWS::IAM::Role',
      'AWS::ECS::Service',
    ]);
    expect(findingsOf(drift).filter(({ type }) => !touched.has(type))).toEqual([]);
  });

  test('sends one message for each environment that has something to tell', () => {
    expect(alerts.map(({ TopicArn }) => TopicArn.split(':').at(-1)).sort()).toEqual([
      'tidemark-alerts-dev',
      'tidemark-alerts-prod',
      'tidemark-alerts-staging',
    ]);
    const prod = given(
      alerts.find(({ TopicArn }) => TopicArn.endsWith('prod')),
      'alert of prod',
    );
    expect(prod.Subject.length).toBeLessThanOrEqual(100);
    expect(prod.Subject).toMatch(/^[\x20-\x7e]+$/);
    expect(prod.Message).toContain('0.0.0.0/0');
    expect(prod.MessageAttributes).toMatchObject({ severity: { Value: 'CRITICAL' } });
  });

  test('writes findings where Athena reads them', async () => {
    const [key] = await keys('findings/');
    expect(key).toMatch(
      /^findings\/dt=\d{4}-\d\d-\d\d\/environment=\w+\/account=\d{12}\/region=[\w-]+\/[\w-]+\.jsonl\.gz$/,
    );
    for await (const batch of readLines(await object(given(key, 'findings')), 'findings')) {
      for (const line of batch) findingSchema.parse(JSON.parse(line));
    }
  });

  test('does not repeat an alert when nothing has changed since', async () => {
    const again = await run({ mode: 'detect', trigger: 'schedule' });
    expect(new Set(findingsOf(again).map(({ status }) => status))).toEqual(new Set(['ongoing']));
    expect(findingsOf(again)).toHaveLength(findingsOf(drift).length);
    expect(await received()).toEqual([]);
  });
});

describe('the audit function', () => {
  test('answers with the summary when it is asked to wait', async () => {
    expect(await audit({ environment: 'prod', wait: true })).toMatchObject({
      status: 'complete',
      summary: { environments: [{ environment: 'prod', targets: { scanned: 3, failed: 0 } }] },
    });
  });

  test('answers with the run id at once when it is not', async () => {
    const answer = await audit({ environment: 'staging', types: ['AWS::S3::Bucket'], regions: [homeRegion] });
    expect(answer).toMatchObject({ status: 'started', runId: expect.stringMatching(/^\d{8}T\d{6}Z-/) });
  });

  test.each([
    [{ environment: 'qa' }, /environment: qa is not in the configuration; known are/],
    [{ environment: 'prod', accounts: ['1'] }, /accounts\.0: must be a 12-digit account id/],
    [{ enviroment: 'prod' }, /Unrecognized key: "enviroment"/],
  ])('says what is wrong with %j', async (event, message) => {
    expect(await audit(event)).toMatchObject({
      errorType: 'InputError',
      errorMessage: expect.stringMatching(message),
    });
  });
});

describe('what could not be read is not taken as removed', () => {
  test('a denied service is unread, and everything else is compared as before', async () => {
    const { account } = memberOf(scanner, 'dev');
    const iam = new IAMClient(clientConfiguration({ ...scanner.hub, account }));
    const PolicyName = 'no-lambda';
    const Deny = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: 'lambda:List*', Resource: '*' }],
    };
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: 'tidemark-read',
        PolicyName,
        PolicyDocument: JSON.stringify(Deny),
      }),
    );
    const report = await run({ mode: 'detect', trigger: 'audit', environments: ['dev'] });
    await iam.send(new DeleteRolePolicyCommand({ RoleName: 'tidemark-read', PolicyName }));
    const target = targetsOf(report).find((each) => each.account === account && each.region === homeRegion);
    expect(target?.coverage['AWS::Lambda::Function']).toMatchObject({
      status: 'unread',
      gaps: [{ code: expect.stringMatching(/AccessDenied/) }],
    });
    expect(target?.coverage['AWS::EC2::VPC']).toMatchObject({ status: 'complete' });
    expect(findingsOf(report).filter(({ change }) => change === 'removed')).toEqual([]);
    expect(
      findingsOf(report)
        .filter(({ type }) => type.startsWith('Tidemark::'))
        .map(({ id }) => id),
    ).toContain('AWS::Lambda::Function');
  });

  test('an account whose role is gone fails alone', async () => {
    const { account } = memberOf(scanner, 'staging');
    const iam = new IAMClient(clientConfiguration({ ...scanner.hub, account }));
    await removeReadRole(iam);
    const report = await run({ mode: 'detect', trigger: 'schedule' });
    const status = (id: string) =>
      targetsOf(report)
        .filter((each) => each.account === id)
        .map((each) => each.status);
    expect(status(account)).toEqual(['failed', 'failed']);
    expect(status(memberAccounts.prod)).toEqual(['compared', 'compared', 'compared']);
    expect(findingsOf(report).filter((finding) => finding.account === account)).toEqual([]);
    expect(findingsOf(report).filter((finding) => finding.account === memberAccounts.prod)).toHaveLength(
      findingsOf(drift).filter((finding) => finding.account === memberAccounts.prod).length,
    );
  });
});

async function removeReadRole(iam: IAMClient): Promise<void> {
  const RoleName = 'tidemark-read';
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  expect(AttachedPolicies).not.toEqual([]);
  for (const { PolicyArn } of AttachedPolicies) {
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
  }
  await iam.send(new DeleteRoleCommand({ RoleName }));
}
