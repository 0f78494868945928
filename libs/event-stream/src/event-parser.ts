/** A block of a stream of server-sent events, up to an empty line. */
export interface EventBlock {
  /** Also without data: where a client goes on that comes back. The library eventsource-parser leaves such blocks out. */
  id?: string;
  event?: string;
  data?: string;
  /** After how many milliseconds a client comes back. */
  retry?: number;
}

/** Reads server-sent events from pieces of text. */
export class EventParser {
  private rest = '';
  private block: EventBlock = {};

  /** The blocks that a piece completes. */
  feed(piece: string): EventBlock[] {
    const lines = (this.rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? '';
    const done: EventBlock[] = [];
    for (const line of lines) {
      if (line !== '') this.take(line);
      else if (Object.keys(this.block).length > 0) {
        done.push(this.block);
        this.block = {};
      }
    }
    return done;
  }

  /** One line: `name: value`. A comment begins with a colon. */
  private take(line: string): void {
    const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    const { block } = this;
    if (name === 'id') block.id = value;
    if (name === 'event') block.event = value;
    if (name === 'data') block.data = block.data === undefined ? value : `${block.data}\n${value}`;
    if (name === 'retry' && /^\d+$/.test(value)) block.retry = Number(value);
  }
}
