import { isJsonObject, type JsonObject, type JsonValue } from '@heksher/domain';

/** A rule of a document: its conditions are what it is. */
export interface DocumentRule {
  when: Record<string, string>;
  value: JsonValue;
  metadata?: JsonObject;
}

/** A setting of a document. What is absent is not looked at. */
export interface DocumentSetting {
  type?: string;
  default_value?: JsonValue;
  configurable_features?: string[];
  version?: string;
  metadata?: JsonObject;
  aliases?: string[];
  rules?: DocumentRule[];
}

/** The document of `heksher export`. */
export interface Document {
  scope?: { prefixes: string[] };
  context_features?: string[];
  settings: Record<string, DocumentSetting>;
}

export const FORMAT = 'heksher/v1';

/** Whether a value looks like a document. The service judges what is in it. */
export function isDocument(value: JsonValue): value is JsonObject {
  return isJsonObject(value) && isJsonObject(value['settings']);
}

/** A fault in a document: a JSON pointer, and what is wrong there. */
export interface DocumentFault {
  pointer: string;
  message: string;
}

/** The first part of a value that cannot be compared as a document; undefined if it can be. */
export function findFault(value: JsonValue): DocumentFault | undefined {
  if (!isJsonObject(value))
    return { pointer: '', message: 'this is no document: a document is an object with "format" and "settings"' };
  if (value['format'] !== FORMAT) return { pointer: '/format', message: `a document has the format "${FORMAT}"` };
  const { settings, context_features: features, scope } = value;
  if (!isJsonObject(settings)) return { pointer: '/settings', message: 'settings must be an object' };
  if (features !== undefined && !isTexts(features))
    return { pointer: '/context_features', message: 'context_features must be a list of names' };
  if (scope !== undefined && !(isJsonObject(scope) && isTexts(scope['prefixes'])))
    return { pointer: '/scope', message: 'scope must have prefixes, a list of texts' };
  return firstOf(Object.entries(settings), ([name, setting]) => faultOfSetting(setting, `/settings/${step(name)}`));
}

function faultOfSetting(setting: JsonValue, pointer: string): DocumentFault | undefined {
  if (!isJsonObject(setting)) return { pointer, message: 'a setting must be an object' };
  const { rules, configurable_features: features, aliases } = setting;
  if (features !== undefined && !isTexts(features))
    return { pointer: `${pointer}/configurable_features`, message: 'configurable_features must be a list of names' };
  if (aliases !== undefined && !isTexts(aliases))
    return { pointer: `${pointer}/aliases`, message: 'aliases must be a list of names' };
  if (rules === undefined) return undefined;
  if (!Array.isArray(rules)) return { pointer: `${pointer}/rules`, message: 'rules must be a list' };
  return firstOf(rules.entries(), ([at, rule]) => faultOfRule(rule, `${pointer}/rules/${at}`));
}

function faultOfRule(rule: JsonValue, pointer: string): DocumentFault | undefined {
  if (!isJsonObject(rule)) return { pointer, message: 'a rule must be an object with "when" and "value"' };
  const { when, value } = rule;
  if (!isJsonObject(when) || Object.values(when).some((one) => typeof one === 'object')) {
    return {
      pointer: `${pointer}/when`,
      message: 'when must have the conditions of the rule, such as { user: "jim" }',
    };
  }
  return value === undefined ? { pointer, message: 'the rule has no value' } : undefined;
}

function firstOf<Item>(
  items: Iterable<Item>,
  faultOf: (item: Item) => DocumentFault | undefined,
): DocumentFault | undefined {
  for (const item of items) {
    const fault = faultOf(item);
    if (fault) return fault;
  }
  return undefined;
}

function isTexts(value: JsonValue | undefined): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

/** A step of a JSON pointer. */
export function step(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
