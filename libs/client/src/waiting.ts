/** A timer of JavaScript takes no more. */
const LONGEST_MS = 2 ** 31 - 1;

/** Calls a function after some time. Does not keep a process alive. */
function setQuietTimeout(call: () => void, ms: number): ReturnType<typeof setTimeout> {
  const timer = setTimeout(call, Math.min(ms, LONGEST_MS));
  (timer as Partial<NodeJS.Timeout>).unref?.(); // a browser has numbers
  return timer;
}

/** Resolves after some time, or once the signal ends it. Does not keep a process alive. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setQuietTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}

/** Waits for something, but not longer than this. Keeps a process alive meanwhile. */
export async function atMost(ms: number, something: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.min(ms, LONGEST_MS));
  });
  await Promise.race([something, end]).finally(() => clearTimeout(timer));
}

/**
 * Aborts its signal after some time, or when another signal is aborted. Not `AbortSignal.any` with `AbortSignal.timeout`:
 * Node 20 forgets that timeout when it collects garbage, and a request then never ends.
 */
export class Deadline {
  private readonly ending = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly stop = () => this.ending.abort(this.closing.reason);

  constructor(private readonly closing: AbortSignal) {
    closing.addEventListener('abort', this.stop);
    if (closing.aborted) this.stop();
  }

  get signal(): AbortSignal {
    return this.ending.signal;
  }

  /** Sets the time that is left from now on, and the error of its end. */
  set(ms: number, message: string): void {
    clearTimeout(this.timer);
    this.timer = setQuietTimeout(() => this.ending.abort(new DOMException(message, 'TimeoutError')), ms);
  }

  /** Aborts the signal: what is still open is closed. */
  end(reason?: unknown): void {
    clearTimeout(this.timer);
    this.closing.removeEventListener('abort', this.stop);
    this.ending.abort(reason);
  }
}
