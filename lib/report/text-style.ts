import { styleText } from 'node:util';
import type { Severity } from '../model/severity.ts';

/** How text is laid out. */
export interface TextOptions {
  /** Whether the reader's terminal shows colours. */
  readonly color: boolean;
  /** Columns of the reader's terminal. */
  readonly width: number;
}

type Format = Parameters<typeof styleText>[0];

const severityFormats: Readonly<Record<Severity, Format>> = {
  CRITICAL: ['bold', 'white', 'bgRed'],
  HIGH: ['bold', 'red'],
  MEDIUM: ['bold', 'yellow'],
  LOW: 'cyan',
  INFO: 'dim',
};

/** Colours for a report, or texts as they are where there are none. */
export interface Paint {
  readonly strong: (text: string) => string;
  readonly quiet: (text: string) => string;
  readonly heading: (text: string) => string;
  readonly severity: (severity: Severity, text: string) => string;
}

/** Makes the colours. The caller knows whether there are any: NO_COLOR, the terminal, a flag. */
export function paint(color: boolean): Paint {
  const style = (format: Format) => (text: string) =>
    color && text !== '' ? styleText(format, text, { validateStream: false }) : text;
  return {
    strong: style('bold'),
    quiet: style('dim'),
    heading: style(['bold', 'underline']),
    severity: (severity, text) => style(severityFormats[severity])(text),
  };
}
