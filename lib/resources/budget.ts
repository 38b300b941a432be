import { budgetType } from '../findings/budget.ts';
import { free } from '../model/cost.ts';
import type { TypeKnowledge } from '../model/knowledge.ts';
import type { StateRule } from '../model/rule.ts';

const exceeded: StateRule = {
  kind: 'state',
  id: 'cost-budget-exceeded',
  title: 'changes cost more a month than the budget allows',
  severity: 'HIGH',
  sources: ['AWS Well-Architected COST03-BP05', 'AWS Well-Architected COST05-BP05'],
  recommendation:
    'See what is billed since the change, and take the change back or raise the budget (costs.budget) when it is meant.',
  remedy: {
    command:
      'aws ce get-cost-and-usage --time-period Start=<YYYY-MM-DD>,End=<YYYY-MM-DD> --granularity DAILY --metrics UnblendedCost --group-by Type=DIMENSION,Key=SERVICE',
    console: 'Billing and Cost Management › Cost Explorer › Group by: Service',
  },
  safer: 'changes cost no more than the budget allows',
  dangers: ({ properties: { Exceeded } }) =>
    Array.isArray(Exceeded)
      ? Exceeded.map((reason) => {
          const [subject = '', ...rest] = String(reason).split(': ');
          const isDouble = subject.startsWith('more than twice');
          return {
            subject,
            path: '/Exceeded',
            ...(isDouble ? { severity: 'CRITICAL' as const } : {}),
            reason: rest.join(': '),
          };
        })
      : [],
};

/** What is known of the pseudo-type that stands for what the changes of a target cost together. */
export const budgetKnowledge: TypeKnowledge = {
  type: budgetType,
  rules: [exceeded],
  monthlyCost: () => free,
};
