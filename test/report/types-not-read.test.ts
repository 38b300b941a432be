import { expect, test } from 'vitest';
import { typesNotRead } from '../../lib/report/reading-gaps.ts';

test('what exists and is not read is added up over the targets, most of it first', () => {
  expect(
    typesNotRead([
      { notRead: [{ types: ['AWS::AppSync::Api'], resources: 1 }] },
      {
        notRead: [
          { types: ['AWS::Neptune::DBCluster', 'AWS::DocDB::DBCluster'], resources: 2 },
          { types: ['AWS::AppSync::Api'], resources: 3 },
        ],
      },
      {},
    ]),
  ).toEqual(['AWS::AppSync::Api (4)', 'AWS::Neptune::DBCluster or AWS::DocDB::DBCluster (2)']);
});

test('nothing is claimed where AWS did not tell', () => {
  expect(typesNotRead([{}, { notRead: [] }])).toEqual([]);
});
