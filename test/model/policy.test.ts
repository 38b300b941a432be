import { describe, expect, test } from 'vitest';
import { isPolicyDocument, policyStatements } from '../../lib/model/policy.ts';

const allow = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };

describe('a policy document is told from what only looks like one', () => {
  test.each([
    ['a list of statements', { Version: '2012-10-17', Id: 'x', Statement: [allow] }, true],
    ['a lone statement', { Statement: allow }, true],
    ['no statement', { Version: '2012-10-17' }, false],
    ['something foreign beside it', { Statement: [allow], Name: 'x' }, false],
    ['a statement without effect', { Statement: [{ Action: '*' }] }, false],
    ['statements that are text', { Statement: ['SELECT 1'] }, false],
    ['text', 'Statement', false],
    ['nothing', undefined, false],
  ])('%s', (_name, value, expected) => {
    expect(isPolicyDocument(value)).toBe(expected);
  });
});

describe('statements come in one form however they were spelled', () => {
  test('strings and lists, any principal, conditions in any case', () => {
    expect(
      policyStatements({
        Statement: {
          Sid: 'One',
          Effect: 'Deny',
          NotAction: 'IAM:*',
          NotResource: ['a', 'b'],
          Principal: '*',
          NotPrincipal: { AWS: '111122223333', Service: ['a', 'b'] },
          Condition: { Bool: { 'AWS:SecureTransport': false }, Malformed: 'x' },
        },
      }),
    ).toEqual([
      {
        sid: 'One',
        effect: 'Deny',
        actions: [],
        notActions: ['iam:*'],
        resources: [],
        notResources: ['a', 'b'],
        principals: { AWS: ['*'] },
        notPrincipals: { AWS: ['111122223333'], Service: ['a', 'b'] },
        conditions: { Bool: { 'aws:securetransport': ['false'] }, Malformed: {} },
      },
    ]);
  });

  test('an identity policy has no principals', () => {
    const [statement] = policyStatements({ Statement: [allow] });
    expect(statement).toMatchObject({ sid: undefined, principals: undefined, conditions: {} });
  });

  test('what is no document has none', () => {
    expect(policyStatements('text')).toEqual([]);
    expect(policyStatements(undefined)).toEqual([]);
  });
});
