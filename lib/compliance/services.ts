import type { NamedControl } from './catalogue.ts';

/**
 * The namespaces of CloudFormation types that a Security Hub control is about, where they are not what its number
 * begins with. https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-controls-reference.html
 */
const securityHubServices: Readonly<Record<string, readonly string[]>> = {
  ACM: ['CertificateManager'],
  Autoscaling: ['AutoScaling'],
  APIGateway: ['ApiGateway', 'ApiGatewayV2'],
  CloudWatch: ['CloudWatch', 'Logs'],
  DataFirehose: ['KinesisFirehose'],
  ELB: ['ElasticLoadBalancing', 'ElasticLoadBalancingV2'],
  EventBridge: ['Events'],
  Inspector: ['InspectorV2'],
  Opensearch: ['OpenSearchService'],
  WAF: ['WAFv2'],
};

/** The namespaces that a section or recommendation of CIS AWS Foundations 3.0 is about; the longest number goes. */
const cisServices: Readonly<Record<string, readonly string[]>> = {
  '1': ['IAM'],
  '1.20': ['AccessAnalyzer'],
  '2.1': ['S3'],
  '2.2': ['EC2'],
  '2.3': ['RDS'],
  '2.4': ['EFS'],
  '3': ['CloudTrail'],
  '3.3': ['Config'],
  '3.6': ['KMS'],
  '3.7': ['EC2'],
  '4': ['CloudWatch', 'Logs'],
  '4.16': ['SecurityHub'],
  '5': ['EC2'],
};

function cisServicesOf(id: string): readonly string[] | undefined {
  const parts = id.split('.');
  return parts
    .map((_part, at) => cisServices[parts.slice(0, parts.length - at).join('.')])
    .find((services) => services !== undefined);
}

/** The namespace of a type: `EC2` of `AWS::EC2::Instance`. */
export function namespaceOf(type: string): string {
  return type.split('::')[1] ?? type;
}

/** Whether a control is about resources of a type; a framework that numbers no services is about all. */
export function isAbout({ framework, id }: NamedControl, type: string): boolean {
  const services =
    framework.id === 'cis-3.0'
      ? cisServicesOf(id)
      : framework.id === 'fsbp' || framework.id === 'security-hub'
        ? (securityHubServices[id.split('.')[0] ?? ''] ?? [id.split('.')[0] ?? ''])
        : undefined;
  return services === undefined || services.includes(namespaceOf(type));
}
