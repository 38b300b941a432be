import { describe, expect, test } from 'vitest';
import type { PropertyChange } from '../../lib/model/change.ts';
import type { JsonValue } from '../../lib/model/json.ts';
import { describeCost, describeCostDelta, describeCostSummary, formatUsd } from '../../lib/report/money.ts';
import { countOf, cutText, neutralText, plainText, wrapText } from '../../lib/report/plain-text.ts';
import { changeLines, describeChanges, describePath } from '../../lib/report/property-changes.ts';
import { describeTransition, describeValue } from '../../lib/report/values.ts';
import { monthlyCost } from './report-fixtures.ts';

const digest = (character: string) => `hmac-sha256:${character.repeat(32)}`;

describe('a text on one line', () => {
  test.each([
    ['folds white space', ' a\n\tb\u2028c ', 'a b c'],
    ['neutralises terminal escapes', '\u001b[31mred', '\uFFFD[31mred'],
    ['neutralises control characters of eight bits', '\u009b31m', '\uFFFD31m'],
    [
      'neutralises marks that turn the direction of writing',
      'invoice\u202Egpj.exe\u2066',
      'invoice\uFFFDgpj.exe\uFFFD',
    ],
    ['neutralises invisible characters', 'adm\u200Bin\u{E0041}', 'adm\uFFFDin\uFFFD'],
    ['keeps what writing needs', 'می\u200Cخواهم 👩\u200D💻 naïve', 'می\u200Cخواهم 👩\u200D💻 naïve'],
    ['mends half characters', 'a\ud800b', 'a\uFFFDb'],
    ['shows no digest of a secret', `password=${digest('a')}`, 'password=(secret)'],
  ])('%s', (_name, text, expected) => {
    expect(plainText(text)).toBe(expected);
  });

  test('keeps line breaks and tabs where a text may have several', () => {
    expect(neutralText('a\n\tb\r')).toBe('a\n\tb\uFFFD');
  });

  test.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['a😀b', 3, 'a…'],
    ['abc', 0, '…'],
  ])('cuts %s to %i characters', (text, limit, expected) => {
    expect(cutText(text, limit)).toBe(expected);
  });

  test('breaks between words only', () => {
    expect(wrapText('a bb cccccc d', 4)).toEqual(['a bb', 'cccccc', 'd']);
  });

  test.each([
    [1, '1 finding'],
    [2_000, '2,000 findings'],
  ])('counts %i', (count, expected) => {
    expect(countOf(count, 'finding')).toBe(expected);
  });
});

describe('a value in words', () => {
  test.each<[JsonValue, string]>([
    [null, 'not set'],
    ['', '""'],
    ['true', '"true"'],
    [true, 'true'],
    ['22', '"22"'],
    [22, '22'],
    ['a, b', '"a, b"'],
    ['plain words', 'plain words'],
    [{}, '{}'],
    [[], '[]'],
    [['a', { Port: 22 }], '[a, {Port: 22}]'],
    [{ Nested: { A: null, B: [1] } }, 'Nested: {A: null, B: [1]}'],
    [{ 'bad\u001bname': 'x' }, 'bad\uFFFDname: x'],
    [
      {
        Effect: 'Allow',
        Action: ['s3:getobject'],
        Resource: ['arn:aws:s3:::b/*'],
        Principal: { AWS: ['*'] },
      },
      'Allow s3:getobject on arn:aws:s3:::b/* for anyone',
    ],
    [
      {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Deny',
            NotAction: ['iam:*'],
            NotResource: ['*'],
            NotPrincipal: { AWS: ['111122223333'] },
          },
          {
            Effect: 'Allow',
            Action: ['sts:assumerole'],
            Principal: { Service: ['lambda.amazonaws.com'] },
            Condition: { StringEquals: { 'aws:sourceaccount': ['1', '2'] } },
          },
        ],
      },
      'Deny all but iam:* on all but * for all but account 111122223333; Allow sts:assumerole for Service lambda.amazonaws.com if aws:sourceaccount StringEquals 1 or 2',
    ],
    [
      { Policy: { Statement: [{ Effect: 'Allow', Action: ['*'], Resource: ['*'] }] } },
      'Policy: {Allow * on *}',
    ],
    [[{ Effect: 'Allow', Action: ['*'] }], '[Allow *]'],
    [
      { Effect: 'Allow', Action: ['*'], Principal: { AWS: ['arn:aws:iam::111122223333:role/a'] } },
      'Allow * for arn:aws:iam::111122223333:role/a',
    ],
    // Not a policy, though it has something of one.
    [{ Effect: 'Allow', Port: 22 }, 'Effect: Allow, Port: 22'],
  ])('%j', (value, expected) => {
    expect(describeValue(value, 500)).toBe(expected);
  });

  test('is cut when it is long', () => {
    expect(describeValue('x'.repeat(100), 10)).toBe('xxxxxxxxx…');
  });

  test('shows where two long values differ', () => {
    const start = 'same '.repeat(100);
    expect(describeTransition(`${start}one`, `${start}two`, 60)).toEqual({
      before: '…ame same same same same one',
      after: '…ame same same same same two',
    });
    expect(describeTransition(`a${start}`, `b${start}`, 20)).toEqual({
      before: 'asame same same sam…',
      after: 'bsame same same sam…',
    });
    const halved = describeTransition(`${'😀'.repeat(50)}.one`, `${'😀'.repeat(50)}.two`, 60);
    expect(halved.after.isWellFormed()).toBe(true);
    const odd = describeTransition(`x${'😀'.repeat(50)}one`, `x${'😀'.repeat(50)}two`, 60);
    expect(odd.after).toBe(`…${'😀'.repeat(12)}two`);
  });
});

