import { accepts, parseJson, parseSettingType, printJson, printSettingType } from '@heksher/domain';
import type { JsonValue, SettingType } from '@heksher/domain';

export const KINDS = ['int', 'float', 'str', 'bool', 'enum', 'flags', 'sequence', 'mapping'] as const;
export type Kind = (typeof KINDS)[number];

/** A type while it is edited. What does not belong to its kind is kept, in case the kind changes back. */
export interface TypeDraft {
  kind: Kind;
  /** The options of an Enum or Flags, one a line, as they are typed. */
  options: string;
  /** What a Sequence or Mapping has; undefined for other kinds. */
  of: TypeDraft | undefined;
}

/** The draft of a type. */
export function draftOfType(type: SettingType): TypeDraft {
  const options = 'options' in type ? [...type.options.values()].map(printOption).join('\n') : '';
  return { kind: type.kind, options, of: 'of' in type ? draftOfType(type.of) : undefined };
}

/** The draft with another kind. */
export function withKind(draft: TypeDraft, kind: Kind): TypeDraft {
  const isNested = kind === 'sequence' || kind === 'mapping';
  return { ...draft, kind, of: draft.of ?? (isNested ? { kind: 'str', options: '', of: undefined } : undefined) };
}

/** The type that a draft says, as text. It may be none, which `readType` says. */
export function printTypeDraft({ kind, options, of }: TypeDraft): string {
  switch (kind) {
    case 'enum':
      return `Enum[${listOptions(options)}]`;
    case 'flags':
      return `Flags[${listOptions(options)}]`;
    case 'sequence':
      return `Sequence<${of ? printTypeDraft(of) : ''}>`;
    case 'mapping':
      return `Mapping<${of ? printTypeDraft(of) : ''}>`;
    default:
      return kind;
  }
}

/** Reads a type; what is wrong with it if it is none. */
export function readType(text: string): { type: SettingType } | { fault: string } {
  try {
    return { type: parseSettingType(text.trim()) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

/** A value that a new setting of a type may begin with. */
export function emptyValue(type: SettingType): JsonValue {
  switch (type.kind) {
    case 'int':
    case 'float':
      return 0;
    case 'str':
      return '';
    case 'bool':
      return false;
    case 'enum':
      return [...type.options.values()][0] ?? null;
    case 'flags':
    case 'sequence':
      return [];
    case 'mapping':
      return {};
  }
}

/** The value if it is of the type, else an empty one. */
export function fittingValue(type: SettingType, value: JsonValue): JsonValue {
  return accepts(type, value) ? value : emptyValue(type);
}

/** Whether two texts are of the same type. */
export function isSameTypeText(a: string, b: string): boolean {
  const [one, other] = [readType(a), readType(b)];
  return 'type' in one && 'type' in other && printSettingType(one.type) === printSettingType(other.type);
}

function listOptions(options: string): string {
  const lines = options.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => printJson(readOption(line))).join(',');
}

/** JSON numbers, booleans and strings are read as such, anything else is a text. */
function readOption(line: string): JsonValue {
  const value = readJson(line);
  return value === undefined || value === null || (typeof value === 'object' && !('text' in value))
    ? line.trim()
    : value;
}

/** A text that would be read as something else is printed as JSON. */
function printOption(option: JsonValue): string {
  if (typeof option !== 'string') return printJson(option);
  const isPlain = option.trim() === option && !option.includes('\n') && option !== '' && readOption(option) === option;
  return isPlain ? option : printJson(option);
}

function readJson(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
