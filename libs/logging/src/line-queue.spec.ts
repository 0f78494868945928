import { expect, test } from '@jest/globals';
import { LineQueue } from './line-queue.js';

function given(limits: { maxLines?: number; maxBytes?: number }, lines: string[]): LineQueue {
  const queue = new LineQueue({ maxLines: 1_000, maxBytes: 1_000, ...limits });
  for (const line of lines) queue.push(Buffer.from(line));
  return queue;
}

const taken = (queue: LineQueue, bytes: number): string[] => queue.take(bytes).map(String);

test('a queue with too many lines drops the oldest', () => {
  const queue = given({ maxLines: 2 }, ['a', 'b', 'c']);

  expect([queue.size, queue.bytes, queue.dropped]).toEqual([2, 2, 1]);
  expect(taken(queue, 100)).toEqual(['b', 'c']);
});

test('a queue with too many bytes drops the oldest lines', () => {
  const queue = given({ maxBytes: 5 }, ['aa', 'bb', 'cccc']);

  expect([queue.size, queue.bytes, queue.dropped]).toEqual([1, 4, 2]);
});

test('a queue gives lines up to a size, and at least one', () => {
  const queue = given({}, ['a', 'b', 'cccccc', 'd']);

  expect([taken(queue, 2), taken(queue, 2), taken(queue, 2), taken(queue, 2)]).toEqual([
    ['a', 'b'],
    ['cccccc'],
    ['d'],
    [],
  ]);
  expect(queue.bytes).toBe(0);
});

test('lines that are put back come first, or are dropped as the oldest', () => {
  const queue = given({ maxLines: 3 }, ['a', 'b', 'c']);
  const lines = queue.take(2);
  queue.push(Buffer.from('d'));

  queue.putBack(lines, 7);

  expect(queue.takeDropped()).toBe(8);
  expect(queue.takeDropped()).toBe(0);
  expect(taken(queue, 100)).toEqual(['b', 'c', 'd']);
});
