import { compareCodePoints } from '../code-points.js';
import { printJson, type JsonObject } from '../json.js';
import type { BaseSetting } from '../planning/base.js';
import type { CompiledRule } from '../compiled-rule.js';
import type { RuleGroup } from '../ruleset.js';
import type { Setting } from '../setting.js';
import { printSettingType } from '../setting-type/print.js';
import { printVersion } from '../version.js';
import { DOCUMENT_FORMAT } from './document.js';

/** Which parts of a state a document has. */
export interface Inclusion {
  rules: boolean;
  metadata: boolean;
  aliases: boolean;
  features: boolean;
}

/** A state to print. */
export interface DocumentState {
  /** The scope of the document; undefined for none. */
  prefixes: readonly string[] | undefined;
  features: readonly string[];
  /** In the order of their names. */
  settings: readonly BaseSetting[];
}

/** The document of a state as JSON text. Equal states have equal texts. */
export function printDocument({ prefixes, features, settings }: DocumentState, include: Inclusion): string {
  const members = [
    `"format":${JSON.stringify(DOCUMENT_FORMAT)}`,
    ...(prefixes ? [`"scope":${JSON.stringify({ prefixes })}`] : []),
    ...(include.features ? [`"context_features":${JSON.stringify(features)}`] : []),
    `"settings":{${settings.map((one) => printSetting(one, include)).join(',')}}`,
  ];
  return `{${members.join(',')}}`;
}

/** A setting without its name and rules, as a document has it. */
export function presentDeclared(setting: Omit<Setting, 'name'>): JsonObject {
  return {
    type: printSettingType(setting.type),
    default_value: setting.defaultValue,
    configurable_features: setting.configurableFeatures,
    version: printVersion(setting.version),
    metadata: setting.metadata,
    aliases: setting.aliases,
  };
}

function printSetting({ setting, ruleset }: BaseSetting, include: Inclusion): string {
  const { metadata, aliases, ...attributes } = presentDeclared(setting);
  const head = printJson({
    ...attributes,
    ...(include.metadata && { metadata }),
    ...(include.aliases && { aliases }),
  });
  if (!include.rules) return `${JSON.stringify(setting.name)}:${head}`;
  const rules = ruleset.groups.flatMap(inOrder).map((rule) => printRule(rule, include));
  return `${JSON.stringify(setting.name)}:${head.slice(0, -1)},"rules":[${rules.join(',')}]}`;
}

/** The rules of a group by the values of their conditions. */
function inOrder({ byValues }: RuleGroup): CompiledRule[] {
  return [...byValues].sort(([left], [right]) => compareCodePoints(left, right)).map(([, rule]) => rule);
}

function printRule({ conditions, value, metadata }: CompiledRule, include: Inclusion): string {
  const when = conditions.map((one) => `${JSON.stringify(one.feature)}:${JSON.stringify(one.value)}`).join(',');
  return `{"when":{${when}},"value":${value}${include.metadata ? `,"metadata":${metadata}` : ''}}`;
}
