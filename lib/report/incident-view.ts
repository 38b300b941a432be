import type { Incident } from '../model/incident.ts';
import { cutText, plainText } from './plain-text.ts';

/** An incident in words, safe for terminals, mails and pages. */
export interface IncidentView {
  readonly severity: Incident['severity'];
  readonly title: string;
  /** `account 111122223333, 3 changes`. */
  readonly place: string;
  readonly story: string;
  readonly recommendation: string;
}

/** Characters of a story; longer ones are cut, since each of their changes is told as a finding too. */
const toldStory = 2_000;

/** Puts an incident into words. */
export function viewIncident({
  severity,
  title,
  account,
  story,
  recommendation,
  steps,
}: Incident): IncidentView {
  const place = account === '' ? '' : `account ${plainText(account)}, `;
  return {
    severity,
    title: plainText(title),
    place: `${place}${steps.length} changes`,
    story: cutText(plainText(story), toldStory),
    recommendation: plainText(recommendation),
  };
}
