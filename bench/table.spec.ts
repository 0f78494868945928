import { expect, test } from '@jest/globals';
import { printBlocks, printTable } from './table.js';

const FIGURES = { requestsPerSecond: 15594, p50: 0.86, p99: 2.98, errors: 0, memory: 289 };

const COSTS = { cpuMicroseconds: { service: 61, database: 18 }, spread: null, ofW0: null };

test('the table of blocks leaves out what has no server', () => {
  const blocks = { p99: 1.25, longest: 20 };

  const text = printBlocks({ W1: { ...FIGURES, ...COSTS, blocks }, 'W5 bare': { ...FIGURES, ...COSTS } });

  expect(text).toBe(
    '| workload | event loop blocked: p99 ms | longest ms |\n| --- | --- | --- |\n| W1 | 1.3 | 20.0 |\n',
  );
});

test('the table of results begins with costs and has a dash for unknown ones', () => {
  const text = printTable({
    W1: {
      ...FIGURES,
      cpuMicroseconds: { service: 61, database: 18 },
      spread: { min: 58.1, median: 61, max: 63.5 },
      ofW0: { min: 1.9, median: 2, max: 2.1 },
    },
    'W5 bare': { ...FIGURES, cpuMicroseconds: { service: null, database: 900 }, spread: null, ofW0: null },
  });

  expect(text).toBe(
    '| workload | service µs | PostgreSQL µs | of W0 | requests/s | p50 ms | p99 ms | errors | MiB |\n' +
      '| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n' +
      '| W1 | 58.1–**61**–63.5 | 18 | 1.9–**2**–2.1 | 15594 | 0.86 | 2.98 | 0 | 289 |\n' +
      '| W5 bare | – | 900 | – | 15594 | 0.86 | 2.98 | 0 | 289 |\n',
  );
});
