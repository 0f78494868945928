import { expect, test } from '@jest/globals';
import { fasterAmong, fasterIn } from './faster-changes.js';

const at = '2026-11-27T10:00:00Z';
const change = (action: string, settings: string[] | null) => ({ sequence: 7, at, actor: 'eve', action, settings });

test.each([
  ['rule.created', ['b', 'size'], true],
  ['rule.created', ['b'], false],
  ['context_feature.moved', null, true],
  ['token.created', [], false],
] as const)('%s of %j concerns a plan for size: %j', (action, settings, concerns) => {
  const plan = { changes: [{ setting: 'size', attribute: 'type' }] };

  const faster = fasterAmong([change(action, settings && [...settings])], plan);

  expect(faster).toHaveLength(concerns ? 1 : 0);
});

test('a refusal names changes', () => {
  const named = { sequence: 7, at, actor: null, action: 'rule.created' };

  expect(fasterIn({ changes: [{ ...named, more: 1 }, 'text'] })).toEqual([named]);
  expect(fasterIn({})).toEqual([]);
});
