import { describe, expect, test } from 'vitest';
import { pairReplacements } from '../../lib/diff/replacements.ts';
import type { ResourceChange } from '../../lib/model/change.ts';
import type { JsonObject } from '../../lib/model/json.ts';
import type { Resource } from '../../lib/model/resource.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { resource } from '../resource-fixtures.ts';

const type = 'AWS::EC2::SecurityGroup';
const knowledgeOf = (name: string) => ({ type: name });
const stack = (logicalId: string) => ({
  'aws:cloudformation:stack-id': 'arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/1',
  'aws:cloudformation:logical-id': logicalId,
});

const gone = (id: string, properties: JsonObject, rest: Partial<Resource> = {}): ResourceChange => ({
  kind: 'removed',
  before: resource(type, properties, { ...rest, id }),
});
const came = (id: string, properties: JsonObject, rest: Partial<Resource> = {}): ResourceChange => ({
  kind: 'added',
  after: resource(type, properties, { ...rest, id }),
});
const told = (changes: readonly ResourceChange[]) =>
  pairReplacements(changes, knowledgeOf).map((change) =>
    change.kind === 'replaced'
      ? `${change.before.id} replaced by ${change.after.id}`
      : `${change.kind} ${(change.after ?? change.before).id}`,
  );

describe('a resource that comes back under another id is one replacement', () => {
  test.each<[string, ResourceChange, ResourceChange]>([
    ['the same name', gone('sg-1', { GroupName: 'web' }), came('sg-2', { GroupName: 'web' })],
    [
      'the same Name tag',
      gone('sg-1', {}, { tags: { Name: 'web' } }),
      came('sg-2', {}, { tags: { Name: 'web' } }),
    ],
    [
      'the same logical id in the same stack, under another name',
      gone('sg-1', { GroupName: 'web-1' }, { tags: stack('Web') }),
      came('sg-2', { GroupName: 'web-2' }, { tags: stack('Web') }),
    ],
  ])('with %s', (_name, one, other) => {
    expect(told([other, one])).toEqual(['sg-1 replaced by sg-2']);
  });

  test('with what differs beside the id', () => {
    const arn = (id: string) => `arn:aws:ec2:eu-west-1:111122223333:security-group/${id}`;
    const [change] = pairReplacements(
      [
        gone('sg-1', { GroupName: 'web', VpcId: 'vpc-1', GroupId: 'sg-1', Arn: arn('sg-1') }),
        came('sg-2', { GroupName: 'web', VpcId: 'vpc-2', GroupId: 'sg-2', Arn: arn('sg-2') }),
      ],
      knowledgeOf,
    );
    expect(change).toMatchObject({
      kind: 'replaced',
      properties: [{ path: '/VpcId', before: 'vpc-1', after: 'vpc-2' }],
    });
  });
});

describe('what is not surely the same stays a removal and an addition', () => {
  const web = { GroupName: 'web' };
  test.each<[string, ResourceChange[]]>([
    ['another name', [gone('sg-1', web), came('sg-2', { GroupName: 'db' })]],
    ['another region', [gone('sg-1', web), came('sg-2', web, { region: 'eu-central-1' })]],
    ['two that went', [gone('sg-1', web), gone('sg-2', web), came('sg-3', web)]],
    ['two that came', [gone('sg-1', web), came('sg-2', web), came('sg-3', web)]],
    ['nothing but a name that is the id', [gone('web', { GroupName: 'web' }), came('sg-2', web)]],
    ['another stack', [gone('sg-1', {}, { tags: stack('Web') }), came('sg-2', {}, { tags: stack('Api') })]],
  ])('%s', (_name, changes) => {
    expect(told(changes)).toHaveLength(changes.length);
    expect(told(changes).join()).not.toContain('replaced');
  });
});

describe('a replacement is judged', () => {
  const replaced = (before: JsonObject, after: JsonObject) => {
    const [change] = pairReplacements(
      [gone('sg-1', { GroupName: 'web', ...before }), came('sg-2', { GroupName: 'web', ...after })],
      knowledgeOf,
    );
    if (!change) throw new Error('no change');
    return change;
  };

  test('as something new under a known name, when nothing else differs', () => {
    expect(assessRisk(replaced({}, {}), { type })).toMatchObject({
      severity: 'MEDIUM',
      reasons: [expect.stringContaining('took the place of sg-1')],
    });
  });

  test('as the loss of what the old one held', () => {
    expect(assessRisk(replaced({}, {}), { type, holdsState: 'all orders' })).toMatchObject({
      severity: 'HIGH',
      rules: ['stateful-resource-deleted'],
    });
  });

  test('as the difference it makes', () => {
    const risk = assessRisk(replaced({ StorageEncrypted: true }, { StorageEncrypted: false }), { type });
    expect(risk.rules).toContain('encryption-turned-off');
  });
});
