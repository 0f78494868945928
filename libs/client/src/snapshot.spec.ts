import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { splitMembers } from './members.js';
import { readSnapshot } from './snapshot.js';

const asValues = (text: string) => [...splitMembers(text)].map(([name, value]) => [name, JSON.parse(value) as unknown]);

test('the members of an object are as JavaScript reads them, whatever is in them', () => {
  const objects = fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true });
  const indents = fc.constantFrom(0, 2, '\t');
  fc.assert(
    fc.property(objects, indents, (object, indent) => {
      expect(new Map(asValues(JSON.stringify(object, undefined, indent)) as [string, unknown][])).toEqual(
        new Map(Object.entries(JSON.parse(JSON.stringify(object)) as object)),
      );
    }),
  );
});

test.each<[string, unknown[]]>([
  ['{}', []],
  [' { } ', []],
  ['{"a":"\\\\"}', [['a', '\\']]],
  ['{"a\\"}":"]\\\\\\"{", "b":[{"c":1},{}]}', [['a"}', ']\\"{'], ['b', [{ c: 1 }, {}]]]], // prettier-ignore
  ['{"a:b":1,"a":2,"a":3}', [['a:b', 1], ['a', 3]]], // prettier-ignore
])('the members of %s are found', (text, members) => {
  expect(asValues(text)).toEqual(members);
});

test.each(['{"a":1', '{"a":[1}', '{"a":"}', '{"a\\"}', '['])('%s ends too early', (text) => {
  expect(() => splitMembers(text)).toThrow(SyntaxError);
});

test.each(['', '<html></html>', 'null', '[]', '{}', '{"context_features":[],"settings":[]}', '{"a" b:1}'])(
  '%j is no snapshot',
  (text) => {
    expect(() => readSnapshot(text)).toThrow();
  },
);

/** The answer of the service with two settings. */
function answer({ features = ['user', 'theme'], size = '7' } = {}): string {
  const speed = JSON.stringify({ name: 'speed', configurable_features: features, default_value: 1, rules: [] });
  const rules = '[[1,{"theme":"dark","user":"jim"},1.50]]';
  const sized = `{"name":"size","configurable_features":["user"],"default_value":${size},"rules":${rules}}`;
  const settings = `{"size":${sized},"speed":${speed},"old_speed":${speed}}`;
  return `{"sequence":4,"context_features":${JSON.stringify(features)},"settings":${settings}}`;
}

test('settings that have not changed are the same objects, and those that have are read', () => {
  const first = readSnapshot(answer());
  const changed = readSnapshot(answer({ size: '8' }), first);
  const back = readSnapshot(answer(), changed);

  expect(changed.settings.get('speed')).toBe(first.settings.get('speed'));
  expect(changed.settings.get('size')?.defaultValue).toBe(8);
  expect(back).toEqual(first);
});

test('after a feature has moved, all settings are read, since conditions have another order', () => {
  const first = readSnapshot(answer());
  const moved = readSnapshot(answer({ features: ['theme', 'user'] }), first);
  const order = (snapshot: typeof first) =>
    snapshot.settings.get('size')?.rules[0]?.conditions.map(({ feature }) => feature);

  expect([order(first), order(moved)]).toEqual([
    ['user', 'theme'],
    ['theme', 'user'],
  ]);
});
