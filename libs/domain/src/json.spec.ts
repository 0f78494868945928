import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  ExactNumber,
  isJsonNumber,
  isJsonObject,
  jsonEquals,
  jsonKey,
  numberText,
  parseJson,
  parseStoredJson,
  parseTolerantly,
  primitiveKey,
  printJson,
  someNumber,
  someText,
  type JsonValue,
} from './json.js';
import {
  AWKWARD_NUMBERS,
  equalNumberTexts,
  jsonTexts,
  jsonValues,
  nearlyJsonTexts,
  numberTexts,
} from './json.arbitraries.js';

describe('reading JSON', () => {
  test.each<[string, JsonValue]>([
    ['1', 1],
    ['-1.5', -1.5],
    ['1.0', new ExactNumber('1.0')],
    ['-0', new ExactNumber('-0')],
    ['-0.0', new ExactNumber('-0.0')],
    ['1e3', new ExactNumber('1e3')],
    ['12345678901234567890', new ExactNumber('12345678901234567890')],
    ['9007199254740993', new ExactNumber('9007199254740993')],
    ['0.1000000000000000055', new ExactNumber('0.1000000000000000055')],
    ['true', true],
    ['null', null],
    ['""', ''],
    ['"\\u0000"', '\u0000'],
    ['"\\ud83d\\ude00"', '😀'],
    [' [ 1 , "a" , [ ] ] ', [1, 'a', []]],
    ['{"a":{"b":[false]}}', { a: { b: [false] } }],
    ['{"a":1,"b":2,"a":3}', { a: 3, b: 2 }],
    ['{"a":[],"a":{}}', { a: {} }],
    ['{"a":1,"a":null}', { a: null }],
  ])('%s is read', (text, value) => {
    const read = parseJson(text);

    expect(read).toStrictEqual(value);
  });

  test('__proto__ is a member like any other', () => {
    const read = parseJson('{"__proto__":{"a":1}}');

    expect(Object.entries(read as object)).toEqual([['__proto__', { a: 1 }]]);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(printJson(read)).toBe('{"__proto__":{"a":1}}');
  });

  test.each(['', ' ', '{', '[1,]', '{"a":1,}', "'a'", '01', '.5', '1.', '+1', '"\n"', '"\\x"', '1 2', '"a', '"a\\'])(
    '%j is not JSON',
    (text) => {
      expect(() => parseJson(text)).toThrow(
        expect.objectContaining({ kind: 'malformed', message: expect.stringMatching(/^not valid JSON: ./) }),
      );
    },
  );

  test('a text is JSON exactly if JSON.parse reads it, with the same meaning', () => {
    fc.assert(
      fc.property(fc.oneof(jsonTexts, nearlyJsonTexts), (text) => {
        fc.pre(!/"\\/.test(text)); // V8 13.6 reads member names that begin with an escape wrongly: see below
        const expected = outcome(() => JSON.stringify(JSON.parse(text)));

        const actual = outcome(() => JSON.stringify(asPlain(parseJson(text))));

        if (actual === 'invalid') expect(text).toMatch(/[eE][+-]?\d{3}|\\u[dD][89a-fA-F]|NaN|Infinity/);
        else expect(actual).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['{"b":0,"\\u0041":true}', { b: 0, A: true }],
    ['{"b":0,"\\n":true}', { b: 0, '\n': true }],
    ['{"b":"x","\\"":"y"}', { b: 'x', '"': 'y' }],
  ])('an escape in a member name is read exactly, also after a backslash: %s', (text, value) => {
    for (const first of [0, '"x"']) parseTolerantly(`{"b":${first},"\\\\":true}`);

    expect(parseJson(text)).toEqual(value);
    expect(parseTolerantly(text)).toEqual(value);
  });

  test.each(['NaN', '[1,-Infinity]', '{"NaN":Infinity}'])('numbers that JSON lacks are refused: %s', (text) => {
    expect(() => parseJson(text)).toThrow(expect.objectContaining({ kind: 'invalid' }));
  });

  test.each(['[NaN', '["NaN"', 'NaNs'])('a text with other faults than such numbers is malformed: %s', (text) => {
    expect(() => parseJson(text)).toThrow(expect.objectContaining({ kind: 'malformed' }));
  });

  test('a text that is not JSON is refused in linear time', () => {
    const text = '"\\"'.repeat(200_000);

    expect(() => parseJson(text)).toThrow(expect.objectContaining({ kind: 'malformed' }));
  });

  test('stored JSON is read exactly, also beyond the limits', () => {
    const text = `[1e400,${'9'.repeat(2000)},-0.0]`;

    expect(printJson(parseStoredJson(text))).toBe(text);
  });

  test.each(['1e400', '"\\ud800"', '{"__proto__":1}', '"a"', '[0,{"b":null}]'])(
    'tolerant reading accepts %s',
    (text) => {
      expect(printJson(parseTolerantly(text))).toBe(text);
    },
  );

  test.each(['NaN', '{', '{"a":1e}', ''])('tolerant reading refuses %s as malformed', (text) => {
    expect(() => parseTolerantly(text)).toThrow(expect.objectContaining({ kind: 'malformed' }));
  });

  test('tolerant reading limits the depth', () => {
    expect(() => parseTolerantly('['.repeat(100_000))).toThrow(expect.objectContaining({ kind: 'invalid' }));
  });

  test.each([20, 199, 200])('JSON may be nested %i deep', (depth) => {
    const array = '['.repeat(depth) + ']'.repeat(depth);
    const object = '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);

    expect(printJson(parseJson(array))).toBe(array);
    expect(printJson(parseJson(object))).toBe(object);
  });

  test.each([201, 100_000])('JSON may not be nested %i deep', (depth) => {
    const refusal = expect.objectContaining({ kind: 'invalid', message: 'JSON may be nested at most 200 deep' });

    expect(() => parseJson('['.repeat(depth) + ']'.repeat(depth))).toThrow(refusal);
    expect(() => parseJson('{"a":'.repeat(depth) + '1' + '}'.repeat(depth))).toThrow(refusal);
  });

  test('brackets side by side or inside a string do not count as nesting', () => {
    const beside = `[${'[],{},'.repeat(300)}1]`;
    const inside = `["${'[{'.repeat(300)}\\"${'[{'.repeat(300)}\\\\",1]`;

    expect(printJson(parseJson(beside))).toBe(beside);
    expect(printJson(parseJson(inside))).toBe(inside);
  });

  test.each([
    ['1e400', '1e400', 'the number 1e400 is beyond the range of a double'],
    ['[-1e400]', '[-1e400]', 'the number -1e400 is beyond the range of a double'],
    ['{"a":1e-1001}', '{"a":1e-1001}', 'the exponent of a number must be within ±1000'],
    ['a number of 1,001 digits', '1'.repeat(1001), 'a number may have at most 1000 digits'],
  ])('%s is JSON, but beyond the limits', (_, text, message) => {
    expect(() => parseJson(text)).toThrow(expect.objectContaining({ kind: 'invalid', message }));
  });

  test('a number of a million digits is refused in linear time', () => {
    expect(() => parseJson('1'.repeat(1_000_000))).toThrow('a number may have at most 1000 digits');
  });

  test.each([500, 1000])('an integer of %i digits is kept', (digits) => {
    const text = '7'.repeat(digits);

    expect(printJson(parseJson(text))).toBe(text);
  });

  test.each<[string, (string | number)[], string]>([
    ['"\\ud800"', [], 'a string holds a lone surrogate, which is not Unicode'],
    ['"\\uDFFF"', [], 'a string holds a lone surrogate, which is not Unicode'],
    ['"\\ude00\\ud83d"', [], 'a string holds a lone surrogate, which is not Unicode'],
    ['[1,["a","\\udc00"]]', [1, 1], 'a string holds a lone surrogate, which is not Unicode'],
    ['{"a/b":{"c~d":"\\ud800"}}', ['a/b', 'c~d'], 'a string holds a lone surrogate, which is not Unicode'],
    ['{"a":{"\\ud800":1}}', ['a'], 'a member name holds a lone surrogate'],
  ])('the lone surrogate in %s is refused', (text, path, message) => {
    expect(() => parseJson(text)).toThrow(
      expect.objectContaining({ kind: 'invalid', message, faults: [{ path, message }] }),
    );
  });

  test('a pair of surrogates is a character everywhere', () => {
    const read = parseJson('{"\\ud83d\\ude00":["\\ud83d\\ude00",1.0,true,null]}');

    expect(read).toEqual({ '😀': ['😀', new ExactNumber('1.0'), true, null] });
  });
});

describe('writing JSON', () => {
  test.each([...AWKWARD_NUMBERS, '-1.50', '1e-400', '5e-324'])('%s keeps its digits', (text) => {
    expect(printJson(parseJson(text))).toBe(text);
  });

  test('every number keeps its digits everywhere', () => {
    fc.assert(
      fc.property(fc.array(numberTexts), (numbers) => {
        const text = `{"list":[${numbers.join(',')}],"in":${numbers.map((number) => `[${number},`).join('')}0${']'.repeat(numbers.length)}}`;

        expect(printJson(parseJson(text))).toBe(text);
      }),
    );
  });

  test('printed JSON is read as the same value, and prints the same again', () => {
    fc.assert(
      fc.property(jsonValues, (value) => {
        const text = printJson(value);

        const read = parseJson(text);

        expect(jsonEquals(read, value)).toBe(true);
        expect(printJson(read)).toBe(text);
      }),
    );
  });

  test('printed JSON is compact, without undefined members', () => {
    const text = printJson({ a: [1, 'x', null, new ExactNumber('1.0')], b: undefined, c: { d: false } });

    expect(text).toBe('{"a":[1,"x",null,1.0],"c":{"d":false}}');
  });
});

describe('comparing JSON', () => {
  test.each([
    ['1', '1.0'],
    ['1e2', '100'],
    ['-0.0', '0'],
    ['0.10', '1e-1'],
    ['"a"', '"\\u0061"'],
    ['null', 'null'],
    ['{"a":1,"b":2}', '{"b":2.0,"a":1}'],
    ['{"__proto__":1}', '{"__proto__":1e0}'],
    ['[]', '[ ]'],
    ['{}', '{ }'],
    ['[1,[2]]', '[1.0,[2.0]]'],
  ])('%s equals %s', (left, right) => {
    expect(jsonEquals(parseJson(left), parseJson(right))).toBe(true);
    expect(jsonEquals(parseJson(right), parseJson(left))).toBe(true);
  });

  test.each([
    ['9007199254740993', '9007199254740992'],
    ['0.1', '0.1000000000000000055'],
    ['1', '-1'],
    ['1', '"1"'],
    ['1', 'true'],
    ['0', 'false'],
    ['0', 'null'],
    ['""', 'null'],
    ['"null"', 'null'],
    ['"true"', 'true'],
    ['[]', '{}'],
    ['[]', '""'],
    ['[1]', '1'],
    ['{}', 'null'],
    ['[1,2]', '[2,1]'],
    ['[1]', '[1,1]'],
    ['{"a":1}', '{"a":2}'],
    ['{"a":1}', '{"b":1}'],
    ['{"a":1}', '{"a":1,"b":1}'],
    ['{"__proto__":{}}', '{"a":{}}'],
    ['{"toString":1}', '{"a":1}'],
  ])('%s differs from %s', (left, right) => {
    expect(jsonEquals(parseJson(left), parseJson(right))).toBe(false);
    expect(jsonEquals(parseJson(right), parseJson(left))).toBe(false);
  });

  test('every value equals itself with its members in another order', () => {
    fc.assert(
      fc.property(jsonValues, (value) => {
        expect(jsonEquals(value, reversed(value))).toBe(true);
      }),
    );
  });

  test('two values have the same key exactly if they are equal', () => {
    fc.assert(
      fc.property(jsonValues, jsonValues, (left, right) => {
        expect(jsonKey(left)).toBe(jsonKey(reversed(left)));
        expect(jsonKey(left) === jsonKey(right)).toBe(jsonEquals(left, right));
        expect(jsonKey([left])).not.toBe(jsonKey(left));
      }),
    );
  });

  test('equal values have the same text if their numbers have', () => {
    fc.assert(
      fc.property(jsonValues, jsonValues, (left, right) => {
        expect(jsonEquals(left, right)).toBe(sorted(left) === sorted(right));
      }),
    );
  });

  test('two texts of one number are one primitive', () => {
    fc.assert(
      fc.property(equalNumberTexts, ([one, other]) => {
        expect(primitiveKey(new ExactNumber(one))).toBe(primitiveKey(new ExactNumber(other)));
        expect(jsonEquals(new ExactNumber(one), new ExactNumber(other))).toBe(true);
      }),
    );
  });

  test('primitives of different kinds never share a key', () => {
    const keys = [null, 'null', true, 'true', false, 0, '0', 1, '1', ''].map(primitiveKey);

    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('parts of JSON', () => {
  test.each<[JsonValue, boolean]>([
    [{}, true],
    [[], false],
    [null, false],
    ['', false],
    [1, false],
    [new ExactNumber('1.0'), false],
  ])('%j is an object: %j', (value, isObject) => {
    expect(isJsonObject(value)).toBe(isObject);
  });

  test.each<[JsonValue, boolean]>([
    [0, true],
    [new ExactNumber('1.0'), true],
    ['1', false],
    [true, false],
    [null, false],
    [[1], false],
  ])('%j is a number: %j', (value, isNumber) => {
    expect(isJsonNumber(value)).toBe(isNumber);
  });

  test('the text of a number is its printed text', () => {
    expect([numberText(1.5), numberText(new ExactNumber('1.50'))]).toEqual(['1.5', '1.50']);
  });

  test.each<[string, boolean]>([
    ['"x"', true],
    ['"y"', false],
    ['[1,["y","x"]]', true],
    ['{"a":{"x":1}}', true],
    ['{"a":[{"b":"x"}]}', true],
    ['{"a":[{"b":"y"}],"c":1.0,"d":null}', false],
  ])('in %s some text is "x": %j', (text, isThere) => {
    expect(someText(parseJson(text), (inner) => inner === 'x')).toBe(isThere);
  });

  test.each<[string, boolean]>([
    ['1.0', true],
    ['"1.0"', false],
    ['1', false],
    ['[1,[2,1.0]]', true],
    ['{"a":[{"b":1.0}]}', true],
    ['{"1.0":"1.0","a":[1,null,true]}', false],
  ])('in %s some number is written 1.0: %j', (text, isThere) => {
    expect(someNumber(parseJson(text), (inner) => inner === '1.0')).toBe(isThere);
  });
});

function outcome(read: () => string): string {
  try {
    return read();
  } catch (error) {
    return error instanceof SyntaxError ? 'malformed' : (error as { kind: string }).kind;
  }
}

/** The value that `JSON.parse` gives. */
function asPlain(value: JsonValue): unknown {
  if (value instanceof ExactNumber) return Number(value.text);
  if (Array.isArray(value)) return value.map(asPlain);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, asPlain(member)]));
}

function reversed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(reversed);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => [name, reversed(member)] as const)
      .reverse(),
  );
}

/** A text that equal values share: numbers by their key, members sorted. */
function sorted(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join(',')}]`;
  if (!isJsonObject(value)) return isJsonNumber(value) ? primitiveKey(value) : JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${sorted(member)}`);
  return `{${members.sort().join(',')}}`;
}
