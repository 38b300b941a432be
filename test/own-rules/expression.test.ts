import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Resource } from '../../lib/model/resource.ts';
import { celResource, toCelValue } from '../../lib/rules/cel-values.ts';
import { compileExpression, ExpressionError } from '../../lib/rules/expression.ts';
import { celFunctions } from '../../lib/rules/functions.ts';

const resource: Resource = {
  type: 'AWS::S3::Bucket',
  id: 'orders',
  account: '111122223333',
  region: 'eu-west-1',
  tags: { Env: 'prod', Name: 'shop' },
  properties: {
    Size: 5,
    Ratio: 0.5,
    Encrypted: null,
    Rules: [{ Cidr: '0.0.0.0/0', Port: 22 }, { Port: 443 }],
    Policy: {
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: 's3:Get*', Resource: '*' },
        { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::444455556666:root' }, NotAction: 'iam:*' },
        { Effect: 'Deny', Principal: '*', Action: 's3:GetObjectAcl', Resource: '*' },
      ],
    },
  },
};
const state = (text: string, of = resource) =>
  compileExpression(text, 'state').evaluate({ resource: celResource(of) });

function mistakeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof ExpressionError) return error.message;
    throw error;
  }
  return 'no mistake';
}

describe('an expression says whether there is a danger', () => {
  test.each([
    ['a property', 'resource.properties.Size == 5', true],
    ['whole numbers are integers', 'resource.properties.Size + 1 == 6', true],
    ['other numbers are not', 'resource.properties.Ratio < 1.0', true],
    ['the identity', 'resource.type == "AWS::S3::Bucket" && resource.id == "orders"', true],
    ['the name, which the Name tag tells', 'resource.name == "shop"', true],
    ['a tag', 'resource.tags.Env == "prod"', true],
    ['an element of a list', 'resource.properties.Rules.exists(rule, rule.Port == 22)', true],
    ['several texts, each a danger', 'resource.properties.Rules.map(rule, string(rule.Port))', ['22', '443']],
    ['the same text twice is one', '["a", "a", "b"]', ['a', 'b']],
    ['no text is no danger', 'resource.properties.Rules.filter(rule, false).map(rule, rule.Cidr)', []],
  ])('%s', (_what, text, answer) => {
    expect(state(text)).toEqual(answer);
  });
});

describe('what is absent makes an expression false, never an error', () => {
  test.each([
    ['a property', 'resource.properties.Gone == 1'],
    ['below a property that is absent', 'resource.properties.Gone.Deeper == 1'],
    ['what is null', 'resource.properties.Encrypted == false'],
    ['a negation of it', '!resource.properties.Gone'],
    ['a tag', 'resource.tags.Owner == "ana"'],
    ['the ARN', 'resource.arn == "arn"'],
    ['an element', 'resource.properties.Rules[7].Port == 22'],
    ['a pointer', 'valueAt(resource, "/Gone/Deeper") == 1'],
    [
      'what no JavaScript object lacks',
      'resource.properties.constructor == 1 || resource.properties.__proto__ == 1',
    ],
    ['in an element of a list', 'resource.properties.Rules.exists(rule, rule.Cidr == "10.0.0.0/8")'],
  ])('%s', (_what, text) => {
    expect(state(text)).toBe(false);
  });

  test.each([
    ['has() asks', '!has(resource.properties.Gone)', true],
    ['has() asks however deep', '!has(resource.properties.Gone.Deeper.Deepest)', true],
    ['has() with blanks', '!has( resource . properties . Gone . Deeper )', true],
    ['two of them', '!has(resource.properties.A.B) && !has(resource.properties.C.D)', true],
    ['has() of what is there', 'has(resource.properties.Policy.Statement)', true],
    ['has() of an element', 'resource.properties.Rules.exists(rule, !has(rule.Cidr))', true],
    ['a default', 'resource.properties.?Gone.orValue("none") == "none"', true],
    ['hasValue', 'hasValue(resource, "/Gone") || hasValue(resource, "/Tags/Owner")', false],
    ['valueAt with a default', 'valueAt(resource, "/Gone", "none") == "none"', true],
    ['or what is there', 'resource.properties.Gone == 1 || resource.properties.Size == 5', true],
  ])('%s', (_what, text, answer) => {
    expect(state(text)).toBe(answer);
  });
});

