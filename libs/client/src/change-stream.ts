import { isJsonObject, parseTolerantly, type JsonObject } from '@heksher/domain';
import { EventParser, type EventBlock } from '@heksher/event-stream';
import type { Http } from './http.js';
import { Deadline } from './waiting.js';

/** What a stream does for its reader. */
export interface StreamReader {
  /** The stream is open: every change from now on will come. */
  onOpen(): Promise<void>;
  /** Some blocks have come. */
  onBlocks(blocks: EventBlock[]): Promise<void>;
}

/** How to follow a stream. */
export interface StreamOptions {
  /** The id of the last event that was taken. */
  lastId: string | undefined;
  closing: AbortSignal;
  /** After so many milliseconds without a byte, a stream is taken for broken. */
  silenceMs: number;
}

/**
 * Follows the change log until the stream ends. Throws if it cannot be opened or breaks, or if the reader throws. Blocks that
 * come while the reader is busy are given to it together.
 */
export async function readChanges(
  http: Http,
  { lastId, closing, silenceMs }: StreamOptions,
  reader: StreamReader,
): Promise<void> {
  const deadline = new Deadline(closing);
  let taking = Promise.resolve();
  const then = (take: () => Promise<void>) => {
    taking = taking.then(take);
    taking.catch((error: unknown) => deadline.end(error));
  };
  try {
    const headers: Record<string, string> = lastId === undefined ? {} : { 'Last-Event-ID': lastId };
    const body = await http.open('/api/v1/changes/stream', headers, deadline);
    then(() => reader.onOpen());
    const waiting: EventBlock[] = [];
    await readBlocks(body, {
      onBytes: () => deadline.set(silenceMs, 'the stream of changes is silent'),
      onBlocks: (blocks) => {
        if (waiting.length === 0) then(() => reader.onBlocks(waiting.splice(0)));
        waiting.push(...blocks);
      },
    });
    await taking;
  } finally {
    deadline.end(); // the connection is closed also if the reader has thrown
    await taking.catch(() => undefined);
  }
}

/** Reads a stream to its end. */
async function readBlocks(
  body: ReadableStream<Uint8Array>,
  { onBytes, onBlocks }: { onBytes: () => void; onBlocks: (blocks: EventBlock[]) => void },
): Promise<void> {
  const parser = new EventParser();
  const decoder = new TextDecoder();
  const chunks = body.getReader(); // not every browser can iterate over a body
  onBytes();
  for (let chunk = await chunks.read(); !chunk.done; chunk = await chunks.read()) {
    onBytes();
    const blocks = parser.feed(decoder.decode(chunk.value, { stream: true }));
    if (blocks.length > 0) onBlocks(blocks);
  }
}

/** Whether settings have to be read again after an event: always, unless it is about rules of other settings only. */
export function concernsSettings({ event, data }: EventBlock, names: ReadonlySet<string>): boolean {
  if (data === undefined) return false;
  if (event !== 'change') return true;
  const change = readObject(data);
  const isOnRules = typeof change?.action === 'string' && change.action.startsWith('rule.');
  if (!isOnRules || !Array.isArray(change.settings)) return true;
  return change.settings.some((name) => names.has(String(name)));
}

function readObject(text: string): JsonObject | undefined {
  try {
    const value = parseTolerantly(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
