import { compareCodePoints } from '../code-points.js';
import { printJson, type JsonObject } from '../json.js';
import type { BaseSetting } from '../planning/base.js';
import type { CompiledRule } from '../compiled-rule.js';
import type { RuleGroup } from '../ruleset.js';
import type { Setting } from '../setting.js';
import { printSettingType } from '../setting-type/print.js';
import { sortInSteps } from '../sort-in-steps.js';
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

/** How many rules are in one piece. */
const STEP = 500;

/** The document of a state as JSON text, in pieces that take well under 10 ms each. Equal states have equal texts. */
export function* printDocument(
  { prefixes, features, settings }: DocumentState,
  include: Inclusion,
): Generator<string, void> {
  const members = [
    `"format":${JSON.stringify(DOCUMENT_FORMAT)}`,
    ...(prefixes ? [`"scope":${JSON.stringify({ prefixes })}`] : []),
    ...(include.features ? [`"context_features":${JSON.stringify(features)}`] : []),
    '"settings":{',
  ];
  yield `{${members.join(',')}`;
  for (const [at, one] of settings.entries()) {
    if (at > 0) yield ',';
    yield* printSetting(one, include);
  }
  yield '}}';
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

function* printSetting({ setting, ruleset }: BaseSetting, include: Inclusion): Generator<string, void> {
  const { metadata, aliases, ...attributes } = presentDeclared(setting);
  const head = printJson({
    ...attributes,
    ...(include.metadata && { metadata }),
    ...(include.aliases && { aliases }),
  });
  yield `${JSON.stringify(setting.name)}:`;
  if (!include.rules) return yield head;
  yield `${head.slice(0, -1)},"rules":[`;
  for (const [at, group] of ruleset.groups.entries()) {
    if (at > 0) yield ',';
    yield* printRules(yield* inOrder(group), include);
  }
  yield ']}';
}

/** The rules of a group by the values of their conditions. Yields an empty piece after each step. */
function* inOrder({ byValues }: RuleGroup): Generator<string, CompiledRule[]> {
  const steps = sortInSteps([...byValues.values()], (left, right) => compareCodePoints(left.key, right.key));
  let step = steps.next();
  for (; !step.done; step = steps.next()) yield '';
  return step.value;
}

function* printRules(rules: readonly CompiledRule[], include: Inclusion): Generator<string, void> {
  for (let at = 0; at < rules.length; at += STEP) {
    if (at > 0) yield ',';
    yield rules
      .slice(at, at + STEP)
      .map((rule) => printRule(rule, include))
      .join();
  }
}

function printRule({ conditions, value, metadata }: CompiledRule, include: Inclusion): string {
  const when = conditions.map((one) => `${JSON.stringify(one.feature)}:${JSON.stringify(one.value)}`).join(',');
  return `{"when":{${when}},"value":${value}${include.metadata ? `,"metadata":${metadata}` : ''}}`;
}
