import type { KnowledgeLookup } from '../model/knowledge.ts';
import { schemaKnowledge } from '../schemas/schemas.ts';
import { accessAnalyzer } from './access-analyzer.ts';
import { acmCertificate } from './acm-certificate.ts';
import { alarm, compositeAlarm } from './alarm.ts';
import { apiTypes } from './api-types.ts';
import { athenaWorkGroup } from './athena-work-group.ts';
import { backupPlan, backupSelection } from './backup-plan.ts';
import { backupVault } from './backup-vault.ts';
import { bucket } from './bucket.ts';
import { bucketPolicy } from './bucket-policy.ts';
import { budgetKnowledge } from './budget.ts';
import { cloudFrontDistribution } from './cloudfront-distribution.ts';
import { cloudFrontFunction } from './cloudfront-function.ts';
import { clusterTypes } from './cluster-types.ts';
import { configRule } from './config-rule.ts';
import { configurationRecorder } from './configuration-recorder.ts';
import { coverageKnowledge } from './coverage.ts';
import { databaseTypes } from './database-types.ts';
import type { ResourceType } from './define.ts';
import { deliveryChannel } from './delivery-channel.ts';
import { deliveryStream } from './delivery-stream.ts';
import {
  ebsEncryptionByDefault,
  instanceMetadataDefaults,
  serialConsoleAccess,
  snapshotBlockPublicAccess,
  vpcBlockPublicAccessOptions,
} from './ec2-account-settings.ts';
import { ec2Image } from './ec2-image.ts';
import { allowedImagesSettings, imageBlockPublicAccess } from './ec2-image-settings.ts';
import { ec2Instance } from './ec2-instance.ts';
import { ec2Snapshot } from './ec2-snapshot.ts';
import { ec2Volume } from './ec2-volume.ts';
import { ecrRegistryPolicy, ecrRegistryScanning, ecrReplication } from './ecr-registry.ts';
import { ecrRepository } from './ecr-repository.ts';
import { ecsCluster } from './ecs-cluster.ts';
import { ecsService } from './ecs-service.ts';
import { ecsTaskDefinition } from './ecs-task-definition.ts';
import { efsFileSystem, efsMountTarget } from './efs.ts';
import { efsAccessPoint } from './efs-access-point.ts';
import { eventBus } from './event-bus.ts';
import { eventDataStore } from './event-data-store.ts';
import { eventsRule } from './events-rule.ts';
import { withFurtherRules } from './further-rules.ts';
import { glueConnection, glueJob } from './glue.ts';
import { glueCatalogEncryption, glueResourcePolicy } from './glue-data-catalog.ts';
import { guardDutyDetector } from './guardduty-detector.ts';
import { guardDutyFilter } from './guardduty-filter.ts';
import { guardDutyIpSet } from './guardduty-ip-set.ts';
import { guardDutyPublishingDestination } from './guardduty-publishing-destination.ts';
import { iamAccessKey } from './iam-access-key.ts';
import { iamAccountPasswordPolicy } from './iam-account-password-policy.ts';
import { iamAccountSummary } from './iam-account-summary.ts';
import { iamGroup } from './iam-group.ts';
import { iamInstanceProfile } from './iam-instance-profile.ts';
import { iamLoginProfile } from './iam-login-profile.ts';
import { iamManagedPolicy } from './iam-managed-policy.ts';
import { iamMfaDevice } from './iam-mfa-device.ts';
import { iamOidcProvider } from './iam-oidc-provider.ts';
import { iamRole } from './iam-role.ts';
import { iamSamlProvider } from './iam-saml-provider.ts';
import { iamServerCertificate } from './iam-server-certificate.ts';
import { iamServiceSpecificCredential } from './iam-service-specific-credential.ts';
import { iamUser } from './iam-user.ts';
import { iamVirtualMfaDevice } from './iam-virtual-mfa-device.ts';
import { kinesisStream } from './kinesis-stream.ts';
import { kmsAlias } from './kms-alias.ts';
import { kmsKey } from './kms-key.ts';
import { lambdaAlias } from './lambda-alias.ts';
import { lambdaEventSourceMapping } from './lambda-event-source-mapping.ts';
import { lambdaFunction } from './lambda-function.ts';
import { lambdaLayerVersion } from './lambda-layer-version.ts';
import { lambdaPermission } from './lambda-permission.ts';
import { lambdaUrl } from './lambda-url.ts';
import { logGroup } from './log-group.ts';
import { logsResourcePolicy } from './logs-resource-policy.ts';
import { macieSession } from './macie-session.ts';
import { metricFilter } from './metric-filter.ts';
import { networkTypes } from './network-types.ts';
import { organizationsAccount } from './organizations-account.ts';
import { organizationsDelegatedAdministrator } from './organizations-delegated-administrator.ts';
import { organizationsOrganization } from './organizations-organization.ts';
import { organizationsOrganizationalUnit } from './organizations-organizational-unit.ts';
import { organizationsPolicy } from './organizations-policy.ts';
import { organizationsResourcePolicy } from './organizations-resource-policy.ts';
import { organizationsRoot } from './organizations-root.ts';
import { resolverQueryLogging, resolverQueryLoggingAssociation } from './resolver-query-logging.ts';
import { rolesAnywhereProfile, rolesAnywhereTrustAnchor } from './roles-anywhere.ts';
import { route53HostedZone } from './route53-hosted-zone.ts';
import { route53RecordSet } from './route53-record-set.ts';
import { s3AccountPublicAccessBlock } from './s3-account-public-access-block.ts';
import { sagemakerLifecycleConfig, sagemakerNotebookInstance } from './sagemaker-notebooks.ts';
import { schedule } from './schedule.ts';
import { secret } from './secret.ts';
import { securityHub } from './security-hub.ts';
import { snsSubscription } from './sns-subscription.ts';
import { snsTopic } from './sns-topic.ts';
import { sqsQueue } from './sqs-queue.ts';
import { ssmAssociation } from './ssm-association.ts';
import { ssmDocument } from './ssm-document.ts';
import { ssmParameter } from './ssm-parameter.ts';
import { stateMachine } from './state-machine.ts';
import { trail } from './trail.ts';
import { wafIpSet } from './wafv2-ip-set.ts';
import { wafWebAcl } from './wafv2-web-acl.ts';

