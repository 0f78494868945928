import type { Draft } from '../planning/draft.js';
import type { DraftSetting } from '../planning/draft-setting.js';
import type { Setting } from '../setting.js';

/** A setting of another time. */
interface Traced {
  /** Its canonical name now; undefined if it has been deleted since. */
  present: string | undefined;
  before?: Setting | undefined;
  after?: Setting | undefined;
}

/** What the settings of another time are now. One that was deleted may be there again under its name. */
export function matchOwners<One extends Traced>(settings: readonly One[], draft: Draft): Map<One, DraftSetting> {
  const owners = new Map<One, DraftSetting>();
  const taken = new Set<DraftSetting>();
  const match = (one: One, owner: DraftSetting | undefined) => {
    if (!owner || taken.has(owner)) return;
    taken.add(owner);
    owners.set(one, owner);
  };
  for (const one of settings) if (one.present !== undefined) match(one, draft.find(one.present));
  for (const one of settings.filter((other) => !owners.has(other))) {
    const name = (one.after ?? one.before)?.name ?? '';
    const again = draft.find(name);
    if (again?.setting.name === name) match(one, again);
  }
  return owners;
}
