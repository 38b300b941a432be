import { ArnFormat, Aws, Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Configuration } from '../lib/config/schema.ts';
import { acknowledge } from './acknowledge.ts';
import type { BaselineBucket } from './baseline-bucket.ts';
import type { DigestKey } from './digest-key.ts';
import { alertTopicName, functionNames, stateMachineName } from './names.ts';
import { TidemarkFunction, type TidemarkFunctionProps } from './tidemark-function.ts';

/** What the functions work with. */
export interface HubFunctionsProps {
  readonly configuration: Configuration;
  readonly bucket: BaselineBucket;
  readonly digestKey: DigestKey;
  /** The shipped configuration: name beside the bundle → where it is now. */
  readonly files: Readonly<Record<string, string>>;
}

/** The functions of the hub, each with the permissions it needs and no others. */
export class HubFunctions extends Construct {
  readonly planScan: TidemarkFunction;
  readonly scanTarget: TidemarkFunction;
  readonly summarizeRun: TidemarkFunction;
  readonly publishAlerts: TidemarkFunction;
  readonly audit: TidemarkFunction;
  readonly #bucket: BaselineBucket;

  constructor(scope: Construct, id: string, { configuration, bucket, digestKey, files }: HubFunctionsProps) {
    super(scope, id);
    this.#bucket = bucket;
    this.planScan = this.#planScan(files);
    this.scanTarget = this.#scanTarget(configuration, digestKey);
    this.summarizeRun = this.#summarizeRun();
    this.publishAlerts = this.#publishAlerts(configuration);
    this.audit = this.#audit(files);
  }

  /** Lets the audit function start runs of the state machine and look at them. */
  allowAudit(stateMachine: StateMachine): void {
    const { role } = this.audit;
    this.audit.function.addEnvironment('TIDEMARK_STATE_MACHINE_ARN', stateMachine.stateMachineArn);
    role.addToPolicy(
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [stateMachine.stateMachineArn] }),
    );
    const executions = Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${stateMachineName}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    role.addToPolicy(new PolicyStatement({ actions: ['states:DescribeExecution'], resources: [executions] }));
    acknowledge(
      role,
      `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:${stateMachineName}:*]`,
      'The executions of the one state machine; their names are run ids.',
    );
  }

  #planScan(files: Readonly<Record<string, string>>): TidemarkFunction {
    const made = this.#function('PlanScan', {
      functionName: functionNames.planScan,
      description: 'Tidemark: resolves a scan to its targets',
      memorySize: 512,
      timeout: Duration.minutes(5),
      files,
    });
    this.#bucket.allowWrite(made.role, 'runs/*');
    return made;
  }

  #scanTarget(configuration: Configuration, digestKey: DigestKey): TidemarkFunction {
    const made = this.#function('ScanTarget', {
      functionName: functionNames.scanTarget,
      description: 'Tidemark: reads one account and region, and compares it with its baseline',
      memorySize: 1769,
      timeout: Duration.minutes(15),
      environment: { TIDEMARK_DIGEST_SECRET_ARN: digestKey.secret.secretArn },
    });
    // Of earlier snapshots only what AWS Config says is unchanged is taken.
    const earlier = configuration.awsConfig.mode === 'off' ? [] : ['snapshots/*'];
    this.#bucket.allowRead(
      made.role,
      'runs/*',
      'baselines/*',
      'open/*',
      'acknowledged/*',
      'prices/*',
      ...earlier,
    );
    this.#bucket.allowWrite(
      made.role,
      'baselines/*',
      'open/*',
      'posture/*',
      'snapshots/*',
      'findings/*',
      'runs/*',
      'audit/*',
    );
    digestKey.secret.grantRead(made.role);
    allowAssumeMembers(made, configuration);
    return made;
  }

  #summarizeRun(): TidemarkFunction {
    const made = this.#function('SummarizeRun', {
      functionName: functionNames.summarizeRun,
      description: 'Tidemark: writes the report of a scan',
      memorySize: 1024,
      timeout: Duration.minutes(10),
    });
    this.#bucket.allowRead(made.role, 'runs/*', 'findings/*', 'compliance/*');
    this.#bucket.allowWrite(made.role, 'runs/*', 'compliance/*');
    return made;
  }

  #publishAlerts(configuration: Configuration): TidemarkFunction {
    const topicArn = (environment: string) =>
      Stack.of(this).formatArn({ service: 'sns', resource: alertTopicName(environment) });
    const made = this.#function('PublishAlerts', {
      functionName: functionNames.publishAlerts,
      description: 'Tidemark: sends the alert of an environment',
      memorySize: 512,
      timeout: Duration.minutes(5),
      environment: { TIDEMARK_TOPIC_ARN_TEMPLATE: topicArn('{environment}') },
    });
    this.#bucket.allowRead(made.role, 'runs/*', 'open/*');
    this.#bucket.allowWrite(made.role, 'runs/*', 'open/*');
    made.role.addToPolicy(
      new PolicyStatement({
        actions: ['sns:Publish'],
        resources: Object.keys(configuration.environments).map(topicArn),
      }),
    );
    made.role.addToPolicy(
      new PolicyStatement({
        actions: ['events:PutEvents'],
        resources: [
          Stack.of(this).formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' }),
        ],
        // EventBridge always says the source; IfExists is for a stand-in of AWS that does not.
        conditions: { StringEqualsIfExists: { 'events:source': 'tidemark' } },
      }),
    );
    return made;
  }

  #audit(files: Readonly<Record<string, string>>): TidemarkFunction {
    const made = this.#function('Audit', {
      functionName: functionNames.audit,
      description: 'Tidemark: starts a scan by hand, and waits for it when asked to',
      memorySize: 512,
      timeout: Duration.minutes(15),
      files,
    });
    this.#bucket.allowRead(made.role, 'runs/*');
    return made;
  }

  #function(id: string, props: TidemarkFunctionProps): TidemarkFunction {
    const environment = { TIDEMARK_BUCKET: this.#bucket.bucket.bucketName, ...props.environment };
    return new TidemarkFunction(this, id, { ...props, environment });
  }
}

/** The accounts that a scan calls in: those of the environments, and that of the aggregator. */
function reachedAccounts({ awsConfig: { mode, aggregator }, environments }: Configuration): string[] {
  const scanned = Object.values(environments).flatMap(({ accounts }) => accounts);
  return mode === 'off' || aggregator === undefined ? scanned : [...scanned, aggregator.account];
}

/** The one role that reaches into members, and only by their read role, and only in accounts of the configuration. */
function allowAssumeMembers({ role }: TidemarkFunction, configuration: Configuration): void {
  const { memberRole } = configuration;
  const accounts = reachedAccounts(configuration);
  role.addToPolicy(
    new PolicyStatement({
      actions: ['sts:AssumeRole'],
      resources: [`arn:${Aws.PARTITION}:iam::*:role/${memberRole.name}`],
      conditions: { StringEquals: { 'aws:ResourceAccount': [...new Set(accounts)].sort() } },
    }),
  );
  acknowledge(
    role,
    `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:iam::*:role/${memberRole.name}]`,
    'The condition names the accounts; an ARN for each of hundreds of accounts exceeds the size of a policy.',
  );
}
