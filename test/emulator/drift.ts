import { AuthorizeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import { DescribeServicesCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { AttachRolePolicyCommand, CreatePolicyCommand } from '@aws-sdk/client-iam';
import { DeleteFunctionCommand } from '@aws-sdk/client-lambda';
import { ModifyDBInstanceCommand } from '@aws-sdk/client-rds';
import { DeletePublicAccessBlockCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { memberClients } from './accounts.ts';
import { given } from './seed/plan.ts';
import type { AccountKind, SeededMember } from './seed.ts';

/** Something people do at two in the morning and forget to undo. */
export interface NightChange {
  /** What was done, in one line. */
  readonly description: string;
  /** The account it is done in when all of them are made. */
  readonly kind: AccountKind;
  readonly apply: (member: SeededMember) => Promise<void>;
}

/** Opens SSH to the world, to look at a server from home. */
export async function openSshToTheWorld(member: SeededMember): Promise<void> {
  await memberClients(member).ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: member.network.bastionGroupId,
      IpPermissions: [
        {
          IpProtocol: 'tcp',
          FromPort: 22,
          ToPort: 22,
          IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'temporary' }],
        },
      ],
    }),
  );
}

/** Gives a slow database sixteen times the memory. */
export async function upsizeDatabase(member: SeededMember): Promise<void> {
  await memberClients(member).rds.send(
    new ModifyDBInstanceCommand({
      DBInstanceIdentifier: member.databases.instanceId,
      DBInstanceClass: 'db.r5.2xlarge',
      ApplyImmediately: true,
    }),
  );
}

/** Makes a bucket public, so that somebody outside can fetch a file. */
export async function makeBucketPublic(member: SeededMember): Promise<void> {
  const { s3 } = memberClients(member);
  const Bucket = member.buckets.invoices;
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  const statement = {
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${Bucket}/*`,
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
}

/** Deletes a function that looked unused. */
export async function deleteFunction(member: SeededMember): Promise<void> {
  await memberClients(member).lambda.send(
    new DeleteFunctionCommand({ FunctionName: member.functions.nightlyReport }),
  );
}

/** Lets the application do everything, because a permission was missing. */
export async function addAdministratorPolicy(member: SeededMember): Promise<void> {
  const { iam } = memberClients(member);
  const { Policy } = await iam.send(
    new CreatePolicyCommand({
      PolicyName: 'temporary-administrator',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
      }),
    }),
  );
  const PolicyArn = given(Policy?.Arn, 'policy ARN');
  await iam.send(new AttachRolePolicyCommand({ RoleName: member.identities.applicationRole, PolicyArn }));
}

/** Doubles a service's tasks to get through the night. */
export async function doubleService(member: SeededMember): Promise<void> {
  const { ecs } = memberClients(member);
  const { cluster, service } = member.containers;
  const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
  const desiredCount = 2 * given(services?.[0]?.desiredCount, 'desired count');
  await ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount }));
}

/** All of them, each with the account it happens in; between them they touch every account. */
export const nightChanges: readonly NightChange[] = [
  { description: 'SSH opened to the world on the bastion host', kind: 'prod', apply: openSshToTheWorld },
  { description: 'Database upsized to db.r5.2xlarge', kind: 'prod', apply: upsizeDatabase },
  { description: 'Bucket with the invoices made public', kind: 'staging', apply: makeBucketPublic },
  { description: 'Function nightly-report deleted', kind: 'staging', apply: deleteFunction },
  {
    description: 'Administrator policy given to the application',
    kind: 'dev',
    apply: addAdministratorPolicy,
  },
  { description: 'Tasks of the shop doubled', kind: 'prod', apply: doubleService },
];

/** Makes every change in the account it belongs to. */
export async function makeNightChanges(members: readonly SeededMember[]): Promise<void> {
  await Promise.all(
    nightChanges.flatMap(({ kind, apply }) =>
      members.filter((member) => member.kind === kind).map((member) => apply(member)),
    ),
  );
}
