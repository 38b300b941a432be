import { expect, test } from 'vitest';
import { detectChanges } from '../../lib/diff/snapshots.ts';
import type { TypeKnowledge } from '../../lib/model/knowledge.ts';
import type { Resource } from '../../lib/model/resource.ts';
import { resourceLine } from '../../lib/snapshot/canonical.ts';
import { resource, testDigest } from '../resource-fixtures.ts';

const type = 'Test::Member';
const knowledge: TypeKnowledge = {
  type,
  membership: { reason: 'groups scale', ownerOf: ({ tags }) => tags['test:group'] },
};
const inGroup = (id: string, properties = {}) =>
  resource(type, properties, { id, tags: { 'test:group': 'web' } });
const kept = (id: string) => resource(type, {}, { id });

async function changesBetween(before: readonly Resource[], after: readonly Resource[]): Promise<string[]> {
  const side = (source: string, resources: readonly Resource[]) => ({
    source,
    lines: (async function* () {
      yield resources.map(resourceLine);
    })(),
  });
  const found: string[] = [];
  const options = { knowledgeOf: () => knowledge, digest: testDigest };
  for await (const change of detectChanges(side('before', before), side('after', after), options)) {
    found.push(`${change.kind} ${(change.after ?? change.before).id}`);
  }
  return found;
}

test('members of a group that scales come and go without being a change; what people keep does not', async () => {
  expect(await changesBetween([inGroup('a'), kept('c')], [inGroup('b'), kept('d')])).toEqual([
    'removed c',
    'added d',
  ]);
});

test('what changes on a member that stays is a change', async () => {
  expect(await changesBetween([inGroup('a', { Role: 'x' })], [inGroup('a', { Role: 'y' })])).toEqual([
    'modified a',
  ]);
});

test('a member that changes its owner is a change', async () => {
  expect(await changesBetween([inGroup('a')], [kept('a')])).toEqual(['modified a']);
});
