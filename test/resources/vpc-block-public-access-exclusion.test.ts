import {
  DescribeVpcBlockPublicAccessExclusionsCommand,
  EC2Client,
  type VpcBlockPublicAccessExclusion,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { vpcBlockPublicAccessExclusion } from '../../lib/resources/vpc-block-public-access-exclusion.ts';
import { resource } from '../resource-fixtures.ts';
import { awsError, costContext, readAll, riskOf, stored, storedLines } from './type-fixtures.ts';

const ec2 = mockClient(EC2Client);

/** An exclusion as DescribeVpcBlockPublicAccessExclusions returns it. */
const full: VpcBlockPublicAccessExclusion = {
  ExclusionId: 'vpcbpa-exclude-1',
  InternetGatewayExclusionMode: 'allow-bidirectional',
  ResourceArn: 'arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-1',
  State: 'create-complete',
  CreationTimestamp: new Date('2026-01-01T00:00:00Z'),
  LastUpdateTimestamp: new Date('2026-01-01T00:00:00Z'),
  Tags: [{ Key: 'team', Value: 'net' }],
};
const ofVpc = {
  ExclusionId: 'vpcbpa-exclude-2',
  ResourceArn: 'arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1',
};

beforeEach(() => {
  ec2.reset();
  ec2
    .on(DescribeVpcBlockPublicAccessExclusionsCommand)
    .resolves({ VpcBlockPublicAccessExclusions: [full], NextToken: '2' })
    .on(DescribeVpcBlockPublicAccessExclusionsCommand, { NextToken: '2' })
    .resolves({
      VpcBlockPublicAccessExclusions: [
        ofVpc,
        { ExclusionId: 'vpcbpa-exclude-3', State: 'delete-complete' },
        { ExclusionId: 'vpcbpa-exclude-4', State: 'disable-complete' },
        {},
      ],
    });
});

test('every property of every page is read, in the words of CloudFormation', async () => {
  const [first, second, ...rest] = await readAll(vpcBlockPublicAccessExclusion);
  expect(rest).toEqual([]);
  const { id, arn, tags, properties } = stored(
    vpcBlockPublicAccessExclusion,
    first ?? { id: '', properties: {} },
  );
  expect([id, tags]).toEqual(['vpcbpa-exclude-1', { team: 'net' }]);
  expect(arn).toBe('arn:aws:ec2:eu-west-1:111122223333:vpc-block-public-access-exclusion/vpcbpa-exclude-1');
  expect(properties).toEqual({
    ExclusionId: 'vpcbpa-exclude-1',
    InternetGatewayExclusionMode: 'allow-bidirectional',
    SubnetId: 'subnet-1',
  });
  expect(second?.properties).toMatchObject({ VpcId: 'vpc-1' });
});

test('another order and another state give the same bytes', async () => {
  const first = storedLines(vpcBlockPublicAccessExclusion, await readAll(vpcBlockPublicAccessExclusion));
  ec2
    .on(DescribeVpcBlockPublicAccessExclusionsCommand)
    .resolves({ VpcBlockPublicAccessExclusions: [ofVpc, { ...full, State: 'update-in-progress' }] });
  expect(storedLines(vpcBlockPublicAccessExclusion, await readAll(vpcBlockPublicAccessExclusion))).toEqual(
    first,
  );
});

test('none and a denied list differ', async () => {
  ec2.on(DescribeVpcBlockPublicAccessExclusionsCommand).resolves({});
  expect(await readAll(vpcBlockPublicAccessExclusion)).toEqual([]);
  ec2.on(DescribeVpcBlockPublicAccessExclusionsCommand).rejects(awsError('UnauthorizedOperation'));
  await expect(readAll(vpcBlockPublicAccessExclusion)).rejects.toThrow('UnauthorizedOperation');
});

const of = (InternetGatewayExclusionMode: string): JsonObject => ({
  InternetGatewayExclusionMode,
  VpcId: 'vpc-1',
});

test.each<[string, JsonObject | undefined, JsonObject, string, string]>([
  ['a new one', undefined, of('allow-bidirectional'), 'HIGH', 'the internet may reach it'],
  ['a new one for outbound traffic', undefined, of('allow-egress'), 'HIGH', 'it may reach the internet'],
  ['a wider one', of('allow-egress'), of('allow-bidirectional'), 'HIGH', 'vpc-1: the internet may reach it'],
])('%s', (_, before, after, severity, reason) => {
  const risk = riskOf(vpcBlockPublicAccessExclusion, before, after);
  expect(risk?.severity).toBe(severity);
  expect(risk?.reasons[0]).toContain(reason);
});

test('an exclusion is free', () => {
  expect(vpcBlockPublicAccessExclusion.monthlyCost?.(resource('AWS::X::Y', {}), costContext({})).usd).toBe(0);
});
