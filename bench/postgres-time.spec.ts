import { expect, test } from '@jest/globals';
import { parseStat } from './postgres-time.js';

const numbers = (from: number) => Array.from({ length: 40 }, (_, index) => from + index).join(' ');

test.each(['postgres', 'a b', 'x) S 1 (y'])('the times of a program called %j are read', (name) => {
  // The state follows the name. The parent is the 4th field, and the times are the 14th to the 17th.
  const times = parseStat(`4711 (${name}) S ${numbers(4)}\n`);

  expect(times).toEqual({ parent: 4, own: 14 + 15, endedChildren: 16 + 17 });
});
