import type { Logform } from 'winston';
import TransportStream from 'winston-transport';
import { MESSAGE } from './record.js';

export interface StreamTransportOptions {
  level: string;
  format: Logform.Format;
  stream: NodeJS.WritableStream;
}

const ignore = (): void => undefined;

/** Lines on a stream that outlives the logger. A reader that has left (EPIPE) ends the lines, not the process. */
export class StreamTransport extends TransportStream {
  private readonly stream: NodeJS.WritableStream;

  constructor({ level, format, stream }: StreamTransportOptions) {
    super({ level, format });
    this.stream = stream;
    if (!stream.listeners('error').includes(ignore)) stream.on('error', ignore); // once a stream, and for good
  }

  /** Writes one record; winston calls it. */
  override log(info: Logform.TransformableInfo, next: () => void): void {
    this.stream.write(`${String(info[MESSAGE])}\n`);
    next();
  }

  /** The end of the logger waits until the stream has taken every line. */
  override _final(callback: () => void): void {
    // Asked first: what test runners put in place of standard output may never call back.
    if ('writableLength' in this.stream && this.stream.writableLength === 0) callback();
    else this.stream.write('', () => callback());
  }
}
