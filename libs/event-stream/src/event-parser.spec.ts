import { expect, test } from '@jest/globals';
import { EventParser, type EventBlock } from './event-parser.js';

const STREAM =
  'retry: 3000\n: this stream is open\n\nid: 4\n\n:\nid: 5\n\nid: 6\nevent: change\ndata: {"a":\ndata:1}\n\n:\n\n';
const BLOCKS: EventBlock[] = [
  { retry: 3000 },
  { id: '4' },
  { id: '5' },
  { id: '6', event: 'change', data: '{"a":\n1}' },
];

test.each(['\n', '\r\n', '\r'])('events are read however they are cut, with lines that end in %j', (end) => {
  const text = STREAM.replaceAll('\n', end);

  for (const length of [1, 2, 3, 7, text.length]) {
    const parser = new EventParser();
    const pieces = text.match(new RegExp(`[^]{1,${length}}`, 'g')) ?? [];
    expect(pieces.flatMap((piece) => parser.feed(piece))).toEqual(BLOCKS);
  }
});

test('an event that is not complete is not given yet', () => {
  const parser = new EventParser();

  expect([parser.feed('data: 1\n'), parser.feed('\n')]).toEqual([[], [{ data: '1' }]]);
});
