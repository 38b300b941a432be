import { findControl, frameworks } from './catalogue.ts';

/** What a rule stands on. */
export type SourceKind =
  /** A page that says why. */
  | 'page'
  /** A control that the catalogue has. */
  | 'control'
  /** A technique of attackers, of MITRE ATT&CK. */
  | 'technique'
  /** A practice that nobody audits by its number, such as one of the AWS Well-Architected Framework. */
  | 'practice';

/** https://attack.mitre.org: a technique, or a part of one. */
const technique = /^MITRE ATT&CK T\d{4}(\.\d{3})?$/;

const practices: readonly RegExp[] = [
  // https://docs.aws.amazon.com/wellarchitected/latest/framework/appendix.html
  /^AWS Well-Architected (OPS|SEC|REL|PERF|COST|SUS)\d{2}-BP\d{2}$/,
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-concepts.html
  /^IAM Access Analyzer external access$/,
  /^OWASP (API Security API\d+:\d{4}|ASVS \d+(\.\d+)+|HTML5 Security: \w+)$/,
];

/** What a source is; undefined of what nobody can look up, such as a control number that does not exist. */
export function sourceKind(source: string): SourceKind | undefined {
  if (findControl(source)) return 'control';
  if (frameworks.some(({ prefix }) => source.startsWith(`${prefix} `))) return undefined;
  if (/^https:\/\/\S+$/.test(source)) return 'page';
  if (technique.test(source)) return 'technique';
  return practices.some((pattern) => pattern.test(source)) ? 'practice' : undefined;
}