describe('the path of a property', () => {
  test.each([
    ['/DBInstanceClass', 'DBInstanceClass'],
    ['/VpcConfig/SubnetIds/0', 'VpcConfig.SubnetIds[0]'],
    ['/Tags/Owner', 'tag Owner'],
    ['/Tags', 'Tags'],
    ['/Environment/Variables/a.b', 'Environment.Variables["a.b"]'],
    ['/A~1B', 'A/B'],
  ])('%s', (path, expected) => {
    expect(describePath(path)).toBe(expected);
  });
});

describe('a change on a line', () => {
  function linesOf(...changes: PropertyChange[]): string[] {
    return describeChanges(changes).flatMap((change) => changeLines(change, 'modified', 160));
  }
  const allow = (action: string) => ({ Effect: 'Allow', Action: [action], Resource: ['*'] });

  test.each<[string, PropertyChange[], string[]]>([
    ['a value', [{ path: '/A', before: 1, after: 2 }], ['A: 1 → 2']],
    ['a tag', [{ path: '/Tags/Owner', before: 'ana', after: null }], ['tag Owner: ana → not set']],
    ['a tag whose name is a number', [{ path: '/Tags/1', before: null, after: 'x' }], ['tag 1: not set → x']],
    [
      'elements of a set',
      [
        { path: '/L/0', before: 'a', after: null },
        { path: '/L/1', before: null, after: 'b' },
      ],
      ['L removed: a', 'L added: b'],
    ],
    ['an element that changed', [{ path: '/L/0/Port', before: 1, after: 2 }], ['L[0].Port: 1 → 2']],
    [
      'a list that kept most',
      [{ path: '/L', before: ['a', 'b', 'b'], after: ['a', 'b', 'c'] }],
      ['L removed: b', 'L added: c'],
    ],
    ['a list that is another', [{ path: '/L', before: ['a'], after: ['b'] }], ['L: [a] → [b]']],
    [
      'a list in another order',
      [{ path: '/L', before: ['a', 'b'], after: ['b', 'a'] }],
      ['L: [a, b] → [b, a]'],
    ],
    [
      'a policy by the statements that differ',
      [
        {
          path: '/PolicyDocument',
          before: { Version: '2012-10-17', Statement: [allow('s3:getobject')] },
          after: { Version: '2012-10-17', Statement: [allow('s3:getobject'), allow('*')] },
        },
      ],
      ['PolicyDocument added: Allow * on *'],
    ],
    [
      'an action that a statement got',
      [{ path: '/PolicyDocument/Statement/0/Action/1', before: null, after: 'iam:*' }],
      ['PolicyDocument.Statement[0].Action added: iam:*'],
    ],
    [
      'a secret',
      [{ path: '/Password', before: digest('a'), after: digest('b') }],
      ['Password: (secret changed)'],
    ],
    [
      'a secret that came',
      [{ path: '/Password', before: null, after: digest('b') }],
      ['Password: not set → (secret)'],
    ],
    [
      'a secret within a value',
      [{ path: '/Url', before: `https://u:${digest('a')}@h`, after: `https://u:${digest('b')}@h` }],
      ['Url: https://u:(secret)@h → https://u:(secret changed)@h'],
    ],
    [
      'a secret that stayed, within a value that did not',
      [{ path: '/Url', before: `http://u:${digest('a')}@h`, after: `https://u:${digest('a')}@h` }],
      ['Url: http://u:(secret)@h → https://u:(secret)@h'],
    ],
    [
      'a secret of a list element',
      [
        { path: '/L/0', before: { Name: 'x', Value: digest('a') }, after: null },
        { path: '/L/0', before: null, after: { Name: 'x', Value: digest('b') } },
      ],
      ['L removed: Name: x, Value: (secret)', 'L added: Name: x, Value: (secret changed)'],
    ],
  ])('%s', (_name, changes, expected) => {
    expect(linesOf(...changes)).toEqual(expected);
  });

  test('of a resource that came or went tells its values only', () => {
    const [change] = describeChanges([{ path: '/A', before: null, after: 1 }]);
    const [gone] = describeChanges([{ path: '/A', before: 1, after: null }]);
    expect(change && changeLines(change, 'added', 10)).toEqual(['A: 1']);
    expect(gone && changeLines(gone, 'removed', 10)).toEqual(['A: 1']);
  });
});

describe('money in words', () => {
  test.each([
    [0, 0, 'none'],
    [5, 5, 'unchanged at $5.00 a month'],
    [10, 12.5, '$10.00 → $12.50 a month (+$2.50, +25 %)'],
    [0, 12.5, '$0.00 → $12.50 a month (+$12.50)'],
    [12.5, 0, '$12.50 → $0.00 a month (-$12.50, -100 %)'],
    [null, null, 'unknown'],
    [5, null, '$5.00 → unknown a month'],
  ])('from %s to %s', (before, after, expected) => {
    expect(describeCost(monthlyCost(before, after))).toBe(expected);
  });

  test.each([
    [0, 0, 0, 'no change', '$0.00'],
    [0, 0, 2, 'unknown for 2 findings', '2 unknown'],
    [0, 8, 0, 'unchanged at $8.00 a month', '$0.00'],
    [2, 8, 1, '$8.00 → $10.00 a month (+$2.00, +25 %); unknown for 1 finding', '+$2.00, 1 unknown'],
  ])('of a sum of %d over %d with %i unknown', (delta, baseline, unknown, sentence, short) => {
    const percent = baseline > 0 ? (100 * delta) / baseline : null;
    const summary = { delta, baseline, percent, unknown, currency: 'USD' as const };
    expect(describeCostSummary(summary)).toBe(sentence);
    expect(describeCostDelta(summary)).toBe(short);
  });

  test('writes no negative nothing', () => {
    expect(formatUsd(-0.000_01)).toBe('$0.00');
  });
});
