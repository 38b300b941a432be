import { DescribeDhcpOptionsCommand, type DhcpOptions, EC2Client } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { dhcpOptions } from '../../lib/resources/dhcp-options.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);
const option = (Key: string, ...values: string[]) => ({ Key, Values: values.map((Value) => ({ Value })) });

/** A set as DescribeDhcpOptions returns it. */
const full: DhcpOptions = {
  OwnerId: '111122223333',
  Tags: [{ Key: 'team', Value: 'net' }],
  DhcpOptionsId: 'dopt-1',
  DhcpConfigurations: [
    option('domain-name', 'corp.example.com'),
    option('domain-name-servers', '10.0.0.3', '10.0.0.2'),
    option('ntp-servers', '169.254.169.123'),
    option('netbios-name-servers', '10.0.0.4'),
    option('netbios-node-type', '2'),
    option('ipv6-address-preferred-lease-time', '140'),
    option('something-new', 'a'),
  ],
};

beforeEach(() => {
  ec2.reset();
  ec2
    .on(DescribeDhcpOptionsCommand)
    .resolves({ DhcpOptions: [full], NextToken: '2' })
    .on(DescribeDhcpOptionsCommand, { NextToken: '2' })
    .resolves({
      DhcpOptions: [{ DhcpOptionsId: 'dopt-2', DhcpConfigurations: [{}, { Key: 'domain-name' }] }, {}],
    });
});

test('every property of every page is read, in the words of CloudFormation', async () => {
  const [first, second, ...rest] = await readAll(dhcpOptions);
  expect([second?.id, rest]).toEqual(['dopt-2', []]);
  const { id, arn, tags, properties } = stored(dhcpOptions, first ?? { id: '', properties: {} });
  expect([id, tags]).toEqual(['dopt-1', { team: 'net' }]);
  expect(arn).toBe('arn:aws:ec2:eu-west-1:111122223333:dhcp-options/dopt-1');
  expect(properties).toEqual({
    DhcpOptionsId: 'dopt-1',
    OwnerId: '111122223333',
    DomainName: 'corp.example.com',
    DomainNameServers: ['10.0.0.3', '10.0.0.2'],
    NtpServers: ['169.254.169.123'],
    NetbiosNameServers: ['10.0.0.4'],
    NetbiosNodeType: 2,
    Ipv6AddressPreferredLeaseTime: 140,
    'something-new': ['a'],
  });
});

test('another order of the options gives the same bytes', async () => {
  const first = storedLines(dhcpOptions, await readAll(dhcpOptions));
  ec2.on(DescribeDhcpOptionsCommand).resolves({
    DhcpOptions: [
      { DhcpOptionsId: 'dopt-2' },
      { ...full, DhcpConfigurations: (full.DhcpConfigurations ?? []).toReversed() },
    ],
  });
  expect(storedLines(dhcpOptions, await readAll(dhcpOptions))).toEqual(first);
});

test('a denied list makes the whole type unread', async () => {
  ec2.on(DescribeDhcpOptionsCommand).rejects(awsError('UnauthorizedOperation'));
  await expect(readAll(dhcpOptions)).rejects.toThrow('UnauthorizedOperation');
});

test.each<[string, JsonObject, string, string | undefined]>([
  [
    'with the servers of AWS',
    { DomainNameServers: ['AmazonProvidedDNS'], NtpServers: ['169.254.169.123'] },
    'LOW',
    undefined,
  ],
  [
    'with other name servers',
    { DomainNameServers: ['198.51.100.7'] },
    'MEDIUM',
    'asks 198.51.100.7 for names',
  ],
  ['with other time servers', { NtpServers: ['198.51.100.7'] }, 'MEDIUM', 'asks 198.51.100.7 for the time'],
])('a new set %s', (_, after, severity, reason) => {
  const risk = riskOf(dhcpOptions, undefined, after);
  expect(risk?.severity).toBe(severity);
  if (reason) expect(risk?.reasons[0]).toContain(reason);
});

test('a set is free', () => {
  expect(dhcpOptions.monthlyCost?.(resource('AWS::X::Y', {}), costContext({})).usd).toBe(0);
});
