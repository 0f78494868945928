import type { Listing, Reading } from '@heksher/persistence';

/** JSON text that was made of a reading: what a handler returns instead of an object that is to be printed. */
export class Answer {
  private constructor(
    /** What it was made of: settings with their rules, or the list of settings. */
    readonly reading: Reading | Listing,
    /** Makes the JSON text. It isn't called if an equal request has the same answer already. */
    readonly print: () => string,
    /** The names that the reading asked for, undefined for all settings, if it may be cached. */
    readonly cachedFor: { names: readonly string[] | undefined } | undefined,
    /** Whether it has an entity tag without being cached. */
    readonly isTagged: boolean,
  ) {}

  /** An answer that is made anew for each request. */
  static of(reading: Reading, print: () => string): Answer {
    return new Answer(reading, print, undefined, false);
  }

  /** An answer that is made anew for each request and has an entity tag. */
  static tagged(reading: Reading, print: () => string): Answer {
    return new Answer(reading, print, undefined, true);
  }

  /**
   * An answer that follows from the URL, the body and the reading alone: equal requests get it as long as the names read the
   * same. That to a GET has an entity tag.
   */
  static cacheable(reading: Reading | Listing, names: readonly string[] | undefined, print: () => string): Answer {
    return new Answer(reading, print, { names }, false);
  }
}
