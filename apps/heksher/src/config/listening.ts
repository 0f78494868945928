// Not in variables.ts: the image's health check starts a process every few seconds, which should load no more than this.

/** The host that the service listens on by default. */
export const DEFAULT_HOST = '127.0.0.1';

/** The port that the service listens on by default. */
export const DEFAULT_PORT = '8888';
