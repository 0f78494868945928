import { median, type Minute } from './minutes.js';
import type { Sample } from './samples.js';

/** All measurements. The first minute begins after the warm-up. */
export interface Soak {
  minutes: readonly Minute[];
  samples: readonly Sample[];
  /** Before the load and after it. */
  before: Sample;
  after: Sample;
}

export interface Verdict {
  criterion: string;
  holds: boolean;
  found: string;
}

/** Growth from one third to the next that is not a leak: V8's heap grows in steps. */
const SLACK_MEBIBYTES = 16;
const MOST_GROWTH = 1.1;
const MOST_SLOWDOWN = 3;
/** An idle pool may have a connection more or less open. */
const SLACK_DESCRIPTORS = 2;

const CRITERIA: Record<string, (soak: Soak) => Omit<Verdict, 'criterion'>> = {
  'resident memory levels off': (soak) => levelsOff(soak, 'resident'),
  'the heap levels off': (soak) => levelsOff(soak, 'heap'),
  'descriptors return': (soak) => returns(soak, 'descriptors'),
  'connections to PostgreSQL return': (soak) => returns(soak, 'connections'),
  'p99 of every minute is within three times that of the first': ({ minutes }) => {
    const all = minutes.map(({ p99 }) => p99);
    const [first, worst] = [all[0] ?? NaN, Math.max(...all)];
    const found = `${first} ms, at worst ${worst} ms in minute ${all.indexOf(worst) + 1}`;
    return { holds: worst <= first * MOST_SLOWDOWN, found };
  },
  'no answer but the expected ones': ({ minutes }) => {
    const errors = minutes.flatMap(({ errors: found }) => Object.entries(found).map((entry) => entry.join(' × ')));
    return { holds: errors.length === 0, found: errors.join('; ') || 'none' };
  },
};

/** The verdict on each criterion. */
export function judge(soak: Soak): Verdict[] {
  return Object.entries(CRITERIA).map(([criterion, holds]) => ({ criterion, ...holds(soak) }));
}

/**
 * Memory levels off if the median of the last third is hardly above that of the second. Medians, because the collector
 * makes single samples jump. Without the first third, in which caches fill and V8 compiles. A leak that is slower than a
 * tenth in a third of the time needs a longer soak to show.
 */
function levelsOff({ samples }: Soak, name: 'resident' | 'heap'): Omit<Verdict, 'criterion'> {
  const third = Math.floor(samples.length / 3);
  const of = (from: number) => Math.round(median(samples.slice(from, from + third).map((sample) => sample[name])));
  const [second, last] = [of(third), of(2 * third)];
  const found = `${second} MiB in the second third, ${last} MiB in the last`;
  return { holds: last <= second * MOST_GROWTH + SLACK_MEBIBYTES, found };
}

function returns({ before, after }: Soak, name: 'descriptors' | 'connections'): Omit<Verdict, 'criterion'> {
  return {
    holds: after[name] <= before[name] + SLACK_DESCRIPTORS,
    found: `${before[name]} before, ${after[name]} after`,
  };
}
