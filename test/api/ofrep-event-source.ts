/** The part of a browser's `EventSource` that web providers use, because Node.js 20 has none. It does not reconnect. */
class FetchedEventSource extends EventTarget {
  /** 0: connecting, 1: open, 2: closed. */
  readyState = 0;
  private readonly leaving = new AbortController();

  constructor(readonly url: string) {
    super();
    this.follow().then(
      () => this.fail(),
      () => this.fail(),
    );
  }

  close(): void {
    this.readyState = 2;
    this.leaving.abort();
  }

  private async follow(): Promise<void> {
    const { ok, headers, body } = await fetch(this.url, { signal: this.leaving.signal });
    if (!ok || headers.get('content-type') !== 'text/event-stream' || !body) return;
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
    const decoder = new TextDecoder();
    let unread = '';
    for await (const bytes of body) {
      const frames = (unread + decoder.decode(bytes, { stream: true })).split('\n\n');
      unread = frames.pop() ?? '';
      for (const frame of frames) this.tell(frame);
    }
  }

  private tell(frame: string): void {
    const lines = frame.split('\n');
    const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
    const data = field('data');
    if (data !== undefined) this.dispatchEvent(new MessageEvent(field('event') ?? 'message', { data }));
  }

  private fail(): void {
    if (this.readyState === 2) return;
    this.readyState = 2;
    this.dispatchEvent(new Event('error'));
  }
}

export interface EventSources {
  /** The instances, in order of creation. */
  readonly made: readonly { readonly url: string; readonly readyState: number }[];
  /** Removes `EventSource` again. */
  remove(): void;
}

/** Defines `EventSource`, as in a browser. */
export function provideEventSource(): EventSources {
  const made: FetchedEventSource[] = [];
  const EventSource = class extends FetchedEventSource {
    constructor(url: string) {
      super(url);
      made.push(this);
    }
  };
  Object.assign(globalThis, { EventSource });
  return { made, remove: () => void Reflect.deleteProperty(globalThis, 'EventSource') };
}
