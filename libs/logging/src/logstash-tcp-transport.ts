import type { Logform } from 'winston';
import TransportStream from 'winston-transport';
import { backOffMs } from './back-off.js';
import { FLUSH_MS } from './close-logger.js';
import { LEVEL, MESSAGE } from './record.js';
import { TcpLineSender } from './tcp-line-sender.js';

export interface LogstashTcpOptions {
  host: string;
  port: number;
  level: string;
  /** Formats the line of each record, for example `logstashFormat`. */
  format: Logform.Format;
  /** The most records that wait; 10,000 by default. */
  maxRecords?: number;
  /** The most bytes that wait; 8 MiB by default. */
  maxBytes?: number;
  /** The milliseconds before the next try, after a number of failures in a row. */
  backOff?: (failures: number) => number;
  /** How long closing may take. */
  flushMs?: number;
  /** How long the other side may accept nothing before the connection is closed; 30 s by default. */
  stallMs?: number;
}

/**
 * Sends JSON lines over TCP, in the background. It connects with the first record and reconnects after each break.
 * Meanwhile records wait in a bounded queue; it drops the oldest, and sends Logstash their count. Emits `away`, with the
 * reason, once per outage, and never `error`. Neither an idle connection nor a wait keeps the process alive; only a write
 * that the other side does not accept does, until `close` or `stallMs` ends it.
 */
export class LogstashTcpTransport extends TransportStream {
  private readonly sender: TcpLineSender;
  private readonly lines: Logform.Format;

  constructor({ level, format, maxRecords = 10_000, maxBytes = 8 * 1024 * 1024, ...options }: LogstashTcpOptions) {
    super({ level, format });
    this.lines = format;
    this.sender = new TcpLineSender({
      backOff: (failures) => backOffMs(failures, Math.random()),
      flushMs: FLUSH_MS,
      stallMs: 30_000,
      ...options,
      maxLines: maxRecords,
      maxBytes,
      droppedLine: (count) => this.droppedLine(count),
      onAway: (reason) => this.emit('away', reason),
    });
  }

  /** The records that wait, their bytes, and the dropped records that Logstash does not know of yet. */
  get waiting(): { records: number; bytes: number; dropped: number } {
    const { size, bytes, dropped } = this.sender.queue;
    return { records: size, bytes, dropped };
  }

  /** Queues one record; winston calls it. */
  override log(info: Logform.TransformableInfo, next: () => void): void {
    this.sender.push(String(info[MESSAGE]));
    next();
  }

  /** Sends the queue within `flushMs` and closes the socket; winston calls it when the transport is removed. */
  override close(): void {
    void this.sender.close();
  }

  /** The logger ends after this. */
  override _final(callback: () => void): void {
    void this.sender.close().then(callback);
  }

  private droppedLine(dropped: number): string {
    const timestamp = new Date().toISOString();
    const info = { level: 'warn', [LEVEL]: 'warn', timestamp, message: 'log records dropped', dropped };
    const formatted = this.lines.transform(info);
    return typeof formatted === 'object' ? String(formatted[MESSAGE]) : '';
  }
}
