import { greaterRole, includesRole, roleFor, type Role } from '@heksher/domain';
import type { Plan } from '../../api/plan.js';
import type { Me } from '../../api/types.js';
import { words } from '../../words/en.js';

/** Why somebody may not apply a plan, in words; undefined if they may. The service decides again. */
export function whyNotApply({ operations, changes }: Pick<Plan, 'operations' | 'changes'>, me: Me): string | undefined {
  const needed = operations.map(roleFor).reduce<Role>(greaterRole, 'reader');
  if (!includesRole(me.role, needed)) return words.plan.needsRole(needed, me.role);
  if (me.prefixes.length === 0) return undefined;
  for (const { setting } of changes) {
    if (setting === null) return words.plan.needsAll(me.prefixes);
    if (!me.prefixes.some((prefix) => setting.startsWith(prefix))) return words.plan.needsPrefix(me.prefixes, setting);
  }
  return undefined;
}
