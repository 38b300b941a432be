import { describe, expect, test } from 'vitest';
import type { ResourceChange } from '../../lib/model/change.ts';
import type { TypeKnowledge } from '../../lib/model/knowledge.ts';
import type { Resource } from '../../lib/model/resource.ts';
import type { RuleSetting } from '../../lib/model/rule-policy.ts';
import { knowledgeOf } from '../../lib/resources/index.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { rulesOf } from '../../lib/risk/rules-of.ts';
import type { OwnRule, TestedRule } from '../../lib/rules/definition.ts';
import { judgeBy } from '../../lib/rules/policy.ts';
import { runRuleTests } from '../../lib/rules/run-tests.ts';

const type = 'AWS::S3::Bucket';
const withoutOwner: OwnRule = {
  id: 'own-bucket-without-owner',
  title: 'a bucket that nobody owns',
  types: ['AWS::S3::*'],
  severity: 'HIGH',
  sources: ['ACME 1'],
  state: '!has(resource.tags.Owner)',
  reason: '{{name}} has no owner: {{subject}}, {{/Size}}, {{before/Size}}, {{after/Size}}, {{kind}}.',
  safer: 'an owner was named',
  recommendation: 'Name the owner.',
  remedy: { command: 'aws x {{id}}', console: 'S3 › {{id}}' },
};
const shrunk: OwnRule = {
  ...withoutOwner,
  id: 'own-shrunk',
  state: undefined,
  safer: undefined,
  change: 'kind == "modified" && "/Size" in paths && after.properties.Size < before.properties.Size',
  reason: '{{name}} {{kind}}: from {{before/Size}} to {{after/Size}}, {{/Colours}}, {{arn}}.',
  remedy: undefined,
};

const bucket = (properties: Resource['properties'], tags: Resource['tags'] = {}, rest = {}): Resource => ({
  type,
  id: 'orders',
  account: '111122223333',
  region: 'eu-west-1',
  tags,
  properties,
  ...rest,
});
const plain: TypeKnowledge = { type };
const judged = (own: readonly OwnRule[], settings: readonly RuleSetting[] = [], known = plain) =>
  judgeBy(() => known, { own, settings });
const assess = (change: ResourceChange, ...given: Parameters<typeof judged>) =>
  assessRisk(change, judged(...given).knowledgeOf(type));
const modified = (before: Resource, after: Resource, ...paths: string[]): ResourceChange => ({
  kind: 'modified',
  before,
  after,
  properties: paths.map((path) => ({ path, before: 1, after: 2 })),
});

