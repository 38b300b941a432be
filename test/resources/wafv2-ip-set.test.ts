import {
  GetIPSetCommand,
  type IPSet,
  ListIPSetsCommand,
  ListTagsForResourceCommand,
  WAFV2Client,
} from '@aws-sdk/client-wafv2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { wafIpSet } from '../../lib/resources/wafv2-ip-set.ts';
import { resource } from '../resource-fixtures.ts';
import { storedById } from './reading-fixtures.ts';
import { awsError, costContext, readAll, riskOf, storedLines } from './type-fixtures.ts';

const waf = mockClient(WAFV2Client);
const set: IPSet = {
  Name: 'offices',
  Id: '1',
  ARN: 'arn:set',
  Description: 'd',
  IPAddressVersion: 'IPV4',
  Addresses: ['198.51.100.0/24', '192.0.2.0/24'],
};

beforeEach(() => {
  waf.reset();
  waf
    .on(ListIPSetsCommand)
    .resolves({ IPSets: [{ Name: 'offices', Id: '1', ARN: 'arn:set' }], NextMarker: '2' })
    .on(ListIPSetsCommand, { NextMarker: '2' })
    .resolves({ IPSets: [{ Name: 'gone', Id: '2', ARN: 'arn:gone' }, {}] })
    .on(GetIPSetCommand)
    .rejects(awsError('WAFNonexistentItemException'))
    .on(GetIPSetCommand, { Name: 'offices', Id: '1', Scope: 'REGIONAL' })
    .resolves({ IPSet: set })
    .on(ListTagsForResourceCommand)
    .resolves({ TagInfoForResource: { ResourceARN: 'arn:set', TagList: [{ Key: 'Team', Value: 'it' }] } });
});

describe('reading IP sets', () => {
  test('every property of every page', async () => {
    const read = await storedById(wafIpSet);
    expect(Object.keys(read)).toEqual(['offices|1|REGIONAL']);
    expect(read['offices|1|REGIONAL']).toMatchObject({ arn: 'arn:set', tags: { Team: 'it' } });
    expect(read['offices|1|REGIONAL']?.properties).toEqual({
      Name: 'offices',
      Id: '1',
      Arn: 'arn:set',
      Scope: 'REGIONAL',
      Description: 'd',
      IPAddressVersion: 'IPV4',
      Addresses: ['192.0.2.0/24', '198.51.100.0/24'],
    });
  });

  test('another order gives the same bytes', async () => {
    const first = storedLines(wafIpSet, await readAll(wafIpSet));
    waf
      .on(GetIPSetCommand, { Name: 'offices', Id: '1', Scope: 'REGIONAL' })
      .resolves({ IPSet: { ...set, Addresses: set.Addresses?.toReversed() } });
    expect(storedLines(wafIpSet, await readAll(wafIpSet))).toEqual(first);
  });

  test('what is denied is unread', async () => {
    const denied = awsError('AccessDeniedException', 'no');
    waf.on(ListTagsForResourceCommand).rejects(denied);
    expect((await readAll(wafIpSet))[0]?.unread).toEqual([
      { path: '/Tags', reason: 'AccessDeniedException: no' },
    ]);
    waf.on(GetIPSetCommand).rejects(denied);
    expect((await readAll(wafIpSet))[0]?.unread).toEqual([{ path: '', reason: 'AccessDeniedException: no' }]);
  });
});

test.each<[string, string, string[]]>([
  ['0.0.0.0/1', 'HIGH', ['waf-ip-set-holds-the-internet']],
  ['10.0.0.0/8', 'LOW', []],
  ['203.0.113.7/32', 'LOW', []],
  ['::/0', 'HIGH', ['waf-ip-set-holds-the-internet']],
  ['2001:db8::/32', 'LOW', []],
])('%s comes into an IP set', (network, severity, rules) => {
  const of = (...Addresses: string[]) => ({ Name: 'offices', Addresses });
  expect(riskOf(wafIpSet, of('192.0.2.0/24'), of('192.0.2.0/24', network))).toMatchObject({
    severity,
    rules,
  });
  expect(riskOf(wafIpSet, of('192.0.2.0/24', network), of('192.0.2.0/24'))?.rules).toEqual([]);
  expect(wafIpSet.monthlyCost?.(resource('x', {}), costContext({}))?.usd).toBe(0);
});
