/** Loads that are under way, by key. Callers that ask for the same key share one load. */
export class SharedLoads<Result> {
  private readonly underWay = new Map<string, Promise<Result>>();

  get size(): number {
    return this.underWay.size;
  }

  /** The load with this key, which is started if there is none. */
  join(key: string, start: () => Promise<Result>): Promise<Result> {
    const joined = this.underWay.get(key);
    if (joined) return joined;
    const load = start().finally(() => this.underWay.delete(key));
    this.underWay.set(key, load);
    return load;
  }
}
