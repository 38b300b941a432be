import type { Remedy } from '../model/rule.ts';

/** What has permissions in IAM: the names of its commands and pages have its kind in them. */
export type Principal = 'role' | 'user' | 'group';

/** Where a policy that says what its holder may do stands: in a principal, or for itself. */
export type PolicyHolder = Principal | 'managed policy';

const pages: Readonly<Record<Principal, string>> = {
  role: 'IAM › Roles › {{id}} › Permissions',
  user: 'IAM › Users › {{id}} › Permissions',
  group: 'IAM › User groups › {{id}} › Permissions',
};

/** How to give a policy another document: the one in force, of a managed policy. */
export function documentRemedy(holder: PolicyHolder): Remedy {
  if (holder === 'managed policy') {
    return {
      command:
        'aws iam create-policy-version --policy-arn {{id}} --policy-document file://<approved-policy.json> --set-as-default',
      console: 'IAM › Policies › {{shortName}} › Permissions › Edit',
    };
  }
  return {
    command: `aws iam put-${holder}-policy --${holder}-name {{id}} --policy-name {{policy}} --policy-document file://<approved-policy.json>`,
    console: `${pages[holder]} › Permissions policies › Edit`,
  };
}

/** How to take a policy of AWS from a principal. */
export function detachRemedy(principal: Principal): Remedy {
  return {
    command: `aws iam detach-${principal}-policy --${principal}-name {{id}} --policy-arn {{policy}}`,
    console: `${pages[principal]} › Permissions policies › Remove`,
  };
}

/** How to set the permissions boundary of a principal; groups have none. */
export function boundaryRemedy(principal: Exclude<Principal, 'group'>): Remedy {
  return {
    command: `aws iam put-${principal}-permissions-boundary --${principal}-name {{id}} --permissions-boundary {{former}}`,
    console: `${pages[principal]} › Permissions boundary › Set permissions boundary`,
  };
}
