import type { JsonObject } from '../../../lib/model/json.ts';
import { listener as httpsListener } from '../../scenarios/models.ts';
import { account } from '../../scenarios/scenario.ts';
import type { RuleCase } from '../rule-case.ts';
import { ofType } from './of-type.ts';

const groupArn = `arn:aws:elasticloadbalancing:eu-west-1:${account}:targetgroup/shop/73e2d6bc24d8a067`;
const forward = { Type: 'forward', TargetGroupArn: groupArn };
const listener = ofType('AWS::ElasticLoadBalancingV2::Listener', httpsListener);
const listenerRule = ofType('AWS::ElasticLoadBalancingV2::ListenerRule', { Priority: 10 });
const balancer = ofType('AWS::ElasticLoadBalancingV2::LoadBalancer', {
  Name: 'shop',
  Type: 'application',
  Scheme: 'internal',
});
const targetGroup = ofType('AWS::ElasticLoadBalancingV2::TargetGroup', {
  TargetGroupArn: groupArn,
  Name: 'shop',
  Port: 8080,
  Protocol: 'HTTP',
});

const redirect = (RedirectConfig: JsonObject) => ({ Type: 'redirect', RedirectConfig });
const tls = (version: string) => ({ SslPolicy: `ELBSecurityPolicy-${version}` });
const signIn = (more: JsonObject = {}) => ({
  Type: 'authenticate-cognito',
  AuthenticateCognitoConfig: {
    UserPoolArn: `arn:aws:cognito-idp:eu-west-1:${account}:userpool/eu-west-1_a1b2c3`,
    UserPoolClientId: '1a2b3c4d5e',
    UserPoolDomain: 'shop',
    ...more,
  },
});
const attributes = (values: Readonly<Record<string, string>>) => ({
  LoadBalancerAttributes: Object.entries(values).map(([Key, Value]) => ({ Key, Value })),
});
const targets = (...ids: string[]) => ({ Targets: ids.map((Id) => ({ Id, Port: 8080 })) });
const idle = (seconds: number) => ({ 'idle_timeout.timeout_seconds': String(seconds) });

/** The case of an attribute that is in use and then no longer is, or the other way round. */
function attribute(rule: string, safe: Record<string, string>, dangerous: Record<string, string>): RuleCase {
  return balancer(
    rule,
    [attributes({ ...safe, ...idle(60) }), attributes({ ...dangerous, ...idle(60) })],
    [attributes({ ...safe, ...idle(60) }), attributes({ ...safe, ...idle(90) })],
  );
}

/** Cases of load balancers, their listeners and targets. */
export const loadBalancerCases: readonly RuleCase[] = [
  listener(
    'elb-listener-unencrypted',
    [{}, { Protocol: 'HTTP' }],
    [{}, { Protocol: 'HTTP', DefaultActions: [redirect({ Protocol: 'HTTPS', StatusCode: 'HTTP_301' })] }],
  ),
  listener(
    'elb-listener-encryption-removed',
    [{ Protocol: 'TLS' }, { Protocol: 'TCP' }],
    [{ Protocol: 'TCP' }, { Protocol: 'TCP_UDP' }],
  ),
  listener('elb-listener-old-tls', [{}, tls('2016-08')], [{}, tls('TLS13-1-2-Res-2021-06')]),
  listener(
    'elb-listener-lower-tls',
    [tls('TLS13-1-3-2021-06'), tls('TLS13-1-2-2021-06')],
    [tls('TLS13-1-2-2021-06'), tls('TLS13-1-2-Ext1-2021-06')],
  ),
  listener(
    'elb-listener-authentication-removed',
    [{ DefaultActions: [signIn(), forward] }, { DefaultActions: [forward] }],
    [
      { DefaultActions: [signIn(), forward] },
      { DefaultActions: [signIn({ SessionTimeout: 3600 }), forward] },
    ],
  ),
  listenerRule(
    'elb-listener-authentication-removed',
    [{ Actions: [signIn(), forward] }, { Actions: [forward] }],
    [{ Actions: [forward] }, { Actions: [{ ...forward, Order: 1 }] }],
  ),
  listener(
    'elb-listener-redirects-elsewhere',
    [{}, { DefaultActions: [redirect({ Host: 'shop.elsewhere.example' })] }],
    [{}, { DefaultActions: [redirect({ Host: '#{host}', Path: '/closed' })] }],
  ),
  listenerRule(
    'elb-listener-redirects-elsewhere',
    [{ Actions: [forward] }, { Actions: [redirect({ Host: 'shop.elsewhere.example' })] }],
    [{ Actions: [forward] }, { Actions: [redirect({ Host: '#{host}', Path: '/closed' })] }],
  ),
  balancer(
    'elb-internet-facing',
    [{}, { Scheme: 'internet-facing' }],
    [{ Scheme: 'internet-facing' }, { Scheme: 'internet-facing', IpAddressType: 'dualstack' }],
  ),
  attribute('elb-deletion-protection-off', { 'deletion_protection.enabled': 'true' }, {}),
  attribute('elb-logging-off', { 'access_logs.s3.enabled': 'true' }, {}),
  attribute('elb-invalid-headers-kept', { 'routing.http.drop_invalid_header_fields.enabled': 'true' }, {}),
  attribute(
    'elb-desync-mitigation-off',
    { 'routing.http.desync_mitigation_mode': 'defensive' },
    { 'routing.http.desync_mitigation_mode': 'monitor' },
  ),
  attribute('elb-waf-fail-open', {}, { 'waf.fail_open.enabled': 'true' }),
  balancer(
    'elb-logs-go-elsewhere',
    [attributes({ 'access_logs.s3.bucket': 'logs' }), attributes({ 'access_logs.s3.bucket': 'elsewhere' })],
    [
      attributes({ 'access_logs.s3.bucket': 'logs' }),
      attributes({ 'access_logs.s3.bucket': 'logs', 'access_logs.s3.prefix': 'shop' }),
    ],
    [attributes({}), attributes({ 'access_logs.s3.bucket': 'logs' })],
  ),
  targetGroup(
    'elb-target-registered',
    [targets('i-1'), targets('i-1', 'i-2')],
    [targets('i-1', 'i-2'), targets('i-1')],
  ),
  targetGroup('elb-no-targets', [targets('i-1', 'i-2'), targets()], [targets('i-1', 'i-2'), targets('i-1')]),
];
