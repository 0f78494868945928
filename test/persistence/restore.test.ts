import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { migrate } from '../../migrations/migrate.js';
import { serve } from '../support/app.js';
import { DEBIAN_POSTGRES, startDebianPostgres, type DebianPostgres } from '../support/debian-postgres.js';
import { Given } from '../support/given.js';
import { Heksher } from '../support/heksher.js';
import { connect } from '../support/connections.js';
import { ROOT, blocksOf, readPage, under } from '../support/markdown.js';
import { withOptions } from '../support/postgres.js';

const run = promisify(execFile);
const page = readPage('docs/backup-and-restore.md');

(DEBIAN_POSTGRES ? describe : describe.skip)('the commands of docs/backup-and-restore.md', () => {
  let server: DebianPostgres;
  let directory: string;
  /** The database that was backed up: a service has filled it, and changed it since. */
  let from: string;
  let everything: string;
  beforeAll(async () => {
    server = await startDebianPostgres(DEBIAN_POSTGRES ?? '');
    directory = await mkdtemp(join(tmpdir(), 'heksher-restore-'));
    from = await createDatabase('origin');
    await migrate(from);
    everything = await withService(from, async (heksher) => {
      const given = new Given(heksher);
      const { name, configurable_features } = await given.setting({ type: 'int', default_value: 50 });
      const feature_values = { [configurable_features[0] ?? '']: 'guest' };
      await given.rule({ setting: name, feature_values, value: 10 });
      await heksher.addAlias(name, 'an-alias');
      return (await heksher.query()).text;
    });
    await follow('## The whole database', { from, to: await createDatabase('first') });
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    await rm(directory, { recursive: true });
  });

  async function sql<Row extends object>(url: string, text: string): Promise<Row[]> {
    const client = await connect(url);
    try {
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  }

  async function createDatabase(name: string, owner = 'postgres'): Promise<string> {
    await sql(`${server.url}/postgres`, `create database ${name} owner ${owner}`);
    return `${server.url.replace('postgres@', `${owner}@`)}/${name}`;
  }

  async function withService<Result>(url: string, use: (heksher: Heksher) => Promise<Result>): Promise<Result> {
    const service = await serve(url);
    try {
      return await use(new Heksher(service.url));
    } finally {
      await service.close();
    }
  }

  /** Runs the commands under a heading, with the backup in the working directory, and returns their output. */
  async function follow(heading: string, databases: { from?: string; to: string }): Promise<string> {
    const [commands] = blocksOf(under(page, heading));
    const script = (commands?.text ?? '').replaceAll('npm run', `npm run --silent --prefix '${ROOT}'`);
    const env = {
      ...process.env,
      PATH: `${DEBIAN_POSTGRES}:${process.env['PATH']}`,
      FROM: databases.from ?? from,
      TO: databases.to,
    };
    const { stdout } = await run('bash', ['-o', 'pipefail', '-ec', script], { cwd: directory, env, timeout: 60_000 });
    return stdout;
  }

  const queryOf = (url: string) => withService(url, async (heksher) => (await heksher.query()).text);

  /** Checks that writes work: each is in the log, and rules get new ids. */
  async function assertWritable(url: string): Promise<void> {
    await withService(url, async (heksher) => {
      const given = new Given(heksher);
      const { name, configurable_features } = await given.setting();
      await given.rule({ setting: name, feature_values: { [configurable_features[0] ?? '']: 'x' }, value: 1 });
      const page = (await heksher.get(`/api/v1/changes?setting=${name}`)).body as { changes: { action: string }[] };
      expect(page.changes.map(({ action }) => action).slice(-2)).toEqual(['setting.created', 'rule.created']);
    });
  }

  test('the commands of docs/backup-and-restore.md restore the whole database, under a running service', async () => {
    const to = await createDatabase('whole');
    await migrate(to);

    const after = await withService(to, async (heksher) => {
      await new Given(heksher).setting({ name: 'lost_by_the_restore' });
      await follow('## The whole database', { to });
      return heksher.query();
    });

    expect(after.text).toBe(everything);
    await assertWritable(to);
  });

  test('the commands of docs/backup-and-restore.md load data only into a new database', async () => {
    const to = await createDatabase('data');
    await migrate(to);

    const printed = await follow('## The data only', { to });

    expect(printed).toContain('the head lagged behind the change log and was moved on');
    expect(await queryOf(to)).toBe(everything);
    await assertWritable(to);
  });

  test('the commands of docs/backup-and-restore.md bring back the rules only', async () => {
    const to = await createDatabase('tables');
    await follow('## The whole database', { to });
    await sql(to, "update rules set value = '11'");

    await follow('## Some tables only', { to });

    expect(await queryOf(to)).toBe(everything);
    await assertWritable(to);
  });

  test('the commands of docs/backup-and-restore.md restore into another schema', async () => {
    const to = await createDatabase('elsewhere');

    await follow('## Into another schema', { to });

    const url = withOptions(to, '-c search_path=heksher');
    expect(await queryOf(url)).toBe(everything);
    await assertWritable(url);
  });

  test('the commands of docs/backup-and-restore.md restore as another owner', async () => {
    await sql(`${server.url}/postgres`, 'create role keeper login');
    const to = await createDatabase('owned', 'keeper');

    await follow('## As another owner', { to });

    const owners = await sql(to, "select distinct tableowner as owner from pg_tables where schemaname = 'public'");
    expect(owners).toEqual([{ owner: 'keeper' }]);
    expect(await queryOf(to)).toBe(everything);
    await assertWritable(to);
  });
});
