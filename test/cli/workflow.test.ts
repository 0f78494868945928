/** docs/examples/heksher-settings.yml: its steps do what docs/configuration-as-code.md says, on the built command. */
import { chmod } from 'node:fs/promises';
import { beforeAll, expect, jest, test } from '@jest/globals';
import { load } from 'js-yaml';
import { ADMIN_TOKEN, accessOn } from '../access/access.js';
import { useApp } from '../support/app.js';
import { ROOT, blocksOf, readPage } from '../support/markdown.js';
import { run } from '../support/service-process.js';
import { runCommand } from './command.js';
import { useFiles } from './files.js';

jest.setTimeout(60_000); // starting a process is slow while others start

interface Step {
  uses?: string;
  run?: string;
}
interface Workflow {
  on: Record<string, { paths: string[] }>;
  jobs: Record<string, { if: string; steps: Step[] }>;
}

const text = readPage('docs/examples/heksher-settings.yml');
const workflow = load(text) as Workflow;

const app = useApp({ access: accessOn(), isNoteRequired: true });
const files = useFiles();
const tokens: Record<string, string> = {};
const DOCUMENT = `format: "heksher/v1"
scope: { prefixes: ["cache_"] }
settings:
  cache_size:
    type: "int"
    default_value: 50
    configurable_features: ["user"]
    rules: [{ when: { user: "guest" }, value: 10 }]
`;

const asAdmin = (...words: string[]) => runCommand(app.heksher, words, { HEKSHER_TOKEN: ADMIN_TOKEN });

beforeAll(async () => {
  await app.heksher.send(
    'POST',
    '/api/v1/context_features',
    { context_feature: 'user' },
    { Authorization: `Bearer ${ADMIN_TOKEN}`, 'Heksher-Note': 'a test' },
  );
  // Docker runs the command of the image: the built one, without a container.
  await files.write('docker', '#!/bin/sh\nwhile [ "$1" != an-image ]; do shift; done\nshift\nexec "$@"\n');
  await chmod(files.path('docker'), 0o755);
  await run(['mkdir', files.path('settings')], {});
  // As the page makes them.
  for (const words of [
    ['settings-plan', '--role', 'reader'],
    ['settings-apply', '--role', 'editor', '--prefixes', 'cache_'],
  ]) {
    const [name = ''] = words;
    tokens[name] = (await asAdmin('token', 'create', ...words, '--note', 'a test')).stdout.trim();
  }
});

/** Runs the script of a job, as GitHub does. */
function runJob(job: string, token: string) {
  const script = workflow.jobs[job]?.steps.find((step) => step.run !== undefined)?.run ?? 'exit 99';
  return run(['sh', '-ec', script], {
    cwd: files.path(''),
    env: {
      ...{ HEKSHER_URL: app.heksher.url, HEKSHER_TOKEN: token, HEKSHER_IMAGE: 'an-image' },
      ...{ GITHUB_SHA: '0123abc', GITHUB_STEP_SUMMARY: files.path('summary.md'), SUBJECT: 'Guests get 10\n\nBecause.' },
      PATH: `${files.path('')}:${ROOT}docker:${process.env['PATH']}`,
    },
  });
}
const plan = () => runJob('plan', tokens['settings-plan'] ?? '');
const apply = () => runJob('apply', tokens['settings-apply'] ?? '');

test('the page shows the file', () => {
  const shown = blocksOf(readPage('docs/configuration-as-code.md')).map((block) => block.text);

  expect(shown).toContain(text);
  expect(Object.keys(workflow.on)).toEqual(['pull_request', 'push']);
  expect(Object.values(workflow.jobs).map((job) => job.if)).toEqual([
    "github.event_name == 'pull_request'",
    "github.event_name == 'push'",
  ]);
});

test('a pull request shows differences and passes, main applies them, and then nothing differs', async () => {
  await files.write('settings/cache.yaml', DOCUMENT);

  const planned = await plan();
  const before = (await asAdmin('log', '--limit', '1')).stdout;
  const applied = await apply();
  const log = (await asAdmin('log', '--limit', '1')).stdout;
  const again = await plan();

  expect([planned.code, applied.code, again.code]).toEqual([0, 0, 0]);
  expect(planned.stdout).toMatch(/^~~~text\ncache_size\n {2}\+ setting: int, default 50[^]*\n~~~\n$/);
  expect(await files.read('summary.md')).toBe(planned.stdout + again.stdout);
  expect(before).not.toContain('0123abc');
  expect(log).toMatch(/token:settings-apply .*0123abc Guests get 10$/m);
  expect(again.stdout).toContain('Nothing to do');
});

test('a document with a fault, or of settings that the token may not write, fails', async () => {
  await files.write('settings/cache.yaml', DOCUMENT.replace('value: 10', 'value: "many"'));
  const faulty = await plan();
  await files.write('settings/cache.yaml', DOCUMENT.replaceAll('cache_', 'other_'));
  const outside = await apply();

  expect([faulty.code, faulty.stderr]).toEqual([1, expect.stringMatching(/settings\/cache\.yaml:8:\d+: /)]);
  expect([outside.code, outside.stderr]).toEqual([4, expect.stringContaining('whose names begin with cache_')]);
});
