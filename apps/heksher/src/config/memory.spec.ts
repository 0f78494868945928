import { expect, test } from '@jest/globals';
import { chooseCacheMemory, readMemoryLimits } from './memory.js';

const MEBIBYTE = 1024 * 1024;
const limits = (heap: number, container: number | undefined, machine: number) => ({
  heap: heap * MEBIBYTE,
  container: container === undefined ? undefined : container * MEBIBYTE,
  machine: machine * MEBIBYTE,
});

test.each([
  { title: "V8's heap limit", of: limits(2096, undefined, 8000), megabytes: 524 },
  { title: "the container's memory limit", of: limits(2096, 512, 8000), megabytes: 128 },
  { title: "the machine's memory", of: limits(4144, undefined, 1000), megabytes: 250 },
  { title: "V8's heap limit", of: limits(256, 512, 8000), megabytes: 64 },
])('the caches take a quarter of $title if that is the least ($of)', ({ title, of, megabytes }) => {
  const { bytes, origin } = chooseCacheMemory(undefined, of);

  expect(bytes).toBe(megabytes * MEBIBYTE);
  expect(origin).toMatch(`a quarter of ${title}, ${megabytes * 4} MiB`);
});

test('the caches take what is configured, however little memory there is', () => {
  const memory = chooseCacheMemory(4096, limits(256, 512, 1000));

  expect(memory).toEqual({ bytes: 4096 * MEBIBYTE, origin: 'HEKSHER_CACHE_MB' });
});

test('the caches always have some memory', () => {
  expect(chooseCacheMemory(undefined, limits(2, undefined, 8000)).bytes).toBe(MEBIBYTE);
});

test('the limits of this process are plausible', () => {
  const { heap, container, machine } = readMemoryLimits();

  expect(heap).toBeGreaterThan(16 * MEBIBYTE);
  expect(machine).toBeGreaterThan(16 * MEBIBYTE);
  expect(container ?? 1).toBeGreaterThan(0);
  expect(container ?? 1).toBeLessThan(machine);
});
