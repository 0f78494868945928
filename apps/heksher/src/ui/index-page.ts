import { brotliCompressSync, gzipSync } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import { strongEtag } from '../answers/etag.js';
import { PATHS } from '../http/paths.js';
import type { UiFile } from './ui-files.js';

/** How many forms of the page are cached: clients can name prefixes without end. */
const MOST_PREFIXES = 16;

const BASE = `<base href="${PATHS.ui}/" />`;

/** The page itself, which differs by the path prefix that clients see in front of the service. */
export class IndexPage {
  private readonly pages = new LRUCache<string, UiFile>({ max: MOST_PREFIXES });

  /** Throws if the page has no base element to put the prefix into. */
  constructor(private readonly text: string) {
    if (!text.includes(BASE)) throw new Error(`the index.html of the admin UI lacks ${BASE}`);
  }

  /** The page for clients that see the service below a prefix, such as `/heksher`; empty for none. */
  at(prefix: string): UiFile {
    const page = this.pages.get(prefix) ?? this.print(prefix);
    this.pages.set(prefix, page);
    return page;
  }

  private print(prefix: string): UiFile {
    // A prefix has no quotes and no angle brackets.
    const base = `<base href="${prefix.replaceAll('&', '&amp;')}${PATHS.ui}/" />`;
    const identity = Buffer.from(this.text.replace(BASE, () => base));
    const contents = [
      ['br', brotliCompressSync(identity)],
      ['gzip', gzipSync(identity)],
      ['identity', identity],
    ] as const;
    const forms = contents.map(([encoding, content]) => [encoding, { content, etag: strongEtag(content) }] as const);
    return { ending: '.html', forms: new Map(forms) };
  }
}
