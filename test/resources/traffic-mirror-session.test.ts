import {
  DescribeTrafficMirrorSessionsCommand,
  DescribeTrafficMirrorTargetsCommand,
  EC2Client,
  type TrafficMirrorSession,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { trafficMirrorSession } from '../../lib/resources/traffic-mirror-session.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);

/** A session as DescribeTrafficMirrorSessions returns it. */
const full: TrafficMirrorSession = {
  TrafficMirrorSessionId: 'tms-1',
  TrafficMirrorTargetId: 'tmt-1',
  TrafficMirrorFilterId: 'tmf-1',
  NetworkInterfaceId: 'eni-1',
  OwnerId: '111122223333',
  PacketLength: 100,
  SessionNumber: 1,
  VirtualNetworkId: 7,
  Description: 'debugging',
  Tags: [{ Key: 'team', Value: 'net' }],
};

beforeEach(() => {
  ec2.reset();
  ec2
    .on(DescribeTrafficMirrorSessionsCommand)
    .resolves({ TrafficMirrorSessions: [full], NextToken: '2' })
    .on(DescribeTrafficMirrorSessionsCommand, { NextToken: '2' })
    .resolves({ TrafficMirrorSessions: [{ TrafficMirrorSessionId: 'tms-2' }, {}] })
    .on(DescribeTrafficMirrorTargetsCommand)
    .resolves({
      TrafficMirrorTargets: [
        {
          TrafficMirrorTargetId: 'tmt-1',
          Type: 'network-interface',
          NetworkInterfaceId: 'eni-9',
          OwnerId: '444455556666',
        },
        {},
      ],
    });
});

describe('reading', () => {
  test('every property of every page, with where the copies go', async () => {
    const [first, second, ...rest] = await readAll(trafficMirrorSession);
    expect([second?.id, rest]).toEqual(['tms-2', []]);
    const { id, arn, tags, properties } = stored(trafficMirrorSession, first ?? { id: '', properties: {} });
    expect([id, tags]).toEqual(['tms-1', { team: 'net' }]);
    expect(arn).toBe('arn:aws:ec2:eu-west-1:111122223333:traffic-mirror-session/tms-1');
    const { TrafficMirrorSessionId, Tags: _tags, ...own } = full;
    expect(properties).toEqual({
      Id: TrafficMirrorSessionId,
      ...own,
      Target: { Type: 'network-interface', NetworkInterfaceId: 'eni-9', OwnerId: '444455556666' },
    });
  });

  test('another order gives the same bytes', async () => {
    const first = storedLines(trafficMirrorSession, await readAll(trafficMirrorSession));
    ec2
      .on(DescribeTrafficMirrorSessionsCommand)
      .resolves({ TrafficMirrorSessions: [{ TrafficMirrorSessionId: 'tms-2' }, full] });
    expect(storedLines(trafficMirrorSession, await readAll(trafficMirrorSession))).toEqual(first);
  });

  test('denied targets are unread; a denied list makes the whole type unread', async () => {
    ec2.on(DescribeTrafficMirrorTargetsCommand).rejects(awsError('UnauthorizedOperation', 'no'));
    const [first] = await readAll(trafficMirrorSession);
    expect(first?.unread).toEqual([{ path: '/Target', reason: 'UnauthorizedOperation: no' }]);
    ec2.on(DescribeTrafficMirrorSessionsCommand).rejects(awsError('UnauthorizedOperation'));
    await expect(readAll(trafficMirrorSession)).rejects.toThrow('UnauthorizedOperation');
  });
});

const to = (Target: JsonObject): JsonObject => ({
  NetworkInterfaceId: 'eni-1',
  TrafficMirrorTargetId: 'tmt-1',
  Target,
});

test.each<[string, JsonObject | undefined, JsonObject, string, string]>([
  ['a new session', undefined, to({ NetworkInterfaceId: 'eni-9' }), 'HIGH', 'copied to eni-9.'],
  [
    'a new session to another account',
    undefined,
    to({ NetworkLoadBalancerArn: 'arn:nlb', OwnerId: '444455556666' }),
    'HIGH',
    'copied to arn:nlb of account 444455556666.',
  ],
  ['an unknown target', undefined, to({}), 'HIGH', 'copied to tmt-1.'],
  [
    'another target',
    to({ NetworkInterfaceId: 'eni-8' }),
    to({ GatewayLoadBalancerEndpointId: 'vpce-1', OwnerId: '111122223333' }),
    'HIGH',
    'copied to vpce-1.',
  ],
  ['longer copies', to({}), { ...to({}), PacketLength: 9000 }, 'MEDIUM', 'PacketLength'],
])('%s', (_, before, after, severity, reason) => {
  const risk = riskOf(trafficMirrorSession, before, after);
  expect(risk?.severity).toBe(severity);
  expect(risk?.reasons[0]).toContain(reason);
});

test('what a session costs is not known', () => {
  expect(trafficMirrorSession.monthlyCost?.(resource('AWS::X::Y', {}), costContext({})).usd).toBeNull();
});
