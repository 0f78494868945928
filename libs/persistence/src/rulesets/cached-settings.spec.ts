import { beforeEach, describe, expect, test } from '@jest/globals';
import { compileRuleset, type Action, type Setting } from '@heksher/domain';
import type { ChangeNotice, HeadWithChanges } from '../change-log.js';
import { CachedSettings } from './cached-settings.js';
import { SettingList, type LoadedSetting, type NameIndex } from './loaded-settings.js';

function loaded(name: string, bytes = 100): LoadedSetting {
  const setting: Setting = {
    name,
    type: { kind: 'int' },
    defaultValue: 0,
    configurableFeatures: [],
    metadata: {},
    version: { major: 1, minor: 0 },
    aliases: [],
  };
  return { setting, ruleset: compileRuleset(setting, [], []), bytes };
}

const INDEX: NameIndex = {
  settings: ['color', 'size'],
  canonical: new Map([
    ['color', 'color'],
    ['colour', 'color'],
    ['size', 'size'],
  ]),
  features: [],
};
const LIST = new SettingList([], 100);
const COLOR = loaded('color');
const SIZE = loaded('size');

/** The head with a sequence, to which changes lead from the head before. Its id is the sequence with an `r`. */
function headAt(seq: number, ...changes: { action: Action; settings: string[] | null }[]): HeadWithChanges {
  const first = seq - changes.length;
  const notices = changes.map((change, at): ChangeNotice => ({
    ...change,
    seq: String(first + at + 1),
    id: `r${first + at + 1}`,
    parent: `r${first + at}`,
  }));
  return { id: `r${seq}`, seq: String(seq), changes: notices };
}

/** What is cached of the settings `color` and `size`, as names. */
const contents = (cached: CachedSettings) => ({
  settings: ['color', 'size'].filter((name) => cached.has(name)),
  hasNames: cached.index !== undefined,
  hasList: cached.peekList() !== undefined,
});
const ALL = { settings: ['color', 'size'], hasNames: true, hasList: true };
const NOTHING = { settings: [], hasNames: false, hasList: false };

let cached: CachedSettings;
beforeEach(() => {
  cached = new CachedSettings(10_000);
  cached.follow(headAt(5));
  cached.add(COLOR);
  cached.add(SIZE);
  cached.addIndex(INDEX);
  cached.addList(LIST);
});

describe('moving on to a head', () => {
  test.each([
    { title: 'the same head evicts nothing', head: headAt(5), left: ALL },
    {
      title: 'a rule evicts its setting',
      head: headAt(6, { action: 'rule.created', settings: ['color'] }),
      left: { ...ALL, settings: ['size'] },
    },
    {
      title: 'an attribute evicts its setting and the list',
      head: headAt(6, { action: 'setting.metadata_changed', settings: ['size'] }),
      left: { settings: ['color'], hasNames: true, hasList: false },
    },
    {
      title: 'a rename evicts the setting, the list and the names',
      head: headAt(6, { action: 'setting.renamed', settings: ['size', 'width'] }),
      left: { settings: ['color'], hasNames: false, hasList: false },
    },
    {
      title: 'every change on the way counts',
      head: headAt(
        7,
        { action: 'rule.deleted', settings: ['size'] },
        { action: 'setting.alias_added', settings: ['color'] },
      ),
      left: NOTHING,
    },
    {
      title: 'a change that may be of any setting evicts everything',
      head: headAt(6, { action: 'external', settings: null }),
      left: NOTHING,
    },
    { title: 'a head that the log does not lead to evicts everything', head: headAt(6), left: NOTHING },
    { title: 'a head that has gone back evicts everything', head: headAt(4), left: NOTHING },
    { title: 'a lost head evicts everything', head: undefined, left: NOTHING },
  ])('$title', ({ head, left }) => {
    cached.follow(head);

    expect(contents(cached)).toEqual(left);
    expect([cached.revision, cached.head?.seq]).toEqual([head?.id, head?.seq]);
  });

  test('the changes on the way stay known', () => {
    const first = headAt(6, { action: 'rule.created', settings: ['color'] });
    const second = headAt(7, { action: 'rule.deleted', settings: ['color'] });
    cached.follow(first);
    cached.follow(second);

    expect(cached.changesSince('r7')).toEqual([]);
    expect(cached.changesSince('r5')).toEqual([...first.changes, ...second.changes]);
    expect(cached.changesSince('r4')).toBeUndefined();
  });

  test('the changes on the way are unknown once the chain was broken', () => {
    cached.follow(headAt(6, { action: 'rule.created', settings: ['color'] }));
    cached.follow(headAt(9));

    expect(cached.changesSince('r9')).toEqual([]);
    expect(cached.changesSince('r6')).toBeUndefined();
  });
});

