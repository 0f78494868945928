import { useQuery } from '@tanstack/react-query';
import {
  DomainError,
  assertItemsPermitted,
  assertUnlimited,
  includesRole,
  type Action,
  type Item,
  type Principal,
} from '@heksher/domain';
import { useMemo } from 'react';
import { me } from '../api/queries.js';
import type { Change, Me } from '../api/types.js';
import { words } from '../words/en.js';

/** What a change, or a part of one, did, as far as permission goes. */
export type Deed = Pick<Change, 'action' | 'settings'>;

export interface Permissions {
  me: Me | null | undefined;
  /** May change rules of a setting. The names of new settings count as well. */
  mayEditRules: (setting: string) => boolean;
  /** May change a setting itself. */
  mayEditSetting: (setting: string) => boolean;
  /** Why rules of a setting may not be changed, in words; undefined if they may. */
  whyNotEditRules: (setting: string) => string | undefined;
  /** Why a setting may not be changed itself, in words; undefined if it may. */
  whyNotEditSetting: (setting: string) => string | undefined;
  /** Why what was done may not be taken back, in words; undefined if it may. */
  whyNotTakeBack: (deeds: readonly Deed[]) => string | undefined;
  /** Why what concerns all settings may not be changed, such as context features and tokens. */
  whyNotEditAll: string | undefined;
  /** Has the greatest role, maybe for some settings only. */
  isAdmin: boolean;
  /** May change anything at all. */
  mayEdit: boolean;
}

/**
 * What the person may do, by the functions with which the service decides. The page only does not offer what it would refuse.
 */
export function usePermissions(): Permissions {
  const { data } = useQuery(me());
  return useMemo(() => permissionsOf(data), [data]);
}

function permissionsOf(data: Me | null | undefined): Permissions {
  const whyNot = (deeds: readonly Deed[]) =>
    reasonOf(data, (principal) => assertItemsPermitted(principal, itemsOf(deeds)));
  const whyNotEditRules = (setting: string) => whyNot([{ action: 'rule.changed', settings: [setting] }]);
  const whyNotEditSetting = (setting: string) => whyNot([{ action: 'setting.changed', settings: [setting] }]);
  const isAdmin = data ? includesRole(data.role, 'admin') : false;
  return {
    me: data,
    mayEditRules: (setting) => whyNotEditRules(setting) === undefined,
    mayEditSetting: (setting) => whyNotEditSetting(setting) === undefined,
    whyNotEditRules,
    whyNotEditSetting,
    whyNotTakeBack: whyNot,
    whyNotEditAll: isAdmin
      ? reasonOf(data, assertUnlimited)
      : whyNot([{ action: 'context_feature.moved', settings: null }]),
    isAdmin,
    mayEdit: data ? includesRole(data.role, 'editor') : false,
  };
}

function itemsOf(deeds: readonly Deed[]): Item[] {
  return deeds.map(({ action, settings }, n) => ({ n, action: action as Action, settings }));
}

/** What a check throws, in words; undefined if it passes. */
function reasonOf(data: Me | null | undefined, check: (principal: Principal) => void): string | undefined {
  if (!data) return words.permissions.signedOut;
  const { name, kind, role, prefixes } = data;
  try {
    check({ name, kind, role, prefixes, actor: undefined });
    return undefined;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { needed_role: needed } = error.details;
    return needed === undefined ? words.permissions.limited(prefixes) : words.permissions.needs(String(needed), role);
  }
}
