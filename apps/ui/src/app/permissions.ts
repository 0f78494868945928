import { useQuery } from '@tanstack/react-query';
import { includesRole } from '@heksher/domain';
import { me } from '../api/queries.js';
import type { Me } from '../api/types.js';

export interface Permissions {
  me: Me | null | undefined;
  /** May change rules of a setting. The names of new settings count as well. */
  mayEditRules: (setting: string) => boolean;
  /** May change a setting itself. */
  mayEditSetting: (setting: string) => boolean;
  /** May change context features, restore, and see tokens. */
  isAdmin: boolean;
  /** May change anything at all. */
  mayEdit: boolean;
}

/** What the person may do. The service decides; the page only does not offer what it would refuse. */
export function usePermissions(): Permissions {
  const { data } = useQuery(me());
  const isEditor = data ? includesRole(data.role, 'editor') : false;
  const isAdmin = data ? includesRole(data.role, 'admin') : false;
  const covers = (setting: string) =>
    data?.prefixes.length === 0 || (data?.prefixes.some((prefix) => setting.startsWith(prefix)) ?? false);
  return {
    me: data,
    mayEditRules: (setting) => isEditor && covers(setting),
    mayEditSetting: (setting) => isAdmin && covers(setting),
    isAdmin,
    mayEdit: isEditor,
  };
}
