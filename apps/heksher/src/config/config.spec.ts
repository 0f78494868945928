import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { GOOD, configWith, faultsOf, faultsWith } from '../../../../test/support/environment.js';
import { readConfig } from './config.js';

const URL = GOOD.HEKSHER_DB_CONNECTION_STRING;
const MEBIBYTE = 1024 * 1024;
/** The configuration of exactly this environment. */
const configOf = (variables: Record<string, string>) => readConfig(variables, '1.2.3');
const LIMITS = { heap: 1024 * MEBIBYTE, container: undefined, machine: 8192 * MEBIBYTE };

test('only the connection string is required', () => {
  const config = readConfig(GOOD, '1.2.3', LIMITS);

  expect(config).toEqual({
    version: '1.2.3',
    host: '127.0.0.1',
    port: 8888,
    drainMs: 0,
    database: { kind: 'server', connectionString: URL },
    standby: undefined,
    connections: { size: 10, maxAgeSeconds: 60 },
    startupContextFeatures: undefined,
    cacheMemory: { bytes: 256 * MEBIBYTE, origin: expect.stringContaining('1024 MiB') },
    staleIfErrorSeconds: 0,
    maxAgeMs: 0,
    changeSets: { operations: 10_000, largestBody: 16 * MEBIBYTE },
    isIfMatchRequired: false,
    isNoteRequired: false,
    keptChanges: { days: 0, least: 10_000 },
    usage: { isOn: true, keptDays: 90 },
    queryKeyBy: 'canonical',
    corsOrigins: undefined,
    ofrep: { targetingKeyFeature: undefined, areReasonsStrict: false, areStreamsOffered: true },
    publicUrl: undefined,
    trustedProxies: undefined,
    ui: { banner: undefined },
    logLevel: 'info',
    logstash: undefined,
    sentryDsn: undefined,
  });
});

test('everything can be set', () => {
  const config = configWith({
    HEKSHER_DB_READ_CONNECTION_STRING: 'postgresql://user@standby/heksher',
    HEKSHER_DB_POOL_SIZE: '20',
    HEKSHER_DB_CONNECTION_MAX_AGE_SECONDS: '30',
    HEKSHER_STARTUP_CONTEXT_FEATURES: 'user;trust;theme',
    HEKSHER_LOGSTASH_HOST: 'logs.example',
    HEKSHER_LOGSTASH_PORT: '5959',
    HEKSHER_LOGSTASH_PROTOCOL: 'udp',
    HEKSHER_LOGSTASH_LEVEL: 'WARNING',
    HEKSHER_LOGSTASH_TAGS: 'team:core env:prod',
    HEKSHER_LOG_LEVEL: 'debug',
    HEKSHER_CACHE_MB: '64',
    HEKSHER_STALE_IF_ERROR_SECONDS: '300',
    HEKSHER_MAX_AGE_MS: '2500',
    HEKSHER_CHANGE_SET_OPERATIONS: '10001',
    HEKSHER_REQUIRE_IF_MATCH: 'true',
    HEKSHER_REQUIRE_NOTE: 'true',
    HEKSHER_CHANGES_KEEP_DAYS: '90',
    HEKSHER_CHANGES_KEEP_MIN: '500',
    HEKSHER_USAGE: 'off',
    HEKSHER_USAGE_KEEP_DAYS: '30',
    SENTRY_DSN: 'https://key@sentry.example/1',
    HEKSHER_PORT: '80',
    HEKSHER_HOST: '0.0.0.0',
    HEKSHER_UI_BANNER_TEXT: 'production',
    HEKSHER_UI_BANNER_COLOR: '#C00',
  });

  expect(config).toEqual({
    version: '1.2.3',
    host: '0.0.0.0',
    port: 80,
    drainMs: 0,
    database: { kind: 'server', connectionString: URL },
    standby: 'postgresql://user@standby/heksher',
    connections: { size: 20, maxAgeSeconds: 30 },
    startupContextFeatures: ['user', 'trust', 'theme'],
    cacheMemory: { bytes: 64 * MEBIBYTE, origin: 'HEKSHER_CACHE_MB' },
    staleIfErrorSeconds: 300,
    maxAgeMs: 2500,
    changeSets: { operations: 10_001, largestBody: 64 * MEBIBYTE },
    isIfMatchRequired: true,
    isNoteRequired: true,
    keptChanges: { days: 90, least: 500 },
    usage: { isOn: false, keptDays: 30 },
    queryKeyBy: 'canonical',
    corsOrigins: undefined,
    ofrep: { targetingKeyFeature: undefined, areReasonsStrict: false, areStreamsOffered: true },
    publicUrl: undefined,
    trustedProxies: undefined,
    ui: { banner: { text: 'production', color: '#c00' } },
    logLevel: 'debug',
    logstash: {
      host: 'logs.example',
      port: 5959,
      protocol: 'udp',
      level: 'warn',
      tags: { team: 'core', env: 'prod' },
    },
    sentryDsn: 'https://key@sentry.example/1',
  });
});

