import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Database, Deadline } from '@heksher/persistence';
import type { Logger } from 'winston';
import { LOGGER } from '../../logging/logging.module.js';

const EVERY_MS = 60 * 1000;

/** The longest that a shutdown waits for the last uses to be written. */
const LAST_MS = 1000;

/** Notes in memory when tokens are used, and writes that at most once a minute. */
@Injectable()
export class TokenUses implements BeforeApplicationShutdown {
  /** The time of the latest use, in milliseconds since 1970. */
  private noted = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Notes that a token is used now. Never throws. */
  note(tokenId: string): void {
    this.noted.set(tokenId, Date.now());
    this.timer ??= setTimeout(() => void this.write(), EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.write(new Deadline(LAST_MS));
  }

  /** Uses that could not be written are written together with the next ones. */
  private async write(until?: Deadline): Promise<void> {
    this.timer = undefined;
    const { noted } = this;
    if (noted.size === 0) return;
    this.noted = new Map();
    try {
      const uses = new Map([...noted].map(([id, at]) => [id, new Date(at)]));
      await this.database.bookkeeping.noteTokenUses(uses, until && { until });
    } catch (error) {
      this.noted = new Map([...noted, ...this.noted]);
      this.logger.warn('the last uses of tokens were not written', { error });
    }
  }
}
