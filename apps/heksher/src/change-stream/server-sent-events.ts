import type { Response } from 'express';
import { OPENING_FRAME } from './frames.js';

/** The most bytes that may wait for a client to read them before it is cut off. */
const MOST_UNSENT = 256 * 1024;

/** The most bytes that may wait while the stream is sent history. */
const FEW_UNSENT = 64 * 1024;

const HEADERS = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-cache',
  'X-Accel-Buffering': 'no', // nginx would keep events back until it has some kilobytes of them
};

/** Writes a response as server-sent events, and cuts off a client that does not read. */
export class EventStream {
  /** Whether the client was cut off because it did not read. */
  isCutOff = false;
  private untilCutOff: NodeJS.Timeout | undefined;

  constructor(private readonly response: Response) {
    response.once('close', () => clearTimeout(this.untilCutOff));
  }

  get isOpen(): boolean {
    return this.response.headersSent;
  }

  /** Whether the client has left or was cut off. */
  get isGone(): boolean {
    return this.response.destroyed || this.response.writableEnded;
  }

  /** Whether the client asks only for the headers. */
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

  /** Sends the headers, if they have not been sent. A HEAD request ends there. */
  open(): void {
    if (this.isOpen || this.isGone) return;
    this.response.writeHead(200, HEADERS);
    if (this.isHead) this.response.end();
    else this.response.write(OPENING_FRAME);
  }

  /** Sends events. A client with too many unread bytes is cut off instead: it can come back for the rest. */
  send(frames: readonly Buffer[]): void {
    const { response } = this;
    if (this.isGone || frames.length === 0) return;
    if (response.writableLength > MOST_UNSENT) return this.cutOff();
    response.cork();
    for (const frame of frames) response.write(frame, () => this.onWritten());
    response.uncork();
    this.awaitReading();
  }

  /** Cuts the client off once the network accepts nothing for as long as the connection may idle. */
  private awaitReading(): void {
    const { socket, writableLength } = this.response;
    // The connection's own timeout is of no use: each heartbeat that is written restarts it.
    if (writableLength === 0 || !socket?.timeout) return;
    this.untilCutOff ??= setTimeout(() => this.cutOff(), socket.timeout).unref();
  }

  private onWritten(): void {
    if (this.response.writableLength > 0) return void this.untilCutOff?.refresh();
    clearTimeout(this.untilCutOff);
    this.untilCutOff = undefined;
  }

  private cutOff(): void {
    this.isCutOff = true;
    this.response.destroy();
  }

  /** Ends the stream and its connection, which would delay the server's end, without waiting for a client that doesn't read. */
  end(): void {
    const { socket } = this.response;
    this.response.end();
    setImmediate(() => socket?.destroy()); // by then the network has accepted all that it will
  }
}
