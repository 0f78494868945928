import { mayChangeTokens } from '@heksher/domain';
import type { Database } from '../database/database.js';
import { Deadline } from '../database/deadline.js';
import type { CachedSettings } from '../rulesets/cached-settings.js';
import { NEWEST } from '../rulesets/freshness.js';
import { SharedLoads } from '../rulesets/shared-loads.js';
import type { Synchronizer } from '../rulesets/synchronizer.js';
import { REQUEST_MS } from '../time-budget.js';
import { TokenIndex } from './token-index.js';

/** After so many loads that turn out to be outdated, the tokens are answered without being cached. */
const TRIES = 4;

/** All tokens as one statement has read them. */
interface Loaded {
  /** Undefined if the database has lost its head. */
  revision: string | undefined;
  index: TokenIndex;
}

/** All tokens in memory. They belong to a head: what the log shows to have changed them evicts them. */
export class TokenCache {
  private readonly loads = new SharedLoads<Loaded>();

  constructor(
    private readonly database: Database,
    private readonly cached: CachedSettings,
    private readonly synchronizer: Synchronizer,
  ) {}

  /** The tokens right after `RulesetCache.synchronized`; undefined unless they are cached. */
  peek(): TokenIndex | undefined {
    return this.cached.tokens.current;
  }

  /** The tokens that were cached last, for the time when the database is away; undefined if none were. */
  get lastKnown(): TokenIndex | undefined {
    return this.cached.tokens.lastKnown;
  }

  /** The tokens of a state no older than the call, or than the standby if it may be behind. Throws `unavailable`. */
  async read(freshness = NEWEST, until = new Deadline(REQUEST_MS)): Promise<TokenIndex> {
    let loaded: Loaded | undefined;
    for (let tries = 0; tries < TRIES; tries++) {
      const revision = await until.before(this.synchronizer.synchronized(freshness));
      if (revision === undefined) break;
      const found = this.peek() ?? (loaded && this.add(loaded));
      if (found) return found;
      loaded = await until.before(this.loads.join('', () => this.load(new Deadline(REQUEST_MS))));
      const added = this.add(loaded);
      if (added) return added;
    }
    return (await this.load(until)).index;
  }

  private load(until: Deadline): Promise<Loaded> {
    return this.database.readNear(
      async ({ tokens }) => {
        const { revision, tokens: list } = await tokens.load();
        return { revision, index: new TokenIndex(list) };
      },
      { until },
    );
  }

  /** Caches tokens; undefined if they may not be those of the cached revision. */
  private add({ revision, index }: Loaded): TokenIndex | undefined {
    const changes = revision === undefined ? undefined : this.cached.changesSince(revision);
    return !changes || changes.some(mayChangeTokens) ? undefined : this.cached.tokens.add(index);
  }
}
