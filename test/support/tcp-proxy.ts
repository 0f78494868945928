import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';

interface Pair {
  inner: Socket;
  outer: Socket | undefined;
  /** Nothing passes, not even the end of a connection. */
  isHanging: boolean;
}

interface Options {
  /** How many milliseconds to delay the next piece of an answer. Pieces keep their order. */
  delay?: () => number;
}

/** A network between a service and its database that a test can break. */
export class TcpProxy {
  private readonly server: Server;
  private readonly pairs = new Set<Pair>();
  private isHanging = false;
  private port = 0;

  private constructor(
    private target: URL,
    private readonly delay: (() => number) | undefined,
  ) {
    this.server = createServer((inner) => this.accept(inner));
  }

  /** A proxy in front of the server that a URL or a connection string names. */
  static async to(url: string, { delay }: Options = {}): Promise<TcpProxy> {
    const proxy = new TcpProxy(new URL(url), delay);
    await proxy.restore();
    return proxy;
  }

  /** The URL of the target, with the proxy's address. */
  get url(): string {
    const url = new URL(this.target);
    url.host = `127.0.0.1:${this.port}`;
    return url.href;
  }

  /** The number of connections. While the proxy hangs, those that the client has closed count as well. */
  get connections(): number {
    return this.pairs.size;
  }

  /** From now on nothing passes in either direction, and neither side notices. */
  hang(): void {
    this.isHanging = true;
    for (const pair of this.pairs) {
      pair.isHanging = true;
      pair.inner.unpipe().pause();
      pair.outer?.unpipe().pause();
    }
  }

  /** Everything passes again, including the delayed data. */
  resume(): void {
    this.isHanging = false;
    for (const pair of this.pairs) this.forward(pair);
  }

  /** New connections work again; existing ones stay silent for ever. */
  forget(): void {
    this.isHanging = false;
  }

  /** Breaks all connections, and refuses new ones. */
  async refuse(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.cut();
    await closed;
  }

  /** Accepts connections again, on the same port. */
  async restore(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    ({ port: this.port } = this.server.address() as AddressInfo);
  }

  /** Breaks all existing connections. */
  cut(): void {
    for (const pair of this.pairs) this.end(pair);
  }

  /** New connections lead to another server. Existing ones stay, as with a badly configured proxy. */
  redirect(url: string): void {
    this.target = new URL(url);
  }

  /** New connections lead to another server. Existing ones break. */
  switchTo(url: string): void {
    this.target = new URL(url);
    this.cut();
  }

  async close(): Promise<void> {
    this.cut();
    if (this.server.listening) await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(inner: Socket): void {
    const pair: Pair = { inner: inner.setNoDelay(true), outer: undefined, isHanging: this.isHanging };
    this.pairs.add(pair);
    this.watch(inner, pair);
    if (this.isHanging) inner.pause();
    else this.forward(pair);
  }

  private forward(pair: Pair): void {
    pair.isHanging = false;
    if (pair.inner.destroyed || pair.outer?.destroyed) return this.end(pair);
    if (!pair.outer) {
      pair.outer = connect(Number(this.target.port || 5432), this.target.hostname).setNoDelay(true);
      if (this.delay) return this.holdBack(pair.inner, pair.outer, this.delay);
      this.watch(pair.outer, pair);
    }
    pair.inner.pipe(pair.outer).pipe(pair.inner);
  }

  /** Passes on the server's data with a delay, and then the end of its connection. */
  private holdBack(inner: Socket, outer: Socket, delay: () => number): void {
    const late = new Transform({
      transform: (chunk, _encoding, done) => {
        const ms = delay();
        if (ms > 0) setTimeout(() => done(null, chunk), ms);
        else done(null, chunk);
      },
    });
    outer.on('error', () => undefined).on('close', () => late.end());
    inner.pipe(outer).pipe(late).pipe(inner);
  }

  private watch(socket: Socket, pair: Pair): void {
    socket
      .on('error', () => undefined)
      .on('close', () => {
        if (!pair.isHanging) this.end(pair);
      });
  }

  private end(pair: Pair): void {
    this.pairs.delete(pair);
    pair.inner.destroy();
    pair.outer?.destroy();
  }
}
