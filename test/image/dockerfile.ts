import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

const CHECKOUT = process.cwd();

interface Instruction {
  name: string;
  rest: string;
}

export interface Stage {
  name: string;
  base: string;
  instructions: Instruction[];
}

export interface Image {
  /** What stands for `/`. */
  root: string;
  workingDirectory: string;
  environment: Record<string, string>;
}

/** The stages of a Dockerfile. Comments are dropped, lines that end in a backslash continue. */
export function parseDockerfile(text: string): Stage[] {
  const lines = text
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n');
  const found: Stage[] = [];
  for (const line of lines.filter((each) => each.trim() !== '')) {
    const [, name = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
    const from = /^(\S+)(?: AS (\S+))?$/.exec(rest);
    if (name === 'FROM') found.push({ base: from?.[1] ?? '', name: from?.[2] ?? '', instructions: [] });
    else found.at(-1)?.instructions.push({ name, rest: rest.trim() });
  }
  return found;
}

/** Carries out every stage but the first; answers the last. */
export async function make([build, ...others]: Stage[]): Promise<Image> {
  const roots = new Map([[build?.name ?? '', await buildStage(build)]]);
  let made: Image | undefined;
  for (const stage of others) {
    made = await makeStage(stage, roots);
    roots.set(stage.name, made.root);
  }
  if (!made) throw new Error('the Dockerfile has one stage only');
  for (const root of roots.values()) if (root !== made.root) await rm(root, { recursive: true });
  await makeReadOnly(made.root);
  return made;
}

/** What the build stage leaves where it works: the checkout, with what `npm run build` has made in it. */
async function buildStage(stage: Stage | undefined): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'heksher-image-'));
  const workingDirectory = stage?.instructions.find(({ name }) => name === 'WORKDIR')?.rest ?? '';
  await symlink(CHECKOUT, join(root, workingDirectory));
  return root;
}

async function makeStage({ instructions }: Stage, roots: ReadonlyMap<string, string>): Promise<Image> {
  const made: Image = { root: await mkdtemp(join(tmpdir(), 'heksher-image-')), workingDirectory: '/', environment: {} };
  await chmod(made.root, 0o755);
  await mkdir(join(made.root, 'usr/local/bin'), { recursive: true });
  for (const { name, rest } of instructions) {
    if (name === 'WORKDIR') await mkdir(join(made.root, (made.workingDirectory = rest)), { recursive: true });
    if (name === 'ENV') Object.assign(made.environment, { [rest.split('=')[0] ?? '']: rest.split('=')[1] });
    if (name === 'COPY') await copy(rest.split(/\s+/), made, roots);
    if (name === 'RUN') shell(rest, made);
  }
  return made;
}

/** `COPY [--from=stage] source… target`, from the checkout where no stage is named. */
async function copy(words: string[], { root, workingDirectory }: Image, roots: ReadonlyMap<string, string>) {
  const from = /^--from=(.*)$/.exec(words[0] ?? '')?.[1];
  const sources = from === undefined ? words.slice(0, -1) : words.slice(1, -1);
  const target = resolve(workingDirectory, words.at(-1) ?? '');
  const origin = from === undefined ? CHECKOUT : roots.get(from);
  if (origin === undefined) throw new Error(`the Dockerfile copies from ${from}, which is no stage`);
  for (const source of sources) {
    const isInto = words.at(-1)?.endsWith('/');
    const to = join(root, isInto ? join(target, basename(source)) : target);
    await cp(join(origin, source), to, { recursive: true, verbatimSymlinks: true });
  }
}

/** A `RUN`; the absolute paths that it names are the image's. */
function shell(line: string, { root, workingDirectory }: Image): void {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle)_/.test(name)),
  );
  const here = line.replace(/(?<=\s)\/(?=\w)/g, `${root}/`);
  const { status, stdout, stderr } = spawnSync('sh', ['-c', here], { cwd: join(root, workingDirectory), env });
  if (status !== 0) throw new Error(`"${line}" ends with ${status}: ${String(stdout)}${String(stderr)}`);
}

/** As in the image, where the files are another user's: the service can't write there. */
async function makeReadOnly(root: string): Promise<void> {
  await cp(process.execPath, join(root, 'usr/local/bin/node')); // of the base image
  spawnSync('chmod', ['-R', 'a-w,a+rX', root]);
}

export async function makeWritable(root: string): Promise<void> {
  spawnSync('chmod', ['-R', 'u+w', root]);
}
