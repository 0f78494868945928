import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readSecrets } from './secret-files.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heksher-secrets-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** Writes a file, and returns its path. */
async function file(name: string, content: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, content);
  return path;
}

const read = (environment: NodeJS.ProcessEnv) => readSecrets(environment, ['TOKEN']);

test('a secret is read from its variable', () => {
  expect(read({ TOKEN: 's3cret\n', OTHER: 'x' })).toEqual({ values: { TOKEN: 's3cret\n' }, faults: new Map() });
});

test.each(['', '\n', '\r\n', '\n\n'])('a secret is read from a file that ends with %j', async (end) => {
  const path = await file('token', ` s3 cret ${end}`);

  expect(read({ TOKEN_FILE: path, TOKEN: '' }).values).toEqual({ TOKEN: ' s3 cret ' });
});

test('a line break inside a file is part of the secret', async () => {
  expect(read({ TOKEN_FILE: await file('key', 'a\nb\n') }).values).toEqual({ TOKEN: 'a\nb' });
});

test.each([{}, { TOKEN: '' }, { TOKEN_FILE: '' }])('a secret that is not set is absent: %j', (environment) => {
  expect(read(environment)).toEqual({ values: {}, faults: new Map() });
});

test('a secret may not be set both ways', async () => {
  const { values, faults } = read({ TOKEN: 's3cret', TOKEN_FILE: await file('token', 'other') });

  expect(values).toEqual({});
  expect([...faults]).toEqual([['TOKEN', 'only one of TOKEN and TOKEN_FILE may be set']]);
});

test('the fault of an unreadable file names the file and the reason', async () => {
  const missing = join(directory, 'missing');

  expect(read({ TOKEN_FILE: missing }).faults.get('TOKEN')).toBe(
    `the file ${missing} cannot be read: it does not exist`,
  );
  expect(read({ TOKEN_FILE: directory }).faults.get('TOKEN')).toMatch(/cannot be read: it is a directory$/);
  expect(read({ TOKEN_FILE: `${await file('plain', 'x')}/token` }).faults.get('TOKEN')).toMatch(/read: ENOTDIR$/);
});

const isRoot = process.getuid?.() === 0;
(isRoot ? test.skip : test)('the fault of a file without permission names the file and the reason', async () => {
  const path = await file('locked', 's3cret');
  await chmod(path, 0);

  expect(read({ TOKEN_FILE: path }).faults.get('TOKEN')).toBe(`the file ${path} cannot be read: permission denied`);
});

test.each(['', '\n'])('the fault of a file with only %j calls it empty', async (content) => {
  const path = await file('empty', content);

  expect(read({ TOKEN_FILE: path }).faults.get('TOKEN')).toBe(`the file ${path} is empty`);
});

test.each(['hks_s3cret', 'postgresql://heksher:s3cret@db/heksher', 's3/cret'])(
  'a secret in place of a path is not shown: %s',
  (secret) => {
    const fault = read({ TOKEN_FILE: secret }).faults.get('TOKEN');

    expect(fault).toBe(`the file that it names cannot be read: it does not exist`);
  },
);
