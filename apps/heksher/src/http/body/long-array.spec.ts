import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { jsonEquals, parseJson } from '../../../../../libs/domain/src/json.js';
import { jsonTexts, nearlyJsonTexts } from '../../../../../libs/domain/src/json.arbitraries.js';
import { parseItem, splitBody } from './long-array.js';
import { parseBody } from './read-body.js';

function read(text: string | Buffer, most = 1000): unknown {
  const steps = splitBody(Buffer.from(text), { name: 'operations', most });
  for (;;) {
    const { done, value } = steps.next();
    if (done) {
      const items = value.items.map((item, at) => parseItem(item, `operation ${at}`));
      return { ...(value.body as object), operations: items };
    }
  }
}

test.each([
  ['{"operations":[]}', { operations: [] }],
  ['{"operations" : [ \n]}', { operations: [] }],
  ['{"a":[1],"operations":[{"b":[1,2]},"x,]",3 ],"c":{"operations":[9]}}', { operations: [{ b: [1, 2] }, 'x,]', 3] }],
  ['{"operations":[1],"operations":[2]}', { operations: [2] }],
  ['{"\\u006fperations":[1, 2]}', { operations: [1, 2] }],
  ['{"x":"operations","y":[1],"operations":["\\"]"]}', { operations: ['"]'] }],
])('the items of %s are found', (text, expected) => {
  expect(read(text)).toMatchObject(expected);
});

test.each([
  '{"operations":[,]}',
  '{"operations":[1,]}',
  '{"operations":[1,,2]}',
  '{"operations":[1}',
  '{"operations":[1',
  '{"operations":[{]}]}',
  '{"operations":["x]}',
  '{"operations":[1]',
  '{"operations":[1]]}',
  '{"operations" [1]}',
  '{"operations":[1 2]}',
  '',
])('%s is not JSON', (text) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ kind: 'malformed' }));
});

test('bytes that are not UTF-8 are not JSON, within an item and outside', () => {
  const inItem = Buffer.concat([Buffer.from('{"operations":["'), Buffer.from([0xff]), Buffer.from('"]}')]);
  const outside = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')]);

  for (const bytes of [inItem, outside]) {
    expect(() => read(bytes)).toThrow(expect.objectContaining({ kind: 'malformed' }));
  }
});

test('a fault of an item is told from one of the body', () => {
  expect(() => read('{"operations":[1, NaN]}')).toThrow(
    expect.objectContaining({ kind: 'invalid', faults: [expect.objectContaining({ path: [] })] }),
  );
  expect(() => read('{"operations":[1, x]}')).toThrow(/^operation 1: not valid JSON/);
});

test('more items than may be are refused', () => {
  expect(read('{"operations":[1,2]}', 2)).toEqual({ operations: [1, 2] });
  expect(() => read('{"operations":[1,2,3]}', 2)).toThrow('operations has more than 2 items');
});

test('one item, and the rest without the items, have the limit of other bodies', () => {
  const long = JSON.stringify('x'.repeat(1024 * 1024));

  expect(() => read(`{"operations":[${long}]}`)).toThrow('operation 0 is larger than 1 MiB');
  expect(() => read(`{"a":${long}}`)).toThrow('the body without its operations is larger than 1 MiB');
});

describe('any body', () => {
  const bodies = fc
    .tuple(jsonTexts, fc.array(jsonTexts, { maxLength: 5 }), jsonTexts)
    .map(([a, items, b]) => `{"a":${a},"operations":[${items.join(',')}],"b":${b}}`);

  test('it has the items that the parser of other bodies finds', () => {
    fc.assert(
      fc.property(bodies, (text) => {
        expect(jsonEquals(read(text) as never, parseJson(text))).toBe(true);
      }),
    );
  });

  test('it is refused if the parser of other bodies refuses it', () => {
    const damaged = fc.oneof(
      nearlyJsonTexts.map((text) => `{"operations":[${text}]}`),
      fc.tuple(bodies, fc.nat(), fc.constantFrom(...'{}[]:,"\\', '')).map(([text, place, added]) => {
        const at = place % text.length;
        return text.slice(0, at) + added + text.slice(at + 1);
      }),
    );

    fc.assert(
      fc.property(damaged, (text) => {
        const bytes = Buffer.from(text);

        const [split, whole] = [() => read(bytes), () => parseBody(bytes)].map(isRefused);

        expect(split).toBe(whole);
      }),
      { numRuns: 1000 },
    );
  });
});

function isRefused(parse: () => unknown): boolean {
  try {
    parse();
    return false;
  } catch {
    return true;
  }
}
