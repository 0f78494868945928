import { Socket } from 'node:net';
import { LineQueue, type LineQueueLimits } from './line-queue.js';

export interface TcpLineSenderOptions extends LineQueueLimits {
  host: string;
  port: number;
  /** Milliseconds to wait before the next try, after that many failures in a row. */
  backOff: (failures: number) => number;
  /** How long `close` may take. */
  flushMs: number;
  /** A connection that takes nothing for so long is given up. */
  stallMs: number;
  /** The line that tells how many were dropped. */
  tellDropped: (count: number) => string;
  /** Called once per outage. */
  onAway: (reason: Error) => void;
}

interface Batch {
  lines: Buffer[];
  /** The count told in this batch. */
  dropped: number;
}

const BATCH_BYTES = 64 * 1024;

/**
 * Sends lines over TCP in the background. One batch at a time is with the socket, and the next follows when the system
 * has taken it: so nothing piles up there, and what was not taken when a connection breaks is sent again.
 */
export class TcpLineSender {
  readonly queue: LineQueue;
  private socket: Socket | undefined;
  private connectedAt: number | undefined;
  private batch: Batch | undefined;
  private retry: NodeJS.Timeout | undefined;
  private failures = 0;
  private waitedMs = 0;
  private isAway = false;
  private closing: Promise<void> | undefined;
  private finish: (() => void) | undefined;

  constructor(private readonly options: TcpLineSenderOptions) {
    this.queue = new LineQueue(options);
  }

  /** Queues a line. Never throws, never waits; after `close` the line goes nowhere. */
  push(line: string): void {
    if (this.closing) return;
    this.queue.push(Buffer.from(`${line}\n`));
    this.advance();
  }

  /** Sends what is queued, for at most `flushMs`, and then lets go of the socket. Never rejects. */
  close(): Promise<void> {
    this.closing ??= new Promise((resolve) => {
      const deadline = setTimeout(() => this.finish?.(), this.options.flushMs);
      this.finish = () => {
        this.finish = undefined;
        clearTimeout(deadline);
        clearTimeout(this.retry);
        this.socket?.destroy();
        resolve();
      };
      clearTimeout(this.retry);
      this.retry = undefined;
      this.advance();
    });
    return this.closing;
  }

  /** Takes the next step: connect, send, or end. */
  private advance(): void {
    if (this.batch || this.retry) return;
    if (!this.socket) {
      if (this.queue.size > 0) this.connect();
      else this.finish?.();
    } else if (this.connectedAt !== undefined) {
      if (this.queue.size > 0) this.send(this.socket);
      else if (this.finish) this.socket.destroySoon();
    }
  }

  private connect(): void {
    const { host, port, stallMs } = this.options;
    const socket = new Socket();
    let reason = new Error('connection closed');
    socket.on('connect', () => this.onConnect());
    socket.on('error', (error) => (reason = error)); // 'close' follows
    socket.on('close', () => this.onClose(reason));
    socket.setTimeout(stallMs, () => {
      if (this.connectedAt === undefined || this.batch) socket.destroy(new Error('connection stalled'));
    });
    this.socket = socket;
    try {
      socket.connect({ host, port, keepAlive: true });
      socket.unref();
      socket.resume(); // who never reads never learns that the other side has left
    } catch (error) {
      socket.destroy(error instanceof Error ? error : undefined);
    }
  }

  private onConnect(): void {
    this.connectedAt = performance.now();
    this.isAway = false;
    this.advance();
  }

  private send(socket: Socket): void {
    const batch = { lines: this.queue.take(BATCH_BYTES), dropped: this.queue.takeDropped() };
    const told = batch.dropped > 0 ? [Buffer.from(`${this.options.tellDropped(batch.dropped)}\n`)] : [];
    this.batch = batch;
    socket.write(Buffer.concat([...told, ...batch.lines]), (error) => {
      if (error) return; // 'close' follows, and puts the batch back
      this.batch = undefined;
      this.advance();
    });
  }

  private onClose(reason: Error): void {
    const livedMs = this.connectedAt === undefined ? 0 : performance.now() - this.connectedAt;
    this.tellAway(reason);
    this.socket = undefined;
    this.connectedAt = undefined;
    if (this.batch) this.queue.putBack(this.batch.lines, this.batch.dropped);
    this.batch = undefined;
    if (this.closing && !(this.finish && this.queue.size > 0)) return this.finish?.();
    // A server that accepts and resets at once is as good as away: the waits keep growing.
    if (livedMs > this.waitedMs) this.failures = 0;
    this.waitLonger();
  }

  private waitLonger(): void {
    this.waitedMs = this.options.backOff(this.failures);
    this.failures += 1;
    this.retry = setTimeout(() => {
      this.retry = undefined;
      this.advance();
    }, this.waitedMs).unref();
  }

  private tellAway(reason: Error): void {
    if (this.isAway || this.connectedAt !== undefined || this.closing) return;
    this.isAway = true;
    this.options.onAway(reason);
  }
}
