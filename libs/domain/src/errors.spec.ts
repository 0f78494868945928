import { describe, expect, test } from '@jest/globals';
import { DomainError, invalid, locate } from './errors.js';

describe('the place of a fault', () => {
  test.each([
    [{ parameter: 'settings' }, [{ parameter: 'settings', message: 'no' }]],
    [{ path: ['rules', 0] }, [{ path: ['rules', 0], message: 'no' }]],
    [{ path: [] }, [{ path: [], message: 'no' }]],
    [{}, []],
  ])('at %j', (at, faults) => {
    expect(invalid('no', at)).toEqual(expect.objectContaining({ kind: 'invalid', message: 'no', faults }));
  });

  test('a fault without a place gets one', () => {
    const refuse = () => {
      throw invalid('no');
    };

    expect(() => locate({ path: ['type'] }, refuse)).toThrow(
      expect.objectContaining({ kind: 'invalid', message: 'no', faults: [{ path: ['type'], message: 'no' }] }),
    );
  });

  test.each([
    ['a fault that has a place', invalid('no', { path: ['value'] })],
    ['a refusal of another kind', new DomainError('conflict', 'no')],
    ['a bug', new TypeError('no')],
  ])('%s stays as it is', (_, error) => {
    const refuse = () => {
      throw error;
    };

    const caught = catching(() => locate({ path: ['type'] }, refuse));

    expect(caught).toBe(error);
  });

  test('an answer passes unchanged', () => {
    expect(locate({ path: ['type'] }, () => 0)).toBe(0);
  });
});

function catching(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
