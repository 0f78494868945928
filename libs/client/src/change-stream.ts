import { isJsonObject, parseTolerantly, type JsonObject } from '@heksher/domain';
import { EventParser, type EventBlock } from '@heksher/event-stream';
import type { Http } from './http.js';

/** The service sends something every 15 seconds. After three times that, the stream is taken for broken. */
const SILENCE_MS = 45_000;

/** What a stream does for its reader. */
export interface StreamReader {
  /** The stream is open: every change from now on will come. */
  onOpen(): Promise<void>;
  /** Some blocks have come. */
  onBlocks(blocks: EventBlock[]): Promise<void>;
}

/** Follows the change log until the stream ends. Throws if it cannot be opened or breaks. */
export async function readChanges(
  http: Http,
  lastId: string | undefined,
  closing: AbortSignal,
  reader: StreamReader,
  silenceMs: number = SILENCE_MS,
): Promise<void> {
  const silence = new AbortController();
  const wake = () => silence.abort(new Error('the stream of changes is silent'));
  let timer = setTimeout(wake, silenceMs);
  (timer as Partial<NodeJS.Timeout>).unref?.();
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(wake, silenceMs);
    (timer as Partial<NodeJS.Timeout>).unref?.();
  };
  const signal = AbortSignal.any([closing, silence.signal]);
  try {
    const headers: Record<string, string> = lastId === undefined ? {} : { 'Last-Event-ID': lastId };
    const body = await http.open('/api/v1/changes/stream', headers, signal);
    await reader.onOpen();
    const parser = new EventParser();
    const decoder = new TextDecoder();
    const chunks = body.getReader(); // not every browser can iterate over a body
    for (let chunk = await chunks.read(); !chunk.done; chunk = await chunks.read()) {
      heard();
      const blocks = parser.feed(decoder.decode(chunk.value, { stream: true }));
      if (blocks.length > 0) await reader.onBlocks(blocks);
    }
  } finally {
    clearTimeout(timer);
    silence.abort(); // the connection is closed also if the reader has thrown
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
