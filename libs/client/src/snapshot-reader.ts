import { isJsonObject, parseTolerantly } from '@heksher/domain';
import { refusal, type Http } from './http.js';
import { readSnapshot, type FetchedSnapshot } from './snapshot.js';

/** Longer URLs do not pass every proxy. */
const LONGEST_URL = 8 * 1024;
const PATH = '/api/v1/snapshot';

/** The values that the contexts of a program have; `*` for any. It gets no rules on other features or values. */
export type Track = Readonly<Record<string, readonly string[] | '*'>>;

/** A request for a snapshot: everything is in the path, or in a body if the path would be too long. */
interface Asking {
  path: string;
  body?: string;
}

/** Reads the settings of a program. */
export class SnapshotReader {
  private last: { asking: Asking; etag: string | null; snapshot: FetchedSnapshot } | undefined;
  private readonly filters: string | undefined;

  /** Reads the settings of these names or aliases; undefined for all. */
  constructor(
    private readonly http: Http,
    private readonly names: readonly string[] | undefined,
    track?: Track,
  ) {
    this.filters = track && printFilters(track);
  }

  /** All settings that exist, of one state: the same object as before if nothing has changed. Throws if it cannot be read. */
  async read(): Promise<FetchedSnapshot> {
    let { names } = this;
    for (;;) {
      const answer = await this.ask(names);
      if ('settings' in answer) return answer;
      const { missing, refused } = answer;
      const found: readonly string[] = names?.filter((name) => !missing.has(name)) ?? [];
      if (!names || found.length === names.length) throw refused;
      names = found;
    }
  }

  /** The snapshot of settings; or the names that no setting has, with the refusal. */
  private async ask(
    names: readonly string[] | undefined,
  ): Promise<FetchedSnapshot | { missing: ReadonlySet<unknown>; refused: Error }> {
    const asking = this.askingFor(names);
    const last =
      this.last?.asking.path === asking.path && this.last.asking.body === asking.body ? this.last : undefined;
    const { response, text } = await this.http.send(asking.path, {
      ...(asking.body !== undefined && { method: 'POST', body: asking.body }),
      headers: last?.etag ? { 'If-None-Match': last.etag } : {},
    });
    if (last && (response.status === 304 || (response.ok && text === last.snapshot.text))) return last.snapshot;
    if (response.status === 404) return { missing: readMissing(text), refused: refusal(response, text) };
    if (!response.ok) throw refusal(response, text);
    const snapshot = { ...readSnapshot(text, this.last?.snapshot), text };
    this.last = { asking, etag: response.headers.get('etag'), snapshot };
    return snapshot;
  }

  private askingFor(names: readonly string[] | undefined): Asking {
    const filters = this.filters === undefined ? [] : [`context_filters=${encodeURIComponent(this.filters)}`];
    const settings = names ? [`settings=${names.map(encodeURIComponent).join(',')}`] : [];
    const query = [...filters, ...settings].join('&');
    const path = query === '' ? PATH : `${PATH}?${query}`;
    if (this.http.lengthOf(path) <= LONGEST_URL) return { path };
    return { path: PATH, body: JSON.stringify({ settings: names, context_filters: this.filters }) };
  }
}

/** The names of a 404 that no setting has. */
function readMissing(text: string): ReadonlySet<unknown> {
  try {
    const problem = parseTolerantly(text);
    return new Set(isJsonObject(problem) && Array.isArray(problem.missing) ? problem.missing : []);
  } catch {
    return new Set(); // of a proxy
  }
}

function printFilters(track: Track): string {
  return Object.entries(track)
    .map(([feature, values]) => `${feature}:${values === '*' ? '*' : `(${values.join(',')})`}`)
    .join(',');
}
