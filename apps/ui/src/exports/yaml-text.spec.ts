import { ExactNumber } from '@heksher/domain';
import { expect, test } from '@jest/globals';
import { toYamlText } from './yaml-text.js';

test('rows are a sequence of mappings without the members that a row lacks, with all digits of numbers', () => {
  const text = toYamlText(
    [{ name: 'no', value: new ExactNumber('1.0') }, { name: 'b' }],
    [
      { name: 'setting', value: ({ name }) => name },
      { name: 'value', value: ({ value }) => value },
    ],
  );

  expect(text).toBe('- setting: "no"\n  value: 1.0\n- setting: "b"\n');
});
