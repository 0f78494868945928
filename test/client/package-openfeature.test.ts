import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';
import { TSC, runIn, usePackedProject } from './packed.js';

const app = useApp();
const project = usePackedProject();

const PROGRAMS = {
  'import.mjs': `import { HeksherProvider, HeksherWebProvider } from '@heksher/client/openfeature';
for (const Provider of [HeksherProvider, HeksherWebProvider]) {
  const provider = new Provider({ url: process.env.HEKSHER_URL, timeoutMs: 60_000 });
  await provider.initialize();
  const { value, reason } = await provider.resolveNumberEvaluation('size', 0, { user: 'jim' });
  console.log(value, reason);
  await provider.onClose();
}`,
  'server-sdk.ts': `import { HeksherClient } from '@heksher/client';
import { HeksherProvider } from '@heksher/client/openfeature';
import { OpenFeature, type Provider } from '@openfeature/server-sdk';
const client = new HeksherClient({ url: 'http://127.0.0.1:8888' });
export const provider: Provider = new HeksherProvider({ client, flags: ['size'] });
OpenFeature.setProvider(provider);
// @ts-expect-error: neither a client nor an address
export const other = new HeksherProvider({ flags: ['size'] });`,
  'web-sdk.ts': `import { HeksherWebProvider } from '@heksher/client/openfeature';
import { OpenFeature, type Provider } from '@openfeature/web-sdk';
export const provider: Provider = new HeksherWebProvider({ url: 'http://127.0.0.1:8888', strictReasons: true });
OpenFeature.setProvider(provider);`,
};

beforeAll(async () => {
  await app.given.features('user');
  await app.given.setting({ name: 'size', configurable_features: ['user'], default_value: 7 });
  await app.given.rule({ setting: 'size', feature_values: { user: 'jim' }, value: 8 });
  for (const [name, text] of Object.entries(PROGRAMS)) await writeFile(join(project.folder, name), text);
});

test('the providers run without OpenFeature, and leave nothing open', async () => {
  const printed = await runIn(project.folder, [process.execPath, 'import.mjs'], { HEKSHER_URL: app.heksher.url });

  expect(printed).toBe('8 TARGETING_MATCH\n8 TARGETING_MATCH\n');
});

describe.each(['server-sdk', 'web-sdk'])('a program with @openfeature/%s only', (sdk) => {
  test('compiles', async () => {
    const installed = join(project.folder, 'node_modules/@openfeature');
    await mkdir(installed);
    for (const name of ['core', sdk]) {
      await symlink(join(process.cwd(), 'node_modules/@openfeature', name), join(installed, name));
    }
    const typeRoots = join(process.cwd(), 'node_modules/@types');

    const printed = await runIn(project.folder, [
      ...TSC,
      ...['--noEmit', '--module', 'nodenext'],
      ...['--lib', 'ES2022,DOM', '--typeRoots', typeRoots, '--types', 'node', `${sdk}.ts`],
    ]);

    expect(printed).toBe('');
    await rm(installed, { recursive: true });
  });
});
