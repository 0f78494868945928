import { expect, test } from '@jest/globals';
import { printPointer } from './pointer.js';

test.each<[(string | number)[], string]>([
  [[], ''],
  [['rules', 0, 'value'], '/rules/0/value'],
  [[''], '/'],
  [['a/b~c'], '/a~1b~0c'],
])('the path %j is the JSON pointer %j', (path, pointer) => {
  expect(printPointer(path)).toBe(pointer);
});
