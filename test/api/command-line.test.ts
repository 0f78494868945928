import { expect, jest, test } from '@jest/globals';
import { refused, runService, start } from '../support/service-process.js';

jest.setTimeout(60_000); // starting a process is slow while others start

test('the service prints its help and its version, and refuses any other argument', async () => {
  const [help, version, other] = await Promise.all([
    runService('--help'),
    runService('--version'),
    runService('--port', '80'),
  ]);

  expect(help).toEqual({
    code: 0,
    stdout: expect.stringMatching(/HEKSHER_DB_CONNECTION_STRING \(required\)[^]*SENTRY_DSN \(none\)/),
    stderr: '',
  });
  expect(version).toEqual({ code: 0, stdout: expect.stringMatching(/^heksher \d+\.\d+\.\d+\n$/), stderr: '' });
  expect(other).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining('"--port", "80"') });
});

test('an unknown variable is warned about once, with the nearest name and without its value', async () => {
  const service = start({ DOC_ONLY: 'true', HEKSHER_CACH_MB: 's3cret', HEKSHER_SERVICE_HOST: '10.0.0.1' });
  await service.listening();
  await service.stop();

  const { code, stdout } = await service.ended;
  const records = stdout.split('\n').filter((line) => line.includes('"warn"'));
  expect(code).toBe(0);
  expect(records.map((line) => JSON.parse(line) as unknown)).toEqual([
    {
      timestamp: expect.any(String),
      level: 'warn',
      message: 'an environment variable is unknown',
      variable: 'HEKSHER_CACH_MB',
      nearest: 'HEKSHER_CACHE_MB',
    },
  ]);
  expect(stdout).not.toContain('s3cret');
});

test('a misspelt variable is named beside the one that is missing', async () => {
  const { code, stderr } = await refused({ HEKSHER_DB_CONECTION_STRING: 'postgresql://127.0.0.1/heksher' });

  expect(code).toBe(1);
  expect(stderr.split('\n')).toEqual([
    expect.stringMatching(/HEKSHER_DB_CONNECTION_STRING: .*required/),
    expect.stringMatching(/HEKSHER_DB_CONECTION_STRING: .*HEKSHER_DB_CONNECTION_STRING$/),
    '',
  ]);
});

test('a port that Kubernetes has set is refused with the way out', async () => {
  const { code, stderr } = await refused({ DOC_ONLY: 'true', HEKSHER_PORT: 'tcp://10.0.0.1:80' });

  expect(code).toBe(1);
  expect(stderr).toMatch(/HEKSHER_PORT: .*enableServiceLinks: false/);
});
