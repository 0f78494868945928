export interface LineQueueLimits {
  maxLines: number;
  maxBytes: number;
}

const NOTHING = Buffer.alloc(0);

/** Lines that wait to be sent, bounded in number and bytes. If it is full, it drops and counts the oldest. */
export class LineQueue {
  private lines: Buffer[] = [];
  private first = 0;
  private total = 0;
  private lost = 0;

  constructor(private readonly limits: LineQueueLimits) {}

  get size(): number {
    return this.lines.length - this.first;
  }

  get bytes(): number {
    return this.total;
  }

  /** Lines dropped since the last `takeDropped`. */
  get dropped(): number {
    return this.lost;
  }

  push(line: Buffer): void {
    this.lines.push(line);
    this.total += line.length;
    this.dropExcess();
  }

  /** Removes the oldest lines: at most `maxBytes` together, or a single longer one. */
  take(maxBytes: number): Buffer[] {
    const taken: Buffer[] = [];
    let bytes = 0;
    while (this.size > 0) {
      bytes += this.lines[this.first]?.length ?? 0;
      if (taken.length > 0 && bytes > maxBytes) break;
      taken.push(this.shift());
    }
    return taken;
  }

  /** Answers the count of dropped lines, and resets it. */
  takeDropped(): number {
    const dropped = this.lost;
    this.lost = 0;
    return dropped;
  }

  /** Puts back lines and a count that were taken but not sent. */
  putBack(lines: Buffer[], dropped: number): void {
    this.lines = [...lines, ...this.lines.slice(this.first)];
    this.first = 0;
    this.total += lines.reduce((sum, { length }) => sum + length, 0);
    this.lost += dropped;
    this.dropExcess();
  }

  private dropExcess(): void {
    while (this.size > this.limits.maxLines || this.total > this.limits.maxBytes) {
      this.shift();
      this.lost += 1;
    }
  }

  /** Moves an index instead of the array, which shrinks once half of it is behind the index. */
  private shift(): Buffer {
    const line = this.lines[this.first] ?? NOTHING;
    this.lines[this.first] = NOTHING;
    this.first += 1;
    this.total -= line.length;
    if (this.first * 2 > this.lines.length) {
      this.lines = this.lines.slice(this.first);
      this.first = 0;
    }
    return line;
  }
}
