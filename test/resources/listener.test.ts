import {
  DescribeListenerAttributesCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  ElasticLoadBalancingV2Client,
  type Listener,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { listener } from '../../lib/resources/listener.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const elb = mockClient(ElasticLoadBalancingV2Client);
const arn = (kind: string, name: string) =>
  `arn:aws:elasticloadbalancing:eu-west-1:111122223333:${kind}/${name}`;
const web = arn('loadbalancer', 'app/web/1');
const other = arn('loadbalancer', 'app/other/2');

/** A listener as DescribeListeners returns it. */
const full: Listener = {
  ListenerArn: arn('listener', 'app/web/1/a'),
  LoadBalancerArn: web,
  Port: 443,
  Protocol: 'HTTPS',
  Certificates: [{ CertificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/c', IsDefault: true }],
  SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
  DefaultActions: [
    {
      Type: 'authenticate-oidc',
      Order: 1,
      AuthenticateOidcConfig: {
        Issuer: 'https://id.example.com',
        AuthorizationEndpoint: 'https://id.example.com/auth',
        TokenEndpoint: 'https://id.example.com/token',
        UserInfoEndpoint: 'https://id.example.com/user',
        ClientId: 'web',
        ClientSecret: 'do-not-tell',
      },
    },
    {
      Type: 'forward',
      Order: 2,
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn: arn('targetgroup', 'green/2'), Weight: 10 },
          { TargetGroupArn: arn('targetgroup', 'blue/1'), Weight: 90 },
        ],
        TargetGroupStickinessConfig: { Enabled: false },
      },
    },
  ],
  AlpnPolicy: ['HTTP2Preferred'],
  MutualAuthentication: {
    Mode: 'verify',
    TrustStoreArn: arn('truststore', 't/1'),
    IgnoreClientCertificateExpiry: false,
    TrustStoreAssociationStatus: 'active',
    AdvertiseTrustStoreCaNames: 'off',
  },
};
const second: Listener = { ListenerArn: arn('listener', 'app/web/1/b'), LoadBalancerArn: web };

beforeEach(() => {
  elb.reset();
  elb
    .on(DescribeLoadBalancersCommand)
    .resolves({ LoadBalancers: [{ LoadBalancerArn: web }], NextMarker: '2' })
    .on(DescribeLoadBalancersCommand, { Marker: '2' })
    .resolves({ LoadBalancers: [{ LoadBalancerArn: other }, {}] })
    .on(DescribeListenersCommand, { LoadBalancerArn: web })
    .resolves({ Listeners: [full], NextMarker: '2' })
    .on(DescribeListenersCommand, { LoadBalancerArn: web, Marker: '2' })
    .resolves({ Listeners: [second, {}] })
    .on(DescribeListenersCommand, { LoadBalancerArn: other })
    .rejects(awsError('LoadBalancerNotFoundException'))
    .on(DescribeListenerAttributesCommand)
    .resolves({
      Attributes: [
        { Key: 'b', Value: '2' },
        { Key: 'a', Value: '1' },
      ],
    })
    .on(DescribeTagsCommand)
    .resolves({ TagDescriptions: [{ ResourceArn: full.ListenerArn, Tags: [{ Key: 'app', Value: 'web' }] }] });
});

describe('reading', () => {
  test('every property of every page, in the words of CloudFormation', async () => {
    const [first, next, ...rest] = await readAll(listener);
    expect([next?.id, rest]).toEqual([second.ListenerArn, []]);
    const { id, tags, properties } = stored(listener, first ?? { id: '', properties: {} });
    expect([id, tags]).toEqual([full.ListenerArn, { app: 'web' }]);
    expect(properties).toMatchObject({
      ListenerArn: full.ListenerArn,
      LoadBalancerArn: web,
      Port: 443,
      Protocol: 'HTTPS',
      SslPolicy: full.SslPolicy,
      AlpnPolicy: ['HTTP2Preferred'],
      Certificates: [{ CertificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/c' }],
      DefaultActions: [
        { Type: 'authenticate-oidc', AuthenticateOidcConfig: { ClientId: 'web' } },
        {
          Type: 'forward',
          ForwardConfig: {
            TargetGroups: [
              { TargetGroupArn: arn('targetgroup', 'blue/1'), Weight: 90 },
              { TargetGroupArn: arn('targetgroup', 'green/2'), Weight: 10 },
            ],
          },
        },
      ],
      ListenerAttributes: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
    });
    expect(properties.MutualAuthentication).toEqual({
      Mode: 'verify',
      TrustStoreArn: arn('truststore', 't/1'),
      IgnoreClientCertificateExpiry: false,
      AdvertiseTrustStoreCaNames: 'off',
    });
    expect(JSON.stringify(properties)).not.toContain('do-not-tell');
  });

  test('another order gives the same bytes', async () => {
    const first = storedLines(listener, await readAll(listener));
    elb
      .on(DescribeListenersCommand, { LoadBalancerArn: web })
      .resolves({ Listeners: [second, full] })
      .on(DescribeListenerAttributesCommand)
      .resolves({
        Attributes: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: '2' },
        ],
      });
    expect(storedLines(listener, await readAll(listener))).toEqual(first);
  });

  test('denied attributes are unread, and a listener that is gone is skipped', async () => {
    elb
      .on(DescribeListenerAttributesCommand)
      .rejects(awsError('AccessDenied', 'no'))
      .on(DescribeListenerAttributesCommand, { ListenerArn: String(second.ListenerArn) })
      .rejects(awsError('ListenerNotFoundException'));
    const read = await readAll(listener);
    expect(read.map(({ unread }) => unread)).toEqual([
      [{ path: '/ListenerAttributes', reason: 'AccessDenied: no' }],
    ]);
  });

  test.each([
    ['load balancers', DescribeLoadBalancersCommand],
    ['listeners', DescribeListenersCommand],
  ] as const)('a denied list of %s makes the whole type unread', async (_, command) => {
    elb.on(command).rejects(awsError('AccessDenied'));
    if (command === DescribeListenersCommand)
      elb.on(command, { LoadBalancerArn: web }).rejects(awsError('AccessDenied'));
    await expect(readAll(listener)).rejects.toThrow('AccessDenied');
  });
});

