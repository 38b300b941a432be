import type { Resource } from '../model/resource.ts';
import type { Danger, Rule } from '../model/rule.ts';
import { becoming } from './becoming.ts';
import { asWord, definition, recreation } from './former-state.ts';
import { allManagementEvents, dataTypes, missingManagementEvents, selectorsOf } from './trail-selectors.ts';
import { deleted, disableLogs, inState, redirected, when } from './watcher-rules.ts';

const events =
  'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html';
const low = () => 'LOW' as const;

/** What is read of a trail beside what makes it. */
const notOfSchema = [
  'Arn',
  'ContextKeySelectors',
  'HomeRegion',
  'LatestCloudWatchLogsDeliveryError',
  'LatestDeliveryError',
  'MaxEventSize',
  'RecursiveLogging',
  'SnsTopicArn',
];

const putSelectors = 'aws cloudtrail put-event-selectors --trail-name {{id}} --cli-input-json {{selectors}}';

const flag = (property: string, value: boolean, reason: (trail: Resource) => string) => (trail: Resource) =>
  when(trail.properties[property] === value, () => ({
    subject: `${property} ${value}`,
    path: `/${property}`,
    reason: reason(trail),
  }));

/** Where the selectors of a trail stand. */
const selectorsPath = ({ properties }: Resource) =>
  properties.EventSelectors === undefined ? '/AdvancedEventSelectors' : '/EventSelectors';

