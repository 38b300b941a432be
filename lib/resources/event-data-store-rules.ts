import type { Rule } from '../model/rule.ts';
import { becoming } from './becoming.ts';
import { formerValue } from './former-state.ts';
import { disableLogs, inState, redirected, when } from './watcher-rules.ts';

const stores = 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-event-data-store.html';

/** The ways to blind an event data store. */
export const eventDataStoreRules: readonly Rule[] = [
  inState(
    {
      id: 'cloudtrail-store-pending-deletion',
      title: 'an event data store is about to be deleted',
      severity: 'CRITICAL',
      sources: [stores, disableLogs],
      recommendation: 'Restore the event data store now; after a week what it recorded is lost.',
      remedy: {
        command: 'aws cloudtrail restore-event-data-store --event-data-store {{id}}',
        console: 'CloudTrail › Lake › Event data stores › {{/Name}} › Actions › Restore',
      },
      safer: 'the event data store stays',
    },
    ({ properties: { Name, Status } }) =>
      when(Status === 'PENDING_DELETION', () => ({
        subject: 'pending deletion',
        path: '/Status',
        reason: `Event data store ${String(Name)} is to be deleted, with all that it recorded.`,
      })),
  ),
  becoming({
    id: 'cloudtrail-store-ingestion-stopped',
    title: 'an event data store records nothing',
    severity: 'HIGH',
    createdSeverity: () => 'LOW',
    sources: [stores, disableLogs],
    recommendation:
      'Start the ingestion again, and look in the event history at what was done meanwhile, and by whom.',
    remedy: {
      command: 'aws cloudtrail start-event-data-store-ingestion --event-data-store {{id}}',
      console: 'CloudTrail › Lake › Event data stores › {{/Name}} › Actions › Start ingestion',
    },
    safer: 'the event data store records again',
    dangersOf: ({ properties: { Name, IngestionEnabled } }) =>
      when(IngestionEnabled === false, () => ({
        subject: 'ingestion stopped',
        path: '/IngestionEnabled',
        reason: `Event data store ${String(Name)} does not record what is done.`,
      })),
  }),
  becoming({
    id: 'cloudtrail-store-termination-protection-off',
    title: 'an event data store may be deleted at once',
    severity: 'HIGH',
    createdSeverity: () => 'LOW',
    sources: [stores, disableLogs],
    recommendation: 'Turn termination protection on again, and look for a deletion that was to follow.',
    remedy: {
      command:
        'aws cloudtrail update-event-data-store --event-data-store {{id}} --termination-protection-enabled',
      console: 'CloudTrail › Lake › Event data stores › {{/Name}} › Actions › Change termination protection',
    },
    safer: 'termination protection is on',
    dangersOf: ({ properties: { Name, TerminationProtectionEnabled } }) =>
      when(TerminationProtectionEnabled === false, () => ({
        subject: 'no termination protection',
        path: '/TerminationProtectionEnabled',
        reason: `Nothing keeps anybody from deleting event data store ${String(Name)}.`,
      })),
  }),
  {
    kind: 'change',
    id: 'cloudtrail-store-retention-shortened',
    title: 'an event data store keeps events for a shorter time',
    severity: 'HIGH',
    sources: [stores, 'MITRE ATT&CK T1070'],
    recommendation: 'Set the retention again: what is older is deleted.',
    remedy: {
      command:
        'aws cloudtrail update-event-data-store --event-data-store {{id}} --retention-period {{former}}',
      console:
        'CloudTrail › Lake › Event data stores › {{/Name}} › General details › Edit › Retention period',
    },
    dangers: (change) => {
      const [from, to] = [change.before, change.after].map((store) =>
        Number(store?.properties.RetentionPeriod),
      );
      return when(change.kind === 'modified' && Number(to) < Number(from), () => ({
        subject: `retention ${to} days`,
        path: '/RetentionPeriod',
        reason: `Event data store ${String(change.after?.properties.Name)} keeps events ${to} days, no longer ${from}.`,
        values: formerValue(change.before?.properties.RetentionPeriod),
      }));
    },
    ended: (change) => {
      const [from, to] = [change.before, change.after].map((store) =>
        Number(store?.properties.RetentionPeriod),
      );
      return when(change.kind === 'modified' && Number(to) > Number(from), () => ({
        subject: 'retention',
        path: '/RetentionPeriod',
        reason: 'Safer: events are kept for a longer time.',
      }));
    },
  },
  redirected(
    {
      id: 'cloudtrail-store-selectors-changed',
      title: 'an event data store records other events',
      severity: 'MEDIUM',
      property: 'AdvancedEventSelectors',
      sources: [stores, disableLogs],
      recommendation:
        'Compare the selectors with the approved ones: what they no longer match is not recorded.',
      remedy: {
        command:
          'aws cloudtrail update-event-data-store --event-data-store {{id}} --advanced-event-selectors {{former}}',
        console: 'CloudTrail › Lake › Event data stores › {{/Name}} › Events › Edit',
      },
    },
    ({ properties }) => `Event data store ${String(properties.Name)} records other events than before.`,
  ),
];
