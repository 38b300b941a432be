import { describe, expect, test } from 'vitest';
import { costSettingsOf } from '../../lib/config/cost-settings.ts';
import { parseConfiguration } from '../../lib/config/load.ts';

function configured(all: string, prod = '{}') {
  const text = `version: 1
memberRole: { externalId: test-1 }
costs: ${all}
environments: { prod: { accounts: ["111122223333"], regions: [eu-west-1], costs: ${prod} } }
`;
  const { costs, environments } = parseConfiguration(text, 't.yaml', ['AWS::EC2::VPC']);
  const { prod: environment } = environments;
  return environment && costSettingsOf(costs, environment.costs);
}

describe('costs', () => {
  test('of which nothing is said are as Tidemark assumes', () => {
    expect(configured('{}')).toBeUndefined();
  });

  test('are by what the environment says, then by what is said for all', () => {
    expect(
      configured(
        '{ usage: { natGatewayGigabytes: 500, wafRequests: 1000 }, budget: { single: 200, percent: 10 } }',
        '{ usage: { natGatewayGigabytes: { low: 10, high: 20 } }, budget: { monthlyIncrease: 50, single: 100 } }',
      ),
    ).toEqual({
      usage: { natGatewayGigabytes: { low: 10, high: 20 }, wafRequests: 1000 },
      budget: { single: 100, percent: 10, monthlyIncrease: 50 },
    });
  });

  test.each([
    ['{ usage: { natGigabytes: 1 } }', 'costs.usage.natGigabytes: is no known key'],
    [
      '{ usage: { wafRequests: much } }',
      'costs.usage.wafRequests: must be a number, such as 500, or a range',
    ],
    ['{ budget: { single: 0 } }', 'costs.budget.single: must be above 0, such as 1000'],
    ['{ budget: { percent: ten } }', 'costs.budget.percent: must be a number, such as 20'],
    ['7', 'costs: must be a map, such as'],
  ])('%s is told to be a mistake', (all, message) => {
    expect(() => configured(all)).toThrow(message);
  });
});
