import { SETTING_NAME_OR_ALIAS, assertName, invalid, type JsonValue } from '@heksher/domain';

/** Reads the setting names in the member `settings` of a body. Throws `invalid`. */
export function readSettingNames(names: JsonValue): string[] {
  if (!Array.isArray(names)) throw invalid('settings must be an array of setting names', { path: ['settings'] });
  return names.map((name, at) => {
    const path = ['settings', at];
    if (typeof name !== 'string') throw invalid('a setting name must be a string', { path });
    assertName(SETTING_NAME_OR_ALIAS, name, { path });
    return name;
  });
}
