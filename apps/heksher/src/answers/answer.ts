import type { Listing, Reading, StateReading } from '@heksher/persistence';
import type { Uses } from '../counting/uses.js';
import type { LongText } from './long-text.js';

/** JSON text. A handler returns it instead of an object that still has to be printed. */
export class Answer {
  /** What sending it counts as; undefined for nothing. */
  uses: Uses | undefined;

  private constructor(
    /** The data behind it: settings with their rules, the list of settings, or data without a known revision. */
    readonly reading: Reading | Listing | StateReading,
    /** Prints the JSON text. Not called if an equal request already has this answer. */
    readonly print: () => LongText,
    /** The names that the reading asked for, undefined for all settings, if it may be cached. */
    readonly cachedFor: { names: readonly string[] | undefined } | undefined,
    /** Which requests get an entity tag with it, if it is not cached. */
    readonly tagged: 'always' | 'to GET' | 'never',
    /** Prints the text that its entity tag is made of, if that is not the answer itself. */
    readonly printTagged?: () => string,
  ) {}

  /** The same answer, which counts as a use of settings, or as none. */
  counted(uses: Uses | undefined): this {
    this.uses = uses;
    return this;
  }

  /** An answer that is printed for each request. */
  static of(reading: StateReading, print: () => string): Answer {
    return new Answer(reading, print, undefined, 'never');
  }

  /** An answer that is printed for each request and has an entity tag, of itself or of another text. */
  static tagged(reading: Reading, print: () => string, printTagged?: () => string): Answer {
    return new Answer(reading, print, undefined, 'always', printTagged);
  }

  /** The same for an answer that was read from the database, without a revision. */
  static ofBody(print: () => string): Answer {
    return new Answer({ revision: undefined }, print, undefined, 'always');
  }

  /**
   * An answer that follows from the URL, the body and the reading alone: equal requests get it as long as the names read the
   * same. That to a GET has an entity tag. An answer of an earlier state is not cached.
   */
  static cacheable(
    reading: Reading | Listing | StateReading,
    names: readonly string[] | undefined,
    print: () => LongText,
  ): Answer {
    if (reading.sequence !== undefined) return new Answer(reading, print, undefined, 'to GET');
    return new Answer(reading, print, { names }, 'never');
  }

  /**
   * The same for an answer that may also follow from something else in the database: equal requests get it until the next
   * change.
   */
  static cacheableAt({ revision, staleSeconds, ageSeconds }: StateReading, print: () => string): Answer {
    return new Answer({ revision, staleSeconds, ageSeconds }, print, { names: undefined }, 'never');
  }
}
