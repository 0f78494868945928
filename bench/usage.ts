import 'reflect-metadata';
import { Database, dataSourceOptions, type UseCount, type WinCount } from '@heksher/persistence';
import { DataSource } from 'typeorm';
import { spreadOf } from './costs.js';
import { settingName } from './seed.js';
import { printRows, printSpread } from './table.js';

const ROWS = 5000;
const CLIENTS = 50;
const ROUNDS = 10;

/** Measures how long it takes to write what an instance has counted in a minute. */
export async function measureUsage(connectionString: string, print: (line: string) => void): Promise<void> {
  const dataSource = await new DataSource(dataSourceOptions({ connectionString })).initialize();
  try {
    const database = new Database(dataSource);
    const first = await timesOf((day) => database.bookkeeping.addUsage(countsOf(day)));
    const again = await timesOf((day) => database.bookkeeping.addUsage(countsOf(day)));
    const columns = [`${ROWS} uses and ${ROWS} wins of rules`, 'ms'];
    const rows = [
      ['new rows', cellOf(first)],
      ['rows that exist', cellOf(again)],
    ];
    print(`\n${printRows(columns, rows)}`);
  } finally {
    await dataSource.destroy();
  }
}

async function timesOf(write: (day: string) => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const start = performance.now();
    await write(`2026-11-${String(round).padStart(2, '0')}`);
    times.push(performance.now() - start);
  }
  return times;
}

function countsOf(day: string): { uses: UseCount[]; wins: WinCount[] } {
  const at = new Date(`${day}T08:00:00Z`);
  return {
    uses: Array.from({ length: ROWS }, (_, row) => ({
      name: settingName(Math.floor(row / CLIENTS)),
      client: `service-${row % CLIENTS}/1.4.2`,
      kind: 'evaluate',
      day,
      hits: 60,
      firstAt: at,
      lastAt: at,
    })),
    wins: Array.from({ length: ROWS }, (_, rule) => ({ rule, day, wins: 60, lastAt: at })),
  };
}

function cellOf(times: readonly number[]): string {
  return printSpread(spreadOf(times, 0));
}
