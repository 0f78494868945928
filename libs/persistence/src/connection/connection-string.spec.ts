import { describe, expect, test } from '@jest/globals';
import { parseDatabaseAddress, poolOptions } from './connection-string.js';

describe('a connection string', () => {
  test.each(['postgresql://u:p@h:5432/d', 'postgres://h/d', 'postgresql://u@[::1]/d?sslmode=disable'])(
    'a connection string names a server: %s',
    (connectionString) => {
      expect(parseDatabaseAddress(connectionString)).toEqual({ kind: 'server', connectionString });
    },
  );

  test.each(['/data', './data', 'C:\\data', 'a b'])(
    'a connection string names the directory of an embedded database: embedded:%s',
    (path) => {
      expect(parseDatabaseAddress(`embedded:${path}`)).toEqual({ kind: 'embedded', directory: path });
    },
  );

  test.each(['postgresql+asyncpg://u:s3cret@h/d', 'postgres+psycopg2://u:s3cret@h/d'])(
    'a connection string has no driver suffix: %s',
    (text) => {
      const parse = () => parseDatabaseAddress(text);

      expect(parse).toThrow(text.split('//')[0]);
      expect(parse).toThrow('write "postgresql://"');
      expect(parse).not.toThrow('s3cret');
    },
  );

  test.each([
    '',
    's3cret',
    'mysql://u:s3cret@h/d',
    'u:s3cret@h/d',
    'host=h password=s3cret',
    'embedded:',
    'postgresql://u:s3cret@h:port/d',
    'postgresql://u:s3cret@h:99999/d',
    'postgresql://u:s3cret@[h/d',
  ])('an invalid connection string is refused without being shown: %j', (text) => {
    let message = '';
    try {
      parseDatabaseAddress(text);
    } catch (error) {
      message = (error as Error).message;
    }

    expect(message).not.toBe('');
    expect(message).not.toContain('s3cret');
  });
});

describe('the options of the pool', () => {
  test('the options of the pool have the address, the database and the user, percent-decoded', () => {
    expect(poolOptions('postgresql://us%40er:p%2Fw%3A%20@db.example:6543/the%20db')).toMatchObject({
      user: 'us@er',
      password: 'p/w: ',
      database: 'the db',
      servers: { hosts: [{ name: 'db.example', port: 6543 }], target: 'any', isRandom: false },
    });
  });

  test('the options of the pool have nothing that the string does not say', () => {
    expect(Object.keys(poolOptions('postgresql://db.example')).sort()).toEqual([
      'enableChannelBinding',
      'keepAlive',
      'servers',
      'ssl',
    ]);
  });

  test('the options of the pool have the parameters of libpq', () => {
    const options = poolOptions(
      'postgresql://h/d?application_name=my%20app&options=-c%20geqo%3Doff&keepalives=0&keepalives_idle=7' +
        '&channel_binding=prefer&target_session_attrs=read-write&load_balance_hosts=random',
    );

    expect(options).toMatchObject({
      application_name: 'my app',
      options: '-c geqo=off',
      keepAlive: false,
      keepAliveInitialDelayMillis: 7000,
      enableChannelBinding: true,
      servers: { target: 'read-write', isRandom: true, needsChannelBinding: false },
    });
  });

  test('the options of the pool give each host as many seconds as connect_timeout says', () => {
    expect(poolOptions('postgresql://h/d?connect_timeout=7')).toMatchObject({ connectionTimeoutMillis: 7000 });
    expect(poolOptions('postgresql://a,b/d?connect_timeout=7')).toMatchObject({ connectionTimeoutMillis: 14_000 });
  });

  test.each(['0', '-1', ''])('a connect_timeout of %j is ignored', (seconds) => {
    expect(poolOptions(`postgresql://h/d?connect_timeout=${seconds}`)).not.toHaveProperty('connectionTimeoutMillis');
  });

  test.each([
    ['sslmode=bogus', 'its sslmode must be disable, allow, prefer, require, verify-ca or verify-full'],
    ['sslmod=require', 'it has an unknown parameter: there are host, '],
    ['constructor=x', 'it has an unknown parameter: '],
    ['service=x', 'its parameter service is not supported'],
    ['connect_timeout=x', 'its connect_timeout must be a whole number'],
    [
      'target_session_attrs=master',
      'its target_session_attrs must be any, read-write, read-only, primary, standby or prefer-standby',
    ],
    ['gssencmode=require', 'its gssencmode must be disable or prefer'],
  ])('a parameter that cannot work is refused: %s', (parameter, message) => {
    expect(() => poolOptions(`postgresql://h/d?${parameter}`)).toThrow(message);
  });

  test('parameters without a value and those that change nothing here are accepted', () => {
    const text = 'postgresql://h/d?sslmode=&target_session_attrs=&client_encoding=auto&keepalives_count=3';

    expect(poolOptions(text).servers).toMatchObject({ target: 'any', tls: { encryptions: ['offered', 'none'] } });
  });
});
