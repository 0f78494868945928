import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { fileVariable } from '@heksher/secrets';
import { findUnknownVariables } from './environment.js';
import { SECRET_NAMES, VARIABLE_NAMES } from './variables.js';

test('a variable with a name like one of ours is unknown, and the nearest name is found', () => {
  const unknown = findUnknownVariables({ HEKSHER_PORT: '80', HEKSHER_CACH_MB: '64', HEKSHER_COLOUR: 'red', PATH: '/' });

  expect(unknown).toEqual([
    { variable: 'HEKSHER_CACH_MB', nearest: 'HEKSHER_CACHE_MB' },
    { variable: 'HEKSHER_COLOUR', nearest: undefined },
  ]);
});

test('an unknown variable is found even if it is empty', () => {
  expect(findUnknownVariables({ HEKSHER_HOTS: '' })).toEqual([{ variable: 'HEKSHER_HOTS', nearest: 'HEKSHER_HOST' }]);
});

test('a file of a secret is known, and only of a secret', () => {
  const unknown = findUnknownVariables({ HEKSHER_DB_CONNECTION_STRING_FILE: '/run/url', HEKSHER_CACHE_MB_FILE: '/x' });

  expect(unknown).toEqual([{ variable: 'HEKSHER_CACHE_MB_FILE', nearest: undefined }]);
});

test('no variable that the service reads is unknown', () => {
  expect(findUnknownVariables(Object.fromEntries(VARIABLE_NAMES.map((name) => [name, 'x'])))).toEqual([]);
});

test('what Kubernetes sets for a Service is not unknown', () => {
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

test('every variable that a message or a comment names is one that the service reads', () => {
  const known: readonly string[] = [...VARIABLE_NAMES, ...SECRET_NAMES.map(fileVariable)];
  const files = ['apps', 'libs'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  );
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));

  const named = sources.flatMap((file) => readFileSync(file, 'utf8').match(/\bHEKSHER_[A-Z_]+\b/g) ?? []);

  expect(named.length).toBeGreaterThan(VARIABLE_NAMES.length);
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});
