import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { stringify } from 'yaml';
import { alertTopicOutput } from '../../infra/names.ts';
import { clientConfiguration, type EmulatedAccount } from './accounts.ts';
import { bootstrap, deploy, synthesize } from './cdk.ts';
import { given } from './seed/plan.ts';
import { type AccountKind, recoveryRegion, type SeededMember, seedMember } from './seed.ts';
import { type Emulator, startEmulator } from './server.ts';
import { unsupportedTypes } from './unsupported-types.ts';

/** The account the scanner is deployed to. */
export const hubAccount = '999988887777';
/** The member accounts, one of each kind. */
export const memberAccounts: Readonly<Record<AccountKind, string>> = {
  dev: '111122223333',
  staging: '222233334444',
  prod: '333344445555',
};
/** An account that is configured and has no read role: what a forgotten roll-out looks like. */
export const forgottenAccount = '444455556666';
/** The region of the hub and of the members. */
export const homeRegion = 'eu-west-1';

/** The configuration of the demonstration and the end-to-end tests. */
export const scannerConfiguration = {
  version: 1,
  memberRole: { name: 'tidemark-read', externalId: 'tidemark-demonstration' },
  types: { exclude: Object.keys(unsupportedTypes) },
  environments: {
    prod: {
      accounts: [memberAccounts.prod],
      regions: [homeRegion, recoveryRegion],
      schedule: 'cron(0 */6 * * ? *)',
      concurrency: 12,
      alerts: { threshold: 'HIGH', email: [] },
    },
    staging: { accounts: [memberAccounts.staging], regions: [homeRegion], concurrency: 8 },
    dev: { accounts: [memberAccounts.dev, forgottenAccount], regions: [homeRegion], concurrency: 4 },
  },
} as const;

/** The environments by name. */
export const environmentNames = Object.keys(scannerConfiguration.environments);

/** A deployed scanner with its accounts. */
export interface Scanner {
  readonly emulator: Emulator;
  /** Where the configuration, the synthesized app and the logs of the CDK CLI are. */
  readonly folder: string;
  readonly hub: EmulatedAccount;
  readonly members: readonly SeededMember[];
  /** The outputs of the hub stack. */
  readonly outputs: Readonly<Record<string, string>>;
  /** A queue that is subscribed to every environment's topic, as a team's tool would be. */
  readonly subscriberQueueUrl: string;
  readonly stop: () => Promise<void>;
}

/** The steps of setting up, in the order in which they begin. */
export type SetupStep = 'emulator' | 'synthesize' | 'accounts' | 'deploy' | 'subscribe';

/** How to set up. */
export interface ScannerOptions {
  readonly detached?: boolean;
  /** Told when a step begins and when it has ended. */
  readonly onStep?: (step: SetupStep, state: 'begun' | 'ended') => void;
  /** Told what takes long within a step. */
  readonly onDetail?: (detail: string) => void;
  readonly signal?: AbortSignal;
}

/** The member account of a kind. */
export function memberOf({ members }: Pick<Scanner, 'members'>, kind: AccountKind): SeededMember {
  return given(
    members.find((member) => member.kind === kind),
    `member account ${kind}`,
  );
}

async function subscribeQueue(
  hub: EmulatedAccount,
  outputs: Readonly<Record<string, string>>,
): Promise<string> {
  const sqs = new SQSClient(clientConfiguration(hub));
  const sns = new SNSClient(clientConfiguration(hub));
  const topics = environmentNames.map((environment) =>
    given(outputs[alertTopicOutput(environment)], `topic of ${environment}`),
  );
  const policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: '*',
        Condition: { ArnEquals: { 'aws:SourceArn': topics } },
      },
    ],
  };
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName: 'security-team', Attributes: { Policy: JSON.stringify(policy) } }),
  );
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  for (const TopicArn of topics) {
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Attributes?.QueueArn }));
  }
  return given(QueueUrl, 'queue URL');
}

