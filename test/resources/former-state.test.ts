import { expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { deliveryStream } from '../../lib/resources/delivery-stream.ts';
import { asWord, definition, formerValue, patch } from '../../lib/resources/former-state.ts';
import { logGroup } from '../../lib/resources/log-group.ts';
import { trail } from '../../lib/resources/trail.ts';
import { riskOf } from './type-fixtures.ts';

const resource = (properties: JsonObject) => ({
  type: 'AWS::Example::Thing',
  id: 'thing',
  account: '111122223333',
  region: 'eu-west-1',
  tags: {},
  properties,
});

test.each([
  ['a document is JSON', { a: [1] }, '{"a":[1]}'],
  ['a list is JSON', ['a', 'b'], '["a","b"]'],
  ['a text is itself', 'a b', 'a b'],
  ['a number is itself', 7, '7'],
])('%s in a command', (_, value, word) => expect(asWord(value)).toBe(word));

test('a property that had no value gives a command nothing to put back', () => {
  expect(formerValue(undefined)).toEqual({});
  expect(formerValue(null)).toEqual({});
  expect(formerValue(14)).toEqual({ former: '14' });
});

test('what is deleted is made again from all that can be set', () => {
  const { definition: json = '' } = definition(resource({ Name: 'thing', Arn: 'arn', Size: 2 }), ['Arn']);
  expect(JSON.parse(json)).toEqual({ Name: 'thing', Size: 2 });
});

test.each<[string, JsonObject, object]>([
  ['put back', { Size: 2 }, { op: 'add', path: '/Size', value: 2 }],
  ['taken away where there was none', {}, { op: 'remove', path: '/Size' }],
])('a property is %s', (_, before, operation) => {
  expect(JSON.parse(patch(resource(before), 'Size').patch ?? '')).toEqual([operation]);
});

/** The JSON document that ends the command of a rule's remedy. */
function documentOf(risk: ReturnType<typeof riskOf>, rule: string): unknown {
  const { command = '' } = risk?.remedies.find((each) => each.rule === rule) ?? {};
  return JSON.parse(/'(.*)'/.exec(command)?.[1] ?? '');
}

test('a delivery stream gets its former destination back in place of one of another kind', () => {
  const s3 = { BucketARN: 'arn:aws:s3:::logs' };
  const before = { ExtendedS3DestinationConfiguration: s3 };
  const after = {
    HttpEndpointDestinationConfiguration: { EndpointConfiguration: { Url: 'https://collector.example.com' } },
  };
  expect(documentOf(riskOf(deliveryStream, before, after), 'firehose-destination-changed')).toEqual([
    { op: 'remove', path: '/HttpEndpointDestinationConfiguration' },
    { op: 'add', path: '/ExtendedS3DestinationConfiguration', value: s3 },
  ]);
});

test('a trail records all management events again, and the data events that it did', () => {
  const data = { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Data'] }] };
  const management = { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] };
  const reads = {
    FieldSelectors: [
      { Field: 'eventCategory', Equals: ['Management'] },
      { Field: 'readOnly', Equals: ['true'] },
    ],
  };
  const risk = riskOf(
    trail,
    { TrailName: 'all', AdvancedEventSelectors: [management, data] },
    { TrailName: 'all', AdvancedEventSelectors: [reads, data] },
  );
  expect(documentOf(risk, 'cloudtrail-management-events-missing')).toMatchObject({
    TrailName: 'all',
    AdvancedEventSelectors: [management, data],
  });
});

test('logs that were kept for ever are kept for as long as CloudWatch can', () => {
  const risk = riskOf(logGroup, {}, { RetentionInDays: 7 });
  expect(risk?.remedies[0]?.command).toContain('--retention-in-days 3653');
});

test('of several subscription filters the one that changed is set again', () => {
  const filter = (FilterName: string, FilterPattern: string) => ({
    FilterName,
    FilterPattern,
    DestinationArn: 'arn:aws:logs:eu-west-1:111122223333:destination:all',
  });
  const risk = riskOf(
    logGroup,
    { SubscriptionFilters: [filter('archive', 'all'), filter('security', 'ERROR')] },
    { SubscriptionFilters: [filter('archive', 'all'), filter('security', 'nothing')] },
  );
  expect(documentOf(risk, 'logs-subscription-changed')).toMatchObject({
    filterName: 'security',
    filterPattern: 'ERROR',
  });
});
