import type { OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'winston';
import type { ChangeFeed } from './change-feed.js';
import type { Follower } from './follower.js';
import type { StreamKind } from './stream-kind.js';

/** The shortest time from one poll to the next. */
const POLL_EVERY_MS = 250;

/** A follower that waits for its first poll. */
interface Waiting {
  started(): void;
  refused(error: unknown): void;
}

/**
 * Keeps all open streams of this process. While there is one, it polls the change log a few times a second for all of them;
 * without one it does nothing. The streams end when the application closes.
 */
export class ChangeHub implements OnModuleDestroy {
  private readonly followers = new Set<Follower>();
  private readonly waiting = new Map<Follower, Waiting>();
  private nextPoll: NodeJS.Timeout | undefined;
  private lastPoll = -Infinity;
  private isPolling = false;
  private isFailing = false;
  private isStopping = false;
  private heartbeat: NodeJS.Timeout | undefined;
  private cutOffCount = 0;

  constructor(
    private readonly feed: ChangeFeed,
    private readonly logger: Logger,
    private readonly heartbeatMs: number,
  ) {}

  /** The number of open streams. */
  get size(): number {
    return this.followers.size;
  }

  /** The number of open streams of a kind. */
  countOf(name: StreamKind['name']): number {
    return [...this.followers].filter(({ kind }) => kind.name === name).length;
  }

  /** The number of streams that were cut off since the start because their client did not read. */
  get cutOff(): number {
    return this.cutOffCount;
  }

  /**
   * Adds a follower, and resolves once the first poll that begins after this call has started it. A returning client says
   * itself where it stopped, so its stream opens at once, even while the database is unreachable. Throws `unavailable`.
   */
  async join(follower: Follower): Promise<void> {
    const { stream } = follower;
    if (this.isStopping || stream.isHead) stream.open();
    if (this.isStopping) stream.end();
    if (stream.isGone) return;
    stream.onClose(() => this.leave(follower));
    this.followers.add(follower);
    this.heartbeat ??= setInterval(() => this.beat(), this.heartbeatMs).unref();
    if (follower.lastSeen !== undefined) stream.open();
    await new Promise<void>((started, refused) => {
      this.waiting.set(follower, { started, refused });
      this.schedulePoll();
    });
  }

  onModuleDestroy(): void {
    this.isStopping = true;
    for (const { stream } of this.followers) {
      stream.open();
      stream.end();
    }
    clearTimeout(this.nextPoll);
    clearInterval(this.heartbeat);
  }

  private leave(follower: Follower): void {
    if (follower.stream.isCutOff) this.cutOffCount++;
    this.followers.delete(follower);
    this.settle(follower);
    if (this.followers.size > 0) return;
    clearTimeout(this.nextPoll);
    clearInterval(this.heartbeat);
    this.nextPoll = this.heartbeat = undefined;
  }

  private beat(): void {
    for (const follower of this.followers) follower.beat();
  }

  private schedulePoll(): void {
    if (this.nextPoll || this.isPolling || this.isStopping || this.followers.size === 0) return;
    const pause = Math.max(0, this.lastPoll + POLL_EVERY_MS - performance.now());
    this.nextPoll = setTimeout(() => void this.poll(), pause).unref();
  }

  private async poll(): Promise<void> {
    this.nextPoll = undefined;
    this.isPolling = true;
    this.lastPoll = performance.now();
    const newcomers = [...this.waiting.keys()];
    try {
      await this.feed.poll({ followers: this.followers, newcomers });
      this.isFailing = false;
      for (const newcomer of newcomers) this.settle(newcomer);
    } catch (error) {
      this.postpone(newcomers, error);
    } finally {
      this.isPolling = false;
      this.schedulePoll();
    }
  }

  /** After a failed poll, open streams stay open and miss nothing. The streams that cannot open yet are refused. */
  private postpone(newcomers: readonly Follower[], error: unknown): void {
    if (this.isStopping) return;
    if (!this.isFailing) this.logger.warn('the change log cannot be read; its streams wait', { error });
    this.isFailing = true;
    for (const newcomer of newcomers) {
      if (newcomer.sequence !== undefined) this.settle(newcomer);
      else if (!newcomer.canWait()) this.refuse(newcomer, error);
    }
  }

  private settle(newcomer: Follower): void {
    this.waiting.get(newcomer)?.started();
    this.waiting.delete(newcomer);
  }

  private refuse(newcomer: Follower, error: unknown): void {
    this.waiting.get(newcomer)?.refused(error);
    this.waiting.delete(newcomer);
    this.followers.delete(newcomer);
  }
}
