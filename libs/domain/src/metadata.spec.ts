import { describe, expect, test } from '@jest/globals';
import { assertMetadata, assertMetadataValue, setKey } from './metadata.js';
import { parseJson, printJson, type JsonObject } from './json.js';

describe('metadata', () => {
  test.each([
    '{}',
    '{"a":null}',
    '{"a-b_C9":{"any name":["at all",1.0,12345678901234567890,false]}}',
    '{"__proto__":{"a":""}}',
    '{"a":[0,0.0,-1,-0.5,-10,"-0"]}',
  ])('%s can be kept', (text) => {
    const metadata = parseJson(text) as JsonObject;

    expect(() => assertMetadata(metadata, ['metadata'])).not.toThrow();
  });

  test.each([
    ['{"a b":1}', 'a b', 'is not a metadata key'],
    ['{"":1}', '', 'is not a metadata key'],
    ['{"a":1,"b/c~":1}', 'b/c~', 'is not a metadata key'],
    ['{"a":"\\u0000"}', 'a', 'metadata cannot hold the character U+0000'],
    ['{"a":1,"b":[{"c":"x\\u0000"}]}', 'b', 'metadata cannot hold the character U+0000'],
    ['{"a":{"\\u0000":1}}', 'a', 'metadata cannot hold the character U+0000'],
    ['{"a":-0}', 'a', 'metadata cannot hold a negative zero'],
    ['{"a":1.5e-1000}', 'a', 'of more than 1000 digits when it is written in full'],
    ['{"a":{"b":[1,-0.00]}}', 'a', 'metadata cannot hold a negative zero'],
    ['{"a":-0.0e5}', 'a', 'metadata cannot hold a negative zero'],
  ])('%s cannot be kept', (text, key, words) => {
    const metadata = parseJson(text) as JsonObject;
    const message = expect.stringContaining(words);

    expect(() => assertMetadata(metadata, ['metadata'])).toThrow(
      expect.objectContaining({ kind: 'invalid', message, faults: [{ path: ['metadata', key], message }] }),
    );
  });

  test('a single value of metadata has the same limits', () => {
    const message = 'metadata cannot hold the character U+0000';

    expect(() => assertMetadataValue(false, ['value'])).not.toThrow();
    expect(() => assertMetadataValue(['\u0000'], ['value'])).toThrow(
      expect.objectContaining({ kind: 'invalid', message, faults: [{ path: ['value'], message }] }),
    );
  });
});

test.each(['owner', '__proto__'])('the key %s may be set alone', (key) => {
  expect(printJson(setKey(key, 1))).toBe(`{"set":{"${key}":1}}`);
});
