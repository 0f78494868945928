import { expect, test } from '@jest/globals';
import type { DiffLine } from './lines.js';
import { markChanges } from './within-line.js';

const line = (kind: DiffLine['kind'], text: string): DiffLine => ({ kind, text });
const changed = (lines: readonly DiffLine[]) =>
  markChanges(lines).map(({ text, changed: part }) => part && text.slice(part.from, part.to));

test('what differs in a line is marked on both sides', () => {
  expect(changed([line('removed', '"a": 10,'), line('added', '"a": 205,')])).toEqual(['10', '205']);
  expect(changed([line('removed', 'abab'), line('added', 'ab')])).toEqual(['ab', '']);
});

test('lines with nothing in common are not marked', () => {
  expect(changed([line('removed', 'one'), line('added', 'two x')])).toEqual([undefined, undefined]);
});

test('lines are compared with those in their place, if there are as many', () => {
  expect(changed([line('removed', 'a1'), line('removed', 'b1'), line('added', 'a2'), line('added', 'b2')])).toEqual([
    ...['1', '1', '2', '2'],
  ]);
  expect(changed([line('removed', 'a1'), line('same', 's'), line('added', 'a2')])).toEqual([
    ...[undefined, undefined, undefined],
  ]);
  expect(changed([line('removed', 'a1'), line('removed', 'a2'), line('added', 'a3')])).toEqual([
    ...[undefined, undefined, undefined],
  ]);
});

test('a character of two units is not cut', () => {
  expect(changed([line('removed', 'x😀'), line('added', 'x😁')])).toEqual(['😀', '😁']);
  expect(changed([line('removed', 'x\u{10000}y'), line('added', 'x\u{10400}y')])).toEqual(['\u{10000}', '\u{10400}']);
});
