import { Aws } from 'aws-cdk-lib';
import { Effect, ManagedPolicy, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** Actions that give data or secrets, which Tidemark never asks for. */
export const dataActions = [
  'dynamodb:BatchGetItem',
  'dynamodb:GetItem',
  'dynamodb:PartiQLSelect',
  'dynamodb:Query',
  'dynamodb:Scan',
  'kinesis:GetRecords',
  'kms:Decrypt',
  'kms:GenerateDataKey*',
  'lambda:InvokeFunction',
  'logs:FilterLogEvents',
  'logs:GetLogEvents',
  'logs:StartQuery',
  's3:GetObject*',
  'secretsmanager:BatchGetSecretValue',
  'secretsmanager:GetSecretValue',
  'sqs:ReceiveMessage',
  'ssm:GetParameter*',
  'sts:AssumeRole',
] as const;

/** The paths of API Gateway that hold the values of keys: its permission to read goes by path, not by operation. */
const apiKeyPaths = ['apikeys', 'apikeys/*', 'usageplans/*/keys', 'usageplans/*/keys/*'] as const;

/**
 * Forbids a role to read data and secrets, whatever else is attached to it: who broadens the read role by hand does not
 * hand over what is stored.
 */
export class NeverRead extends ManagedPolicy {
  constructor(scope: Construct, id: string, role: Role) {
    super(scope, id, {
      description: 'What Tidemark must never read: data and secrets',
      roles: [role],
      statements: [
        new PolicyStatement({
          sid: 'NeverData',
          effect: Effect.DENY,
          actions: [...dataActions],
          resources: ['*'],
        }),
        new PolicyStatement({
          sid: 'NeverApiKeys',
          effect: Effect.DENY,
          actions: ['apigateway:GET'],
          resources: apiKeyPaths.map((path) => `arn:${Aws.PARTITION}:apigateway:*::/${path}`),
        }),
      ],
    });
  }
}
