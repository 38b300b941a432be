/** Where a text stops being JSON, and what is wrong there. */
export interface JsonMistake {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

interface Complaint {
  readonly message: string;
  readonly position?: number;
}

/** What the engine says of a text, without the piece of the text that it quotes: there could be a secret in it. */
function complaint(text: string): Complaint {
  try {
    JSON.parse(text);
    return { message: '', position: text.length };
  } catch (error) {
    const said = String(error).replace('SyntaxError: ', '');
    const message = said.replace(/(,? (\.\.\.)?"[\s\S]*is not valid JSON| in JSON at position[\s\S]*)$/, '');
    const position = /at position (\d+)/.exec(said)?.[1];
    return position === undefined ? { message } : { message, position: Number(position) };
  }
}

/** Whether a text is fine as far as it goes, so that the mistake lies behind it. */
function isFineSoFar(text: string): boolean {
  const { message, position } = complaint(text);
  return (
    /^(Unexpected end|Unterminated)/.test(message) || (position !== undefined && position >= text.length)
  );
}

/** How long the longest beginning is that is fine so far; the engine does not tell the place of every mistake. */
function fineLength(text: string): number {
  let [fine, wrong] = [0, text.length];
  while (wrong - fine > 1) {
    const middle = Math.floor((fine + wrong) / 2);
    if (isFineSoFar(text.slice(0, middle))) fine = middle;
    else wrong = middle;
  }
  return isFineSoFar(text) ? text.length : fine;
}

/** The first mistake in a text that is no JSON. Lines and columns count from 1. */
export function jsonMistake(text: string): JsonMistake {
  const { message, position = fineLength(text) } = complaint(text);
  const before = text.slice(0, position).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1, message };
}
