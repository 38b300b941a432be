import { free } from '../model/cost.ts';
import { listedType } from './cloud-control.ts';
import { deleted, redirected } from './watcher-rules.ts';

const source = 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs.html';
const recommendation =
  'Turn the logging of DNS queries on again, and look in the trail for who turned it off and what they did meanwhile.';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-route53resolver-resolverqueryloggingconfig.html */
export const resolverQueryLogging = listedType('AWS::Route53Resolver::ResolverQueryLoggingConfig', {
  rules: [
    deleted(
      {
        id: 'resolver-query-logging-deleted',
        title: 'DNS queries are no longer logged',
        severity: 'HIGH',
        sources: [source, 'MITRE ATT&CK T1562.008'],
        recommendation,
        remedy: {
          command:
            'aws route53resolver create-resolver-query-log-config --name {{/Name}} --destination-arn {{/DestinationArn}}',
          console: 'Route 53 › Resolver › Query logging › Configure query logging',
        },
      },
      ({ properties: { Name } }) =>
        `Query logging configuration ${String(Name)} was deleted: what the networks it covered look up is no longer seen.`,
    ),
    redirected(
      {
        id: 'resolver-query-logs-redirected',
        title: 'the logs of DNS queries go elsewhere',
        severity: 'HIGH',
        sources: [source],
        recommendation: 'Send the logs where the people who watch expect them.',
        remedy: {
          command:
            'aws route53resolver create-resolver-query-log-config --name <new-name> --destination-arn {{former}}',
          console: 'Route 53 › Resolver › Query logging › {{/Name}}',
        },
        property: 'DestinationArn',
      },
      ({ properties: { Name } }, from, to) =>
        `The DNS queries logged by ${String(Name)} go to ${to}, no longer to ${from}.`,
    ),
  ],
  monthlyCost: () => free,
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-route53resolver-resolverqueryloggingconfigassociation.html */
export const resolverQueryLoggingAssociation = listedType(
  'AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation',
  {
    rules: [
      deleted(
        {
          id: 'resolver-query-logging-ended',
          title: 'the DNS queries of a network are no longer logged',
          severity: 'HIGH',
          sources: [source, 'MITRE ATT&CK T1562.008'],
          recommendation,
          remedy: {
            command:
              'aws route53resolver associate-resolver-query-log-config --resolver-query-log-config-id {{/ResolverQueryLogConfigId}} --resource-id {{/ResourceId}}',
            console: 'Route 53 › Resolver › Query logging › {{/ResolverQueryLogConfigId}} › Add VPC',
          },
        },
        ({ properties: { ResourceId } }) =>
          `The DNS queries of ${String(ResourceId)} are no longer logged: what it looks up is no longer seen.`,
      ),
    ],
    monthlyCost: () => free,
  },
);
