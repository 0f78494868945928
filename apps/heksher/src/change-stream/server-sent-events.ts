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
  private untilCutOff: NodeJS.Timeout | undefined;

  constructor(private readonly response: Response) {
    response.once('close', () => clearTimeout(this.untilCutOff));
  }

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
    if (response.writableLength > MOST_UNSENT) return this.cutOff();
    response.cork();
    for (const frame of frames) response.write(frame, () => this.noteTaken());
    response.uncork();
    this.awaitTaking();
  }

  /** Cuts the client off once the network takes nothing for as long as the connection allows. */
  private awaitTaking(): void {
    const { socket, writableLength } = this.response;
    // The connection's own timeout is of no use: each heartbeat that is written restarts it.
    if (writableLength === 0 || !socket?.timeout) return;
    this.untilCutOff ??= setTimeout(() => this.cutOff(), socket.timeout).unref();
  }

  private noteTaken(): void {
    if (this.response.writableLength > 0) return void this.untilCutOff?.refresh();
    clearTimeout(this.untilCutOff);
    this.untilCutOff = undefined;
  }

  private cutOff(): void {
    this.isCutOff = true;
    this.response.destroy();
  }

  /** Ends the stream and its connection, which would hold up the server's end, without waiting for who doesn't read. */
  end(): void {
    const { socket } = this.response;
    this.response.end();
    setImmediate(() => socket?.destroy()); // by then the network has taken all that it takes
  }
}
