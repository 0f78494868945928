import { setTimeout as wait } from 'node:timers/promises';
import { parseStoredJson } from '@heksher/domain';
import { EventParser, type EventBlock } from '@heksher/event-stream';
import { EXIT } from '../exit-codes.js';
import { Failure } from '../failure.js';
import type { SeenChange } from '../output/log-lines.js';
import type { Query } from './address.js';
import { readNetworkFault } from './network-fault.js';
import type { Service } from './service.js';

/** What happens while following the log. */
export interface Follower {
  onChange(change: SeenChange): void;
  /** The log goes on after another sequence, because what is between is not known. */
  onReset(sequence: number): void;
  /** The stream broke; it is opened again. */
  onBreak(reason: string): void;
  /** The stream is open: every change after this one will come. */
  onOpen(sequence: string): void;
}

/** The service sends something every 15 seconds. */
const SILENCE_MS = 45_000;
const DEFAULT_RETRY_MS = 3000;

/**
 * Follows the change log, and misses nothing: a broken stream is opened again where it broke. Never resolves. Throws if the
 * first stream cannot be opened, or the service refuses a later one.
 */
export async function follow(
  service: Service,
  query: Query,
  since: number | undefined,
  follower: Follower,
): Promise<never> {
  const place = { last: since === undefined ? undefined : String(since), retryMs: DEFAULT_RETRY_MS };
  for (let isFirst = true; ; isFirst = false) {
    try {
      await followOnce(service, query, place, follower);
      follower.onBreak('the service has closed the stream');
    } catch (error) {
      if (error instanceof Failure && (isFirst || error.exitCode !== EXIT.unreachable)) throw error;
      follower.onBreak(error instanceof Failure ? error.message : readNetworkFault(error).reason);
    }
    await wait(place.retryMs);
  }
}

interface Place {
  /** The id of the last event. */
  last: string | undefined;
  retryMs: number;
}

async function followOnce(service: Service, query: Query, place: Place, follower: Follower): Promise<void> {
  const silence = new Silence(SILENCE_MS);
  try {
    const response = await service.openStream('/api/v1/changes/stream', query, place.last, silence.signal);
    const parser = new EventParser();
    const decoder = new TextDecoder();
    if (place.last !== undefined) follower.onOpen(place.last);
    for await (const chunk of response.body ?? []) {
      silence.end();
      for (const block of parser.feed(decoder.decode(chunk, { stream: true }))) take(block, place, follower);
    }
  } finally {
    silence.stop();
  }
}

function take({ id, event, data = '', retry }: EventBlock, place: Place, follower: Follower): void {
  if (place.last === undefined && id !== undefined) follower.onOpen(id);
  if (event === 'change') follower.onChange(parseStoredJson(data) as unknown as SeenChange);
  if (event === 'reset') follower.onReset((parseStoredJson(data) as { sequence: number }).sequence);
  place.last = id ?? place.last;
  place.retryMs = retry ?? place.retryMs;
}

/** Cuts a stream off that is silent for too long. */
class Silence {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(longestMs: number) {
    this.timer = setTimeout(() => this.controller.abort(new Error('the service is silent')), longestMs);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Something was heard. */
  end(): void {
    this.timer.refresh();
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}