/** The ways to blind a trail. */
export const trailRules: readonly Rule[] = [
  deleted(
    {
      id: 'cloudtrail-trail-deleted',
      title: 'a trail was deleted',
      values: (before) => definition(before, notOfSchema),
      severity: 'CRITICAL',
      sources: ['CIS AWS Foundations 3.0 3.1', 'FSBP CloudTrail.1', disableLogs],
      recommendation:
        'Create the trail again now, and look in the event history of CloudTrail at what was done since, and by whom.',
      remedy: {
        command: recreation,
        console: 'CloudTrail › Trails › Create trail › {{id}}',
      },
    },
    ({ id, properties }) =>
      `Trail ${id} was deleted: what is done in the account is no longer recorded in bucket ${String(properties.S3BucketName)}.`,
  ),
  becoming({
    id: 'cloudtrail-logging-stopped',
    title: 'a trail records nothing',
    severity: 'CRITICAL',
    createdSeverity: low,
    sources: ['CIS AWS Foundations 3.0 3.1', 'FSBP CloudTrail.1', disableLogs],
    recommendation:
      'Start the logging again now, and look in the event history of CloudTrail at what was done meanwhile, and by whom.',
    remedy: {
      command: 'aws cloudtrail start-logging --name {{id}}',
      console: 'CloudTrail › Trails › {{id}} › Start logging',
    },
    safer: 'the trail records again',
    dangersOf: flag(
      'IsLogging',
      false,
      ({ id }) => `Trail ${id} does not record what is done in the account.`,
    ),
  }),
  becoming({
    id: 'cloudtrail-single-region',
    title: 'a trail records one region only',
    severity: 'HIGH',
    createdSeverity: low,
    sources: ['CIS AWS Foundations 3.0 3.1', 'FSBP CloudTrail.1', disableLogs],
    recommendation: 'Make the trail record every region again.',
    remedy: {
      command: 'aws cloudtrail update-trail --name {{id}} --is-multi-region-trail',
      console: 'CloudTrail › Trails › {{id}} › General details',
    },
    safer: 'the trail records every region',
    dangersOf: flag(
      'IsMultiRegionTrail',
      false,
      ({ id, properties }) =>
        `Trail ${id} records what is done in ${String(properties.HomeRegion)} only: other regions are not watched by it.`,
    ),
  }),
  becoming({
    id: 'cloudtrail-global-events-missing',
    title: 'a trail leaves out events of global services',
    severity: 'HIGH',
    createdSeverity: low,
    sources: [
      'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html',
      disableLogs,
    ],
    recommendation: 'Let the trail record global service events again.',
    remedy: {
      command: 'aws cloudtrail update-trail --name {{id}} --include-global-service-events',
      console: 'CloudTrail › Trails › {{id}} › General details',
    },
    safer: 'the trail records events of global services',
    dangersOf: flag(
      'IncludeGlobalServiceEvents',
      false,
      ({ id }) => `Trail ${id} does not record what is done in IAM, STS and CloudFront.`,
    ),
  }),
  becoming({
    id: 'cloudtrail-management-events-missing',
    title: 'a trail leaves out management events',
    severity: 'HIGH',
    // A further trail for some events takes nothing from the trails that are there.
    createdSeverity: low,
    sources: ['CIS AWS Foundations 3.0 3.1', 'FSBP CloudTrail.1', events, disableLogs],
    recommendation: 'Let the trail record all management events again, reads and changes of every service.',
    remedy: {
      command: putSelectors,
      console: 'CloudTrail › Trails › {{id}} › Management events › Edit',
    },
    safer: 'the trail records more management events',
    dangersOf: (trail): Danger[] =>
      missingManagementEvents(trail).map((missing) => ({
        subject: `no ${missing}`,
        path: selectorsPath(trail),
        reason: `Trail ${trail.id} does not record management events: ${missing}.`,
        values: allManagementEvents(trail),
      })),
  }),
  {
    kind: 'change',
    id: 'cloudtrail-data-events-stopped',
    title: 'a trail no longer records data events',
    severity: 'MEDIUM',
    sources: [
      'CIS AWS Foundations 3.0 3.8',
      'CIS AWS Foundations 3.0 3.9',
      'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html',
      disableLogs,
    ],
    recommendation: 'Record the data events again, if nobody meant to save their cost.',
    remedy: {
      command: putSelectors,
      console: 'CloudTrail › Trails › {{id}} › Data events › Edit',
    },
    dangers: (change) => {
      if (change.kind !== 'modified') return [];
      const still = new Set(dataTypes(change.after));
      return dataTypes(change.before)
        .filter((type) => !still.has(type))
        .map((type) => ({
          subject: `no data events of ${type}`,
          path: selectorsPath(change.before),
          reason: `Trail ${change.after.id} no longer records who reads and writes ${type}.`,
          values: selectorsOf(change.before),
        }));
    },
  },
  redirected(
    {
      id: 'cloudtrail-bucket-changed',
      title: 'a trail delivers elsewhere',
      severity: 'HIGH',
      property: 'S3BucketName',
      sources: [
        disableLogs,
        'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html',
      ],
      recommendation:
        'Make sure that the bucket is yours and guarded as the former one; if not, set that again.',
      remedy: {
        command: 'aws cloudtrail update-trail --name {{id}} --s3-bucket-name {{former}}',
        console: 'CloudTrail › Trails › {{id}} › General details › Edit › Storage location',
      },
    },
    ({ id }, from, to) => `Trail ${id} delivers its log files to bucket ${to} instead of ${from}.`,
  ),
  redirected(
    {
      id: 'cloudtrail-key-changed',
      title: 'the log files of a trail are encrypted otherwise',
      severity: 'HIGH',
      property: 'KMSKeyId',
      sources: ['CIS AWS Foundations 3.0 3.5', 'FSBP CloudTrail.2', 'MITRE ATT&CK T1486'],
      recommendation: 'Set the key again; with a key of somebody else nobody here can read the log files.',
      remedy: {
        command: 'aws cloudtrail update-trail --name {{id}} --kms-key-id {{former}}',
        console: 'CloudTrail › Trails › {{id}} › General details › Edit › Log file SSE-KMS encryption',
      },
    },
    ({ id }, from, to) =>
      to === 'none'
        ? `The log files of trail ${id} are no longer encrypted with your key ${from}.`
        : `The log files of trail ${id} are encrypted with key ${to} instead of ${from}.`,
  ),
  redirected(
    {
      id: 'cloudtrail-log-group-changed',
      title: 'a trail sends its events to another log group, or to none',
      severity: 'MEDIUM',
      property: 'CloudWatchLogsLogGroupArn',
      better: 'the trail sends its events to a log group too',
      values: ({ properties: { CloudWatchLogsLogGroupArn = '', CloudWatchLogsRoleArn } }) => ({
        former: asWord(CloudWatchLogsLogGroupArn),
        ...(CloudWatchLogsRoleArn && { role: asWord(CloudWatchLogsRoleArn) }),
      }),
      sources: ['FSBP CloudTrail.5', disableLogs],
      recommendation: 'Send the events to the log group again: alarms that look at it see nothing any more.',
      remedy: {
        command:
          'aws cloudtrail update-trail --name {{id}} --cloud-watch-logs-log-group-arn {{former}} --cloud-watch-logs-role-arn {{role}}',
        console: 'CloudTrail › Trails › {{id}} › CloudWatch Logs › Edit',
      },
    },
    ({ id }, from, to) => `Trail ${id} sends its events to log group ${to} instead of ${from}.`,
  ),
  inState(
    {
      id: 'cloudtrail-delivery-fails',
      title: 'a trail cannot deliver its log files',
      severity: 'HIGH',
      sources: [
        'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html',
        disableLogs,
      ],
      recommendation:
        'Let CloudTrail write into the bucket again: look at the bucket, its policy and the key of the trail.',
      remedy: {
        command: 'aws cloudtrail get-trail-status --name {{id}}',
        console: 'CloudTrail › Trails › {{id}} › General details › Trail log location',
      },
      safer: 'the trail delivers again',
    },
    ({ id, properties }) =>
      ['LatestDeliveryError', 'LatestCloudWatchLogsDeliveryError'].flatMap((property) =>
        when(typeof properties[property] === 'string', () => ({
          subject: `${property} ${String(properties[property])}`,
          path: `/${property}`,
          reason: `Trail ${id} cannot deliver what it records: ${String(properties[property])}.`,
        })),
      ),
  ),
];
