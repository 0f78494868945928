import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseInstant } from './instant.js';

describe('a time in a request', () => {
  test('every time that JavaScript prints is read as itself', () => {
    const times = fc.date({
      min: new Date('0000-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(fc.property(times, (time) => expect(parseInstant(time.toISOString())).toBe(time.getTime())));
  });

  test.each([
    ['2026-11-23T20:15:00Z', '2026-11-23T20:15:00.000Z'],
    ['2026-11-23t20:15:00z', '2026-11-23T20:15:00.000Z'],
    ['2026-11-23 20:15:00Z', '2026-11-23T20:15:00.000Z'],
    ['2026-11-23T20:15:00.123456Z', '2026-11-23T20:15:00.123Z'],
    ['2026-11-23T20:15:00+02:30', '2026-11-23T17:45:00.000Z'],
    ['2026-11-23T20:15:00 02:30', '2026-11-23T17:45:00.000Z'],
    ['2026-11-23T20:15:00-02:30', '2026-11-23T22:45:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ])('%s is a time', (text, time) => {
    expect(new Date(parseInstant(text) ?? 0).toISOString()).toBe(time);
  });

  test.each([
    '',
    'yesterday',
    '41',
    '2026-11-23',
    '2026-11-23T20:15:00',
    '2026-11-23T20:15Z',
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-11-00T00:00:00Z',
    '2026-11-23T24:15:00Z',
    '2026-11-23T20:60:00Z',
    '2026-11-23T20:15:00+24:00',
  ])('%s is no time', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });
});
