import { greaterRole, includesRole, roleFor, type Role } from '@heksher/domain';
import type { Plan } from '../../api/plan.js';
import type { Me } from '../../api/types.js';
import { words } from '../../words/en.js';

/** Why somebody may not apply a plan, in words; undefined if they may. The service decides again. */
export function whyNotApply({ operations, changes }: Pick<Plan, 'operations' | 'changes'>, me: Me): string | undefined {
  const needed = operations.map(roleFor).reduce<Role>(greaterRole, 'reader');
  if (!includesRole(me.role, needed)) return words.permissions.needs(needed, me.role);
  if (me.prefixes.length === 0) return undefined;
  const mayAll = changes.every(
    ({ setting }) => setting !== null && me.prefixes.some((prefix) => setting.startsWith(prefix)),
  );
  return mayAll ? undefined : words.permissions.limited(me.prefixes);
}
