import type { ResourceChange } from '../model/change.ts';
import type { ChangeRule, Danger } from '../model/rule.ts';
import { isTrue, transition } from './rds-transition.ts';
import { isNewerMinorVersion } from './rds-version.ts';

function automaticUpgrade(change: ResourceChange): Danger[] {
  const found = transition(change, '/EngineVersion');
  const { AutoMinorVersionUpgrade, Engine } = change.before?.properties ?? {};
  const [from, to] = [String(found?.before), String(found?.after)];
  if (!found || !isTrue(AutoMinorVersionUpgrade) || !isNewerMinorVersion(String(Engine), from, to)) return [];
  return [
    {
      subject: `${from} to ${to}`,
      path: '/EngineVersion',
      reason: `Safer: ${String(Engine)} went from ${from} to ${to}, a minor upgrade as AutoMinorVersionUpgrade allows.`,
    },
  ];
}

function autoscaledStorage(change: ResourceChange): Danger[] {
  const found = transition(change, '/AllocatedStorage');
  const limit = Number(change.before?.properties.MaxAllocatedStorage ?? 0);
  const [from, to] = [Number(found?.before), Number(found?.after)];
  if (!found || !(to > from && to <= limit)) return [];
  return [
    {
      subject: `${from} to ${to} GB`,
      path: '/AllocatedStorage',
      reason: `The storage grew from ${from} to ${to} GB, as storage autoscaling may do up to ${limit} GB.`,
    },
  ];
}

/** A database that was stopped, ran and was stopped again has a new time of restart, and is as stopped as before. */
function stoppedAnew(change: ResourceChange): Danger[] {
  const found = transition(change, '/AutomaticRestartTime');
  if (!found || found.before === null || found.after === null) return [];
  return [
    {
      subject: 'stopped anew',
      path: '/AutomaticRestartTime',
      reason: `It is stopped as before, and starts by itself at ${String(found.after)}.`,
    },
  ];
}

/**
 * What RDS does by itself because it was told that it may. Never a danger; as what "ends" one, such a change is
 * explained and counts as INFO. The change itself stays in the finding.
 */
export const doneByRds: ChangeRule = {
  kind: 'change',
  id: 'rds-done-by-rds',
  title: 'RDS did what it may do by itself',
  severity: 'INFO',
  sources: [
    'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Upgrading.html',
    'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html',
  ],
  recommendation: 'Approve it with a new baseline.',
  remedy: {
    command:
      'aws rds describe-events --source-identifier {{id}} --source-type <db-instance-or-db-cluster> --duration 20160',
    console: 'RDS › Databases › {{id}} › Logs & events',
  },
  dangers: () => [],
  ended: (change) => [...automaticUpgrade(change), ...autoscaledStorage(change), ...stoppedAnew(change)],
};
