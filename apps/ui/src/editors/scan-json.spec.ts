import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isJsonObject, parseJson, printJson, type JsonValue } from '@heksher/domain';
import { jsonTexts, nearlyJsonTexts } from '../../../../libs/domain/src/json.arbitraries.js';
import { JsonFault, findRepeatedKey, nodeAt, scanJson, type Node } from './scan-json.js';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isScanned(text: string): boolean {
  try {
    scanJson(text);
    return true;
  } catch (error) {
    if (error instanceof JsonFault) return false;
    throw error;
  }
}

describe('the places in a JSON text', () => {
  test('a text is scanned exactly if it is JSON', () => {
    fc.assert(
      fc.property(fc.oneof(jsonTexts, nearlyJsonTexts), (text) => {
        expect(isScanned(text)).toBe(isJson(text));
      }),
    );
  });

  test('the place of each part has its text', () => {
    fc.assert(
      fc.property(jsonTexts, (text) => {
        assertPlaces(text, scanJson(text), parseJson(text));
      }),
    );
  });

  test.each([
    ['{"a":1,"a":2}', { from: 7, to: 10 }],
    ['[{"a":{"b":1,"\\u0062":2}}]', { from: 13, to: 21 }],
    ['{"a":{"b":1},"b":{"a":1}}', undefined],
  ])('a repeated key in %s is found', (text, span) => {
    expect(findRepeatedKey(scanJson(text))).toEqual(span);
  });

  test('a path that leads nowhere ends at what is there', () => {
    expect(nodeAt(scanJson('{"a": [1]}'), ['a', 7, 'b'])).toMatchObject({ from: 6, to: 9 });
  });
});

function assertPlaces(text: string, node: Node, value: JsonValue): void {
  if (!findRepeatedKey(node)) expect(printJson(parseJson(text.slice(node.from, node.to)))).toBe(printJson(value));
  for (const { step } of node.inner) {
    const inner = Array.isArray(value) ? value[Number(step)] : isJsonObject(value) ? value[step] : undefined;
    if (inner !== undefined) assertPlaces(text, nodeAt(node, [step]), inner);
  }
}
