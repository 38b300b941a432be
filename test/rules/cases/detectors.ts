import { account } from '../../scenarios/scenario.ts';
import type { RuleCase, States } from '../rule-case.ts';
import { casesOf } from './case-of.ts';

const ofDetector = casesOf('AWS::GuardDuty::Detector');
const detector = {
  Id: 'example',
  Enable: true,
  FindingPublishingFrequency: 'SIX_HOURS',
  Features: [
    { Name: 'S3_DATA_EVENTS', Status: 'ENABLED' },
    {
      Name: 'RUNTIME_MONITORING',
      Status: 'ENABLED',
      AdditionalConfiguration: [{ Name: 'EC2_AGENT_MANAGEMENT', Status: 'ENABLED' }],
    },
  ],
};
const suspended = { ...detector, Enable: false };
const withoutAgents = {
  ...detector,
  Features: [
    { Name: 'S3_DATA_EVENTS', Status: 'ENABLED' },
    { Name: 'RUNTIME_MONITORING', Status: 'ENABLED' },
  ],
};
const oftener: States = [detector, { ...detector, FindingPublishingFrequency: 'ONE_HOUR' }];

const ofFilter = casesOf('AWS::GuardDuty::Filter');
const filter = (Action: string, type: string) => ({
  DetectorId: 'detector',
  Name: 'example',
  Action,
  FindingCriteria: { Criterion: { type: { Equals: [type] } } },
});

const ofIpSet = casesOf('AWS::GuardDuty::IPSet');
const ipSet = (Activate: boolean, file = 'offices.txt') => ({
  Id: 'example',
  DetectorId: 'detector',
  Name: 'offices',
  Format: 'TXT',
  Location: `https://s3.amazonaws.com/lists/${file}`,
  Activate,
});

const ofExport = casesOf('AWS::GuardDuty::PublishingDestination');
const findings = (bucket: string) => ({
  DetectorId: 'detector',
  Id: 'example',
  DestinationType: 'S3',
  DestinationProperties: {
    DestinationArn: `arn:aws:s3:::${bucket}`,
    KmsKeyArn: `arn:aws:kms:eu-west-1:${account}:key/5f0a2b1c-0000-4000-8000-0123456789ab`,
  },
});
const failing = { ...findings('findings'), Status: 'UNABLE_TO_PUBLISH_FIX_DESTINATION_PROPERTY' };

const ofMacie = casesOf('AWS::Macie::Session');
const macie = { AwsAccountId: account, Status: 'ENABLED', FindingPublishingFrequency: 'SIX_HOURS' };
const paused = { ...macie, Status: 'PAUSED' };
const macieOftener: States = [macie, { ...macie, FindingPublishingFrequency: 'ONE_HOUR' }];

const ofHub = casesOf('AWS::SecurityHub::Hub');
const hub = (...standards: string[]) => ({
  AutoEnableControls: true,
  ControlFindingGenerator: 'SECURITY_CONTROL',
  EnabledStandards: standards.map((name) => ({
    StandardsArn: `arn:aws:securityhub:eu-west-1::standards/${name}`,
  })),
});
const best = 'aws-foundational-security-best-practices/v/1.0.0';
const cis = 'cis-aws-foundations-benchmark/v/3.0.0';
const manual = { ...hub(best), AutoEnableControls: false };
const perStandard: States = [hub(best), { ...hub(best), ControlFindingGenerator: 'STANDARD_CONTROL' }];

/** The ways to blind GuardDuty, Macie and Security Hub. */
export const detectorCases: readonly RuleCase[] = [
  ofDetector('guardduty-detector-deleted', [detector, null], oftener, [null, detector]),
  ofDetector('guardduty-suspended', [detector, suspended], oftener, [suspended, detector]),
  ofDetector('guardduty-feature-turned-off', [detector, withoutAgents], oftener, [withoutAgents, detector]),
  ofFilter(
    'guardduty-findings-archived',
    [null, filter('ARCHIVE', 'Recon:EC2/Portscan')],
    [null, filter('NOOP', 'Recon:EC2/Portscan')],
    [filter('ARCHIVE', 'Recon:EC2/Portscan'), filter('NOOP', 'Recon:EC2/Portscan')],
  ),
  ofFilter(
    'guardduty-filter-changed',
    [filter('ARCHIVE', 'Recon:EC2/Portscan'), filter('ARCHIVE', 'Backdoor:EC2/C&CActivity.B')],
    [filter('NOOP', 'Recon:EC2/Portscan'), filter('ARCHIVE', 'Recon:EC2/Portscan')],
    [filter('ARCHIVE', 'Recon:EC2/Portscan'), filter('NOOP', 'Recon:EC2/Portscan')],
  ),
  ofIpSet(
    'guardduty-trusted-addresses',
    [ipSet(false), ipSet(true)],
    [null, ipSet(false)],
    [ipSet(true), ipSet(false)],
  ),
  ofIpSet(
    'guardduty-trusted-addresses-changed',
    [ipSet(true), ipSet(true, 'others.txt')],
    [ipSet(false), ipSet(true)],
    [ipSet(true), ipSet(false)],
  ),
  ofExport(
    'guardduty-export-deleted',
    [findings('findings'), null],
    [findings('findings'), failing],
    [null, findings('findings')],
  ),
  ofExport(
    'guardduty-export-changed',
    [findings('findings'), findings('theirs')],
    [findings('findings'), failing],
    [null, findings('findings')],
  ),
  ofExport(
    'guardduty-export-fails',
    [findings('findings'), failing],
    [findings('findings'), findings('theirs')],
    [failing, findings('findings')],
  ),
  ofMacie('macie-disabled', [macie, null], macieOftener, [null, macie]),
  ofMacie('macie-paused', [macie, paused], macieOftener, [paused, macie]),
  ofHub('securityhub-disabled', [hub(best), null], perStandard, [null, hub(best)]),
  ofHub('securityhub-standard-disabled', [hub(best, cis), hub(best)], perStandard, [
    hub(best),
    hub(best, cis),
  ]),
  ofHub('securityhub-new-controls-off', [hub(best), manual], perStandard, [manual, hub(best)]),
];
