import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Block {
  language: string;
  text: string;
}

/** Commands of a page, and the output that the page shows for them, if any. */
export interface Example {
  /** The first line, for titles. */
  title: string;
  command: string;
  output: Block | undefined;
}

export const HAS_CURL = spawnSync('curl', ['--version']).status === 0;

export function readPage(path: string): string {
  return readFileSync(`${ROOT}${path}`, 'utf8');
}

/** The code blocks of a page. */
export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({ language, text }));
}

/** The text of a page from a heading to the next one of any level. */
export function under(page: string, heading: string): string {
  return page.split(`\n${heading}\n`)[1]?.split(/^#+ /m)[0] ?? '';
}

/** The commands of a page that ask the service. */
export function examplesOf(page: string): Example[] {
  const blocks = blocksOf(page);
  return blocks.flatMap((block, at) => {
    if (block.language !== 'sh' || !block.text.includes('curl ')) return [];
    const next = blocks[at + 1];
    const title = block.text.replace(/\s*\\?\n[^]*/, '');
    return [{ title, command: block.text, output: next?.language === 'sh' ? undefined : next }];
  });
}

/** Runs commands of a page against a service, and returns their output. */
export async function runCommands(commands: string, url: string): Promise<string> {
  const { stdout } = await run('sh', ['-ec', commands.replaceAll('http://127.0.0.1:8888', url)], { timeout: 20_000 });
  return stdout;
}

/** Runs the README's first steps against a service. */
export async function followReadme(url: string): Promise<void> {
  const [, steps = ''] = readPage('README.md').split(/^## (?:Try it|Concepts)$/m);
  for (const { command } of examplesOf(steps)) await runCommands(command, url);
}
