import { GetDetectorCommand, GuardDutyClient, ListDetectorsCommand } from '@aws-sdk/client-guardduty';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { guardDutyDetector } from '../../lib/resources/guardduty-detector.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const guardDuty = mockClient(GuardDutyClient);
const feature = (Name: 'S3_DATA_EVENTS' | 'RUNTIME_MONITORING') => ({
  Name,
  Status: 'ENABLED' as const,
  UpdatedAt: new Date(1),
  AdditionalConfiguration: [
    { Name: 'EKS_ADDON_MANAGEMENT' as const, Status: 'ENABLED' as const, UpdatedAt: new Date(1) },
    { Name: 'EC2_AGENT_MANAGEMENT' as const, Status: 'DISABLED' as const },
  ],
});
const full = {
  CreatedAt: '2026-01-01',
  FindingPublishingFrequency: 'FIFTEEN_MINUTES' as const,
  ServiceRole: 'role',
  Status: 'ENABLED' as const,
  UpdatedAt: '2026-01-02',
  Tags: { Name: 'd' },
  Features: [feature('S3_DATA_EVENTS'), feature('RUNTIME_MONITORING')],
};

beforeEach(() => {
  guardDuty.reset();
  guardDuty
    .on(ListDetectorsCommand)
    .resolves({ DetectorIds: ['d1'], NextToken: '2' })
    .on(ListDetectorsCommand, { NextToken: '2' })
    .resolves({ DetectorIds: ['d2'] })
    .on(GetDetectorCommand, { DetectorId: 'd1' })
    .resolves(full)
    .on(GetDetectorCommand, { DetectorId: 'd2' })
    .rejects(awsError('AccessDeniedException', 'no'));
});

describe('reading', () => {
  test('every property of every page', async () => {
    const [first, second] = await readAll(guardDutyDetector);
    expect(second).toMatchObject({ id: 'd2', unread: [{ path: '', reason: 'AccessDeniedException: no' }] });
    const { tags, arn, properties } = stored(guardDutyDetector, first ?? { id: '', properties: {} });
    expect(tags).toEqual({ Name: 'd' });
    expect(arn).toBe('arn:aws:guardduty:eu-west-1:111122223333:detector/d1');
    const AdditionalConfiguration = [{ Name: 'EKS_ADDON_MANAGEMENT', Status: 'ENABLED' }];
    expect(properties).toEqual({
      Id: 'd1',
      Enable: true,
      FindingPublishingFrequency: 'FIFTEEN_MINUTES',
      ServiceRole: 'role',
      Features: [
        { Name: 'RUNTIME_MONITORING', Status: 'ENABLED', AdditionalConfiguration },
        { Name: 'S3_DATA_EVENTS', Status: 'ENABLED', AdditionalConfiguration },
      ],
    });
  });

  test('read again in another order, with a feature that AWS just added, it gives the same bytes', async () => {
    const first = storedLines(guardDutyDetector, await readAll(guardDutyDetector));
    guardDuty.on(GetDetectorCommand, { DetectorId: 'd1' }).resolves({
      ...full,
      UpdatedAt: '2026-02-01',
      Features: [
        { Name: 'LAMBDA_NETWORK_LOGS' as const, Status: 'DISABLED' as const },
        ...[...full.Features].reverse(),
      ],
    });
    expect(storedLines(guardDutyDetector, await readAll(guardDutyDetector))).toEqual(first);
  });
});

const base: JsonObject = { Enable: true };
const features = (Status: string, part: string) => ({
  Features: [{ Name: 'A', Status, AdditionalConfiguration: [{ Name: 'B', Status: part }] }],
});
const on = 'ENABLED';
const off = 'DISABLED';

describe('what a change of GuardDuty means', () => {
  const less = ['guardduty-feature-turned-off'];
  test.each<[string, JsonObject, JsonObject, string, string[]]>([
    ['suspended', {}, { Enable: false }, 'CRITICAL', ['guardduty-suspended']],
    ['enabled', { Enable: false }, {}, 'INFO', []],
    ['a plan off', features(on, on), features(off, on), 'HIGH', less],
    ['a part off', features(on, on), features(on, off), 'HIGH', less],
    ['a part on', features(on, off), features(on, on), 'INFO', []],
    ['told later', {}, { FindingPublishingFrequency: 'SIX_HOURS' }, 'MEDIUM', []],
  ])('%s', (_, before, after, severity, rules) => {
    const risk = riskOf(guardDutyDetector, { ...base, ...before }, { ...base, ...after });
    expect(risk).toMatchObject({ severity, rules });
  });

  test('turned off, and what it costs', () => {
    const before = resource(guardDutyDetector.type, base);
    const risk = assessRisk({ kind: 'removed', before }, guardDutyDetector);
    expect(risk).toMatchObject({ severity: 'CRITICAL', rules: ['guardduty-detector-deleted'] });
    expect(riskOf(guardDutyDetector, undefined, { Enable: false })?.severity).toBe('MEDIUM');
    expect(guardDutyDetector.monthlyCost?.(before, costContext({})).usd).toBeNull();
  });
});
