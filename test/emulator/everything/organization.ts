import { Organizations } from '@aws-sdk/client-organizations';
import { given } from '../seed/plan.ts';
import { type Place, tagPairs } from './place.ts';

/** An organisation with an account in a unit, and a service control policy on both. */
export async function createOrganization({ configuration }: Place): Promise<void> {
  const organizations = new Organizations(configuration);
  const { Roots = [] } = await organizations.listRoots({});
  const RootId = given(Roots[0]?.Id, 'root');
  const { OrganizationalUnit } = await organizations.createOrganizationalUnit({
    ParentId: RootId,
    Name: 'Workloads',
    Tags: tagPairs,
  });
  await organizations.createAccount({
    AccountName: 'shop-staging',
    Email: 'shop-staging@example.com',
    Tags: tagPairs,
  });
  const { Policy } = await organizations.createPolicy({
    Name: 'regions',
    Description: 'Nothing outside Europe',
    Type: 'SERVICE_CONTROL_POLICY',
    Content: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Europe',
          Effect: 'Deny',
          NotAction: ['iam:*', 'organizations:*', 'sts:*'],
          Resource: '*',
          Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-central-1'] } },
        },
      ],
    }),
    Tags: tagPairs,
  });
  const PolicyId = given(Policy?.PolicySummary?.Id, 'policy');
  for (const TargetId of [RootId, given(OrganizationalUnit?.Id, 'unit')])
    await organizations.attachPolicy({ PolicyId, TargetId });
}