const forward: JsonObject = { Type: 'forward', TargetGroupArn: arn('targetgroup', 'blue/1') };
const signIn: JsonObject = { Type: 'authenticate-cognito' };
const redirect = (Host: string, Protocol = 'HTTPS'): JsonObject => ({
  Type: 'redirect',
  RedirectConfig: { Protocol, Host, StatusCode: 'HTTP_301' },
});
const https = (...DefaultActions: JsonObject[]): JsonObject => ({
  Protocol: 'HTTPS',
  Port: 443,
  SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
  DefaultActions,
});
const http = (...DefaultActions: JsonObject[]): JsonObject => ({
  Protocol: 'HTTP',
  Port: 80,
  DefaultActions,
});
const policy = (SslPolicy: string): JsonObject => ({ ...https(forward), SslPolicy });
const mutual = (Mode: string): JsonObject => ({ ...https(forward), MutualAuthentication: { Mode } });
const clear = 'elb-listener-unencrypted';
const unasked = 'elb-listener-authentication-removed';
const elsewhere = 'elb-listener-redirects-elsewhere';

describe('what a change of a listener means', () => {
  test.each<[string, JsonObject | undefined, JsonObject, string, string[]]>([
    ['a new HTTPS listener', undefined, https(forward), 'LOW', []],
    ['a new HTTP listener', undefined, http(forward), 'MEDIUM', [clear]],
    ['a new HTTP listener that redirects', undefined, http(redirect('#{host}')), 'LOW', []],
    ['HTTPS became HTTP', https(forward), http(forward), 'HIGH', [clear]],
    ['HTTP is forwarded, no longer redirected', http(redirect('#{host}')), http(forward), 'HIGH', [clear]],
    ['HTTP is redirected', http(forward), http(redirect('#{host}')), 'INFO', []],
    ['TLS became TCP', { Protocol: 'TLS' }, { Protocol: 'TCP' }, 'HIGH', ['elb-listener-encryption-removed']],
    ['TCP became TLS', { Protocol: 'TCP' }, { Protocol: 'TLS' }, 'MEDIUM', []],
    [
      'TLS 1.0 is taken',
      https(forward),
      policy('ELBSecurityPolicy-2016-08'),
      'HIGH',
      ['elb-listener-old-tls'],
    ],
    [
      'TLS 1.1 is taken',
      https(forward),
      policy('ELBSecurityPolicy-FS-1-1-2019-08'),
      'HIGH',
      ['elb-listener-old-tls'],
    ],
    [
      'only TLS 1.3 is taken',
      policy('ELBSecurityPolicy-2016-08'),
      policy('ELBSecurityPolicy-TLS13-1-3-2021-06'),
      'INFO',
      [],
    ],
    ['another policy of TLS 1.2', https(forward), policy('ELBSecurityPolicy-FS-1-2-Res-2020-10'), 'LOW', []],
    [
      'TLS 1.2 is taken again beside TLS 1.3',
      policy('ELBSecurityPolicy-TLS13-1-3-2021-06'),
      https(forward),
      'MEDIUM',
      ['elb-listener-lower-tls'],
    ],
    ['no policy is told any more', https(forward), { ...https(forward), SslPolicy: null }, 'LOW', []],
    ['nobody signs in any more', https(signIn, forward), https(forward), 'HIGH', [unasked]],
    ['callers sign in', https(forward), https(signIn, forward), 'INFO', []],
    ['client certificates are asked for', mutual('passthrough'), mutual('verify'), 'INFO', []],
    ['no client certificate is asked for', mutual('verify'), mutual('passthrough'), 'HIGH', [unasked]],
    ['another target group', https(forward), https({ ...forward, TargetGroupArn: 'arn:x' }), 'MEDIUM', []],
    ['callers are sent elsewhere', https(forward), https(redirect('evil.example')), 'HIGH', [elsewhere]],
    ['callers stay', https(redirect('evil.example')), https(redirect('#{host}')), 'INFO', []],
    [
      'a new listener sends callers elsewhere',
      undefined,
      https(redirect('www.example.com')),
      'MEDIUM',
      [elsewhere],
    ],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(listener, before, after)).toMatchObject({ severity, rules });
  });

  test('the reason names the load balancer', () => {
    const id = String(full.ListenerArn);
    expect(riskOf(listener, undefined, http(forward), { id })?.reasons[0]).toContain(
      'port 80 of load balancer web',
    );
  });
});

test('a listener is free', () => {
  expect(listener.monthlyCost?.(resource(listener.type, {}), costContext({})).usd).toBe(0);
});
