import { SETTING_NAME_OR_ALIAS, assertName, invalid, type JsonValue } from '@heksher/domain';

/** Reads the setting names in the member `settings` of a body. Throws `invalid`. */
export function readSettingNames(names: JsonValue): string[] {
  if (!Array.isArray(names)) throw invalid('settings must be an array of setting names', { pointer: '/settings' });
  return names.map((name, at) => {
    const pointer = `/settings/${at}`;
    if (typeof name !== 'string') throw invalid('a setting name must be a string', { pointer });
    assertName(SETTING_NAME_OR_ALIAS, name, { pointer });
    return name;
  });
}
