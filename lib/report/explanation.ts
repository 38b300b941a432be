import type { AssessedChange } from '../model/finding.ts';
import { typeInWords } from '../model/type-words.ts';
import { describeAttribution } from './attribution-words.ts';
import { describePlace, type ReportedChange } from './finding-view.ts';
import { describeCost } from './money.ts';
import { countOf, plainText } from './plain-text.ts';
import { changeLines, describeChanges, tellsDifference } from './property-changes.ts';

/** How many differences, reasons and recommendations a paragraph tells. */
const told = { differences: 3, reasons: 3, recommendations: 2 } as const;
/** Characters of a value. */
const toldValue = 80;

const happened: Readonly<Record<AssessedChange['change'], string>> = {
  added: 'was created',
  removed: 'was deleted',
  modified: 'was changed',
  replaced: 'was replaced by another of the same name',
};

/** Text that ends as a sentence does. */
function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function whoAndWhat(finding: ReportedChange): string[] {
  const { type, name, change, account } = finding;
  const place = describePlace(finding);
  const subject = `${typeInWords(plainText(type))} ${plainText(name)}`;
  const what = `${subject.charAt(0).toUpperCase()}${subject.slice(1)}${place === '' ? '' : ` (${place})`} ${happened[change]}`;
  const who = 'attribution' in finding ? describeAttribution(finding.attribution, account) : '';
  if (who === '') return [sentence(what)];
  if (who.startsWith('not known')) return [sentence(what), sentence(`Who did it is ${who}`)];
  return [sentence(`${what} ${who}`)];
}

function differences({ properties, change }: ReportedChange): string[] {
  if (!tellsDifference(change)) return [];
  const lines = describeChanges(properties).flatMap((each) => changeLines(each, change, toldValue));
  if (lines.length === 0) return [];
  const more = lines.length - told.differences;
  const rest = more > 0 ? `; and ${countOf(more, 'more difference')}` : '';
  return [sentence(`What differs: ${lines.slice(0, told.differences).join('; ')}${rest}`)];
}

function costs({ monthlyCost }: ReportedChange): string {
  const words = describeCost(monthlyCost);
  if (words === 'none') return 'It costs nothing.';
  if (words !== 'unknown') return sentence(`Cost: ${words}`);
  const [why] = monthlyCost.assumptions;
  return sentence(`What it costs is not known${why === undefined ? '' : `: ${plainText(why)}`}`);
}

function whatNext({ recommendations, remedies }: ReportedChange): string[] {
  const [remedy] = remedies;
  const texts = recommendations.slice(0, told.recommendations).map((each) => sentence(plainText(each)));
  return [
    ...(texts.length === 0 ? [] : [`What to do: ${texts.join(' ')}`]),
    ...(remedy === undefined
      ? []
      : [`In the console: ${plainText(remedy.console)}. On the command line: ${plainText(remedy.command)}`]),
  ];
}

/**
 * A finding as one paragraph of plain English: who did what, from what to what, how bad it is and why, what it costs and
 * what to do. Built from what the finding holds and nothing else; secrets are named, not shown.
 */
export function explain(finding: ReportedChange): string {
  const { severity, score, reasons } = finding;
  const why = reasons.slice(0, told.reasons).map((reason) => sentence(plainText(reason)));
  return [
    ...whoAndWhat(finding),
    ...differences(finding),
    `It is ${severity} (score ${score} of 100): ${why.join(' ')}`,
    costs(finding),
    ...whatNext(finding),
  ].join(' ');
}
