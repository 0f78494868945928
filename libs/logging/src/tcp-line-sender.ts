import { Socket } from 'node:net';
import { LineQueue, type LineQueueLimits } from './line-queue.js';

export interface TcpLineSenderOptions extends LineQueueLimits {
  host: string;
  port: number;
  /** The milliseconds before the next try, after a number of failures in a row. */
  backOff: (failures: number) => number;
  /** How long `close` may take. */
  flushMs: number;
  /** How long the other side may accept nothing before the connection is closed. */
  stallMs: number;
  /** The line that reports a number of dropped lines. */
  droppedLine: (count: number) => string;
  /** Called once per outage. */
  onAway: (reason: Error) => void;
}

interface Batch {
  lines: Buffer[];
  /** The number of dropped lines that this batch reports. */
  dropped: number;
}

const BATCH_BYTES = 64 * 1024;

/**
 * Sends lines over TCP in the background. Only one batch at a time is with the socket; the next follows when the system
 * has accepted it. So nothing piles up there, and a batch that was not accepted when a connection breaks is sent again.
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

  /** Queues a line. Never throws, never waits. After `close` the line is lost. */
  push(line: string): void {
    if (this.closing) return;
    this.queue.push(Buffer.from(`${line}\n`));
    this.advance();
  }

  /** Sends the queue for at most `flushMs`, then closes the socket. Never rejects. */
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
      socket.resume(); // without reading, the end of the other side goes unnoticed
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
    const report = batch.dropped > 0 ? [Buffer.from(`${this.options.droppedLine(batch.dropped)}\n`)] : [];
    this.batch = batch;
    socket.write(Buffer.concat([...report, ...batch.lines]), (error) => {
      if (error) return; // 'close' follows, and puts the batch back
      this.batch = undefined;
      this.advance();
    });
  }

  private onClose(reason: Error): void {
    const livedMs = this.connectedAt === undefined ? 0 : performance.now() - this.connectedAt;
    this.reportAway(reason);
    this.socket = undefined;
    this.connectedAt = undefined;
    if (this.batch) this.queue.putBack(this.batch.lines, this.batch.dropped);
    this.batch = undefined;
    if (this.closing && !(this.finish && this.queue.size > 0)) return this.finish?.();
    // A server that accepts and resets at once counts as away: the waits keep growing.
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

  private reportAway(reason: Error): void {
    if (this.isAway || this.connectedAt !== undefined || this.closing) return;
    this.isAway = true;
    this.options.onAway(reason);
  }
}
