import { describe, expect, test } from 'vitest';
import { SurroundingLines } from '../../lib/findings/surrounding-lines.ts';
import type { JsonObject } from '../../lib/model/json.ts';
import type { Resource } from '../../lib/model/resource.ts';
import { resourceLine } from '../../lib/snapshot/canonical.ts';
import { testDigest } from '../resource-fixtures.ts';

function resource(type: string, id: string, properties: JsonObject, rest: Partial<Resource> = {}): Resource {
  return { type, id, account: '111122223333', region: 'eu-west-1', tags: {}, properties, ...rest };
}
const group = resource('Test::Group', 'sg-1', { Name: 'web' });
const server = resource('Test::Server', 'i-1', { Groups: ['sg-1'], Profile: 'shop "web"' });
const profile = resource('Test::Profile', 'shop "web"', { Roles: ['arn:aws:iam::1:role/shop'] });
const role = resource('Test::Role', 'shop', {}, { arn: 'arn:aws:iam::1:role/shop' });
const tagged = resource('Test::Server', 'i-2', { Groups: [] }, { tags: { Group: 'sg-1' } });
const other = resource('Test::Other', 'x', { Groups: ['sg-1'] });

const around = new SurroundingLines(['Test::Group', 'Test::Server', 'Test::Profile', 'Test::Role']);
for (const each of [group, other, profile, role, tagged]) around.onSame(resourceLine(each));
around.onPair({ after: resourceLine(server) });
around.onPair({});
const surroundings = around.surroundings((type) => ({ type }), testDigest);
const neighboursOf = (of: Resource) => surroundings.neighbours(of).map(({ id }) => id);

describe('what stands around a resource', () => {
  test('are those that it names and those that name it, by id and by ARN', () => {
    expect(neighboursOf(group)).toEqual(['i-1']);
    expect(neighboursOf(server).sort()).toEqual(['sg-1', 'shop "web"']);
    expect(neighboursOf(profile).sort()).toEqual(['i-1', 'shop']);
    expect(neighboursOf(role)).toEqual(['shop "web"']);
  });

  test('are not those that only have its name as a tag, nor itself', () => {
    expect(neighboursOf(tagged)).toEqual([]);
    expect(neighboursOf(resource('Test::Group', 'sg-1', { Self: 'sg-1' }))).toEqual(['i-1']);
  });

  test('are asked of a resource that is no more, too', () => {
    expect(neighboursOf(resource('Test::Server', 'i-9', { Groups: ['sg-1'] }))).toEqual(['sg-1']);
  });
});