/** Every resource type that Tidemark reads, sorted by type name. Adding one is a file and a line here, or in the list of its family. */
export const resourceTypes: readonly ResourceType[] = [
  ...networkTypes,
  ...databaseTypes,
  ...clusterTypes,
  ...apiTypes,
  accessAnalyzer,
  athenaWorkGroup,
  backupPlan,
  backupSelection,
  backupVault,
  acmCertificate,
  cloudFrontDistribution,
  cloudFrontFunction,
  eventDataStore,
  trail,
  alarm,
  compositeAlarm,
  configRule,
  configurationRecorder,
  deliveryChannel,
  allowedImagesSettings,
  ebsEncryptionByDefault,
  ec2Image,
  imageBlockPublicAccess,
  ec2Instance,
  instanceMetadataDefaults,
  serialConsoleAccess,
  ec2Snapshot,
  snapshotBlockPublicAccess,
  vpcBlockPublicAccessOptions,
  ec2Volume,
  ecrRegistryPolicy,
  ecrRegistryScanning,
  ecrReplication,
  ecrRepository,
  ecsCluster,
  ecsService,
  ecsTaskDefinition,
  efsAccessPoint,
  efsFileSystem,
  efsMountTarget,
  eventBus,
  eventsRule,
  glueConnection,
  glueCatalogEncryption,
  glueJob,
  glueResourcePolicy,
  guardDutyDetector,
  guardDutyFilter,
  guardDutyIpSet,
  guardDutyPublishingDestination,
  iamAccessKey,
  iamAccountPasswordPolicy,
  iamAccountSummary,
  iamGroup,
  iamInstanceProfile,
  iamLoginProfile,
  iamMfaDevice,
  iamManagedPolicy,
  iamOidcProvider,
  iamRole,
  iamSamlProvider,
  iamServerCertificate,
  iamServiceSpecificCredential,
  iamUser,
  iamVirtualMfaDevice,
  kmsAlias,
  kmsKey,
  kinesisStream,
  deliveryStream,
  lambdaAlias,
  lambdaEventSourceMapping,
  lambdaFunction,
  lambdaLayerVersion,
  lambdaPermission,
  lambdaUrl,
  logGroup,
  metricFilter,
  logsResourcePolicy,
  macieSession,
  organizationsAccount,
  organizationsDelegatedAdministrator,
  organizationsOrganization,
  organizationsOrganizationalUnit,
  organizationsPolicy,
  organizationsResourcePolicy,
  organizationsRoot,
  route53HostedZone,
  route53RecordSet,
  s3AccountPublicAccessBlock,
  rolesAnywhereProfile,
  rolesAnywhereTrustAnchor,
  resolverQueryLogging,
  resolverQueryLoggingAssociation,
  bucket,
  bucketPolicy,
  snsSubscription,
  snsTopic,
  sqsQueue,
  ssmAssociation,
  ssmDocument,
  ssmParameter,
  sagemakerNotebookInstance,
  sagemakerLifecycleConfig,
  schedule,
  secret,
  securityHub,
  stateMachine,
  wafIpSet,
  wafWebAcl,
].sort((one, other) => (one.type < other.type ? -1 : 1));

const byName: ReadonlyMap<string, ResourceType> = new Map(resourceTypes.map((type) => [type.type, type]));

/** The names of every resource type that Tidemark reads. */
export const resourceTypeNames: readonly string[] = resourceTypes.map(({ type }) => type);

/** The declaration of a type, or undefined of one that Tidemark does not read. */
export function findResourceType(type: string): ResourceType | undefined {
  return byName.get(type);
}

/** What is known of the types that Tidemark makes up for what is about no resource of AWS. */
const pseudoTypes = new Map([coverageKnowledge, budgetKnowledge].map((each) => [each.type, each]));

/** What is known of a type; of one that nobody described by hand, what its CloudFormation schema tells. */
export const knowledgeOf: KnowledgeLookup = (type) =>
  pseudoTypes.get(type) ?? byName.get(type) ?? withFurtherRules(schemaKnowledge(type) ?? { type });
