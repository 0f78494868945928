/** heksher generate, on the built command and the built package of the client. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { accepts, printJson, printSettingType, type JsonValue, type SettingType } from '@heksher/domain';
import { typesWithValues } from '../../libs/domain/src/setting-type/setting-type.arbitraries.js';
import { TSC, runIn, usePackedProject } from '../client/packed.js';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import { runCommand } from './command.js';

jest.setTimeout(120_000); // compilers and processes are slow while others start

const app = useApp();
const { heksher, given } = app;
const project = usePackedProject();

/** Declares the settings of a compiled file, and prints what became of them, and their values. */
const DECLARE = `import { HeksherClient } from '@heksher/client';
import { declareSettings } from './settings.js';
const outcomes = {};
const onDeclaration = ({ setting, outcome, answer }) => (outcomes[setting] = outcome === 'uptodate' ? outcome : answer);
const client = new HeksherClient({ url: process.env.HEKSHER_URL, stream: false, onDeclaration, log: () => undefined });
const settings = declareSettings(client);
await client.start({ timeoutMs: 60_000 });
await client.close();
const plain = (_name, value) =>
  typeof value === 'bigint' ? value + 'n' : value instanceof Set ? [...value] : value;
const values = Object.fromEntries(Object.entries(settings).map(([name, setting]) => [name, setting.get()]));
console.log(JSON.stringify({ outcomes, values }, plain));`;

/** A program that uses the settings of every type. It is compiled, and not run. */
const USE = `import { stubClient } from '@heksher/client';
import { declareSettings } from './settings.js';
const settings = declareSettings(stubClient());
export const int: number = settings.everyInt.get({ user: 'jim' });
export const beyond: bigint = settings.everyIntBeyond.get();
export const one: 'a' | 1 | true = settings.everyEnum.get();
export const some: ReadonlySet<'a' | 'b'> = settings.everyFlags.get();
export const list: readonly ('x' | 'y')[] = settings.everySequence.get();
// @ts-expect-error: the setting has no such feature
settings.everyInt.get({ account: 'jim' });
// @ts-expect-error: it is one of the options
export const other: 'a' = settings.everyEnum.get();`;

beforeAll(async () => {
  await given.features('user', 'theme');
  await writeFile(join(project.folder, 'declare.mjs'), DECLARE);
});

const generate = (...words: string[]) => runCommand(heksher, ['generate', ...words]);
const pathOf = (name: string) => join(project.folder, name);

/** Writes the settings of a prefix to settings.ts, compiles it, and declares them. */
async function declareGenerated(
  prefix: string,
  ...others: string[]
): Promise<{ outcomes: Record<string, unknown>; values: unknown }> {
  const written = await generate('--prefix', prefix, '--to', pathOf('settings.ts'));
  expect([written.code, written.stdout]).toEqual([0, '']);
  const printed = await runIn(project.folder, [
    ...TSC,
    ...['--noUnusedLocals', '--noUnusedParameters'],
    ...['--module', 'nodenext', '--lib', 'ES2022,DOM', 'settings.ts', ...others],
  ]);
  expect(printed).toBe('');
  const said = await runIn(project.folder, [process.execPath, 'declare.mjs'], { HEKSHER_URL: heksher.url });
  return JSON.parse(said) as { outcomes: Record<string, unknown>; values: unknown };
}

/** Declares a setting with exactly this default. */
async function declare(name: string, type: string, value: string, more: object = {}): Promise<void> {
  const head = printJson({ name, type, configurable_features: ['user', 'theme'], ...more } as unknown as JsonValue);
  const { status, text } = await heksher.post(
    '/api/v1/settings/declare',
    `${head.slice(0, -1)},"default_value":${value}}`,
  );
  expect([status, text]).toEqual([200, expect.stringContaining('created')]);
}

