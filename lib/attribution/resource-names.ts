import type { CloudTrailRecord } from './cloud-trail-record.ts';
import type { AttributedChange } from './event-fit.ts';
import { eventsOf } from './event-names.ts';

/** How an event names a resource: as what it is about, or somewhere among its parameters. */
export type Mention = 'direct' | 'nested';

/** How many names of a resource CloudTrail is asked for, and the longest that it takes. */
const mostLookUps = 3;
const longestName = 2_000;
/** How many texts of a request are looked through, so that one huge request cannot hold up a scan. */
const mostTexts = 5_000;

/** What an ARN or a URL ends with; of an ARN of a secret without the six characters that AWS adds. */
function shortForm(name: string): string {
  if (name.startsWith('https://')) return name.slice(name.lastIndexOf('/') + 1);
  if (!name.startsWith('arn:')) return name;
  const last = name.split(/[/:]/).at(-1) ?? name;
  return name.includes(':secretsmanager:') ? last.replace(/-[A-Za-z0-9]{6}$/, '') : last;
}

/** Whether a name is one by which resources of all kinds may go, such as `default`, and so tells nothing by itself. */
function isTelling(name: string): boolean {
  return name.length > 2 && name.length <= longestName && name !== 'default';
}

/** The parts of an id that tell the resource, the longest first: a compound one is joined by `|`. */
function partsOf({ type, id, account }: AttributedChange): string[] {
  const parts = id.split('|');
  const { knownBy } = eventsOf(type);
  const chosen = knownBy === undefined ? parts : knownBy.flatMap((at) => parts[at] ?? []);
  return (chosen.length > 0 ? chosen : parts).filter((part) => part !== account);
}

/** The names to ask CloudTrail for a resource by, the most telling ones first. */
export function namesToLookUp(change: AttributedChange): string[] {
  const parts = partsOf(change).sort((one, other) => other.length - one.length);
  const names = parts.flatMap((part) => [part, shortForm(part)]);
  const arn = change.arn === undefined ? [] : [change.arn];
  return [...new Set([...names.slice(0, 1), ...arn, ...names.slice(1)])]
    .filter(isTelling)
    .slice(0, mostLookUps);
}

function spelling(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** All texts and numbers in a value, as text. */
export function* textsIn(value: unknown, left = { texts: mostTexts }): Generator<string> {
  if (typeof value === 'string' || typeof value === 'number') {
    if (left.texts > 0) yield String(value);
    left.texts -= 1;
  } else if (typeof value === 'object' && value !== null && left.texts > 0) {
    for (const each of Object.values(value)) yield* textsIn(each, left);
  }
}

/** The parameters of a request; some operations of EC2 put them into one that has the name of the request. */
function parametersOf(request: unknown): Readonly<Record<string, unknown>> {
  if (typeof request !== 'object' || request === null) return {};
  const entries = Object.entries(request);
  const [name, value] = entries[0] ?? ['', undefined];
  const wrapped = entries.length === 1 && name.endsWith('Request');
  return wrapped ? parametersOf(value) : Object.fromEntries(entries);
}

function topTexts(value: unknown): string[] {
  return Object.values(parametersOf(value)).filter((each) => typeof each === 'string');
}

/** Whether a text of an event is a name of one part of a resource's id. */
function isNameOf(part: string, arn: string | undefined): (text: string) => boolean {
  const whole = new Set([part, arn ?? part].map(spelling));
  const short = spelling(shortForm(part));
  const plain = new Set([short, spelling(shortForm(arn ?? part))]);
  const hasArn = [...whole].some((name) => name.startsWith('arn:'));
  return (text) => {
    const name = spelling(text);
    if (whole.has(name)) return true;
    if (!name.startsWith('arn:') && !name.startsWith('https://')) return plain.has(name);
    // A function goes by its ARN with a version behind it too.
    if (hasArn) return [...whole].some((own) => own.startsWith('arn:') && name.startsWith(`${own}:`));
    return spelling(shortForm(text)) === short;
  };
}

/** What names of the same kind begin with: `sg-`, or an ARN up to the name itself. */
function family(name: string): string | undefined {
  return /^(?:arn:.*[/:]|[a-z]+-(?=[0-9a-f]{8,}$))/.exec(spelling(name))?.[0];
}

/** Whether a request is about another resource of the same kind, and mentions this one only beside it. */
function isAboutAnother(record: CloudTrailRecord, part: string, isName: (text: string) => boolean): boolean {
  const kind = family(part);
  if (kind === undefined) return false;
  const others = topTexts(record.requestParameters).filter((text) => family(text) === kind);
  return others.length > 0 && !others.some(isName);
}

function mentionOfPart(record: CloudTrailRecord, part: string, arn: string | undefined): Mention | undefined {
  const isName = isNameOf(part, arn);
  const { requestParameters, responseElements, resources, indexedNames } = record;
  if (topTexts(requestParameters).some(isName)) return 'direct';
  if (isAboutAnother(record, part, isName)) return undefined;
  // What a call answers is what it made.
  if ([...textsIn(responseElements)].some(isName)) return 'direct';
  const listed = [...indexedNames, ...resources.flatMap(({ ARN }) => ARN ?? [])];
  if (listed.some(isName)) return 'direct';
  if (![...textsIn(requestParameters)].some(isName)) return undefined;
  // An id of AWS's making is that of this resource wherever it stands; a name may be one of something else.
  return family(part) === undefined ? 'nested' : 'direct';
}

/** How an event names the resource of a change; undefined when it does not. Every part of a compound id must be named. */
export function mentionOf(record: CloudTrailRecord, change: AttributedChange): Mention | undefined {
  if (eventsOf(change.type).single === true) return 'direct';
  const parts = partsOf(change);
  const arn = parts.length === 1 ? change.arn : undefined;
  const mentions = parts.map((part) => mentionOfPart(record, part, arn));
  if (mentions.length === 0 || mentions.includes(undefined)) return undefined;
  return mentions.includes('direct') ? 'direct' : 'nested';
}
