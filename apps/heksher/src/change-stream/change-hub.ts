import type { OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'winston';
import type { ChangeFeed } from './change-feed.js';
import type { Follower } from './follower.js';
import type { StreamKind } from './stream-kind.js';

/** The shortest time between two looks at the log. */
const LOOK_EVERY_MS = 250;

interface Waiting {
  opened(): void;
  refused(error: unknown): void;
}

/**
 * All streams of this process. As long as there is one it looks at the log, a few times a second for all of them; with
 * none it does nothing. The streams end when the application is closed.
 */
export class ChangeHub implements OnModuleDestroy {
  private readonly followers = new Set<Follower>();
  /** Those who wait for the next look. */
  private readonly waiting = new Map<Follower, Waiting>();
  private nextLook: NodeJS.Timeout | undefined;
  private lastLook = -Infinity;
  private isLooking = false;
  private isFailing = false;
  private isStopping = false;
  private heartbeat: NodeJS.Timeout | undefined;
  private cutOffCount = 0;

  constructor(
    private readonly feed: ChangeFeed,
    private readonly logger: Logger,
    private readonly heartbeatMs: number,
  ) {}

  /** How many streams there are. */
  get size(): number {
    return this.followers.size;
  }

  /** How many streams of a kind there are. */
  countOf(name: StreamKind['name']): number {
    return [...this.followers].filter(({ kind }) => kind.name === name).length;
  }

  /** How many streams were cut off since the start, as their client did not read. */
  get cutOff(): number {
    return this.cutOffCount;
  }

  /**
   * Takes in a follower, which is told what happens from a look on that begins after this call. Who comes back needs no
   * look to know from where on: its stream is open at once, whether or not the database can be reached. Resolves when it
   * is taken in. Throws `unavailable`.
   */
  async join(follower: Follower): Promise<void> {
    const { stream } = follower;
    if (this.isStopping || stream.isHead) stream.open();
    if (this.isStopping) stream.end();
    if (stream.isGone) return;
    stream.onClose(() => this.leave(follower));
    this.followers.add(follower);
    this.heartbeat ??= setInterval(() => this.beat(), this.heartbeatMs).unref();
    if (follower.stopped !== undefined) stream.open();
    await new Promise<void>((opened, refused) => {
      this.waiting.set(follower, { opened, refused });
      this.scheduleLook();
    });
  }

  onModuleDestroy(): void {
    this.isStopping = true;
    for (const { stream } of this.followers) {
      stream.open();
      stream.end();
    }
    clearTimeout(this.nextLook);
    clearInterval(this.heartbeat);
  }

  private leave(follower: Follower): void {
    if (follower.stream.isCutOff) this.cutOffCount++;
    this.followers.delete(follower);
    this.waiting.get(follower)?.opened();
    this.waiting.delete(follower);
    if (this.followers.size > 0) return;
    clearTimeout(this.nextLook);
    clearInterval(this.heartbeat);
    this.nextLook = this.heartbeat = undefined;
  }

  private beat(): void {
    for (const follower of this.followers) follower.beat();
  }

  private scheduleLook(): void {
    if (this.nextLook || this.isLooking || this.isStopping || this.followers.size === 0) return;
    const pause = Math.max(0, this.lastLook + LOOK_EVERY_MS - performance.now());
    this.nextLook = setTimeout(() => void this.look(), pause).unref();
  }

  private async look(): Promise<void> {
    this.nextLook = undefined;
    this.isLooking = true;
    this.lastLook = performance.now();
    const newcomers = [...this.waiting.keys()];
    try {
      await this.feed.look({ followers: this.followers, newcomers });
      this.isFailing = false;
      for (const newcomer of newcomers) this.settle(newcomer);
    } catch (error) {
      this.postpone(newcomers, error);
    } finally {
      this.isLooking = false;
      this.scheduleLook();
    }
  }

  /** What happens where the log can't be read: streams stay open and miss nothing, those not yet open are refused. */
  private postpone(newcomers: readonly Follower[], error: unknown): void {
    if (this.isStopping) return;
    if (!this.isFailing) this.logger.warn('the change log cannot be read; its streams wait', { error });
    this.isFailing = true;
    for (const newcomer of newcomers) {
      if (newcomer.position !== undefined) this.settle(newcomer);
      else if (!newcomer.staysUntold()) this.refuse(newcomer, error);
    }
  }

  private settle(newcomer: Follower): void {
    this.waiting.get(newcomer)?.opened();
    this.waiting.delete(newcomer);
  }

  private refuse(newcomer: Follower, error: unknown): void {
    this.waiting.get(newcomer)?.refused(error);
    this.waiting.delete(newcomer);
    this.followers.delete(newcomer);
  }
}
