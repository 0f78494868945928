import { Heksher } from '../support/heksher.js';

export interface KnownSetting {
  name: string;
  type: string;
  default_value: unknown;
  version: string;
  configurable_features: string[];
  aliases: string[];
}

/** The names and ids in the service at one moment, from which requests are made that succeed. */
export interface World {
  features: string[];
  settings: KnownSetting[];
  rules: { id: number; setting: string; conditions: [string, string][] }[];
}

interface Queried {
  settings: Record<string, { rules: { rule_id: number; context_features: [string, string][] }[] }>;
}

/** Asks the service for its names and ids. */
export async function survey(url: string): Promise<World> {
  const heksher = new Heksher(url);
  const { context_features: features } = (await heksher.features()).body as { context_features: string[] };
  const { settings } = (await heksher.settings('?include_additional_data=true')).body as { settings: KnownSetting[] };
  const queried = (await heksher.query()).body as Queried;
  const rules = Object.entries(queried.settings).flatMap(([setting, held]) =>
    held.rules.map((rule) => ({ id: rule.rule_id, setting, conditions: rule.context_features })),
  );
  return { features, settings, rules };
}
