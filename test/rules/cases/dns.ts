import { account } from '../../scenarios/scenario.ts';
import type { RuleCase } from '../rule-case.ts';
import { ofType } from './of-type.ts';

const zone = ofType('AWS::Route53::HostedZone', { Id: 'Z0123456789ABCDEFGHIJ', Name: 'shop.example.' });
const record = ofType('AWS::Route53::RecordSet', {
  HostedZoneId: 'Z0123456789ABCDEFGHIJ',
  Name: 'shop.example.',
  TTL: '300',
});
const logging = ofType('AWS::Route53Resolver::ResolverQueryLoggingConfig', {
  Id: 'rqlc-0a1b2c3d4e5f60718',
  Name: 'all-queries',
});
const association = ofType('AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation', {
  Id: 'rqlca-0a1b2c3d4e5f60718',
  ResolverQueryLogConfigId: 'rqlc-0a1b2c3d4e5f60718',
  ResourceId: 'vpc-0aa11bb22cc33dd44',
});

const logTo = (group: string) => ({
  QueryLoggingConfig: { CloudWatchLogsLogGroupArn: `arn:aws:logs:us-east-1:${account}:log-group:${group}` },
});
const vpcs = (...ids: string[]) => ({ VPCs: ids.map((VPCId) => ({ VPCId, VPCRegion: 'eu-west-1' })) });
const mail = (...ResourceRecords: string[]) => ({ Type: 'MX', ResourceRecords });
const destination = (bucket: string) => ({ DestinationArn: `arn:aws:s3:::${bucket}` });

/** Cases of Route 53 and its resolver. */
export const dnsCases: readonly RuleCase[] = [
  zone('route53-query-logging-off', [logTo('queries'), {}], [logTo('queries'), logTo('queries-2')]),
  zone(
    'route53-vpc-associated',
    [vpcs('vpc-1'), vpcs('vpc-1', 'vpc-2')],
    [vpcs('vpc-1'), { ...vpcs('vpc-1'), HostedZoneConfig: { Comment: 'internal', PrivateZone: true } }],
  ),
  record(
    'route53-domain-steered-elsewhere',
    [mail('10 mx.shop.example.'), mail('10 mx.elsewhere.example.')],
    [
      { Type: 'A', ResourceRecords: ['192.0.2.1'] },
      { Type: 'A', ResourceRecords: ['192.0.2.2'] },
    ],
    [mail('10 mx.shop.example.'), { ...mail('10 mx.shop.example.'), TTL: '600' }],
  ),
  logging(
    'resolver-query-logging-deleted',
    [destination('dns-logs'), null],
    [destination('dns-logs'), { ...destination('dns-logs'), Name: 'queries' }],
  ),
  logging(
    'resolver-query-logs-redirected',
    [destination('dns-logs'), destination('elsewhere')],
    [destination('dns-logs'), { ...destination('dns-logs'), Name: 'queries' }],
    [null, destination('dns-logs')],
  ),
  association('resolver-query-logging-ended', [{}, null], [{}, { ResourceId: 'vpc-0ee55ff66aa77bb88' }]),
];
