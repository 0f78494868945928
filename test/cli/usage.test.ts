/** Commands for cleaning up: usage and stale, on the built command. */
import { expect, jest, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import { runCommand, runForJson } from './command.js';

jest.setTimeout(60_000); // starting a process is slow while others start

const app = useApp();
const { heksher, given } = app;

/** A setting with an alias and a rule, that nobody has asked for yet. */
async function givenSetting(): Promise<{ name: string; alias: string; rule: number }> {
  const name = uniqueName('size');
  const alias = `${name}-old`;
  const declaration = { name, type: 'int', configurable_features: ['user'], default_value: 50, alias: null };
  await heksher.addFeature('user');
  await heksher.send('POST', '/api/v1/settings/declare', declaration, { 'Heksher-Client': 'heksher-ui' });
  await heksher.send('PUT', `/api/v1/settings/${name}/aliases/${alias}`);
  return { name, alias, rule: await given.rule({ setting: name, feature_values: { user: 'jim' }, value: 50 }) };
}

/** Lines with single spaces in place of those that align columns, and without times. */
const lines = (text: string) =>
  text
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ/g, 'TIME')
    .split('\n')
    .map((line) => line.trim().replaceAll(/ {2,}/g, ' '));

test('usage shows who asks for a setting by which name, and how often its rules have won', async () => {
  const { name, alias, rule } = await givenSetting();
  const shop = { 'Heksher-Client': 'shop/1.4.2' };
  await heksher.send('POST', '/api/v1/evaluate', { settings: [name], context: { user: 'jim' } }, shop);
  await heksher.send('GET', `/api/v1/query?settings=${alias}`, undefined, { 'Heksher-Client': 'old\u009bshop' });

  const { code, stdout, stderr } = await runCommand(heksher, ['usage', alias]);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(lines(stdout)).toEqual([
    'CLIENT HOW NAME TIMES LAST',
    `old?shop query ${alias} (alias) 1 TIME`,
    `shop/1.4.2 evaluate ${name} 1 TIME`,
    '',
    'RULE WHEN WON LAST',
    `${rule} user=jim 1 TIME changes nothing`,
    'Clients resolve this setting that do not report it, so rules may have won more often.',
    '',
  ]);
});

test('usage of a setting that nobody has asked for says so, and that of an unknown one is refused', async () => {
  const { name } = await givenSetting();
  const [unused, unknown] = await Promise.all([
    runCommand(heksher, ['usage', name]),
    runCommand(heksher, ['usage', 'speeed']),
  ]);

  expect(lines(unused.stdout)[0]).toBe('Nobody has asked for it by name.');
  expect(unknown).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('no setting is called "speeed"') as unknown,
  });
});

test('stale shows the settings that may go, with the reasons', async () => {
  const { name, alias } = await givenSetting();
  await heksher.send('GET', `/api/v1/query?settings=${alias}`);

  const { code, stdout } = await runCommand(heksher, ['stale', '--days', '7']);
  const json = await runForJson<{ counted_since: string; stale: { setting: string }[] }>(heksher, 'stale');

  expect(code).toBe(0);
  expect(lines(stdout)[0]).toBe('Counted since TIME.');
  expect(lines(stdout)).toContain(
    `${name} TIME declared by no client in 7 days, every rule equals the default asked for as ${alias}`,
  );
  expect(json.stale).toContainEqual(expect.objectContaining({ setting: name, aliases_in_use: [alias] }));
  expect(json.counted_since).toMatch(/Z$/);
});

test.each(['0', 'x', '99999999'])('stale --days %s is a wrong command line', async (days) => {
  expect(await runCommand(heksher, ['stale', '--days', days])).toMatchObject({ code: 64 });
});
