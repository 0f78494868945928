import type { Logform } from 'winston';
import { LogstashTransport } from 'winston-logstash-transport';
import { FLUSH_MS } from './close-logger.js';
import { MESSAGE } from './record.js';
import { rememberedLookup } from './remembered-lookup.js';

export interface LogstashUdpOptions {
  host: string;
  port: number;
  level: string;
  /** Formats the datagram of each record, for example `logstashFormat`. */
  format: Logform.Format;
}

const MAX_PENDING_BYTES = 8 * 1024 * 1024;

/**
 * Sends one datagram a record, fire and forget. With the package alone, an unknown host or a record that is too long ends
 * the process, and a name lookup delays all outputs. Here a failure loses that record, and nothing waits for it.
 */
export class LogstashUdpTransport extends LogstashTransport {
  private readonly address: () => Promise<string>;
  private pendingBytes = 0;
  private closing: Promise<void> | undefined;
  private finish: (() => void) | undefined;

  constructor(options: LogstashUdpOptions) {
    super(options);
    this.address = rememberedLookup(options.host);
    this.client.on('error', () => undefined);
  }

  /** Sends one record; winston calls it. Drops it if more than 8 MiB are in flight, because the name server is slow. */
  override log(info: Logform.TransformableInfo, next: () => void): void {
    const line = String(info[MESSAGE]);
    if (!this.closing && this.pendingBytes + line.length <= MAX_PENDING_BYTES) void this.dispatch(line);
    next();
  }

  /** Waits at most 2 s for records in flight and closes the socket; winston calls it when the transport is removed. */
  override close(): void {
    void this.shutDown();
  }

  /** The logger ends after this. */
  override _final(callback: () => void): void {
    void this.shutDown().then(callback);
  }

  private async dispatch(line: string): Promise<void> {
    this.pendingBytes += line.length;
    try {
      this.host = await this.address(); // the package sends to this
      await new Promise<void>((resolve) => this.send(line, () => resolve()));
    } catch {
      // The host is unknown, or the transport closed before the lookup ended: this record is lost.
    } finally {
      this.pendingBytes -= line.length;
      if (this.pendingBytes === 0) this.finish?.();
    }
  }

  private shutDown(): Promise<void> {
    this.closing ??= new Promise((resolve) => {
      const deadline = setTimeout(() => this.finish?.(), FLUSH_MS);
      this.finish = () => {
        this.finish = undefined;
        clearTimeout(deadline);
        this.client.close();
        resolve();
      };
      if (this.pendingBytes === 0) this.finish();
    });
    return this.closing;
  }
}
