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
  /** Writes the line of each record; `logstashFormat` is one. */
  format: Logform.Format;
  /** Records that may wait; 10,000 unless told. */
  maxRecords?: number;
  /** Bytes that may wait; 8 MiB unless told. */
  maxBytes?: number;
  /** Milliseconds before the next try, after that many failures in a row. */
  backOff?: (failures: number) => number;
  /** How long closing may take. */
  flushMs?: number;
  /** How long a connection may take nothing before it is given up; 30 s unless told. */
  stallMs?: number;
}

/**
 * JSON lines over TCP, in the background: it connects with the first record and comes back after each break. Meanwhile
 * records wait in a bounded queue; the oldest are dropped, and Logstash is told how many. Emits `away`, with the reason,
 * once per outage. It never emits `error`. Neither an idle connection nor a wait keeps the process alive; only a write
 * that the other side does not take does, until `close` or `stallMs` end it.
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
      tellDropped: (count) => this.droppedLine(count),
      onAway: (reason) => this.emit('away', reason),
    });
  }

  /** Records that wait to be sent, their bytes, and the records dropped that Logstash has not been told of. */
  get waiting(): { records: number; bytes: number; dropped: number } {
    const { size, bytes, dropped } = this.sender.queue;
    return { records: size, bytes, dropped };
  }

  /** Queues one record; winston calls it. */
  override log(info: Logform.TransformableInfo, next: () => void): void {
    this.sender.push(String(info[MESSAGE]));
    next();
  }

  /** Sends what is queued, within `flushMs`, and lets go of the socket; winston calls it when the transport is removed. */
  override close(): void {
    void this.sender.close();
  }

  /** The end of the logger waits for this. */
  override _final(callback: () => void): void {
    void this.sender.close().then(callback);
  }

  private droppedLine(dropped: number): string {
    const timestamp = new Date().toISOString();
    const info = { level: 'warn', [LEVEL]: 'warn', timestamp, message: 'log records dropped', dropped };
    const told = this.lines.transform(info);
    return typeof told === 'object' ? String(told[MESSAGE]) : '';
  }
}
