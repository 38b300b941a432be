import { GetMacieSessionCommand, Macie2Client } from '@aws-sdk/client-macie2';
import {
  DescribeHubCommand,
  GetEnabledStandardsCommand,
  ListTagsForResourceCommand,
  SecurityHubClient,
  type StandardsSubscription,
} from '@aws-sdk/client-securityhub';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { macieSession } from '../../lib/resources/macie-session.ts';
import { securityHub } from '../../lib/resources/security-hub.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const hub = mockClient(SecurityHubClient);
const macie = mockClient(Macie2Client);
const HubArn = 'arn:aws:securityhub:eu-west-1:111122223333:hub/default';
const standard = (
  name: string,
  StandardsStatus: 'READY' | 'DELETING' | 'PENDING' = 'READY',
): StandardsSubscription => ({
  StandardsSubscriptionArn: `s/${name}`,
  StandardsArn: name,
  StandardsInput: {},
  StandardsStatus,
});

beforeEach(() => {
  hub.reset();
  macie.reset();
  hub
    .on(DescribeHubCommand)
    .resolves({
      HubArn,
      SubscribedAt: '2026-01-01',
      AutoEnableControls: true,
      ControlFindingGenerator: 'SECURITY_CONTROL',
    })
    .on(GetEnabledStandardsCommand)
    .resolves({ StandardsSubscriptions: [standard('cis'), standard('old', 'DELETING')], NextToken: '2' })
    .on(GetEnabledStandardsCommand, { NextToken: '2' })
    .resolves({ StandardsSubscriptions: [standard('best-practices')] })
    .on(ListTagsForResourceCommand)
    .resolves({ Tags: { Name: 'hub' } });
  macie.on(GetMacieSessionCommand).resolves({
    createdAt: new Date(1),
    findingPublishingFrequency: 'ONE_HOUR',
    serviceRole: 'role',
    status: 'ENABLED',
    updatedAt: new Date(2),
  });
});

describe('reading Security Hub', () => {
  test('every property, with the standards of every page', async () => {
    const [read, ...rest] = await readAll(securityHub);
    expect(rest).toEqual([]);
    const { id, tags, properties } = stored(securityHub, read ?? { id: '', properties: {} });
    expect({ id, tags }).toEqual({ id: HubArn, tags: { Name: 'hub' } });
    expect(properties).toEqual({
      ARN: HubArn,
      AutoEnableControls: true,
      ControlFindingGenerator: 'SECURITY_CONTROL',
      EnabledStandards: [{ StandardsArn: 'best-practices' }, { StandardsArn: 'cis' }],
    });
  });

  test('read again in another order, it gives the same bytes', async () => {
    const first = storedLines(securityHub, await readAll(securityHub));
    hub
      .on(GetEnabledStandardsCommand)
      .resolves({ StandardsSubscriptions: [standard('best-practices', 'PENDING'), standard('cis')] });
    expect(storedLines(securityHub, await readAll(securityHub))).toEqual(first);
  });

  test('what is denied is unread; where it is off there is none', async () => {
    hub.on(GetEnabledStandardsCommand).rejects(awsError('AccessDeniedException', 'no'));
    hub.on(ListTagsForResourceCommand).rejects(awsError('AccessDeniedException', 'no'));
    expect((await readAll(securityHub))[0]?.unread?.map(({ path }) => path)).toEqual([
      '/EnabledStandards',
      '/Tags',
    ]);
    hub.on(DescribeHubCommand).rejects(awsError('InvalidAccessException', 'Account is not subscribed'));
    expect(await readAll(securityHub)).toEqual([]);
    hub.on(DescribeHubCommand).rejects(awsError('AccessDeniedException'));
    await expect(readAll(securityHub)).rejects.toThrow('AccessDeniedException');
  });
});

const enabled = (...names: string[]) => ({
  EnabledStandards: names.map((StandardsArn) => ({ StandardsArn })),
});

test.each<[string, JsonObject, JsonObject, string, string[]]>([
  ['a standard less', enabled('a', 'b'), enabled('a'), 'HIGH', ['securityhub-standard-disabled']],
  ['a standard more', enabled('a'), enabled('a', 'b'), 'INFO', []],
  [
    'no new controls',
    { AutoEnableControls: true },
    { AutoEnableControls: false },
    'LOW',
    ['securityhub-new-controls-off'],
  ],
  ['new controls', { AutoEnableControls: false }, { AutoEnableControls: true }, 'INFO', []],
])('Security Hub with %s', (_, before, after, severity, rules) => {
  expect(riskOf(securityHub, before, after)).toMatchObject({ severity, rules });
});

describe('Macie', () => {
  test('every property; none where it is off; unread where it is denied', async () => {
    const [read] = await readAll(macieSession);
    expect(read).toEqual({
      id: '111122223333',
      properties: {
        AwsAccountId: '111122223333',
        Status: 'ENABLED',
        FindingPublishingFrequency: 'ONE_HOUR',
        ServiceRole: 'role',
      },
    });
    const first = storedLines(macieSession, await readAll(macieSession));
    expect(storedLines(macieSession, await readAll(macieSession))).toEqual(first);
    macie.on(GetMacieSessionCommand).rejects(awsError('AccessDeniedException', 'Macie is not enabled'));
    expect(await readAll(macieSession)).toEqual([]);
    macie.on(GetMacieSessionCommand).rejects(awsError('AccessDeniedException', 'not authorized'));
    await expect(readAll(macieSession)).rejects.toThrow('not authorized');
  });

  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['paused', {}, { Status: 'PAUSED' }, 'HIGH', ['macie-paused']],
    ['enabled', { Status: 'PAUSED' }, {}, 'INFO', []],
    ['told more often', {}, { FindingPublishingFrequency: 'ONE_HOUR' }, 'MEDIUM', []],
  ])('%s', (_, before, after, severity, rules) => {
    expect(riskOf(macieSession, before, after)).toMatchObject({ severity, rules });
  });
});

test.each([
  [securityHub, 'securityhub-disabled'],
  [macieSession, 'macie-disabled'],
])('turned off, and what it costs', (type, rule) => {
  const before = resource(type.type, {});
  expect(assessRisk({ kind: 'removed', before }, type)).toMatchObject({ severity: 'HIGH', rules: [rule] });
  expect(type.monthlyCost?.(before, costContext({})).usd).toBeNull();
});
