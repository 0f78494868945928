/** Commands of people on call: get, set, unset, evaluate, undo, restore and log, on the built command. */
import { afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { runCommand, runForJson } from './command.js';

jest.setTimeout(60_000); // starting a process is slow while others start

const app = useApp();
const { heksher, given } = app;
let setting = '';

beforeAll(() => given.features('account', 'user', 'theme'));
afterEach(async () => {
  await heksher.deleteSetting(setting);
});

async function declared(attributes: object = {}): Promise<string> {
  const features = ['account', 'user', 'theme'];
  setting = (await given.setting({ configurable_features: features, default_value: 50, ...attributes })).name;
  return setting;
}

const command = (...words: string[]) => runCommand(heksher, words);
const values = async () =>
  ((await heksher.get(`/api/v1/settings/${setting}/rules`)).body as { rules: { value: unknown }[] }).rules.map(
    ({ value }) => value,
  );

/** Lines with single spaces in place of those that align columns. */
const lines = (text: string) => text.split('\n').map((line) => line.trim().replaceAll(/ {2,}/g, ' '));

test('get shows the rules in the order of their priority, and then the default', async () => {
  await declared({ metadata: { team: 'web' } });
  const guest = await given.rule({ setting, feature_values: { user: 'guest' }, value: 10 });
  const dark = await given.rule({ setting, feature_values: { user: 'guest', theme: 'dark' }, value: 20 });

  const { code, stdout, stderr } = await command('get', setting);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(lines(stdout)).toEqual([
    `${setting} int, version 1.0`,
    'RULE WHEN VALUE',
    `${dark} user=guest theme=dark 20`,
    `${guest} user=guest 10`,
    `default 50 the setting's metadata: {"team":"web"}`,
    '',
  ]);
});

test('get --when shows the rule with exactly these conditions, in any order', async () => {
  await declared();
  const id = await given.rule({ setting, feature_values: { user: 'guest', theme: 'dark' }, value: 20 });
  await given.rule({ setting, feature_values: { user: 'guest' }, value: 10 });

  const [found, missing] = await Promise.all([
    runForJson<{ rules: unknown[] }[]>(heksher, 'get', setting, '--when', 'theme=dark', '--when', 'user=guest'),
    command('get', setting, '--when', 'theme=dark'),
  ]);

  expect(found).toMatchObject([{ setting: { name: setting }, rules: [{ rule_id: id, value: 20 }] }]);
  expect(missing).toMatchObject({ code: 4, stdout: '', stderr: expect.stringContaining('has no rule theme=dark') });
});

test('set adds a rule and then changes it, and shows on the standard error which values change', async () => {
  await declared();

  const added = await command('set', setting, '200', '--when', 'user=jim', '--note', 'TICKET-7');
  const changed = await command('set', setting, '300', '--when', 'user=jim');

  expect([added.code, changed.code, await values()]).toEqual([0, 0, [300]]);
  expect(added.stdout).toMatch(/^Done: change \d+\. To take it back: heksher undo \d+\n$/);
  expect(lines(added.stderr)).toEqual([
    setting,
    '+ user=jim: 200',
    expect.stringMatching(/^Values change in these contexts/),
    'SETTING CONTEXT BEFORE AFTER',
    `${setting} user=jim 50 (default) 200 (new rule)`,
    '',
  ]);
  expect(lines(changed.stderr)).toContain('~ user=jim: 200 → 300');
  const { body } = await heksher.get(`/api/v1/changes?setting=${setting}&order=desc&limit=2`);
  expect(body).toMatchObject({ changes: [{ note: null }, { note: 'TICKET-7', origin: 'change_set' }] });
});

test('set without conditions sets the rule for everyone, and leaves the default alone', async () => {
  await declared();

  const { code } = await command('set', setting, '-7');

  const { body } = await heksher.get(`/api/v1/settings/${setting}/rules`);
  expect([code, body]).toMatchObject([
    0,
    { setting: { default_value: 50 }, rules: [{ value: -7, feature_values: [] }] },
  ]);
});

test('set to the value that a rule has already does nothing', async () => {
  await declared();
  await given.rule({ setting, feature_values: { user: 'jim' }, value: 200 });

  expect(await runForJson(heksher, 'set', setting, '200.0', '--when', 'user=jim')).toMatchObject({ sequence: null });
});

test('set keeps every digit', async () => {
  await declared({ type: 'float' });

  const set = await command('set', setting, '12345678901234567890.10', '--output', 'json');
  const get = await command('get', setting, '--output', 'json');

  expect([set.stdout, get.stdout]).toEqual(Array(2).fill(expect.stringContaining(':12345678901234567890.10,')));
});

test('set takes a word for text if the setting has texts and the word is no JSON of the type', async () => {
  await declared({ type: 'str', default_value: '' });

  const plain = await command('set', setting, 'one page', '--when', 'user=a');
  await command('set', setting, '"quoted"', '--when', 'user=b');
  await command('set', setting, '5', '--when', 'user=c');

  expect(plain.stderr).toContain('The value is taken as text: "one page"\n');
  expect((await values()).sort()).toEqual(['5', 'one page', 'quoted']);
});

test('set refuses what is no value of the setting before it asks the service', async () => {
  await declared();

  const [text, list] = await Promise.all([command('set', setting, 'large'), command('set', setting, '[1]')]);

  expect(text).toMatchObject({ code: 64, stderr: expect.stringContaining('"large" is not JSON') });
  expect(list).toMatchObject({ code: 64, stderr: expect.stringContaining('a whole number is needed, not a list') });
  expect(await values()).toEqual([]);
});

test('unset deletes the rule with exactly these conditions', async () => {
  await declared();
  await given.rule({ setting, feature_values: { user: 'jim' }, value: 1 });
  await given.rule({ setting, feature_values: { user: 'jim', theme: 'dark' }, value: 2 });

  const missing = await command('unset', setting, '--when', 'theme=dark');
  const deleted = await command('unset', setting, '--when', 'user=jim');

  expect(missing).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('its rules are: user=jim theme=dark; user=jim'),
  });
  expect(lines(deleted.stderr)).toContain(
    `${setting} user=jim 1 (rule ${/\(rule (\d+)\)/.exec(deleted.stderr)?.[1]}) 50 (default)`,
  );
  expect([deleted.code, await values()]).toEqual([0, [2]]);
});

