import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Database, Deadline, dataSourceOptions } from '@heksher/persistence';
import { DataSource } from 'typeorm';
import { makeCertificate } from '../support/certificates.js';
import { freePort } from '../support/free-port.js';
import { OwnPostgres } from '../support/own-postgres.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

let directory: string;
let primary: OwnPostgres;
let standby: OwnPostgres;
/** Accepts connections and sends nothing. */
let silent: TcpProxy;
/** A port that refuses connections. */
let closed: number;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heksher-choice-'));
  primary = await OwnPostgres.start('unix_socket_directories=/tmp');
  standby = await primary.startStandby();
  silent = await TcpProxy.to(primary.url);
  silent.hang();
  closed = await freePort();
}, 120_000);
afterAll(async () => {
  await standby.remove();
  await primary.remove();
  await silent.close();
  await rm(directory, { recursive: true });
});

const portOf = ({ url }: { url: string }) => Number(new URL(url).port);

/** The connection string of ports of this machine. */
function urlOf(ports: readonly number[], parameters = ''): string {
  const { username, password } = new URL(primary.url);
  const hosts = ports.map((port) => `127.0.0.1:${port}`).join();
  return `postgresql://${username}:${password}@${hosts}/postgres${parameters}`;
}

/** Runs work on the database of a connection string, as a service would. */
async function using<Result>(url: string, work: (dataSource: DataSource, database: Database) => Promise<Result>) {
  const dataSource = await new DataSource(dataSourceOptions({ connectionString: url })).initialize();
  try {
    return await work(dataSource, new Database(dataSource));
  } finally {
    await dataSource.destroy();
  }
}

/** The port of the server that a connection string leads to. */
const chosen = (url: string) =>
  using(url, async (source) => {
    const [row] = await source.query<{ port: string }[]>("select current_setting('port') as port");
    return Number(row?.port);
  });

/** Why no connection could be opened. */
const refusal = (url: string) => using(url, async () => undefined).then(() => 'connected', String);

describe('several hosts', () => {
  test('several hosts are tried in order, and the first suitable one is taken', async () => {
    const [first, second] = [portOf(primary), portOf(standby)];

    expect(await chosen(urlOf([first, second]))).toBe(first);
    expect(await chosen(urlOf([second, first]))).toBe(second);
    expect(await chosen(urlOf([closed, second, first]))).toBe(second);
    expect(await chosen(urlOf([second, first], '?target_session_attrs=any'))).toBe(second);
  });

  test.each([
    ['read-write', 'primary'],
    ['primary', 'primary'],
    ['read-only', 'standby'],
    ['standby', 'standby'],
    ['prefer-standby', 'standby'],
  ])('several hosts are tried for a session that is %s', async (target, expected) => {
    const ports = [portOf(primary), portOf(standby)];
    const wanted = expected === 'primary' ? portOf(primary) : portOf(standby);

    expect(await chosen(urlOf(ports, `?target_session_attrs=${target}`))).toBe(wanted);
    expect(await chosen(urlOf(ports.reverse(), `?target_session_attrs=${target}`))).toBe(wanted);
  });

  test('several hosts are each named with their fault if none is suitable', async () => {
    const why = await refusal(urlOf([closed, portOf(standby)], '?target_session_attrs=read-write'));

    expect(why).toMatch(
      new RegExp(`127.0.0.1:${closed}: .*ECONNREFUSED.*; 127.0.0.1:\\d+: its sessions are read-only`),
    );
  });

  test('several hosts without the preferred standby are tried again for any server', async () => {
    expect(await chosen(urlOf([closed, portOf(primary)], '?target_session_attrs=prefer-standby'))).toBe(
      portOf(primary),
    );
  });

  test('several hosts are not tried further once a server refuses the log-in', async () => {
    const { password } = new URL(primary.url);
    const url = urlOf([portOf(standby), portOf(primary)]).replace(password, 'wrong');

    expect(await refusal(url)).toMatch(/password authentication failed/);
  });

  test('several hosts may include one that does not answer: it is skipped in time, and tried last for a while', async () => {
    const url = urlOf([portOf(silent), portOf(primary)]);

    const answers = await using(url, (_, database) =>
      // Each needs a connection of its own.
      Promise.all(Array.from({ length: 5 }, () => database.read(({ settings }) => settings.list()))),
    );

    expect(answers).toHaveLength(5);
    expect(silent.connections).toBe(1);
  });

  test('several hosts are tried in random order if so configured', async () => {
    const url = urlOf([portOf(primary), portOf(standby)], '?load_balance_hosts=random');
    const seen = new Set<number>();
    for (let tries = 0; seen.size < 2 && tries < 50; tries++) seen.add(await chosen(url));

    expect(seen.size).toBe(2);
  });
});

