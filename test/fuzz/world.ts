import { Heksher } from '../support/heksher.js';

export interface KnownSetting {
  name: string;
  type: string;
  default_value: unknown;
  version: string;
  configurable_features: string[];
  aliases: string[];
}

/** The names and ids in the service at one moment. Valid requests use them. */
export interface World {
  features: string[];
  settings: KnownSetting[];
  rules: { id: number; setting: string; conditions: [string, string][] }[];
  /** The ids of the access tokens. */
  tokens: string[];
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
  const { tokens } = (await heksher.get('/api/v1/tokens')).body as { tokens: { id: string }[] };
  return { features, settings, rules, tokens: tokens.map(({ id }) => id) };
}
