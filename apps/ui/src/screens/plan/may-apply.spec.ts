import { expect, test } from '@jest/globals';
import type { Me } from '../../api/types.js';
import { whyNotApply } from './may-apply.js';

const me = (role: Me['role'], ...prefixes: string[]): Me => ({
  name: 'ann',
  email: null,
  role,
  prefixes,
  kind: 'token',
});
const planOf = (op: string, setting: string | null) => ({ operations: [{ op }], changes: [{ setting }] });

test.each([
  ['rule.set', 'a.x', me('editor'), undefined],
  ['rule.set', 'a.x', me('editor', 'b.', 'a.'), undefined],
  ['rule.set', 'a.x', me('service'), 'This needs the role editor. You have the role service.'],
  ['setting.declare', 'a.x', me('service'), undefined],
  ['setting.delete', 'a.x', me('editor'), 'This needs the role admin. You have the role editor.'],
  ['rule.set', 'c', me('admin', 'a.', 'b.'), 'You may change only settings that begin with “a.” or “b.”.'],
  [
    ...(['context_feature.add', null, me('admin', 'a.')] as const),
    'You may change only settings that begin with “a.”.',
  ],
  ['context_feature.add', null, me('admin'), undefined],
] as const)('%s of %j by %j: %j', (op, setting, who, why) => {
  expect(whyNotApply(planOf(op, setting), who)).toBe(why);
});