describe('the functions', () => {
  test.each([
    ['valueAt(resource, "/Rules/0/Port") == 22', true],
    ['valueAt(resource, "/Tags/Env") == "prod"', true],
    ['valueAt(resource.properties.Rules[1], "/Port") == 443', true],
    ['valuesAt(resource, "/Rules/*/Port") == [22, 443]', true],
    ['valuesAt(resource, "/Policy/*/*/Effect").size() == 3', true],
    ['valuesAt(resource, "/Size/*").size() == 0', true],
    ['hasValue(resource, "/Tags/Env")', true],
    ['matches(resource.id, "^ord.*s$")', true],
    ['matches(resource.id, "^shop")', false],
    ['cidrContains("10.0.0.0/8", "10.1.0.0/16")', true],
    ['cidrContains("10.1.0.0/16", "10.0.0.0/8")', false],
    ['cidrContains("10.0.0.0/8", "10.1.2.3")', true],
    ['cidrContains("2001:db8::/32", "2001:db8:1::1")', true],
    ['cidrContains("10.0.0.0/8", "2001:db8::1")', false],
    ['cidrContains("10.0.0.0/8", resource.id)', false],
    ['isInternet("0.0.0.0/0") && isInternet("::/0") && isInternet("128.0.0.0/1")', true],
    ['isInternet("0.0.0.0/2") || isInternet(resource.id)', false],
    ['policyAllows(resource.properties.Policy, "s3:GetObject")', true],
    ['policyAllows(resource.properties.Policy, "s3:GetObjectAcl")', false],
    ['policyAllows(resource.properties.Policy, "iam:PassRole")', false],
    ['policyAllows(resource.properties.Policy, "ec2:RunInstances")', true],
    ['policyIsPublic(resource.properties.Policy)', true],
    ['policyAccounts(resource.properties.Policy) == ["444455556666"]', true],
    ['policyAllows(resource.properties.Rules, "s3:GetObject")', false],
  ])('%s is %s', (text, answer) => {
    expect(state(text)).toBe(answer);
  });

  test.each(celFunctions.map(({ call }) => [call]))('%s is how the documentation calls it', (call) => {
    expect(() => compileExpression(`dyn(${call}) == dyn(true)`, 'state')).not.toThrow();
  });

  test('a text that is no pointer is told', () => {
    expect(mistakeOf(() => state('valueAt(resource, "Size") == 5'))).toMatch(
      /"Size" is no JSON Pointer, such as "\/Encrypted"/,
    );
  });
});

