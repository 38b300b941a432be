import type { RuleCase } from '../rule-case.ts';

const status = (Status: string) => ({ Status });

/** The rule of what Tidemark can no longer read. */
export const coverageCases: readonly RuleCase[] = [
  {
    rule: 'tidemark-coverage-lost',
    type: 'Tidemark::Coverage::ResourceType',
    id: 'AWS::S3::Bucket',
    fires: [status('complete'), status('unread')],
    nearMiss: [null, status('complete')],
    safer: [status('partial'), status('complete')],
  },
];
