import { describe, expect, test } from '@jest/globals';
import { changesAfter, concerns, judgeStart, leadOnFrom } from './change-stream.js';

/** A log of the revisions a to e. The first change leads from `-` to `a` and has the sequence 1. */
const log = [...'abcde'].map((id, at) => ({
  seq: String(at + 1),
  id,
  parent: at === 0 ? '-' : 'abcde'.charAt(at - 1),
}));

test.each([
  [undefined, 'head'],
  [7n, 'head'],
  [6n, 'history'],
  [0n, 'history'],
  [8n, 'reset'],
  ['unknown', 'reset'],
] as const)('a follower that stopped at %s starts a log at sequence 7 with: %s', (stopped, start) => {
  expect(judgeStart(stopped, 7n)).toBe(start);
});

describe('changes lead on from a revision', () => {
  test('changes lead on from a revision if the first of them changed that revision', () => {
    expect(leadOnFrom('-', log)).toBe(true);
    expect(leadOnFrom('b', log.slice(2))).toBe(true);
    expect(leadOnFrom('a', log.slice(2))).toBe(false);
  });

  test('changes lead on from a revision only if they have no gap', () => {
    expect(leadOnFrom('-', [...log.slice(0, 2), ...log.slice(3)])).toBe(false);
    expect(leadOnFrom('-', [])).toBe(false);
  });
});

describe('the changes after a sequence', () => {
  test.each([
    [0n, 'abcde'],
    [1n, 'bcde'],
    [4n, 'e'],
  ])('the changes after the sequence %s are those that follow it in the log', (since, ids) => {
    expect(
      changesAfter(since, log)
        ?.map(({ id }) => id)
        .join(''),
    ).toBe(ids);
  });

  test('the changes after a sequence are undefined if the piece begins later', () => {
    expect(changesAfter(0n, log.slice(1))).toBeUndefined();
    expect(changesAfter(2n, log.slice(2))).toBeUndefined();
    expect(changesAfter(3n, [])).toBeUndefined();
  });

  test('the changes after a sequence are undefined if the log ends there, or has a gap after it', () => {
    const broken = log.map((change) => (change.id === 'd' ? { ...change, parent: 'x' } : change));

    expect(changesAfter(5n, log)).toBeUndefined();
    expect(changesAfter(2n, broken)).toBeUndefined();
    expect(changesAfter(3n, broken)).toBeUndefined();
    expect(changesAfter(4n, broken)?.map(({ id }) => id)).toEqual(['e']);
  });
});

test('a change concerns the settings that it lists, and every setting if it has no list', () => {
  const change = { action: 'setting.renamed', settings: ['old', 'new'] };

  expect(concerns(change, undefined)).toBe(true);
  expect(concerns(change, new Set(['new']))).toBe(true);
  expect(concerns(change, new Set(['other']))).toBe(false);
  expect(concerns({ action: 'external', settings: null }, new Set())).toBe(true);
});
