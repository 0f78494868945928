import type { EventBlock } from '@heksher/event-stream';
import { concernsSettings, readChanges } from './change-stream.js';
import type { Reports } from './hooks.js';
import { RefusedRequest, backOff, pause, type Http } from './http.js';
import type { SnapshotReader } from './snapshot-reader.js';
import type { FetchedSnapshot } from './snapshot.js';
import type { Status, StatusKeeper } from './status.js';

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
}

/** A stream that lives so long was no failure. */
const LASTING_MS = 60_000;

/** Follows the service until the client is closed: by the stream of changes, or by polls if there is none. */
export class Follower {
  /** The id of the last event after which the settings were read. */
  private lastId: string | undefined;
  private failures = 0;
  /** The canonical names of the settings. Rules of others do not concern the program. */
  private names: ReadonlySet<string> = new Set();

  constructor(private readonly parts: Parts) {}

  /** Never throws. */
  async follow(): Promise<void> {
    const { closing, reports, keeper } = this.parts;
    while (!closing.aborted) {
      let wait: number;
      try {
        await this.parts.declare();
        wait = await this.followOnce();
      } catch (error) {
        if (closing.aborted) break;
        reports.failed(error);
        wait = this.waitAfter(error);
        keeper.follows('down');
      }
      await pause(wait, closing);
    }
    keeper.follows('down');
  }

  /** Returns how long to wait before the next time. Throws if the settings cannot be read. */
  private async followOnce(): Promise<number> {
    if (this.parts.isStreamWanted && (await this.streamed())) {
      this.parts.keeper.follows('down');
      return this.waitAfter(undefined);
    }
    await this.refresh('poll');
    this.failures = 0;
    return this.parts.pollSeconds * 1000 * (0.75 + Math.random() / 2);
  }

  /** Follows a stream to its end. False if it could not be opened. Throws if the settings cannot be read meanwhile. */
  private async streamed(): Promise<boolean> {
    const { http, closing, reports } = this.parts;
    let openedAt: number | undefined;
    const onOpen = async () => {
      openedAt = performance.now();
      await this.refresh('stream');
    };
    try {
      await readChanges(http, this.lastId, closing, { onOpen, onBlocks: (blocks) => this.takeBlocks(blocks) });
    } catch (error) {
      if (openedAt !== undefined || closing.aborted) throw error;
      reports.failed(error);
      return false;
    } finally {
      if (openedAt !== undefined && performance.now() - openedAt > LASTING_MS) this.failures = 0;
    }
    return true;
  }

  private async takeBlocks(blocks: EventBlock[]): Promise<void> {
    if (blocks.some((block) => concernsSettings(block, this.names))) await this.refresh('stream');
    else this.parts.keeper.current();
    this.lastId = blocks.findLast(({ id }) => id !== undefined)?.id ?? this.lastId;
  }

  private async refresh(mode: Status['mode']): Promise<void> {
    const snapshot = await this.parts.reader.read();
    this.parts.closing.throwIfAborted();
    this.names = new Set([...snapshot.settings.values()].map(({ name }) => name));
    this.parts.keeper.follows(mode);
    this.parts.take(snapshot);
  }

  private waitAfter(error: unknown): number {
    this.failures += 1;
    const asked = error instanceof RefusedRequest ? error.retryAfterMs : undefined;
    return Math.max(backOff(this.failures, Math.random()), asked ?? 0);
  }
}
