import { expect, jest, test } from '@jest/globals';
import { remembering } from './remembering.js';

function givenReader() {
  const read = jest.fn((text: string) => text.length);
  return { read, remembered: remembering(read) };
}

test('a text is read once', () => {
  const { read, remembered } = givenReader();

  expect([remembered('a'), remembered('bb'), remembered('a')]).toEqual([1, 2, 1]);
  expect(read.mock.calls).toEqual([['a'], ['bb']]);
});

test('long texts are not remembered', () => {
  const { read, remembered } = givenReader();
  const long = 'x'.repeat(201);

  expect([remembered(long), remembered(long)]).toEqual([201, 201]);
  expect(read).toHaveBeenCalledTimes(2);
});

test('no more than a thousand texts are remembered', () => {
  const { read, remembered } = givenReader();
  for (let at = 0; at < 1001; at++) remembered(`text ${at}`);
  read.mockClear();

  remembered('text 1000');
  remembered('text 0');

  expect(read.mock.calls).toEqual([['text 0']]);
});
