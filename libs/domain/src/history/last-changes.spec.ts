import { describe, expect, test } from '@jest/globals';
import type { ChangedSubject } from '../document/document-change.js';
import { parseSettingType } from '../setting-type/parse.js';
import { printLoggedState } from '../logged.js';
import { readContent, type Content } from './content.js';
import { LastChanges } from './last-changes.js';

const setting = (name: string, defaultValue: number, metadata = {}) => ({
  setting: {
    name,
    aliases: [],
    type: parseSettingType('int'),
    defaultValue,
    configurableFeatures: ['user'],
    metadata,
    version: { major: 1, minor: 0 },
  },
});
const rule = (id: number, value: number) => ({ rule: { id, setting: 'size', value, conditions: [], metadata: {} } });

type State = Parameters<typeof printLoggedState>[0];

function changed(before: State | undefined, after: State | undefined): Content {
  const print = (state: State | undefined) => (state ? printLoggedState(state) : null);
  return readContent({ action: 'setting.upgraded', before: print(before), after: print(after), items: null });
}

function note(last: LastChanges, ...[sequence, content, settings]: Parameters<LastChanges['note']>): void {
  const steps = last.note(sequence, content, settings);
  while (!steps.next().done);
}

const attribute = (name: string, of = 'size'): ChangedSubject => ({ kind: 'setting', setting: of, attribute: name });
const FOREIGN: Content = { kind: 'unknown' };

describe('the last change', () => {
  test('of an attribute is the one that changed it', () => {
    const [value, metadata] = [attribute('default_value'), attribute('metadata')];
    const last = new LastChanges([value, metadata]);
    note(last, '9', changed(setting('size', 1, { a: 1 }), setting('size', 1, { a: 2 })), ['size']);
    note(last, '8', changed(setting('size', 0, { a: 1 }), setting('size', 1, { a: 1 })), ['size']);

    expect([last.get(value), last.get(metadata), last.isDone]).toEqual(['8', '9', true]);
  });

  test('of everything else is that which made the setting', () => {
    const type = attribute('type');
    const last = new LastChanges([type]);
    note(last, '3', changed(undefined, setting('size', 1)), ['size']);

    expect(last.get(type)).toBe('3');
  });

  test('is found before a rename', () => {
    const value = attribute('default_value', 'extent');
    const last = new LastChanges([value]);
    note(last, '5', changed(setting('size', 1), setting('extent', 1)), ['size', 'extent']);
    expect(last.names).toEqual(['size']);
    note(last, '4', changed(setting('size', 0), setting('size', 1)), ['size']);

    expect([last.get(value), last.isDone]).toEqual(['4', true]);
  });

  test('of a rule is that of its id', () => {
    const [one, two] = [1, 2].map((ruleId): ChangedSubject => ({ kind: 'rule', setting: 'size', ruleId }));
    const last = new LastChanges([one, two] as ChangedSubject[]);
    note(last, '7', changed(rule(2, 1), rule(2, 5)), ['size']);
    note(last, '6', changed(undefined, rule(1, 1)), ['size']);

    expect([last.get(one as ChangedSubject), last.get(two as ChangedSubject)]).toEqual(['6', '7']);
  });

  test('by another program counts for all of the setting', () => {
    const [value, other] = [attribute('default_value'), attribute('default_value', 'speed')];
    const last = new LastChanges([value, other]);
    note(last, '7', FOREIGN, ['size']);
    expect([last.get(value), last.get(other)]).toEqual(['7', undefined]);
    note(last, '6', FOREIGN, null);
    expect(last.get(other)).toBe('6');
  });

  test('of the context features is one of the list', () => {
    const features: ChangedSubject = { kind: 'features' };
    const last = new LastChanges([features]);
    note(last, '7', changed(setting('size', 0), setting('size', 1)), ['size']);
    note(last, '6', changed({ features: ['a'] }, { features: ['a', 'b'] }), null);

    expect(last.get(features)).toBe('6');
  });
});
