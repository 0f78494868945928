/** Upper bounds of the durations of requests, in seconds. */
export const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

const BOUNDS_MS = BUCKETS.map((seconds) => seconds * 1000);

/** The route of requests that no route has taken. */
export const UNMATCHED = 'unmatched';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** The requests of one route and method with one status. */
export class RequestTally {
  count = 0;
  milliseconds = 0;
  /** How many requests took at most the bound at the same index, and more than the one before. The last took more than all. */
  readonly buckets: number[] = new Array<number>(BOUNDS_MS.length + 1).fill(0);

  constructor(
    readonly route: string,
    readonly method: string,
    readonly status: number,
  ) {}

  add(milliseconds: number): void {
    this.count++;
    this.milliseconds += milliseconds;
    let at = 0;
    while (milliseconds > (BOUNDS_MS[at] ?? Infinity)) at++;
    this.buckets[at] = (this.buckets[at] ?? 0) + 1;
  }

  /** Counts a request without a meaningful duration: a stream, or one that could not be read. */
  addUntimed(): void {
    this.count++;
  }
}

/**
 * All requests since the start, as plain numbers. Even requests that take microseconds are counted, so counting is cheap and
 * reading does the work.
 */
export class RequestCounts {
  private readonly routes = new Map<string, Map<string, Map<number, RequestTally>>>();

  /** The tally of a route, which must be one of a limited number. Unknown methods share one tally. */
  of(route: string, method: string, status: number): RequestTally {
    const found = this.routes.get(route)?.get(method)?.get(status);
    return found ?? this.add(new RequestTally(route, METHODS.has(method) ? method : 'other', status));
  }

  all(): RequestTally[] {
    return [...this.routes.values()].flatMap((methods) =>
      [...methods.values()].flatMap((statuses) => [...statuses.values()]),
    );
  }

  private add(tally: RequestTally): RequestTally {
    const methods = this.routes.get(tally.route) ?? new Map<string, Map<number, RequestTally>>();
    const statuses = methods.get(tally.method) ?? new Map<number, RequestTally>();
    const known = statuses.get(tally.status) ?? tally;
    this.routes.set(tally.route, methods.set(tally.method, statuses.set(tally.status, known)));
    return known;
  }
}
