import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  type IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { given, type Owner, tagList, tagsOf } from './plan.ts';

/** The identities of an account. */
export interface Identities {
  readonly applicationRole: string;
  readonly functionRoleArn: string;
  readonly taskRoleArn: string;
  readonly taskExecutionRoleArn: string;
  readonly instanceProfile: string;
  readonly dataPolicyArn: string;
}

/** Creates the roles of the application, its functions and its containers, and the policy that they share. */
export async function seedIdentities(iam: IAMClient, owner: Owner): Promise<Identities> {
  const role = (name: string, service: string) => createRole(iam, owner, name, service);
  const [dataPolicyArn, , functionRoleArn, taskRoleArn, taskExecutionRoleArn] = await Promise.all([
    createDataPolicy(iam, owner),
    role('orders-application', 'ec2.amazonaws.com'),
    role('orders-functions', 'lambda.amazonaws.com'),
    role('orders-tasks', 'ecs-tasks.amazonaws.com'),
    role('orders-task-execution', 'ecs-tasks.amazonaws.com'),
    iam.send(
      new CreateInstanceProfileCommand({
        InstanceProfileName: 'orders-application',
        Tags: tagList(tagsOf(owner, 'orders-application')),
      }),
    ),
  ]);
  const attach = (RoleName: string, PolicyArn: string) =>
    iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  const managed = (name: string) => `arn:aws:iam::aws:policy/${name}`;
  await Promise.all([
    iam.send(
      new AddRoleToInstanceProfileCommand({
        InstanceProfileName: 'orders-application',
        RoleName: 'orders-application',
      }),
    ),
    attach('orders-application', dataPolicyArn),
    attach('orders-application', managed('AmazonSSMManagedInstanceCore')),
    attach('orders-tasks', dataPolicyArn),
    attach('orders-functions', managed('service-role/AWSLambdaBasicExecutionRole')),
    attach('orders-task-execution', managed('service-role/AmazonECSTaskExecutionRolePolicy')),
    iam.send(
      new PutRolePolicyCommand({
        RoleName: 'orders-functions',
        PolicyName: 'read-invoices',
        PolicyDocument: document('s3:GetObject', `arn:aws:s3:::${invoices(owner)}/*`),
      }),
    ),
  ]);
  return {
    applicationRole: 'orders-application',
    functionRoleArn,
    taskRoleArn,
    taskExecutionRoleArn,
    instanceProfile: 'orders-application',
    dataPolicyArn,
  };
}

async function createRole(iam: IAMClient, owner: Owner, RoleName: string, service: string): Promise<string> {
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName,
      Description: `Used by ${service}`,
      MaxSessionDuration: 3600,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
      }),
      Tags: tagList(tagsOf(owner, RoleName)),
    }),
  );
  return given(Role?.Arn, 'role ARN');
}

async function createDataPolicy(iam: IAMClient, owner: Owner): Promise<string> {
  const { Policy } = await iam.send(
    new CreatePolicyCommand({
      PolicyName: 'orders-data',
      Description: 'What the orders application may do with its data',
      PolicyDocument: document(['s3:GetObject', 's3:PutObject'], `arn:aws:s3:::${invoices(owner)}/*`),
      Tags: tagList(tagsOf(owner, 'orders-data')),
    }),
  );
  return given(Policy?.Arn, 'policy ARN');
}

function invoices(owner: Owner): string {
  return `orders-invoices-${owner.kind}-${owner.account}`;
}

function document(Action: string | string[], Resource: string): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });
}
