import { compareCodePoints } from '../code-points.js';
import type { StoredFeature } from '../context-feature.js';
import { parseStoredJson, type JsonObject, type JsonValue } from '../json.js';
import { printMetadata } from '../metadata.js';
import { CompiledRule } from '../compiled-rule.js';
import { PastSetting } from './past-setting.js';
import type { PastSettings } from './past-settings.js';
import { changedRows, textOf, type RowChange, type RowStatement } from './row-changes.js';

/**
 * Takes back statements of another program. All new rows go first, then the settings become what they were, then the old rows
 * come back: so neither the order of the statements matters nor who has which name in between. Answers the context features.
 */
export function takeBackRows(
  statements: readonly RowStatement[],
  settings: PastSettings,
  features: readonly StoredFeature[],
): readonly StoredFeature[] {
  const rows = changedRows(statements);
  const rules = new PastRules(settings, rows.rules);
  for (const { after } of rows.setting_aliases) if (after) editAliases(settings, after, without);
  for (const { after } of rows.configurable) if (after) editFeatures(settings, after, without);
  for (const { after } of rows.setting_metadata) if (after) editMetadata(settings, after, false);
  for (const { after } of rows.conditions) if (after) rules.edit(after, (rule) => setCondition(rule, after, false));
  for (const { after } of rows.rule_metadata)
    if (after) rules.edit(after, (rule) => setRuleMetadata(rule, after, false));
  rules.take();
  takeBackSettings(rows.settings, settings);
  rules.putBack();
  for (const { before } of rows.setting_aliases) if (before) editAliases(settings, before, including);
  for (const { before } of rows.configurable) if (before) editFeatures(settings, before, including);
  for (const { before } of rows.setting_metadata) if (before) editMetadata(settings, before, true);
  for (const { before } of rows.conditions) if (before) rules.edit(before, (rule) => setCondition(rule, before, true));
  for (const { before } of rows.rule_metadata)
    if (before) rules.edit(before, (rule) => setRuleMetadata(rule, before, true));
  return rows.context_features.length > 0 ? takeBackFeatures(rows.context_features, features) : features;
}

function takeBackSettings(changes: readonly RowChange[], settings: PastSettings): void {
  const taken = changes.map((change) => ({
    ...change,
    one: change.after && settings.remove(textOf(change.after.name)),
  }));
  for (const { before, after, one } of taken) {
    if (!before || (after && !one)) continue;
    const setting = one ?? new PastSetting(undefined, { ...NO_ROWS, ...columnsOf(before) });
    setting.become({ ...setting.record, ...columnsOf(before) });
    settings.add(setting);
  }
}

const NO_ROWS = { aliases: [], configurableFeatures: [], metadata: {} };

function columnsOf(row: JsonObject): { name: string; type: string; defaultValue: string; version: string | null } {
  return {
    name: textOf(row.name),
    type: textOf(row.type),
    defaultValue: textOf(row.default_value),
    version: typeof row.version === 'string' ? row.version : null,
  };
}

type Edit = (names: readonly string[], name: string) => string[];
const without: Edit = (names, name) => names.filter((other) => other !== name);
const including: Edit = (names, name) => [...without(names, name), name];

function editAliases(settings: PastSettings, { setting, alias }: JsonObject, edit: Edit): void {
  const one = settings.find(textOf(setting));
  one?.become({ ...one.record, aliases: edit(one.record.aliases, textOf(alias)) });
}

function editFeatures(settings: PastSettings, { setting, context_feature: feature }: JsonObject, edit: Edit): void {
  const one = settings.find(textOf(setting));
  one?.become({ ...one.record, configurableFeatures: edit(one.record.configurableFeatures, textOf(feature)) });
}

function editMetadata(settings: PastSettings, { setting, key, value }: JsonObject, isThere: boolean): void {
  const one = settings.find(textOf(setting));
  one?.become({ ...one.record, metadata: setMember(one.record.metadata, textOf(key), isThere ? value : undefined) });
}

function setMember(metadata: JsonObject, key: string, value: JsonValue | undefined): JsonObject {
  const others = Object.entries(metadata).filter(([other]) => other !== key);
  return Object.fromEntries(value === undefined ? others : [...others, [key, value]]);
}

function setCondition(rule: CompiledRule, row: JsonObject, isThere: boolean): CompiledRule {
  const feature = textOf(row.context_feature);
  const others = rule.conditions.filter((condition) => condition.feature !== feature);
  const conditions = isThere ? [...others, { feature, value: textOf(row.feature_value) }] : others;
  return rule.with({ conditions });
}

function setRuleMetadata(rule: CompiledRule, { key, value }: JsonObject, isThere: boolean): CompiledRule {
  const metadata = setMember(parseStoredJson(rule.metadata) as JsonObject, textOf(key), isThere ? value : undefined);
  return rule.with({ metadata: printMetadata(metadata) });
}

/** The rules whose rows, conditions or metadata have changed. */
class PastRules {
  /** The rules whose own rows have changed, while they belong to no setting. */
  private readonly taken = new Map<number, CompiledRule>();
  private readonly owners = new Map<number, PastSetting>();

  constructor(
    private readonly settings: PastSettings,
    private readonly changes: readonly RowChange[],
  ) {
    for (const { after } of changes) if (after) this.own(after);
  }

  /** Changes the rule of a row of its conditions or metadata. */
  edit(row: JsonObject, change: (rule: CompiledRule) => CompiledRule): void {
    const id = Number(textOf(row.rule));
    const owner = this.ownerOf(id);
    const rule = owner?.findRule(id);
    if (owner && rule) owner.writeRule(change(rule));
  }

  /** Takes the changed rules out of their settings. */
  take(): void {
    for (const { after } of this.changes) {
      const id = Number(textOf(after?.id));
      const rule = after && this.owners.get(id)?.findRule(id);
      if (!rule) continue;
      this.taken.set(id, rule);
      this.owners.get(id)?.deleteRule(id);
      this.owners.delete(id);
    }
  }

  /** Puts the old rules into their settings. */
  putBack(): void {
    for (const { before } of this.changes) {
      const owner = before && this.own(before);
      if (!owner) continue;
      const id = Number(textOf(before.id));
      const value = textOf(before.value);
      const kept = this.taken.get(id)?.with({ value });
      owner.writeRule(kept ?? CompiledRule.of({ id, value, conditions: [], metadata: '{}' }));
    }
  }

  private own(row: JsonObject): PastSetting | undefined {
    const owner = this.settings.find(textOf(row.setting));
    if (owner) this.owners.set(Number(textOf(row.id)), owner);
    return owner;
  }

  private ownerOf(id: number): PastSetting | undefined {
    const known = this.owners.get(id);
    if (known) return known;
    const owner = this.settings.findOwner(id);
    if (owner) this.owners.set(id, owner);
    return owner;
  }
}

function takeBackFeatures(changes: readonly RowChange[], present: readonly StoredFeature[]): StoredFeature[] {
  const added = new Set(changes.map(({ after }) => textOf(after?.name)));
  const kept = present.filter(({ name }) => !added.has(name));
  const old = changes.flatMap(({ before }) => (before ? [featureOf(before)] : []));
  return [...kept, ...old].sort(byIndex);
}

function featureOf({ name, index }: JsonObject): StoredFeature {
  return { name: textOf(name), index: typeof index === 'number' ? index : null };
}

/** As the statements that read the list order it. */
function byIndex(a: StoredFeature, b: StoredFeature): number {
  const order = (a.index ?? Infinity) - (b.index ?? Infinity);
  return Number.isNaN(order) || order === 0 ? compareCodePoints(a.name, b.name) : order;
}
