import type { JsonPrimitive } from '../json.js';

/** The options of `Enum` and `Flags`, never null. Keyed by `primitiveKey`, in the order of the canonical text. */
export type Options = ReadonlyMap<string, Exclude<JsonPrimitive, null>>;

/** The type of a setting's values. */
export type SettingType =
  | { kind: 'int' }
  | { kind: 'float' }
  | { kind: 'str' }
  | { kind: 'bool' }
  | { kind: 'enum'; options: Options }
  | { kind: 'flags'; options: Options }
  | { kind: 'sequence'; of: SettingType }
  | { kind: 'mapping'; of: SettingType };
