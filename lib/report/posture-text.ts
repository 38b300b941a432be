import type { PresentDanger } from '../model/posture.ts';
import type { InheritedRisk } from '../model/report.ts';
import { severities } from '../model/severity.ts';
import { countOf, hangingText, plainText } from './plain-text.ts';
import { severityLine } from './text-sections.ts';
import { paint, type TextOptions } from './text-style.ts';

/** Columns of the severity before a danger. */
const labelWidth = 10;
/** How many digits of a fingerprint are told; a command takes the beginning of one. */
export const toldDigits = 12;
/** How many inherited dangers a run report names. */
const toldDangers = 10;

/** A danger with the place it is in. */
export interface DangerInPlace extends PresentDanger {
  readonly account: string;
  readonly region: string;
}

/** One danger: how severe, what, where, and how to name it to `tidemark acknowledge`. */
export function dangerLines(danger: DangerInPlace, { color, width }: TextOptions): string[] {
  const { severity, name, type, account, region, reason, recommendation, fingerprint, acknowledgement } =
    danger;
  const painted = paint(color);
  const indent = ' '.repeat(labelWidth);
  const about = `${plainText(type)} · account ${plainText(account)}, ${plainText(region)} · ${fingerprint.slice(0, toldDigits)}`;
  const answered =
    acknowledgement === undefined
      ? []
      : hangingText(
          indent,
          `acknowledged by ${plainText(acknowledgement.by)}${acknowledgement.until === undefined ? '' : ` until ${acknowledgement.until}`}: ${plainText(acknowledgement.reason)}`,
          width,
        );
  return [
    `${painted.severity(severity, severity.padStart(labelWidth - 2))}  ${painted.strong(plainText(name))}`,
    ...hangingText(indent, plainText(reason), width),
    ...hangingText(indent, about, width).map(painted.quiet),
    ...(answered.length > 0 ? answered : hangingText(`${indent}do: `, plainText(recommendation), width)),
  ];
}

/** How many dangers an environment inherited; empty where it has none and none was acknowledged. */
export function inheritedCount({ severities: counts, acknowledged }: InheritedRisk): string {
  const total = severities.reduce((sum, severity) => sum + counts[severity], 0);
  if (total + acknowledged === 0) return '';
  const settled = acknowledged > 0 ? `, ${acknowledged} more acknowledged` : '';
  return `${countOf(total, 'danger')} older than the baseline${settled}`;
}

/** The inherited risk of an environment on one line, for reports that tell of changes; empty where there is none. */
export function inheritedLine(environment: string, inherited: InheritedRisk): string {
  const count = inheritedCount(inherited);
  return count === '' ? '' : `${count}; list them: tidemark posture ${plainText(environment)}`;
}

/** The inherited risk of an environment, as a section of the report of a baseline. */
export function inheritedSection(
  environment: string,
  inherited: InheritedRisk,
  options: TextOptions,
): string[] {
  const count = inheritedCount(inherited);
  if (count === '') return [];
  const told = inherited.dangers.slice(0, toldDangers);
  const total = severities.reduce((sum, severity) => sum + inherited.severities[severity], 0);
  const more = total - told.length;
  return [
    paint(options.color).heading(`Inherited risk: ${count}`),
    `  ${severityLine(inherited.severities, options)}`,
    ...told.flatMap((danger) => dangerLines(danger, options)),
    ...(more > 0 ? [`  and ${more} more: tidemark posture ${plainText(environment)}`] : []),
    ...(total > 0
      ? hangingText(
          '  ',
          `Fix them, or answer for them: tidemark acknowledge ${plainText(environment)} <fingerprint> --reason "…"`,
          options.width,
        )
      : []),
    '',
  ];
}