describe('what is no rule is refused, with the reason', () => {
  test.each([
    [
      'no CEL',
      'resource.properties.Size ==',
      /is no CEL expression: Unexpected token: EOF \(character \d+\)/,
    ],
    ['a typing error', 'resource.propertis.Size == 5', /No such key: propertis \(character 10\)/],
    ['an unknown variable', 'bucket.id == "x"', /Unknown variable: bucket/],
    ['a variable of changes', 'before.id == "x"', /Unknown variable: before/],
    ['an unknown function', 'allows(resource)', /allows/],
    [
      'no answer',
      'resource.properties.Size + 1',
      /gives int; it must give true or false, or a list of texts/,
    ],
    ['wrong types', 'resource.id + 1 == 2', /no such overload: string \+ int/],
    [
      'the matches of the library, which can take for ever',
      'resource.id.matches("a")',
      /write matches\(text, "pattern"\)/,
    ],
    ['a pattern that is none', 'matches(resource.id, "(")', /has a wrong pattern/],
    ['a pattern that is too long', `matches(resource.id, "${'a'.repeat(501)}")`, /at most 500 characters/],
    ['a network that is none', 'isInternet("10.0.0.0/33")', /"10.0.0.0\/33" is no network/],
    [
      'loops within loops',
      'resource.properties.A.all(a, a.all(b, b.all(c, c.all(d, true))))',
      /at most 3 deep/,
    ],
    ['values that grow', 'cel.bind(x, [1], x == x)', /cel.bind is not for rules/],
    ['too long a text', `true ${'|| true '.repeat(1000)}`, /has more than 4000 characters/],
    ['too deep a text', `${'('.repeat(100)}true${')'.repeat(100)}`, /is no CEL expression/],
  ])('%s', (_what, text, message) => {
    expect(mistakeOf(() => compileExpression(text, 'state'))).toMatch(message);
  });

  test('values of other types than it takes them for are told when it is evaluated', () => {
    expect(mistakeOf(() => state('resource.properties.Size.startsWith("5")'))).toMatch(
      /no matching overload/,
    );
    expect(mistakeOf(() => state('resource.properties.Rules.map(rule, rule)'))).toMatch(/else than texts/);
    expect(mistakeOf(() => state('resource.properties.Size'))).toMatch(/neither true or false nor a list/);
  });
});

describe('no expression runs code or takes for ever', () => {
  test.each([
    'process.exit(1)',
    'globalThis.process',
    'resource.constructor.constructor("return process")()',
    'this',
    'import("node:fs")',
    'require("fs")',
    'eval("1")',
    'resource.properties["constructor"]["constructor"] == "x"',
    'resource.toString() == "x"',
    'new Function("return 1")()',
  ])('%s', (text) => {
    const outcome = mistakeOf(() => state(text));
    expect(outcome === 'no mistake' ? state(text) : outcome).not.toBe(true);
  });

  test('a pattern that makes other engines wait', () => {
    const long: Resource = { ...resource, id: `${'a'.repeat(20_000)}!` };
    const started = performance.now();
    expect(state('matches(resource.id, "^(a+)+$")', long)).toBe(false);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('any text is an expression or refused, and never anything else', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const outcome = mistakeOf(() => state(text));
        expect(typeof outcome).toBe('string');
      }),
    );
  });

  test('any property can be looked at', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (given) => {
        const properties = JSON.parse(JSON.stringify(given));
        const answer = mistakeOf(() => state('resource.properties.a.b == 1', { ...resource, properties }));
        expect(['no mistake']).toContain(answer);
      }),
    );
  });
});

describe('an expression tells what it looks at, properties before tags', () => {
  test.each([
    ['resource.properties.A.B == 1', ['/A/B']],
    ['resource.tags.Env == "x" && resource.properties.A', ['/A', '/Tags/Env']],
    ['resource.properties["A"][0].B == 1', ['/A/*/B']],
    ['!has(resource.properties.A.B)', ['/A/B']],
    ['valuesAt(resource, "/A/*/B").exists(b, b == 1)', ['/A/*/B']],
    ['resource.properties.A.exists(a, a.B == 1)', ['/A']],
    ['"Owner" in resource.tags', ['/Tags']],
    ['resource.id == "x"', []],
    ['size(resource.properties) == 0', []],
  ])('%s', (text, reads) => {
    expect(compileExpression(text, 'state').reads).toEqual(reads);
  });

  test('of a change too', () => {
    const { reads } = compileExpression(
      'before.properties.A != after.properties.A && "/B" in paths',
      'change',
    );
    expect(reads).toEqual(['/A']);
  });
});

test('CEL sees integers, and nothing of what is null in a map', () => {
  expect(toCelValue({ a: 1, b: 1.5, c: null, d: [null, 2 ** 60], e: { f: 'x' } })).toEqual({
    a: 1n,
    b: 1.5,
    d: [null, 2 ** 60],
    e: { f: 'x' },
  });
});