describe('the file', () => {
  test('a setting of every type is declared as the service has it', async () => {
    await declare('every.int', 'int', '64', { metadata: { description: 'of */ items', nested: [{ 'a-b': null }] } });
    await declare('every.int_beyond', 'int', '9007199254740993');
    await declare('every.float', 'float', '1.50');
    await declare('every.decimal', 'float', '0.1000000000000000000001');
    await declare('every.str', 'str', '"\\"*/\\u202e`${a}"');
    await declare('every.bool', 'bool', 'true');
    await declare('every.enum', 'Enum["a",1,true]', '1');
    await declare('every.flags', 'Flags["a","b"]', '["b"]');
    await declare('every.sequence', 'Sequence<Enum["x","y"]>', '["y"]');
    await declare('every.mapping', 'Mapping<Sequence<int>>', '{"__proto__":[1],"b c":[]}');
    await declare('every.mapping_of_flags', 'Mapping<Flags[1,2]>', '{"a":[1],"b":[]}');
    await heksher.rename('every.str', { name: 'every.text', version: '2.13' });

    await writeFile(pathOf('use.ts'), USE);
    const { outcomes, values } = await declareGenerated('every.', 'use.ts');

    const names = ['bool', 'decimal', 'enum', 'flags', 'float', 'int', 'int_beyond', 'mapping', 'mapping_of_flags'];
    const all = [...names, 'sequence', 'text'].map((name) => [`every.${name}`, 'uptodate']);
    expect(outcomes).toEqual(Object.fromEntries(all));
    expect(values).toEqual({
      everyBool: true,
      everyDecimal: '0.1000000000000000000001',
      everyEnum: 1,
      everyFlags: ['b'],
      everyFloat: 1.5,
      everyInt: 64,
      everyIntBeyond: '9007199254740993n',
      everyMapping: JSON.parse('{"__proto__":[1],"b c":[]}'),
      everyMappingOfFlags: { a: [1], b: [] },
      everySequence: ['y'],
      everyText: '"*/\u202e`${a}',
    });
    expect(await readFile(pathOf('settings.ts'), 'utf8')).toContain('/** every.text. Also called every.str. */');
  });

  test('settings whose members would be the same have their own names', async () => {
    for (const name of ['same.a_b', 'same.aB', 'same.a.b', 'same.__proto__', 'same.3']) await declare(name, 'int', '1');

    const { outcomes, values } = await declareGenerated('same.');

    expect(Object.keys(outcomes)).toHaveLength(5);
    expect(values).toEqual({ 'same.a_b': 1, 'same.aB': 1, 'same.a.b': 1, sameProto: 1, same3: 1 });
  });

  test('a setting that TypeScript cannot declare is left out', async () => {
    await declare('beyond.a', 'Enum[9007199254740993]', '9007199254740993');
    await declare('beyond.b', 'int', '1');

    const { code, stderr } = await generate('--prefix', 'beyond.', '--to', pathOf('beyond.ts'));
    const { outcomes } = await declareGenerated('beyond.');

    expect(code).toBe(0);
    expect(stderr).toMatch(/^beyond\.a is left out: .*\n1 setting written to .*beyond\.ts\n$/);
    expect(outcomes).toEqual({ 'beyond.b': 'uptodate' });
  });

  test('a file without settings compiles', async () => {
    expect(await declareGenerated('nothing.')).toEqual({ outcomes: {}, values: {} });
  });

  test('settings of all types are declared as the service has them', async () => {
    const fitting = typesWithValues.filter(([type, value]) => accepts(type, value));
    await fc.assert(
      fc.asyncProperty(fc.array(fitting, { minLength: 10, maxLength: 40 }), async (settings) => {
        const prefix = `${uniqueName('random')}.`;
        const names = await declareAll(prefix, settings);

        const { outcomes } = await declareGenerated(prefix);

        const leftOut = /JavaScript: (.*)/.exec(await readFile(pathOf('settings.ts'), 'utf8'))?.[1]?.split(', ') ?? [];
        const expected = names.filter((name) => !leftOut.includes(name)).map((name) => [name, 'uptodate']);
        expect(outcomes).toEqual(Object.fromEntries(expected));
        expect(leftOut.filter((name) => !/Enum|Flags/.test(typeOf(settings, names, name)))).toEqual([]);
      }),
      { numRuns: 2 },
    );
  });
});

/** Declares settings, and returns the names of those that the service takes. */
async function declareAll(prefix: string, settings: readonly [SettingType, JsonValue][]): Promise<string[]> {
  const names = settings.map((_setting, at) => `${prefix}s${String(at).padStart(3, '0')}`);
  for (const [at, [type, value]] of settings.entries()) {
    await declare(names[at] as string, printSettingType(type), printJson(value));
  }
  return names;
}

function typeOf(settings: readonly [SettingType, JsonValue][], names: readonly string[], name: string): string {
  return printSettingType((settings[names.indexOf(name)] as [SettingType, JsonValue])[0]);
}

describe('the command', () => {
  test('equal states give equal bytes, on the standard output and in a file', async () => {
    await declare('bytes.b', 'int', '1');
    await declare('bytes.a', 'str', '"x"');
    const file = pathOf('bytes.ts');

    const printed = await generate('--prefix', 'bytes.');
    const written = await generate('--prefix', 'bytes.', '--to', file);
    const selected = await generate('--settings', 'bytes.b,bytes.a');

    expect(printed).toEqual({ code: 0, stdout: await readFile(file, 'utf8'), stderr: '' });
    expect(written).toEqual({ code: 0, stdout: '', stderr: `2 settings written to ${file}\n` });
    expect(selected.stdout).toBe(printed.stdout);
    expect(printed.stdout.indexOf('"bytes.a"')).toBeLessThan(printed.stdout.indexOf('"bytes.b"'));
  });

  test('a check says whether the file is up to date, and writes nothing', async () => {
    await declare('checked.a', 'int', '1');
    const file = pathOf('checked.ts');
    const words = ['--prefix', 'checked.', '--to', file, '--check'];

    const missing = await generate(...words);
    await generate('--prefix', 'checked.', '--to', file);
    const same = await generate(...words);
    const { mtimeMs } = await stat(file);
    await declare('checked.b', 'int', '1');
    const differs = await generate(...words);

    expect(missing).toEqual({ code: 1, stdout: '', stderr: expect.stringContaining('checked.ts differs from') });
    expect(same).toEqual({ code: 0, stdout: '', stderr: `${file} is up to date with 1 setting\n` });
    expect(differs.code).toBe(1);
    expect((await stat(file)).mtimeMs).toBe(mtimeMs);
  });

  test.each([
    [['--check'], 64, '--check needs --to FILE'],
    [['--settings', 'nobody'], 4, 'nobody'],
    [['--prefix', 'nothing.', '--to', '/nowhere/settings.ts'], 65, 'cannot be written: ENOENT'],
    [['--prefix', 'nothing.', '--to', '/', '--check'], 65, 'cannot be read: it is a directory'],
  ])('%j fails', async (words, code, message) => {
    const failed = await generate(...words);

    expect([failed.code, failed.stdout]).toEqual([code, '']);
    expect(failed.stderr).toContain(message);
  });
});
