import type { Logform } from 'winston';
import { LogstashTransport } from 'winston-logstash-transport';
import { FLUSH_MS } from './close-logger.js';
import { MESSAGE } from './record.js';
import { rememberedLookup } from './remembered-lookup.js';

export interface LogstashUdpOptions {
  host: string;
  port: number;
  level: string;
  /** Writes the datagram of each record; `logstashFormat` is one. */
  format: Logform.Format;
}

const MAX_PENDING_BYTES = 8 * 1024 * 1024;

/**
 * One datagram a record, fire and forget. The package alone would end the process over an unknown host or a record that
 * is too long, and hold up all outputs while a name is looked up: here a failure is the loss of that record, and nothing
 * waits for it.
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

  /** Sends one record; winston calls it. More than 8 MiB on their way (the name server is slow) and it is dropped. */
  override log(info: Logform.TransformableInfo, next: () => void): void {
    const line = String(info[MESSAGE]);
    if (!this.closing && this.pendingBytes + line.length <= MAX_PENDING_BYTES) void this.dispatch(line);
    next();
  }

  /** Waits for what is on its way, for at most 2 s, and closes the socket; winston calls it on removal. */
  override close(): void {
    void this.shutDown();
  }

  /** The end of the logger waits for this. */
  override _final(callback: () => void): void {
    void this.shutDown().then(callback);
  }

  private async dispatch(line: string): Promise<void> {
    this.pendingBytes += line.length;
    try {
      this.host = await this.address(); // where the package sends to
      await new Promise<void>((resolve) => this.send(line, () => resolve()));
    } catch {
      // The host is unknown, or closing has not waited for its address: this record is lost.
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
