import { expect, test } from 'vitest';
import { operationsFor } from '../../lib/attribution/event-fit.ts';
import { eventSourceOf } from '../../lib/attribution/event-names.ts';
import { namesToLookUp } from '../../lib/attribution/resource-names.ts';
import { resourceTypes } from '../../lib/resources/index.ts';
import { change } from './events.ts';

const fn = 'arn:aws:lambda:eu-west-1:111122223333:function:orders';

test.each([
  ['its id', { id: 'sg-1' }, ['sg-1']],
  ['its id and its ARN', { id: 'orders', arn: fn }, ['orders', fn]],
  ['its ARN and the name in it', { id: fn, arn: fn }, [fn, 'orders']],
  [
    'the parts of a compound id, the longest first',
    { id: 'rtb-0123456789|10.0.0.0/8' },
    ['rtb-0123456789', '10.0.0.0/8'],
  ],
  ['the part that tells the resource', { type: 'AWS::EC2::EIP', id: '52.0.0.1|eipalloc-1' }, ['eipalloc-1']],
  ['all parts, where the telling one is missing', { type: 'AWS::EC2::EIP', id: '52.0.0.1' }, ['52.0.0.1']],
  ['no part that anything may be called', { id: 'Z0123|A|default' }, ['Z0123']],
  ['nothing, where only the account is known', { id: '111122223333' }, []],
  [
    'no more than three names',
    { id: 'name-1|name-22|name-333|name-4444' },
    ['name-4444', 'name-333', 'name-22'],
  ],
  ['no endless name', { id: 'x'.repeat(2_001) }, []],
])('CloudTrail is asked for a resource by %s', (_what, rest, names) => {
  expect(namesToLookUp(change(rest))).toEqual(names);
});

test.each([
  ['the operations of the property', {}, 'AuthorizeSecurityGroupIngress'],
  [
    'those of any property, where none of its own are known',
    { properties: [{ path: '/GroupDescription', before: 'a', after: 'b' }] },
    'ModifySecurityGroupRules',
  ],
  [
    'those of any property, of the whole resource',
    { properties: [{ path: '', before: 'a', after: 'b' }] },
    'ModifySecurityGroupRules',
  ],
  ['what the noun of the type tells', { type: 'AWS::SQS::Queue', change: 'added' as const }, 'CreateQueue'],
  [
    'what the noun of the type tells, gone',
    { type: 'AWS::SQS::Queue', change: 'removed' as const },
    'DeleteQueue',
  ],
  ['what the noun of the type tells, changed', { type: 'AWS::AppSync::GraphqlApi' }, 'UpdateGraphqlApi'],
  ['what its entry tells', { type: 'AWS::IAM::ManagedPolicy', change: 'removed' as const }, 'DeletePolicy'],
])('%s are looked through', (_what, rest, operation) => {
  expect(operationsFor(change(rest))[0]).toBe(operation);
});

test.each([
  ['AWS::EC2::SecurityGroup', 'ec2.amazonaws.com'],
  ['AWS::CloudWatch::Alarm', 'monitoring.amazonaws.com'],
  ['nonsense', '.amazonaws.com'],
])('the events of %s are of %s', (type, source) => {
  expect(eventSourceOf(type)).toBe(source);
});

test('every entry is of a type that Tidemark reads natively, so that none is misspelt', async () => {
  const { accessEvents } = await import('../../lib/attribution/events-of-access.ts');
  const { ec2Events } = await import('../../lib/attribution/events-of-ec2.ts');
  const { serviceEvents } = await import('../../lib/attribution/events-of-services.ts');
  const read = new Set(resourceTypes.map(({ type }) => type));
  const entries = Object.keys({ ...accessEvents, ...ec2Events, ...serviceEvents });
  expect(entries.filter((type) => !read.has(type))).toEqual([]);
});
