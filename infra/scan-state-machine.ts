import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledge, logicalId, nagArn } from './acknowledge.ts';
import { stateMachineName } from './names.ts';
import { type ScanParts, scanDefinition, targetKeys, targetsLabel } from './scan-definition.ts';
import { failureKeys } from './scan-failures.ts';

/** Far above any scan, far below the year that an execution may hang. */
const longestRun = Duration.hours(6);

/** The state machine that runs a scan: plan, environments, targets, summary, alerts. */
export class ScanStateMachine extends Construct {
  readonly stateMachine: StateMachine;
  readonly role: Role;

  constructor(scope: Construct, id: string, parts: ScanParts) {
    super(scope, id);
    this.role = new Role(this, 'Role', {
      description: 'What the scan state machine may do',
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
    });
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName,
      stateMachineType: StateMachineType.STANDARD,
      comment: 'Tidemark: compares accounts with their baselines, and alerts what differs',
      definitionBody: DefinitionBody.fromChainable(scanDefinition(this, parts)),
      role: this.role,
      timeout: longestRun,
      tracingEnabled: true,
      logs: {
        level: LogLevel.ERROR,
        includeExecutionData: true,
        destination: new LogGroup(this, 'Log', {
          logGroupName: `/aws/vendedlogs/states/${stateMachineName}`,
          retention: RetentionDays.ONE_WEEK,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
      },
    });
    this.role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['s3:GetObject'], resources: [parts.bucket.arnForObjects(targetKeys)] }),
    );
    this.#acknowledgeWildcards(parts);
    acknowledge(
      this.stateMachine,
      'AwsSolutions-SF1',
      'Step Functions keeps the whole history of an execution for 90 days; the log is for what went wrong.',
    );
  }

  #acknowledgeWildcards({ bucket, planScan, scanTarget, summarizeRun, publishAlerts }: ScanParts): void {
    for (const invoked of [planScan, scanTarget, summarizeRun, publishAlerts]) {
      acknowledge(
        this.role,
        `AwsSolutions-IAM5[Resource::${nagArn(invoked)}:*]`,
        'The versions and aliases of the very function that the state machine invokes.',
      );
    }
    for (const keys of [failureKeys, targetKeys]) {
      acknowledge(
        this.role,
        `AwsSolutions-IAM5[Resource::${nagArn(bucket)}/${keys}]`,
        'The run, environment and account in the key are decided at run time.',
      );
    }
    acknowledge(
      this.role,
      'AwsSolutions-IAM5[Resource::*]',
      'X-Ray and the delivery of logs have no resources to name: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy',
    );
    // A distributed map starts executions of its own state machine, whose names Step Functions makes up.
    const name = `{"Fn::Select":[6,{"Fn::Split":[":",{"Ref":"${logicalId(this.stateMachine)}"}]}]}`;
    for (const executions of [name, `${name}/${targetsLabel}`]) {
      acknowledge(
        this.stateMachine,
        `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:${executions}:*]`,
        'Only executions of this state machine, whose names Step Functions makes up.',
      );
    }
  }
}