describe('evaluate', () => {
  test('evaluate takes words with "=" for the context, and says which rule the value comes from', async () => {
    await declared();
    const id = await given.rule({ setting, feature_values: { user: 'guest' }, value: 10 });

    const [guest, other] = await Promise.all([
      command('evaluate', 'user=guest', setting, 'theme=dark'),
      command('evaluate', setting, 'user=a=b'),
    ]);

    expect(lines(guest.stdout)).toEqual(['SETTING VALUE BECAUSE OF', `${setting} 10 rule ${id}, user=guest`, '']);
    expect(lines(other.stdout)).toContain(`${setting} 50 the default`);
  });

  test('a feature that the service does not have is said not to count', async () => {
    await declared();

    const { code, stderr } = await command('evaluate', setting, 'usr=jim', 'user=jim');

    expect([code, stderr]).toEqual([0, 'Warning: there is no context feature "usr", so it does not count\n']);
  });

  test('evaluate --explain says for each rule why it wins or does not', async () => {
    await declared();
    const add = (feature_values: object, value: number) =>
      given.rule({ setting, feature_values: { ...feature_values }, value });
    const [john, jim, dark] = [
      await add({ account: 'john' }, 1),
      await add({ account: 'jim', user: 'guest' }, 2),
      await add({ theme: 'dark' }, 3),
    ];

    const { stdout } = await command('evaluate', setting, 'account=john', 'theme=dark', '--explain');

    expect(lines(stdout)).toEqual([
      `${setting} is 3 because of rule ${dark}, theme=dark`,
      `won rule ${dark} theme=dark 3`,
      `no match rule ${jim} account=jim user=guest 2 account is john, not jim`,
      `lost rule ${john} account=john 1 rule ${dark} is more specific, by theme`,
      '',
    ]);
  });
});

describe('taking back', () => {
  test('undo shows what it does, and does it once', async () => {
    await declared();
    const { sequence } = await runForJson<{ sequence: number }>(heksher, 'set', setting, '1', '--when', 'user=jim');

    const first = await command('undo', `${sequence}`, '--note', 'INC-31');
    const second = await command('undo', `${sequence}`);

    expect(lines(first.stderr).slice(0, 2)).toEqual([setting, '- user=jim: 1']);
    expect(lines(first.stderr).at(-2)).toMatch(/user=jim 1 \(rule \d+\) 50 \(default\)$/);
    expect([first.code, second.code, second.stdout]).toEqual([0, 0, 'Nothing was to do.\n']);
    const { body } = await heksher.get(`/api/v1/changes?setting=${setting}&order=desc&limit=1`);
    expect(body).toMatchObject({ changes: [{ undoes: sequence, note: 'INC-31' }] });
  });

  test('undo of what was changed again since is refused with the change in the way', async () => {
    await declared();
    const { sequence } = await runForJson<{ sequence: number }>(heksher, 'set', setting, '1', '--when', 'user=jim');
    const later = await runForJson<{ sequence: number }>(heksher, 'set', setting, '2', '--when', 'user=jim');

    const { code, stderr } = await command('undo', `${sequence}`);

    expect(code).toBe(4);
    expect(stderr).toMatch(new RegExp(`value: 1 is needed, but it is 2, since change ${later.sequence}$`, 'm'));
  });

  test('restore brings settings back to an earlier state', async () => {
    await declared();
    const { sequence } = await runForJson<{ sequence: number }>(heksher, 'set', setting, '1');
    await command('set', setting, '2');
    await command('set', setting, '3', '--when', 'user=jim');

    const { code, stderr } = await command('restore', '--to', `${sequence}`, '--settings', setting);

    expect([code, await values()]).toEqual([0, [1]]);
    expect(lines(stderr).slice(0, 3)).toEqual([setting, '- user=jim: 3', '~ for everyone: 2 → 1']);
    expect(lines(stderr).at(-2)).toMatch(/any 2 \(rule (\d+)\) 1 \(rule \1\)$/);
  });
});

test('log shows the newest change first, with what each did', async () => {
  await declared();
  await command('set', setting, '1', '--note', 'a\u001b[31m note');
  await command('set', setting, '2');

  const [text, json] = await Promise.all([
    command('log', '--setting', setting, '--details', '--limit', '2'),
    runForJson<{ action: string }[]>(heksher, 'log', '--setting', setting, '--limit', '3'),
  ]);

  const [heading, second, , change, first] = lines(text.stdout);
  expect([heading, change]).toEqual(['CHANGE AT BY ACTION SETTINGS NOTE', '~ for everyone: 1 → 2']);
  expect(second).toMatch(/^\d+ \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ - change_set\.applied \(1 item\) setting_\d+$/);
  expect(first).toContain('a\\u001b[31m note');
  expect(json.map(({ action }) => action)).toEqual(['change_set.applied', 'change_set.applied', 'setting.created']);
});
