import { isJsonObject, parseTolerantly } from '@heksher/domain';
import { refusal, type Http } from './http.js';
import { joinSnapshots, readSnapshot, type FetchedSnapshot, type Snapshot } from './snapshot.js';

/** Longer URLs do not pass every proxy. The service has no route that takes the names in a body. */
const LONGEST_URL = 8 * 1024;
/** After so many readings of parts that are of different states, it is a failure. */
const TRIES = 5;
const PATH = '/api/v1/snapshot';

/** The values that the contexts of a program have; `*` for any. It gets no rules on other features or values. */
export type Track = Readonly<Record<string, readonly string[] | '*'>>;

interface Part {
  etag: string | null;
  text: string;
  snapshot: Snapshot;
}

/** Reads the settings of a program, in several requests if their names are too long for one. */
export class SnapshotReader {
  /** The last answer to each URL. */
  private parts = new Map<string, Part>();
  private readonly start: string;

  constructor(
    private readonly http: Http,
    private readonly names: readonly string[],
    track?: Track,
  ) {
    const filters = track === undefined ? '' : `context_filters=${encodeURIComponent(printFilters(track))}&`;
    this.start = `${PATH}?${filters}settings=`;
  }

  /** All settings that exist, of one state. Throws if they cannot be read. */
  async read(): Promise<FetchedSnapshot> {
    const missing = new Set<string>();
    for (let tries = 0; tries < TRIES;) {
      const paths = this.pathsOf(this.names.filter((name) => !missing.has(name)));
      const found = await this.readParts(paths, missing);
      if (!found) continue; // there are more missing names than before
      this.parts = new Map(paths.map((path, at) => [path, found[at] as Part]));
      if (new Set(found.map(({ snapshot }) => snapshot.sequence)).size <= 1) {
        return { ...joinSnapshots(found.map(({ snapshot }) => snapshot)), texts: found.map(({ text }) => text) };
      }
      tries += 1;
    }
    throw new Error('the settings change faster than they can be read');
  }

  /** Undefined if settings are missing, which then are in the set. */
  private async readParts(paths: readonly string[], missing: Set<string>): Promise<Part[] | undefined> {
    const found: Part[] = [];
    for (const path of paths) {
      const part = await this.readPart(path, missing);
      if (!part) return undefined;
      found.push(part);
    }
    return found;
  }

  private async readPart(path: string, missing: Set<string>): Promise<Part | undefined> {
    const known = this.parts.get(path);
    const headers: Record<string, string> = known?.etag ? { 'If-None-Match': known.etag } : {};
    const { response, text } = await this.http.send(path, { headers });
    if (response.status === 304 && known) return known;
    if (response.status === 404) {
      const more = this.missingNames(text).filter((name) => !missing.has(name));
      for (const name of more) missing.add(name);
      if (more.length > 0) return undefined;
    }
    if (!response.ok) throw refusal(response, text);
    return { etag: response.headers.get('etag'), text, snapshot: readSnapshot(text) };
  }

  /** The names of a 404: the service lists all that no setting has. */
  private missingNames(text: string): string[] {
    let problem: unknown;
    try {
      problem = parseTolerantly(text);
    } catch {
      return [];
    }
    const detail = isJsonObject(problem) && typeof problem.detail === 'string' ? problem.detail : '';
    const listed = new Set([...detail.matchAll(/"([^"]+)"/g)].map(([, name]) => name));
    return this.names.filter((name) => listed.has(name));
  }

  private pathsOf(names: readonly string[]): string[] {
    const paths: string[] = [];
    let path = '';
    for (const name of names) {
      const longer = path === '' ? this.start + encodeURIComponent(name) : `${path},${encodeURIComponent(name)}`;
      if (path !== '' && this.http.lengthOf(longer) > LONGEST_URL) {
        paths.push(path);
        path = this.start + encodeURIComponent(name);
      } else path = longer;
    }
    return path === '' && paths.length === 0 ? [this.start] : [...paths, path];
  }
}

function printFilters(track: Track): string {
  return Object.entries(track)
    .map(([feature, values]) => `${feature}:${values === '*' ? '*' : `(${values.join(',')})`}`)
    .join(',');
}