test.each([
  ['embedded:/var/lib/heksher', /it must name a server: an embedded database has no standby/],
  ['postgresql+asyncpg://u:s3cret@h/d', /driver suffix/],
  ['mysql://u:s3cret@h/d', /scheme/],
])('the standby cannot be %s', (text, fault) => {
  const faults = faultsWith({ HEKSHER_DB_READ_CONNECTION_STRING: text });

  expect(faults).toEqual([expect.stringMatching(fault)]);
  expect(faults[0]).toMatch(/^HEKSHER_DB_READ_CONNECTION_STRING: /);
  expect(faults[0]).not.toContain('s3cret');
});

test('the configuration cannot be changed', () => {
  expect(Object.isFrozen(configWith({}))).toBe(true);
});

test('an empty variable counts as not set', () => {
  const empty = {
    HEKSHER_STARTUP_CONTEXT_FEATURES: '',
    HEKSHER_LOGSTASH_HOST: '',
    HEKSHER_LOGSTASH_PORT: '',
    HEKSHER_LOGSTASH_PROTOCOL: '',
    HEKSHER_LOGSTASH_LEVEL: '',
    HEKSHER_LOGSTASH_TAGS: '',
    HEKSHER_LOG_LEVEL: '',
    HEKSHER_CACHE_MB: '',
    HEKSHER_STALE_IF_ERROR_SECONDS: '',
    HEKSHER_CHANGE_SET_OPERATIONS: '',
    DOC_ONLY: '',
    SENTRY_DSN: '',
    HEKSHER_PORT: '',
    HEKSHER_HOST: '',
  };

  expect(configWith(empty)).toEqual(configWith({}));
});

test('variables of other programs are ignored', () => {
  const others = { PORT: 'x', HEKSHER_UNKNOWN: 'x', LOG_LEVEL: 'x', DEBUG: '*', constructor: 'x' };

  expect(configWith(others)).toEqual(configWith({}));
});

