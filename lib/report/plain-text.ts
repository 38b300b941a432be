/**
 * What a name or a tag must not carry into a terminal, a mail or a page: control characters, which steer terminals, and
 * invisible format characters, among them the marks that turn the direction of writing, by which a text can be made to
 * read as another. The two joiners stay: Persian, Indian scripts and emoji need them, and they steer nothing.
 */
const steering = /[[\p{Cc}\p{Cf}]--[\u200C\u200D\t\n]]/gv;
const secretDigest = /hmac-sha256:[0-9a-f]{32}/g;

/** What a reader sees in place of a secret. */
export const secretWord = '(secret)';

/** A text without what would steer what shows it, line breaks and tabs excepted, and with a word in place of each secret's digest. */
export function neutralText(text: string): string {
  return text.toWellFormed().replaceAll(steering, '\uFFFD').replaceAll(secretDigest, secretWord);
}

/** A text as {@link neutralText} gives it, on one line. */
export function plainText(text: string): string {
  return neutralText(text.replaceAll(/\s+/g, ' ')).trim();
}

/** A text of at most `limit` UTF-16 code units, with an ellipsis in place of what was cut. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const kept = text.slice(0, Math.max(limit - 1, 0));
  // Half of a surrogate pair at the cut would be no character.
  return `${kept.isWellFormed() ? kept : kept.slice(0, -1)}…`;
}

/** A text as lines of at most `width` characters, broken between words; a longer word has a line of its own. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** A text wrapped to `width`, its first line after `first` and the others after as many spaces. */
export function hangingText(first: string, text: string, width: number): string[] {
  const indent = ' '.repeat(first.length);
  return wrapText(text, width - first.length).map((line, at) => `${at === 0 ? first : indent}${line}`);
}

/** A number with its noun: `1 finding`, `2,000 findings`. */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? singular : plural}`;
}
