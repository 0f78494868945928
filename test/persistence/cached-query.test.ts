import { beforeAll, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import type { Heksher } from '../support/heksher.js';

const FEATURES = ['a', 'b', 'c'];
const VALUES = ['1', '2', '3'];
const SETTINGS = ['s0', 's1', 's2', 's3'];
const STEPS = 250;

// The cache is so small that settings are evicted.
const app = useApp({ logLevel: 'info', cacheMemory: { bytes: 24 * 1024, origin: 'HEKSHER_CACHE_MB' } });
let replicas: Heksher[];

beforeAll(async () => {
  replicas = [app.heksher, await app.replica()];
  await app.given.features(...FEATURES);
});

/** Numbers that look random and are the same in every run. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** The expected answer to a query, by plain SQL over the tables. */
async function expected(settings: string[], filters: Map<string, string[] | '*'> | undefined): Promise<unknown> {
  const rows = await app.database.sql<{ name: string; default_value: string; rules: RuleRow[] }>(
    `select s.name, s.default_value, (
       select coalesce(json_agg(json_build_object('id', r.id, 'value', r.value, 'conditions', (
         select coalesce(json_agg(json_build_array(c.context_feature, c.feature_value) order by f.index), '[]')
         from conditions c join context_features f on f.name = c.context_feature where c.rule = r.id
       )) order by r.id), '[]') from rules r where r.setting = s.name
     ) as rules
     from settings s where s.name = any ($1) order by s.name collate "C"`,
    [settings],
  );
  const passes = ({ conditions }: RuleRow) =>
    !filters || conditions.every(([name, value]) => filters.get(name) === '*' || filters.get(name)?.includes(value));
  return {
    settings: Object.fromEntries(
      rows.map(({ name, default_value, rules }) => [
        name,
        {
          rules: rules.filter(passes).map(({ id, value, conditions }) => ({
            value: JSON.parse(value),
            context_features: conditions,
            rule_id: id,
          })),
          default_value: JSON.parse(default_value),
        },
      ]),
    ),
  };
}

interface RuleRow {
  id: number;
  value: string;
  conditions: [string, string][];
}

test('after every change a query answers what plain SQL finds', async () => {
  const random = generator(20);
  const pick = <Item>(items: readonly Item[]) => items[random(items.length)] as Item;
  const change = async (heksher: Heksher): Promise<unknown> => {
    const setting = pick(SETTINGS);
    const [ids] = [await app.database.sql<{ id: number }>('select id from rules')];
    const rule = ids.length > 0 ? pick(ids).id : 1;
    switch (random(9)) {
      case 0:
        return heksher.declare({
          name: setting,
          configurable_features: FEATURES,
          type: 'int',
          default_value: random(9),
        });
      case 1:
      case 2:
      case 3: {
        const named = FEATURES.filter(() => random(2) === 0);
        const feature_values = Object.fromEntries(named.map((name) => [name, pick(VALUES)]));
        return heksher.addRule({ setting, feature_values, value: random(1000) });
      }
      case 4:
        return heksher.setRuleValue(rule, random(1000));
      case 5:
        return random(2) === 0 ? heksher.deleteRule(rule) : heksher.deleteSetting(setting);
      case 6:
        return heksher.moveFeature(pick(FEATURES), { to_after: pick(FEATURES) });
      case 7:
        return app.database.sql('update settings set default_value = $1 where name = $2', [
          String(random(99)),
          setting,
        ]);
      default: {
        const version = `1.${Date.now() % 1e9}`;
        return heksher.put(`/api/v1/settings/${setting}/metadata`, { metadata: { at: random(9) }, version });
      }
    }
  };

  for (let step = 0; step < STEPS; step++) {
    await change(pick(replicas));
    const stored = (await app.database.sql<{ name: string }>('select name from settings')).map(({ name }) => name);
    const settings = stored.filter(() => random(3) > 0);
    const filters =
      random(4) === 0
        ? undefined
        : new Map(
            FEATURES.filter(() => random(3) > 0).map((name) => [
              name,
              random(3) === 0 ? ('*' as const) : VALUES.filter((_, at) => at === 0 || random(2) === 0),
            ]),
          );
    const written = [...(filters ?? [])].map(([name, values]) => `${name}:${values === '*' ? '*' : `(${values})`}`);

    const answer = await pick(replicas).query({
      settings: settings.join(),
      context_filters: filters ? written.join() : '*',
    });

    expect({ step, body: answer.body }).toEqual({ step, body: await expected(settings, filters) });
  }
});
