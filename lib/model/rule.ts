import type { ResourceChange } from './change.ts';
import type { ExposureKind } from './exposure.ts';
import type { Resource } from './resource.ts';
import type { Severity } from './severity.ts';
import type { Surroundings } from './surroundings.ts';

/** A control of a published standard that a rule stands on, such as `CIS AWS Foundations 3.0 5.2`. */
export type Source = string;

/** One danger that a rule sees. */
export interface Danger {
  /**
   * What exactly is dangerous, in a few stable words that name the subject (`tcp 22 from 0.0.0.0/0`). Two dangers
   * with the same subject are the same danger, so that a danger that was there before is not reported as new.
   */
  readonly subject: string;
  /** What happened and why it matters, as one sentence. */
  readonly reason: string;
  /** Where it stands, as a JSON Pointer below `properties`. */
  readonly path?: string;
  /** What the remedy names of this danger, by placeholders of these names: `{{permission}}`. */
  readonly values?: Readonly<Record<string, string>>;
  /** Overrides the rule's severity for this danger. */
  readonly severity?: Severity;
}

/**
 * How to do what a rule recommends. `{{id}}`, `{{arn}}`, `{{name}}`, `{{shortName}}` (the last part of the id),
 * `{{account}}`, `{{region}}`, `{{type}}` and `{{path}}` (where the danger stands) are replaced by what they are of the
 * resource, a JSON Pointer, such as `{{/VpcId}}`, by the property, and a name among the danger's `values` by its value.
 */
export interface Remedy {
  /** The AWS CLI command, without `--region`. */
  readonly command: string;
  /** Where in the AWS console: the menus from the service down, parted by ` › `. */
  readonly console: string;
}

interface RuleBase {
  /** Stable id in kebab case, beginning with the service: `ec2-open-administrative-port`. */
  readonly id: string;
  /** What the rule watches, as a short phrase. */
  readonly title: string;
  readonly severity: Severity;
  /** Published controls it stands on. */
  readonly sources: readonly Source[];
  /** What to do, as one sentence in the imperative. */
  readonly recommendation: string;
  /** How to do it. */
  readonly remedy?: Remedy;
  /** Whether a resource has anything that the rule looks at; absent: each one of its types has. */
  readonly looksAt?: (resource: Resource) => boolean;
  /** The circumstances that raise the severity of its dangers by one step; others only add to the score. */
  readonly aggravatedBy?: readonly ExposureKind[];
}

/**
 * A danger that a resource is in or is not in. It fires when a change brings the resource into it (also when it was
 * created so); when a change takes the resource out of it, the change is a safer one, and `safer` says so. Because
 * it looks at one state only, it also tells the dangers that a first baseline already holds.
 */
export interface StateRule extends RuleBase {
  readonly kind: 'state';
  /** The dangers a resource is in now. */
  readonly dangers: (resource: Resource) => readonly Danger[];
  /** What a change that ends the danger is called: `port closed to the internet`. */
  readonly safer: string;
}

/** A danger that lies in the change itself, such as a deletion or a protection that was turned off. */
export interface ChangeRule extends RuleBase {
  readonly kind: 'change';
  /** The dangers a change brings, with what stands around the resource afterwards. */
  readonly dangers: (change: ResourceChange, surroundings: Surroundings) => readonly Danger[];
  /** The opposite direction: what a change makes safer, as dangers it ends; each reason says what got better. */
  readonly ended?: (change: ResourceChange, surroundings: Surroundings) => readonly Danger[];
  /** The dangers that a resource is in, whoever brought them about, where its state alone tells them. */
  readonly standing?: (resource: Resource) => readonly Danger[];
}

/** A rule of the risk engine. */
export type Rule = StateRule | ChangeRule;
