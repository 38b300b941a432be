import { fileURLToPath } from 'node:url';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { metricsNamespace, metricsService } from './names.ts';

const projectRoot = fileURLToPath(new URL('..', import.meta.url));

/** What differs from function to function. */
export interface TidemarkFunctionProps {
  /** Such as `tidemark-plan-scan`, whose handler is functions/plan-scan.ts. */
  readonly functionName: `tidemark-${string}`;
  readonly description: string;
  /** MiB; Lambda gives a whole processor from 1769 on, and less in proportion below. */
  readonly memorySize: number;
  readonly timeout: Duration;
  readonly environment?: Readonly<Record<string, string>>;
  /** Files to put beside the bundle: name there → path here. */
  readonly files?: Readonly<Record<string, string>>;
}

/**
 * A Lambda function of the hub: Node.js 24 on arm64, one minified ES module with the AWS SDK inside, a role of its own
 * that allows no more than writing its log and traces, and a log that is kept for seven days.
 */
export class TidemarkFunction extends Construct {
  readonly function: NodejsFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: TidemarkFunctionProps) {
    super(scope, id);
    const { functionName, description, memorySize, timeout, environment, files = {} } = props;
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', {
      roleName: functionName,
      description: `What ${functionName} may do`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    logGroup.grantWrite(this.role);
    this.function = new NodejsFunction(this, 'Function', {
      functionName,
      description,
      entry: `${projectRoot}functions/${functionName.replace('tidemark-', '')}.ts`,
      handler: 'handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      role: this.role,
      memorySize,
      timeout,
      logGroup,
      tracing: Tracing.ACTIVE,
      environment: {
        POWERTOOLS_SERVICE_NAME: metricsService,
        POWERTOOLS_METRICS_NAMESPACE: metricsNamespace,
        ...environment,
      },
      projectRoot,
      depsLockFilePath: `${projectRoot}package-lock.json`,
      bundling: bundling(files),
    });
    acknowledge(
      this.role,
      'AwsSolutions-IAM5[Resource::*]',
      'X-Ray has no resources to name: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html',
    );
  }
}

/** Without source maps: a map is three times the bundle, and names are kept, so that a stack trace still reads well. */
function bundling(files: Readonly<Record<string, string>>) {
  return {
    format: OutputFormat.ESM,
    logLevel: LogLevel.WARNING,
    minify: true,
    // Step Functions retries and the dead-letter queue go by the names of the error classes.
    keepNames: true,
    bundleAwsSDK: true,
    mainFields: ['module', 'main'],
    // Dependencies that are still CommonJS call require() for what is built into Node.js.
    banner:
      "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    commandHooks: {
      beforeBundling: () => [],
      beforeInstall: () => [],
      afterBundling: (_input: string, output: string) =>
        Object.entries(files).map(([name, path]) => `cp "${path}" "${output}/${name}"`),
    },
  };
}
