import { accountSettingCases } from './cases/account-settings.ts';
import { analyticsCases } from './cases/analytics.ts';
import { apiGatewayCases } from './cases/api-gateway.ts';
import { autoScalingCases } from './cases/auto-scaling.ts';
import { backupAndFileCases } from './cases/backups-and-files.ts';
import { cacheAndSearchCases } from './cases/caches-and-search.ts';
import { certificateCases } from './cases/certificates.ts';
import { cloudFrontCases } from './cases/cloudfront.ts';
import { cloudTrailCases } from './cases/cloudtrail.ts';
import { configCases } from './cases/config.ts';
import { connectionCases } from './cases/connections.ts';
import { coverageCases } from './cases/coverage.ts';
import { detectorCases } from './cases/detectors.ts';
import { dnsCases } from './cases/dns.ts';
import { ecsCases } from './cases/ecs.ts';
import { eventCases } from './cases/events.ts';
import { firewallCases } from './cases/firewalls.ts';
import { iamCredentialCases } from './cases/iam-credentials.ts';
import { iamPolicyCases } from './cases/iam-policies.ts';
import { iamTrustCases } from './cases/iam-trust.ts';
import { imageAndKubernetesCases } from './cases/images-and-kubernetes.ts';
import { instanceCases } from './cases/instances.ts';
import { keyAndSecretCases } from './cases/keys-and-secrets.ts';
import { lambdaCases } from './cases/lambda.ts';
import { launchTemplateCases } from './cases/launch-templates.ts';
import { loadBalancerCases } from './cases/load-balancers.ts';
import { logAndAlarmCases } from './cases/logs-and-alarms.ts';
import { messageAndMachineCases } from './cases/messages-and-machines.ts';
import { networkAndPolicyCases } from './cases/network-and-policies.ts';
import { networkCases } from './cases/networks.ts';
import { organizationCases } from './cases/organizations.ts';
import { protectionCases } from './cases/protections.ts';
import { rdsDatabaseCases } from './cases/rds-databases.ts';
import { rdsSettingCases } from './cases/rds-settings.ts';
import { routeCases } from './cases/routes.ts';
import { s3AccessCases } from './cases/s3-access.ts';
import { s3DataCases } from './cases/s3-data.ts';
import { streamAndTableCases } from './cases/streams-and-tables.ts';
import type { RuleCase } from './rule-case.ts';

/** The cases of all rules. */
export const ruleCases: readonly RuleCase[] = [
  ...accountSettingCases,
  ...apiGatewayCases,
  ...autoScalingCases,
  ...certificateCases,
  ...cloudFrontCases,
  ...connectionCases,
  ...dnsCases,
  ...firewallCases,
  ...instanceCases,
  ...launchTemplateCases,
  ...loadBalancerCases,
  ...networkCases,
  ...routeCases,
  ...messageAndMachineCases,
  ...eventCases,
  ...imageAndKubernetesCases,
  ...ecsCases,
  ...keyAndSecretCases,
  ...lambdaCases,
  ...organizationCases,
  ...iamTrustCases,
  ...iamPolicyCases,
  ...iamCredentialCases,
  ...networkAndPolicyCases,
  ...protectionCases,
  ...s3AccessCases,
  ...s3DataCases,
  ...rdsDatabaseCases,
  ...rdsSettingCases,
  ...cloudTrailCases,
  ...configCases,
  ...detectorCases,
  ...logAndAlarmCases,
  ...streamAndTableCases,
  ...backupAndFileCases,
  ...cacheAndSearchCases,
  ...analyticsCases,
  ...coverageCases,
];
