import { expect, test } from '@jest/globals';
import { noteWrite, wantedChange } from './own-writes.js';

test('reads ask for the last write of the page, for a while', () => {
  expect(wantedChange(0)).toBeUndefined();

  noteWrite('57', 1000);
  noteWrite('58', 2000);

  expect(wantedChange(2000)).toBe('58');
  expect(wantedChange(11_999)).toBe('58');
  expect(wantedChange(12_000)).toBeUndefined();
});
