/** How often a program has got a setting, and its rules have won. */
interface Count {
  gets: number;
  /** By the ids of rules. */
  rules: Map<number, number>;
}

/** How often a program has got its settings, by the names that it uses. */
export class Gets {
  private readonly counts = new Map<string, Count>();

  get isEmpty(): boolean {
    return this.counts.size === 0;
  }

  /** Adds some gets of a setting. `rule` is the id of the rule that has won; undefined for the default. */
  add(name: string, rule: number | undefined, hits: number): void {
    let count = this.counts.get(name);
    if (!count) {
      count = { gets: 0, rules: new Map() };
      this.counts.set(name, count);
    }
    count.gets += hits;
    if (rule !== undefined) count.rules.set(rule, (count.rules.get(rule) ?? 0) + hits);
  }

  /** Moves all counts into others. */
  moveTo(others: Gets): void {
    others.putBack(this.takeSome(Infinity));
  }

  /** Takes out the counts of some settings, as the service reads them. */
  takeSome(most: number): { name: string; gets: number; rules: Record<string, number> }[] {
    const taken = [...this.counts].slice(0, most);
    for (const [name] of taken) this.counts.delete(name);
    return taken.map(([name, { gets, rules }]) => ({ name, gets, rules: Object.fromEntries(rules) }));
  }

  /** Puts back what was taken out. */
  putBack(taken: ReturnType<Gets['takeSome']>): void {
    for (const { name, gets, rules } of taken) {
      const wins = Object.entries(rules);
      for (const [id, hits] of wins) this.add(name, Number(id), hits);
      this.add(name, undefined, gets - wins.reduce((sum, [, hits]) => sum + hits, 0));
    }
  }
}
