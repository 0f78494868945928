import { describe, expect, test } from '@jest/globals';
import type { ChangeNotice, HeadWithChanges } from '../change-log.js';
import { changesSince, judgeHead, judgeRevision, longerTrail, type CachedHead } from './head-follower.js';

/** The change that leads from one revision to the next. Revisions are letters: `a` has the sequence 1, `b` 2, … */
function changeTo(id: string, change: Partial<ChangeNotice> = {}): ChangeNotice {
  const seq = id.charCodeAt(0) - 96;
  const parent = seq === 1 ? null : String.fromCharCode(seq + 95);
  return { seq: String(seq), id, parent, action: 'rule.created', settings: [`setting_${id}`], ...change };
}
const changesTo = (ids: string) => [...ids].map((id) => changeTo(id));
const headAt = (id: string, changes: ChangeNotice[]): HeadWithChanges => ({ id, seq: changeTo(id).seq, changes });

/** What is cached belongs to `d`, and is known to have come from `b`. */
const CACHED: CachedHead = { id: 'd', seq: '4', trail: changesTo('cd') };

test.each([
  { title: 'the cached revision is unchanged', revision: 'd', verdict: 'unchanged' },
  { title: 'an unknown revision has changed', revision: 'e', verdict: 'changed' },
  { title: 'a revision that the trail has left is behind', revision: 'c', verdict: 'behind' },
  { title: 'the revision that the trail began with is behind', revision: 'b', verdict: 'behind' },
  { title: 'a revision from before the trail has changed', revision: 'a', verdict: 'changed' },
  { title: 'a lost head has changed', revision: undefined, verdict: 'changed' },
])('$title', ({ revision, verdict }) => {
  expect(judgeRevision(revision, CACHED)).toBe(verdict);
});

test('every revision has changed if nothing is cached', () => {
  expect(judgeRevision('d', undefined)).toBe('changed');
  expect(judgeRevision(undefined, undefined)).toBe('changed');
});

describe('a head', () => {
  test('a head is unchanged if it is the cached one', () => {
    expect(judgeHead(headAt('d', []), CACHED)).toEqual({ kind: 'unchanged' });
  });

  test('a head has advanced if the chain leads there from the cached one', () => {
    const changes = [...changesTo('e'), changeTo('f', { action: 'setting.renamed', settings: ['old', 'new'] })];

    expect(judgeHead(headAt('f', changes), CACHED)).toEqual({ kind: 'advanced', changes });
  });

  test('a head is behind if its sequence is lower', () => {
    expect(judgeHead(headAt('c', []), CACHED)).toEqual({ kind: 'behind' });
    expect(judgeHead({ id: 'x', seq: '3', changes: [] }, CACHED)).toEqual({ kind: 'behind' });
  });

  test.each([
    { title: 'has another chain', head: headAt('f', [changeTo('e', { parent: 'x' }), changeTo('f')]) },
    { title: 'has a gap in the chain', head: headAt('g', changesTo('eg')) },
    { title: 'has a chain that ends before it', head: headAt('g', changesTo('ef')) },
    { title: 'has too many changes to read', head: headAt('g', []) },
    { title: 'has the cached sequence but another revision', head: { id: 'x', seq: '4', changes: [] } },
    {
      title: 'comes after a change of any setting',
      head: headAt('f', [changeTo('e', { settings: null }), changeTo('f')]),
    },
    { title: 'is lost', head: undefined },
  ])('a head is unrelated if it $title', ({ head }) => {
    expect(judgeHead(head, CACHED)).toEqual({ kind: 'unrelated' });
  });

  test('a head is unrelated if nothing is cached', () => {
    expect(judgeHead(headAt('d', changesTo('d')), undefined)).toEqual({ kind: 'unrelated' });
  });

  test('a head is judged by its sequence as a number', () => {
    const cached = { ...CACHED, seq: '9' };
    const changes = [{ ...changeTo('e'), seq: '10' }];

    expect(judgeHead({ id: 'e', seq: '10', changes }, cached)).toEqual({ kind: 'advanced', changes });
  });
});

test.each([
  { revision: 'd', changes: '' },
  { revision: 'c', changes: 'd' },
  { revision: 'b', changes: 'cd' },
])('the changes since $revision are: $changes', ({ revision, changes }) => {
  expect(changesSince(CACHED, revision)).toEqual(changesTo(changes));
});

test.each(['a', 'e'])('the changes since %s are unknown', (revision) => {
  expect(changesSince(CACHED, revision)).toBeUndefined();
});

test('a trail grows by the changes that were followed, and forgets the oldest', () => {
  const many = Array.from({ length: 999 }, () => changeTo('e'));

  expect(longerTrail(CACHED, changesTo('ef'))).toEqual(changesTo('cdef'));
  expect(longerTrail(undefined, [])).toEqual([]);
  expect(longerTrail(CACHED, many)).toEqual([...changesTo('d'), ...many]);
});
