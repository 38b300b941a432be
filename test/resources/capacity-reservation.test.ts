import {
  type CapacityReservation,
  DescribeCapacityReservationsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { capacityReservation } from '../../lib/resources/capacity-reservation.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);

/** A reservation as DescribeCapacityReservations returns it. */
const full: CapacityReservation = {
  CapacityReservationId: 'cr-1',
  OwnerId: '111122223333',
  CapacityReservationArn: 'arn:aws:ec2:eu-west-1:111122223333:capacity-reservation/cr-1',
  AvailabilityZoneId: 'euw1-az1',
  InstanceType: 'p5.48xlarge',
  InstancePlatform: 'Linux/UNIX',
  AvailabilityZone: 'eu-west-1a',
  Tenancy: 'default',
  TotalInstanceCount: 2,
  AvailableInstanceCount: 1,
  EbsOptimized: true,
  EphemeralStorage: false,
  State: 'active',
  StartDate: new Date('2026-01-01T00:00:00Z'),
  EndDate: new Date('2026-12-01T00:00:00Z'),
  EndDateType: 'limited',
  InstanceMatchCriteria: 'open',
  CreateDate: new Date('2026-01-01T00:00:00Z'),
  Tags: [{ Key: 'team', Value: 'ml' }],
  OutpostArn: 'arn:outpost',
  CapacityReservationFleetId: 'crf-1',
  PlacementGroupArn: 'arn:group',
  CapacityAllocations: [{ AllocationType: 'used', Count: 1 }],
  ReservationType: 'default',
  UnusedReservationBillingOwnerId: '444455556666',
  DeliveryPreference: 'fixed',
};

beforeEach(() => {
  ec2.reset();
  ec2
    .on(DescribeCapacityReservationsCommand)
    .resolves({ CapacityReservations: [full], NextToken: '2' })
    .on(DescribeCapacityReservationsCommand, { NextToken: '2' })
    .resolves({ CapacityReservations: [{ CapacityReservationId: 'cr-2' }, {}] });
});

test('every property of every page is read, in the words of CloudFormation', async () => {
  const [first, second, ...rest] = await readAll(capacityReservation);
  expect(rest).toEqual([]);
  expect(second?.arn).toBe('arn:aws:ec2:eu-west-1:111122223333:capacity-reservation/cr-2');
  const { id, arn, tags, properties } = stored(capacityReservation, first ?? { id: '', properties: {} });
  expect([id, arn, tags]).toEqual(['cr-1', full.CapacityReservationArn, { team: 'ml' }]);
  expect(properties).toEqual({
    Id: 'cr-1',
    CapacityReservationArn: full.CapacityReservationArn,
    CapacityReservationFleetId: 'crf-1',
    OwnerId: '111122223333',
    ReservationType: 'default',
    InstanceType: 'p5.48xlarge',
    InstancePlatform: 'Linux/UNIX',
    InstanceCount: 2,
    InstanceMatchCriteria: 'open',
    AvailabilityZone: 'eu-west-1a',
    AvailabilityZoneId: 'euw1-az1',
    Tenancy: 'default',
    EbsOptimized: true,
    EphemeralStorage: false,
    StartDate: '2026-01-01T00:00:00.000Z',
    EndDate: '2026-12-01T00:00:00.000Z',
    EndDateType: 'limited',
    OutPostArn: 'arn:outpost',
    PlacementGroupArn: 'arn:group',
    UnusedReservationBillingOwnerId: '444455556666',
    DeliveryPreference: 'fixed',
  });
});

test('another order and other use give the same bytes', async () => {
  const first = storedLines(capacityReservation, await readAll(capacityReservation));
  ec2.on(DescribeCapacityReservationsCommand).resolves({
    CapacityReservations: [
      { CapacityReservationId: 'cr-2' },
      { ...full, State: 'pending', AvailableInstanceCount: 2, CapacityAllocations: [] },
    ],
  });
  expect(storedLines(capacityReservation, await readAll(capacityReservation))).toEqual(first);
});

test('only those of the account are asked for; a denied list makes the whole type unread', async () => {
  await readAll(capacityReservation);
  expect(ec2.commandCalls(DescribeCapacityReservationsCommand)[0]?.args[0].input.Filters?.[0]).toEqual({
    Name: 'owner-id',
    Values: ['111122223333'],
  });
  ec2.on(DescribeCapacityReservationsCommand).rejects(awsError('UnauthorizedOperation'));
  await expect(readAll(capacityReservation)).rejects.toThrow('UnauthorizedOperation');
});

test('one of a fleet belongs to the fleet', () => {
  const of = (properties: JsonObject) =>
    capacityReservation.membership?.ownerOf(resource('AWS::X::Y', properties));
  expect([of({ CapacityReservationFleetId: 'crf-1' }), of({})]).toEqual([
    'capacity reservation fleet crf-1',
    undefined,
  ]);
});

test.each<[string, JsonObject | undefined, JsonObject, string]>([
  ['it is new', undefined, { InstanceCount: 2 }, 'LOW'],
  ['it is larger', { InstanceCount: 2 }, { InstanceCount: 4 }, 'MEDIUM'],
])('%s', (_, before, after, severity) => {
  expect(riskOf(capacityReservation, before, after)?.severity).toBe(severity);
});

const linux: JsonObject = { InstanceType: 'm5.large', InstancePlatform: 'Linux/UNIX', InstanceCount: 3 };
const prices = { 'AmazonEC2 linux/m5.large': 0.1 };

test.each<[string, JsonObject, Record<string, number>, number | null]>([
  ['3 × 0.1 USD/h for 730 h', linux, prices, 219],
  ['nothing when it reserves nothing', { ...linux, InstanceCount: null }, prices, 0],
  ['an unknown sum with Windows', { ...linux, InstancePlatform: 'Windows' }, prices, null],
  ['an unknown sum on dedicated hardware', { ...linux, Tenancy: 'dedicated' }, prices, null],
  ['an unknown sum as a capacity block', { ...linux, ReservationType: 'capacity-block' }, prices, null],
  ['an unknown sum without a price', linux, {}, null],
])('a reservation costs %s', (_, properties, book, usd) => {
  const cost = capacityReservation.monthlyCost?.(resource('AWS::X::Y', properties), costContext(book));
  expect(cost?.usd == null ? null : Number(cost.usd.toFixed(6))).toBe(usd);
});
