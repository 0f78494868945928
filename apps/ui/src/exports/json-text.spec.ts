import { ExactNumber, parseJson } from '@heksher/domain';
import { expect, test } from '@jest/globals';
import { toJsonText } from './json-text.js';

test('rows are an indented array of objects without the members that a row lacks', () => {
  const rows = [{ name: 'a', value: new ExactNumber('1.0') }, { name: 'b' }];

  const text = toJsonText(rows, [
    { name: 'setting', value: ({ name }) => name },
    { name: 'value', value: ({ value }) => value },
  ]);

  expect(text).toBe('[\n  {\n    "setting": "a",\n    "value": 1.0\n  },\n  {\n    "setting": "b"\n  }\n]\n');
});

test.each(['[]', '{}', '[[],{"a":{}}]', '12345678901234567890', '{"a":[1.0,"x\\n",null,true]}'])(
  '%s reads as it was',
  (json) => {
    const text = toJsonText([parseJson(json)], [{ name: 'value', value: (row) => row }]);

    expect(parseJson(text)).toEqual([{ value: parseJson(json) }]);
  },
);
