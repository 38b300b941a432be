import {
  CreateClusterCommand,
  CreateServiceCommand,
  type ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import type { Identities } from './identity.ts';
import type { Network } from './network.ts';
import { given, type Owner, tagsOf } from './plan.ts';

/** The containers of an account. */
export interface Containers {
  readonly cluster: string;
  readonly service: string;
  readonly taskDefinitionArn: string;
}

/** Creates a Fargate cluster with the shop's service and its task definition. */
export async function seedContainers(
  ecs: ECSClient,
  owner: Owner,
  network: Network,
  identities: Identities,
): Promise<Containers> {
  const tags = (name: string) => Object.entries(tagsOf(owner, name)).map(([key, value]) => ({ key, value }));
  await ecs.send(
    new CreateClusterCommand({
      clusterName: 'shop',
      settings: [{ name: 'containerInsights', value: owner.plan.production ? 'enabled' : 'disabled' }],
      capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
      tags: tags('shop'),
    }),
  );
  const { taskDefinition } = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'shop-web',
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '512',
      memory: '1024',
      runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' },
      taskRoleArn: identities.taskRoleArn,
      executionRoleArn: identities.taskExecutionRoleArn,
      containerDefinitions: [
        {
          name: 'web',
          image: `${owner.account}.dkr.ecr.${owner.region}.amazonaws.com/shop-web:1.4.2`,
          essential: true,
          portMappings: [{ containerPort: 8080, protocol: 'tcp' }],
          readonlyRootFilesystem: true,
          environment: [{ name: 'STAGE', value: owner.kind }],
          secrets: [
            {
              name: 'SESSION_KEY',
              valueFrom: `arn:aws:ssm:${owner.region}:${owner.account}:parameter/shop/session-key`,
            },
          ],
          logConfiguration: {
            logDriver: 'awslogs',
            options: {
              'awslogs-group': '/ecs/shop-web',
              'awslogs-region': owner.region,
              'awslogs-stream-prefix': 'web',
            },
          },
        },
      ],
      tags: tags('shop-web'),
    }),
  );
  const taskDefinitionArn = given(taskDefinition?.taskDefinitionArn, 'task definition ARN');
  await ecs.send(
    new CreateServiceCommand({
      cluster: 'shop',
      serviceName: 'web',
      taskDefinition: taskDefinitionArn,
      desiredCount: owner.plan.tasks,
      launchType: 'FARGATE',
      propagateTags: 'SERVICE',
      enableECSManagedTags: true,
      deploymentConfiguration: {
        minimumHealthyPercent: 100,
        maximumPercent: 200,
        deploymentCircuitBreaker: { enable: true, rollback: true },
      },
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: [...network.privateSubnetIds],
          securityGroups: [network.applicationGroupId],
          assignPublicIp: 'DISABLED',
        },
      },
      tags: tags('web'),
    }),
  );
  return { cluster: 'shop', service: 'web', taskDefinitionArn };
}
