import type { EventsOfType } from './event-names.ts';

/** The events of the other services, by CloudFormation type. */
export const serviceEvents: Readonly<Record<string, EventsOfType>> = {
  'AWS::AutoScaling::AutoScalingGroup': {
    modified: {
      '*': ['UpdateAutoScalingGroup', 'SetDesiredCapacity'],
      TargetGroupARNs: ['AttachLoadBalancerTargetGroups', 'DetachLoadBalancerTargetGroups'],
      LifecycleHookSpecificationList: ['PutLifecycleHook', 'DeleteLifecycleHook'],
    },
  },
  'AWS::CertificateManager::Certificate': { added: ['RequestCertificate', 'ImportCertificate'] },
  'AWS::CloudFront::Distribution': { added: ['CreateDistribution', 'CreateDistributionWithTags'] },
  'AWS::CloudTrail::Trail': {
    modified: {
      '*': ['UpdateTrail'],
      EventSelectors: ['PutEventSelectors'],
      AdvancedEventSelectors: ['PutEventSelectors'],
      InsightSelectors: ['PutInsightSelectors'],
      IsLogging: ['StopLogging', 'StartLogging'],
    },
  },
  'AWS::CloudWatch::Alarm': {
    added: ['PutMetricAlarm'],
    removed: ['DeleteAlarms'],
    modified: { '*': ['PutMetricAlarm'], ActionsEnabled: ['DisableAlarmActions', 'EnableAlarmActions'] },
  },
  'AWS::CloudWatch::CompositeAlarm': {
    added: ['PutCompositeAlarm'],
    removed: ['DeleteAlarms'],
    modified: { '*': ['PutCompositeAlarm'], ActionsEnabled: ['DisableAlarmActions', 'EnableAlarmActions'] },
  },
  'AWS::Config::ConfigurationRecorder': {
    added: ['PutConfigurationRecorder'],
    modified: {
      '*': ['PutConfigurationRecorder', 'StopConfigurationRecorder', 'StartConfigurationRecorder'],
    },
  },
  'AWS::DynamoDB::Table': {
    modified: {
      '*': ['UpdateTable'],
      PointInTimeRecoverySpecification: ['UpdateContinuousBackups'],
      TimeToLiveSpecification: ['UpdateTimeToLive'],
      ResourcePolicy: ['PutResourcePolicy', 'DeleteResourcePolicy'],
    },
  },
  'AWS::ECS::Service': { knownBy: [0] },
  'AWS::ECS::TaskDefinition': { added: ['RegisterTaskDefinition'], removed: ['DeregisterTaskDefinition'] },
  'AWS::Events::Rule': {
    added: ['PutRule'],
    modified: {
      '*': ['PutRule'],
      State: ['DisableRule', 'EnableRule'],
      Targets: ['PutTargets', 'RemoveTargets'],
    },
  },
  'AWS::GuardDuty::Detector': { modified: { '*': ['UpdateDetector'] } },
  'AWS::Lambda::Function': {
    modified: {
      '*': ['UpdateFunctionConfiguration'],
      Code: ['UpdateFunctionCode'],
      CodeSha256: ['UpdateFunctionCode'],
      ReservedConcurrentExecutions: ['PutFunctionConcurrency', 'DeleteFunctionConcurrency'],
    },
  },
  'AWS::Lambda::LayerVersion': { added: ['PublishLayerVersion'] },
  'AWS::Lambda::Permission': { added: ['AddPermission'], removed: ['RemovePermission'] },
  'AWS::Lambda::Url': {
    added: ['CreateFunctionUrlConfig'],
    removed: ['DeleteFunctionUrlConfig'],
    modified: { '*': ['UpdateFunctionUrlConfig'] },
  },
  'AWS::Logs::LogGroup': {
    modified: {
      RetentionInDays: ['PutRetentionPolicy', 'DeleteRetentionPolicy'],
      KmsKeyId: ['AssociateKmsKey', 'DisassociateKmsKey'],
    },
  },
  'AWS::RDS::DBClusterSnapshot': { added: ['CreateDBClusterSnapshot', 'CopyDBClusterSnapshot'] },
  'AWS::RDS::DBInstance': {
    added: ['CreateDBInstance', 'CreateDBInstanceReadReplica', 'RestoreDBInstanceFromDBSnapshot'],
    modified: { '*': ['ModifyDBInstance', 'StopDBInstance', 'StartDBInstance'] },
  },
  'AWS::RDS::DBSnapshot': { added: ['CreateDBSnapshot', 'CopyDBSnapshot'] },
  'AWS::Route53::RecordSet': {
    added: ['ChangeResourceRecordSets'],
    removed: ['ChangeResourceRecordSets'],
    modified: { '*': ['ChangeResourceRecordSets'] },
  },
  'AWS::SNS::Subscription': { added: ['Subscribe'], removed: ['Unsubscribe'] },
  'AWS::SNS::Topic': { modified: { '*': ['SetTopicAttributes', 'AddPermission', 'RemovePermission'] } },
  'AWS::SQS::Queue': { modified: { '*': ['SetQueueAttributes', 'AddPermission', 'RemovePermission'] } },
  'AWS::SSM::Document': {
    modified: {
      '*': ['UpdateDocument', 'UpdateDocumentDefaultVersion'],
      Permissions: ['ModifyDocumentPermission'],
    },
  },
  'AWS::SSM::Parameter': { added: ['PutParameter'], modified: { '*': ['PutParameter'] } },
  'AWS::SecretsManager::Secret': {
    modified: {
      '*': ['UpdateSecret', 'PutSecretValue', 'RotateSecret'],
      ResourcePolicy: ['PutResourcePolicy', 'DeleteResourcePolicy'],
      RotationRules: ['RotateSecret', 'CancelRotateSecret'],
    },
  },
  'AWS::SecurityHub::Hub': {
    single: true,
    added: ['EnableSecurityHub'],
    removed: ['DisableSecurityHub'],
    modified: {
      '*': ['UpdateSecurityHubConfiguration', 'BatchDisableStandards', 'BatchEnableStandards'],
    },
  },
  'AWS::WAFv2::IPSet': { knownBy: [1] },
  'AWS::WAFv2::WebACL': {
    knownBy: [1],
    modified: { '*': ['UpdateWebACL', 'PutLoggingConfiguration', 'DeleteLoggingConfiguration'] },
  },
};
