import type { Logform } from 'winston';
import TransportStream from 'winston-transport';
import { MESSAGE } from './record.js';

export interface StreamTransportOptions {
  level: string;
  format: Logform.Format;
  stream: NodeJS.WritableStream;
}

const ignore = (): void => undefined;

/** Prints lines to a stream that outlives the logger. If the reader is gone (EPIPE), the lines end, not the process. */
export class StreamTransport extends TransportStream {
  private readonly stream: NodeJS.WritableStream;

  constructor({ level, format, stream }: StreamTransportOptions) {
    super({ level, format });
    this.stream = stream;
    if (!stream.listeners('error').includes(ignore)) stream.on('error', ignore); // once for each stream, and never removed
  }

  /** Writes one record; winston calls it. */
  override log(info: Logform.TransformableInfo, next: () => void): void {
    this.stream.write(`${String(info[MESSAGE])}\n`);
    next();
  }

  /** The logger ends after the stream has accepted every line. */
  override _final(callback: () => void): void {
    // Checked first, because a test runner's substitute for standard output may never call back.
    if ('writableLength' in this.stream && this.stream.writableLength === 0) callback();
    else this.stream.write('', () => callback());
  }
}
