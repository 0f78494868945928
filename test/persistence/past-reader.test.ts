import 'reflect-metadata';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Database, PastReader, RulesetCache, dataSourceOptions, readState } from '@heksher/persistence';
import { DataSource } from 'typeorm';
import { useApp } from '../support/app.js';

const app = useApp();
const { heksher, given } = app;

let database: Database;
let rulesets: RulesetCache;
let past: PastReader;
beforeAll(async () => {
  database = new Database(await new DataSource(dataSourceOptions({ connectionString: app.database.url })).initialize());
  rulesets = new RulesetCache(database, 1024 * 1024);
  past = new PastReader(database, rulesets);
});
afterAll(async () => {
  rulesets.close();
  await database.close();
});

let writes = 0;
/** Writes as another program: a value, a name, the order of the context features, or another setting, in turn. */
function writeElsewhere(): Promise<unknown> {
  const kinds = [
    `update rules set value = '${writes + 100}'`,
    `update settings set name = 'limit_${writes}' where name like 'limit%'`,
    'update context_features set index = 1 - index',
    `insert into settings (name, type, default_value, version) values ('other_${writes}', 'int', '0', '1.0')`,
  ];
  return app.database.sql(kinds[writes++ % kinds.length] ?? '');
}

/** Lets others write whenever a snapshot is asked for, and again after its first statement. */
function overtake(): void {
  const { snapshots } = database;
  const read = snapshots.read.bind(snapshots);
  snapshots.read = async (work, options) => {
    await writeElsewhere();
    return read(async (access) => {
      const { history } = access;
      const loadHead = history.loadHead.bind(history);
      history.loadHead = async () => {
        const head = await loadHead();
        await writeElsewhere();
        return head;
      };
      return work(access);
    }, options);
  };
}

/** A state as text, to be compared. */
async function stateAt(sequence: bigint, names: readonly string[] | undefined): Promise<string> {
  const { settings, unknown, features } = await past.read(names, { sequence });
  const read = settings.map(({ setting, ruleset }) => {
    const rules = ruleset.rules.map(({ id, value, conditions }) => ({ id, value, conditions }));
    return { setting, rules };
  });
  return JSON.stringify({ read, unknown, features, list: (await past.readList({ sequence })).list.settings });
}

test('an earlier state is exact although others write between all steps of reading it', async () => {
  const features = await given.features('user', 'theme');
  await given.setting({ name: 'limit', configurable_features: features });
  const id = await given.rule({ setting: 'limit', feature_values: { user: 'jim' }, value: 1 });
  const sequences: bigint[] = [];
  for (const value of [2, 3, 4]) {
    const answer = await heksher.setRuleValue(id, value);
    sequences.push(BigInt(answer.headers.get('heksher-sequence') ?? 0));
  }
  const asked = sequences.flatMap((sequence) =>
    [['limit', 'nothing'], undefined].map((names) => ({ sequence, names })),
  );
  const then: string[] = [];
  for (const { sequence, names } of asked) then.push(await stateAt(sequence, names));
  overtake();

  for (let times = 0; times < 4; times++) {
    const now: string[] = [];
    for (const { sequence, names } of asked) now.push(await stateAt(sequence, names));

    expect(now).toEqual(then);
  }

  expect(then.map((text) => /"value":"(\d)"/.exec(text)?.[1])).toEqual(['2', '2', '3', '3', '4', '4']);
  expect(writes).toBe(4 * asked.length * 4);
});

test('a reading that the cache has left is read again in one snapshot, whatever others write', async () => {
  const { name, configurable_features } = await given.setting();
  const before = BigInt((await app.database.sql<{ seq: string }>('select seq from revision_head'))[0]?.seq ?? 0);
  const read = rulesets.readOrStale.bind(rulesets);
  rulesets.readOrStale = async (...args) => {
    const reading = await read(...args);
    await writeElsewhere();
    await rulesets.synchronized();
    return reading;
  };

  const { reading, sequence, features } = await readState({ rulesets, database }, undefined);

  expect(BigInt(sequence ?? 0)).toBeGreaterThanOrEqual(before + 4n); // the cache has left four readings
  expect(reading.settings.map(({ setting }) => setting.name)).toContain(name);
  expect(features).toEqual(expect.arrayContaining(configurable_features));
});
