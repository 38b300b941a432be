import { coverageType } from '../diff/coverage.ts';
import { free } from '../model/cost.ts';
import type { TypeKnowledge } from '../model/knowledge.ts';
import type { StateRule } from '../model/rule.ts';

const unreadable: StateRule = {
  kind: 'state',
  id: 'tidemark-coverage-lost',
  title: 'a resource type can no longer be read completely',
  severity: 'HIGH',
  sources: ['AWS Well-Architected SEC04-BP01'],
  recommendation:
    'Restore the read permissions of the Tidemark role in the account (deploy the member stack again), and ask who took them away.',
  remedy: {
    command:
      'aws cloudformation update-stack --stack-name TidemarkMember --template-body file://cdk.out/TidemarkMember.template.json --parameters ParameterKey=HubAccount,UsePreviousValue=true --capabilities CAPABILITY_NAMED_IAM --region <region-of-the-stack>',
    console: 'CloudFormation › Stacks › TidemarkMember › Update',
  },
  safer: 'the type can be read completely again',
  dangers: ({ id, account, region, properties }) =>
    properties.Status === 'complete'
      ? []
      : [
          {
            subject: `${properties.Status}`,
            path: '/Status',
            severity: properties.Status === 'unread' ? 'HIGH' : 'MEDIUM',
            reason: `${id} of account ${account} in ${region} is now ${properties.Status === 'unread' ? 'not read at all' : 'read only partly'}: changes there stay unseen.`,
          },
        ],
};

/** What is known of the pseudo-type that stands for how far a type was read. */
export const coverageKnowledge: TypeKnowledge = {
  type: coverageType,
  rules: [unreadable],
  monthlyCost: () => free,
};