/** Takes the messages that are in a queue out of it. */
export async function drainQueue(hub: EmulatedAccount, queueUrl: string): Promise<Message[]> {
  const sqs = new SQSClient(clientConfiguration(hub));
  const messages: Message[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) return messages;
    for (const message of Messages) {
      messages.push(message);
      await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }));
    }
  }
}

class Setup {
  readonly #options: ScannerOptions;
  readonly #folder: string;
  readonly #emulator: Emulator;

  constructor(options: ScannerOptions, folder: string, emulator: Emulator) {
    this.#options = options;
    this.#folder = folder;
    this.#emulator = emulator;
  }

  account(account: string): EmulatedAccount {
    return { endpoint: this.#emulator.endpoint, account, region: homeRegion };
  }

  async step<T>(step: SetupStep, work: () => Promise<T>): Promise<T> {
    this.#options.onStep?.(step, 'begun');
    const result = await work();
    this.#options.onStep?.(step, 'ended');
    return result;
  }

  async #cdk(account: string) {
    const cache = join(this.#folder, `cdk-${account}`);
    await mkdir(cache, { recursive: true });
    return { ...this.account(account), cache, signal: this.#options.signal };
  }

  get #app(): string {
    return join(this.#folder, 'cdk.out');
  }

  async synthesize(): Promise<void> {
    const config = join(this.#folder, 'tidemark.yaml');
    await writeFile(config, stringify(scannerConfiguration));
    const context = { config, hubAccount };
    const output = this.#app;
    await Promise.all([
      bootstrap(await this.#cdk(hubAccount)),
      synthesize({
        ...(await this.#cdk(`${hubAccount}`)),
        output,
        context,
        cache: join(this.#folder, 'cdk-synthesis'),
      }),
    ]);
  }

  seed(): Promise<SeededMember[]> {
    const kinds: readonly AccountKind[] = ['dev', 'staging', 'prod'];
    return Promise.all(kinds.map((kind) => seedMember(kind, this.account(memberAccounts[kind]))));
  }

  async #deploy(account: string, stack: string): Promise<Readonly<Record<string, string>>> {
    const outputsFile = join(this.#folder, `${stack}-${account}.json`);
    const outputs = await deploy({
      ...(await this.#cdk(account)),
      app: this.#app,
      stacks: [stack],
      outputsFile,
    });
    return given(outputs[stack], `outputs of ${stack}`);
  }

  async deploy(): Promise<Readonly<Record<string, string>>> {
    const [outputs] = await Promise.all([
      this.#deploy(hubAccount, 'TidemarkHub'),
      ...Object.values(memberAccounts).map((account) => this.#deploy(account, 'TidemarkMember')),
    ]);
    return outputs;
  }
}

/**
 * Starts the emulator, fills three member accounts, and deploys the real CDK app: the hub, and the read role into each
 * member but the forgotten one. What was started is stopped again when a step fails.
 */
export async function setUpScanner(options: ScannerOptions = {}): Promise<Scanner> {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-scanner-'));
  options.onStep?.('emulator', 'begun');
  const emulator = await startEmulator({
    hubAccount,
    region: homeRegion,
    // So that the scanner can tell who made the changes.
    environment: { CLOUDTRAIL_RECORDING: '1' },
    ...(options.detached === undefined ? {} : { detached: options.detached }),
    ...(options.onDetail === undefined ? {} : { onStep: options.onDetail }),
    signal: options.signal,
  });
  options.onStep?.('emulator', 'ended');
  const stop = async () => {
    await emulator.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const setup = new Setup(options, folder, emulator);
    const [members] = await Promise.all([
      setup.step('accounts', () => setup.seed()),
      setup.step('synthesize', () => setup.synthesize()),
    ]);
    const outputs = await setup.step('deploy', () => setup.deploy());
    const hub = setup.account(hubAccount);
    const subscriberQueueUrl = await setup.step('subscribe', () => subscribeQueue(hub, outputs));
    return { emulator, folder, hub, members, outputs, subscriberQueueUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
