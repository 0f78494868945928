/** A place in a text. Lines and columns are counted from 1, columns in UTF-16 code units. */
export interface TextPlace {
  line: number;
  column: number;
}

/** Finds the line and column of offsets in one text. */
export class Places {
  /** Where each line begins, ascending. */
  private readonly starts: number[] = [0];

  constructor(text: string) {
    for (const { 0: lineBreak, index } of text.matchAll(/\r\n?|\n/g)) this.starts.push(index + lineBreak.length);
  }

  /** The place of an offset that is not negative. */
  at(offset: number): TextPlace {
    let low = 0;
    let high = this.starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.startOf(middle) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - this.startOf(low) + 1 };
  }

  private startOf(line: number): number {
    return this.starts[line] ?? 0;
  }
}