describe('the connection string', () => {
  test.each([
    URL,
    'postgres://heksher@localhost/heksher',
    'postgresql://u:p%40ss@[::1]:5432/db?sslmode=require&application_name=x&connect_timeout=3',
  ])('the connection string may be %s', (connectionString) => {
    const { database } = configOf({ HEKSHER_DB_CONNECTION_STRING: connectionString });

    expect(database).toEqual({ kind: 'server', connectionString });
  });

  test('the connection string may name the directory of an embedded database', () => {
    const { database } = configOf({ HEKSHER_DB_CONNECTION_STRING: 'embedded:/var/lib/heksher' });

    expect(database).toEqual({ kind: 'embedded', directory: '/var/lib/heksher' });
  });

  test.each([
    ['is missing', {}],
    ['is empty', { HEKSHER_DB_CONNECTION_STRING: '' }],
    ['is empty, with doc-only mode off', { HEKSHER_DB_CONNECTION_STRING: '', DOC_ONLY: 'false' }],
  ])('it is a fault of the connection string that it %s', (_, variables) => {
    const faults = faultsOf(variables);

    expect(faults).toEqual([expect.stringMatching(/^HEKSHER_DB_CONNECTION_STRING: .*required/)]);
  });

  test.each(['postgresql+asyncpg', 'postgresql+psycopg2', 'postgres+psycopg'])(
    'a connection string with the driver suffix of %s is a fault, and the message shows what to write',
    (scheme) => {
      const faults = faultsOf({ HEKSHER_DB_CONNECTION_STRING: URL.replace('postgresql', scheme) });

      expect(faults).toEqual([expect.stringContaining(scheme)]);
      expect(faults[0]).toMatch(/^HEKSHER_DB_CONNECTION_STRING: .*postgresql:\/\//);
      expect(faults[0]).not.toContain('s3cret');
    },
  );

  test.each([
    'mysql://heksher:s3cret@db.example/heksher',
    'POSTGRESQL+ASYNCPG://heksher:s3cret@db.example/heksher',
    'http://heksher:s3cret@db.example/heksher',
    'heksher:s3cret@db.example/heksher',
    's3cret',
    '//heksher:s3cret@db.example/heksher',
    'host=db.example password=s3cret',
    'postgresql://heksher:s3cret@db.example:port/heksher',
    'postgresql://heksher:s3cret@db.example:99999/heksher',
    'postgresql://heksher:s3cret@[db/heksher',
    'postgresql://hek sher:s3cret@db example/heksher',
    'postgresql',
    'embedded:',
  ])('an invalid connection string is a fault that does not show the password: %s', (connectionString) => {
    const faults = faultsOf({ HEKSHER_DB_CONNECTION_STRING: connectionString });

    expect(faults).toEqual([expect.stringMatching(/^HEKSHER_DB_CONNECTION_STRING: [^\n]+$/)]);
    expect(faults[0]).not.toContain('s3cret');
  });
});

describe('a secret', () => {
  const directory = mkdtempSync(join(tmpdir(), 'heksher-config-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const file = (name: string, content: string): string => {
    const path = join(directory, name);
    writeFileSync(path, content);
    return path;
  };

  test('a secret may be in a file', () => {
    const config = configOf({
      HEKSHER_DB_CONNECTION_STRING_FILE: file('url', `${URL}\n`),
      SENTRY_DSN_FILE: file('dsn', 'https://key@sentry.example/1\n'),
    });

    expect(config).toEqual(configWith({ SENTRY_DSN: 'https://key@sentry.example/1' }));
  });

  test('a secret whose file is missing or empty is a fault of the variable that names the file', () => {
    const missing = join(directory, 'missing');
    const empty = file('empty', '\n');

    const faults = faultsOf({ HEKSHER_DB_CONNECTION_STRING_FILE: missing, SENTRY_DSN_FILE: empty, HEKSHER_PORT: 'x' });

    expect(faults).toEqual([
      `HEKSHER_DB_CONNECTION_STRING_FILE: the file ${missing} cannot be read: it does not exist`,
      `SENTRY_DSN_FILE: the file ${empty} is empty`,
      expect.stringContaining('HEKSHER_PORT: '),
    ]);
  });

  test('an invalid secret in a file is a fault of the variable, and the message does not show the secret', () => {
    const faults = faultsOf({ HEKSHER_DB_CONNECTION_STRING_FILE: file('wrong', 'mysql://u:s3cret@h/d') });

    expect(faults).toEqual([expect.stringMatching(/^HEKSHER_DB_CONNECTION_STRING: .*postgresql/)]);
    expect(faults[0]).not.toContain('s3cret');
  });

  test('a secret must not be set in both ways', () => {
    const faults = faultsWith({ HEKSHER_DB_CONNECTION_STRING_FILE: file('url', URL) });

    expect(faults).toEqual([expect.stringMatching(/^HEKSHER_DB_CONNECTION_STRING_FILE: only one of/)]);
  });
});

test.each(['0', '1', '-2', '10.5', 'many', '10000'])('the pool cannot have %s connections', (text) => {
  expect(faultsWith({ HEKSHER_DB_POOL_SIZE: text })).toEqual([expect.stringMatching(/^HEKSHER_DB_POOL_SIZE: /)]);
});

test.each(['0', '-1', '1.5', 'many', '200001', '01'])('a change set cannot have %s operations', (text) => {
  const faults = faultsWith({ HEKSHER_CHANGE_SET_OPERATIONS: text });

  expect(faults).toEqual([expect.stringMatching(/^HEKSHER_CHANGE_SET_OPERATIONS: .*from 1 to 200000$/)]);
});

test.each(['0', '-1', '1.5', 'long', '1000000'])('a connection cannot be used for %s seconds', (text) => {
  const faults = faultsWith({ HEKSHER_DB_CONNECTION_MAX_AGE_SECONDS: text });

  expect(faults).toEqual([expect.stringMatching(/^HEKSHER_DB_CONNECTION_MAX_AGE_SECONDS: /)]);
});

describe('the admin UI', () => {
  test.each([
    ['REBECCAPURPLE', 'rebeccapurple'],
    ['#fa0', '#fa0'],
    ['#FFAA00', '#ffaa00'],
    ['', 'red'],
  ])('the banner with the colour %j is %s', (text, color) => {
    const { ui } = configWith({ HEKSHER_UI_BANNER_TEXT: 'staging', HEKSHER_UI_BANNER_COLOR: text });

    expect(ui).toEqual({ banner: { text: 'staging', color } });
  });

  test.each(['redd', '#ff', '#ff00000', 'rgb(1,2,3)', 'red;background:url(x)', 'var(--x)', 'constructor'])(
    'the banner cannot have the colour %s',
    (text) => {
      const faults = faultsWith({ HEKSHER_UI_BANNER_TEXT: 'staging', HEKSHER_UI_BANNER_COLOR: text });

      expect(faults).toEqual([expect.stringMatching(/^HEKSHER_UI_BANNER_COLOR: it must be a colour/)]);
    },
  );

  test('a colour without a text is a fault', () => {
    expect(faultsWith({ HEKSHER_UI_BANNER_COLOR: 'red' })).toEqual([
      'HEKSHER_UI_BANNER_TEXT: HEKSHER_UI_BANNER_COLOR needs it',
    ]);
  });

  test.each([
    ['HEKSHER_UI', 'false'],
    ['DOC_ONLY', 'true'],
  ])('there is no UI with %s=%s', (variable, text) => {
    expect(configWith({ [variable]: text, HEKSHER_UI_BANNER_TEXT: 'staging' }).ui).toBeUndefined();
  });
});

describe('doc-only mode', () => {
  test.each(['true', 'TRUE', 'True', '1', 'yes', 'Yes', 'on', 'ON'])(
    'doc-only mode is on with %s, and needs no other variable',
    (flag) => {
      expect(configOf({ DOC_ONLY: flag }).database).toBeUndefined();
    },
  );

  test.each(['false', 'FALSE', '0', 'no', 'off', 'Off'])('doc-only mode is off with %s', (flag) => {
    expect(configWith({ DOC_ONLY: flag }).database).toBeDefined();
  });

  test('doc-only mode ignores the connection string', () => {
    expect(configOf({ DOC_ONLY: 'true', HEKSHER_DB_CONNECTION_STRING: 'nonsense' }).database).toBeUndefined();
    expect(configOf({ DOC_ONLY: 'true', HEKSHER_DB_CONNECTION_STRING_FILE: '/nowhere' }).database).toBeUndefined();
  });

  test.each(['maybe', 'y', ' ', 'true ', '2', 'constructor'])('doc-only mode cannot be %j', (flag) => {
    const faults = faultsWith({ DOC_ONLY: flag });

    expect(faults).toEqual([expect.stringMatching(/^DOC_ONLY: .*true or false/)]);
  });
});

describe('the level of the log', () => {
  const LEVELS: [written: string, level: string][] = [
    ['debug', 'debug'],
    ['DEBUG', 'debug'],
    ['info', 'info'],
    ['Info', 'info'],
    ['warn', 'warn'],
    ['warning', 'warn'],
    ['WARNING', 'warn'],
    ['error', 'error'],
    ['10', 'debug'],
    ['20', 'info'],
    ['30', 'warn'],
    ['40', 'error'],
    ['50', 'error'],
  ];

  test.each(LEVELS)('the log level %s is %s', (written, level) => {
    const logstash = { HEKSHER_LOGSTASH_HOST: 'logs', HEKSHER_LOGSTASH_PORT: '1', HEKSHER_LOGSTASH_LEVEL: written };

    expect(configWith({ HEKSHER_LOG_LEVEL: written }).logLevel).toBe(level);
    expect(configWith(logstash).logstash?.level).toBe(level);
  });

  test.each(['verbose', '15', '0', '100', ' info', 'constructor', 'toString', '-10'])(
    'the log level cannot be %j',
    (level) => {
      const faults = faultsWith({ HEKSHER_LOG_LEVEL: level, HEKSHER_LOGSTASH_LEVEL: level });

      expect(faults.map((fault) => fault.split(':')[0]).sort()).toEqual([
        'HEKSHER_LOGSTASH_LEVEL',
        'HEKSHER_LOG_LEVEL',
      ]);
    },
  );
});

describe('logstash', () => {
  const LOGSTASH = { HEKSHER_LOGSTASH_HOST: 'logs.example', HEKSHER_LOGSTASH_PORT: '5959' };

  test('by default Logstash gets records from info on over TCP, without tags', () => {
    expect(configWith(LOGSTASH).logstash).toEqual({
      host: 'logs.example',
      port: 5959,
      protocol: 'tcp',
      level: 'info',
      tags: {},
    });
  });

  test.each([
    ['HEKSHER_LOGSTASH_PORT', 'HEKSHER_LOGSTASH_HOST', 'logs.example'],
    ['HEKSHER_LOGSTASH_HOST', 'HEKSHER_LOGSTASH_PORT', '5959'],
  ])('%s is required if %s is set', (missing, given, value) => {
    const faults = faultsWith({ [given]: value });

    expect(faults).toEqual([expect.stringMatching(new RegExp(`^${missing}: .*${given}`))]);
  });

  test.each([
    ['a:b', { a: 'b' }],
    ['a:b c:d', { a: 'b', c: 'd' }],
    ['  a:b\t c:d ', { a: 'b', c: 'd' }],
    ['url:http://x:80/', { url: 'http://x:80/' }],
  ])('the tags for Logstash are pairs: %j', (text, tags) => {
    expect(configWith({ ...LOGSTASH, HEKSHER_LOGSTASH_TAGS: text }).logstash?.tags).toEqual(tags);
  });

  test.each(['a', 'a:b c', ':b', 'a:', 'a: b'])('the tags for Logstash cannot be %j', (text) => {
    const faults = faultsWith({ ...LOGSTASH, HEKSHER_LOGSTASH_TAGS: text });

    expect(faults).toEqual([expect.stringMatching(/^HEKSHER_LOGSTASH_TAGS: .*name:value/)]);
  });

  test.each(['TCP', 'http', 'tls'])('the protocol for Logstash cannot be %s', (protocol) => {
    const faults = faultsWith({ ...LOGSTASH, HEKSHER_LOGSTASH_PROTOCOL: protocol });

    expect(faults).toEqual([expect.stringMatching(/^HEKSHER_LOGSTASH_PROTOCOL: .*tcp or udp/)]);
  });

  test.each(['0', '65536', '-1', 'x', '1.5', '1e3', ' 80', '123456'])('the port of Logstash cannot be %j', (port) => {
    const faults = faultsWith({ ...LOGSTASH, HEKSHER_LOGSTASH_PORT: port });

    expect(faults).toEqual([expect.stringMatching(/^HEKSHER_LOGSTASH_PORT: /)]);
  });
});

describe('the address to listen on', () => {
  test.each(['0', '1', '8888', '65535', '080'])('the port may be %s', (port) => {
    expect(configWith({ HEKSHER_PORT: port }).port).toBe(Number(port));
  });

  test.each(['65536', '-1', 'http', '80.0', '1e3', ' 80', '0x50', '123456'])('the port cannot be %j', (port) => {
    const faults = faultsWith({ HEKSHER_PORT: port });

    expect(faults).toEqual([expect.stringMatching(/^HEKSHER_PORT: .*65535/)]);
  });

  test.each(['localhost', '0.0.0.0', '::', '::1', 'heksher.example'])('the host may be %s', (host) => {
    expect(configWith({ HEKSHER_HOST: host }).host).toBe(host);
  });

  test.each(['http://localhost', 'localhost:80', 'a b', 'user@host', 'a/b'])('the host cannot be %j', (host) => {
    const faults = faultsWith({ HEKSHER_HOST: host });

    expect(faults).toEqual([expect.stringMatching(/^HEKSHER_HOST: /)]);
  });
});

test.each(['0', '15', '3600'])('the time to drain may be %s seconds', (text) => {
  expect(configWith({ HEKSHER_DRAIN_SECONDS: text }).drainMs).toBe(Number(text) * 1000);
});

test.each(['-1', '1.5', '1e3', 'long', ' 1', '15s', '3601', '99999'])('the time to drain cannot be %j', (text) => {
  const faults = faultsWith({ HEKSHER_DRAIN_SECONDS: text });

  expect(faults).toEqual([expect.stringMatching(/^HEKSHER_DRAIN_SECONDS: .*3600/)]);
});

test.each(['-1', '1.5', '1e3', 'much', ' 1', '64MB'])('the memory for caches cannot be %j', (text) => {
  const faults = faultsWith({ HEKSHER_CACHE_MB: text });

  expect(faults).toEqual([expect.stringMatching(/^HEKSHER_CACHE_MB: /)]);
});

test('stale answers are off by default', () => {
  expect(configWith({}).staleIfErrorSeconds).toBe(0);
  expect(configWith({ HEKSHER_STALE_IF_ERROR_SECONDS: '0' }).staleIfErrorSeconds).toBe(0);
});

test.each(['-1', '1.5', '1e3', 'long', ' 1', '60s', '1000000'])('the age of stale answers cannot be %j', (text) => {
  const faults = faultsWith({ HEKSHER_STALE_IF_ERROR_SECONDS: text });

  expect(faults).toEqual([expect.stringMatching(/^HEKSHER_STALE_IF_ERROR_SECONDS: /)]);
});

test.each(['-1', '1.5', '1e3', 'long', ' 1', '5s', '3600001'])('the age of answers cannot be %j', (text) => {
  expect(faultsWith({ HEKSHER_MAX_AGE_MS: text })).toEqual([expect.stringMatching(/^HEKSHER_MAX_AGE_MS: /)]);
});

describe('the context features at start', () => {
  test.each([
    ['user', ['user']],
    ['x_user;Trust;007', ['x_user', 'Trust', '007']],
  ])('the context features at start may be %s', (text, features) => {
    expect(configWith({ HEKSHER_STARTUP_CONTEXT_FEATURES: text }).startupContextFeatures).toEqual(features);
  });

  test.each(['user;', ';user', 'user;;trust', 'user,trust', 'us-er', 'user; trust', 'é', 'a'.repeat(256)])(
    'the context features at start cannot be %j',
    (text) => {
      const faults = faultsWith({ HEKSHER_STARTUP_CONTEXT_FEATURES: text });

      expect(faults).toEqual([expect.stringMatching(/^HEKSHER_STARTUP_CONTEXT_FEATURES: /)]);
    },
  );

  test('the context features at start must not repeat one', () => {
    const faults = faultsWith({ HEKSHER_STARTUP_CONTEXT_FEATURES: 'user;trust;user' });

    expect(faults).toEqual([expect.stringMatching(/^HEKSHER_STARTUP_CONTEXT_FEATURES: .*user/)]);
  });
});

test('all faults are reported at once, a line for each variable', () => {
  const wrong = {
    HEKSHER_DB_CONNECTION_STRING: 'postgresql+asyncpg://heksher:s3cret@db.example/heksher',
    HEKSHER_STARTUP_CONTEXT_FEATURES: 'user;;trust',
    HEKSHER_LOGSTASH_HOST: 'http://logs',
    HEKSHER_LOGSTASH_PORT: '0',
    HEKSHER_LOGSTASH_PROTOCOL: 'http',
    HEKSHER_LOGSTASH_LEVEL: 'loud',
    HEKSHER_LOGSTASH_TAGS: 'untidy',
    HEKSHER_LOG_LEVEL: 'silent',
    HEKSHER_CACHE_MB: 'much',
    HEKSHER_STALE_IF_ERROR_SECONDS: 'long',
    DOC_ONLY: 'maybe',
    HEKSHER_PORT: '99999',
    HEKSHER_HOST: 'a b',
    HEKSHER_DRAIN_SECONDS: 'long',
  };

  const faults = faultsOf(wrong);

  expect(faults.map((fault) => fault.split(':')[0]).sort()).toEqual(Object.keys(wrong).sort());
  for (const fault of faults) expect(fault).not.toMatch(/s3cret|\n|undefined/);
});
