import type { Response } from 'express';
import { OPENING_FRAME } from './frames.js';

/** How much may wait to be read by a client before it is cut off. */
const MOST_UNSENT = 256 * 1024;

/** How much may wait where more of the history would only pile up. */
const FEW_UNSENT = 64 * 1024;

const HEADERS = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-cache',
  'X-Accel-Buffering': 'no', // nginx would keep events back until it has some kilobytes of them
};

/** A response as a stream of server-sent events. */
export class EventStream {
  /** Whether the client was cut off, as it did not read. */
  isCutOff = false;

  constructor(private readonly response: Response) {}

  get isOpen(): boolean {
    return this.response.headersSent;
  }

  /** Whether the client has left, or was cut off. */
  get isGone(): boolean {
    return this.response.destroyed || this.response.writableEnded;
  }

  /** Whether only the headers are asked for. */
  get isHead(): boolean {
    return this.response.req.method === 'HEAD';
  }

  /** Whether the client has read nearly all that was sent. */
  get isReady(): boolean {
    return !this.isGone && this.response.writableLength < FEW_UNSENT;
  }

  onClose(done: () => void): void {
    this.response.once('close', done);
  }

  /** Begins the stream, where it has not begun yet. Where only the headers are asked for, that is all. */
  open(): void {
    if (this.isOpen || this.isGone) return;
    this.response.writeHead(200, HEADERS);
    if (this.isHead) this.response.end();
    else this.response.write(OPENING_FRAME);
  }

  /** Sends events. A client that has not read what it was sent long ago is cut off: it can come back for the rest. */
  send(frames: readonly Buffer[]): void {
    const { response } = this;
    if (this.isGone || frames.length === 0) return;
    if (response.writableLength > MOST_UNSENT) {
      this.isCutOff = true;
      response.destroy();
      return;
    }
    response.cork();
    for (const frame of frames) response.write(frame);
    response.uncork();
  }

  /** Ends the stream and its connection, which would hold up the server's end, without waiting for who doesn't read. */
  end(): void {
    const { socket } = this.response;
    this.response.end();
    setImmediate(() => socket?.destroy()); // by then the network has taken all that it takes
  }
}
