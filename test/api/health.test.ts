import { describe, expect, jest, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { answered } from '../support/until.js';

jest.setTimeout(60_000); // the database is checked every few seconds

// At debug every request goes through Express, at info a service that is well answers in front of it.
describe.each(['info', 'debug'] as const)('with a log at %s', (logLevel) => {
  const app = useApp({ logLevel });

  const onceAnswered = (path: string, status: number) => answered(() => app.heksher.get(path), status);

  const allowConnections = (allowed: boolean) =>
    app.database.sql(`update pg_database set datallowconn = ${allowed} where datname = current_database()`);

  const endConnections = () =>
    app.database.sql(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'heksher'`,
    );

  /** Ends the service's connections again before each request: a pooler names one that it opens only once it is used. */
  const onceUnready = () =>
    answered(async () => {
      await endConnections();
      return app.heksher.get('/api/health/ready');
    }, 503);

  test.each(['/api/health', '/api/health/live', '/api/health/ready'])(
    '%s of a healthy service is 200',
    async (path) => {
      const answer = await app.heksher.get(path);

      expect(answer.status).toBe(200);
      expect(answer.text).toBe('{"version":"1.2.3"}');
    },
  );

  test('a service whose database has lost its schema lives, but is not ready', async () => {
    await app.database.sql('alter table migrations rename to elsewhere');
    const ready = await onceAnswered('/api/health/ready', 503);
    const [live, health] = [await app.heksher.get('/api/health/live'), await app.heksher.get('/api/health')];
    await app.database.sql('alter table elsewhere rename to migrations');
    await onceAnswered('/api/health/ready', 200);

    expect(ready.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(ready.body).toMatchObject({
      title: 'Service Unavailable',
      detail: expect.stringContaining('migration:run'),
      instance: '/api/health/ready',
    });
    expect([live.status, health.status]).toEqual([200, 200]);
  });

  test('a service whose database does not answer lives, but is not ready until it does again', async () => {
    await allowConnections(false);
    const ready = await onceUnready();
    const [live, health] = [await app.heksher.get('/api/health/live'), await app.heksher.get('/api/health')];
    await allowConnections(true);
    await onceAnswered('/api/health/ready', 200);

    expect(ready.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(ready.body).toMatchObject({
      // A pooler does not pass on the reason.
      detail: expect.stringMatching(/^the database (does not accept connections at the moment|cannot be reached)$/),
      instance: '/api/health/ready',
    });
    expect([live.status, health.status]).toEqual([200, 500]);
  });
});
