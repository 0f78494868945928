/** heksher declare, on the built command. */
import { beforeAll, expect, jest, test } from '@jest/globals';
import { ADMIN_TOKEN, accessOn } from '../access/access.js';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import { run } from '../support/service-process.js';
import { runCommand, wordsOf } from './command.js';
import { useFiles } from './files.js';

jest.setTimeout(60_000); // starting a process is slow while others start

const app = useApp();
const { heksher, given } = app;
const files = useFiles();
beforeAll(() => given.feature('user'));

const declaration = (attributes: object = {}) => ({
  ...{ name: uniqueName('declared'), type: 'int', default_value: 50, configurable_features: ['user'] },
  ...attributes,
});
const declare = (...words: string[]) => runCommand(heksher, ['declare', ...words]);

test('a declaration is checked without being made, then made, and then is up to date', async () => {
  const size = declaration();
  const file = await files.write('one.json', size);

  const check = await declare(file, '--check');
  const before = await heksher.setting(size.name);
  const made = await declare(file);
  const again = await declare(file, '--check');

  expect(check).toEqual({ code: 2, stdout: `+ ${size.name} would be created\n`, stderr: '' });
  expect(before.status).toBe(404);
  expect(made).toEqual({ code: 0, stdout: `+ ${size.name} was created\n`, stderr: '' });
  expect(again).toEqual({ code: 0, stdout: '1 declaration up to date\n', stderr: '' });
});

test('a check says what an upgrade would change', async () => {
  const size = await given.setting({ default_value: 50, configurable_features: ['user'] });
  const file = await files.write('list.json', [{ ...size, default_value: 64, version: '1.1' }, declaration()]);

  const { code, stdout } = await declare(file, '--check');

  expect(code).toBe(2);
  expect(stdout).toContain(
    `~ ${size.name} would be upgraded from version 1.0: another default_value (minor), which is 50 now\n`,
  );
});

test('an outdated declaration is accepted, and said to change nothing', async () => {
  const size = await given.setting({ configurable_features: ['user'] });
  await heksher.declare({ ...size, default_value: 1, version: '1.1' });

  const { code, stdout } = await declare(await files.write('old.json', size), '--check');

  expect(code).toBe(0);
  expect(stdout).toMatch(/is outdated and changes nothing, because the service has version 1\.1: /);
});

test('each refused declaration has its place in the file, and none of the others is made', async () => {
  const size = await given.setting({ default_value: 50, configurable_features: ['user'] });
  const fresh = declaration();
  const file = await files.write(
    'refused.yaml',
    `- { name: "${fresh.name}", type: "int", default_value: 5, configurable_features: ["user"] }
- name: "${size.name}"
  type: "int"
  default_value: 64
  configurable_features: ["user"]
- name: "${fresh.name}_2"
  type: "int"
  default_value: "large"
  configurable_features: ["user"]
`,
  );

  const { code, stdout, stderr } = await declare(file);

  expect([code, stdout]).toEqual([4, '']);
  expect(stderr).toMatch(/^heksher: the service does not accept this file\n/);
  expect(stderr).toContain(
    `\n  ${file}:2:3: ${size.name}: the declaration is a mismatch: default_value differs (minor)\n`,
  );
  expect(stderr).toContain(`\n  ${file}:8:3: ${fresh.name}_2: the default value is not of the type int\n`);
  expect((await heksher.setting(fresh.name)).status).toBe(404);
});

test('rules that keep a setting from its upgrade are said to be in the way, and no version is asked for', async () => {
  const size = await given.setting({ default_value: 50, configurable_features: ['user'] });
  await given.rule({ setting: size.name, feature_values: { user: 'jim' }, value: 5 });
  const file = await files.write('stuck.json', { ...size, type: 'str', default_value: 'a', version: '2.0' });

  const { code, stderr } = await declare(file, '--check');

  expect(code).toBe(4);
  expect(stderr).toMatch(
    / {2}Rules do not fit the declaration: change or delete them first\. heksher get shows them\.\n/,
  );
});

test('of a document the declarations count, and the metadata that it leaves out stay', async () => {
  const size = await given.setting({ configurable_features: ['user'], metadata: { team: 'web' } });
  const document = (type: string) =>
    `format: "heksher/v1"
settings:
  ${size.name}:
    type: "${type}"
    default_value: 0
    configurable_features: ["user"]
    rules: [{ when: { user: "jim" }, value: 5 }]
`;
  const file = await files.write('document.yaml', document('int'));
  const input = `"$0" "$1" declare - --check < ${file}`;

  const same = await declare(file, '--check');
  const piped = await run(['sh', '-c', input, ...wordsOf()], { env: { HEKSHER_URL: heksher.url } });
  const other = await declare(await files.write('float.yaml', document('float')), '--check');

  expect([same, piped]).toEqual(Array(2).fill({ code: 0, stdout: '1 declaration up to date\n', stderr: '' }));
  expect(other).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/float\.yaml:3:3: .* is a mismatch: type differs/),
  });
});

test.each([
  ['bad.yaml', 'name: "a"\n  type: "int"\n', /bad\.yaml:2:\d+: /],
  ['empty.json', '[]', /empty\.json:1:1: there is no declaration in this file/],
  ['nameless.json', '[{}]', /nameless\.json:1:2: a declaration must have a name/],
])('a file that cannot be read as declarations is refused with the place: %s', async (name, content, message) => {
  const { code, stderr } = await declare(await files.write(name, content));

  expect([code, stderr]).toEqual([65, expect.stringMatching(message)]);
});

test('a file that does not exist is said so', async () => {
  expect(await declare(files.path('missing.yaml'))).toMatchObject({
    code: 65,
    stderr: expect.stringMatching(/missing\.yaml cannot be read: there is no such file\n$/),
  });
});

const closed = useApp({ access: accessOn(), isNoteRequired: true });

test('a token with the role service may declare, and the log says from which file', async () => {
  const send = (path: string, body: unknown) =>
    closed.heksher.send('POST', path, body, { Authorization: `Bearer ${ADMIN_TOKEN}`, 'Heksher-Note': 'a test' });
  await send('/api/v1/context_features', { context_feature: 'user' });
  const { body } = await send('/api/v1/tokens', { name: 'service', role: 'service' });
  const file = await files.write('service.json', declaration());
  const environment = { HEKSHER_TOKEN: (body as { token: string }).token };

  const { code } = await runCommand(closed.heksher, ['declare', file], environment);

  const log = await runCommand(closed.heksher, ['log', '--limit', '1'], environment);
  expect([code, log.stdout]).toEqual([0, expect.stringContaining(`declared from ${file}`)]);
});
