import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isJsonObject, parseJson, type JsonValue } from '../json.js';
import { accepts } from './accepts.js';
import { parseSettingType } from './parse.js';
import { typesWithValues } from './setting-type.arbitraries.js';
import { whyNotAccepted } from './why-not-accepted.js';

describe('the reason why a value is not of a type', () => {
  test.each([
    ['int', '"1"', [], 'a whole number is needed, not a text'],
    ['int', '1.5', [], '1.5 is not a whole number'],
    ['float', 'null', [], 'a number is needed, not null'],
    ['str', '12345678901234567890', [], 'a text is needed, not a number'],
    ['bool', '"true"', [], 'true or false is needed, not a text'],
    ['Enum[1,"1",true]', '"a"', [], '"a" is not an option: the options are "1", 1, true'],
    ['Enum[]', '1', [], 'there are no options, so no value is possible'],
    ['Flags["a","b"]', '["a","c"]', [1], '"c" is not an option: the options are "a", "b"'],
    ['Flags[1,2]', '[1,1.0]', [1], '1.0 is there twice'],
    ['Flags[1]', 'true', [], 'a list of options is needed, not true'],
    ['Sequence<int>', '{}', [], 'a list is needed, not an object'],
    ['Sequence<int>', '[1,[2]]', [1], 'a whole number is needed, not a list'],
    ['Mapping<str>', '[]', [], 'an object is needed, not a list'],
    ['Mapping<Sequence<bool>>', '{"a":[true],"b":[true,0]}', ['b', 1], 'true or false is needed, not a number'],
  ])('%s does not take %s', (type, value, path, message) => {
    expect(whyNotAccepted(parseSettingType(type), parseJson(value))).toEqual({ path, message });
  });

  test('a long list of options is shortened', () => {
    const options = Array.from({ length: 30 }, (_, at) => at);
    const type = parseSettingType(`Enum[${options.join(',')}]`);

    expect(whyNotAccepted(type, 99)?.message).toMatch(/^99 is not an option: .* and 10 more$/);
  });

  test('there is a reason exactly if the type does not accept the value', () => {
    fc.assert(
      fc.property(typesWithValues, ([type, value]) => {
        expect(whyNotAccepted(type, value) === undefined).toBe(accepts(type, value));
      }),
    );
  });

  test('its path leads to a part of the value', () => {
    fc.assert(
      fc.property(typesWithValues, ([type, value]) => {
        const path = whyNotAccepted(type, value)?.path ?? [];

        expect(path.reduce<JsonValue | undefined>(inner, value)).not.toBeUndefined();
      }),
    );
  });
});

function inner(value: JsonValue | undefined, step: string | number): JsonValue | undefined {
  if (Array.isArray(value)) return value[Number(step)];
  return isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}
