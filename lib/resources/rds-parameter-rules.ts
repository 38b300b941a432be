import type { JsonValue } from '../model/json.ts';
import type { Resource } from '../model/resource.ts';
import type { Rule } from '../model/rule.ts';
import { formerValue, type RemedyValues } from './former-state.ts';
import { protectionLost } from './property-rules.ts';

/** A parameter by which databases protect what is in them, or write who did what with it. */
interface ProtectingParameter {
  readonly name: string;
  readonly protects: (value: JsonValue) => boolean;
  /** Families of engines that take up a new value only with a restart; absent: none does. */
  readonly staticIn?: RegExp;
  /** The controls of AWS's best practices that ask for it. */
  readonly controls: readonly string[];
}

const isOn = (value: JsonValue) => /^(1|on|true|all)$/i.test(String(value));
const isSet = (value: JsonValue) => value !== null && !/^none$/i.test(String(value));

const tlsParameters: readonly ProtectingParameter[] = [
  {
    name: 'rds.force_ssl',
    protects: isOn,
    staticIn: /^sqlserver/,
    controls: ['Security Hub RDS.38', 'FSBP RDS.41'],
  },
  {
    name: 'require_secure_transport',
    protects: isOn,
    controls: ['Security Hub RDS.39', 'FSBP RDS.44'],
  },
];

const auditParameters: readonly ProtectingParameter[] = [
  { name: 'audit_trail', protects: isSet, staticIn: /^oracle/, controls: [] },
  { name: 'log_connections', protects: isOn, controls: [] },
  { name: 'pgaudit.log', protects: isSet, controls: [] },
  { name: 'server_audit_logging', protects: isOn, controls: ['FSBP RDS.45'] },
];

/** How the AWS CLI sets parameters of a group of instances or of clusters. */
export type ParameterCommand =
  | 'aws rds modify-db-parameter-group --db-parameter-group-name'
  | 'aws rds modify-db-cluster-parameter-group --db-cluster-parameter-group-name';

const idOf = ({ name }: ProtectingParameter) => `rds-parameter-${name.replaceAll(/[._]/g, '-')}-off`;

/** What sets a parameter back: the `{{former}}` value, and the `{{method}}` by which it takes effect. */
function valuesOf({ staticIn }: ProtectingParameter) {
  return (from: JsonValue, { properties }: Resource): RemedyValues => ({
    ...formerValue(from),
    // RDS refuses to apply a static parameter at once.
    method: staticIn?.test(String(properties.Family)) ? 'pending-reboot' : 'immediate',
  });
}

function setting(command: ParameterCommand, { name }: ProtectingParameter, value: string) {
  return {
    command: `${command} {{id}} --parameters '[{"ParameterName":"${name}","ParameterValue":"${value}","ApplyMethod":"{{method}}"}]'`,
    console: `RDS › Parameter groups › {{id}} › Edit › ${name}`,
  };
}

function tlsRule(command: ParameterCommand, parameter: ProtectingParameter): Rule {
  return protectionLost({
    id: idOf(parameter),
    title: `databases no longer require encrypted connections (${parameter.name})`,
    severity: 'HIGH',
    sources: [
      ...parameter.controls,
      'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html',
    ],
    recommendation: `Set ${parameter.name} to 1 again.`,
    remedy: setting(command, parameter, '1'),
    path: `/Parameters/${parameter.name}`,
    protects: parameter.protects,
    reason: ({ id }, from, to) =>
      `${parameter.name} of parameter group ${id} went from ${String(from)} to ${String(to ?? 'the default')}: databases that use it take unencrypted connections.`,
    better: 'databases require encrypted connections',
    values: valuesOf(parameter),
  });
}

function auditRule(command: ParameterCommand, parameter: ProtectingParameter): Rule {
  return protectionLost({
    id: idOf(parameter),
    title: `databases no longer log what is done in them (${parameter.name})`,
    severity: 'HIGH',
    sources: [...parameter.controls, 'AWS Well-Architected SEC04-BP01', 'MITRE ATT&CK T1562.008'],
    recommendation: `Set ${parameter.name} again, and look at what happened while it was off.`,
    remedy: setting(command, parameter, '{{former}}'),
    path: `/Parameters/${parameter.name}`,
    protects: parameter.protects,
    reason: ({ id }, from, to) =>
      `${parameter.name} of parameter group ${id} went from ${String(from)} to ${String(to ?? 'the default')}: the audit log of its databases ends.`,
    better: 'databases log what is done in them',
    values: valuesOf(parameter),
  });
}

/** The dangers of a parameter group, whose parameters `command` sets. */
export function parameterRules(command: ParameterCommand): readonly Rule[] {
  return [
    ...tlsParameters.map((parameter) => tlsRule(command, parameter)),
    ...auditParameters.map((parameter) => auditRule(command, parameter)),
  ];
}
