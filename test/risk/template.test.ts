import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { fillTemplate, placeholdersOf, propertyAt, resourceValue } from '../../lib/risk/template.ts';
import { resource } from '../resource-fixtures.ts';

const properties: JsonObject = { VpcId: 'vpc-1', Ports: [22, 80], Rule: { from: 1 }, Nothing: null };
const example = resource('AWS::EC2::Instance', properties, {
  id: 'i-1',
  arn: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-1',
  tags: { Name: 'web', team: 'shop' },
});

test.each([
  ['id', 'i-1'],
  ['arn', 'arn:aws:ec2:eu-west-1:111122223333:instance/i-1'],
  ['name', 'web (i-1)'],
  ['shortName', 'i-1'],
  ['account', '111122223333'],
  ['region', 'eu-west-1'],
  ['type', 'AWS::EC2::Instance'],
  ['path', '/Ports/0'],
  ['/VpcId', 'vpc-1'],
  ['/Rule/from', 1],
  ['/Tags/team', 'shop'],
  ['constructor', undefined],
  ['/Missing', undefined],
])('%s stands for %j', (name, value) => {
  expect(resourceValue(name, example, '/Ports/0')).toEqual(value);
});

test('tags are looked for below /Tags only, and after the properties', () => {
  expect(propertyAt(example, '/Other/Tags')).toBeUndefined();
  expect(propertyAt({ ...example, properties: { Tags: { team: 'own' } } }, '/Tags/team')).toBe('own');
});

test('the placeholders of a template are known by name', () => {
  expect(placeholdersOf('Group {{id}} opens {{/Ports}} { {x} }')).toEqual(['id', '/Ports']);
  expect(placeholdersOf('nothing')).toEqual([]);
});

describe('a template is filled', () => {
  const fill = (template: string) =>
    fillTemplate(template, {
      standsFor: (name) => resourceValue(name, example, undefined),
      inWords: (values, textBefore) => `${values.join('+')}(${textBefore.length})`,
      unknown: (name) => `<${name}>`,
    });

  test.each([
    ['with what is known', 'a {{id}}', 'a i-1(2)'],
    ['with each of a list', '{{/Ports}}', '22+80(0)'],
    ['with an object as JSON', '{{/Rule}}', '{"from":1}(0)'],
    ['and what is nothing stays to fill in', '{{/Nothing}} {{path}} {{wrong}}', '</Nothing> <path> <wrong>'],
  ])('%s', (_name, template, filled) => {
    expect(fill(template)).toBe(filled);
  });
});
