import { OFREP_STREAM_URI } from '../http/ofrep-stream-uri.js';

/** After how many seconds in the background a client may close the stream. */
const INACTIVITY_SECONDS = 120;

/** How a bulk answer names the stream. Without an origin it is that of the request. */
export const EVENT_STREAMS = [
  { type: 'sse', endpoint: { requestUri: OFREP_STREAM_URI }, inactivityDelaySec: INACTIVITY_SECONDS },
];
