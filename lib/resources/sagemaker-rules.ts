import { changedResource } from '../model/change.ts';
import type { ChangeRule, Rule } from '../model/rule.ts';
import { propertyDanger } from './property-rules.ts';

/** The dangers of AWS::SageMaker::NotebookInstance. */
export const notebookRules: readonly Rule[] = [
  propertyDanger({
    id: 'sagemaker-notebook-direct-internet',
    title: 'a notebook has direct access to the internet',
    severity: 'HIGH',
    sources: ['FSBP SageMaker.1', 'MITRE ATT&CK T1567'],
    recommendation: 'Stop the notebook, and make it again in a VPC, without direct internet access.',
    remedy: {
      command: 'aws sagemaker stop-notebook-instance --notebook-instance-name {{/NotebookInstanceName}}',
      console: 'SageMaker AI › Notebooks › Notebook instances › {{/NotebookInstanceName}} › Stop',
    },
    safer: 'the notebook reaches the internet through the VPC only',
    path: '/DirectInternetAccess',
    isDanger: (value) => value === 'Enabled',
    reason: ({ properties }) =>
      `Notebook ${String(properties.NotebookInstanceName)} reaches the internet past the VPC: data can leave unseen.`,
  }),
  propertyDanger({
    id: 'sagemaker-notebook-outside-vpc',
    title: 'a notebook is outside your VPCs',
    severity: 'MEDIUM',
    sources: ['FSBP SageMaker.2'],
    recommendation: 'Make the notebook again in a subnet of a VPC.',
    remedy: {
      command:
        'aws sagemaker create-notebook-instance --notebook-instance-name <new-name> --instance-type {{/InstanceType}} --role-arn {{/RoleArn}} --subnet-id <subnet> --security-group-ids <security-group> --direct-internet-access Disabled',
      console:
        'SageMaker AI › Notebooks › Notebook instances › Create notebook instance › Network (in place of {{/NotebookInstanceName}})',
    },
    safer: 'the notebook is in a VPC',
    path: '/SubnetId',
    isDanger: (value) => value === null,
    reason: ({ properties }) =>
      `Notebook ${String(properties.NotebookInstanceName)} is in no VPC of the account.`,
  }),
  propertyDanger({
    id: 'sagemaker-notebook-root-access',
    title: 'users of a notebook are root',
    severity: 'MEDIUM',
    sources: ['FSBP SageMaker.3'],
    recommendation: 'Stop the notebook, disable root access, and start it again.',
    remedy: {
      command:
        'aws sagemaker update-notebook-instance --notebook-instance-name {{/NotebookInstanceName}} --root-access Disabled',
      console:
        'SageMaker AI › Notebooks › Notebook instances › {{/NotebookInstanceName}} › Edit › Permissions and encryption › Root access',
    },
    safer: 'users of the notebook are not root',
    path: '/RootAccess',
    isDanger: (value) => value === 'Enabled',
    reason: ({ properties }) =>
      `Users of notebook ${String(properties.NotebookInstanceName)} are root on it.`,
  }),
  propertyDanger({
    id: 'sagemaker-notebook-imdsv1',
    title: 'a notebook allows version 1 of the metadata service',
    severity: 'MEDIUM',
    sources: ['https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-imds.html'],
    recommendation:
      'Stop the notebook, set the minimum version of the metadata service to 2, and start it again.',
    remedy: {
      command:
        'aws sagemaker update-notebook-instance --notebook-instance-name {{/NotebookInstanceName}} --instance-metadata-service-configuration MinimumInstanceMetadataServiceVersion=2',
      console:
        'SageMaker AI › Notebooks › Notebook instances › {{/NotebookInstanceName}} › Edit › Additional configuration › Minimum IMDS Version',
    },
    safer: 'metadata requests need a token',
    path: '/InstanceMetadataServiceConfiguration/MinimumInstanceMetadataServiceVersion',
    isDanger: (value) => value === '1',
    reason: ({ properties }) =>
      `Notebook ${String(properties.NotebookInstanceName)} answers metadata requests without a token: a forged request is enough to steal the credentials of its role.`,
  }),
];

const scriptChanged: ChangeRule = {
  kind: 'change',
  id: 'sagemaker-lifecycle-script-changed',
  title: 'what notebooks run as root was changed',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/sagemaker/latest/dg/notebook-lifecycle-config.html',
    'MITRE ATT&CK T1546',
  ],
  recommendation:
    'Read the script; if nobody can say why it was changed, set the old one and change the credentials of the roles of the notebooks that ran it.',
  remedy: {
    command:
      'aws sagemaker update-notebook-instance-lifecycle-config --notebook-instance-lifecycle-config-name {{/NotebookInstanceLifecycleConfigName}} --on-create Content=<approved-script-in-base64> --on-start Content=<approved-script-in-base64>',
    console:
      'SageMaker AI › Admin configurations › Lifecycle configurations › Notebook instance › {{/NotebookInstanceLifecycleConfigName}} › Edit',
  },
  dangers: (change) => {
    if (change.kind !== 'modified') return [];
    const name = String(changedResource(change).properties.NotebookInstanceLifecycleConfigName);
    return ['/OnCreate', '/OnStart']
      .filter((hook) => change.properties.some(({ path, after }) => path.startsWith(hook) && after !== null))
      .map((hook) => ({
        subject: hook.slice(1),
        path: hook,
        reason: `The ${hook.slice(1)} script of ${name} was changed: notebooks run it as root, with the credentials of their roles.`,
      }));
  },
};

/** The dangers of AWS::SageMaker::NotebookInstanceLifecycleConfig. */
export const lifecycleRules: readonly Rule[] = [scriptChanged];
