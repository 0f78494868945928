import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, RulesetCache, type Standby } from '@heksher/persistence';
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
    const { standby } = this.database;
    if (!standby) return;
    for (const gauge of standbyGauges(standby)) this.registry.gauge(gauge);
    this.registry.counter(standbyReads(standby));
  }
}

function poolGauges(database: Database): Measure[] {
  return [
    { name: 'heksher_pool_size', help: 'The most connections that may be open.', read: () => database.pool.size },
    { name: 'heksher_pool_connections', help: 'Open connections.', read: () => database.pool.total },
    { name: 'heksher_pool_idle', help: 'Idle connections.', read: () => database.pool.idle },
    { name: 'heksher_pool_waiting', help: 'Requests that wait for a connection.', read: () => database.pool.waiting },
    {
      name: 'heksher_writes_waiting',
      help: 'Writes that wait for earlier ones.',
      read: () => database.pool.waitingWrites,
    },
  ];
}

function writeCounters(database: Database): Measure[] {
  return [
    {
      name: 'heksher_pool_renewals_total',
      help: 'How often all connections were replaced because a head read found an older sequence: an old primary, or a restore.',
      read: () => database.renewals,
    },
    {
      name: 'heksher_writes_total',
      help: 'Writes by their outcome.',
      labelNames: ['outcome'],
      read: () => samples('outcome', Object.entries(database.writes.outcomes)),
    },
    {
      name: 'heksher_write_retries_total',
      help: 'Writes that ran again because of a write of another program.',
      read: () => database.writes.retries,
    },
    {
      name: 'heksher_changes_total',
      help: 'Changes that this process made, by their action in the change log.',
      labelNames: ['action'],
      read: () => samples('action', [...database.writes.actions]),
    },
  ];
}

function headReadCounters(rulesets: RulesetCache): Measure[] {
  return [
    {
      name: 'heksher_head_reads_total',
      help: 'Head reads.',
      read: () => rulesets.counts.headReads,
    },
    {
      name: 'heksher_head_reads_failed_total',
      help: 'Head reads that failed.',
      read: () => rulesets.counts.failedHeadReads,
    },
    {
      name: 'heksher_head_read_seconds_total',
      help: 'The total time of all head reads, failed ones included.',
      read: () => rulesets.counts.headMilliseconds / 1000,
    },
    {
      name: 'heksher_head_read_callers_total',
      help: 'Reads that waited for a head read; many share one.',
      read: () => rulesets.counts.headCallers,
    },
    {
      name: 'heksher_reads_without_head_read_total',
      help: 'Reads that needed no head read, because the last one was young enough for them.',
      read: () => rulesets.counts.withoutHeadRead,
    },
  ];
}

function stateGauges(rulesets: RulesetCache): Measure[] {
  return [
    {
      name: 'heksher_state_age_seconds',
      help: 'Time since the last successful head read; it grows while nobody reads.',
      read: () => rulesets.ageMs / 1000,
    },
    {
      name: 'heksher_revision_sequence',
      help: 'The sequence that was seen last.',
      read: () => Number(rulesets.sequence ?? NaN),
    },
  ];
}

function standbyGauges(standby: Standby): Measure[] {
  return [
    {
      name: 'heksher_standby_in_use',
      help: 'Whether reads go to the standby: 1 or 0.',
      read: () => Number(standby.isInUse),
    },
    {
      name: 'heksher_standby_lag_seconds',
      help: 'At the last head read, the time since the last commit that the standby had; NaN if it is not known.',
      read: () => (standby.lagMs ?? NaN) / 1000,
    },
  ];
}

function standbyReads({ counts }: Standby): Measure {
  return {
    name: 'heksher_standby_reads_total',
    help: 'Statements for reads by what became of them. All but answered ones went to the primary.',
    labelNames: ['outcome'],
    read: () => samples('outcome', Object.entries(counts)),
  };
}

function samples(label: string, numbers: readonly (readonly [string, number])[]): Sample[] {
  return numbers.map(([value, number]) => ({ labels: { [label]: value }, value: number }));
}
