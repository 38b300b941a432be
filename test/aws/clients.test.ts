import { createServer, type Server } from 'node:http';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { HttpRequest } from '@smithy/core/protocols';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AwsClients, type ClientConfiguration } from '../../lib/aws/clients.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/** A client that only keeps what it was configured with. */
class FakeClient {
  readonly configuration: ClientConfiguration;
  destroyed = 0;

  constructor(configuration: ClientConfiguration) {
    this.configuration = configuration;
  }

  destroy(): void {
    this.destroyed += 1;
  }
}

class OtherFakeClient extends FakeClient {}

describe('the clients of an account and region', () => {
  test('wait 5 seconds for a connection and 60 for an answer, and then give up', async () => {
    const { requestHandler } = new AwsClients('eu-west-1').get(FakeClient).configuration;
    // The handler works out its configuration when the first request comes.
    const request = { protocol: 'http:', hostname: '127.0.0.1', port: 1, method: 'GET', path: '/' };
    await requestHandler.handle(new HttpRequest(request)).catch(() => undefined);
    expect(requestHandler.httpHandlerConfigs()).toMatchObject({
      connectionTimeout: 5_000,
      requestTimeout: 60_000,
      throwOnRequestTimeout: true,
    });
  });

  test('retry adaptively, with eight attempts, each service by itself', async () => {
    const clients = new AwsClients('eu-west-1');
    const [one, other] = [clients.get(FakeClient), clients.get(OtherFakeClient)];
    expect(one.configuration.retryStrategy.mode).toBe('adaptive');
    expect(await one.configuration.retryStrategy.maxAttemptsProvider()).toBe(8);
    expect(other.configuration.retryStrategy).not.toBe(one.configuration.retryStrategy);
    expect(other.configuration.requestHandler).toBe(one.configuration.requestHandler);
  });

  test('are made once, in the region, with the credentials of the target or those the SDK finds', () => {
    const clients = new AwsClients('eu-west-1', credentials);
    const made = clients.get(FakeClient);
    expect(clients.get(FakeClient)).toBe(made);
    expect(made.configuration).toMatchObject({ region: 'eu-west-1', credentials });
    expect(new AwsClients('eu-west-1').get(FakeClient).configuration).not.toHaveProperty('credentials');
  });

  test('are all closed together', () => {
    const clients = new AwsClients('eu-west-1');
    const made = [clients.get(FakeClient), clients.get(OtherFakeClient)];
    clients.destroy();
    expect(made.map(({ destroyed }) => destroyed)).toEqual([1, 1]);
  });
});

describe('calls are counted', () => {
  let server: Server;
  let answers: { readonly status: number; readonly body: object }[] = [];
  const throttled = { status: 400, body: { __type: 'ThrottlingException', message: 'Rate exceeded' } };

  beforeEach(async () => {
    server = createServer((_request, response) => {
      const { status, body } = answers.shift() ?? { status: 200, body: { SecretList: [] } };
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);
    vi.spyOn(Math, 'random').mockReturnValue(0);
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    server.close();
  });

  test('retries among them, and each throttled attempt; the call still succeeds', async () => {
    answers = [throttled];
    const clients = new AwsClients('eu-west-1', credentials);
    const answer = await clients.get(SecretsManagerClient).send(new ListSecretsCommand({}));
    expect(answer.SecretList).toEqual([]);
    expect(clients.count).toEqual({ calls: 2, throttles: 1 });
    clients.destroy();
  });

  test('over all services together, and a denial is no throttling', async () => {
    answers = [{ status: 400, body: { __type: 'AccessDeniedException', message: 'no' } }];
    const clients = new AwsClients('eu-west-1', credentials);
    const denied = clients.get(SecretsManagerClient).send(new ListSecretsCommand({}));
    await expect(denied).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await clients.get(SFNClient).send(new ListStateMachinesCommand({}));
    expect(clients.count).toEqual({ calls: 2, throttles: 0 });
    clients.destroy();
  });
});
