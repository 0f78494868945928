/** The number of settings, and of rules in each. */
export const SIZES = {
  S: { settings: 100, rules: 10 },
  M: { settings: 1000, rules: 10 },
  L: { settings: 1000, rules: 100 },
  XL: { settings: 10_000, rules: 100 },
} as const;

export type Size = keyof typeof SIZES;

export const FEATURES = ['environment', 'account', 'user', 'theme', 'region'];

/** The features of a setting's rules, in turn: four combinations, because real services have few. */
export const SIGNATURES = [['account'], ['user', 'theme'], ['environment', 'account'], ['theme']];

const CONNECTIONS = 16;

export const settingName = (index: number): string => `service_${index % 20}.setting_${index}`;

export function declaration(index: number): object {
  return {
    name: settingName(index),
    configurable_features: FEATURES,
    type: 'int',
    default_value: index,
    metadata: { owner: `team_${index % 20}` },
    alias: null,
    version: '1.0',
  };
}

function rule(setting: number, index: number): object {
  const features = SIGNATURES[index % SIGNATURES.length] ?? [];
  return {
    setting: settingName(setting),
    feature_values: Object.fromEntries(features.map((feature) => [feature, `${feature}_${index}`])),
    value: index,
    metadata: { added_by: 'bench' },
  };
}

/** Fills an empty service through its API. */
export async function seed(url: string, size: Size): Promise<void> {
  const { settings, rules } = SIZES[size];
  for (const feature of FEATURES) await post(`${url}/api/v1/context_features`, { context_feature: feature });
  await inParallel(settings, (index) => post(`${url}/api/v1/settings/declare`, declaration(index)));
  await inParallel(settings * rules, (at) =>
    post(`${url}/api/v1/rules`, rule(at % settings, Math.floor(at / settings))),
  );
}

async function inParallel(count: number, run: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < count) await run(next++);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
}

async function post(url: string, body: object): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`seeding: ${response.status} ${text}`);
}
