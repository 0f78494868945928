import { SETTING_NAME, whyNotName } from '@heksher/domain';
import { usePermissions } from '../app/permissions.js';
import { words } from '../words/en.js';

/** A function that says why the person may not give a setting a name; undefined if it is fine. */
export function useNameFault(): (name: string) => string | undefined {
  const { me, mayEditSetting } = usePermissions();
  const prefixes = me?.prefixes ?? [];
  return (name) => {
    const fault = whyNotName(SETTING_NAME, name);
    if (fault !== undefined || prefixes.length === 0 || mayEditSetting(name)) return fault;
    return words.permissions.name(prefixes);
  };
}
