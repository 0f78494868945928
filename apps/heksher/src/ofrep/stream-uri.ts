/** The stream that tells clients to fetch their flags again, as server-sent events of OFREP. */
export const OFREP_STREAM_URI = '/ofrep/v1/stream';
