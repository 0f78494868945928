import { execFile } from 'node:child_process';
import { chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@heksher/embedded-postgres';
import type { Certificate } from './certificates.js';
import { until } from './until.js';
import { migrate } from '../../migrations/migrate.js';

const run = promisify(execFile);

// The operating system keeps the writes of a killed process; only a power cut would lose them.
const FLAGS = ['fsync=off', 'max_connections=30', 'superuser_reserved_connections=0'];

/** A PostgreSQL server that a test may stop and kill. Its data outlives both. */
export class OwnPostgres {
  private server: EmbeddedPostgres | undefined;
  private port: number | undefined;

  private constructor(
    private readonly directory: string,
    private readonly settings: readonly string[],
  ) {}

  /** Starts a server with more settings, and a migrated database. */
  static async start(...settings: string[]): Promise<OwnPostgres> {
    const postgres = new OwnPostgres(await mkdtemp(join(tmpdir(), 'heksher-own-')), [...FLAGS, ...settings]);
    await postgres.start();
    await migrate(postgres.url);
    return postgres;
  }

  get url(): string {
    if (!this.server) throw new Error('the server does not run');
    return this.server.url;
  }

  /** Starts the server again, on the same port. */
  async start(): Promise<void> {
    const flags = this.settings.flatMap((setting) => ['-c', setting]);
    this.server = await startEmbeddedPostgres({ directory: this.directory, flags, port: this.port });
    this.port = this.server.port;
  }

  /** Stops the server as an administrator does: clients are disconnected, nothing is lost. */
  async stop(): Promise<void> {
    await this.server?.stop();
    this.server = undefined;
  }

  /** Kills the server with SIGKILL. */
  async kill(): Promise<void> {
    const lock = await readFile(join(this.data, 'postmaster.pid'), 'utf8');
    process.kill(Number(lock.split('\n')[0]), 'SIGKILL');
    await this.stop();
  }

  /**
   * Starts a standby that follows this server, which is stopped for a moment to be copied. It connects to the server of `from`,
   * which may be a proxy.
   */
  async startStandby(from: string = this.url): Promise<OwnPostgres> {
    const url = new URL(from);
    const primary = `host=127.0.0.1 port=${url.port} user=${url.username} password=${url.password}`;
    const standby = new OwnPostgres(await mkdtemp(join(tmpdir(), 'heksher-standby-')), [
      ...FLAGS,
      `primary_conninfo=${primary}`,
    ]);
    await this.stop();
    await mkdir(standby.directory, { recursive: true });
    await run('cp', ['-a', join(this.directory, 'cluster'), standby.directory]); // with the owners
    await standby.markAsStandby();
    await this.start();
    await standby.start();
    return standby;
  }

  /** From now on a commit is acknowledged only once a standby has it. */
  async commitOnStandbys(): Promise<void> {
    await this.sql("alter system set synchronous_standby_names = '*'");
    await this.sql('select pg_reload_conf()');
    const synchronous = "select from pg_stat_replication where sync_state = 'sync'";
    await until(async () => (await this.sql(synchronous)).length > 0, 'a synchronous standby');
  }

  /**
   * Offers TLS with a certificate from now on. The database `tls_only`, a copy of the migrated one, takes connections with
   * TLS only, and `plain_only` those without.
   */
  async offerTls({ certificate, key }: Certificate): Promise<void> {
    await this.sql(`create database tls_only template ${new URL(this.url).pathname.slice(1)}`);
    await this.sql('create database plain_only');
    await this.write('server.crt', certificate);
    await this.write('server.key', key);
    const open = await readFile(join(this.data, 'pg_hba.conf'), 'utf8');
    const rules = ['hostnossl tls_only', 'hostssl plain_only'].map((rule) => `${rule} all all reject`);
    await this.write('pg_hba.conf', [...rules, open].join('\n'));
    await this.sql('alter system set ssl = on');
    await this.sql('select pg_reload_conf()');
    await until(async () => (await this.sql<{ ssl: string }>('show ssl'))[0]?.ssl === 'on', 'TLS');
  }

  /** Makes a standby a primary. */
  async promote(): Promise<void> {
    await this.sql('select pg_promote()');
  }

  /** Runs a statement on a new connection. */
  async sql<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]> {
    const client = new pg.Client(this.url);
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** Takes every free connection. */
  async fill(): Promise<pg.Client[]> {
    const holders: pg.Client[] = [];
    for (;;) {
      const holder = new pg.Client(this.url);
      try {
        await holder.connect();
      } catch {
        return holders;
      }
      holders.push(holder.on('error', () => undefined));
    }
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.directory, { recursive: true, force: true });
  }

  private get data(): string {
    return join(this.directory, 'cluster', 'data');
  }

  private async markAsStandby(): Promise<void> {
    await this.write('standby.signal', '');
  }

  /** Writes a file into the data directory, owned by the directory's owner. */
  private async write(name: string, content: string): Promise<void> {
    const path = join(this.data, name);
    const { uid, gid } = await stat(this.data);
    await writeFile(path, content, { mode: 0o600 });
    await chown(path, uid, gid);
  }
}
