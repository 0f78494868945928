import type { EventBlock } from '@heksher/event-stream';
import { concernsSettings, readChanges } from './change-stream.js';
import type { Reports } from './hooks.js';
import { RefusedRequest, backOff, type Http } from './http.js';
import type { SnapshotReader } from './snapshot-reader.js';
import type { FetchedSnapshot } from './snapshot.js';
import type { Status, StatusKeeper } from './status.js';
import type { Times } from './times.js';
import { Deadline, pause } from './waiting.js';

interface Parts {
  http: Http;
  reader: SnapshotReader;
  /** Declares the settings that are not declared yet. */
  declare(): Promise<void>;
  take(snapshot: FetchedSnapshot): void;
  keeper: StatusKeeper;
  reports: Reports;
  closing: AbortSignal;
  isStreamWanted: boolean;
  pollSeconds: number;
  times: Times;
}

/** After so many tries in a row that have failed to open a stream, another is made only with each poll. */
const MOST_UNOPENED = 6;

/** Follows the service until the client is closed: by the stream of changes, or by polls if there is none. */
export class Follower {
  /** The id of the last event after which the settings were read. */
  private lastId: string | undefined;
  private failures = 0;
  /** How many tries in a row have failed to open a stream, in a way that may pass. */
  private unopened = 0;
  private reading: Promise<void> = Promise.resolve();
  /** Ends a pause, if there is one. */
  private wake = () => {};
  /** The canonical names of the settings. Rules of others do not concern the program. */
  private names: ReadonlySet<string> = new Set();
  /** No stream is opened before this time of `performance`: the service has asked for that. */
  private streamFrom = 0;

  constructor(private readonly parts: Parts) {}

  /** Never throws. */
  async follow(): Promise<void> {
    const { closing, reports, keeper } = this.parts;
    while (!closing.aborted) {
      let wait: number;
      try {
        wait = await this.followOnce();
      } catch (error) {
        if (closing.aborted) break;
        reports.failed(error);
        wait = this.waitAfter(error);
        keeper.follows('down');
      }
      await this.rest(wait);
    }
    keeper.follows('down');
  }

  /** Reads the settings now, and ends a pause. Throws if they cannot be read. */
  async reload(): Promise<void> {
    await this.refresh();
    this.wake();
  }

  private async rest(ms: number): Promise<void> {
    const resting = new Deadline(this.parts.closing);
    this.wake = () => resting.end();
    await pause(ms, resting.signal);
    resting.end();
  }

  /** Returns how long to wait before the next time. Throws if the settings cannot be read. */
  private async followOnce(): Promise<number> {
    const refusal = await this.declared();
    const isStreamed = !refusal && this.parts.isStreamWanted && performance.now() >= this.streamFrom;
    if (isStreamed && (await this.streamed())) {
      this.parts.keeper.follows('down');
      return this.waitAfter(undefined);
    }
    await this.refresh('poll');
    if (refusal) return this.waitAfter(refusal);
    this.failures = 0;
    return this.waitForPoll();
  }

  /** Until the next poll; not as long if the next try to open a stream may succeed. */
  private waitForPoll(): number {
    const wait = this.parts.pollSeconds * 1000 * (0.75 + Math.random() / 2);
    const isStreamHopeless = this.unopened === 0 || this.unopened > MOST_UNOPENED;
    return isStreamHopeless ? wait : Math.min(wait, backOff(this.unopened, Math.random()));
  }

  /**
   * Declares what is to be declared. Returns the refusal of a service that cannot write now, but may be read. Throws if
   * nothing can be asked of it.
   */
  private async declared(): Promise<RefusedRequest | undefined> {
    try {
      await this.parts.declare();
      return undefined;
    } catch (error) {
      if (!(error instanceof RefusedRequest) || error.status < 500) throw error;
      this.parts.reports.failed(error);
      return error;
    }
  }

  /** Follows a stream to its end. False if it could not be opened. Throws if the settings cannot be read meanwhile. */
  private async streamed(): Promise<boolean> {
    const { http, closing, reports, times } = this.parts;
    const opening = new AbortController();
    const meanwhile = this.readWhile(opening.signal);
    let openedAt: number | undefined;
    const onOpen = async () => {
      openedAt = performance.now();
      this.unopened = 0;
      opening.abort();
      await meanwhile;
      await this.refresh('stream');
    };
    const onBlocks = (blocks: EventBlock[]) => this.takeBlocks(blocks);
    try {
      await readChanges(http, { lastId: this.lastId, closing, silenceMs: times.silence }, { onOpen, onBlocks });
      return true;
    } catch (error) {
      const refusal = error instanceof RefusedRequest ? error : undefined;
      this.streamFrom = performance.now() + (refusal?.retryAfterMs ?? 0);
      if (openedAt !== undefined || closing.aborted || refusal?.status === 429) throw error;
      const mayPass = refusal === undefined || refusal.status >= 500;
      this.unopened = mayPass ? this.unopened + 1 : 0;
      reports.failed(error);
      return false;
    } finally {
      opening.abort();
      await meanwhile;
      if (openedAt !== undefined && performance.now() - openedAt > times.lasting) this.failures = 0;
    }
  }

  /** Reads the settings if a stream is still opening after some time. Never throws. */
  private async readWhile(opening: AbortSignal): Promise<void> {
    const { closing, reports, times } = this.parts;
    await pause(times.opening, opening);
    if (opening.aborted) return;
    try {
      await this.refresh('poll');
    } catch (error) {
      if (!closing.aborted) reports.failed(error);
    }
  }

  private async takeBlocks(blocks: EventBlock[]): Promise<void> {
    if (blocks.some((block) => concernsSettings(block, this.names))) await this.refresh('stream');
    else this.parts.keeper.current();
    this.lastId = blocks.findLast(({ id }) => id !== undefined)?.id ?? this.lastId;
  }

  /** Reads the settings after whoever reads them already, so that no earlier state replaces a later one. */
  private refresh(mode?: Status['mode']): Promise<void> {
    const read = this.reading.then(() => this.readNow(mode));
    this.reading = read.catch(() => undefined);
    return read;
  }

  private async readNow(mode?: Status['mode']): Promise<void> {
    const snapshot = await this.parts.reader.read();
    this.parts.closing.throwIfAborted();
    this.names = new Set([...snapshot.settings.values()].map(({ name }) => name));
    if (mode !== undefined) this.parts.keeper.follows(mode);
    this.parts.take(snapshot);
  }

  private waitAfter(error: unknown): number {
    this.failures += 1;
    const asked = error instanceof RefusedRequest ? error.retryAfterMs : undefined;
    return Math.max(backOff(this.failures, Math.random()), asked ?? 0);
  }
}
