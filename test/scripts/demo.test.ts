/** Tests the settings that `npm start -- --demo` begins with. */
import { expect, jest, test } from '@jest/globals';
import { seedDemo } from '../../scripts/demo/seed-demo.mjs';
import { startApp, type TestApp } from '../support/app.js';
import { createDatabase } from '../support/postgres.js';
import { Program } from '../support/service-process.js';

jest.setTimeout(60_000); // starting a process is slow while others start

/** As `npm start -- --demo` does after its preparations. */
const START = `const { address } = await import('./dist/apps/heksher/src/main.js');
  const { showDemo } = await import('./scripts/demo/show-demo.mjs');
  await showDemo(address, process.env);`;

const startDemo = (url: string) =>
  new Program([process.execPath, '--input-type=module', '--eval', START], {
    env: { HEKSHER_DB_CONNECTION_STRING: url, HEKSHER_PORT: '0' },
  });

async function withApp(overrides: Parameters<typeof startApp>[0], work: (app: TestApp) => Promise<void>) {
  const app = await startApp(overrides);
  try {
    await work(app);
  } finally {
    await app.stop();
  }
}

test('the demo has settings of every type, rules with notes, and a history', async () => {
  await withApp({}, async ({ heksher }) => {
    expect(await seedDemo(heksher.url)).toBe(true);

    const settings = (await heksher.get('/api/v1/settings?include_additional_data=true')).body as {
      settings: { name: string; type: string; aliases: string[]; metadata: { team?: string } }[];
    };
    const kinds = new Set(settings.settings.map(({ type }) => /^\w+/.exec(type)?.[0]));
    expect([...kinds].sort()).toEqual(['Enum', 'Flags', 'Mapping', 'Sequence', 'bool', 'float', 'int', 'str']);
    expect(settings.settings.length).toBeGreaterThan(40);
    expect(settings.settings.every(({ metadata }) => metadata.team !== undefined)).toBe(true);
    expect(settings.settings.some(({ aliases }) => aliases.length > 0)).toBe(true);
    const rules = (await heksher.get('/api/v1/rules?limit=1')).body as { total: number };
    expect(rules.total).toBeGreaterThan(150);
    const quota = await heksher.get('/api/v1/settings/accounts.api.daily_quota/rules');
    expect(quota.text).toContain('9007199254740993');
    const free = await heksher.get('/api/v1/settings/shipping.free_from');
    expect(free.text).toContain('"default_value":49.0');
    const { changes } = (await heksher.get('/api/v1/changes?limit=1000')).body as {
      changes: { origin: string; actor: string | null; note: string | null; undoes: number | null }[];
    };
    const unexplained = changes.filter(({ actor, note }) => actor === null || note === null);
    expect(unexplained.filter(({ origin }) => origin !== 'migration')).toEqual([]);
    expect(changes.filter(({ undoes }) => undoes !== null)).toHaveLength(1);
    const shown = await heksher.get('/api/v1/settings/catalog.currency/rules');
    expect(shown.text).toContain('"redundant":true');
  });
});

test('the demo comes once, also where changes need a note, an entity tag and a role', async () => {
  const adminToken = 'a'.repeat(32);
  const access = {
    adminToken,
    anonymousRole: 'none',
    metricsRole: 'none',
    roleGroups: undefined,
    signIn: undefined,
    session: { secrets: undefined, hours: 8 },
  } as const;
  await withApp({ access, isNoteRequired: true, isIfMatchRequired: true }, async ({ heksher }) => {
    const revision = async () =>
      (await heksher.send('GET', '/api/v1/revision', undefined, { Authorization: `Bearer ${adminToken}` })).text;

    expect(await seedDemo(heksher.url, { token: adminToken })).toBe(true);
    const first = await revision();
    expect(await seedDemo(heksher.url, { token: adminToken })).toBe(false);

    expect(await revision()).toBe(first);
    await expect(seedDemo(heksher.url)).rejects.toThrow('401');
  });
});

test('the demo leaves settings of others alone', async () => {
  await withApp({}, async ({ heksher, given }) => {
    await given.setting();

    await expect(seedDemo(heksher.url)).rejects.toThrow('the demo needs an empty database');
    expect((await heksher.get('/api/v1/rules?limit=1')).body).toMatchObject({ total: 0 });
  });
});

test('the started demo says where it is, and starts again as it was left', async () => {
  const database = await createDatabase();
  const output = [];
  for (let starts = 0; starts < 2; starts++) {
    const program = startDemo(database.url);
    await program.wrote('The demo is at');
    await program.stop();
    output.push((await program.ended).stdout);
  }
  await database.drop();

  expect(output[0]).toMatch(/^The demo is at http:\/\/127\.0\.0\.1:\d+\/ui\/$/m);
  expect(output[1]).toMatch(/^The demo is at http:\/\/127\.0\.0\.1:\d+\/ui\/, as you left it$/m);
});

test('a demo on the database of others is refused, and the process ends', async () => {
  const database = await createDatabase();
  await database.sql(`insert into context_features (name, index) values ('user', 0)`);

  const { code, stderr } = await startDemo(database.url).ended;
  await database.drop();

  expect(code).toBe(1);
  expect(stderr).toMatch(/^No demo: the demo needs an empty database/m);
});
