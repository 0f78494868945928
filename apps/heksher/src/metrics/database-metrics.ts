import type { Registry } from 'prom-client';
import type { Database } from '@heksher/persistence';
import { addCounter, addGauge, type Sample } from './measure.js';

/** Shows the connections, and what became of writes. */
export function addDatabase(registry: Registry, database: Database): void {
  addPool(registry, database);
  addCounter(registry, {
    name: 'heksher_pool_renewals_total',
    help: 'How often all connections were replaced because a head read had gone back: an old primary, or a restore.',
    read: () => database.renewals,
  });
  addCounter(registry, {
    name: 'heksher_writes_total',
    help: 'Writes by what became of them.',
    labelNames: ['outcome'],
    read: () => samples('outcome', Object.entries(database.writes.outcomes)),
  });
  addCounter(registry, {
    name: 'heksher_write_retries_total',
    help: 'How often a write was run again because of a write of another program.',
    read: () => database.writes.retries,
  });
  addCounter(registry, {
    name: 'heksher_changes_total',
    help: 'Changes that this process has made, by their action in the log.',
    labelNames: ['action'],
    read: () => samples('action', [...database.writes.actions]),
  });
}

function addPool(registry: Registry, database: Database): void {
  const gauges: [name: string, help: string, number: () => number][] = [
    ['heksher_pool_size', 'The most connections that may be open.', () => database.pool.size],
    ['heksher_pool_connections', 'Open connections.', () => database.pool.total],
    ['heksher_pool_idle', 'Open connections that nobody uses.', () => database.pool.idle],
    ['heksher_pool_waiting', 'Those who wait for a connection.', () => database.pool.waiting],
    ['heksher_writes_waiting', 'Writes that wait for those before them.', () => database.pool.waitingWrites],
  ];
  for (const [name, help, read] of gauges) addGauge(registry, { name, help, read });
}

function samples(label: string, numbers: readonly (readonly [string, number])[]): Sample[] {
  return numbers.map(([value, number]) => ({ labels: { [label]: value }, value: number }));
}
