import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RulesetCache, type CacheState } from '@heksher/persistence';
import { MetricsRegistry, type Sample } from '../metrics/metrics-registry.js';
import { AnswerCache } from './answer-cache.js';

type Entry = [name: string, help: string, number: (state: CacheState) => number];

const COUNTERS: Entry[] = [
  ['hits', 'Reads that the cache answered.', ({ hits }) => hits],
  ['misses', 'Reads for which something had to be loaded or computed.', ({ misses }) => misses],
  ['evictions', 'Entries that were evicted.', ({ evictions }) => evictions],
];

const GAUGES: Entry[] = [
  ['entries', 'Cached settings, or answers.', ({ entries }) => entries],
  ['bytes', 'The estimated size of the entries.', ({ bytes }) => bytes],
  ['limit_bytes', 'The most that the entries may take.', ({ limit }) => limit],
];

/** The two caches, with the same names and a label for each. */
@Injectable()
export class CacheMetrics implements OnModuleInit {
  constructor(
    private readonly registry: MetricsRegistry,
    private readonly rulesets: RulesetCache,
    private readonly answers: AnswerCache,
  ) {}

  onModuleInit(): void {
    const labelNames = ['cache'];
    const read = (number: Entry[2]) => (): Sample[] => [
      { labels: { cache: 'rulesets' }, value: number(this.rulesets.state) },
      { labels: { cache: 'answers' }, value: number(this.answers.state) },
    ];
    for (const [name, help, number] of COUNTERS) {
      this.registry.counter({ name: `heksher_cache_${name}_total`, help, labelNames, read: read(number) });
    }
    for (const [name, help, number] of GAUGES) {
      this.registry.gauge({ name: `heksher_cache_${name}`, help, labelNames, read: read(number) });
    }
  }
}
