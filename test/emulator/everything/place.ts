import { clientConfiguration } from '../accounts.ts';
import { tagList } from '../seed/plan.ts';
import type { SeededMember } from '../seed.ts';

/** Where everything is created: an account that already has the resources of the shop. */
export interface Place {
  readonly shop: SeededMember;
  /** What SDK clients are made with. */
  readonly configuration: ReturnType<typeof clientConfiguration>;
  /** The ARN of something of this account and region, for example `arn('sqs', 'orders')`. */
  readonly arn: (service: string, resource: string) => string;
}

/** Makes the place of a seeded account. */
export function placeOf(shop: SeededMember): Place {
  return {
    shop,
    configuration: clientConfiguration(shop),
    arn: (service, resource) => `arn:aws:${service}:${shop.region}:${shop.account}:${resource}`,
  };
}

/** The tags of everything, as a map; three, so that their order could matter. */
export const tags: Readonly<Record<string, string>> = {
  Name: 'everything',
  Team: 'orders',
  'cost-center': '4711',
};

/** {@link tags} as most services take them. */
export const tagPairs = tagList(tags);

/** {@link tags} as ECS-like services take them. */
export const lowerTagPairs = Object.entries(tags).map(([key, value]) => ({ key, value }));

/** The JSON text of a policy document of two statements, the first with several actions and a condition of several values. */
export function policy(resource: string, service: string, principal?: object): string {
  const who = principal === undefined ? {} : { Principal: principal };
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Use',
        Effect: 'Allow',
        ...who,
        Action: [`${service}:Get*`, `${service}:List*`],
        Resource: resource,
        Condition: { StringEquals: { 'aws:PrincipalTag/Team': ['orders', 'catalogue'] } },
      },
      {
        Sid: 'OnlyEncrypted',
        Effect: 'Deny',
        ...(principal === undefined ? {} : { Principal: '*' }),
        Action: `${service}:*`,
        Resource: resource,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  });
}
