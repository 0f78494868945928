/** A document leaves one service and makes another one equal, on the built command. */
import { beforeAll, expect, jest, test } from '@jest/globals';
import { ADMIN_TOKEN, accessOn } from '../access/access.js';
import { useApp } from '../support/app.js';
import { runCommand } from './command.js';
import { useFiles } from './files.js';

jest.setTimeout(120_000); // starting a process is slow while others start

const SETTINGS = 100;
const RULES = 20;

const from = useApp();
const empty = { yaml: useApp(), json: useApp() };
const closed = useApp({ access: accessOn() });
const files = useFiles();

/** Each has another type, and values that tools of YAML like to change. */
const KINDS = [
  { type: 'float', values: [0, 1.5, -2] },
  { type: 'bool', values: [false, true, false] },
  { type: 'str', values: ['', 'null', 'no'] },
  { type: 'Sequence<str>', values: [[], ['012'], ['2026-11-27', '~']] },
  { type: 'Mapping<int>', values: [{}, { y: 0 }, { null: 1 }] },
];

const settingOf = (at: number) => {
  const { type, values } = KINDS[at % KINDS.length] as (typeof KINDS)[number];
  const rules = Array.from({ length: RULES }, (_, n) => ({
    when: n % 2 === 0 ? { user: `u${n}` } : { user: `u${n}`, theme: 'dark' },
    value: values[n % 3],
    metadata: n % 5 === 0 ? { reason: `rule ${n}: "quoted"` } : {},
  }));
  const rest = { configurable_features: ['user', 'theme'], version: at % 7 === 0 ? '2.3' : '1.0' };
  return { type, default_value: values[0], ...rest, metadata: { at }, aliases: [`backend.alias_${at}`], rules };
};

beforeAll(async () => {
  const settings = Object.fromEntries(
    Array.from({ length: SETTINGS }, (_, at) => [`backend.s${String(at).padStart(3, '0')}`, settingOf(at)]),
  );
  // A number that JavaScript would round.
  const text = JSON.stringify({
    format: 'heksher/v1',
    context_features: ['user', 'theme'],
    settings: { ...settings, 'backend.exact': { ...settingOf(0), default_value: 'LARGE', aliases: [], rules: [] } },
  }).replace('"LARGE"', '12345678901234567890.10');
  const { code, stderr } = await runCommand(from.heksher, ['apply', await files.write('first.json', text)]);
  if (code !== 0) throw new Error(stderr);
});

const exported = async (app: typeof from, name: string, words: string[] = [], token?: string) => {
  const path = files.path(name);
  const environment: Record<string, string> = token === undefined ? {} : { HEKSHER_TOKEN: token };
  const { code, stderr } = await runCommand(app.heksher, ['export', '--to', path, ...words], environment);
  if (code !== 0) throw new Error(stderr);
  return files.read(name);
};

test.each(['yaml', 'json'] as const)('an export as %s makes an empty service equal, byte for byte', async (ending) => {
  const to = empty[ending];
  const text = await exported(from, `from.${ending}`);

  const applied = await runCommand(to.heksher, ['apply', files.path(`from.${ending}`), '--note', 'moved']);
  const again = await exported(to, `to.${ending}`);
  const diff = await runCommand(to.heksher, ['diff', from.heksher.url, to.heksher.url]);

  expect([applied.code, again === text]).toEqual([0, true]);
  expect(text).toContain('12345678901234567890.10');
  expect(diff).toMatchObject({ code: 0, stdout: 'No differences.\n' });
});

test('with access on, a token with prefixes applies rules and declarations, and is told what it may not apply', async () => {
  const admin = { HEKSHER_TOKEN: ADMIN_TOKEN };
  const asAdmin = (...words: string[]) => runCommand(closed.heksher, words, admin);
  const created = await asAdmin('token', 'create', 'pipeline', '--role', 'editor', '--prefixes', 'backend.');
  const token = created.stdout.trim();
  const asPipeline = (...words: string[]) => runCommand(closed.heksher, words, { HEKSHER_TOKEN: token });
  const parts = ['--prefix', 'backend.', '--include', 'rules,metadata'];
  const text = await exported(from, 'part.yaml', parts);
  await files.write('whole.yaml', await exported(from, 'all.yaml'));
  for (const feature of ['user', 'theme'])
    await closed.heksher.send(
      'POST',
      '/api/v1/context_features',
      { context_feature: feature },
      { Authorization: `Bearer ${ADMIN_TOKEN}` },
    );

  const refused = await asPipeline('apply', files.path('whole.yaml'));
  const applied = await asPipeline('apply', files.path('part.yaml'), '--note', 'moved');
  const again = await exported(closed, 'closed.yaml', parts, token);
  const log = await asAdmin('log', '--limit', '1');

  expect(refused).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(
      /^ {2}alias\.add backend\.s000: this needs the role admin; pipeline has the role editor$/m,
    ),
  });
  expect([applied.code, again === text]).toEqual([0, true]);
  expect(log.stdout).toMatch(/token:pipeline .*moved$/m);
});
