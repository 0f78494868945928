import { printJson } from '../json.js';
import type { Options, SettingType } from './setting-type.js';

/** The canonical text of a type: options as compact JSON in the order of their code points, without white space. */
export function printSettingType(type: SettingType): string {
  switch (type.kind) {
    case 'int':
    case 'float':
    case 'str':
    case 'bool':
      return type.kind;
    case 'enum':
      return `Enum[${printOptions(type.options)}]`;
    case 'flags':
      return `Flags[${printOptions(type.options)}]`;
    case 'sequence':
      return `Sequence<${printSettingType(type.of)}>`;
    case 'mapping':
      return `Mapping<${printSettingType(type.of)}>`;
  }
}

function printOptions(options: Options): string {
  return [...options.values()].map(printJson).join(',');
}
