/** Settings as files: export, plan, apply and diff, on the built command. */
import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import { run } from '../support/service-process.js';
import { runCommand, runForJson, wordsOf } from './command.js';
import { useFiles } from './files.js';

jest.setTimeout(60_000); // starting a process is slow while others start

const app = useApp();
const { heksher, given } = app;
const files = useFiles();
/** Each test has the settings below a prefix of its own. */
let prefix = '';
let setting = '';

beforeAll(() => given.features('account', 'user', 'theme'));
beforeEach(async () => {
  prefix = `${uniqueName('part')}.`;
  setting = `${prefix}size`;
  await given.setting({ name: setting, default_value: 50, configurable_features: ['account', 'user', 'theme'] });
  await given.rule({ setting, feature_values: { user: 'guest' }, value: 10 });
});
afterEach(async () => {
  const { body } = await heksher.settings();
  for (const { name } of (body as { settings: { name: string }[] }).settings) await heksher.deleteSetting(name);
});

const command = (...words: string[]) => runCommand(heksher, words);
const exported = async (name: string) => {
  await command('export', '--prefix', prefix, '--to', files.path(name));
  return files.read(name);
};
/** Writes a document that differs from the exported one. */
async function edited(name: string, from: string, to: string): Promise<string> {
  const text = await exported(name);
  expect(text).toContain(from);
  return files.write(name, text.replace(from, to));
}
const ruleValues = async (name = setting) => {
  const { body } = await heksher.get(`/api/v1/settings/${name}/rules`);
  return (body as { rules: { value: unknown }[] }).rules.map(({ value }) => value);
};

describe('export', () => {
  test('export writes YAML, JSON on request, and a file in the form that its name says', async () => {
    const [yaml, json] = await Promise.all([
      command('export', '--prefix', prefix),
      command('export', '--prefix', prefix, '--output', 'json'),
    ]);
    const written = await command('export', '--prefix', prefix, '--to', files.path('out.json'));

    expect(yaml).toMatchObject({ code: 0, stderr: '' });
    expect(yaml.stdout).toContain(`      - when: { user: "guest" }\n        value: 10\n`);
    expect(JSON.parse(json.stdout)).toMatchObject({ format: 'heksher/v1', settings: { [setting]: { type: 'int' } } });
    expect(written).toEqual({
      code: 0,
      stdout: '',
      stderr: expect.stringMatching(/^1 setting as of change \d+ written to /),
    });
    expect(await files.read('out.json')).toBe(json.stdout);
  });

  test('export reads an earlier state, and only what it is asked for', async () => {
    const { sequence } = (await heksher.get('/api/v1/revision')).body as { sequence: number };
    await given.rule({ setting, feature_values: { user: 'jim' }, value: 20 });

    const then = await command('export', '--settings', setting, '--as-of', `${sequence}`, '--include', 'rules');

    expect(then.stdout).not.toMatch(/jim|metadata|aliases|context_features/);
    expect(then.stdout).toContain('guest');
  });
});

describe('plan', () => {
  test('what was exported is what there is, so a plan of it has nothing to do', async () => {
    await exported('same.yaml');

    const plan = await command('plan', files.path('same.yaml'));

    expect(plan).toMatchObject({ code: 0, stderr: '' });
    expect(plan.stdout).toMatch(/^Nothing to do: all \d+ are as in the document, at change \d+\.\n$/);
  });

  test('a plan shows what would change, for whom, and who has changed it last, and changes nothing', async () => {
    const file = await edited('plan.yaml', 'value: 10', 'value: 12');

    const { code, stdout } = await command('plan', file);

    expect([code, await ruleValues()]).toEqual([2, [10]]);
    expect(stdout).toMatch(/^ {2}~ user=guest: 10 → 12 {2}\(change \d+, .*, by nobody known\)$/m);
    expect(stdout).toMatch(/user=guest {2}10 \(rule \d+\) {2}12 \(rule \d+\)/);
    expect(stdout).toMatch(/^0 to make, 1 to change, 0 to delete, \d+ unchanged, at change \d+\.$/m);
  });

  test('a fault of a document has its place in the file', async () => {
    const file = await edited('fault.yaml', 'value: 10', 'value: "large"');
    const line = (await files.read('fault.yaml')).split('\n').findIndex((one) => one.includes('"large"')) + 1;

    const [plan, apply] = await Promise.all([command('plan', file), command('apply', file)]);

    for (const { code, stderr } of [plan, apply]) {
      expect(code).toBe(4);
      expect(stderr).toMatch(new RegExp(`^ {2}\\S*fault\\.yaml:${line}:9: .*int`, 'm'));
    }
  });

  test('a difference without a higher version is refused', async () => {
    const file = await edited('version.yaml', 'default_value: 50', 'default_value: 64');

    expect(await command('plan', file)).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/version\.yaml:\d+:\d+: .*version/),
    });
  });
});

