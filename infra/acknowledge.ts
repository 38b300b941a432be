import { CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { type IRole, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

/** Accepts one finding of cdk-nag on one construct, with the reason. */
export function acknowledge(scope: IConstruct, rule: `AwsSolutions-${string}`, reason: string): void {
  Validations.of(scope).acknowledge({ id: rule, reason });
}

/** The name of a resource within its template. */
export function logicalId(resource: IConstruct): string {
  const element = resource.node.defaultChild ?? resource;
  if (!CfnResource.isCfnResource(element)) throw new TypeError(`${resource.node.path} is no resource`);
  return String(Stack.of(element).resolve(element.logicalId));
}

/** How cdk-nag names the ARN of a resource in its findings: `<LogicalId.Arn>`. */
export function nagArn(resource: IConstruct): string {
  return `<${logicalId(resource)}.Arn>`;
}

/** What a statement allows below a resource, such as some of a bucket's keys. */
export interface AllowBelow {
  readonly actions: readonly string[];
  /** The resource whose ARN the suffixes are appended to. */
  readonly resource: IConstruct;
  readonly arn: string;
  /** Such as `/runs/*`; each ends in a wildcard. */
  readonly suffixes: readonly string[];
  /** Why the wildcard is as narrow as it can be. */
  readonly reason: string;
}

/** Allows a role actions on what lies below a resource, and accepts exactly these wildcards. */
export function allowBelow(
  role: Role | IRole,
  { actions, resource, arn, suffixes, reason }: AllowBelow,
): void {
  role.addToPrincipalPolicy(
    new PolicyStatement({ actions: [...actions], resources: suffixes.map((suffix) => `${arn}${suffix}`) }),
  );
  for (const suffix of suffixes) {
    acknowledge(role, `AwsSolutions-IAM5[Resource::${nagArn(resource)}${suffix}]`, reason);
  }
}
