const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Splits the text of a JSON array, given in pieces, into the texts of its elements, so that neither the array nor its
 * text is ever there as a whole. What is wrong within an element shows when the element is parsed.
 */
export class ArraySplitter {
  #depth = 0;
  #inString = false;
  #escaped = false;
  #ended = false;
  #elements = 0;
  #partial = '';

  /** Takes the next piece, and gives the elements that end in it. Throws a `SyntaxError` for text behind the array. */
  push(text: string): string[] {
    const elements: string[] = [];
    let start = 0;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (this.#ended) {
        this.#requireBlank(text.slice(at));
        break;
      }
      if (this.#isWithinString(code)) continue;
      if (code === openBracket || code === openBrace) {
        this.#depth += 1;
        if (this.#depth === 1) start = at + 1;
      } else if (code === closeBracket || code === closeBrace) {
        this.#depth -= 1;
        this.#ended = this.#depth === 0;
      }
      if (this.#ended || (this.#depth === 1 && code === comma)) {
        elements.push(...this.#element(text.slice(start, at)));
        start = at + 1;
      }
    }
    if (!this.#ended) this.#partial += text.slice(start);
    return elements;
  }

  /** Throws a `SyntaxError` when the array has not ended. */
  end(): void {
    if (!this.#ended) throw new SyntaxError('The array is cut off');
  }

  /** Whether a character belongs to a string; its opening and closing quotes do. */
  #isWithinString(code: number): boolean {
    if (!this.#inString) {
      this.#inString = code === quote;
      return this.#inString;
    }
    if (this.#escaped) this.#escaped = false;
    else if (code === backslash) this.#escaped = true;
    else this.#inString = code !== quote;
    return true;
  }

  #element(rest: string): string[] {
    const element = this.#partial + rest;
    this.#partial = '';
    this.#elements += 1;
    const isEmptyArray = this.#ended && this.#elements === 1 && element.trim() === '';
    return isEmptyArray ? [] : [element];
  }

  #requireBlank(text: string): void {
    if (text.trim() !== '') throw new SyntaxError('There is text behind the array');
  }
}