test('another epoch of the schema evicts everything', () => {
  cached.forget(3);

  expect(contents(cached)).toEqual(NOTHING);
  expect([cached.epoch, cached.revision, cached.changesSince('r5')]).toEqual([3, undefined, undefined]);
});

describe('a reading from memory', () => {
  test('a reading from memory has the settings of names and aliases in the order of their names, and the unknown names', () => {
    expect(cached.peek(['size', 'nothing', 'colour', 'color'])).toEqual({
      revision: 'r5',
      settings: [COLOR, SIZE],
      unknown: ['nothing'],
    });
    expect(cached.peek(undefined)).toEqual({ revision: 'r5', settings: [COLOR, SIZE], unknown: [] });
  });

  test('a reading from memory is undefined if one of the settings, or the names, are missing', () => {
    cached.follow(headAt(6, { action: 'rule.created', settings: ['color'] }));
    expect(cached.peek(['color', 'size'])).toBeUndefined();
    expect(cached.peek(['size'])?.settings).toEqual([SIZE]);

    cached.follow(headAt(7, { action: 'setting.created', settings: ['width'] }));
    expect(cached.peek(['size'])).toBeUndefined();
  });

  test('a reading from memory is current as long as its settings are unchanged', () => {
    const color = cached.peek(['color']);
    const size = cached.peek(['size']);
    const list = cached.peekList();
    if (!color || !size || !list) throw new Error('nothing is cached');

    cached.follow(headAt(6, { action: 'rule.created', settings: ['color'] }));
    cached.add(loaded('color'));

    expect(cached.isCurrent(color, ['color'])).toBe(false);
    expect(cached.isCurrent(size, ['size'])).toBe(true);
    expect(cached.isCurrent(list, undefined)).toBe(true);
    expect(cached.isCurrent({ revision: 'r5' }, ['size'])).toBe(false);
    expect(cached.isCurrent({ revision: 'r6' }, ['size'])).toBe(true);
    expect(cached.isCurrent({ revision: undefined }, ['size'])).toBe(false);
  });
});

test('what is cached already stays, and is answered in place of an equal addition', () => {
  expect(cached.add(loaded('color'))).toBe(COLOR);
  expect(cached.addIndex({ ...INDEX })).toBe(INDEX);
  expect(cached.addList(new SettingList([], 100))).toBe(LIST);
});

test('the settings that were read least recently are evicted when the cache is full', () => {
  const small = new CachedSettings(250);
  small.add(COLOR);
  small.add(SIZE);
  small.get('color');

  small.add(loaded('width'));

  expect(['color', 'size', 'width'].filter((name) => small.has(name))).toEqual(['color', 'width']);
  expect(small.state).toEqual({ entries: 2, bytes: 200, limit: 250, hits: 0, misses: 0, evictions: 1 });
});

describe('the facts about settings', () => {
  const FACTS = { rules: 2, changed: { seq: '5', at: '2026-11-23T20:15:00.000Z', actor: null } };
  beforeEach(() => {
    for (const name of ['color', 'size']) cached.addFacts(name, FACTS);
  });

  test('facts are read together, or not at all', () => {
    expect(cached.peekFacts(['size', 'color'])?.get('size')).toBe(FACTS);
    expect(cached.peekFacts(['size', 'width'])).toBeUndefined();
    expect(cached.peekFacts([])?.size).toBe(0);
  });

  test('a change evicts the facts about the settings that it names', () => {
    cached.follow(headAt(6, { action: 'rule.created', settings: ['color'] }));

    expect([cached.hasFacts('color'), cached.hasFacts('size')]).toEqual([false, true]);
  });

  test('a change that may be of any setting evicts all facts', () => {
    cached.follow(headAt(6, { action: 'external', settings: null }));

    expect(cached.hasFacts('size')).toBe(false);
  });
});
