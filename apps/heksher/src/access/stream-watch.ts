import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Principal } from '@heksher/domain';
import type { Response } from 'express';
import { Access } from './access.js';

const EVERY_MS = 1000;

/** Ends event streams whose token was revoked or has expired. All of them share one head read a second. */
@Injectable()
export class StreamWatch implements OnApplicationShutdown {
  private readonly open = new Map<Response, Principal>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly access: Access) {}

  /** Watches a response, which is a stream or not, until it is closed. */
  watch(principal: Principal, response: Response): void {
    if (principal.tokenId === undefined) return;
    this.open.set(response, principal);
    response.once('close', () => {
      this.open.delete(response);
      if (this.open.size === 0) this.pause();
    });
    this.timer ??= setInterval(() => void this.check(), EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    this.pause();
  }

  private pause(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private async check(): Promise<void> {
    const streams = [...this.open].filter(([response]) => isStream(response));
    if (streams.length === 0) return;
    // While the database is away nobody knows whether a token was revoked.
    const isValid = await this.access.judge().catch(() => () => true);
    for (const [response, principal] of streams) if (!isValid(principal)) response.destroy();
  }
}

function isStream(response: Response): boolean {
  return String(response.getHeader('Content-Type')).startsWith('text/event-stream');
}
