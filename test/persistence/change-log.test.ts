import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import { useApp } from '../support/app.js';
import { connect } from '../support/connections.js';
import type { Heksher } from '../support/heksher.js';

const app = useApp();
let replicas: Heksher[];
let programs: pg.Client[];

beforeAll(async () => {
  replicas = [app.heksher, await app.replica()];
  programs = await Promise.all([connect(app.database.url), connect(app.database.url)]);
  for (const program of programs) app.onStop(() => program.end());
  await app.given.features('user', 'theme');
});

interface Change {
  seq: string;
  id: string;
  parent: string | null;
  action: string;
}

const readChanges = () => app.database.sql<Change>('select seq, id, parent, action from changes order by seq');
const readHead = async () => (await app.database.sql('select seq, id, parent from revision_head'))[0];

/** Expects each change to follow the one before, without a gap, up to the head. */
async function expectChain(changes: readonly Change[]): Promise<void> {
  for (const [at, { seq, parent }] of changes.entries()) {
    if (at === 0) continue;
    expect({ seq, parent }).toEqual({ seq: String(Number(changes[at - 1]?.seq) + 1), parent: changes[at - 1]?.id });
  }
  expect(new Set(changes.map(({ id }) => id)).size).toBe(changes.length);
  expect(await readHead()).toMatchObject({ seq: changes.at(-1)?.seq, id: changes.at(-1)?.id });
}

describe('the log of concurrent writers', () => {
  test('the log of concurrent writers is one unbroken chain up to the head, with each of their changes once', async () => {
    await app.given.setting({ name: 'busy', configurable_features: ['user'] });
    const rounds = 25;
    const start = Number((await readHead())?.seq);

    const own = replicas.map(async (heksher, at) => {
      for (let i = 0; i < rounds; i++) {
        const { status } = await heksher.addRule({
          setting: 'busy',
          feature_values: { user: `own_${at}_${i}` },
          value: i,
        });
        expect(status).toBe(201);
      }
    });
    const foreign = programs.map(async (program, at) => {
      for (let i = 0; i < rounds; i++) {
        await program.query(`
          begin;
          savepoint s; update settings set default_value = '${i}'; ${i % 3 === 0 ? 'rollback to s' : 'release s'};
          insert into setting_metadata values ('busy', 'k_${at}_${i}', '1');
          ${i % 5 === 4 ? 'rollback' : 'commit'};
        `);
      }
    });
    await Promise.all([...own, ...foreign]);

    const changes = await readChanges();
    const recent = changes.filter(({ seq }) => Number(seq) > start).map(({ action }) => action);
    await expectChain(changes);
    expect(recent.filter((action) => action === 'rule.created')).toHaveLength(2 * rounds);
    expect(recent.filter((action) => action === 'external')).toHaveLength(2 * rounds * 0.8);
    expect(recent).toHaveLength(2 * rounds * 1.8);
  });

  test('the log of concurrent writers lets every reader see the newest state', async () => {
    await app.given.setting({ name: 'counted', configurable_features: ['user'] });

    for (let value = 1; value <= 20; value++) {
      await programs[value % 2]?.query("update settings set default_value = $1 where name = 'counted'", [`${value}`]);

      for (const heksher of replicas) {
        expect((await heksher.setting('counted')).body).toMatchObject({ default_value: value });
      }
    }
  });
});

describe('a lost head', () => {
  let before: Change[];
  beforeEach(async () => {
    await app.given.feature();
    before = await readChanges();
    await app.database.sql('delete from revision_head');
  });
  afterEach(() => app.database.sql('delete from changes; delete from revision_head'));

  test.each([
    ['another program', async () => void (await app.database.sql('update context_features set index = index'))],
    ['the service', async () => void (await app.given.feature())],
  ])('a lost head is made anew by the next write of %s: a new chain, whose numbers go on', async (_, write) => {
    await write();

    const changes = await readChanges();
    const last = changes.at(-1);
    expect(changes.slice(0, -1)).toEqual(before);
    expect(Number(last?.seq)).toBe(Number(before.at(-1)?.seq) + 1);
    expect(before.map(({ id }) => id)).not.toContain(last?.parent);
    expect(await readHead()).toMatchObject({ seq: last?.seq, id: last?.id });
  });

  test('a lost head is created again exactly once when several clients write at once', async () => {
    const names = Array.from({ length: 8 }, (_, i) => `mended_${i}`);

    const answers = await Promise.all([
      ...names.map((name, i) => (replicas[i % 2] as Heksher).addFeature(name)),
      ...programs.map((program) => program.query('update settings set version = version')),
    ]);

    const changes = (await readChanges()).slice(before.length);
    expect(answers.slice(0, names.length)).toEqual(names.map(() => expect.objectContaining({ status: 204 })));
    expect(changes).toHaveLength(names.length + programs.length);
    expect(Number(changes[0]?.seq)).toBe(Number(before.at(-1)?.seq) + 1);
    await expectChain(changes);
    expect(await app.database.sql('select from revision_head')).toHaveLength(1);
  });
});
