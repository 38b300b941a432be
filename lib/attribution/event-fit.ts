import type { PropertyChange } from '../model/change.ts';
import type { Finding } from '../model/finding.ts';
import { pointerSegments } from '../model/pointer.ts';
import type { CloudTrailRecord } from './cloud-trail-record.ts';
import { eventSourceOf, eventsOf } from './event-names.ts';

/** What of a finding tells which events may have made its change. */
export type AttributedChange = Pick<
  Finding,
  'type' | 'id' | 'arn' | 'account' | 'change' | 'properties' | 'replaces'
>;

/** Verbs by what they do to a resource that is their object. */
const verbs: Readonly<Record<'added' | 'removed' | 'modified', readonly string[]>> = {
  added: [
    'Create',
    'Put',
    'Register',
    'Import',
    'Run',
    'Allocate',
    'Request',
    'Restore',
    'Copy',
    'Publish',
    'Enable',
  ],
  removed: ['Delete', 'Remove', 'Terminate', 'Deregister', 'Release', 'Disable', 'Revoke'],
  modified: [
    ...['Update', 'Modify', 'Put', 'Set', 'Change', 'Replace', 'Reset', 'Edit', 'Configure', 'Register'],
    ...['Attach', 'Detach', 'Add', 'Remove', 'Associate', 'Disassociate', 'Authorize', 'Revoke'],
    ...['Enable', 'Disable', 'Start', 'Stop', 'Pause', 'Resume', 'Upgrade', 'Apply'],
  ],
};
const giving = /^(?:Add|Allocate|Associate|Attach|Authorize|Create|Enable|Import|Put|Register|Start)/;
const taking = /^(?:Deactivate|Delete|Deregister|Detach|Disable|Disassociate|Release|Remove|Revoke|Stop)/;
/** What services call the operations that set and take away tags. */
const tagging = /^(?:Add|Create|Delete|Remove|Put|Un)?Tag|Tag(?:s|ging|Resource)/;

function oneOf(change: AttributedChange['change']): 'added' | 'removed' | 'modified' {
  return change === 'replaced' ? 'added' : change;
}

/** What a type is of, as the operations of its service call it: `DBInstance` of `AWS::RDS::DBInstance`. */
function nounOf(type: string): string {
  return type.split('::').at(-1) ?? type;
}

/** The names of operations without the version that some services put behind them: `AddPermission20150331v2`. */
export function operationOf({ eventName }: Pick<CloudTrailRecord, 'eventName'>): string {
  return eventName.replace(/\d{4}_?\d{2}_?\d{2}(?:v\d+)?$/, '');
}

function topProperties(properties: readonly PropertyChange[]): string[] {
  return properties.map(({ path }) => pointerSegments(path)[0] ?? '');
}

/** The operations that change what of a resource changed, the most telling ones first. */
export function operationsFor({ type, change, properties }: AttributedChange): string[] {
  const events = eventsOf(type);
  const kind = oneOf(change);
  const noun = nounOf(type);
  if (kind !== 'modified') return [...(events[kind] ?? [`${verbs[kind][0]}${noun}`])];
  const { modified = {} } = events;
  const specific = topProperties(properties).flatMap((name) => modified[name] ?? []);
  const generic = modified['*'] ?? [`Update${noun}`, `Modify${noun}`];
  return [...new Set(specific.length > 0 ? specific : generic)];
}

/** All operations that the table has for changes of a type. */
function knownModifications(type: string): ReadonlySet<string> {
  return new Set(Object.values(eventsOf(type).modified ?? {}).flat());
}

function isTagChange(change: AttributedChange): boolean {
  return change.change === 'modified' && topProperties(change.properties).includes('Tags');
}

/**
 * How well an event fits a change by its name alone. 3: it makes exactly such changes. 2: it changes resources of this
 * type. 1: its verb does what happened, to something of the same service. 0: it does not fit.
 */
export function eventFit(record: CloudTrailRecord, change: AttributedChange): 0 | 1 | 2 | 3 {
  const operation = operationOf(record);
  const ofService = record.eventSource === eventSourceOf(change.type);
  if (!ofService && !(record.eventSource === 'tagging.amazonaws.com' && isTagChange(change))) return 0;
  if (tagging.test(operation)) return isTagChange(change) ? 3 : 0;
  if (operationsFor(change).includes(operation)) return 3;
  const kind = oneOf(change.change);
  if (kind === 'modified' && knownModifications(change.type).has(operation)) return 2;
  if (!verbs[kind].some((verb) => operation.startsWith(verb))) return 0;
  if (operation.includes(nounOf(change.type))) return 2;
  // Where the table tells what such changes are made by, a verb alone says that something else was changed.
  return eventsOf(change.type)[kind] === undefined ? 1 : 0;
}

/**
 * Whether an event gives where something was added, and takes where something was removed: 1; the other way round: -1;
 * 0 where either cannot be told.
 */
export function directionFit(record: CloudTrailRecord, { change, properties }: AttributedChange): -1 | 0 | 1 {
  if (change !== 'modified') return 0;
  const operation = operationOf(record);
  const adds = properties.some(({ before }) => before === null);
  const removes = properties.some(({ after }) => after === null);
  if (adds === removes) return 0;
  if (giving.test(operation)) return adds ? 1 : -1;
  return taking.test(operation) ? (removes ? 1 : -1) : 0;
}