describe('a rule of the user’s own', () => {
  test('fires with its words, its severity and its remedy', () => {
    const risk = assess({ kind: 'added', after: bucket({ Size: 5 }) }, [withoutOwner]);
    expect(risk).toMatchObject({
      severity: 'HIGH',
      rules: ['own-bucket-without-owner'],
      dangers: ['own-bucket-without-owner: /Tags/Owner'],
      reasons: ['orders has no owner: /Tags/Owner, 5, nothing, nothing, present.'],
      recommendations: ['Name the owner.'],
      remedies: [{ command: 'aws x orders --region eu-west-1', console: 'S3 › orders' }],
    });
  });

  test('of a state is silent of a danger that was there before, and tells the safer direction', () => {
    const [bare, owned] = [bucket({}), bucket({}, { Owner: 'ana' })];
    expect(assess(modified(bare, bucket({ Size: 1 }), '/Size'), [withoutOwner]).rules).toEqual([]);
    expect(assess(modified(owned, bare, '/Tags/Owner'), [withoutOwner]).severity).toBe('HIGH');
    const safer = assess(modified(bare, owned, '/Tags/Owner'), [withoutOwner]);
    expect(safer).toMatchObject({ severity: 'INFO', reasons: ['Safer: an owner was named (/Tags/Owner).'] });
  });

  test('of changes sees both sides', () => {
    const [large, small] = [bucket({ Size: 9 }), bucket({ Size: 2, Colours: ['red', 'blue'] })];
    expect(assess(modified(large, small, '/Size'), [shrunk]).reasons).toEqual([
      'orders modified: from 9 to 2, red, blue, nothing.',
    ]);
    for (const change of [
      modified(small, large, '/Size'),
      modified(large, small, '/Other'),
      { kind: 'added', after: small } as const,
      { kind: 'removed', before: large } as const,
    ]) {
      expect(assess(change, [shrunk]).rules).toEqual([]);
    }
  });

  test('may see that something came or went', () => {
    const gone = {
      ...shrunk,
      change: 'kind == "removed" && before.tags.Env == "prod"',
      reason: '{{id}} is gone.',
    };
    expect(assess({ kind: 'removed', before: bucket({}, { Env: 'prod' }) }, [gone]).reasons).toEqual([
      'orders is gone.',
    ]);
    const came = {
      ...shrunk,
      change: 'kind == "added" && !has(before.properties.Size)',
      reason: '{{id}} came.',
    };
    expect(assess({ kind: 'added', after: bucket({}) }, [came]).rules).toEqual(['own-shrunk']);
  });

  test('may tell several dangers, of which only a new one counts', () => {
    const open = {
      ...withoutOwner,
      state: 'valuesAt(resource, "/Open/*")',
      path: '/Open',
      reason: '{{subject}}',
    };
    const change = modified(bucket({ Open: ['a'] }), bucket({ Open: ['a', 'b'] }), '/Open/1');
    expect(assess(change, [open]).reasons).toEqual(['b']);
  });

  test('is for the types that it names, by pattern too', () => {
    const { knowledgeOf: known } = judgeBy((name) => ({ type: name }), { own: [withoutOwner], settings: [] });
    const ids = (name: string) => rulesOf(known(name)).map(({ id }) => id);
    expect(ids('AWS::S3::AccessPoint')).toContain('own-bucket-without-owner');
    expect(ids('AWS::SQS::Queue')).not.toContain('own-bucket-without-owner');
  });

  test('says nothing of what could not be read', () => {
    const encrypted = { ...withoutOwner, state: '!has(resource.properties.Encryption.Key)' };
    const gap = (path: string) => bucket({}, {}, { unread: [{ path, reason: 'AccessDenied' }] });
    expect(assess({ kind: 'added', after: gap('/Encryption') }, [encrypted]).rules).toEqual([]);
    expect(assess({ kind: 'added', after: gap('') }, [encrypted]).rules).toEqual([]);
    expect(assess({ kind: 'added', after: gap('/Other') }, [encrypted]).rules).toEqual([
      'own-bucket-without-owner',
    ]);
    const change = modified(gap('/Size'), bucket({ Size: 1 }), '/Size');
    expect(assess(change, [{ ...shrunk, change: '!has(before.properties.Size)' }]).rules).toEqual([]);
  });

  test('that looks at no property is of the resource itself', () => {
    const any = { ...withoutOwner, state: 'resource.id == "orders"' };
    expect(assess({ kind: 'added', after: bucket({}) }, [any]).dangers).toEqual([
      'own-bucket-without-owner: the resource itself',
    ]);
  });
});

describe('a rule that cannot be evaluated', () => {
  const broken = { ...withoutOwner, id: 'own-broken', state: 'resource.properties.Size.startsWith("x")' };

  test('stops no other rule, and is told once with the resources it failed on', () => {
    const judging = judged([broken, withoutOwner]);
    for (const id of ['a', 'b', 'a']) {
      const after = bucket({ Size: 1 }, {}, { id });
      expect(assessRisk({ kind: 'added', after }, judging.knowledgeOf(type)).rules).toEqual([
        withoutOwner.id,
      ]);
    }
    expect(judging.report()?.failures).toEqual([
      {
        rule: 'own-broken',
        message: expect.stringContaining('no matching overload'),
        resource: 'AWS::S3::Bucket a',
        resources: 2,
      },
    ]);
  });
});

