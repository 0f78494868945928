import type { Registry } from 'prom-client';
import type { CacheState, RulesetCache } from '@heksher/persistence';
import type { AnswerCache } from '../answers/answer-cache.js';
import { addCounter, addGauge, type Sample } from './measure.js';

const CACHE = ['cache'] as const;

/** Shows what the two caches hold, and how often that was of use. */
export function addCaches(registry: Registry, rulesets: RulesetCache, answers: AnswerCache): void {
  const each = (number: (state: CacheState) => number) => (): Sample[] => [
    { labels: { cache: 'rulesets' }, value: number(rulesets.state) },
    { labels: { cache: 'answers' }, value: number(answers.state) },
  ];
  const counters: [name: string, help: string, number: (state: CacheState) => number][] = [
    ['hits', 'Reads that were answered from memory alone.', ({ hits }) => hits],
    ['misses', 'Reads for which something had to be loaded or computed.', ({ misses }) => misses],
    ['evictions', 'Entries that were dropped because the cache was full.', ({ evictions }) => evictions],
  ];
  for (const [name, help, number] of counters) {
    addCounter(registry, { name: `heksher_cache_${name}_total`, help, labelNames: CACHE, read: each(number) });
  }
  const gauges: typeof counters = [
    ['entries', 'What the cache holds: settings, or answers.', ({ entries }) => entries],
    ['bytes', 'What the entries take, as the cache reckons.', ({ bytes }) => bytes],
    ['limit_bytes', 'What the entries may take.', ({ limit }) => limit],
  ];
  for (const [name, help, number] of gauges) {
    addGauge(registry, { name: `heksher_cache_${name}`, help, labelNames: CACHE, read: each(number) });
  }
}

/** Shows how the process follows the state of the database. */
export function addHead(registry: Registry, rulesets: RulesetCache): void {
  addCounter(registry, {
    name: 'heksher_head_reads_total',
    help: 'Looks at the head of the database.',
    read: () => rulesets.counts.headReads,
  });
  addCounter(registry, {
    name: 'heksher_head_reads_failed_total',
    help: 'Looks at the head that failed.',
    read: () => rulesets.counts.failedHeadReads,
  });
  addCounter(registry, {
    name: 'heksher_head_read_seconds_total',
    help: 'What all looks at the head took together, those included that failed.',
    read: () => rulesets.counts.headMilliseconds / 1000,
  });
  addCounter(registry, {
    name: 'heksher_head_read_callers_total',
    help: 'Reads that waited for a look at the head; many share one look.',
    read: () => rulesets.counts.headCallers,
  });
  addGauge(registry, {
    name: 'heksher_state_age_seconds',
    help: 'Time since the last successful look at the head; it grows while nobody reads.',
    read: () => rulesets.ageMs / 1000,
  });
  addGauge(registry, {
    name: 'heksher_revision_sequence',
    help: 'The sequence number of the state that was seen last.',
    read: () => Number(rulesets.sequence ?? NaN),
  });
}
