import { AdaptiveRetryStrategy } from '@smithy/core/retry';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';

/** How many API calls were made, retries included, and how many of them AWS throttled. */
export interface CallCount {
  calls: number;
  throttles: number;
}

/** Milliseconds to wait for a connection. */
const connectionTimeout = 5_000;
/** Milliseconds to wait for an answer. */
const requestTimeout = 60_000;
/**
 * Attempts a call gets before its error counts. With adaptive retries the client also slows itself down as soon as
 * AWS throttles, so that a scan never starves the account's own workloads of their API quota.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
const maxAttempts = 8;

class CountingHandler extends NodeHttpHandler {
  readonly #count: CallCount;

  constructor(count: CallCount) {
    super({ connectionTimeout, requestTimeout, throwOnRequestTimeout: true });
    this.#count = count;
  }

  override handle(...call: Parameters<NodeHttpHandler['handle']>): ReturnType<NodeHttpHandler['handle']> {
    this.#count.calls += 1;
    return super.handle(...call);
  }
}

class CountingRetryStrategy extends AdaptiveRetryStrategy {
  readonly #count: CallCount;

  constructor(count: CallCount) {
    super(async () => maxAttempts);
    this.#count = count;
  }

  override refreshRetryTokenForRetry(
    ...[token, failure]: Parameters<AdaptiveRetryStrategy['refreshRetryTokenForRetry']>
  ): ReturnType<AdaptiveRetryStrategy['refreshRetryTokenForRetry']> {
    if (failure.errorType === 'THROTTLING') this.#count.throttles += 1;
    return super.refreshRetryTokenForRetry(token, failure);
  }
}

/** What every client is configured with. */
export interface ClientConfiguration {
  readonly region: string;
  readonly credentials?: AwsCredentialIdentity | AwsCredentialIdentityProvider;
  readonly retryStrategy: AdaptiveRetryStrategy;
  readonly requestHandler: NodeHttpHandler;
}

/** An SDK client, as far as it is handled here. */
interface Destroyable {
  destroy(): void;
}

/**
 * The SDK clients of one account and region: made on first use, sharing connections and the count of calls. Each has
 * retries of its own, because AWS throttles service by service: a slow one must not slow the others down.
 */
export class AwsClients {
  readonly count: CallCount = { calls: 0, throttles: 0 };
  readonly #configuration: Omit<ClientConfiguration, 'retryStrategy'>;
  readonly #clients = new Map<unknown, Destroyable>();

  /** Without credentials the SDK's default provider chain is asked, as everywhere else in AWS tools. */
  constructor(region: string, credentials?: AwsCredentialIdentity | AwsCredentialIdentityProvider) {
    this.#configuration = {
      region,
      requestHandler: new CountingHandler(this.count),
      ...(credentials === undefined ? {} : { credentials }),
    };
  }

  /** The client of a service: `clients.get(EC2Client)`. */
  get<T extends Destroyable>(client: new (configuration: ClientConfiguration) => T): T {
    const known = this.#clients.get(client);
    if (known instanceof client) return known;
    const made = new client({
      ...this.#configuration,
      retryStrategy: new CountingRetryStrategy(this.count),
    });
    this.#clients.set(client, made);
    return made;
  }

  /** Closes the connections of all of them. */
  destroy(): void {
    for (const client of this.#clients.values()) client.destroy();
  }
}
