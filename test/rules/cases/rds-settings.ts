import type { JsonObject } from '../../../lib/model/json.ts';
import { account, stranger } from '../../scenarios/scenario.ts';
import type { RuleCase } from '../rule-case.ts';
import { casesOf } from './case-of.ts';

const ofParameterGroup = casesOf('AWS::RDS::DBParameterGroup');
const parameters = (Parameters: JsonObject) => ({
  DBParameterGroupName: 'example',
  Family: 'postgres16',
  Parameters,
});

/** A parameter that protects, turned off, set to another value that protects, and turned on again. */
function parameterCase(rule: string, name: string, on: string, off: string, alsoOn: string) {
  const set = (value: string) => parameters({ [name]: value });
  return ofParameterGroup(rule, [set(on), set(off)], [set(on), set(alsoOn)], [set(off), set(on)]);
}

const ofSnapshot = casesOf('AWS::RDS::DBSnapshot');
const snapshot = (...restore: string[]) => ({
  DBSnapshotIdentifier: 'example',
  DBInstanceIdentifier: 'orders',
  Engine: 'postgres',
  SnapshotType: 'manual',
  AllocatedStorage: 100,
  SnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: restore }],
});

const ofProxy = casesOf('AWS::RDS::DBProxy');
const proxy = { DBProxyName: 'example', RequireTLS: true, DebugLogging: false, IdleClientTimeout: 1800 };

const ofOptionGroup = casesOf('AWS::RDS::OptionGroup');
const options = (...names: string[]) => ({
  OptionGroupName: 'example',
  EngineName: 'mysql',
  OptionConfigurations: names.map((OptionName) => ({
    OptionName,
    OptionSettings: [{ Name: 'SERVER_AUDIT_EVENTS', Value: 'CONNECT' }],
  })),
});

const ofSubnetGroup = casesOf('AWS::RDS::DBSubnetGroup');
const subnets = (...SubnetIds: string[]) => ({ DBSubnetGroupName: 'example', SubnetIds });

const ofSubscription = casesOf('AWS::RDS::EventSubscription');
const subscription = (Enabled: boolean, ...EventCategories: string[]) => ({
  SubscriptionName: 'example',
  Enabled,
  EventCategories,
  SnsTopicArn: `arn:aws:sns:eu-west-1:${account}:databases`,
});

/** The rules of what databases take from parameter and option groups, of proxies, snapshots and subscriptions. */
export const rdsSettingCases: readonly RuleCase[] = [
  parameterCase('rds-parameter-rds-force-ssl-off', 'rds.force_ssl', '1', '0', 'on'),
  parameterCase('rds-parameter-require-secure-transport-off', 'require_secure_transport', '1', '0', 'ON'),
  parameterCase('rds-parameter-audit-trail-off', 'audit_trail', 'db', 'none', 'os'),
  parameterCase('rds-parameter-log-connections-off', 'log_connections', '1', '0', 'on'),
  parameterCase('rds-parameter-pgaudit-log-off', 'pgaudit.log', 'ddl,write', 'none', 'all'),
  parameterCase('rds-parameter-server-audit-logging-off', 'server_audit_logging', '1', '0', 'ON'),
  ofSnapshot(
    'rds-snapshot-public',
    [snapshot(), snapshot('all')],
    [snapshot(), snapshot(stranger)],
    [snapshot('all'), snapshot()],
  ),
  ofSnapshot(
    'rds-snapshot-shared',
    [snapshot(), snapshot(stranger)],
    [snapshot(), snapshot(account)],
    [snapshot(stranger), snapshot()],
  ),
  ofProxy(
    'rds-proxy-tls-not-required',
    [proxy, { ...proxy, RequireTLS: false }],
    [proxy, { ...proxy, IdleClientTimeout: 600 }],
    [{ ...proxy, RequireTLS: false }, proxy],
  ),
  ofProxy(
    'rds-proxy-logs-queries',
    [proxy, { ...proxy, DebugLogging: true }],
    [
      { ...proxy, DebugLogging: true },
      { ...proxy, DebugLogging: true, IdleClientTimeout: 600 },
    ],
    [{ ...proxy, DebugLogging: true }, proxy],
  ),
  ofOptionGroup(
    'rds-protecting-option-removed',
    [options('MARIADB_AUDIT_PLUGIN', 'MEMCACHED'), options('MEMCACHED')],
    [options('MARIADB_AUDIT_PLUGIN', 'MEMCACHED'), options('MARIADB_AUDIT_PLUGIN')],
    [options('MEMCACHED'), options('MARIADB_AUDIT_PLUGIN', 'MEMCACHED')],
  ),
  ofSubnetGroup(
    'rds-subnet-group-subnet-added',
    [subnets('subnet-a', 'subnet-b'), subnets('subnet-a', 'subnet-b', 'subnet-c')],
    [subnets('subnet-a', 'subnet-b', 'subnet-c'), subnets('subnet-a', 'subnet-b')],
    [subnets('subnet-a', 'subnet-b', 'subnet-c'), subnets('subnet-a', 'subnet-b')],
  ),
  ofSubscription(
    'rds-event-subscription-deleted',
    [subscription(true, 'failure'), null],
    [subscription(false, 'failure'), null],
    [null, subscription(true, 'failure')],
  ),
  ofSubscription(
    'rds-event-subscription-disabled',
    [subscription(true, 'failure'), subscription(false, 'failure')],
    [subscription(true, 'failure'), subscription(true, 'failure', 'maintenance')],
    [subscription(false, 'failure'), subscription(true, 'failure')],
  ),
];
