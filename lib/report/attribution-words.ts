import type { Actor, AttributedEvent, Attribution } from '../model/attribution.ts';
import { countOf, cutText, plainText } from './plain-text.ts';
import { describeMoment } from './timeline-words.ts';

/** Characters that are told of a name that others chose, such as that of a session. */
const toldName = 100;

function name(text: string): string {
  return cutText(plainText(text), toldName);
}

/** In brackets: the session, and who is behind it as far as that is known. */
function describeSession({ sessionName, sourceIdentity, federatedProvider }: Actor): string {
  const parts = [
    sessionName === undefined ? '' : `session ${name(sessionName)}`,
    sourceIdentity === undefined ? '' : `source identity ${name(sourceIdentity)}`,
    federatedProvider === undefined ? '' : `signed in by ${name(federatedProvider)}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

const kindWords: Readonly<Record<Actor['kind'], string>> = {
  'IAM user': 'IAM user',
  'assumed role': 'assumed role',
  root: 'the root user',
  'AWS service': 'the AWS service',
  federated: 'the federated user',
  'IAM Identity Center user': 'the IAM Identity Center user',
  directory: 'the directory user',
  'AWS account': 'AWS account',
  unknown: 'the principal',
};

/** An actor in words, with the account where that is another than the resource's: `assumed role deploy (session alice)`. */
export function describeActor(who: Actor, account: string): string {
  const named = who.kind === 'root' ? kindWords.root : `${kindWords[who.kind]} ${name(who.name)}`;
  const isForeign = who.account !== undefined && who.account !== account && who.kind !== 'AWS account';
  const of = isForeign || who.kind === 'root' ? ` of account ${name(who.account ?? account)}` : '';
  return `${named}${of}${describeSession(who)}`;
}

/** What a call was made with; of a service that acts by itself, nothing more than its name is to be told. */
function describeTool({ who, through }: AttributedEvent): string | undefined {
  if (through === undefined || who.kind === 'AWS service') return undefined;
  return `${through.endsWith('.amazonaws.com') ? 'through' : 'with'} ${name(through)}`;
}

function describeEvent(event: AttributedEvent, account: string): string {
  const { who, at, sourceIp, eventName, confidence, mfaAuthenticated, accessKeyId, furtherEvents } = event;
  const person = who.kind === 'root' || who.kind === 'IAM user';
  const details = [
    `event ${name(eventName)}`,
    accessKeyId === undefined ? '' : `access key …${name(accessKeyId)}`,
    person && mfaAuthenticated === false ? 'without MFA' : '',
    furtherEvents === 0 ? '' : `${countOf(furtherEvents, 'further event')} may have had a part`,
  ].filter((part) => part !== '');
  const tool = describeTool(event);
  return [
    `${confidence === 'likely' ? 'probably ' : ''}by ${describeActor(who, account)}`,
    `at ${describeMoment(at)}`,
    ...(sourceIp === undefined ? [] : [`from ${name(sourceIp)}`]),
    ...(tool === undefined ? [] : [tool]),
    `(${details.join(', ')})`,
  ].join(' ');
}

/**
 * Who made a change of a resource in an account, on one line: `by assumed role deploy (session alice) at 2026-11-20 02:13
 * UTC from 203.0.113.7 with the AWS CLI (event AuthorizeSecurityGroupIngress)`, or why that is not known. Empty where
 * nobody asked.
 */
export function describeAttribution(attribution: Attribution | undefined, account: string): string {
  if (attribution === undefined) return '';
  if ('unread' in attribution)
    return `not known, as CloudTrail could not be read: ${plainText(attribution.unread)}`;
  if ('noEvent' in attribution) return `not known: ${plainText(attribution.noEvent)}`;
  return describeEvent(attribution, account);
}

/** An attribution whose texts steer nothing and are no longer than `limit`; for programs that show it to people. */
export function neutralAttribution(attribution: Attribution, limit: number): Attribution {
  const texts = (value: object) =>
    Object.fromEntries(
      Object.entries(value).flatMap(([key, text]: [string, unknown]) =>
        typeof text === 'string' ? [[key, cutText(plainText(text), limit)]] : [],
      ),
    );
  const neutral = { ...attribution, ...texts(attribution) };
  return 'who' in neutral ? { ...neutral, who: { ...neutral.who, ...texts(neutral.who) } } : neutral;
}
