import { expect, test } from '@jest/globals';
import { parseStat } from './postgres-time.js';

const numbers = (from: number) => Array.from({ length: 40 }, (_, index) => from + index).join(' ');

test.each(['postgres', 'a b', 'x) S 1 (y'])('the times of a program that is called %j are read', (name) => {
  // After the name come the state and the parent, which is the 4th field; the times are the 14th to the 17th.
  const times = parseStat(`4711 (${name}) S ${numbers(4)}\n`);

  expect(times).toEqual({ parent: 4, own: 14 + 15, endedChildren: 16 + 17 });
});
