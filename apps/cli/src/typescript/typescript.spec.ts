import { describe, expect, test } from '@jest/globals';
import { ExactNumber, parseJson, type JsonObject } from '@heksher/domain';
import { printDeclarations } from './declarations.js';
import { memberNames, printText } from './identifiers.js';
import { printTyped } from './literals.js';

test.each([
  [['cache_size'], ['cacheSize']],
  [
    ['backend.cache_size', 'MAX_SIZE', 'speed'],
    ['backendCacheSize', 'MAXSIZE', 'speed'],
  ],
  [
    ['cache_size', 'cacheSize', 'cache.size'],
    ['cache_size', 'cacheSize', '"cache.size"'],
  ],
  [
    ['_a', 'a', 'a_', '___', '.'],
    ['_a', 'a', 'a_', '___', '"."'],
  ],
  [
    ['3d_mode', '1', 'x.1'],
    ['"3d_mode"', '"1"', 'x1'],
  ],
  [
    ['class', 'constructor'],
    ['class', 'constructor'],
  ],
  [
    ['__proto__', 'proto'],
    ['["__proto__"]', 'proto'],
  ],
])('the settings %j have the members %j', (names, members) => {
  expect([...memberNames(names).values()]).toEqual(members);
});

test('no character of a text is invisible', () => {
  expect(printText('a"\n\u202e\u00ad\u2028é😀')).toBe('"a\\"\\n\\u202e\\u00ad\\u2028é😀"');
});

test.each([
  ['int', '64', 't.int()', '64'],
  ['int', '1e3', 't.int()', '1000'],
  ['int', '9007199254740991', 't.int()', '9007199254740991'],
  ['int', '-9007199254740992', 't.bigint()', '-9007199254740992n'],
  ['int', '1e20', 't.bigint()', '100000000000000000000n'],
  ['float', '1.50', 't.float()', '1.5'],
  ['float', '-0.0', 't.float()', '0'],
  ['float', '1e21', 't.float()', '1e+21'],
  ['float', '0.1000000000000000000001', 't.decimal()', '"0.1000000000000000000001"'],
  ['str', '"*/ é"', 't.str()', '"*/ é"'],
  ['bool', 'false', 't.bool()', 'false'],
  ['Enum["b","a",1.0,true]', '1', 't.enum("a", "b", 1, true)', '1'],
  ['Enum["a",1]', '"a"', 't.enum("a", 1)', '"a"'],
  ['Flags["a","b"]', '["b"]', 't.flags("a", "b")', 'new Set(["b"] as const)'],
  ['Flags[]', '[]', 't.flags()', 'new Set<never>()'],
  ['Sequence<float>', '[1.0,2]', 't.sequence(t.float())', '[1, 2]'],
  [
    'Sequence<Mapping<int>>',
    '[{"a":1},{"b c":9007199254740993}]',
    't.sequence(t.mapping(t.bigint()))',
    '[{ a: 1n }, { "b c": 9007199254740993n }]',
  ],
  [
    'Mapping<Sequence<Flags[2]>>',
    '{"x":[[2],[]]}',
    't.mapping(t.sequence(t.flags(2)))',
    '{ x: [new Set([2] as const), new Set<never>()] }',
  ],
  ['Mapping<str>', '{"__proto__":"a"}', 't.mapping(t.str())', '{ ["__proto__"]: "a" }'],
  ['Mapping<str>', '{}', 't.mapping(t.str())', '{}'],
])('a value of %s, %s, is one of %s: %s', (type, value, printedType, printed) => {
  expect(printTyped(type, parseJson(value))).toEqual({ type: printedType, value: printed });
});

test.each(['Enum[9007199254740993,1]', 'Flags[0.1000000000000000000001]'])(
  'the options of %s are beyond the numbers of JavaScript',
  (type) => {
    expect(printTyped(type, parseJson(type.startsWith('Enum') ? '1' : '[]'))).toBeUndefined();
  },
);

describe('a file', () => {
  const size = { type: 'int', default_value: 64, configurable_features: ['user', 'theme'], version: '1.1' };

  test('a file has the settings in the order of their names', () => {
    const b = {
      ...size,
      aliases: ['cache-size', 'buffer'],
      metadata: { description: 'How */ many\n items?', by: [1] },
    };

    expect(printDeclarations({ b_size: b, a: { ...size, configurable_features: [] } })).toEqual({
      count: 2,
      leftOut: [],
      text: `// Written by \`heksher generate\`, which replaces all of it.
import { t, type HeksherClient } from "@heksher/client";

/** Declares the settings of the service. It takes a client or a stub of one. */
export function declareSettings(heksher: Pick<HeksherClient, "setting">) {
  return {
    /** a. */
    a: heksher.setting({
      name: "a",
      type: t.int(),
      configurableFeatures: [],
      defaultValue: 64,
      version: "1.1",
    }),
    /** How *\\/ many items? Also called buffer, cache-size. */
    bSize: heksher.setting({
      name: "b_size",
      type: t.int(),
      configurableFeatures: ["user", "theme"],
      defaultValue: 64,
      version: "1.1",
      metadata: { description: "How */ many\\n items?", by: [1] },
    }),
  };
}
`,
    });
  });

  test('a file names the settings that TypeScript cannot declare', () => {
    const metadata: JsonObject = { limit: new ExactNumber('12345678901234567890') };
    const { text, leftOut, count } = printDeclarations({ b: { ...size, metadata }, a: size });

    expect([leftOut, count]).toEqual([['b'], 1]);
    expect(text).toContain('  // Without these, whose numbers are beyond those of JavaScript: b\n  return {\n');
  });

  test('a file without settings uses nothing of the client', () => {
    const { text } = printDeclarations({});

    expect(text).toContain('import type { HeksherClient } from');
    expect(text).toContain('(_heksher: Pick<HeksherClient, "setting">) {\n  return {};\n}\n');
  });
});
