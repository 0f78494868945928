import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { diffLines, foldLines, type DiffLine } from './lines.js';

const MARKS = { same: ' ', removed: '-', added: '+' };
const show = (lines: readonly DiffLine[]) => lines.map(({ kind, text }) => `${MARKS[kind]}${text}`);
const without = (lines: readonly DiffLine[], kind: DiffLine['kind']) =>
  lines.filter((line) => line.kind !== kind).map(({ text }) => text);
const split = (text: string) => (text === '' ? [] : text.split(''));

test.each([
  ['abc', 'abc', [' a', ' b', ' c']],
  ['abc', 'axc', [' a', '-b', '+x', ' c']],
  ['', 'ab', ['+a', '+b']],
  ['ab', '', ['-a', '-b']],
  ['abcd', 'bcde', ['-a', ' b', ' c', ' d', '+e']],
  ['', '', []],
])('from %j to %j', (before, after, lines) => {
  expect(show(diffLines(split(before), split(after)))).toEqual(lines);
});

test('the lines lead from the old text to the new one, with the fewest changes', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });

  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = diffLines(before, after);

      expect(without(lines, 'added')).toEqual(before);
      expect(without(lines, 'removed')).toEqual(after);
      expect(without(lines, 'same')).toHaveLength(before.length + after.length - 2 * commonLength(before, after));
    }),
  );
});

test('texts that differ everywhere are shown one above the other', () => {
  const before = Array.from({ length: 20_000 }, (_, at) => `old ${at}`);
  const after = Array.from({ length: 20_000 }, (_, at) => `new ${at}`);

  const lines = diffLines(before, after);

  expect(lines).toHaveLength(40_000);
  expect(lines[19_999]).toEqual({ kind: 'removed', text: 'old 19999' });
  expect(lines[20_000]).toEqual({ kind: 'added', text: 'new 0' });
});

test('lines far from a change are folded', () => {
  const before = split('abcdefghijklmnopqrstuvwxyz');
  const after = before.map((line) => (line === 'm' ? '!' : line));

  const folded = foldLines(diffLines(before, after));

  expect(folded.map((line) => (line.kind === 'folded' ? line.lines.length : line.text))).toEqual([
    ...[9, 'j', 'k', 'l', 'm', '!', 'n', 'o', 'p', 10],
  ]);
});

test('no fold takes more room than what it hides', () => {
  const before = split('xabcdefgy');
  const after = split('!abcdefg?');

  expect(foldLines(diffLines(before, after)).some(({ kind }) => kind === 'folded')).toBe(false);
});

/** The length of the longest common subsequence, by the plain definition. */
function commonLength(a: readonly string[], b: readonly string[]): number {
  const [first, ...others] = a;
  if (first === undefined || b.length === 0) return 0;
  const found = b.indexOf(first);
  const skipped = commonLength(others, b);
  return found < 0 ? skipped : Math.max(skipped, 1 + commonLength(others, b.slice(found + 1)));
}
