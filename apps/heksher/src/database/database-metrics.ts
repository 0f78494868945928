import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, RulesetCache } from '@heksher/persistence';
import { MetricsRegistry, type Measure, type Sample } from '../metrics/metrics-registry.js';

/** The connections, the writes, and how the process follows the state of the database. */
@Injectable()
export class DatabaseMetrics implements OnModuleInit {
  constructor(
    private readonly registry: MetricsRegistry,
    private readonly database: Database,
    private readonly rulesets: RulesetCache,
  ) {}

  onModuleInit(): void {
    for (const gauge of poolGauges(this.database)) this.registry.gauge(gauge);
    for (const counter of writeCounters(this.database)) this.registry.counter(counter);
    for (const counter of headReadCounters(this.rulesets)) this.registry.counter(counter);
    for (const gauge of stateGauges(this.rulesets)) this.registry.gauge(gauge);
  }
}

function poolGauges(database: Database): Measure[] {
  return [
    { name: 'heksher_pool_size', help: 'The most connections that may be open.', read: () => database.pool.size },
    { name: 'heksher_pool_connections', help: 'Open connections.', read: () => database.pool.total },
    { name: 'heksher_pool_idle', help: 'Open connections that nobody uses.', read: () => database.pool.idle },
    { name: 'heksher_pool_waiting', help: 'Those who wait for a connection.', read: () => database.pool.waiting },
    {
      name: 'heksher_writes_waiting',
      help: 'Writes that wait for those before them.',
      read: () => database.pool.waitingWrites,
    },
  ];
}

function writeCounters(database: Database): Measure[] {
  return [
    {
      name: 'heksher_pool_renewals_total',
      help: 'How often all connections were replaced because a head read had gone back: an old primary, or a restore.',
      read: () => database.renewals,
    },
    {
      name: 'heksher_writes_total',
      help: 'Writes by what became of them.',
      labelNames: ['outcome'],
      read: () => samples('outcome', Object.entries(database.writes.outcomes)),
    },
    {
      name: 'heksher_write_retries_total',
      help: 'How often a write was run again because of a write of another program.',
      read: () => database.writes.retries,
    },
    {
      name: 'heksher_changes_total',
      help: 'Changes that this process has made, by their action in the log.',
      labelNames: ['action'],
      read: () => samples('action', [...database.writes.actions]),
    },
  ];
}

function headReadCounters(rulesets: RulesetCache): Measure[] {
  return [
    {
      name: 'heksher_head_reads_total',
      help: 'Looks at the head of the database.',
      read: () => rulesets.counts.headReads,
    },
    {
      name: 'heksher_head_reads_failed_total',
      help: 'Looks at the head that failed.',
      read: () => rulesets.counts.failedHeadReads,
    },
    {
      name: 'heksher_head_read_seconds_total',
      help: 'What all looks at the head took together, those included that failed.',
      read: () => rulesets.counts.headMilliseconds / 1000,
    },
    {
      name: 'heksher_head_read_callers_total',
      help: 'Reads that waited for a look at the head; many share one look.',
      read: () => rulesets.counts.headCallers,
    },
  ];
}

function stateGauges(rulesets: RulesetCache): Measure[] {
  return [
    {
      name: 'heksher_state_age_seconds',
      help: 'Time since the last successful look at the head; it grows while nobody reads.',
      read: () => rulesets.ageMs / 1000,
    },
    {
      name: 'heksher_revision_sequence',
      help: 'The sequence number of the state that was seen last.',
      read: () => Number(rulesets.sequence ?? NaN),
    },
  ];
}

function samples(label: string, numbers: readonly (readonly [string, number])[]): Sample[] {
  return numbers.map(([value, number]) => ({ labels: { [label]: value }, value: number }));
}
