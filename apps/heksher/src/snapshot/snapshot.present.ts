import { filterRules, printSettingType, printVersion, type CompiledRule, type ContextFilters } from '@heksher/domain';
import type { LoadedSetting } from '@heksher/persistence';
import type { LongText } from '../answers/long-text.js';
import { printRules, printSettings } from '../answers/print-settings.js';
import type { Snapshot } from './snapshot.service.js';

/** A snapshot with those rules that pass the filters, as JSON text of a `SnapshotAnswer`. */
export function printSnapshot({ sequence, features, settings }: Snapshot, filters: ContextFilters): LongText {
  const start = `{"sequence":${sequence ?? 'null'},"context_features":${JSON.stringify(features)},`;
  return printSettings(start, settings, (one) => printSetting(one, filters));
}

function* printSetting({ setting, ruleset }: LoadedSetting, filters: ContextFilters): Generator<string> {
  const head = JSON.stringify({
    name: setting.name,
    aliases: setting.aliases,
    type: printSettingType(setting.type),
    version: printVersion(setting.version),
    configurable_features: setting.configurableFeatures,
  });
  yield `${head.slice(0, -1)},"default_value":${ruleset.defaultValue},"rules":[`;
  yield* printRules(filterRules(ruleset, filters), printRule);
  yield ']}';
}

function printRule({ id, conditions, value }: CompiledRule): string {
  const members = conditions.map((one) => `${JSON.stringify(one.feature)}:${JSON.stringify(one.value)}`);
  return `[${id},{${members.join(',')}},${value}]`;
}
