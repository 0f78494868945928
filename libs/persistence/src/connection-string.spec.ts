import { describe, expect, test } from '@jest/globals';
import { parseDatabaseAddress, poolOptions } from './connection-string.js';

describe('a connection string', () => {
  test.each(['postgresql://u:p@h:5432/d', 'postgres://h/d', 'postgresql://u@[::1]/d?sslmode=disable'])(
    'names a server: %s',
    (connectionString) => {
      expect(parseDatabaseAddress(connectionString)).toEqual({ kind: 'server', connectionString });
    },
  );

  test.each(['/data', './data', 'C:\\data', 'a b'])(
    'names the directory of an embedded database: embedded:%s',
    (path) => {
      expect(parseDatabaseAddress(`embedded:${path}`)).toEqual({ kind: 'embedded', directory: path });
    },
  );

  test.each(['postgresql+asyncpg://u:s3cret@h/d', 'postgres+psycopg2://u:s3cret@h/d'])(
    'has no driver suffix: %s',
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
  ])('that is none is refused without being repeated: %j', (text) => {
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

describe('what the pool is told', () => {
  test('is where the database is and who connects, percent-encoding undone', () => {
    expect(poolOptions('postgresql://us%40er:p%2Fw%3A%20@db.example:6543/the%20db')).toMatchObject({
      host: 'db.example',
      port: '6543',
      user: 'us@er',
      password: 'p/w: ',
      database: 'the db',
    });
  });

  test('has nothing that the string does not say', () => {
    const options = poolOptions('postgresql://db.example/heksher');

    expect(options).not.toHaveProperty('port');
    expect(options).not.toHaveProperty('user');
    expect(options).not.toHaveProperty('password');
    expect(options).not.toHaveProperty('connectionTimeoutMillis');
  });

  test('has the name of the application', () => {
    expect(poolOptions('postgresql://h/d?application_name=my%20app')).toMatchObject({ application_name: 'my app' });
  });

  test('waits for a connection as many seconds as connect_timeout says', () => {
    expect(poolOptions('postgresql://h/d?connect_timeout=7')).toMatchObject({ connectionTimeoutMillis: 7000 });
  });

  test.each(['0', '-1', 'x', ''])('a connect_timeout of %j says nothing', (seconds) => {
    expect(poolOptions(`postgresql://h/d?connect_timeout=${seconds}`)).not.toHaveProperty('connectionTimeoutMillis');
  });

  test.each(['disable', 'prefer', 'allow'])('with sslmode %s there is no TLS', (mode) => {
    expect(poolOptions(`postgresql://h/d?sslmode=${mode}`)).toMatchObject({ ssl: false });
  });

  test('with sslmode require the certificate is not checked', () => {
    expect(poolOptions('postgresql://h/d?sslmode=require')).toMatchObject({ ssl: { rejectUnauthorized: false } });
  });

  test('with sslmode verify-full everything about the certificate is checked', () => {
    expect(poolOptions('postgresql://h/d?sslmode=verify-full')).toMatchObject({ ssl: {} });
    expect(poolOptions('postgresql://h/d?sslmode=verify-full').ssl).not.toHaveProperty('rejectUnauthorized', false);
  });
});
