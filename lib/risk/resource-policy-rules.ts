import type { PolicyStatement } from '../model/policy.ts';
import type { Resource } from '../model/resource.ts';
import type { Danger, Remedy, StateRule } from '../model/rule.ts';
import {
  allowedAccounts,
  allowsEverybody,
  coversAction,
  describeActions,
  type PolicyDocument,
  policyDocuments,
} from './policy-documents.ts';

function updateAt(patch: string): string {
  return `aws cloudcontrol update-resource --type-name {{type}} --identifier {{id}} --patch-document '${patch}'`;
}

/** Writes a policy that lets others in anew where it stands, in whatever type. */
function replaceBy(policy: string): Remedy {
  return {
    command: updateAt(`[{"op":"replace","path":"{{path}}","value":${policy}}]`),
    console: 'IAM › Access Analyzer › Resource analysis › {{id}} › Policy',
  };
}

function inEachDocument(resource: Resource, look: (document: PolicyDocument) => Danger[]): Danger[] {
  return policyDocuments(resource).flatMap(look);
}

/** A resource policy or trust policy that lets everybody in. */
const publicPolicy: StateRule = {
  kind: 'state',
  id: 'policy-public',
  title: 'a policy lets everybody in',
  severity: 'CRITICAL',
  sources: [
    'FSBP KMS.5',
    'FSBP Lambda.1',
    'FSBP S3.2',
    'FSBP SNS.4',
    'FSBP SQS.3',
    'IAM Access Analyzer external access',
  ],
  recommendation:
    'Replace the wildcard principal by the accounts, roles or services that need access, or restrict it by condition.',
  remedy: replaceBy('<policy-without-the-wildcard>'),
  safer: 'the policy no longer lets everybody in',
  dangers: (resource) =>
    inEachDocument(resource, ({ path, place, statements }) =>
      statements.filter(allowsEverybody).map((statement) => ({
        subject: `${place} everybody may ${describeActions(statement)}`,
        path,
        reason: `The policy of ${resource.type} ${resource.id} lets anyone on the internet use ${describeActions(statement)}.`,
      })),
    ),
};

/** A resource policy or trust policy that lets another account in. */
const foreignAccount: StateRule = {
  kind: 'state',
  id: 'policy-foreign-account',
  title: 'a policy trusts another account',
  severity: 'HIGH',
  aggravatedBy: ['privilege'],
  sources: ['IAM Access Analyzer external access', 'AWS Well-Architected SEC03-BP07'],
  recommendation:
    'Make sure that you know the account and need the access; if not, remove its principal from the policy.',
  remedy: replaceBy('<policy-without-that-account>'),
  safer: 'the policy no longer trusts the other account',
  dangers: (resource) =>
    resource.account === ''
      ? []
      : inEachDocument(resource, ({ path, place, statements }) =>
          statements.flatMap((statement) =>
            allowedAccounts(statement)
              .filter((account) => account !== resource.account)
              .map((account) => ({
                subject: `${place} account ${account}`,
                path,
                reason: `${resource.type} ${resource.id} now trusts account ${account} to use ${describeActions(statement)}.`,
              })),
          ),
        ),
};

/** Whether a statement is about everything: all actions, or all of IAM and STS at least, on all resources. */
function isAboutEverything(statement: PolicyStatement): boolean {
  return (
    statement.principals === undefined &&
    statement.notPrincipals === undefined &&
    statement.actions.some((action) => coversAction(action, 'iam:*') && coversAction(action, 'sts:*')) &&
    (statement.resources.includes('*') || statement.notResources.length > 0)
  );
}

/** Whether a document denies everything to everybody, so that nothing it allows counts. */
function deniesEverything(statements: readonly PolicyStatement[]): boolean {
  return statements.some(
    (statement) =>
      statement.effect === 'Deny' &&
      isAboutEverything(statement) &&
      Object.keys(statement.conditions).length === 0,
  );
}

/** An identity policy that allows everything. */
export const policyAdministrator: StateRule = {
  kind: 'state',
  id: 'policy-administrator',
  title: 'a policy grants full administration',
  severity: 'CRITICAL',
  sources: ['CIS AWS Foundations 3.0 1.16', 'FSBP IAM.1'],
  recommendation: 'Remove the wildcard statement and grant only the actions and resources that are needed.',
  remedy: {
    // What stands at a place of a list there may be another policy: then the test fails, and nothing is replaced.
    command: updateAt(
      '[{"op":"test","path":"{{path}}","value":<policy-as-it-is>},{"op":"replace","path":"{{path}}","value":<policy-without-the-wildcard>}]',
    ),
    console: 'IAM › {{name}} › Permissions › Edit policy',
  },
  safer: 'the policy no longer grants full administration',
  dangers: (resource) =>
    inEachDocument(resource, ({ path, place, statements }) =>
      statements
        .filter((statement) => statement.effect === 'Allow' && isAboutEverything(statement))
        .filter(() => !deniesEverything(statements))
        .map(() => ({
          subject: `${place} all actions on all resources`,
          path,
          reason: `The policy of ${resource.type} ${resource.id} allows every action on every resource: whoever has it is an administrator.`,
        })),
    ),
};

/** Rules about policy documents, wherever they stand in a model. */
export const resourcePolicyRules: readonly StateRule[] = [
  publicPolicy,
  foreignAccount,
  policyAdministrator,
].map((rule) => ({ ...rule, looksAt: (resource: Resource) => policyDocuments(resource).length > 0 }));
