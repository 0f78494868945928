import { readFile, readdir } from 'node:fs/promises';
import { extname } from 'node:path';
import { strongEtag } from '../answers/etag.js';
import { ENCODINGS, type Encoding } from './choose-encoding.js';

/** The endings of the files that the build writes beside each file that is worth it. */
const ENDINGS = { br: '.br', gzip: '.gz', identity: '' } as const satisfies Record<Encoding, string>;

/** A file in one encoding. */
export interface Form {
  content: Buffer;
  etag: string;
}

/** A file in every encoding that there is of it, the smallest first. */
export interface UiFile {
  /** The ending of its name, such as `.js`. */
  ending: string;
  forms: ReadonlyMap<Encoding, Form>;
}

/** The page and what it loads. */
export interface UiFiles {
  index: string;
  /** By their names below `assets/`. */
  assets: ReadonlyMap<string, UiFile>;
}

/** Reads a bundled page into memory; undefined if the directory has none. */
export async function readUiFiles(directory: URL): Promise<UiFiles | undefined> {
  let index: string;
  try {
    index = await readFile(new URL('index.html', directory), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const folder = new URL('assets/', directory);
  const names = await readdir(folder);
  const assets = names.filter((name) => !/\.(br|gz)$/.test(name));
  const files = assets.map(async (name) => [name, await readAsset(folder, name, new Set(names))] as const);
  return { index, assets: new Map(await Promise.all(files)) };
}

async function readAsset(folder: URL, name: string, names: ReadonlySet<string>): Promise<UiFile> {
  const encodings = ENCODINGS.filter((encoding) => names.has(name + ENDINGS[encoding]));
  const forms = encodings.map(async (encoding) => {
    const content = await readFile(new URL(name + ENDINGS[encoding], folder));
    return [encoding, { content, etag: strongEtag(content) }] as const;
  });
  return { ending: extname(name), forms: new Map(await Promise.all(forms)) };
}
