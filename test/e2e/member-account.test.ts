import { DescribeSecurityGroupsCommand } from '@aws-sdk/client-ec2';
import { DescribeServicesCommand } from '@aws-sdk/client-ecs';
import { GetPolicyVersionCommand, ListAttachedRolePoliciesCommand } from '@aws-sdk/client-iam';
import {
  GetFunctionConcurrencyCommand,
  GetFunctionRecursionConfigCommand,
  GetRuntimeManagementConfigCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  ListFunctionUrlConfigsCommand,
} from '@aws-sdk/client-lambda';
import { DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import { GetBucketPolicyCommand, GetPublicAccessBlockCommand, ListBucketsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memberClients } from '../emulator/accounts.ts';
import { nightChanges } from '../emulator/drift.ts';
import { given } from '../emulator/seed/plan.ts';
import { recoveryRegion, type SeededMember, seedMember } from '../emulator/seed.ts';
import { type Emulator, startEmulator } from '../emulator/server.ts';
import { hubAccount, roleWith } from './role.ts';

let emulator: Emulator;
let member: SeededMember;

beforeAll(async () => {
  emulator = await startEmulator({ hubAccount });
  const account = { endpoint: emulator.endpoint, account: '333333333333', region: 'eu-west-1' };
  member = await seedMember('prod', account);
});

afterAll(() => emulator.stop());

/** What each night change must make visible: a reading before and after, and what it is to be afterwards. */
const visible: Record<string, { read: (member: SeededMember) => Promise<unknown>; after: unknown }> = {
  openSshToTheWorld: {
    read: async ({ network, ...account }) => {
      const GroupIds = [network.bastionGroupId];
      const { SecurityGroups } = await memberClients(account).ec2.send(
        new DescribeSecurityGroupsCommand({ GroupIds }),
      );
      return SecurityGroups?.[0]?.IpPermissions?.flatMap(({ FromPort, IpRanges }) =>
        (IpRanges ?? []).map(({ CidrIp }) => `${FromPort} from ${CidrIp}`),
      );
    },
    after: ['22 from 203.0.113.0/24', '22 from 0.0.0.0/0'],
  },
  upsizeDatabase: {
    read: async ({ databases, ...account }) => {
      const DBInstanceIdentifier = databases.instanceId;
      const { DBInstances } = await memberClients(account).rds.send(
        new DescribeDBInstancesCommand({ DBInstanceIdentifier }),
      );
      return DBInstances?.[0]?.DBInstanceClass;
    },
    after: 'db.r5.2xlarge',
  },
  makeBucketPublic: {
    read: async ({ buckets, ...account }) => {
      const { s3 } = memberClients(account);
      const Bucket = buckets.invoices;
      const guarded = await s3.send(new GetPublicAccessBlockCommand({ Bucket })).then(
        () => true,
        () => false,
      );
      const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
      return { guarded, public: JSON.parse(Policy ?? '').Statement[0].Effect === 'Allow' };
    },
    after: { guarded: false, public: true },
  },
  deleteFunction: {
    read: async (account) => {
      const { Functions } = await memberClients(account).lambda.send(new ListFunctionsCommand({}));
      return Functions?.map(({ FunctionName }) => FunctionName);
    },
    after: ['order-processor'],
  },
  addAdministratorPolicy: {
    read: async ({ identities, ...account }) => {
      const { iam } = memberClients(account);
      const RoleName = identities.applicationRole;
      const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
      const PolicyArn = AttachedPolicies?.find(({ PolicyName }) => PolicyName?.startsWith('temp'))?.PolicyArn;
      if (PolicyArn === undefined) return undefined;
      const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }));
      return JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? '')).Statement;
    },
    after: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  },
  doubleService: {
    read: async ({ containers, ...account }) => {
      const { cluster, service } = containers;
      const { services } = await memberClients(account).ecs.send(
        new DescribeServicesCommand({ cluster, services: [service] }),
      );
      return services?.[0]?.desiredCount;
    },
    after: 8,
  },
};

describe('a seeded member account', () => {
  it('has functions that run', async () => {
    const { Payload } = await memberClients(member).lambda.send(
      new InvokeCommand({ FunctionName: member.functions.orderProcessor, Payload: '{"order":7}' }),
    );
    expect(JSON.parse(Payload?.transformToString() ?? '')).toMatchObject({
      statusCode: 200,
      body: '{"order":7}',
    });
  });

  it('has a bucket in a second region', async () => {
    const { Buckets } = await memberClients(member).s3.send(new ListBucketsCommand({}));
    expect(Buckets?.filter(({ BucketRegion }) => BucketRegion === recoveryRegion)).toHaveLength(1);
  });

  it('is read by a role that has exactly the permissions AWS asks for', async () => {
    const actions = [
      'lambda:ListFunctionUrlConfigs',
      'lambda:GetFunctionConcurrency',
      'lambda:GetFunctionRecursionConfig',
      'lambda:GetRuntimeManagementConfig',
    ];
    const lambda = new LambdaClient(await roleWith(member, 'reader', actions));
    const FunctionName = member.functions.orderProcessor;
    const [urls] = await Promise.all([
      lambda.send(new ListFunctionUrlConfigsCommand({ FunctionName })),
      lambda.send(new GetFunctionConcurrencyCommand({ FunctionName })),
      lambda.send(new GetFunctionRecursionConfigCommand({ FunctionName })),
    ]);
    expect(urls.FunctionUrlConfigs).toHaveLength(1);
    const management = await lambda.send(new GetRuntimeManagementConfigCommand({ FunctionName }));
    expect(management.UpdateRuntimeOn).toBe('Auto');
    await expect(lambda.send(new ListFunctionsCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  it.each(nightChanges)('shows the change of the night: $description', async ({ apply }) => {
    const { read, after } = given(visible[apply.name], `reading for ${apply.name}`);
    const before = await read(member);
    expect(await read(member)).toEqual(before);
    expect(before).not.toEqual(after);
    await apply(member);
    expect(await read(member)).toEqual(after);
  });
});
