import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { fileVariable } from '@heksher/secrets';
import { COMMAND_VARIABLES, findUnknownVariables, secretsIn } from './environment.js';
import { SECRET_NAMES, VARIABLE_NAMES } from './variables.js';

test('an unknown variable that begins like one of the service is reported with the nearest name', () => {
  const unknown = findUnknownVariables({ HEKSHER_PORT: '80', HEKSHER_CACH_MB: '64', HEKSHER_COLOUR: 'red', PATH: '/' });

  expect(unknown).toEqual([
    { variable: 'HEKSHER_CACH_MB', nearest: 'HEKSHER_CACHE_MB' },
    { variable: 'HEKSHER_COLOUR', nearest: undefined },
  ]);
});

test('an unknown variable is found even if it is empty', () => {
  expect(findUnknownVariables({ HEKSHER_HOTS: '' })).toEqual([{ variable: 'HEKSHER_HOTS', nearest: 'HEKSHER_HOST' }]);
});

test('a variable with the suffix _FILE is known for secrets only', () => {
  const unknown = findUnknownVariables({ HEKSHER_DB_CONNECTION_STRING_FILE: '/run/url', HEKSHER_CACHE_MB_FILE: '/x' });

  expect(unknown).toEqual([{ variable: 'HEKSHER_CACHE_MB_FILE', nearest: undefined }]);
});

test('no variable that the service or the command heksher reads is unknown', () => {
  const names = [...VARIABLE_NAMES, ...COMMAND_VARIABLES];

  expect(findUnknownVariables(Object.fromEntries(names.map((name) => [name, 'x'])))).toEqual([]);
});

test('variables that Kubernetes sets for a Service are not reported as unknown', () => {
  const links = {
    HEKSHER_PORT: 'tcp://10.0.0.1:80',
    HEKSHER_PORT_80_TCP: 'tcp://10.0.0.1:80',
    HEKSHER_PORT_80_TCP_ADDR: '10.0.0.1',
    HEKSHER_PORT_80_TCP_PORT: '80',
    HEKSHER_PORT_80_TCP_PROTO: 'tcp',
    HEKSHER_SERVICE_HOST: '10.0.0.1',
    HEKSHER_SERVICE_PORT: '80',
    HEKSHER_SERVICE_PORT_HTTP: '80',
    HEKSHER_DB_PORT: 'tcp://10.0.0.2:5432',
    HEKSHER_DB_SERVICE_HOST: '10.0.0.2',
  };

  expect(findUnknownVariables(links)).toEqual([]);
  expect(findUnknownVariables({ HEKSHER_DB_PORT: '5432' })).toEqual([
    { variable: 'HEKSHER_DB_PORT', nearest: 'HEKSHER_PORT' },
  ]);
});

test('the service reads every variable that a message or a comment names', () => {
  const known: readonly string[] = [...VARIABLE_NAMES, ...SECRET_NAMES.map(fileVariable), ...COMMAND_VARIABLES];
  const files = ['apps', 'libs'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  );
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));

  const named = sources.flatMap((file) => readFileSync(file, 'utf8').match(/\bHEKSHER_[A-Z_]+\b/g) ?? []);

  expect(named.length).toBeGreaterThan(VARIABLE_NAMES.length);
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});

test('the secrets in an environment are its tokens, without addresses', () => {
  const environment = { HEKSHER_ADMIN_TOKEN: 'new,old', SENTRY_DSN: 'https://a@b/1', HEKSHER_PORT: '80' };

  expect(secretsIn(environment)).toEqual(['new,old', 'new', 'old']);
});
