import { filterRules, printSettingType, printVersion, type CompiledRule, type ContextFilters } from '@heksher/domain';
import type { LoadedSetting } from '@heksher/persistence';
import type { Snapshot } from './snapshot.service.js';

/** A snapshot with those rules that pass the filters, as JSON text of a `SnapshotAnswer`. */
export function printSnapshot({ sequence, features, settings }: Snapshot, filters: ContextFilters): string {
  const members = settings.map(([name, one]) => `${JSON.stringify(name)}:${printSetting(one, filters)}`);
  const head = `"sequence":${sequence ?? 'null'},"context_features":${JSON.stringify(features)}`;
  return `{${head},"settings":{${members.join(',')}}}`;
}

function printSetting({ setting, ruleset }: LoadedSetting, filters: ContextFilters): string {
  const head = JSON.stringify({
    name: setting.name,
    aliases: setting.aliases,
    type: printSettingType(setting.type),
    version: printVersion(setting.version),
    configurable_features: setting.configurableFeatures,
  });
  const rules = filterRules(ruleset, filters).map(printRule);
  return `${head.slice(0, -1)},"default_value":${ruleset.defaultValue},"rules":[${rules.join(',')}]}`;
}

function printRule({ id, conditions, value }: CompiledRule): string {
  const members = conditions.map((one) => `${JSON.stringify(one.feature)}:${JSON.stringify(one.value)}`);
  return `[${id},{${members.join(',')}},${value}]`;
}
