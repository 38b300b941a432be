import { accessEvents } from './events-of-access.ts';
import { ec2Events } from './events-of-ec2.ts';
import { serviceEvents } from './events-of-services.ts';

/**
 * The events that change a resource of a type, where the type's own noun does not tell them: `CreateQueue` and
 * `DeleteQueue` of `AWS::SQS::Queue` need no entry, `AuthorizeSecurityGroupIngress` does. The names are those of the API
 * operations, without the version that Lambda and CloudFront put behind theirs.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-aws-service-specific-topics.html
 */
export interface EventsOfType {
  readonly added?: readonly string[];
  readonly removed?: readonly string[];
  /** By the property at the top that they change; `*` stands for any. */
  readonly modified?: Readonly<Record<string, readonly string[]>>;
  /** The parts of a compound id, by position, which are enough to know the resource by; absent: all of them. */
  readonly knownBy?: readonly number[];
  /** Whether there is one for each account and region, which no event needs to name. */
  readonly single?: boolean;
}

/** The entries by CloudFormation type. */
const eventsByType: Readonly<Record<string, EventsOfType>> = {
  ...accessEvents,
  ...ec2Events,
  ...serviceEvents,
};

/** What is known of the events of a type; nothing of a type whose noun tells them. */
export function eventsOf(type: string): EventsOfType {
  return eventsByType[type] ?? {};
}

/** The services whose name in CloudTrail is not that of their CloudFormation types in small letters. */
const otherSources: Readonly<Record<string, string>> = {
  ApiGatewayV2: 'apigateway',
  ApplicationAutoScaling: 'application-autoscaling',
  CertificateManager: 'acm',
  CloudWatch: 'monitoring',
  EFS: 'elasticfilesystem',
  ElasticLoadBalancingV2: 'elasticloadbalancing',
  KinesisFirehose: 'firehose',
  Macie: 'macie2',
  OpenSearchService: 'es',
  StepFunctions: 'states',
};

/** The source of a type's events, such as `ec2.amazonaws.com`; it has no other ending in any partition. */
export function eventSourceOf(type: string): string {
  const service = type.split('::')[1] ?? '';
  return `${otherSources[service] ?? service.toLowerCase()}.amazonaws.com`;
}
