import {
  GetHostedZoneCommand,
  type HostedZone,
  ListHostedZonesCommand,
  ListQueryLoggingConfigsCommand,
  ListResourceRecordSetsCommand,
  ListTagsForResourcesCommand,
  type ResourceRecordSet,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { route53HostedZone } from '../../lib/resources/route53-hosted-zone.ts';
import { route53RecordSet } from '../../lib/resources/route53-record-set.ts';
import { resource } from '../resource-fixtures.ts';
import { riskOfRemoval, storedById, turnedRound } from './reading-fixtures.ts';
import { awsError, costContext, readAll, riskOf, storedLines } from './type-fixtures.ts';

const route53 = mockClient(Route53Client);
const zone: HostedZone = {
  Id: '/hostedzone/Z1',
  Name: 'example.com.',
  CallerReference: 'x',
  Config: { Comment: 'the site', PrivateZone: false },
  ResourceRecordSetCount: 3,
  Features: { AcceleratedRecoveryStatus: 'ENABLED' },
};
const internal: HostedZone = {
  Id: '/hostedzone/Z2',
  Name: 'internal.',
  CallerReference: 'y',
  Config: { PrivateZone: true },
  LinkedService: { ServicePrincipal: 'servicediscovery.amazonaws.com', Description: 'd' },
};
const vpcs = [
  { VPCId: 'vpc-2', VPCRegion: 'eu-west-1' as const },
  { VPCId: 'vpc-1', VPCRegion: 'eu-west-1' as const },
];
const record: ResourceRecordSet = {
  Name: 'www.example.com.',
  Type: 'A',
  SetIdentifier: 'first',
  Weight: 10,
  Region: 'eu-west-1',
  GeoLocation: { CountryCode: 'DE' },
  Failover: 'PRIMARY',
  MultiValueAnswer: false,
  TTL: 60,
  ResourceRecords: [{ Value: '192.0.2.2' }, { Value: '192.0.2.1' }],
  HealthCheckId: 'h1',
  TrafficPolicyInstanceId: 't1',
  CidrRoutingConfig: { CollectionId: 'c', LocationName: 'l' },
  GeoProximityLocation: { AWSRegion: 'eu-west-1', Bias: 1 },
};
const alias: ResourceRecordSet = {
  Name: 'example.com.',
  Type: 'AAAA',
  AliasTarget: { HostedZoneId: 'Z9', DNSName: 'lb.amazonaws.com.', EvaluateTargetHealth: false },
};

beforeEach(() => {
  route53.reset();
  route53
    .on(ListHostedZonesCommand)
    .resolves({ HostedZones: [zone], Marker: '', IsTruncated: true, NextMarker: '2', MaxItems: 1 })
    .on(ListHostedZonesCommand, { Marker: '2' })
    .resolves({
      HostedZones: [internal, { ...internal, Id: '/hostedzone/gone', LinkedService: undefined }],
      Marker: '2',
      IsTruncated: false,
      MaxItems: 1,
    })
    .on(ListTagsForResourcesCommand)
    .resolves({ ResourceTagSets: [{ ResourceId: 'Z1', Tags: [{ Key: 'Team', Value: 'site' }] }, {}] })
    .on(ListQueryLoggingConfigsCommand)
    .resolves({
      QueryLoggingConfigs: [{ Id: 'q', HostedZoneId: 'Z1', CloudWatchLogsLogGroupArn: 'arn:log' }],
    })
    .on(GetHostedZoneCommand)
    .rejects(awsError('NoSuchHostedZone'))
    .on(GetHostedZoneCommand, { Id: 'Z2' })
    .resolves({ HostedZone: internal, VPCs: vpcs })
    .on(ListResourceRecordSetsCommand)
    .rejects(awsError('NoSuchHostedZone'))
    .on(ListResourceRecordSetsCommand, { HostedZoneId: 'Z1' })
    .resolves({
      ResourceRecordSets: [record],
      IsTruncated: true,
      NextRecordName: 'example.com.',
      NextRecordType: 'AAAA',
      NextRecordIdentifier: 'second',
      MaxItems: 300,
    })
    .on(ListResourceRecordSetsCommand, {
      HostedZoneId: 'Z1',
      StartRecordName: 'example.com.',
      StartRecordType: 'AAAA',
      StartRecordIdentifier: 'second',
    })
    .resolves({ ResourceRecordSets: [alias], IsTruncated: false, MaxItems: 300 })
    .on(ListResourceRecordSetsCommand, { HostedZoneId: 'Z2' })
    .resolves({
      ResourceRecordSets: [{ Name: 'a.internal.', Type: 'A', TTL: 0 }],
      IsTruncated: false,
      MaxItems: 300,
    });
});

describe('reading DNS', () => {
  test('every property of a zone', async () => {
    const read = await storedById(route53HostedZone);
    expect(Object.keys(read)).toEqual(['Z1', 'Z2']);
    expect(read.Z1).toMatchObject({ arn: 'arn:aws:route53:::hostedzone/Z1', tags: { Team: 'site' } });
    expect(read.Z1?.properties).toEqual({
      Id: 'Z1',
      Name: 'example.com.',
      HostedZoneConfig: { Comment: 'the site', PrivateZone: false },
      HostedZoneFeatures: { EnableAcceleratedRecovery: true },
      QueryLoggingConfig: { CloudWatchLogsLogGroupArn: 'arn:log' },
    });
    expect(read.Z2?.properties).toEqual({
      Id: 'Z2',
      Name: 'internal.',
      HostedZoneConfig: { PrivateZone: true },
      LinkedService: internal.LinkedService,
      VPCs: vpcs.toReversed(),
    });
  });

  test('every property of a record set', async () => {
    const read = await storedById(route53RecordSet);
    expect(Object.keys(read)).toEqual([
      'www.example.com.|Z1|A|first',
      'example.com.|Z1|AAAA',
      'a.internal.|Z2|A',
    ]);
    expect(read['www.example.com.|Z1|A|first']?.properties).toEqual({
      ...record,
      HostedZoneId: 'Z1',
      TTL: '60',
      ResourceRecords: ['192.0.2.1', '192.0.2.2'],
    });
    expect(read['example.com.|Z1|AAAA']?.properties).toEqual({ ...alias, HostedZoneId: 'Z1' });
  });

  test('another order gives the same bytes', async () => {
    const lines = async () => [
      ...storedLines(route53HostedZone, await readAll(route53HostedZone)),
      ...storedLines(route53RecordSet, await readAll(route53RecordSet)),
    ];
    const first = await lines();
    route53
      .on(GetHostedZoneCommand, { Id: 'Z2' })
      .resolves({ HostedZone: internal, VPCs: vpcs.toReversed() })
      .on(ListResourceRecordSetsCommand, { HostedZoneId: 'Z1' })
      .resolves({ ResourceRecordSets: [alias, turnedRound(record)], IsTruncated: false, MaxItems: 300 });
    expect(await lines()).toEqual(first);
  });

  test('what is denied is unread', async () => {
    const denied = awsError('AccessDenied', 'no');
    route53
      .on(ListTagsForResourcesCommand)
      .rejects(denied)
      .on(ListQueryLoggingConfigsCommand)
      .rejects(denied)
      .on(GetHostedZoneCommand)
      .rejects(denied);
    expect((await readAll(route53HostedZone))[1]?.unread?.map(({ path }) => path)).toEqual([
      '/Tags',
      '/QueryLoggingConfig',
      '/VPCs',
    ]);
    route53.on(ListResourceRecordSetsCommand).rejects(denied);
    await expect(readAll(route53RecordSet)).rejects.toThrow('no');
    route53
      .on(ListHostedZonesCommand)
      .resolves({ HostedZones: [], Marker: '', IsTruncated: false, MaxItems: 1 });
    expect(await readAll(route53HostedZone)).toEqual([]);
  });
});

describe('what a change means', () => {
  const logged: JsonObject = { QueryLoggingConfig: { CloudWatchLogsLogGroupArn: 'arn:log' } };
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['no query logging', logged, {}, 'HIGH', ['route53-query-logging-off']],
    ['query logging', {}, logged, 'INFO', []],
    [
      'one more VPC',
      { VPCs: [{ VPCId: 'a' }] },
      { VPCs: [{ VPCId: 'a' }, { VPCId: 'b' }] },
      'MEDIUM',
      ['route53-vpc-associated'],
    ],
    ['one VPC less', { VPCs: [{ VPCId: 'a' }, { VPCId: 'b' }] }, { VPCs: [{ VPCId: 'a' }] }, 'MEDIUM', []],
    [
      'a comment',
      { HostedZoneConfig: { PrivateZone: false } },
      { HostedZoneConfig: { PrivateZone: false, Comment: 'x' } },
      'INFO',
      [],
    ],
  ])('zone: %s', (_, before, after, severity, rules) => {
    const base = { Name: 'example.com.' };
    expect(riskOf(route53HostedZone, { ...base, ...before }, { ...base, ...after })).toMatchObject({
      severity,
      rules,
    });
  });

  const values = (...ResourceRecords: string[]): JsonObject => ({ ResourceRecords, TTL: '60' });
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    [
      'mail goes elsewhere',
      { Type: 'MX', ...values('10 a') },
      { Type: 'MX', ...values('10 b') },
      'HIGH',
      ['route53-domain-steered-elsewhere'],
    ],
    [
      'a TTL of it',
      { Type: 'MX', ...values('10 a') },
      { Type: 'MX', ResourceRecords: ['10 a'], TTL: '5' },
      'LOW',
      [],
    ],
    [
      'an address',
      { Type: 'A', ...values('192.0.2.1') },
      { Type: 'A', ...values('192.0.2.2') },
      'MEDIUM',
      [],
    ],
  ])('record: %s', (_, before, after, severity, rules) => {
    expect(riskOf(route53RecordSet, { Name: 'a', ...before }, { Name: 'a', ...after })).toMatchObject({
      severity,
      rules,
    });
  });

  test('record: a new delegation, a removed one, a new address', () => {
    expect(riskOf(route53RecordSet, undefined, { Type: 'NS' })).toMatchObject({
      severity: 'MEDIUM',
      rules: ['route53-domain-steered-elsewhere'],
    });
    expect(riskOfRemoval(route53RecordSet, { Type: 'NS' }).severity).toBe('HIGH');
    expect(riskOf(route53RecordSet, undefined, { Type: 'A' })?.severity).toBe('LOW');
    expect(riskOfRemoval(route53HostedZone, {}).severity).toBe('HIGH');
  });

  test.each([route53HostedZone, route53RecordSet])(
    'what services keep in an $type comes and goes',
    (type) => {
      const owner = (properties: JsonObject) => type.membership?.ownerOf(resource(type.type, properties));
      expect(owner({ LinkedService: { ServicePrincipal: 'servicediscovery.amazonaws.com' } })).toBe(
        'servicediscovery.amazonaws.com',
      );
      expect(owner({})).toBeUndefined();
    },
  );

  test('records are free, what a zone costs is not known', () => {
    expect(route53RecordSet.monthlyCost?.(resource('x', {}), costContext({}))?.usd).toBe(0);
    expect(route53HostedZone.monthlyCost?.(resource('x', {}), costContext({}))?.usd).toBeNull();
  });
});
