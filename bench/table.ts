import type { CostFigures, Spread } from './costs.js';
import type { Figures } from './load.js';
import type { Blocks } from './probe.js';

/** The results of a workload; `memory` is the service's, in MiB. `blocks` are missing without a server. */
export type Row = Figures & CostFigures & { memory: number; blocks?: Blocks | undefined };

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

/** Prints for how long the event loop of each workload's server was blocked, as a table in Markdown. */
export function printBlocks(results: Readonly<Record<string, Row>>): string {
  const rows = Object.entries(results).flatMap(([name, { blocks }]) =>
    blocks ? [[name, blocks.p99.toFixed(1), blocks.longest.toFixed(1)]] : [],
  );
  return printRows(['workload', 'event loop blocked: p99 ms', 'longest ms'], rows);
}

/** Prints a table in Markdown. */
export function printRows(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

export function printSpread(spread: Spread | null): string {
  return spread === null ? '–' : `${spread.min}–**${spread.median}**–${spread.max}`;
}
