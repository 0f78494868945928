import { describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import type { Answer } from '../support/heksher.js';

/** A random history takes many requests. */
const PATIENCE_MS = 120_000;

const app = useApp();
const { heksher } = app;

const NAMES = ['a', 'b', 'c', 'd', 'e'];
const FEATURES = ['account', 'user', 'theme'];
const VALUES = [0, 1, 2, 30];

/** The same numbers for the same seed. */
class Dice {
  constructor(private state: number) {}

  roll(sides: number): number {
    this.state = (Math.imul(this.state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (this.state >>> 8) % sides;
  }

  pick<One>(list: readonly [One, ...One[]] | readonly One[]): One {
    return list[this.roll(list.length)] as One;
  }
}

/** What the API answers about a state. */
interface Dump {
  sequence: number;
  settings: string;
  rules: string;
}

const SETTINGS = '/api/v1/settings?include_additional_data=true';
const RULES = '/api/v1/query?include_metadata=true';

async function sequence(): Promise<number> {
  return ((await heksher.get('/api/v1/revision')).body as { sequence: number }).sequence;
}

async function dump(): Promise<Dump> {
  const [settings, rules] = await Promise.all([heksher.get(SETTINGS), heksher.get(RULES)]);
  return { sequence: await sequence(), settings: settings.text, rules: rules.text };
}

async function dumpAsOf(at: number, from = heksher): Promise<Dump> {
  const [settings, rules] = [await from.get(`${SETTINGS}&as_of=${at}`), await from.get(`${RULES}&as_of=${at}`)];
  return { sequence: at, settings: settings.text, rules: rules.text };
}

function withoutAliases({ settings, rules }: Dump): object {
  const listed = (JSON.parse(settings) as { settings: { aliases: string[] }[] }).settings;
  return { settings: listed.map((one) => ({ ...one, aliases: [] })), rules };
}

const featureValues = (dice: Dice) =>
  Object.fromEntries(FEATURES.filter(() => dice.roll(2) === 0).map((feature) => [feature, dice.pick(['jim', 'ann'])]));

/** Sends one request that changes something, unless it is refused. */
function request(dice: Dice): Promise<Answer> {
  const name = dice.pick(NAMES);
  const other = dice.pick(NAMES);
  const id = dice.roll(12) + 1;
  const rule = { setting: name, feature_values: featureValues(dice), value: dice.pick(VALUES) };
  const set = (...operations: object[]) => heksher.post('/api/v1/change_sets', { operations });
  switch (dice.roll(14)) {
    case 0:
      return heksher.declare({ name, type: 'int', default_value: 1, configurable_features: ['user', 'theme'] });
    case 1:
      return heksher.deleteSetting(name);
    case 2:
      return set({ op: 'setting.change', setting: name, name: other });
    case 3:
      return set({ op: 'setting.change', setting: name, type: dice.pick(['int', 'float', 'Enum[0,1,2,30]']) });
    case 4:
      return heksher.addAlias(name, other);
    case 5:
      return heksher.removeAlias(name, other);
    case 6:
      return set({ op: 'rule.change', rule_id: id, new_feature_values: featureValues(dice) });
    case 7:
      return set({ op: 'rule.delete', rule_id: id }, { op: 'rule.set', ...rule });
    case 8:
      return set({ op: 'setting.change', setting: name, metadata: { [other]: id }, default_value: 2 });
    case 9:
      return heksher.put(`/api/v1/rules/${id}/metadata/by`, { value: [id, null] });
    case 10:
      return heksher.moveFeature(dice.pick(FEATURES), { to_after: dice.pick(FEATURES) });
    case 11:
      return set({ op: 'setting.change', setting: name, configurable_features: ['theme', 'user', 'account'] });
    default:
      return set({ op: 'rule.set', ...rule });
  }
}

/** What another program may do. What the database refuses changes nothing. */
async function foreignWrite(dice: Dice): Promise<void> {
  const name = dice.pick(NAMES);
  const id = dice.roll(12) + 1;
  const free = NAMES.map(
    (one) => `not exists (select from settings where name = '${one}')
    and not exists (select from setting_aliases where alias = '${one}')`,
  );
  const at = dice.roll(NAMES.length);
  const rename = `update settings set name = '${NAMES[at]}' where name = '${name}' and ${free[at]}`;
  const statements = [
    `update rules set value = '${dice.pick(VALUES)}' where id = ${id}`,
    `delete from rules where id = ${id}`,
    `delete from settings where name = '${name}'`,
    rename,
    `begin; ${rename}; update rules set value = '2' where id = ${id}; update settings set default_value = '2'; commit`,
    `update settings set type = 'float', version = '3.0' where name = '${name}'`,
    `insert into setting_metadata select name, 'by_sql', '{"n": 1.50}' from settings on conflict do nothing`,
    `delete from setting_metadata`,
    `insert into rule_metadata select id, 'sql', 'null' from rules where id < ${id} on conflict do nothing`,
    `update conditions set feature_value = 'sql${id}' where rule = ${id}`,
    `delete from configurable where setting = '${name}' and context_feature = 'theme'`,
    `begin; insert into rules (setting, value) select name, '30' from settings where name = '${name}';
     insert into conditions select max(id), 'user', 'sql${id}' from rules; commit`,
    `update context_features set index = 2 - index`,
  ];
  await app.database.sql(dice.pick(statements)).catch(() => app.database.sql('rollback'));
}

/** Makes a random history, and a dump of every state. */
async function makeHistory(dice: Dice, steps: number): Promise<Dump[]> {
  for (const feature of FEATURES) await heksher.addFeature(feature);
  await app.database.sql('delete from settings');
  const dumps = [await dump()];
  for (let step = 0; step < steps; step++) {
    if (dice.roll(4) === 0) await foreignWrite(dice);
    else await request(dice);
    const now = await dump();
    if (now.sequence !== dumps.at(-1)?.sequence) dumps.push(now);
  }
  return dumps;
}

describe.each([1, 2])('in the random history %i', (seed) => {
  test(
    `every state is rebuilt from the log, and can be restored (${seed})`,
    async () => {
      const dice = new Dice(seed * 7919);

      const dumps = await makeHistory(dice, 90);

      expect(dumps.length).toBeGreaterThan(15);
      for (const one of dumps) expect(await dumpAsOf(one.sequence)).toEqual(one);
      for (let times = 0; times < 8; times++) {
        const one = dice.pick(dumps);
        const answer = await heksher.post('/api/v1/restore', {
          to: one.sequence,
          with_context_features: true,
          dry_run: false,
        });
        expect({ status: answer.status, text: answer.status === 200 ? '' : answer.text }).toEqual({
          status: 200,
          text: '',
        });
        expect(withoutAliases(await dump())).toEqual(withoutAliases(one));
      }
      for (const one of dumps) expect(await dumpAsOf(one.sequence)).toEqual(one);
    },
    PATIENCE_MS,
  );

  test(
    `every state is read while others write (${seed})`,
    async () => {
      const dice = new Dice(seed * 15_485_863);
      const dumps = await makeHistory(dice, 40);
      const reader = await app.replica();
      const end = await sequence();
      let isOver = false;
      const write = async () => {
        while (!isOver) await (dice.roll(2) === 0 ? foreignWrite(dice) : request(dice));
      };

      const writing = Promise.all([write(), write()]);
      const read: Dump[] = [];
      for (const one of dumps) {
        const [own, others] = [await dumpAsOf(one.sequence), await dumpAsOf(one.sequence, reader)];
        read.push(own);
        expect(others).toEqual(own);
      }
      isOver = true;
      await writing;

      expect(read).toEqual(dumps);
      expect(await sequence()).toBeGreaterThan(end);
    },
    PATIENCE_MS,
  );

  test(
    `every change is undone in any order, or what is in the way is named (${seed})`,
    async () => {
      const dice = new Dice(seed * 104_729);
      const dumps = await makeHistory(dice, 60);
      const [first] = dumps;
      const changes = dumps.slice(1).map((one) => one.sequence);
      let undone = 0;

      while (changes.length > 0) {
        const [change = 0] = changes.splice(dice.roll(changes.length), 1);
        const answer = await heksher.post(`/api/v1/changes/${change}/undo`, {});
        expect([200, 409]).toContain(answer.status);
        if (answer.status === 200) undone++;
        else expect((answer.body as { conflicts: unknown[] }).conflicts).not.toEqual([]);
      }

      expect(undone).toBeGreaterThan(0);
      expect(await dumpAsOf(first?.sequence ?? 0)).toEqual(first);
      for (const one of dumps) expect(await dumpAsOf(one.sequence)).toEqual(one);
    },
    PATIENCE_MS,
  );
});
