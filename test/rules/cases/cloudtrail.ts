import type { JsonObject } from '../../../lib/model/json.ts';
import { trail } from '../../scenarios/models.ts';
import { account } from '../../scenarios/scenario.ts';
import type { RuleCase, States } from '../rule-case.ts';
import { casesOf } from './case-of.ts';

const ofTrail = casesOf('AWS::CloudTrail::Trail');

function to(properties: JsonObject): States {
  return [trail, { ...trail, ...properties }];
}

function back(properties: JsonObject): States {
  return [{ ...trail, ...properties }, trail];
}

const otherTopic: States = to({ SnsTopicName: 'deliveries' });
const selectors = (more: JsonObject) => ({
  EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [], ...more }],
});
const objects = selectors({ DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::'] }] });

const trailCases: readonly RuleCase[] = [
  ofTrail('cloudtrail-trail-deleted', [trail, null], otherTopic, [null, trail]),
  ofTrail('cloudtrail-logging-stopped', to({ IsLogging: false }), otherTopic, back({ IsLogging: false })),
  ofTrail(
    'cloudtrail-single-region',
    to({ IsMultiRegionTrail: false }),
    otherTopic,
    back({ IsMultiRegionTrail: false }),
  ),
  ofTrail(
    'cloudtrail-global-events-missing',
    to({ IncludeGlobalServiceEvents: false }),
    otherTopic,
    back({ IncludeGlobalServiceEvents: false }),
  ),
  ofTrail(
    'cloudtrail-management-events-missing',
    to(selectors({ ReadWriteType: 'ReadOnly' })),
    to(objects),
    back(selectors({ ReadWriteType: 'ReadOnly' })),
  ),
  ofTrail(
    'cloudtrail-data-events-stopped',
    back(objects),
    back(selectors({ ExcludeManagementEventSources: ['kms.amazonaws.com'] })),
    to(objects),
  ),
  ofTrail('cloudtrail-bucket-changed', to({ S3BucketName: 'theirs' }), to({ S3KeyPrefix: 'new' }), [
    null,
    trail,
  ]),
  ofTrail(
    'cloudtrail-key-changed',
    to({ KMSKeyId: 'arn:aws:kms:eu-west-1:999988887777:key/0e0e0e0e-0000-4000-8000-0123456789ab' }),
    otherTopic,
    [null, trail],
  ),
  ofTrail(
    'cloudtrail-log-group-changed',
    to({ CloudWatchLogsLogGroupArn: `arn:aws:logs:eu-west-1:${account}:log-group:other:*` }),
    to({ CloudWatchLogsRoleArn: `arn:aws:iam::${account}:role/other` }),
    [null, trail],
  ),
  ofTrail(
    'cloudtrail-delivery-fails',
    to({ LatestDeliveryError: 'AccessDenied' }),
    otherTopic,
    back({ LatestDeliveryError: 'AccessDenied' }),
  ),
];

const ofStore = casesOf('AWS::CloudTrail::EventDataStore');
const store = {
  Name: 'audit',
  IngestionEnabled: true,
  TerminationProtectionEnabled: true,
  RetentionPeriod: 2557,
  MultiRegionEnabled: true,
  AdvancedEventSelectors: [
    { Name: 'management', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
  ],
};
const stopped = { ...store, IngestionEnabled: false };
const unprotected = { ...store, TerminationProtectionEnabled: false };
const short = { ...store, RetentionPeriod: 7 };
const dying = { ...store, Status: 'PENDING_DELETION' };
const readsOnly = {
  ...store,
  AdvancedEventSelectors: [
    {
      Name: 'management',
      FieldSelectors: [
        { Field: 'eventCategory', Equals: ['Management'] },
        { Field: 'readOnly', Equals: ['true'] },
      ],
    },
  ],
};
const oneRegion: States = [store, { ...store, MultiRegionEnabled: false }];

const storeCases: readonly RuleCase[] = [
  ofStore('cloudtrail-store-pending-deletion', [store, dying], oneRegion, [dying, store]),
  ofStore('cloudtrail-store-ingestion-stopped', [store, stopped], oneRegion, [stopped, store]),
  ofStore('cloudtrail-store-termination-protection-off', [store, unprotected], oneRegion, [
    unprotected,
    store,
  ]),
  ofStore('cloudtrail-store-retention-shortened', [store, short], oneRegion, [short, store]),
  ofStore('cloudtrail-store-selectors-changed', [store, readsOnly], oneRegion, [null, store]),
];

/** The ways to blind a trail and an event data store. */
export const cloudTrailCases: readonly RuleCase[] = [...trailCases, ...storeCases];
