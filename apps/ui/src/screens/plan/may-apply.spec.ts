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
  ['rule.set', 'a.x', me('service'), 'Applying it needs the role editor. You have the role service.'],
  ['setting.declare', 'a.x', me('service'), undefined],
  ['setting.delete', 'a.x', me('editor'), 'Applying it needs the role admin. You have the role editor.'],
  ['rule.set', 'c', me('admin', 'a.', 'b.'), 'You may write only settings whose names begin with a. or b., not c.'],
  [
    ...(['context_feature.add', null, me('admin', 'a.')] as const),
    'You may write only settings whose names begin with a., not the context features.',
  ],
  ['context_feature.add', null, me('admin'), undefined],
] as const)('%s of %j by %j: %j', (op, setting, who, why) => {
  expect(whyNotApply(planOf(op, setting), who)).toBe(why);
});
