import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

interface Pair {
  inner: Socket;
  outer: Socket | undefined;
  /** Nothing comes through, not even that one side has closed. */
  isHanging: boolean;
}

/** A network between a service and its database that a test can break. */
export class TcpProxy {
  private readonly server: Server;
  private readonly pairs = new Set<Pair>();
  private isHanging = false;
  private port = 0;

  private constructor(private target: URL) {
    this.server = createServer((inner) => this.accept(inner));
  }

  /** A proxy in front of the server of a connection string. */
  static async to(url: string): Promise<TcpProxy> {
    const proxy = new TcpProxy(new URL(url));
    await proxy.restore();
    return proxy;
  }

  /** The connection string of the database behind it. */
  get url(): string {
    const url = new URL(this.target);
    url.host = `127.0.0.1:${this.port}`;
    return url.href;
  }

  /** From now on nothing comes through, in either direction, and nobody is told. */
  hang(): void {
    this.isHanging = true;
    for (const pair of this.pairs) {
      pair.isHanging = true;
      pair.inner.unpipe().pause();
      pair.outer?.unpipe().pause();
    }
  }

  /** Everything comes through again, late but whole. */
  resume(): void {
    this.isHanging = false;
    for (const pair of this.pairs) this.forward(pair);
  }

  /** New connections work again; from those that there are nothing is ever heard again. */
  forget(): void {
    this.isHanging = false;
  }

  /** Breaks all connections, and refuses new ones. */
  async refuse(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.cut();
    await closed;
  }

  /** Takes connections again. */
  async restore(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    ({ port: this.port } = this.server.address() as AddressInfo);
  }

  /** Breaks all connections that there are. */
  cut(): void {
    for (const pair of this.pairs) this.end(pair);
  }

  /** New connections lead to another server; those that there are stay, as a proxy keeps them that is set up badly. */
  redirect(url: string): void {
    this.target = new URL(url);
  }

  /** New connections lead to another server; those that there are break. */
  switchTo(url: string): void {
    this.target = new URL(url);
    this.cut();
  }

  async close(): Promise<void> {
    this.cut();
    if (this.server.listening) await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(inner: Socket): void {
    const pair: Pair = { inner, outer: undefined, isHanging: this.isHanging };
    this.pairs.add(pair);
    this.watch(inner, pair);
    if (this.isHanging) inner.pause();
    else this.forward(pair);
  }

  private forward(pair: Pair): void {
    pair.isHanging = false;
    if (pair.inner.destroyed || pair.outer?.destroyed) return this.end(pair);
    if (!pair.outer) {
      pair.outer = connect(Number(this.target.port), this.target.hostname);
      this.watch(pair.outer, pair);
    }
    pair.inner.pipe(pair.outer).pipe(pair.inner);
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
