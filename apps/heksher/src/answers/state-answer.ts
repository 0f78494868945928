import type { Listing, Reading } from '@heksher/persistence';

/**
 * An answer, as JSON text, that follows from the request's URL and body and the state of the database alone, and that
 * changes nothing: it may be given again as long as the settings that it was made of are the same.
 */
export class StateAnswer {
  constructor(
    /** Makes the text: for nothing where somebody else has got the same answer meanwhile. */
    readonly print: () => string,
    /** What it was made of: settings with their rules, or the list of settings. */
    readonly reading: Reading | Listing,
    /** The names that the reading is of; undefined for all settings. */
    readonly names: readonly string[] | undefined,
  ) {}
}
