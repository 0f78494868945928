/** What the client waits for besides what its options say, in milliseconds. Tests have other times. */
export interface Times {
  /** The service sends something every 15 seconds. After three times that, a stream is taken for broken. */
  silence: number;
  /** If a stream takes longer to open, as behind a proxy that holds answers back, the settings are read meanwhile. */
  opening: number;
  /** A stream that lives so long was no failure. */
  lasting: number;
  /** Closing waits no longer for a store that is slow. */
  saving: number;
  /** The time between two reports of what the program has got. */
  reporting: number;
  /** Closing waits no longer for the last report. */
  lastReport: number;
}

export const TIMES: Times = {
  silence: 45_000,
  opening: 2000,
  lasting: 10_000,
  saving: 10_000,
  reporting: 60_000,
  lastReport: 1000,
};