describe('what the configuration makes of the rules', () => {
  const builtIn: TypeKnowledge = {
    type,
    rules: [
      {
        kind: 'state',
        id: 'public',
        title: 'public',
        severity: 'HIGH',
        sources: [],
        recommendation: 'Close it.',
        safer: 'closed',
        dangers: () => [{ subject: 'public', reason: 'It is public.', severity: 'CRITICAL' }],
      },
      {
        kind: 'change',
        id: 'touched',
        title: 'touched',
        severity: 'MEDIUM',
        sources: [],
        recommendation: 'Look.',
        dangers: () => [{ subject: 'touched', reason: 'It was touched.' }],
        standing: () => [{ subject: 'touched', reason: 'It was touched.', severity: 'CRITICAL' }],
      },
    ],
  };
  const added: ResourceChange = { kind: 'added', after: bucket({}, { Owner: 'ana' }) };

  test('a rule that is switched off judges nothing', () => {
    const settings = [{ rule: 'public', reason: 'a website' }];
    expect(assess(added, [], settings, builtIn).rules).toEqual(['touched']);
  });

  test('a severity that was decided holds for every danger of the rule', () => {
    const settings = [
      { rule: 'public', severity: 'LOW', reason: 'a website' },
      { rule: 'touched', severity: 'INFO', reason: 'often' },
    ] as const;
    expect(assess(added, [], settings, builtIn)).toMatchObject({
      severity: 'LOW',
      rules: ['public', 'touched'],
    });
    const lone = judged([], settings, {
      ...builtIn,
      rules: builtIn.rules?.map((rule) => ({ ...rule, aggravatedBy: ['internet'] })) ?? [],
    });
    expect(rulesOf(lone.knowledgeOf(type)).find(({ id }) => id === 'public')?.aggravatedBy).toEqual([]);
    const rules = rulesOf(judged([], settings, builtIn).knowledgeOf(type));
    const touched = rules.find(({ id }) => id === 'touched');
    const standing = touched?.kind === 'change' ? touched.standing?.(bucket({})) : [];
    expect(standing).toMatchObject([{ severity: 'INFO' }]);
  });

  test('own rules can be switched off too, as in one environment of several', () => {
    const bare: ResourceChange = { kind: 'added', after: bucket({}) };
    expect(assess(bare, [withoutOwner], [{ rule: withoutOwner.id, reason: 'test' }]).rules).toEqual([]);
  });

  test('rules that belong to no single type can be switched off', () => {
    const removed: ResourceChange = { kind: 'removed', before: bucket({}) };
    const off = { rule: 'stateful-resource-deleted', reason: 'caches' };
    expect(assess(removed, [], [off], { type, holdsState: 'its objects' }).rules).toEqual([]);
  });

  test('is told, and nothing where nothing was decided', () => {
    const setting = { rule: 'public', reason: 'a website' };
    expect(judged([withoutOwner], [setting]).report()).toEqual({
      own: ['own-bucket-without-owner'],
      settings: [setting],
      failures: [],
    });
    const untouched = judged([]);
    expect(untouched.report()).toBeUndefined();
    expect(untouched.knowledgeOf(type)).toBe(plain);
  });
});

describe('the tests of a rule', () => {
  const known = { knowledgeOf, types: ['AWS::RDS::DBInstance', type] };
  const problems = (test: Partial<TestedRule['tests'][number]>, rule = withoutOwner) => {
    const whole = { name: 'x', fires: true, ...test };
    return runRuleTests({ ...rule, tests: [whole] }, known).flatMap((result) => result.problems);
  };
  const example = (properties: Resource['properties'] = {}, tags: Resource['tags'] = {}) => ({
    id: 'b',
    account: '111122223333',
    region: 'eu-west-1',
    tags,
    properties,
  });

  test.each([
    ['fires as expected', { resource: example() }, []],
    ['does not fire', { resource: example({}, { Owner: 'a' }) }, ['is to fire and does not']],
    [
      'fires unexpectedly',
      { resource: example(), fires: false },
      [
        'is not to fire and does, with the reason "b has no owner: /Tags/Owner, nothing, nothing, nothing, present."',
      ],
    ],
    [
      'says something else',
      { resource: example(), reason: 'b is open.' },
      ['is to say "b is open." and says "b has no owner: /Tags/Owner, nothing, nothing, nothing, present."'],
    ],
    ['of a new resource', { after: example() }, []],
    ['of one that is gone', { before: example(), fires: false }, []],
    [
      'of a safer change',
      { before: example(), after: example({}, { Owner: 'a' }), fires: false, safer: true },
      [],
    ],
    [
      'of a change that is no safer one',
      { before: example(), after: example({ BucketName: 'c' }), fires: false, safer: true },
      ['is to be told as a safer change and is told as no safer change'],
    ],
    [
      'of no change',
      { before: example(), after: example() },
      ['before and after are the same, which is no change'],
    ],
  ])('%s', (_what, given, expected) => {
    expect(problems(given)).toEqual(expected);
  });

  test('an expression that cannot be evaluated fails', () => {
    const broken = { ...withoutOwner, state: 'resource.properties.Size.startsWith("x")' };
    expect(problems({ resource: example({ Size: 1 }) }, broken)).toEqual([
      expect.stringMatching(/^cannot be evaluated: found no matching overload/),
    ]);
  });

  test('take the first type that a pattern stands for, or the one that is named', () => {
    const rule = {
      ...withoutOwner,
      types: ['AWS::RDS::*'],
      state: 'resource.type == "AWS::RDS::DBInstance"',
    };
    expect(problems({ resource: example() }, rule)).toEqual([]);
    expect(
      problems({ resource: { ...example(), type: 'AWS::RDS::DBCluster', arn: 'x' }, fires: false }, rule),
    ).toEqual([]);
    expect(
      problems(
        { resource: example() },
        { ...rule, types: ['AWS::New::Thing'], state: 'resource.type == "AWS::New::Thing"' },
      ),
    ).toEqual([]);
  });
});
