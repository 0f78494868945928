import { expect, test } from '@jest/globals';
import type { PlannedChange } from '../../api/plan.js';
import { differencesOfChange } from './change-differences.js';

test.each<[Omit<PlannedChange, 'setting'>, object[]]>([
  [{ when: {}, after: 1 }, [{ attribute: 'value', before: undefined, after: 1 }]],
  [{ when: {}, before: 1 }, [{ attribute: 'value', before: 1, after: undefined }]],
  [{ attribute: 'aliases', before: [], after: ['x'] }, [{ attribute: 'aliases', before: [], after: ['x'] }]],
  [
    { when: {}, attribute: 'metadata', before: { a: 1, b: 1 }, after: { a: 1, information: 'why' } },
    [
      { attribute: 'metadata.b', before: 1, after: undefined },
      { attribute: 'metadata.information', before: undefined, after: 'why' },
    ],
  ],
  [{ after: { type: 'int', aliases: [] } }, [{ attribute: 'type', before: undefined, after: 'int' }]],
  [{ before: { type: 'int' } }, [{ attribute: 'type', before: 'int', after: undefined }]],
])('%j differs in %j', (change, differences) => {
  expect(differencesOfChange({ setting: 'size', ...change })).toEqual(differences);
});