describe('apply', () => {
  test('apply makes settings as the document says, and a second time does nothing', async () => {
    const file = await edited('apply.yaml', 'value: 10', 'value: 12');

    const first = await command('apply', file, '--note', 'release 2');
    const second = await command('apply', file);

    expect([first.code, first.stdout]).toEqual([0, expect.stringMatching(/^Done: change \d+\./)]);
    expect([second.code, second.stdout, await ruleValues()]).toEqual([0, 'Nothing was to do.\n', [12]]);
    const { body } = await heksher.get(`/api/v1/changes?setting=${setting}&order=desc&limit=1`);
    expect(body).toMatchObject({ changes: [{ note: 'release 2' }] });
  });

  test('apply keeps a rule that the document lacks, and with --prune deletes it', async () => {
    const file = files.path('prune.yaml');
    await exported('prune.yaml');
    await given.rule({ setting, feature_values: { user: 'jim' }, value: 20 });

    const kept = await command('apply', file);
    const pruned = await command('apply', file, '--prune');

    expect([kept.stdout, pruned.code, await ruleValues()]).toEqual(['Nothing was to do.\n', 0, [10]]);
  });

  test('a document comes from the standard input, too', async () => {
    const file = await edited('input.yaml', 'value: 10', 'value: 12');

    const { code } = await run(['sh', '-c', `"$0" "$1" apply - < ${file}`, ...wordsOf()], {
      env: { HEKSHER_URL: heksher.url },
    });

    expect([code, await ruleValues()]).toEqual([0, [12]]);
  });

  test('a saved plan is applied as it was shown', async () => {
    const [file, saved] = [await edited('saved.yaml', 'value: 10', 'value: 12'), files.path('plan.json')];
    await command('plan', file, '--save', saved);
    await files.write('saved.yaml', 'no document any more');

    const retried = await command('apply', saved, '--retry', '1');
    const applied = await command('apply', saved);

    expect(retried).toMatchObject({ code: 64, stderr: expect.stringContaining('cannot be planned anew') });
    expect([applied.code, await ruleValues()]).toEqual([0, [12]]);
  });

  test('a saved plan that is stale is refused with who was faster, and so is one for another service', async () => {
    const saved = files.path('stale.json');
    await command('plan', await edited('stale.yaml', 'value: 10', 'value: 12'), '--save', saved);
    const post = (path: string, body: unknown) =>
      heksher.send('POST', path, body, { 'X-Forwarded-Email': 'ann@example.com' });
    await post('/api/v1/rules', { setting, feature_values: { user: 'ann' }, value: 3 });

    const stale = await command('apply', saved);
    const elsewhere = await runCommand(heksher, ['apply', saved, '--url', `${heksher.url}/prefix`]);

    expect([stale.code, stale.stdout, await ruleValues()]).toEqual([3, '', expect.arrayContaining([10, 3])]);
    expect(stale.stderr).toMatch(
      /change (\d+), .* by ann@example\.com: rule\.created\n {2}What they did: heksher log --since \d+ --details\n/,
    );
    expect(elsewhere).toMatchObject({ code: 4, stderr: expect.stringContaining('the plan was made for') });
  });
});

describe('diff', () => {
  test('a file and a service are compared by names and conditions, inside the scope of the file', async () => {
    const name = 'diff.yaml';
    await exported(name);
    await given.setting({ name: uniqueName('elsewhere'), configurable_features: ['user'] });
    const equal = await command('diff', files.path(name), heksher.url);
    await given.rule({ setting, feature_values: { user: 'jim' }, value: 20 });

    const different = await command('diff', files.path(name), heksher.url);

    expect(equal).toEqual({ code: 0, stdout: 'No differences.\n', stderr: '' });
    expect([different.code, different.stdout.split('\n')]).toEqual([
      2,
      [`--- ${files.path(name)}`, `+++ ${heksher.url}`, setting, '  + user=jim: 20', '1 difference', ''],
    ]);
  });

  test('two files are compared without a service', async () => {
    const text = await exported('a.yaml');
    await files.write('b.yaml', text.replace('value: 10', 'value: 10.0'));
    await files.write('c.yaml', text.replace('value: 10', 'value: 11'));
    const diff = (...names: string[]) =>
      run(wordsOf('diff', ...names.map(files.path), '--output', 'json'), { env: {} });

    const [equal, other] = await Promise.all([diff('a.yaml', 'b.yaml'), diff('a.yaml', 'c.yaml')]);

    expect([equal.code, JSON.parse(equal.stdout)]).toMatchObject([0, { differences: [] }]);
    expect([other.code, JSON.parse(other.stdout)]).toMatchObject([
      2,
      { differences: [{ setting, when: { user: 'guest' }, before: 10, after: 11 }] },
    ]);
  });

  test('a file that is no document is refused with the place of its fault', async () => {
    const file = await files.write('odd.yaml', 'format: "heksher/v1"\nsettings:\n  a: 5\n');

    expect(await command('diff', file, heksher.url)).toMatchObject({
      code: 65,
      stderr: expect.stringContaining('odd.yaml:3:3: a setting must be an object'),
    });
  });
});

test('all digits survive an export, a plan and an apply', async () => {
  await given.setting({ name: `${prefix}exact`, type: 'float', default_value: 0, configurable_features: ['user'] });
  await command('set', `${prefix}exact`, '0.1000000000000000055', '--when', 'user=jim');
  const file = await edited('exact.yaml', '0.1000000000000000055', '12345678901234567890.10');

  await command('apply', file);
  const text = await exported('exact2.yaml');

  expect(text).toContain('value: 12345678901234567890.10\n');
  expect((await runForJson<{ operations: unknown[] }>(heksher, 'plan', files.path('exact2.yaml'))).operations).toEqual(
    [],
  );
});
