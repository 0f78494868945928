import type { CostFigures, Spread } from './costs.js';
import type { Figures } from './load.js';

/** The results of a workload; `memory` is the service's, in MiB. */
export type Row = Figures & CostFigures & { memory: number };

const COLUMNS = ['workload', 'service µs', 'PostgreSQL µs', 'of W0', 'requests/s', 'p50 ms', 'p99 ms', 'errors', 'MiB'];

/** Prints the results as a table in Markdown, costs first, like docs/performance.md. */
export function printTable(results: Readonly<Record<string, Row>>): string {
  const rows = Object.entries(results).map(([name, row]) => {
    const { cpuMicroseconds, spread, ofW0, requestsPerSecond, p50, p99, errors, memory } = row;
    const { database } = cpuMicroseconds;
    return [name, printSpread(spread), database, printSpread(ofW0), requestsPerSecond, p50, p99, errors, memory];
  });
  return printRows(COLUMNS, rows);
}

/** Prints a table in Markdown. */
export function printRows(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

export function printSpread(spread: Spread | null): string {
  return spread === null ? '–' : `${spread.min}–**${spread.median}**–${spread.max}`;
}
