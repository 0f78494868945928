import { mayChangeTokens, type ChangeSubject } from '@heksher/domain';
import type { TokenIndex } from './token-index.js';

/** The tokens of the cached revision. */
export class CachedTokens {
  private index: TokenIndex | undefined;
  private last: TokenIndex | undefined;

  /** Undefined unless the tokens are cached. */
  get current(): TokenIndex | undefined {
    return this.index;
  }

  /** The tokens that were cached last, which may have changed since. */
  get lastKnown(): TokenIndex | undefined {
    return this.last;
  }

  /** Caches the tokens of the cached revision. Answers them, or the equal ones that are already cached. */
  add(index: TokenIndex): TokenIndex {
    this.index ??= index;
    this.last = this.index;
    return this.index;
  }

  /** Evicts the tokens if a change may have touched them. */
  evictAfter(change: ChangeSubject): void {
    if (mayChangeTokens(change)) this.evict();
  }

  evict(): void {
    this.index = undefined;
  }
}