test('a socket directory is given as for libpq', async () => {
  const { username, password } = new URL(primary.url);
  const socket = `?host=/tmp&port=${portOf(primary)}&sslmode=require`;

  expect(await chosen(`postgresql://${username}:${password}@/postgres${socket}`)).toBe(portOf(primary));
});

describe('TLS', () => {
  let certificate: string;
  beforeAll(async () => {
    await primary.offerTls(await makeCertificate(directory, ['DNS:localhost']));
    certificate = `&sslrootcert=${join(directory, 'server.crt')}`;
  });

  /** Whether the connection of a database is encrypted, or why there is none. */
  const encryption = (database: string, parameters: string, host = '127.0.0.1') =>
    using(
      urlOf([portOf(primary)], parameters)
        .replace('127.0.0.1', host)
        .replace('/postgres?', `/${database}?`),
      async (source) => {
        const [row] = await source.query<{ ssl: boolean }[]>(
          'select ssl from pg_stat_ssl where pid = pg_backend_pid()',
        );
        return row?.ssl ? 'encrypted' : 'plain';
      },
    ).catch(String);

  test.each([
    ['disable', 'plain', 'refused', 'plain'],
    ['allow', 'plain', 'encrypted', 'plain'],
    ['prefer', 'encrypted', 'encrypted', 'plain'],
    ['', 'encrypted', 'encrypted', 'plain'],
    ['require', 'encrypted', 'encrypted', 'refused'],
  ])('TLS with sslmode=%s works as in libpq', async (mode, both, tlsOnly, plainOnly) => {
    const outcomes = [];
    for (const database of ['postgres', 'tls_only', 'plain_only']) {
      const outcome = await encryption(database, `?sslmode=${mode}`);
      outcomes.push(/pg_hba.conf/.test(outcome) ? 'refused' : outcome);
    }

    expect(outcomes).toEqual([both, tlsOnly, plainOnly]);
  });

  test('TLS is requested once of a server that does not offer it', async () => {
    expect(await refusal(urlOf([portOf(standby)], '?sslmode=require'))).toMatch(/does not support SSL/);
    expect(await chosen(urlOf([portOf(standby)], '?sslmode=prefer'))).toBe(portOf(standby));
  });

  test('TLS is verified against the root certificate, and with verify-full against the name', async () => {
    expect(await encryption('postgres', `?sslmode=require${certificate}`)).toBe('encrypted');
    expect(await encryption('postgres', `?sslmode=verify-ca${certificate}`)).toBe('encrypted');
    expect(await encryption('postgres', `?sslmode=verify-full${certificate}`, 'localhost')).toBe('encrypted');
    expect(await encryption('postgres', `?sslmode=verify-full${certificate}`)).toMatch(/does not match|altname/i);
    expect(await encryption('postgres', '?sslrootcert=system', 'localhost')).toMatch(/self-signed/);
  });

  test('TLS checks the name of the host even if its address is given', async () => {
    const verified = `?sslmode=verify-full${certificate}&hostaddr=127.0.0.1`;

    expect(await encryption('postgres', verified, 'localhost')).toBe('encrypted');
    expect(await encryption('postgres', verified, 'other.invalid')).toMatch(/does not match|altname/i);
  });

  test('TLS binds the log-in to the connection if so configured', async () => {
    expect(await encryption('postgres', '?sslmode=require&channel_binding=require')).toBe('encrypted');
    expect(await encryption('postgres', '?sslmode=disable&channel_binding=require')).toMatch(
      /does not bind the log-in/,
    );
  });

  test('TLS may begin without a request for it', async () => {
    expect(await encryption('postgres', '?sslmode=require&sslnegotiation=direct')).toBe('encrypted');
  });

  test('over TLS, statements that the service gives up are cancelled in the server, even behind an unreachable host', async () => {
    const url = urlOf([closed, portOf(primary)], '?sslmode=require').replace('/postgres?', '/tls_only?');
    const waiting = "select 1 from pg_stat_activity where datname = 'tls_only' and wait_event_type = 'Lock'";

    await using(url, async (source, database) => {
      const program = source.createQueryRunner();
      await program.query('begin');
      await program.query('lock table settings in access exclusive mode');
      const reading = database.read(({ settings }) => settings.list(), { until: new Deadline(500) });

      await expect(reading).rejects.toMatchObject({ kind: 'unavailable' });
      await until(async () => (await primary.sql(waiting)).length === 0, 'the server to cancel the read');

      await program.query('rollback');
      await program.release();
    });
  });
});
